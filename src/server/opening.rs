//! The first bytes on an `auto` listener: nothing is said there before it is known what is spoken.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use super::connection::{Affairs, Connection};
use super::flood::Flood;
use super::hub::Hub;
use super::timers::Timer;
use crate::dialect::detect::{Opening, detect};
use crate::dialect::{Dialect, Framer, proxy};
use crate::model::{Outcome, SessionId, Time};
use crate::world::{Origin, Profile};

/// How many silences somebody may stop for in the middle of a line that only a program begins so.
const PATIENCE: u32 = 10;

/// TLS' own way to say that one cannot be talked with: a fatal alert, `handshake_failure` (RFC 8446 6).
const TLS_ALERT: [u8; 7] = [0x15, 0x03, 0x03, 0, 2, 2, 40];

/// What a browser shows.
const NO_PAGE: &str = "This is a chat server, and it has no web page. Come with netcat or with an IRC program.\n";

/// What somebody reads who speaks for others and may not.
const NO_PROXY: &str = "[server] A PROXY header is believed only from the networks in `server.proxies`.\n";

impl Hub {
    /// How long an `auto` listener waits for the first bytes.
    pub(super) fn silence(&self) -> Duration {
        Duration::from_millis(self.world.config().server.silence)
    }

    /// Looks at what came in before it is known what is spoken.
    pub(super) fn recognize(&mut self, session: SessionId) {
        while let Some(connection) = self.undecided(session) {
            match detect(&connection.rare.chunk) {
                Opening::Open | Opening::Half => return,
                Opening::Line => self.speak(session, Dialect::Line),
                Opening::Irc => self.speak(session, Dialect::Irc),
                Opening::Tls => self.turn_back(session, &TLS_ALERT, "TLS is not spoken here"),
                Opening::Http => {
                    let answer = no_page(connection.rare.chunk.starts_with(b"HEAD "));
                    self.turn_back(session, answer.as_bytes(), "HTTP is not spoken here");
                }
                Opening::Proxy if !self.take_header(session) => return,
                Opening::Proxy => {}
            }
        }
    }

    fn undecided(&mut self, session: SessionId) -> Option<&mut Connection> {
        self.connections.get_mut(session).filter(|c| c.dialect == Dialect::Auto && !c.closing)
    }

    /// Nothing came in for a while: when it was for long enough, a person is there.
    pub(super) fn silent(&mut self, session: SessionId, now: Time) {
        let silence = self.silence();
        let Some(connection) = self.undecided(session) else { return };
        let opening = detect(&connection.rare.chunk);
        let patience = if opening == Opening::Open { silence } else { silence * PATIENCE };
        let due = connection.heard + patience;
        if due > now && connection.rare.refused.is_none() {
            self.timers.insert((due, session, Timer::Silence));
        } else if opening == Opening::Proxy {
            self.turn_back(session, b"[server] The PROXY header has no end.\n", "its PROXY header has no end");
        } else {
            self.speak(session, Dialect::Line);
        }
    }

    /// What is spoken is known: all that came in before is read so. A person is welcomed first.
    pub(super) fn speak(&mut self, session: SessionId, dialect: Dialect) {
        let Some(connection) = self.undecided(session) else { return };
        connection.dialect = dialect;
        connection.framer = Framer::of(dialect);
        let Affairs { chunk: typed, refused, .. } = connection.rare.take();
        if let Some(refusal) = refused {
            let told = self.told_off(dialect, refusal);
            self.push(session, told.as_bytes());
            return self.finish(session);
        }
        if dialect == Dialect::Irc {
            self.world.set_profile(session, Profile::IRC);
            self.watch_for_pong(session);
        } else {
            self.welcome(session);
            self.deliver();
        }
        if !typed.is_empty() {
            self.take_in(session, &typed);
        }
    }

    /// Takes the header of a proxy off what came in; false when there is nothing more to look at now.
    fn take_header(&mut self, session: SessionId) -> bool {
        let config = Arc::clone(self.world.config());
        let trusts = |origin: &Origin| config.server.proxies.iter().any(|network| network.contains(origin.address));
        if !self.world.session(session).is_some_and(|session| trusts(&session.origin)) {
            self.turn_back(
                session,
                NO_PROXY.as_bytes(),
                "its network is not in `server.proxies`, and it sent a PROXY header",
            );
            return false;
        }
        let Some(connection) = self.undecided(session) else { return false };
        match proxy::header(&connection.rare.chunk) {
            proxy::Header::Incomplete => return false,
            proxy::Header::Wrong(why) => {
                let told = format!("[server] The PROXY header is wrong: {why}\n");
                self.turn_back(session, told.as_bytes(), &format!("its PROXY header is wrong: {why}"));
                return false;
            }
            proxy::Header::Whole { from, length } => {
                connection.rare.made().chunk.drain(..length);
                let refused = from.and_then(|from| self.relocate(session, from).err());
                if let Some(connection) = self.undecided(session) {
                    let rare = connection.rare.made();
                    rare.refused = refused.or(rare.refused.take());
                }
            }
        }
        true
    }

    /// A session really comes from somewhere else: its limits are those of that address.
    pub(super) fn relocate(&mut self, session: SessionId, from: SocketAddr) -> Outcome {
        let origin = Origin::from(from);
        let (exempt, now) = (self.world.is_exempt(origin.address), self.world.now());
        self.world.come_from(session, origin)?;
        let limits = &self.world.config().limits;
        if let Some(connection) = self.connections.get_mut(session) {
            let flood = connection.flood.unwrap_or_else(|| Flood::new(limits, now));
            connection.flood = (!exempt).then_some(flood);
        }
        Ok(())
    }

    /// Ends a connection that came to the wrong place, with these last bytes.
    fn turn_back(&mut self, session: SessionId, answer: &[u8], why: &str) {
        if let Some(session) = self.world.session(session) {
            log::info!("{} is turned back: {why}", session.origin.shown());
        }
        self.push(session, answer);
        self.finish(session);
    }
}

/// RFC 9110 15.5.1; no body behind the answer to HEAD (9.3.2).
fn no_page(head_only: bool) -> String {
    let body = if head_only { "" } else { NO_PAGE };
    let length = NO_PAGE.len();
    format!(
        "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{body}"
    )
}

#[cfg(test)]
mod tests {
    use crate::dialect::Dialect;
    use crate::scene::Scene;
    use crate::world::Profile;

    const WELCOME: &str = "[server] Welcome to Chat Server !";

    /// A server that waits for two seconds, and somebody who has said nothing yet.
    fn scene(toml: &str) -> Scene {
        let mut scene = Scene::lobby_with(&format!("server.silence = 2000\n{toml}"), "");
        scene.connect("toto", ([127, 0, 0, 1], 50_100).into(), Dialect::Auto, Profile { lobby: true, many: false });
        scene
    }

    /// So many seconds pass, in which nothing is heard, then one more, after which somebody is welcomed.
    #[track_caller]
    fn is_welcomed_after(scene: &mut Scene, seconds: u64) {
        scene.wait(seconds - 1);
        assert_eq!(scene.heard("toto"), [""; 0]);
        scene.wait(1);
        assert_eq!(scene.heard("toto")[0], WELCOME);
    }

    #[test]
    fn silence_is_a_person() {
        is_welcomed_after(&mut scene(""), 2);
    }

    #[test]
    fn each_line_that_decides_nothing_begins_the_silence_anew() {
        let mut scene = scene("");
        for line in ["", "NICK bob", "", "NICK toto"] {
            scene.wait(1);
            scene.line("toto", line);
        }
        is_welcomed_after(&mut scene, 2);
        scene.line("toto", "NAMES");
        assert_eq!(scene.heard("toto"), ["[server] toto"]);
    }

    #[test]
    fn whoever_stops_in_the_middle_of_a_word_is_waited_for() {
        for half in ["US", "NICK toto\nUSER", "@tag", "GET /", "pass th"] {
            let mut scene = scene("");
            scene.bytes("toto", half.as_bytes());
            is_welcomed_after(&mut scene, 20);
        }
    }

    #[test]
    fn nobody_is_waited_for_longer_than_a_registration_may_take() {
        let mut scene = scene("limits.registration = 5");
        scene.bytes("toto", b"NICK ");
        for _ in 0..4 {
            scene.wait(1);
            scene.bytes("toto", b"x");
        }
        is_welcomed_after(&mut scene, 1);
    }

    #[test]
    fn a_header_without_end_ends_the_connection() {
        let mut scene = scene("server.proxies = ['127.0.0.1']");
        scene.bytes("toto", b"PROXY TCP4 198.51.100.3");
        scene.wait(19);
        assert!(!scene.is_closed("toto"));
        scene.wait(1);
        assert_eq!(scene.heard("toto"), ["[server] The PROXY header has no end."]);
        assert!(scene.is_closed("toto"));
    }

    #[test]
    fn what_a_proxy_names_may_be_a_proxy_itself() {
        let mut scene = scene("server.proxies = ['127.0.0.1', '198.51.100.0/24']");
        scene
            .bytes("toto", b"PROXY TCP4 198.51.100.3 10.0.0.1 1 7777\r\nPROXY TCP6 2001:db8::7 ::1 9 7777\r\nMSG hi\n");
        assert_eq!(scene.heard("toto")[0], WELCOME);
        assert!(scene.console_lines().contains(&"client connected \"2001:db8::7:9\"".to_owned()));
    }

    #[test]
    fn whoever_is_banned_reads_it_in_their_own_words() {
        for (first, told) in [("CAP LS", ":chat.localhost 465 * :"), ("hello", "[server] 127.0.0.1 is banned here")] {
            let mut scene = Scene::lobby("");
            scene.console("ban 127.0.0.1");
            scene.connect("toto", ([127, 0, 0, 1], 50_100).into(), Dialect::Auto, Profile::default());
            assert!(scene.heard("toto").is_empty() && !scene.is_closed("toto"));
            scene.line("toto", first);
            let heard = scene.heard("toto");
            assert!(heard[0].starts_with(told), "{heard:?}");
            assert_eq!(heard.get(1).is_some_and(|line| line.starts_with("ERROR :")), first == "CAP LS");
            assert!(scene.is_closed("toto"));
        }
    }
}
