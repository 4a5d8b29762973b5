//! What comes over a link that is open.

use super::Stage;
use crate::dialect::irc::Message;
use crate::dialect::{Framed, link};
use crate::model::SessionId;
use crate::model::fact::Fact;
use crate::server::hub::Hub;

impl Hub {
    /// A line of another server.
    pub(in crate::server) fn run_link(&mut self, session: SessionId, framed: Framed) {
        let text = match framed {
            Framed::Line(text) | Framed::NotUtf8(text) => text,
            Framed::TooLong => return self.turn_peer_away(session, "A line is too long"),
        };
        let Ok(message) = Message::parse(&text) else { return };
        let is_open = self.links.peers.get(&session).is_some_and(|peer| peer.stage == Stage::Open);
        let verb = message.verb.to_ascii_uppercase();
        match &*verb {
            "PING" => {
                let own = &self.world.config().server.name;
                let token = message.params.first().map_or("", |word| word);
                let line = format!(":{own} PONG {token} :{token}\r\n");
                self.push(session, line.as_bytes());
                // Servers that know no better word end what they had to tell at first with it.
                if is_open {
                    self.end_burst(session);
                }
            }
            "PONG" => {}
            "ERROR" => {
                let why = message.params.first().map(|word| word.to_string()).unwrap_or_default();
                if let Some(peer) = self.links.peers.get_mut(&session) {
                    peer.why = Some(why);
                }
                self.finish(session);
            }
            "SQUIT" if self.is_for_us(session, &message) => {
                let why = message.params.get(1).map_or("SQUIT", |word| word).to_owned();
                self.ended_by_hand(session, &why);
            }
            _ if is_open => {
                for fact in link::read(&verb, message, session, &mut self.world) {
                    self.hear_fact(session, fact);
                }
            }
            _ => self.hear_greeting(session, &message),
        }
    }

    /// Whether `SQUIT` ends this very link: it names us, or the one who says it.
    fn is_for_us(&self, session: SessionId, message: &Message) -> bool {
        let named = message.params.first().map_or("", |word| word);
        let peer = self.links.peers.get(&session).map_or("", |peer| &peer.link.name);
        named.eq_ignore_ascii_case(&self.world.config().server.name) || named.eq_ignore_ascii_case(peer)
    }

    fn hear_fact(&mut self, session: SessionId, fact: Fact) {
        match fact {
            Fact::Asked(question) => self.hear_question(session, *question),
            Fact::Answered { server, to, code, words } => self.hear_answer(server, to, code, words),
            Fact::Told { from, to, words } => self.hear_told(session, from, to, words),
            fact => {
                let changes = matches!(fact, Fact::Linked { .. } | Fact::Lost { .. });
                let ends = match &fact {
                    Fact::Synchronized { server } => {
                        self.world.link(session).is_some_and(|link| link.server == *server)
                    }
                    _ => false,
                };
                if let Err(why) = self.world.learn(session, fact) {
                    self.turn_peer_away(session, &why);
                }
                self.links.changed |= changes;
                if ends {
                    self.burst_ended(session);
                }
            }
        }
        self.deliver();
    }

    /// A server of another kind has told what it had to tell.
    fn end_burst(&mut self, session: SessionId) {
        let Some(link) = self.world.link(session).filter(|link| !link.rules.kin) else { return };
        let server = link.server.clone();
        if self.world.find_server(&server).is_some_and(|server| !server.synchronized) {
            self.hear_fact(session, Fact::Synchronized { server });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::net::SocketAddr;
    use std::sync::{Arc, OnceLock};

    use crate::config::{Config, Link};
    use crate::dialect::Dialect;
    use crate::model::{ChannelName, Mark, Nick, SessionId, Time};
    use crate::server::{Hub, Input, Wire, jobs};
    use crate::world::{Origin, Profile};

    /// A wire of which only the session is of interest.
    struct Silent(Arc<OnceLock<SessionId>>);

    impl Wire for Silent {
        fn start(&mut self, session: SessionId) {
            let _ = self.0.set(session);
        }

        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            Ok(bytes.len())
        }

        fn finish(self: Box<Self>) {}
    }

    #[test]
    fn a_line_that_broke_off_says_nothing() {
        let mut config = Config::default();
        config.server.name = "s1".into();
        config.links = vec![Link::nameless("s2")];
        let mut hub = Hub::new(Arc::new(config), jobs::table().unwrap(), Time(0), 1);
        let peer = SocketAddr::from(([127, 0, 0, 1], 50_000));
        let toto = hub.world.open(Origin::from(peer), Profile { lobby: false, many: true }).unwrap();
        let toto = hub.world.arrive(toto, Some(Nick::literal("toto"))).unwrap();
        hub.world.join(toto, ChannelName::new("#tp").unwrap(), None).unwrap();
        let at = hub.world.find_channel(&ChannelName::new("#tp").unwrap()).unwrap();
        let session = Arc::new(OnceLock::new());
        let wire = Box::new(Silent(Arc::clone(&session)));
        hub.take(Time(1), Input::Opened { wire, peer, dialect: Dialect::Irc, profile: Profile::IRC });
        let session = *session.get().unwrap();
        let hear = |hub: &mut Hub, text: String| {
            hub.take(Time(2), Input::Read { session, bytes: text.into_bytes() });
            hub.serve(Time(2));
        };
        hear(&mut hub, "PASS - 0210-IRC+ chat|0:CHLM P\r\nSERVER s2 1 1 :a server\r\n".into());
        hear(&mut hub, "CLAIM s2 wanted 0\r\nCLAIM s2 held 0\r\n".into());
        assert!(hub.world.knows_server("s2"), "the link is open");
        let topic = |mark: u64| {
            let made = hub.world.channel(at).mark;
            format!("@made={made};mark={} :s2 TOPIC #tp :about this", Mark::new(mark, "s2"))
        };
        let (whole, broken) = (topic(10_000) + "\r\n", topic(20_000).replace("about this", ""));
        hear(&mut hub, whole + &broken);
        hub.take(Time(3), Input::Ended { session, reset: true });
        hub.serve(Time(3));
        assert!(!hub.world.knows_server("s2"), "the link is lost");
        assert_eq!(hub.world.channel(at).topic.as_ref().map(|topic| &*topic.text), Some("about this"));
    }
}
