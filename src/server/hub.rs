//! The hub: it owns the world, takes what comes in, runs it, and delivers what happened.
//!
//! Invariant: nothing here waits. A turn is: take inputs ([`Hub::take`]), give every session that has lines its slice
//! ([`Hub::serve`]), write every touched outbox once ([`Hub::flush`]).

use std::collections::{BTreeSet, VecDeque};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use slotmap::SecondaryMap;

use super::connection::Connection;
use super::deliver::Deliveries;
use super::flood::Flood;
use super::input::{Input, Wire};
use super::jobs::Job;
use super::outbox::READING;
use crate::command::{Order, Table, Tongue, Turn, dispatch};
use crate::config::{Config, Limits};
use crate::dialect::line::{self, Framed};
use crate::dialect::{Dialect, budget};
use crate::model::{Limit, Refusal, Reply, Request, SessionId, Time};
use crate::world::{Departure, Origin, Profile, World};

/// Lines of one session that are run before others have their turn.
const SLICE: usize = 16;

/// How long somebody who was told their last line has to read it.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// Owner of the world and of every connection.
pub struct Hub {
    /// Everyone and every channel.
    pub world: World,
    pub(super) connections: SecondaryMap<SessionId, Connection>,
    pub(super) touched: Vec<SessionId>,
    pub(super) deliveries: Deliveries,
    pub(super) console: Option<SessionId>,
    /// The session whose line is being run, for the brake.
    pub(super) speaker: Option<SessionId>,
    jobs: Vec<Job>,
    orders: Vec<Order>,
    table: Table,
    waiting: VecDeque<SessionId>,
    timers: BTreeSet<(Time, SessionId, Timer)>,
    stopping: bool,
}

/// Why a session is looked at again at a certain time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Timer {
    /// Its flood budget allows the next line.
    Flood,
    /// The one it outran may not be reading at all.
    Brake,
    /// It may have been silent for too long.
    Idle,
    /// It may not have said a name yet.
    Registration,
    /// It had time enough to read its last line.
    LastWords,
}

impl Hub {
    /// A hub with nobody in it.
    #[must_use]
    pub fn new(config: Arc<Config>, table: Table, now: Time, seed: u64) -> Self {
        Hub {
            world: World::new(config, now, seed),
            connections: SecondaryMap::new(),
            touched: Vec::new(),
            deliveries: Deliveries::default(),
            console: None,
            speaker: None,
            jobs: Vec::new(),
            orders: Vec::new(),
            table,
            waiting: VecDeque::new(),
            timers: BTreeSet::new(),
            stopping: false,
        }
    }

    /// Takes one input.
    pub fn take(&mut self, now: Time, input: Input) {
        self.world.set_now(now);
        match input {
            Input::Opened { wire, peer, dialect, profile } => self.open(wire, peer, dialect, profile),
            Input::Read { session, bytes } => self.read(session, &bytes),
            Input::Ended { session, reset: true } => self.drop_session(session, Departure::default()),
            Input::Ended { session, reset: false } => self.end_input(session),
            Input::Writable { session } => {
                if let Some(connection) = self.connections.get_mut(session) {
                    connection.outbox.wake();
                    self.touched.push(session);
                }
            }
            Input::Proved { session, nick, proven } => self.proved(session, nick.as_ref(), &proven),
            Input::Reloaded { session, config } => self.reloaded(session, config),
            Input::Rehash => self.jobs.push(Job::Rehash { session: None }),
            Input::Stop => self.stop(),
        }
        self.deliver();
    }

    /// Gives every session that has lines its slice, and does what the time has come for.
    pub fn serve(&mut self, now: Time) {
        self.world.set_now(now);
        if self.world.count_down() {
            self.deliver();
            self.stopping = true;
        }
        self.ring_timers(now);
        for _ in 0..self.waiting.len() {
            let Some(session) = self.waiting.pop_front() else { break };
            if let Some(connection) = self.connections.get_mut(session) {
                connection.queued = false;
                self.serve_one(session);
            }
        }
    }

    /// Whether sessions still have lines that could be run now.
    #[must_use]
    pub fn has_work(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// When there is something to do although nothing comes in.
    #[must_use]
    pub fn deadline(&self) -> Option<Time> {
        let timer = self.timers.first().map(|(at, ..)| *at);
        [timer, self.world.next_mark()].into_iter().flatten().min()
    }

    /// Whether the server is to stop.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        self.stopping
    }

    /// The jobs that were asked for, to be done beside the hub.
    pub fn take_jobs(&mut self) -> Vec<Job> {
        std::mem::take(&mut self.jobs)
    }

    /// How many connections there are, those that are about to end among them.
    #[must_use]
    pub fn connection_count(&self) -> usize {
        self.connections.len()
    }

    fn limits(&self) -> &Limits {
        &self.world.config().limits
    }

    /// Connects the console, which the server itself speaks on.
    pub fn open_console(&mut self, mut wire: Box<dyn Wire>) {
        let session = self.world.open_console();
        wire.start(session);
        self.console = Some(session);
        let connection = Connection::new(Dialect::Console, wire, None, self.world.now());
        self.connections.insert(session, connection);
    }

    fn open(&mut self, mut wire: Box<dyn Wire>, peer: SocketAddr, dialect: Dialect, profile: Profile) {
        let origin = Origin::from(peer);
        let exempt = self.world.is_exempt(origin.address);
        let now = self.world.now();
        let session = match self.world.open(origin, profile) {
            Ok(session) => session,
            Err(refusal) => {
                let mut text = String::new();
                crate::dialect::render_reply(&Err(refusal), dialect, &mut text);
                // Whoever cannot be told in one write is not told: they are nobody yet.
                let _ = wire.write(text.as_bytes());
                wire.finish();
                return;
            }
        };
        wire.start(session);
        let flood = (!exempt).then(|| Flood::new(self.limits(), now));
        self.connections.insert(session, Connection::new(dialect, wire, flood, now));
        self.watch(session, dialect);
        match dialect {
            Dialect::Line => self.welcome(session, profile),
            Dialect::Budget => self.push(session, budget::PROMPT.as_bytes()),
            Dialect::Console | Dialect::Relay | Dialect::Echo => {}
        }
    }

    /// Sets the timers that see whether a new session is used.
    fn watch(&mut self, session: SessionId, dialect: Dialect) {
        let (now, limits) = (self.world.now(), self.limits());
        let (idle, registration) = (limits.idle, limits.registration);
        if idle > 0 {
            self.timers.insert((now + Duration::from_secs(idle), session, Timer::Idle));
        }
        if registration > 0 && dialect == Dialect::Budget {
            self.timers.insert((now + Duration::from_secs(registration), session, Timer::Registration));
        }
    }

    /// A netcat user is somebody at once, under their address.
    fn welcome(&mut self, session: SessionId, profile: Profile) {
        let server = &self.world.config().server;
        let (greeting, notice) = (server.welcome.clone(), server.notice.clone());
        let first = line::first_steps(profile.lobby, profile.many).to_owned();
        self.world.reply(session, Ok(Reply::Welcome { greeting, first, notice }));
        if let Err(refusal) = self.world.arrive(session, None) {
            self.world.reply(session, Err(refusal));
        }
    }

    fn read(&mut self, session: SessionId, bytes: &[u8]) {
        let longest = longest_line(self.limits());
        let now = self.world.now();
        let Some(connection) = self.connections.get_mut(session).filter(|c| !c.closing) else { return };
        connection.heard = now;
        match connection.dialect {
            Dialect::Echo => self.push(session, bytes),
            Dialect::Relay => self.relay(session, bytes),
            Dialect::Line | Dialect::Budget | Dialect::Console => {
                connection.framer.push(bytes, longest);
                while let Some(answer) = connection.framer.answer() {
                    self.deliveries.telnet.push((session, answer));
                }
                let over = connection.framer.ended();
                self.answer_telnet();
                if over { self.end_input(session) } else { self.queue(session) }
            }
        }
        self.settle(session);
    }

    /// Sends a chunk unchanged to everyone else on a relay.
    fn relay(&mut self, from: SessionId, bytes: &[u8]) {
        self.speaker = Some(from);
        let relay = |(id, c): (SessionId, &Connection)| (id != from && c.dialect == Dialect::Relay).then_some(id);
        let others: Vec<SessionId> = self.connections.iter().filter_map(relay).collect();
        for other in others {
            self.push(other, bytes);
        }
        self.speaker = None;
    }

    fn end_input(&mut self, session: SessionId) {
        let Some(connection) = self.connections.get_mut(session) else { return };
        connection.framer.end();
        connection.input_over = true;
        self.queue(session);
    }

    /// Puts a session in the row of those who wait for their turn.
    pub(super) fn queue(&mut self, session: SessionId) {
        if let Some(connection) = self.connections.get_mut(session)
            && !connection.queued
        {
            connection.queued = true;
            self.waiting.push_back(session);
        }
    }

    /// Runs a session's lines, as many as its slice, its budget and its listeners' pace allow.
    fn serve_one(&mut self, session: SessionId) {
        let now = self.world.now();
        for _ in 0..SLICE {
            let config = Arc::clone(self.world.config());
            let Some(connection) = self.connections.get_mut(session).filter(|c| !c.closing) else { return };
            if connection.is_held() {
                return self.settle(session);
            }
            if let Some(wait) = connection.flood.as_mut().and_then(|flood| flood.wait(&config.limits, now)) {
                self.timers.insert((now + wait, session, Timer::Flood));
                return self.settle(session);
            }
            let Some(framed) = connection.framer.line() else {
                if connection.input_over {
                    self.leave(session);
                }
                return self.settle(session);
            };
            self.speaker = Some(session);
            let cost = self.run_line(session, framed);
            self.deliver();
            self.speaker = None;
            if let Some(flood) = self.connections.get_mut(session).and_then(|c| c.flood.as_mut()) {
                flood.spend(cost);
            }
        }
        self.queue(session);
        self.settle(session);
    }

    /// Stops or goes on reading from a session.
    pub(super) fn settle(&mut self, session: SessionId) {
        let config = Arc::clone(self.world.config());
        if let Some(connection) = self.connections.get_mut(session) {
            connection.mind_the_recvq(&config.limits);
        }
    }

    /// Runs one line; returns what it cost.
    fn run_line(&mut self, session: SessionId, framed: Framed) -> u32 {
        let most = self.limits().message;
        let Framed::Line(text) = framed else {
            self.world.reply(session, Err(Refusal::Limit { what: Limit::Message, most }));
            return 1;
        };
        let Some(dialect) = self.connections.get(session).map(|c| c.dialect) else { return 0 };
        let Some(me) = self.world.session(session).and_then(|s| s.user) else {
            self.name_oneself(session, &text);
            return 1;
        };
        let (tongue, request): (Tongue, Option<Request>) = match dialect {
            Dialect::Console => (Tongue::Console, line::parse(&text, &self.world.place(me))),
            Dialect::Budget => (Tongue::Line, budget::parse(&text)),
            _ => (Tongue::Line, line::parse(&text, &self.world.place(me))),
        };
        let Some(request) = request else { return 0 };
        let Hub { world, table, orders, .. } = self;
        let cost = dispatch(&mut Turn { world, table, orders, me, session, tongue }, request);
        for order in std::mem::take(&mut self.orders) {
            self.carry_out(session, order);
        }
        cost
    }

    /// Budget Chat's first line is the name; a wrong one ends the session.
    fn name_oneself(&mut self, session: SessionId, text: &str) {
        let room = self.world.find_channel(&crate::model::ChannelName::lobby());
        let people = room.map(|room| self.world.present(room)).unwrap_or_default();
        match budget::name(text).and_then(|nick| self.world.arrive(session, Some(nick))) {
            Ok(_) => self.world.reply(session, Ok(Reply::Names { channel: None, people })),
            Err(refusal) => {
                self.world.reply(session, Err(refusal));
                self.deliver();
                self.finish(session);
            }
        }
    }

    fn carry_out(&mut self, session: SessionId, order: Order) {
        match order {
            Order::Rehash => self.jobs.push(Job::Rehash { session: Some(session) }),
            Order::Prove { nick, password } => {
                if let Some(connection) = self.connections.get_mut(session) {
                    connection.busy = true;
                }
                let admins = self.world.config().admins.iter();
                let admins = admins.filter(|admin| nick.as_ref().is_none_or(|nick| nick.fold() == admin.nick.fold()));
                let hashes = admins.filter_map(|a| Some((a.nick.clone(), a.password.clone()?))).collect();
                self.jobs.push(Job::Prove { session, nick, hashes, password });
            }
        }
    }

    /// The input is over and all of it was run: the person leaves as if by `QUIT`.
    fn leave(&mut self, session: SessionId) {
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
        let last_words = self.world.now() + LAST_WORDS;
        let Some(connection) = self.connections.get_mut(session).filter(|c| !c.closing) else { return };
        connection.closing = true;
        self.touched.push(session);
        self.timers.insert((last_words, session, Timer::LastWords));
    }

    /// The connection is gone, or is to go without another word.
    pub(super) fn drop_session(&mut self, session: SessionId, departure: Departure) {
        let Some(mut connection) = self.connections.remove(session) else { return };
        connection.outbox.wire.finish();
        for other in connection.outbox.braked {
            self.release(other);
        }
        self.world.end_session(session, departure);
        self.deliver();
    }

    /// Somebody who was outrun has caught up, or is gone.
    fn release(&mut self, session: SessionId) {
        if let Some(connection) = self.connections.get_mut(session) {
            connection.brake = None;
            self.queue(session);
        }
    }

    /// Makes one who speaks wait for one who is outrun.
    pub(super) fn brake(&mut self, speaker: SessionId, outrun: SessionId) {
        let Some(connection) = self.connections.get_mut(speaker).filter(|c| c.brake.is_none()) else { return };
        connection.brake = Some(outrun);
        self.timers.insert((self.world.now() + READING, speaker, Timer::Brake));
        if let Some(slow) = self.connections.get_mut(outrun) {
            slow.outbox.braked.push(speaker);
        }
    }

    /// Writes every touched outbox once.
    pub fn flush(&mut self) {
        let (now, sendq) = (self.world.now(), self.limits().sendq);
        while !self.touched.is_empty() {
            for session in std::mem::take(&mut self.touched) {
                self.flush_one(session, now, sendq);
            }
        }
    }

    fn flush_one(&mut self, session: SessionId, now: Time, sendq: usize) {
        let Some(connection) = self.connections.get_mut(session) else { return };
        if connection.outbox.flush(now).is_err() || (connection.closing && connection.outbox.waiting() == 0) {
            return self.drop_session(session, Departure::default());
        }
        if connection.outbox.is_easy(sendq) {
            let braked = std::mem::take(&mut connection.outbox.braked);
            if connection.dialect == Dialect::Echo {
                self.settle(session);
            }
            for speaker in braked {
                self.release(speaker);
            }
        }
    }

    fn ring_timers(&mut self, now: Time) {
        while let Some((_, session, timer)) = self.timers.first().filter(|(at, ..)| *at <= now).copied() {
            self.timers.pop_first();
            let idle = Duration::from_secs(self.limits().idle);
            let Some(connection) = self.connections.get(session) else { continue };
            let named = self.world.session(session).is_some_and(|s| s.user.is_some());
            match timer {
                Timer::Flood => self.queue(session),
                Timer::Brake => self.release(session),
                Timer::LastWords => self.drop_session(session, Departure::default()),
                Timer::Registration if !named => self.finish(session),
                Timer::Registration => {}
                Timer::Idle if idle.is_zero() || connection.closing => {}
                Timer::Idle if now.since(connection.heard) >= idle => {
                    self.put_off(session, "said nothing for too long")
                }
                Timer::Idle => {
                    self.timers.insert((connection.heard + idle, session, Timer::Idle));
                }
            }
        }
    }

    /// Disconnects somebody, who is told why, as everyone else is.
    pub(super) fn put_off(&mut self, session: SessionId, why: &str) {
        match self.world.session(session).and_then(|s| s.user) {
            Some(user) => {
                self.world.reply(session, Err(Refusal::because(format!("You are disconnected: {why}."))));
                self.world.depart(user, Departure::because(why));
                self.deliver();
            }
            None => self.finish(session),
        }
    }

    fn stop(&mut self) {
        self.world.announce("The server stops now");
        self.stopping = true;
    }

    /// Ends every connection, each once it has read what waits for it.
    pub fn close_all(&mut self) {
        for session in self.connections.keys().collect::<Vec<_>>() {
            self.finish(session);
        }
        self.flush();
    }
}

/// Bytes a line may have: a full message of the widest characters, its verb and its targets.
fn longest_line(limits: &Limits) -> usize {
    limits.message * 4 + 1024
}
