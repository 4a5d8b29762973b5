//! Links to other servers: who is called, who may come, and what a line of theirs does.
//!
//! A link goes through stages: it is `Called` or greeted, then in `Standby` for as long as the server at
//! its other end is on the network by another way, and in the end `Open`. The links that are open are a tree.

mod by_hand;
mod calls;
mod claims;
mod clocks;
mod handshake;
mod hearing;
mod news;
mod questions;

use std::collections::BTreeMap;

use crate::config::Link;
use crate::dialect::link::Greeting;
use crate::model::{Mask, SessionId, Time};
use crate::world::network::Rules;

use claims::{Claim, Lock};

/// What is known of links, open or not.
#[derive(Default)]
pub struct Links {
    /// Every connection to another server.
    peers: BTreeMap<SessionId, Peer>,
    /// What those said with `PASS` who have not said `SERVER` yet.
    greetings: BTreeMap<SessionId, Greeting>,
    /// When each server of the configuration is called, by its name in lower case.
    calls: BTreeMap<String, Call>,
    lock: Lock,
    /// The question being answered wants plain words.
    pub(super) answers_plainly: bool,
    /// The network is not what it was when the standbys were looked at last.
    changed: bool,
}

/// A connection to another server.
struct Peer {
    stage: Stage,
    /// What the configuration says of it.
    link: Link,
    greeting: Greeting,
    description: String,
    claim: Claim,
    /// Why it ends, when that is known.
    why: Option<String>,
}

impl Peer {
    /// What may come over it.
    fn rules(&self) -> Rules {
        let masks = |texts: &[String]| texts.iter().map(|text| Mask::new(text)).collect();
        Rules {
            kin: self.greeting.kin,
            servers: masks(&self.link.allow_servers),
            nicks: masks(&self.link.allow_nicks),
            admins: self.link.admins,
            hidden: self.link.hidden,
        }
    }
}

/// How far a link is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// We greeted, and wait for its greeting.
    Called,
    /// Both have greeted; it tells what it can do until it says that this was all (ngIRCd's 376).
    Greeted,
    /// It is on the network by another way, or about to be linked.
    Standby,
    /// It is linked.
    Open,
}

/// When a server is called.
#[derive(Default)]
struct Call {
    /// Not before.
    next: Time,
    /// Calls without an answer, one after the other.
    failures: u32,
    /// It is being called.
    busy: bool,
    /// An admin ended the link: it is not called until one asks for it, or the configuration is read again.
    held: bool,
}

impl Links {
    /// What is known of calling a server.
    fn call(&mut self, server: &str) -> &mut Call {
        self.calls.entry(server.to_lowercase()).or_default()
    }

    /// The server at the other end of a connection.
    pub(super) fn name_on(&self, session: SessionId) -> Option<&str> {
        self.peers.get(&session).map(|peer| peer.link.name.as_str())
    }

    /// The connection to a server of this name, if there is one, with how far it is.
    fn to(&self, name: &str) -> Option<(SessionId, &Peer)> {
        let peers = self.peers.iter().filter(|(_, peer)| peer.link.name.eq_ignore_ascii_case(name));
        peers.map(|(session, peer)| (*session, peer)).max_by_key(|(_, peer)| peer.stage as u8)
    }
}
