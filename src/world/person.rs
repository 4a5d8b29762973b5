//! A person: the name, where they are, and what they may.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use smallvec::{SmallVec, smallvec};

use super::invitation::Invitation;
use super::metadata::Metadata;
use super::network::Remote;
use super::tell::Audience;
use super::{Profile, World};
use crate::model::{
    Caps, ChannelId, Empty, Event, Fold, Mark, Mode, ModeChange, Nick, Outcome, Rank, Rare, SessionId, Time, UserFlags,
    UserId, Who,
};

/// A person, on one or more sessions.
#[derive(Debug, Serialize, Deserialize)]
pub struct User {
    /// The name, as events carry it.
    pub who: Arc<Who>,
    /// The connections they are on.
    pub sessions: SmallVec<[SessionId; 2]>,
    /// The channels they are in, in the order they joined.
    pub channels: SmallVec<[Membership; 1]>,
    /// The channel being talked in.
    pub here: Option<ChannelId>,
    /// What their listener lets them do.
    pub profile: Profile,
    /// Their modes, but those that are kept elsewhere: [`World::user_modes`] has all.
    pub modes: UserFlags,
    /// They came in IRC: a channel that they make has the modes expected there.
    pub in_irc: bool,
    /// The how many-eth they came; lists are in this order.
    pub arrival: u64,
    /// When they came.
    pub since: Time,
    /// When they said something last, or came.
    pub active: Time,
    /// What few people have.
    pub rare: Rare<Particulars>,
    /// What they are known by on the network.
    pub mark: Mark,
    /// When they took their nick: of two who want it the earlier one has it.
    pub nick_mark: Mark,
    /// Where they are, when they are on another server.
    pub remote: Option<Box<Remote>>,
}

/// What few people have.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Particulars {
    /// Why they are away, if they are.
    pub away: Option<Box<str>>,
    /// The admin of the configuration that they proved to be; none: they are no admin of the server.
    pub admin: Option<Fold>,
    /// The channels they were invited to.
    pub invited: Vec<Invitation>,
    /// Whom they accept under user mode `g`.
    pub(super) accepts: Vec<UserId>,
    /// When they were told last of somebody whom they do not.
    pub(super) called: Option<Time>,
    /// What they tell of themselves.
    pub metadata: Metadata,
    /// The nicks they watch, as they wrote them.
    pub watched: BTreeMap<Fold, Nick>,
}

impl Empty for Particulars {
    const EMPTY: &'static Particulars = &Particulars {
        away: None,
        admin: None,
        invited: Vec::new(),
        accepts: Vec::new(),
        called: None,
        metadata: Metadata::new(),
        watched: BTreeMap::new(),
    };
}

/// Somebody's being in a channel.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Membership {
    /// The channel.
    pub channel: ChannelId,
    /// Their rank in it: never [`Rank::Voice`].
    pub rank: Rank,
    /// Whether they have voice, which a higher rank hides and does not take away.
    pub voice: bool,
    /// The rank they were given: [`Rank::Creator`] may have been given to several before their servers met.
    pub(super) given: Rank,
    /// When they entered.
    pub(super) joined: Mark,
    /// When rank or voice was given or taken last.
    pub(super) changed: Mark,
}

impl Membership {
    /// The rank that counts.
    #[must_use]
    pub fn effective(&self) -> Rank {
        if self.voice { self.rank.max(Rank::Voice) } else { self.rank }
    }

    /// What they, by this name, are more than a plain member, as changes of modes: given, or taken away.
    pub(super) fn modes(&self, who: &Arc<Who>, on: bool) -> Vec<ModeChange> {
        let ranks = [(Rank::Op, self.rank >= Rank::Op), (Rank::Voice, self.voice)].into_iter().filter(|(_, has)| *has);
        ranks.map(|(rank, _)| ModeChange { on, mode: Mode::Rank(rank, Arc::clone(who)) }).collect()
    }
}

impl User {
    pub(super) fn new(who: Arc<Who>, profile: Profile, arrival: u64, since: Time) -> Self {
        User {
            who,
            sessions: smallvec![],
            channels: smallvec![],
            here: None,
            profile,
            modes: UserFlags::default(),
            in_irc: false,
            arrival,
            since,
            active: since,
            rare: Rare::NONE,
            mark: Mark::default(),
            nick_mark: Mark::default(),
            remote: None,
        }
    }

    /// Their rank in a channel; none when they are not in it.
    #[must_use]
    pub fn rank(&self, channel: ChannelId) -> Option<Rank> {
        self.channels.iter().find(|m| m.channel == channel).map(Membership::effective)
    }

    /// Whether they are an admin of the server: proved, never claimed.
    #[must_use]
    pub fn is_admin(&self) -> bool {
        self.rare.admin.is_some()
    }

    /// Whether the channel of a line must be named to them.
    #[must_use]
    pub fn several(&self) -> bool {
        self.channels.len() > 1
    }
}

impl World {
    /// A person; the id is one the world handed out and still knows.
    #[must_use]
    pub fn user(&self, id: UserId) -> &User {
        &self.users[id]
    }

    pub(super) fn user_mut(&mut self, id: UserId) -> &mut User {
        &mut self.users[id]
    }

    /// The person's name, as events carry it.
    #[must_use]
    pub fn who(&self, id: UserId) -> Arc<Who> {
        Arc::clone(&self.users[id].who)
    }

    /// The person who bears this nick or this address, whatever its case.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<UserId> {
        self.nicks.get(&Fold::of(name)).copied()
    }

    /// Everyone with a name, in the order they came; the server is not among them.
    #[must_use]
    pub fn people(&self) -> Vec<UserId> {
        let mut ids: Vec<UserId> = self.users.keys().filter(|id| *id != self.server && *id != self.nobody).collect();
        ids.sort_unstable_by_key(|id| self.users[*id].arrival);
        ids
    }

    /// How many people there are.
    #[must_use]
    pub fn headcount(&self) -> usize {
        self.users.len() - 2
    }

    /// Whether anyone of this id is (still) here.
    #[must_use]
    pub fn is_here(&self, id: UserId) -> bool {
        self.users.contains_key(id)
    }

    /// Away with a reason, or back with none.
    ///
    /// # Errors
    /// For a reason that is too long.
    pub fn set_away(&mut self, id: UserId, why: Option<&str>) -> Outcome {
        self.fits(why.unwrap_or_default())?;
        let text: Option<Box<str>> = why.map(Into::into);
        if self.user(id).rare.away == text {
            return Ok(());
        }
        self.user_mut(id).rare.made().away.clone_from(&text);
        let caps = Caps::AWAY_NOTIFY | Caps::EXTENDED_MONITOR;
        self.relay_away(id, text.clone());
        self.tell(id, Audience::Acquaintances(id, caps), Event::Away { who: self.who(id), text });
        Ok(())
    }

    /// Gives somebody another real name; those around who want such news are told.
    pub fn set_real(&mut self, id: UserId, real: &str) {
        let who = Arc::new(Who { real: real.into(), ..(*self.who(id)).clone() });
        self.user_mut(id).who = Arc::clone(&who);
        let caps = Caps::SETNAME | Caps::EXTENDED_MONITOR;
        self.tell(id, Audience::Acquaintances(id, caps), Event::RealChanged { who });
        self.relay_changed(id);
    }

    /// Makes somebody an admin of the server, as the one of this nick. Whoever calls this has seen the proof.
    pub fn make_admin(&mut self, id: UserId, nick: &Nick) {
        self.count_out(id);
        let was_admin = self.user_mut(id).rare.made().admin.replace(nick.fold()).is_some();
        self.count_in(id);
        if !was_admin {
            self.tell_admin(id, true);
            self.relay_modes(id);
        }
    }
}
