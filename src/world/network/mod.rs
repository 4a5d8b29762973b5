//! The network: which servers are linked, who is on them, and how all of them come to have the same world.
//!
//! Links are a tree, and a link hands on what it is told in order. So whoever hears of a change has heard of all that its
//! maker knew, and only changes made at the same time in two places can contradict each other: of these the one with the
//! later [`Mark`] counts, everywhere.

mod burst;
mod creators;
mod incarnations;
mod learn;
mod nicks;
mod people;
mod places;
mod relay;
mod servers;
mod settings;
mod shown;
mod speech;
#[cfg(test)]
mod tests;
mod tokens;

pub use shown::{MapLine, Shown};

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::{Channel, World};
use crate::model::fact::{By, Slot};
use crate::model::{ChannelId, ChannelName, Mark, Mask, Nick, SessionId, Time, UserId};

/// Channels that have ended and are still known by their mark: somebody may be on their way into them.
const ENDED: usize = 256;

/// When each thing of a channel was set last, for those that were ever set; sorted.
pub(super) type Changes = Vec<(Slot, Mark)>;

/// What is known of the network.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Network {
    /// Microseconds of the last mark that was made or seen.
    clock: u64,
    /// The other servers, by their names in lower case.
    servers: BTreeMap<String, Server>,
    links: Vec<Link>,
    people: BTreeMap<Mark, UserId>,
    channels: BTreeMap<Mark, ChannelId>,
    ended: VecDeque<Channel>,
    /// People whom their own servers call so, while others have these nicks here by right.
    wanting: Vec<(Nick, UserId)>,
    /// Channels of which a server without marks has told what they are set to, and not yet who is in them.
    expected: Vec<(ChannelName, Mark)>,
    /// The numbers by which peers name servers, each with its link.
    tokens: Vec<(SessionId, u32, Box<str>)>,
    /// The link that is being listened to: it is not told what it told.
    hearing: Option<SessionId>,
    /// Who asked the question of another server that is being answered, and over which link.
    #[serde(skip)]
    asking: Option<(By, SessionId)>,
    /// The number of the last server that was numbered.
    numbered: u32,
}

/// Another server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Server {
    /// Its name.
    pub name: Box<str>,
    /// What it says of itself.
    pub description: Box<str>,
    /// The server it is linked with, on the way to us.
    pub behind: Box<str>,
    /// How many links away it is.
    pub hops: u32,
    /// The link it is behind.
    pub via: SessionId,
    /// Since when it is known.
    pub since: Time,
    /// All that it knew when it was linked has been told.
    pub synchronized: bool,
    /// It is a `chat`, and so are all servers on the way to it.
    pub kin: bool,
    /// The number by which we name it to others (RFC 2813 4.1.2).
    pub token: u32,
}

/// A link to another server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The connection.
    pub session: SessionId,
    /// The server at its other end.
    pub server: Box<str>,
    /// What may come over it.
    pub rules: Rules,
}

/// What may come over a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// The other end is a `chat`, too: marks are exchanged.
    pub kin: bool,
    /// Masks of the servers that may be behind it.
    pub servers: Vec<Mask>,
    /// Masks of the nicks of those who may be behind it.
    pub nicks: Vec<Mask>,
    /// Whoever is an admin of their server may have an admin's nick here.
    pub admins: bool,
    /// It is not shown to people.
    pub hidden: bool,
}

/// Where somebody is who is on another server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remote {
    /// The server.
    pub server: Box<str>,
    /// The link behind which it is.
    pub via: SessionId,
}

impl World {
    /// A mark that nothing else has, later than all that were seen.
    pub fn mark(&mut self) -> Mark {
        self.network.clock = (self.now.0 * 1000).max(self.network.clock + 1);
        Mark::new(self.network.clock, &self.config.server.name)
    }

    /// A mark of another server was seen: those made from now on are later.
    fn witness(&mut self, mark: Mark) {
        self.network.clock = self.network.clock.max(mark.microseconds());
    }

    /// Whether this server is linked with no other.
    #[must_use]
    pub fn is_alone(&self) -> bool {
        self.network.links.is_empty()
    }

    /// The links, in the order in which they were made.
    #[must_use]
    pub fn links(&self) -> &[Link] {
        &self.network.links
    }

    /// The link on this connection, if it is one.
    #[must_use]
    pub fn link(&self, session: SessionId) -> Option<&Link> {
        self.network.links.iter().find(|link| link.session == session)
    }

    /// The person known by this mark.
    #[must_use]
    pub fn person_marked(&self, mark: Mark) -> Option<UserId> {
        self.network.people.get(&mark).copied()
    }

    /// The channel known by this mark.
    #[must_use]
    pub fn channel_marked(&self, mark: Mark) -> Option<ChannelId> {
        self.network.channels.get(&mark).copied()
    }

    /// The link behind which somebody is; none: they are here.
    #[must_use]
    pub fn way_to(&self, id: UserId) -> Option<SessionId> {
        self.users.get(id)?.remote.as_ref().map(|remote| remote.via)
    }

    /// Whether somebody is known by their own mark and nobody else: for [`World::check`].
    pub(super) fn check_network(&self) -> Result<(), String> {
        for (id, user) in self.users.iter().filter(|(id, _)| *id != self.nobody && *id != self.server) {
            if self.person_marked(user.mark) != Some(id) {
                return Err(format!("{} is not known by their mark", user.who.nick));
            }
            if let Some(remote) = &user.remote {
                let server = self.find_server(&remote.server).ok_or(format!("{} is on no server", user.who.nick))?;
                if server.via != remote.via || !user.sessions.is_empty() {
                    return Err(format!("{} is in two places", user.who.nick));
                }
            }
        }
        if self.network.wanting.iter().any(|(nick, id)| !self.is_here(*id) || self.find(nick.as_str()).is_none()) {
            return Err("somebody who is gone wants a nick, or one that is free".into());
        }
        if self.network.people.len() != self.headcount() || self.network.channels.len() != self.channels.len() {
            return Err("more marks are known than people or channels".into());
        }
        for (id, channel) in &self.channels {
            if self.channel_marked(channel.mark) != Some(id) {
                return Err(format!("{} is not known by its mark", channel.name));
            }
            for link in &self.network.links {
                let behind = channel.members.iter().filter(|m| self.way_to(**m) == Some(link.session)).count();
                if channel.behind.iter().find(|(via, _)| *via == link.session).map_or(0, |(_, count)| *count) != behind
                {
                    return Err(format!("{} does not know how many are behind {}", channel.name, link.server));
                }
            }
            if channel.behind.iter().any(|(via, count)| *count == 0 || self.link(*via).is_none()) {
                return Err(format!("{} counts people behind no link", channel.name));
            }
        }
        for server in self.network.servers.values() {
            if self.link(server.via).is_none() {
                return Err(format!("{} is behind no link", server.name));
            }
        }
        Ok(())
    }
}
