//! Partings that nobody asked for: why, in the words of those who hear of it.

use std::time::Duration;

use super::hub::Hub;
use super::timers::Timer;
use crate::dialect::{Dialect, Reader, render_reply};
use crate::model::{Caps, Refusal, Reply, SessionId};
use crate::world::Departure;

/// Why the server ends a connection by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// Its SendQ was full.
    DoesNotRead,
    /// Nothing came in for so long.
    Idle,
    /// It did not say who it is.
    Nameless,
    /// It tried too many passwords.
    Passwords,
    /// It did not answer `PING`: so many seconds of silence.
    Ping(u64),
}

impl Why {
    /// What they did, for people at a terminal: "you ...".
    pub(super) fn plain(self) -> String {
        match self {
            Why::DoesNotRead => "did not read what was sent".into(),
            Why::Idle => "said nothing for too long".into(),
            Why::Nameless => "said no name for too long".into(),
            Why::Passwords => "sent too many wrong passwords".into(),
            Why::Ping(seconds) => format!("did not answer for {seconds} seconds"),
        }
    }

    /// The same in the words that IRC programs and their people know.
    fn terse(self) -> String {
        match self {
            Why::DoesNotRead => "SendQ exceeded".into(),
            Why::Idle => "Idle for too long".into(),
            Why::Nameless => "Registration timed out".into(),
            Why::Passwords => "Too many wrong passwords".into(),
            Why::Ping(seconds) => format!("Ping timeout: {seconds} seconds"),
        }
    }

    /// How everybody else is told.
    pub(super) fn departure(self) -> Departure {
        Departure { told: Some(self.terse().into()), ..Departure::because(&self.plain()) }
    }
}

impl Hub {
    /// The last line for somebody who is put off; empty for somebody in IRC, who reads it in their own `QUIT`.
    pub(super) fn last_line(&self, session: SessionId, why: Why) -> String {
        let (Some(connection), Some(about)) = (self.connections.get(session), self.world.session(session)) else {
            return String::new();
        };
        match connection.dialect {
            Dialect::Irc if about.user.is_some() => String::new(),
            Dialect::Irc => {
                let text = format!("Closing link: {} ({})", about.origin.host(), why.terse());
                self.written(Dialect::Irc, &Ok(Reply::Message("ERROR", vec![text])))
            }
            dialect => self.written(dialect, &Err(Refusal::Disconnected { why: why.plain() })),
        }
    }

    /// Disconnects somebody, who is told why, as everyone else is.
    pub(super) fn put_off(&mut self, session: SessionId, why: Why) {
        // What they were told before comes first.
        self.deliver();
        if self.connections.get(session).is_some_and(|connection| connection.dialect == Dialect::Link) {
            return self.turn_peer_away(session, &why.terse());
        }
        let last = self.last_line(session, why);
        self.push(session, last.as_bytes());
        match self.world.session(session).and_then(|s| s.user) {
            Some(user) => self.world.depart(user, why.departure()),
            None => self.world.close(session),
        }
        self.deliver();
    }

    /// What somebody reads who may not come in.
    pub(super) fn told_off(&self, dialect: Dialect, refusal: Refusal) -> String {
        let banned = dialect == Dialect::Irc && matches!(refusal, Refusal::Banned { .. });
        let last = Reply::Message("ERROR", vec!["Closing link: (You are banned from this server)".into()]);
        let text = self.written(dialect, &Err(refusal));
        if banned { text + &self.written(dialect, &Ok(last)) } else { text }
    }

    /// An answer, as somebody reads it who is nobody yet.
    fn written(&self, dialect: Dialect, reply: &Result<Reply, Refusal>) -> String {
        let (server, at) = (&self.world.config().server.name, self.world.now());
        let reader = Reader { dialect, caps: Caps::NONE, nick: "*", server, at };
        let mut text = String::new();
        render_reply(reply, &reader, &mut text);
        text
    }

    /// From now on an IRC program must show, now and then, that it is there.
    pub(super) fn watch_for_pong(&mut self, session: SessionId) {
        let ping = Duration::from_secs(self.limits().ping);
        if !ping.is_zero() {
            self.timers.insert((self.world.now() + ping, session, Timer::Ping));
        }
    }

    /// Asks somebody who was silent for so long whether they are there, once (RFC 2812 3.7.2); the next time they are not.
    pub(super) fn ping(&mut self, session: SessionId) {
        let (now, every) = (self.world.now(), Duration::from_secs(self.limits().ping));
        let server = self.world.config().server.name.clone();
        let Some(connection) = self.connections.get_mut(session).filter(|c| !c.closing && !every.is_zero()) else {
            return;
        };
        let silent = now.since(connection.heard);
        if silent < every {
            self.timers.insert((connection.heard + every, session, Timer::Ping));
        } else if connection.pinged {
            self.put_off(session, Why::Ping(silent.as_secs()));
        } else {
            connection.pinged = true;
            self.timers.insert((now + every, session, Timer::Ping));
            self.world.reply(session, Ok(Reply::Message("PING", vec![server])));
            self.deliver();
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn who_answers_stays_and_who_does_not_is_gone() {
        let mut scene = Scene::many("#tp @toto irc:eve irc:silent");
        scene.wait(119);
        assert_eq!(scene.heard("eve"), [""; 0]);
        scene.wait(1);
        assert_eq!(
            (scene.heard("eve"), scene.heard("silent")),
            (vec!["PING :chat.localhost".into()], vec!["PING :chat.localhost".into()])
        );
        scene.line("eve", "PONG :chat.localhost");
        scene.wait(119);
        assert!(!scene.is_closed("silent"));
        scene.wait(1);
        let last = ["ERROR :Closing link: 127.0.0.1 (Ping timeout: 240 seconds)"];
        assert_eq!(scene.heard("silent"), last);
        assert!(scene.is_closed("silent"));
        let told = scene.heard("eve");
        assert!(told.contains(&":silent!~silent@127.0.0.1 QUIT :Ping timeout: 240 seconds".to_owned()), "{told:?}");
        assert!(told.contains(&"PING :chat.localhost".to_owned()), "she is asked again: {told:?}");
        assert_eq!(scene.heard("toto"), ["[server] silent is disconnected (did not answer for 240 seconds)"]);
        scene.wait(100_000);
        assert!(scene.is_closed("eve") && !scene.is_closed("toto"), "people with netcat are never asked");
    }

    #[test]
    fn nobody_is_asked_where_the_configuration_says_so() {
        let mut scene = Scene::lobby_with("limits.ping = 0", "irc:eve");
        scene.wait(100_000);
        assert_eq!(scene.heard("eve"), [""; 0]);
    }

    #[test]
    fn who_is_nobody_reads_why_it_ends() {
        let mut scene = Scene::lobby_with("limits = { registration = 10, password_tries = 2, idle = 50 }", "irc:eve");
        scene.connect_irc("slow");
        scene.line("slow", "NICK slow");
        scene.wait(10);
        assert_eq!(scene.heard("slow"), ["ERROR :Closing link: 127.0.0.1 (Registration timed out)"]);
        scene.connect_irc("mallory");
        scene.line("mallory", "PASS guess\nPASS again\nNICK mallory");
        assert_eq!(scene.heard("mallory"), ["ERROR :Closing link: 127.0.0.1 (Too many wrong passwords)"]);
        assert!(scene.is_closed("slow") && scene.is_closed("mallory"));
        scene.wait(50);
        assert_eq!(scene.heard("eve"), ["ERROR :Closing link: 127.0.0.1 (Idle for too long)"]);
    }
}
