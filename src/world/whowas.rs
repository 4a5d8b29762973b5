//! Who was here: the nicks that somebody bore last, until they left or took another (RFC 2812 3.6.3).

use std::net::IpAddr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::World;
use crate::model::{Fold, Time, UserId, Who};

/// Nicks that are remembered.
const MOST: usize = 1000;

/// Somebody as they were.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// Who.
    pub who: Arc<Who>,
    /// The server they were on, if another one.
    pub server: Option<Box<str>>,
    /// Where they came from.
    pub address: Option<IpAddr>,
    /// Until when.
    pub until: Time,
    fold: Fold,
}

impl World {
    /// Keeps in mind who somebody is who is about to leave, or to bear another nick.
    pub(super) fn remember_nick(&mut self, id: UserId) {
        let (who, address) = (self.who(id), self.address(id));
        let (fold, server) = (who.nick.fold(), self.user(id).remote.as_ref().map(|remote| remote.server.clone()));
        if self.past.len() >= MOST {
            self.past.pop_front();
        }
        self.past.push_back(Past { who, server, address, until: self.now, fold });
    }

    /// Those who bore a nick, the last one first.
    pub fn past(&self, nick: &str) -> impl Iterator<Item = &Past> {
        let fold = Fold::of(nick);
        self.past.iter().rev().filter(move |past| past.fold == fold)
    }
}
