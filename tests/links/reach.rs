//! What is said reaches everybody once, in each speaker's order, in every shape of network.

use super::network::Network;
use super::node::Kind::{self, Chat, Ngircd};
use super::support::{Eve, Netcat};

/// How many lines each says.
const LINES: usize = 25;

/// Somebody with an IRC program or with netcat, and what they heard.
struct Guest {
    nick: String,
    way: Way,
    heard: Vec<String>,
}

enum Way {
    Irc(Eve),
    Line(Netcat),
}

impl Guest {
    fn says_to_all(&mut self, text: &str) {
        match &mut self.way {
            Way::Irc(eve) => eve.line(&format!("PRIVMSG #tp :{text}")),
            Way::Line(netcat) => netcat.line(&format!("MSG #tp {text}")),
        }
    }

    fn tells(&mut self, whom: &str, text: &str) {
        match &mut self.way {
            Way::Irc(eve) => eve.line(&format!("PRIVMSG {whom} :{text}")),
            Way::Line(netcat) => netcat.line(&format!("/msg {whom} {text}")),
        }
    }

    /// Hears lines until one ends so.
    #[track_caller]
    fn hears(&mut self, end: &str) {
        let count = |heard: &[String]| heard.iter().filter(|line| line.ends_with(end)).count();
        while count(&self.heard) == 0 {
            self.heard.push(match &mut self.way {
                Way::Irc(eve) => eve.next_line(),
                Way::Line(netcat) => netcat.next_line(),
            });
        }
    }

    /// The texts of a kind that they heard, without what stands before.
    fn texts(&self, kind: &str) -> Vec<&str> {
        self.heard.iter().filter_map(|line| line.find(kind).map(|start| &line[start..])).collect()
    }
}

/// Everybody says lines to all and to each alone, all at the same time.
fn talk(kinds: &[Kind], links: &[(usize, usize)]) {
    let Some(network) = Network::start(kinds, links) else { return };
    let mut guests = Vec::new();
    for (index, node) in network.nodes.iter().enumerate() {
        let (rita, nina) = (format!("rita{index}"), format!("nina{index}"));
        let irc = |nick: &str| Way::Irc(node.eve(nick));
        let second = if node.kind == Chat { Way::Line(node.netcat(&nina)) } else { irc(&nina) };
        guests.push(Guest { way: irc(&rita), nick: rita, heard: Vec::new() });
        guests.push(Guest { way: second, nick: nina, heard: Vec::new() });
    }
    for guest in &mut guests {
        match &mut guest.way {
            Way::Irc(eve) => eve.line("JOIN #tp"),
            Way::Line(netcat) => netcat.line("JOIN #tp"),
        }
    }
    let nicks: Vec<String> = guests.iter().map(|guest| guest.nick.clone()).collect();
    for node in &network.nodes {
        node.tells("that all are in #tp", |witness| {
            witness.line("NAMES #tp");
            let names = witness.hear_to(" 366 ").join(" ");
            nicks.iter().all(|nick| names.contains(nick))
        });
    }
    for number in 0..LINES {
        for guest in &mut guests {
            let me = guest.nick.clone();
            guest.says_to_all(&format!("public {me} {number}"));
            others(&nicks, &me).for_each(|whom| guest.tells(whom, &format!("private {me} to {whom} {number}")));
        }
    }
    // What came twice, or another way, has come when these have.
    for round in 0..2 {
        for guest in &mut guests {
            let me = guest.nick.clone();
            guest.says_to_all(&format!("end {round} of {me}"));
        }
        for guest in &mut guests {
            let me = guest.nick.clone();
            others(&nicks, &me).for_each(|nick| guest.hears(&format!("end {round} of {nick}")));
        }
    }
    for guest in &guests {
        let me = &guest.nick;
        for nick in others(&nicks, me) {
            for kind in [format!("public {nick} "), format!("private {nick} to {me} ")] {
                let said = (0..LINES).map(|number| format!("{kind}{number}"));
                assert!(guest.texts(&kind).into_iter().eq(said), "{me} heard of {kind:?} {:#?}", guest.texts(&kind));
            }
        }
        assert_eq!(guest.texts("private ").len(), LINES * (nicks.len() - 1), "{me} heard what others were told");
    }
}

/// Everybody's nick but one's own.
fn others<'a>(nicks: &'a [String], me: &str) -> impl Iterator<Item = &'a String> {
    nicks.iter().filter(move |nick| *nick != me)
}

#[test]
fn in_a_line() {
    talk(&[Chat; 3], &[(0, 1), (2, 1)]);
}

#[test]
fn in_a_ring() {
    talk(&[Chat; 3], &[(0, 1), (1, 2), (2, 0)]);
}

#[test]
fn in_a_ring_called_from_both_sides() {
    talk(&[Chat; 3], &[(0, 1), (1, 0), (1, 2), (2, 1), (2, 0), (0, 2)]);
}

#[test]
fn in_a_star() {
    talk(&[Chat; 4], &[(1, 0), (2, 0), (3, 0)]);
}

#[test]
fn around_an_ngircd() {
    talk(&[Chat, Ngircd, Chat], &[(0, 1), (2, 1)]);
}

#[test]
fn with_ngircds_at_the_ends() {
    talk(&[Ngircd, Chat, Ngircd], &[(0, 1), (1, 2)]);
}

#[test]
fn on_three_ngircds() {
    talk(&[Ngircd; 3], &[(0, 1), (2, 1)]);
}
