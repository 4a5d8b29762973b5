//! The evening of `tests/irc_peers`, with those at the table on several servers: everybody sees all that happens.

use std::thread;
use std::time::{Duration, Instant};

use super::happening::{Happening, Peer, TABLE};
use super::irc_table::Table;
use super::network::Network;
use super::node::Kind::{self, Chat, Ngircd};
use super::support::{Eve, PATIENCE, has};
use super::{netcat, socket};

/// Somebody who enters the channel once their server knows of it: a server that has not heard of it yet would make them
/// its operator.
struct Patient {
    peer: Box<dyn Peer>,
    witness: Eve,
}

impl Patient {
    /// Whether their server knows of the channel.
    fn knows_it(&mut self) -> bool {
        self.witness.line(&format!("LIST {TABLE}"));
        self.witness.hear_to(" 323 ").iter().any(|line| line.contains(" 322 "))
    }
}

impl Peer for Patient {
    fn does(&mut self, what: Happening) {
        let start = Instant::now();
        while matches!(what, Happening::Join(_)) && !self.knows_it() {
            assert!(start.elapsed() < PATIENCE, "{TABLE} is never known there");
            thread::sleep(Duration::from_millis(20));
        }
        self.peer.does(what);
    }

    fn sees(&mut self, what: Happening, own: bool) {
        self.peer.sees(what, own);
    }

    fn status(&mut self) -> String {
        self.peer.status()
    }

    fn ends(&mut self) {
        self.peer.ends();
    }
}

/// How somebody comes to a server.
type Comes = fn(u16, &str) -> Option<Box<dyn Peer>>;

/// Two guests on each server of ours, with IRC and with netcat, two with IRC on each other one.
fn evening(kinds: &[Kind], links: &[(usize, usize)]) {
    if !has("nc") {
        return;
    }
    let Some(network) = Network::start(kinds, links) else { return };
    let mut seats = Vec::new();
    for (index, node) in network.nodes.iter().enumerate() {
        let second: Comes = if node.kind == Chat { netcat::come } else { socket::come };
        for (comes, name) in [(socket::come as Comes, "rita"), (second, "nina")] {
            let nick = format!("{name}{index}");
            let peer = comes(node.port, &nick).unwrap();
            network.knows(&nick, true);
            let seat: Box<dyn Peer> = if seats.is_empty() {
                peer
            } else {
                Box::new(Patient { peer, witness: node.eve(&format!("watch-{nick}")) })
            };
            seats.push((nick, seat));
        }
    }
    Table::of(seats).evening();
}

#[test]
fn in_a_line() {
    evening(&[Chat; 3], &[(0, 1), (2, 1)]);
}

#[test]
fn in_a_ring() {
    evening(&[Chat; 3], &[(0, 1), (1, 2), (2, 0)]);
}

#[test]
fn in_a_star() {
    evening(&[Chat; 4], &[(1, 0), (2, 0), (3, 0)]);
}

#[test]
fn around_an_ngircd() {
    evening(&[Chat, Ngircd, Chat], &[(0, 1), (2, 1)]);
}

#[test]
fn with_ngircds_at_the_ends() {
    evening(&[Ngircd, Chat, Ngircd], &[(0, 1), (1, 2)]);
}

#[test]
fn on_three_ngircds() {
    evening(&[Ngircd; 3], &[(0, 1), (2, 1)]);
}
