//! The first lines of a link: who is there, and what proves it (RFC 2813 4.1).

use super::claims::Asked;
use super::{Claim, Peer, Stage};
use crate::dialect::Dialect;
use crate::dialect::irc::Message;
use crate::dialect::link::{Greeting, Introduction};
use crate::model::{Request, Rest, SessionId};
use crate::server::hub::Hub;

impl Hub {
    /// Whether somebody who is nobody yet turns out to be a server: `PASS` with a version, then `SERVER`. Takes the line
    /// then.
    pub(in crate::server) fn is_peer(&mut self, session: SessionId, request: &Request) -> bool {
        if self.world.newcomer(session).is_none() {
            return false;
        }
        let Rest::Words(words) = &request.rest else { return false };
        let words: Vec<String> = words.iter().map(|word| word.to_string()).collect();
        match &*request.verb.to_ascii_uppercase() {
            "PASS" => {
                let Some(greeting) = Greeting::read(&words) else { return false };
                self.links.greetings.insert(session, greeting);
                true
            }
            "SERVER" => {
                let Some(greeting) = self.links.greetings.remove(&session) else {
                    self.turn_peer_away(session, "PASS with the version of your protocol comes before SERVER");
                    return true;
                };
                match Introduction::read(&words) {
                    Some(introduction) => self.peer_came(session, greeting, introduction),
                    None => self.turn_peer_away(session, "SERVER is: SERVER <name> <hops> <token> :<description>"),
                }
                true
            }
            _ => false,
        }
    }

    /// A server came to us and has greeted.
    fn peer_came(&mut self, session: SessionId, greeting: Greeting, introduction: Introduction) {
        if let Some(connection) = self.connections.get_mut(session) {
            connection.dialect = Dialect::Link;
            connection.flood = None;
            connection.framer.become_link();
        }
        let config = self.world.config();
        let Some(link) = config.link_or_local(&introduction.name) else {
            let why = format!("{} is no server that this one knows: [[link]] must name it", introduction.name);
            return self.turn_peer_away(session, &why);
        };
        if let Some(why) = self.mistrust(session, &link.name, link.expected(), &greeting.password) {
            return self.turn_peer_away(session, why);
        }
        // A `chat` that calls after its admin or ours ended the link was told to by somebody, or has started again.
        if !greeting.kin && self.links.call(&link.name).held {
            return self.turn_peer_away(session, "An admin ended this link: CONNECT makes it again");
        }
        let own = self.world.config().server.name.clone();
        if let Some((other, peer)) = self.links.to(&link.name) {
            // Both called at the same time: the call of the one whose name comes first counts.
            if peer.stage != Stage::Called || own.to_lowercase() < link.name.to_lowercase() {
                return self.turn_peer_away(session, "There is a connection between us already");
            }
            self.turn_peer_away(other, "You called at the same time: your call counts");
        }
        let description = self.world.config().server.description.clone();
        self.push(session, Greeting::write(&link.password, &own, &description).as_bytes());
        let peer = Peer {
            stage: Stage::Greeted,
            link,
            greeting,
            description: introduction.description,
            claim: Claim::default(),
            why: None,
        };
        self.links.peers.insert(session, peer);
        self.greeted(session);
    }

    /// Why somebody is not believed to be the server that they say they are.
    fn mistrust(&self, session: SessionId, name: &str, expected: &str, password: &str) -> Option<&'static str> {
        let address = self.world.session(session).map(|session| session.origin.address);
        if name.eq_ignore_ascii_case(&self.world.config().server.name) {
            return Some("That is the name of this server");
        }
        if expected.is_empty() {
            // Without a password, only this machine's own servers are believed.
            return (!address.is_some_and(|address| address.is_loopback()))
                .then_some("A password is needed from there");
        }
        (password != expected).then_some("Wrong password")
    }

    /// A line of a server that is not linked yet.
    pub(super) fn hear_greeting(&mut self, session: SessionId, message: &Message) {
        let words: Vec<String> = message.params.iter().map(|word| word.to_string()).collect();
        let Some(peer) = self.links.peers.get_mut(&session) else { return };
        match (&*message.verb.to_ascii_uppercase(), peer.stage) {
            ("PASS", Stage::Called) => peer.greeting = Greeting::read(&words).unwrap_or_default(),
            ("SERVER", Stage::Called) => {
                let Some(introduction) = Introduction::read(&words) else {
                    return self.turn_peer_away(session, "SERVER is: SERVER <name> <hops> <token> :<description>");
                };
                let (name, expected) = (peer.link.name.clone(), peer.link.expected().to_owned());
                let password = peer.greeting.password.clone();
                if !introduction.name.eq_ignore_ascii_case(&name) {
                    let why = format!("{name} was called, and {} answered", introduction.name);
                    return self.turn_peer_away(session, &why);
                }
                if let Some(why) = self.mistrust(session, &name, &expected, &password) {
                    return self.turn_peer_away(session, why);
                }
                if let Some(peer) = self.links.peers.get_mut(&session) {
                    peer.stage = Stage::Greeted;
                    peer.description = introduction.description;
                }
                self.greeted(session);
            }
            // All that it can do is told (ngIRCd).
            ("376" | "422", Stage::Greeted) => self.ready(session),
            ("CLOCK", Stage::Standby) => self.compare_clocks(session, &words),
            ("CLAIM", Stage::Standby) => self.hear_claim(session, &words),
            ("OPEN", Stage::Standby) => self.hear_open(session),
            _ => {}
        }
    }

    /// Both have greeted.
    fn greeted(&mut self, session: SessionId) {
        let Some(peer) = self.links.peers.get(&session) else { return };
        let (kin, plus, name) = (peer.greeting.kin, peer.greeting.plus, peer.link.name.clone());
        if plus && !kin {
            let line = format!(":{} 376 {name} :End of MOTD command\r\n", self.world.config().server.name);
            self.push(session, line.as_bytes());
        } else {
            self.ready(session);
        }
    }

    /// A link can be opened, as soon as the server at its other end is not on the network by another way.
    fn ready(&mut self, session: SessionId) {
        let Some(peer) = self.links.peers.get_mut(&session) else { return };
        peer.stage = Stage::Standby;
        let (kin, name) = (peer.greeting.kin, peer.link.name.clone());
        self.forget_failures(&name);
        if kin {
            self.tell_clock(session);
            self.links.changed = true;
        } else if self.world.knows_server(&name) {
            self.turn_peer_away(session, &format!("{name} is on the network already: this link would close a loop"));
        } else {
            self.open_link(session);
        }
    }

    /// A link is open from now on.
    pub(super) fn open_link(&mut self, session: SessionId) {
        let Some(peer) = self.links.peers.get_mut(&session) else { return };
        peer.stage = Stage::Open;
        let rules = peer.rules();
        let (name, description) = (peer.link.name.clone(), peer.description.clone());
        log::info!("linked with {name}");
        if let Err(why) = self.world.link_up(session, &name, &description, rules) {
            self.turn_peer_away(session, &why);
        }
        self.links.changed = true;
        self.deliver();
    }

    /// Ends a connection to another server, which is told why.
    pub(in crate::server) fn turn_peer_away(&mut self, session: SessionId, why: &str) {
        self.deliver();
        let from = self.world.session(session).map(|session| session.origin.shown().to_string()).unwrap_or_default();
        let name = self.links.peers.get(&session).map_or_else(|| from.to_string(), |peer| peer.link.name.clone());
        log::info!("the link with {name} ends: {why}");
        self.world.note(&format!("The link with {name} ends: {why}"));
        self.push(session, format!("ERROR :Closing link: {why}\r\n").as_bytes());
        if let Some(peer) = self.links.peers.get_mut(&session) {
            peer.why = Some(why.to_owned());
        }
        self.finish(session);
    }

    /// A connection ends that was, or was to become, a link.
    pub(in crate::server) fn peer_left(&mut self, session: SessionId) {
        self.links.greetings.remove(&session);
        let Some(peer) = self.links.peers.remove(&session) else { return };
        let why = peer.why.unwrap_or_else(|| "Connection closed".into());
        if let Some(Asked { keeper, ticket }) = &peer.claim.asked {
            self.tell_keeper(keeper, "UNLOCK", ticket);
        }
        if peer.stage == Stage::Open {
            log::info!("the link with {} is lost: {why}", peer.link.name);
            self.world.unlink(session, &why);
        }
        self.pause_calls(&peer.link.name);
        self.links.changed = true;
    }

    /// Whether a connection is to another server that has not greeted yet.
    pub(in crate::server) fn is_ungreeted(&self, session: SessionId) -> bool {
        self.links.peers.get(&session).is_some_and(|peer| matches!(peer.stage, Stage::Called | Stage::Greeted))
    }
}
