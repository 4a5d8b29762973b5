//! Bans: of a nick, of an address, of a network.

use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::World;
use crate::config::Network;
use crate::model::{Nick, Outcome, Refusal, Time, UserId};

/// What is banned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Banned {
    /// Nobody may bear this nick.
    Nick(Nick),
    /// Nobody may connect from there.
    Network(Network),
}

impl fmt::Display for Banned {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Banned::Nick(nick) => nick.fmt(f),
            Banned::Network(network) => network.fmt(f),
        }
    }
}

/// A ban, by whom and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ban {
    /// What is banned.
    pub banned: Banned,
    /// Why.
    pub reason: String,
    /// Who said so.
    pub by: String,
    /// When.
    pub at: Time,
}

impl World {
    /// The bans in force, the oldest first.
    #[must_use]
    pub fn bans(&self) -> &[Ban] {
        &self.bans
    }

    /// Bans from now on; those who are in are not put off by it.
    ///
    /// # Errors
    /// When it is banned already.
    pub fn ban(&mut self, banned: Banned, by: &str, reason: &str) -> Outcome {
        if self.bans.iter().any(|ban| same(&ban.banned, &banned)) {
            return Err(Refusal::because(format!("{banned} is banned already: BAN lists the bans.")));
        }
        self.bans.push(Ban { banned, reason: reason.into(), by: by.into(), at: self.now });
        Ok(())
    }

    /// Ends a ban.
    ///
    /// # Errors
    /// When there is no such ban.
    pub fn unban(&mut self, banned: &Banned) -> Outcome {
        let before = self.bans.len();
        self.bans.retain(|ban| !same(&ban.banned, banned));
        if self.bans.len() == before {
            return Err(Refusal::because(format!("{banned} is not banned: BAN lists the bans.")));
        }
        Ok(())
    }

    /// The people a ban would hit, in the order they came.
    #[must_use]
    pub fn those_hit_by(&self, banned: &Banned) -> Vec<UserId> {
        let hit = |id: &UserId| match banned {
            Banned::Nick(nick) => self.user(*id).who.nick.fold() == nick.fold(),
            Banned::Network(network) => self.address(*id).is_some_and(|address| network.contains(address)),
        };
        self.people().into_iter().filter(hit).collect()
    }

    /// The address somebody is connected from.
    #[must_use]
    pub fn address(&self, id: UserId) -> Option<IpAddr> {
        let session = self.user(id).sessions.first()?;
        Some(self.session(*session)?.origin.address)
    }

    pub(super) fn ban_on_nick(&self, nick: &Nick) -> Option<Refusal> {
        self.refusal(|banned| matches!(banned, Banned::Nick(other) if other.fold() == nick.fold()))
    }

    pub(super) fn ban_on_address(&self, address: IpAddr) -> Option<Refusal> {
        self.refusal(|banned| matches!(banned, Banned::Network(network) if network.contains(address)))
    }

    fn refusal(&self, hit: impl Fn(&Banned) -> bool) -> Option<Refusal> {
        let ban = self.bans.iter().find(|ban| hit(&ban.banned))?;
        Some(Refusal::Banned { what: ban.banned.to_string(), reason: ban.reason.clone() })
    }
}

fn same(one: &Banned, other: &Banned) -> bool {
    match (one, other) {
        (Banned::Nick(one), Banned::Nick(other)) => one.fold() == other.fold(),
        _ => one == other,
    }
}
