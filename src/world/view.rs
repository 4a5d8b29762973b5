//! What the world answers when it is asked who and what is there.

use std::net::IpAddr;
use std::ops::Bound;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Membership, User, World};
use crate::model::{
    Census, ChannelId, ChannelLine, ChannelName, Fold, Inside, Place, Present, Rank, Reply, Roll, Standing, UserFlag,
    UserId, Whois, host,
};

/// What is counted while people come, go and change, since counting all of them for each newcomer would take too long.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(super) struct Tally {
    invisible: usize,
    admins: usize,
    /// Those on other servers.
    away: usize,
}

impl User {
    /// Whether lists show them only to those who share a channel with them (user mode `i`).
    #[must_use]
    pub fn invisible(&self) -> bool {
        self.modes.has(UserFlag::Invisible)
    }
}

impl World {
    /// How many of everything there are.
    #[must_use]
    pub fn census(&self) -> Census {
        let people = self.headcount();
        let Tally { invisible, admins, away } = self.tally;
        let known = self.users[self.server].sessions.len() + self.links().len() + people - away;
        Census {
            visible: people - invisible,
            invisible,
            admins,
            unknown: self.sessions.len() - known,
            channels: self.channels.len(),
            most: self.most,
            local: people - away,
            most_local: self.most_local,
            servers: self.servers().count() + 1,
            links: self.links().len(),
        }
    }

    /// Counts a person in: who came, or has changed since they were counted out.
    pub(super) fn count_in(&mut self, id: UserId) {
        let (user, counts) = (&self.users[id], self.is_somebody(id));
        self.tally.invisible += usize::from(counts && user.invisible());
        self.tally.away += usize::from(counts && user.remote.is_some());
        self.tally.admins += usize::from(counts && user.is_admin());
    }

    /// Somebody came: there may be more than ever before.
    pub(super) fn count_most(&mut self) {
        self.most = self.most.max(self.headcount());
        self.most_local = self.most_local.max(self.headcount() - self.tally.away);
    }

    /// Counts a person out: who is about to leave, or to change.
    pub(super) fn count_out(&mut self, id: UserId) {
        let (user, counts) = (&self.users[id], self.is_somebody(id));
        self.tally.invisible -= usize::from(counts && user.invisible());
        self.tally.away -= usize::from(counts && user.remote.is_some());
        self.tally.admins -= usize::from(counts && user.is_admin());
    }

    /// Checks that the census is right.
    pub(super) fn check_census(&self) -> Result<(), String> {
        let people = || self.users.iter().filter(|(id, _)| self.is_somebody(*id)).map(|(_, user)| user);
        let counted = Census {
            visible: people().filter(|user| !user.invisible()).count(),
            invisible: people().filter(|user| user.invisible()).count(),
            admins: people().filter(|user| user.is_admin()).count(),
            local: people().filter(|user| user.remote.is_none()).count(),
            unknown: self.sessions.values().filter(|session| session.user.is_none()).count() - self.links().len(),
            ..self.census()
        };
        if counted == self.census() { Ok(()) } else { Err(format!("{:?}, but there are {counted:?}", self.census())) }
    }

    /// Whether this is a person: the server, and the one whom nobody is yet, are none.
    fn is_somebody(&self, id: UserId) -> bool {
        id != self.server && id != self.nobody
    }

    /// The person who bears this nick, or this address, whatever its case; the server is none.
    #[must_use]
    pub fn find_person(&self, name: &str) -> Option<UserId> {
        self.find(name).filter(|id| self.is_somebody(*id))
    }

    /// Everyone with a nick behind this one, sorted by nick.
    pub fn people_behind(&self, nick: Option<&Fold>) -> impl Iterator<Item = UserId> {
        let behind = (nick.map_or(Bound::Unbounded, Bound::Excluded), Bound::Unbounded);
        let people = self.nicks.range::<Fold, _>(behind).filter(|(_, id)| self.is_somebody(**id));
        // Guests are found by their address, too.
        let by_nick = |fold: &Fold, id| self.user(id).who.address.is_none() || self.user(id).who.nick.fold() == *fold;
        people.filter(move |(fold, id)| by_nick(fold, **id)).map(|(_, id)| *id)
    }

    /// Every channel with a name behind this one, sorted by name.
    pub fn channels_behind(&self, name: Option<&Fold>) -> impl Iterator<Item = ChannelId> {
        let behind = (name.map_or(Bound::Unbounded, Bound::Excluded), Bound::Unbounded);
        self.names.range::<Fold, _>(behind).map(|(_, id)| *id)
    }

    /// Whether a channel is still there.
    #[must_use]
    pub fn has_channel(&self, id: ChannelId) -> bool {
        self.channels.contains_key(id)
    }

    /// Whether there is a channel that both are in.
    #[must_use]
    pub fn share_a_channel(&self, one: UserId, other: UserId) -> bool {
        self.user(one).channels.iter().any(|at| self.user(other).rank(at.channel).is_some())
    }

    /// Whether lists show one person to another: who is invisible shows to those who share a channel with them, and to
    /// admins (RFC 2812 3.6.1).
    #[must_use]
    pub fn is_visible(&self, id: UserId, to: UserId) -> bool {
        let open = !self.user(id).invisible() || id == to || self.user(to).is_admin();
        open || self.share_a_channel(id, to)
    }

    /// Where somebody comes from, for one who may know it: themselves, admins, and all to whom their host shows it.
    #[must_use]
    pub fn known_address(&self, id: UserId, to: UserId) -> Option<IpAddr> {
        let address = self.address(id)?;
        let known = id == to || self.user(to).is_admin() || *self.user(id).who.host == host::of_address(address);
        known.then_some(address)
    }

    /// Seconds since somebody said something, or came.
    #[must_use]
    pub fn idle(&self, id: UserId) -> u64 {
        self.now.since(self.user(id).active).as_secs()
    }

    /// All that one may be told of somebody.
    #[must_use]
    pub fn whois(&self, id: UserId, to: UserId) -> Whois {
        let user = self.user(id);
        let told = user.channels.iter().filter(|at| self.shows(to, at.channel));
        let standing = |at: &Membership| Standing {
            channel: self.channel(at.channel).name.clone(),
            rank: at.effective(),
            voice: at.voice,
        };
        let to_admin = self.is_admin_here(to);
        let shown = self.shown_server(id, to);
        let inside = Inside { address: self.address(id), modes: self.user_modes(id).to_string(), to_admin };
        Whois {
            who: Arc::clone(&user.who),
            away: user.rare.away.clone(),
            admin: user.is_admin(),
            channels: told.map(standing).collect(),
            server: shown.name,
            description: shown.description,
            remote: shown.hops > 0,
            idle: user.remote.is_none().then(|| (self.idle(id), user.since)),
            inside: Some(inside).filter(|_| to_admin || id == to),
        }
    }

    /// Somebody as a member of a channel; none when they are not in it.
    #[must_use]
    pub fn member(&self, id: UserId, channel: ChannelId) -> Option<Present> {
        let at = self.users.get(id)?.channels.iter().find(|at| at.channel == channel)?;
        Some(Present { voice: at.voice, ..self.presence(id, at.effective(), Vec::new()) })
    }

    /// Somebody in a list that is of no channel.
    #[must_use]
    pub fn person(&self, id: UserId) -> Present {
        self.presence(id, Rank::Member, Vec::new())
    }

    /// The members of a channel, the longest present first.
    #[must_use]
    pub fn present(&self, channel: ChannelId) -> Vec<Present> {
        self.channel(channel).members.iter().filter_map(|id| self.member(*id, channel)).collect()
    }

    /// The same for one who enters.
    pub(super) fn roll(&mut self, id: ChannelId) -> Arc<Roll> {
        let World { users, channels, .. } = self;
        let channel = &mut channels[id];
        let now = channel.members.iter().filter_map(|member| {
            let user = users.get(*member)?;
            let at = user.channels.iter().find(|at| at.channel == id)?;
            Some((&user.who, at.effective(), at.voice))
        });
        Arc::make_mut(&mut channel.roll).update(now);
        Arc::clone(&channel.roll)
    }

    /// Everyone connected, in the order they came, with those of their channels that somebody may know of.
    #[must_use]
    pub fn everyone(&self, to: UserId) -> Vec<Present> {
        let channels = |id: UserId| {
            let told = self.user(id).channels.iter().filter(|at| self.shows(to, at.channel));
            told.map(|at| self.channel(at.channel).name.clone()).collect()
        };
        self.people().into_iter().map(|id| self.presence(id, Rank::Member, channels(id))).collect()
    }

    fn presence(&self, id: UserId, rank: Rank, channels: Vec<ChannelName>) -> Present {
        let user = self.user(id);
        Present { who: user.who.clone(), rank, voice: false, away: user.rare.away.clone(), channels }
    }

    /// A channel in a list.
    #[must_use]
    pub fn channel_line(&self, id: ChannelId) -> ChannelLine {
        let channel = self.channel(id);
        let topic = channel.topic.as_ref().map(|topic| topic.text.clone());
        ChannelLine { name: channel.name.clone(), members: channel.members.len(), topic }
    }

    /// The channels that may be named to somebody, sorted by name.
    #[must_use]
    pub fn channel_lines(&self, to: UserId) -> Vec<ChannelLine> {
        self.channels().filter(|id| self.shows(to, *id)).map(|id| self.channel_line(id)).collect()
    }

    /// The channel somebody talks in, and those they are in.
    #[must_use]
    pub fn current(&self, id: UserId) -> Reply {
        let user = self.user(id);
        let name = |channel| self.channel(channel).name.clone();
        Reply::Current { here: user.here.map(name), all: user.channels.iter().map(|m| name(m.channel)).collect() }
    }

    /// Where somebody is, for the dialect that reads their next line.
    #[must_use]
    pub fn place(&self, id: UserId) -> Place {
        let user = self.user(id);
        let here = user.here.map(|channel| self.channel(channel).name.clone());
        Place { in_lobby: self.is_home(id), many: user.profile.many, here }
    }
}
