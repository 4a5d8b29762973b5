//! The modes of channels, and who may change which (RFC 2811 4, RFC 2812 3.2.3).

use serde::{Deserialize, Serialize};

use super::lists::LISTS;
use super::tell::Audience;
use super::{Channel, World};
use crate::model::{
    ChannelId, ChannelName, Event, Flag, Flags, List, Mode, ModeChange, Outcome, Rank, Refusal, UserId, check_key,
};

/// What a channel's modes are, beside its lists and its members' ranks.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Modes {
    /// Those that are on.
    pub flags: Flags,
    /// `k`: what one must know to enter.
    pub key: Option<Box<str>>,
    /// `l`: how many may be in.
    pub limit: Option<usize>,
    /// `f`: where those go who cannot enter.
    pub forward: Option<ChannelName>,
}

impl Modes {
    /// Those that are set, sorted as `CHANMODES` has them; the key is shown only to those who may know it.
    #[must_use]
    pub fn all(&self, with_key: bool) -> Vec<Mode> {
        let key = self.key.as_deref().map(|key| Mode::Key(if with_key { key.into() } else { "*".into() }));
        let with_word = [key, self.limit.map(Mode::Limit), self.forward.clone().map(Mode::Forward)];
        self.flags.iter().map(Mode::Flag).chain(with_word.into_iter().flatten()).collect()
    }
}

impl Channel {
    /// Checks that its modes can be: a secret channel is not private, one without modes has none, its lists are no
    /// longer than announced.
    pub(super) fn check_modes(&self) -> Result<(), String> {
        let Channel { name, modes, lists, .. } = self;
        if modes.flags.has(Flag::Secret) && modes.flags.has(Flag::Private) {
            return Err(format!("{name} is secret and private"));
        }
        let masks: usize = List::ALL.iter().map(|list| lists.of(*list).len()).sum();
        if masks > LISTS {
            return Err(format!("{name} has {masks} masks on its lists"));
        }
        let locked = Flags::default().with(Flag::TopicLock);
        if !name.kind().has_modes() && (modes.flags != locked || modes.all(false).len() > 1 || masks > 0) {
            return Err(format!("{name} has modes"));
        }
        Ok(())
    }
}

impl World {
    /// Changes a channel's modes, one after the other: what can be changed is, and told as one; what was so already is
    /// not told. Returns why the others were not changed, each reason once.
    pub fn change_modes(&mut self, by: UserId, at: ChannelId, asked: Vec<ModeChange>) -> Vec<Refusal> {
        let (mut changes, mut refused) = (Vec::new(), Vec::new());
        for change in asked {
            match self.change_mode(by, at, change) {
                Ok(done) => {
                    done.iter().for_each(|change| self.relay_mode(by, at, change));
                    changes.extend(done);
                }
                Err(refusal) if refused.contains(&refusal) => {}
                Err(refusal) => refused.push(refusal),
            }
        }
        self.tell_modes(by, at, changes);
        refused
    }

    pub(super) fn tell_modes(&mut self, by: UserId, at: ChannelId, changes: Vec<ModeChange>) {
        if !changes.is_empty() {
            let event = Event::Modes { by: self.who(by), channel: self.channel(at).name.clone(), changes };
            self.tell(by, Audience::Channel(at), event);
        }
    }

    /// Changes one mode; what came of it.
    fn change_mode(&mut self, by: UserId, at: ChannelId, change: ModeChange) -> Result<Vec<ModeChange>, Refusal> {
        let channel = self.channel(at).name.clone();
        // Somebody who is not in it has no rank there either: today's servers answer both with 482.
        if self.rank_in(by, at).unwrap_or(Rank::Member) < Rank::Op {
            return Err(Refusal::NeedsRank { rank: Rank::Op, channel });
        }
        if !channel.kind().has_modes() {
            return Err(Refusal::NoModes { channel });
        }
        let on = change.on;
        let done = match &change.mode {
            Mode::Flag(flag) => return Ok(self.set_flag(at, *flag, on)),
            Mode::Key(key) => self.set_key(at, key, on)?,
            Mode::Limit(most) => {
                let new = on.then_some(*most);
                std::mem::replace(&mut self.channel_mut(at).modes.limit, new) != new
            }
            Mode::Forward(to) => self.set_forward(by, at, to, on)?,
            Mode::List(list, mask) if on => {
                let (by, now) = (self.who(by).source().to_string(), self.now);
                self.channel_mut(at).add_to_list(*list, mask, &by, now)?
            }
            Mode::List(list, mask) => match self.channel_mut(at).lists.remove(*list, mask) {
                // Another way to write the same mask takes it away, too: it is told as it stood there.
                Some(entry) => return Ok(vec![ModeChange { on, mode: Mode::List(*list, entry.mask) }]),
                None => false,
            },
            Mode::Rank(rank, who) => {
                let Some(whom) = self.find(who.nick.as_str()).filter(|id| self.user(*id).rank(at).is_some()) else {
                    return Err(Refusal::NotThere { nick: who.shown().to_owned(), channel });
                };
                self.set_member(by, at, whom, *rank, on)?
            }
        };
        Ok(if done { vec![change] } else { Vec::new() })
    }

    /// Secret and private exclude each other (RFC 2811 4.2.6).
    fn set_flag(&mut self, at: ChannelId, flag: Flag, on: bool) -> Vec<ModeChange> {
        let flags = &mut self.channel_mut(at).modes.flags;
        let other = match flag {
            Flag::Secret => Some(Flag::Private),
            Flag::Private => Some(Flag::Secret),
            _ => None,
        };
        let mut changes = Vec::new();
        if let Some(other) = other.filter(|other| on && flags.set(*other, false)) {
            changes.push(ModeChange { on: false, mode: Mode::Flag(other) });
        }
        if flags.set(flag, on) {
            changes.push(ModeChange { on, mode: Mode::Flag(flag) });
        }
        changes
    }

    /// A key that is set is replaced, and taken away with any or none: nobody today answers 467.
    fn set_key(&mut self, at: ChannelId, key: &str, on: bool) -> Result<bool, Refusal> {
        let channel = self.channel_mut(at);
        if let Some(why) = check_key(key).err().filter(|_| on) {
            let (target, why) = (channel.name.to_string(), why.to_owned());
            return Err(Refusal::BadModeWord { target, letter: 'k', word: key.to_owned(), why });
        }
        let new: Option<Box<str>> = on.then(|| key.into());
        let changed = channel.modes.key != new;
        channel.modes.key = new;
        Ok(changed)
    }

    /// Nobody sends people into a channel whose admin they are not.
    fn set_forward(&mut self, by: UserId, at: ChannelId, to: &ChannelName, on: bool) -> Result<bool, Refusal> {
        if on {
            let there = self.find_channel(to).filter(|there| self.sees(by, *there));
            let there = there.ok_or_else(|| Refusal::NoSuchChannel { channel: to.to_string() })?;
            if there == at {
                let (target, why) = (to.to_string(), "A channel does not forward to itself".to_owned());
                return Err(Refusal::BadModeWord { target, letter: 'f', word: to.to_string(), why });
            }
            self.require(by, there, Rank::Op)?;
        }
        let new = on.then(|| to.clone());
        let modes = &mut self.channel_mut(at).modes;
        let changed = modes.forward != new;
        modes.forward = new;
        Ok(changed)
    }

    /// An op may make others ops, and take that back; a creator's rank goes only with their own will, or an admin's of
    /// the server, and then nobody has it.
    fn set_member(&mut self, by: UserId, at: ChannelId, whom: UserId, rank: Rank, on: bool) -> Result<bool, Refusal> {
        if rank <= Rank::Voice {
            return Ok(self.set_voice(whom, at, on));
        }
        let channel = self.channel(at).name.clone();
        if !channel.is_ruled() {
            return Err(Refusal::Lobby { what: "rule" });
        }
        let theirs = self.membership(whom, at).map_or(Rank::Member, |membership| membership.rank);
        if theirs == Rank::Creator && !on && by != whom && self.rank_in(by, at)? < Rank::Creator {
            let nick = self.who(whom).shown().to_owned();
            return Err(Refusal::Protected { nick, channel, rank: theirs });
        }
        if (theirs >= Rank::Op) == on {
            return Ok(false);
        }
        self.give_rank(whom, at, if on { Rank::Op } else { Rank::Member });
        Ok(true)
    }

    /// The creator of a channel, if it has one (RFC 2811 4.1.1).
    #[must_use]
    pub fn creator(&self, at: ChannelId) -> Option<UserId> {
        self.channel(at).members.iter().copied().find(|id| self.user(*id).rank(at) == Some(Rank::Creator))
    }

    /// That a channel puts people out at all (mode `Q`); the server's admins may always.
    pub(super) fn puts_out(&self, by: UserId, at: ChannelId) -> Outcome {
        if !self.channel(at).has(Flag::NoKicks) || self.user(by).is_admin() {
            return Ok(());
        }
        let why = format!("{} puts nobody out (+Q)", self.channel(at).name);
        Err(Refusal::Numeric(crate::model::numeric::ERR_CANNOTDOCOMMAND, vec!["KICK".into(), why]))
    }
}
