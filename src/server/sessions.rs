//! Sessions: how they open, what comes in on them, how they end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use super::connection::Connection;
use super::flood::Flood;
use super::hub::Hub;
use super::input::Wire;
use super::timers::Timer;
use crate::config::Limits;
use crate::dialect::{Dialect, budget, line};
use crate::model::{Reply, SessionId};
use crate::world::{Departure, Origin, Profile};

/// How long somebody of whom nothing more comes may leave what waits for them unread.
pub(super) const LAST_WORDS: Duration = Duration::from_secs(5);

/// What telnet sends for Ctrl-D on an empty line, at once.
///
/// COMPAT: telnets that work line by line send it as a byte of text; netcat ends the input instead.
const CTRL_D: &[u8] = b"\x04";

impl Hub {
    /// Connects the console, which the server itself speaks on.
    pub fn open_console(&mut self, mut wire: Box<dyn Wire>) {
        let session = self.world.open_console();
        wire.start(session);
        self.console = Some(session);
        let connection = Connection::new(Dialect::Console, wire, None, self.world.now());
        self.connections.insert(session, connection);
    }

    pub(super) fn open(&mut self, mut wire: Box<dyn Wire>, peer: SocketAddr, dialect: Dialect, profile: Profile) {
        let origin = Origin::from(peer);
        let exempt = self.world.is_exempt(origin.address);
        let now = self.world.now();
        let (session, refused) = match self.world.open(origin.clone(), profile) {
            Ok(session) => (session, None),
            // In which words to tell them is known soon.
            Err(refusal) if dialect == Dialect::Auto => (self.world.open_anyway(origin, profile), Some(refusal)),
            Err(refusal) => {
                // Whoever cannot be told in one write is not told: they are nobody yet.
                let _ = wire.write(self.told_off(dialect, refusal).as_bytes());
                wire.finish();
                return;
            }
        };
        wire.start(session);
        let flood = (!exempt).then(|| Flood::new(self.limits(), now));
        let mut connection = Connection::new(dialect, wire, flood, now);
        if refused.is_some() {
            connection.rare.made().refused = refused;
        }
        self.connections.insert(session, connection);
        self.watch(session, dialect);
        match dialect {
            Dialect::Line => self.welcome(session),
            Dialect::Budget => self.push(session, budget::PROMPT.as_bytes()),
            Dialect::Auto | Dialect::Irc | Dialect::Link | Dialect::Console | Dialect::Relay | Dialect::Echo => {}
        }
    }

    /// The configuration has changed: its limits count for those who are in, too.
    pub(super) fn mind_new_rules(&mut self) {
        let (now, config) = (self.world.now(), Arc::clone(self.world.config()));
        let idle = Duration::from_secs(config.limits.idle);
        let ping = Duration::from_secs(config.limits.ping);
        self.timers.retain(|timer| !matches!(timer, Timer::Idle | Timer::Ping));
        for (session, connection) in self.connections.iter_mut().filter(|(_, c)| c.dialect != Dialect::Console) {
            let address = self.world.session(session).map(|s| s.origin.address);
            let exempt = address.is_some_and(|address| self.world.is_exempt(address));
            let flood = connection.flood.unwrap_or_else(|| Flood::new(&config.limits, now));
            connection.flood = (!exempt).then_some(flood);
            if !idle.is_zero() {
                self.timers.insert((connection.heard + idle, session, Timer::Idle));
            }
            if !ping.is_zero() && connection.dialect == Dialect::Irc {
                connection.pinged = false;
                self.timers.insert((connection.heard + ping, session, Timer::Ping));
            }
        }
    }

    /// Sets the timers that see whether a new session is used.
    fn watch(&mut self, session: SessionId, dialect: Dialect) {
        let (now, limits) = (self.world.now(), self.limits());
        let (idle, registration) = (limits.idle, limits.registration);
        if idle > 0 {
            self.timers.insert((now + Duration::from_secs(idle), session, Timer::Idle));
        }
        if registration > 0 && matches!(dialect, Dialect::Auto | Dialect::Budget | Dialect::Irc) {
            self.timers.insert((now + Duration::from_secs(registration), session, Timer::Registration));
        }
        match dialect {
            Dialect::Auto => self.timers.insert((now + self.silence(), session, Timer::Silence)),
            Dialect::Irc => self.watch_for_pong(session),
            _ => {}
        }
    }

    /// A netcat user is somebody at once, under their address.
    pub(super) fn welcome(&mut self, session: SessionId) {
        let Some(profile) = self.world.session(session).map(|session| session.profile) else { return };
        let server = &self.world.config().server;
        let (greeting, notice) = (server.welcome.clone(), server.notice.clone());
        let first = line::first_steps(profile.lobby, profile.many).to_owned();
        self.world.reply(session, Ok(Reply::Welcome { greeting, first, notice }));
        if let Err(refusal) = self.world.arrive(session, None) {
            self.world.reply(session, Err(refusal));
            self.world.close(session);
        }
    }

    pub(super) fn read(&mut self, session: SessionId, bytes: &[u8]) {
        let now = self.world.now();
        let Some(connection) = self.connections.get_mut(session).filter(|c| !c.closing) else { return };
        connection.heard = now;
        connection.pinged = false;
        connection.received.add(0, bytes.len());
        self.take_in(session, bytes);
        self.settle(session);
    }

    /// Takes in bytes as what is spoken on the connection has them.
    pub(super) fn take_in(&mut self, session: SessionId, bytes: &[u8]) {
        let longest = longest_line(self.limits());
        let Some(connection) = self.connections.get_mut(session).filter(|c| !c.closing) else { return };
        match connection.dialect {
            Dialect::Echo | Dialect::Relay => {
                connection.rare.made().chunk.extend_from_slice(bytes);
                self.queue(session);
            }
            Dialect::Irc | Dialect::Link => {
                connection.framer.push(bytes, longest);
                self.queue(session);
            }
            Dialect::Auto => {
                connection.rare.made().chunk.extend_from_slice(bytes);
                self.recognize(session);
            }
            Dialect::Line | Dialect::Budget | Dialect::Console => {
                let hung_up = bytes == CTRL_D && connection.framer.waiting() == 0;
                connection.framer.push(if hung_up { &[] } else { bytes }, longest);
                while let Some(answer) = connection.framer.answer() {
                    self.deliveries.telnet.push((session, answer));
                }
                let over = hung_up || connection.framer.ended();
                self.answer_telnet();
                if over { self.end_input(session, false) } else { self.queue(session) }
            }
        }
    }

    /// Nothing more comes in; what came before the end is run first, even if nobody can read the answers.
    pub(super) fn end_input(&mut self, session: SessionId, reset: bool) {
        // Whoever goes before it is known what they speak is taken for a person.
        self.speak(session, Dialect::Line);
        let Some(connection) = self.connections.get_mut(session) else { return };
        if reset {
            connection.outbox.break_off();
            self.deliveries.touched.push(session);
        }
        // A person may leave the end of their last line out. A line of a server that has none broke off, and says something
        // else than it was to say.
        if connection.dialect != Dialect::Link {
            connection.framer.end();
        }
        connection.input_over = true;
        self.timers.insert((self.world.now() + LAST_WORDS, session, Timer::LastWords));
        self.queue(session);
    }

    /// The input is over and all of it was run: the person leaves as if by `QUIT`.
    pub(super) fn leave(&mut self, session: SessionId) {
        match self.world.session(session).and_then(|s| s.user) {
            Some(user) if Some(session) != self.console => {
                self.world.depart(user, Departure::default());
                self.deliver();
            }
            Some(_) => {}
            None => self.finish(session),
        }
    }

    /// Nothing more is told to a session: it ends once it has read what is in its outbox.
    pub(super) fn finish(&mut self, session: SessionId) {
        self.peer_left(session);
        let last_words = self.world.now() + LAST_WORDS;
        let Some(connection) = self.connections.get_mut(session).filter(|c| !c.closing) else { return };
        connection.closing = true;
        self.deliveries.touched.push(session);
        self.timers.insert((last_words, session, Timer::LastWords));
    }

    /// Nobody reads what waits for a session of which nothing more comes: what it sent is still run, unanswered.
    pub(super) fn give_up(&mut self, session: SessionId) {
        if let Some(connection) = self.connections.get_mut(session) {
            connection.outbox.break_off();
            self.deliveries.touched.push(session);
        }
    }

    /// All has been read, or nobody will: the connection is closed.
    pub(super) fn drop_session(&mut self, session: SessionId) {
        self.peer_left(session);
        let Some(connection) = self.connections.remove(session) else { return };
        connection.outbox.wire.finish();
        for other in connection.outbox.braked {
            self.release(other);
        }
        self.world.end_session(session);
        self.deliver();
    }
}

/// Bytes a line may have: a full message of the widest characters, its verb and its targets.
fn longest_line(limits: &Limits) -> usize {
    limits.message * 4 + 1024
}
