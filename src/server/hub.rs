//! The hub: it owns the world, takes what comes in, runs it, and delivers what happened.
//!
//! Invariant: nothing here waits. A turn is: take inputs ([`Hub::take`]), give every session that has lines its slice
//! ([`Hub::serve`]), write every touched outbox once, a crowd's little by little ([`Hub::flush`]).

use std::collections::VecDeque;
use std::sync::Arc;

use slotmap::SecondaryMap;

use super::connection::Connection;
use super::deliver::Deliveries;
use super::input::Input;
use super::jobs::Job;
use super::links::Links;
use super::reading::Reading;
use super::timers::Timers;
use crate::command::{Order, Table};
use crate::config::{Config, Limits};
use crate::model::{Reply, SessionId, Time};
use crate::world::{Ending, World};

/// Owner of the world and of every connection.
pub struct Hub {
    /// Everyone and every channel.
    pub world: World,
    pub(super) connections: SecondaryMap<SessionId, Connection>,
    pub(super) reading: Reading,
    pub(super) deliveries: Deliveries,
    pub(super) console: Option<SessionId>,
    /// The session whose line is being run, for the brake.
    pub(super) speaker: Option<SessionId>,
    pub(super) jobs: Vec<Job>,
    pub(super) orders: Vec<Order>,
    pub(super) table: Table,
    /// Sessions that have lines, in a row.
    pub(super) waiting: VecDeque<SessionId>,
    /// Those of them who were last heard by a crowd.
    pub(super) loud: VecDeque<SessionId>,
    pub(super) timers: Timers,
    pub(super) links: Links,
    ending: Option<Ending>,
}

impl Hub {
    /// A hub with nobody in it.
    #[must_use]
    pub fn new(config: Arc<Config>, table: Table, now: Time, seed: u64) -> Self {
        Hub {
            world: World::new(config, now, seed),
            connections: SecondaryMap::new(),
            reading: Reading::default(),
            deliveries: Deliveries::default(),
            console: None,
            speaker: None,
            jobs: Vec::new(),
            orders: Vec::new(),
            table,
            waiting: VecDeque::new(),
            loud: VecDeque::new(),
            timers: Timers::default(),
            links: Links::default(),
            ending: None,
        }
    }

    /// Takes one input.
    pub fn take(&mut self, now: Time, input: Input) {
        self.world.set_now(now);
        match input {
            Input::Opened { wire, peer, dialect, profile } => self.open(wire, peer, dialect, profile),
            Input::Readable { session, to_the_end } => self.readable(session, to_the_end),
            Input::Read { session, bytes } => self.read(session, &bytes),
            Input::Ended { session, reset } => self.end_input(session, reset),
            Input::Writable { session } => {
                if self.connections.get_mut(session).is_some_and(|connection| connection.outbox.wake()) {
                    self.deliveries.touched.push(session);
                }
            }
            Input::Proved { session, nick, proven } => self.proved(session, nick.as_ref(), &proven),
            Input::Vouched { session, claim, proven } => self.vouched(session, claim, proven),
            Input::Reloaded { session, config } => self.reloaded(session, config),
            Input::Dialed { server, done } => self.dialed(&server, done),
            Input::Rehash => self.jobs.push(Job::Rehash { session: None }),
            Input::Stop => self.stop(),
        }
        self.deliver();
        self.reconsider_links();
    }

    /// Reads on where there was more, gives every session that has lines its slice, and does what the time has come for.
    pub fn serve(&mut self, now: Time) {
        self.world.set_now(now);
        self.read_on();
        self.ending = self.ending.or(self.world.count_down());
        self.deliver();
        self.ring_timers(now);
        self.call_peers(now);
        self.serve_all();
    }

    /// Whether there is something left that could be done now: more to read, to run, or to write.
    #[must_use]
    pub fn has_work(&self) -> bool {
        !self.waiting.is_empty()
            || !self.loud.is_empty()
            || !self.reading.is_over()
            || !self.deliveries.crowd.is_empty()
    }

    /// When there is something to do although nothing comes in.
    #[must_use]
    pub fn deadline(&self) -> Option<Time> {
        [self.timers.next(), self.world.next_mark(), self.next_call()].into_iter().flatten().min()
    }

    /// Whether the server is to stop.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        self.ending.is_some()
    }

    /// How the server ends, once it is to end.
    #[must_use]
    pub fn ending(&self) -> Option<Ending> {
        self.ending
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

    pub(super) fn limits(&self) -> &Limits {
        &self.world.config().limits
    }

    fn stop(&mut self) {
        self.world.announce("The server stops now");
        self.ending = Some(Ending::Stop);
    }

    /// Ends every connection, each once it has read what waits for it. In IRC, an `ERROR` comes before the end (RFC 2812
    /// 3.7.4).
    pub fn close_all(&mut self) {
        let why = self.ending.map_or("The server stops", Ending::told);
        for session in self.connections.keys().collect::<Vec<_>>() {
            self.world.reply(session, Ok(Reply::Message("ERROR", vec![format!("Closing link: ({why})")])));
        }
        self.deliver();
        for session in self.connections.keys().collect::<Vec<_>>() {
            self.finish(session);
        }
        self.flush();
    }
}
