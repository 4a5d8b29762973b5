//! Bans of the server: of a nick, of a network, of all whose `nick!user@host` matches a mask; for a while, or for good.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::tell::Audience;
use super::{Departure, World};
use crate::config::Network;
use crate::model::{Event, Mask, Nick, Outcome, Refusal, SessionId, Time, UserId, UserMask, Who};

/// What is banned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Banned {
    /// Nobody may bear this nick.
    Nick(Nick),
    /// Nobody may connect from there.
    Network(Network),
    /// Nobody may be here whom this matches.
    Mask(UserMask),
}

impl Banned {
    /// A mask of `nick!user@host`, of which parts may be missing.
    #[must_use]
    pub fn mask(text: &str) -> Self {
        Banned::Mask(UserMask::new(text))
    }

    /// Whether it would keep everybody off.
    #[must_use]
    pub fn is_everybody(&self) -> bool {
        let any = |mask: &Mask| !mask.as_str().chars().any(|c| !"*?.:".contains(c));
        match self {
            Banned::Nick(_) => false,
            Banned::Network(network) => network.to_string().ends_with("/0"),
            Banned::Mask(mask) => any(&mask.nick) && any(&mask.user) && any(&mask.host),
        }
    }
}

impl fmt::Display for Banned {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Banned::Nick(nick) => nick.fmt(f),
            Banned::Network(network) => network.fmt(f),
            Banned::Mask(mask) if mask.nick.as_str() == "*" => write!(f, "{}@{}", mask.user, mask.host),
            Banned::Mask(mask) => mask.fmt(f),
        }
    }
}

/// A ban, by whom, why, and until when.
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
    /// When it ends; none: it does not end by itself.
    pub until: Option<Time>,
}

impl World {
    /// The bans in force, the oldest first.
    #[must_use]
    pub fn bans(&self) -> Vec<&Ban> {
        self.in_force().collect()
    }

    fn in_force(&self) -> impl Iterator<Item = &Ban> {
        self.bans.iter().filter(|ban| ban.until.is_none_or(|until| self.now < until))
    }

    /// Bans from now on, for a while or for good; those who are here and hit by it are told why, and put off.
    ///
    /// # Errors
    /// When it is banned already, would keep off everybody, or an admin who is here; when the reason is too long.
    pub fn ban(&mut self, by: UserId, banned: Banned, lasts: Option<Duration>, reason: &str) -> Outcome {
        self.fits(reason)?;
        if self.in_force().any(|ban| same(&ban.banned, &banned)) {
            return Err(Refusal::because(format!("{banned} is banned already: BAN lists the bans.")));
        }
        if banned.is_everybody() {
            return Err(Refusal::because(format!("{banned} is everybody: that would leave nobody here.")));
        }
        let hit = self.those_hit_by(&banned);
        if hit.iter().any(|id| self.user(*id).is_admin()) {
            return Err(Refusal::because(format!("{banned} is an admin's: that would lock them out.")));
        }
        let until = lasts.map(|lasts| self.now + lasts);
        let now = self.now;
        self.bans.retain(|ban| ban.until.is_none_or(|until| now < until));
        let who = self.who(by).shown().to_owned();
        self.bans.push(Ban { banned, reason: reason.into(), by: who, at: now, until });
        for id in hit {
            self.keep_off(by, id, reason);
        }
        Ok(())
    }

    /// Tells somebody that they are banned, and ends their being here.
    fn keep_off(&mut self, by: UserId, id: UserId, reason: &str) {
        let (who, admin) = (self.who(id), self.who(by));
        self.tell(by, Audience::Person(id), Event::Banned { who, by: admin, reason: reason.into() });
        let told = format!("Banned: {reason}");
        let told = told.trim_end_matches([':', ' ']).into();
        self.depart(id, Departure { told: Some(told), ..Departure::default() });
    }

    /// Ends a ban.
    ///
    /// # Errors
    /// When there is no such ban.
    pub fn unban(&mut self, banned: &Banned) -> Outcome {
        if !self.in_force().any(|ban| same(&ban.banned, banned)) {
            return Err(Refusal::because(format!("{banned} is not banned: BAN lists the bans.")));
        }
        self.bans.retain(|ban| !same(&ban.banned, banned));
        Ok(())
    }

    /// The people here whom a ban would hit, in the order they came; other servers have bans of their own.
    fn those_hit_by(&self, banned: &Banned) -> Vec<UserId> {
        let hit = |id: &UserId| match banned {
            _ if self.user(*id).remote.is_some() => false,
            Banned::Nick(nick) => self.user(*id).who.nick.fold() == nick.fold(),
            Banned::Network(network) => self.addresses_of(*id).any(|address| network.contains(address)),
            Banned::Mask(mask) => {
                let who = &self.user(*id).who;
                matches(mask, who, None) || self.addresses_of(*id).any(|address| matches(mask, who, Some(address)))
            }
        };
        self.people().into_iter().filter(hit).collect()
    }

    /// The addresses somebody is connected from, one for each of their sessions.
    fn addresses_of(&self, id: UserId) -> impl Iterator<Item = IpAddr> {
        let sessions = self.user(id).sessions.iter();
        sessions.filter_map(|session| Some(self.session(*session)?.origin.address))
    }

    /// The address somebody is connected from.
    #[must_use]
    pub fn address(&self, id: UserId) -> Option<IpAddr> {
        self.addresses_of(id).next()
    }

    pub(super) fn ban_on_nick(&self, nick: &Nick) -> Option<Refusal> {
        let hit = |ban: &&Ban| matches!(&ban.banned, Banned::Nick(other) if other.fold() == nick.fold());
        let Ban { banned, reason, until, .. } = self.in_force().find(hit)?;
        let (nick, what) = (nick.to_string(), banned.to_string());
        Some(Refusal::BannedNick { nick, what, reason: reason.clone(), until: *until })
    }

    pub(super) fn ban_on_address(&self, address: IpAddr) -> Option<Refusal> {
        self.banned(|banned| matches!(banned, Banned::Network(network) if network.contains(address)))
    }

    /// The ban that hits somebody who comes, or takes another name, on this session.
    pub(super) fn ban_on_person(&self, who: &Who, session: SessionId) -> Option<Refusal> {
        // An admin who is not here when a mask is banned cannot be locked out by it.
        if self.bans.is_empty() || self.config.admin(&who.nick).is_some() {
            return None;
        }
        let address = self.session(session).map(|session| session.origin.address);
        // A gateway says where its people come from.
        let named = who.host.parse::<IpAddr>().ok();
        self.banned(|banned| match banned {
            Banned::Nick(_) => false,
            Banned::Network(network) => named.into_iter().chain(address).any(|address| network.contains(address)),
            Banned::Mask(mask) => matches(mask, who, None) || matches(mask, who, address),
        })
    }

    fn banned(&self, hit: impl Fn(&Banned) -> bool) -> Option<Refusal> {
        let Ban { banned, reason, until, .. } = self.in_force().find(|ban| hit(&ban.banned))?;
        Some(Refusal::Banned { what: banned.to_string(), reason: reason.clone(), until: *until })
    }
}

/// Whether a mask matches somebody by the host they show, or by the address they come from.
fn matches(mask: &UserMask, who: &Who, address: Option<IpAddr>) -> bool {
    let host = address.map(crate::model::host::of_address);
    mask.matches(who.nick.as_str(), &who.user, host.as_deref().unwrap_or(&who.host))
}

fn same(one: &Banned, other: &Banned) -> bool {
    match (one, other) {
        (Banned::Nick(one), Banned::Nick(other)) => one.fold() == other.fold(),
        _ => one == other,
    }
}
