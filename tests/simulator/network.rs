//! Servers in one process, and the network between them: each byte takes its time, and wires break.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::Arc;

use chat::config::{Config, Console, Link};
use chat::dialect::Dialect;
use chat::model::Time;
use chat::server::jobs::{self, Job};
use chat::server::{Hub, Input};
use chat::world::{Profile, World};
use fastrand::Rng;

use super::faults::Fault;
use super::topology::pair;
use super::wires::Connection;

/// When a simulation begins, in milliseconds.
pub const DAWN: u64 = 1_000_000_000;

/// How long a call takes to fail.
const REFUSED_AFTER: u64 = 20;

/// A server, running or crashed.
pub struct Server {
    /// Its name.
    pub name: String,
    hub: Option<Hub>,
    config: Arc<Config>,
    /// How far its clock is ahead, in milliseconds.
    skew: u64,
    /// How often it was started.
    pub life: u32,
    /// When there is something to do although nothing comes in.
    deadline: Option<u64>,
}

/// Within how many milliseconds a cut is noticed.
const NOTICED_WITHIN: u64 = 200;

/// Something that is on its way.
enum Event {
    Bytes { connection: usize, to: usize, bytes: Vec<u8> },
    End { connection: usize, to: usize, reset: bool },
    Call { from: usize, life: u32, to: usize, name: String },
    Answered { connection: usize, from: usize, name: String },
}

/// All servers, and what is between them.
pub struct Network {
    /// Milliseconds, by the simulation's own clock.
    pub now: u64,
    /// The servers.
    pub servers: Vec<Server>,
    /// Which servers list each other as links.
    pub neighbours: BTreeSet<(usize, usize)>,
    /// Pairs of servers that cannot reach each other now, the lesser first.
    pub blocked: BTreeSet<(usize, usize)>,
    /// Connections between servers, those that are over among them.
    pub connections: Vec<Connection>,
    /// How often links were opened or lost, or stood still, anywhere.
    pub upheavals: u64,
    /// Until when something stands still, or a cut may not be noticed.
    pub stalled_until: u64,
    /// What happened, for one who looks for a mistake.
    pub trace: Option<Vec<String>>,
    /// What the servers do wrong.
    pub fault: Option<Fault>,
    delays: BTreeMap<(usize, usize), u64>,
    queue: BTreeMap<(u64, u64), Event>,
    queued: u64,
    random: Rng,
}

impl Network {
    /// So many servers, of which those linked are told of each other; none runs yet.
    pub fn new(count: usize, neighbours: BTreeSet<(usize, usize)>, mut random: Rng) -> Self {
        let name = |index: usize| format!("s{index}");
        let linked = |index: usize| {
            let beside = move |(one, other): &(usize, usize)| match index {
                _ if *one == index => Some(*other),
                _ if *other == index => Some(*one),
                _ => None,
            };
            neighbours.iter().filter_map(beside)
        };
        let mut servers = Vec::new();
        for index in 0..count {
            let mut config = Config::default();
            config.server.name = name(index);
            config.server.console = Console::Off;
            config.channels.history_on_join = 0;
            let link = |other| Link { address: Some(format!("{}:1", name(other))), ..Link::nameless(&name(other)) };
            config.links = linked(index).map(link).collect();
            // Most clocks are right, some are not.
            let skew = if random.u8(..3) == 0 { random.u64(0..5000) } else { 0 };
            let config = Arc::new(config);
            servers.push(Server { name: name(index), hub: None, config, skew, life: 0, deadline: None });
        }
        let delays = neighbours.iter().map(|pair| (*pair, random.u64(1..120))).collect();
        Network {
            now: DAWN,
            servers,
            neighbours,
            blocked: BTreeSet::new(),
            connections: Vec::new(),
            upheavals: 0,
            stalled_until: 0,
            trace: None,
            fault: None,
            delays,
            queue: BTreeMap::new(),
            queued: 0,
            random,
        }
    }

    /// Notes what happens, if somebody looks.
    pub fn note(&mut self, what: impl FnOnce() -> String) {
        let now = self.now - DAWN;
        if let Some(trace) = &mut self.trace {
            trace.push(format!("{now:>7} {}", what()));
        }
    }

    /// The world of a server that runs.
    pub fn world(&self, server: usize) -> Option<&World> {
        self.servers[server].hub.as_ref().map(|hub| &hub.world)
    }

    /// The servers that run.
    pub fn running(&self) -> Vec<usize> {
        (0..self.servers.len()).filter(|index| self.servers[*index].hub.is_some()).collect()
    }

    /// A server of this name.
    pub fn index(&self, name: &str) -> Option<usize> {
        self.servers.iter().position(|server| server.name == name)
    }

    /// Starts a server, which knows nothing of what was before.
    pub fn start(&mut self, index: usize) {
        let table = jobs::table().unwrap_or_else(|mistakes| panic!("{mistakes}"));
        let (now, seed) = (self.time(index), self.random.u64(..));
        let server = &mut self.servers[index];
        server.life += 1;
        server.hub = Some(Hub::new(server.config.clone(), table, now, seed));
        server.deadline = Some(self.now);
        self.note(|| format!("s{index} starts"));
    }

    /// A server is no more, and no connection of it is.
    pub fn crash(&mut self, index: usize) {
        self.note(|| format!("s{index} crashes"));
        self.servers[index].hub = None;
        self.servers[index].deadline = None;
        self.upheavals += 1;
        for connection in 0..self.connections.len() {
            if self.connections[connection].servers.contains(&index) {
                self.cut(connection);
            }
        }
    }

    /// A connection breaks: what is on its way is lost, and both ends hear of it.
    pub fn cut(&mut self, connection: usize) {
        if std::mem::replace(&mut self.connections[connection].is_cut, true) {
            return;
        }
        let [one, other] = self.connections[connection].servers;
        self.upheavals += 1;
        self.stalled_until = self.stalled_until.max(self.now + NOTICED_WITHIN);
        self.note(|| format!("s{one} - s{other} is cut"));
        let lost = |event: &Event| match event {
            Event::Bytes { connection: on, .. } | Event::End { connection: on, .. } => *on == connection,
            Event::Call { .. } | Event::Answered { .. } => false,
        };
        self.queue.retain(|_, event| !lost(event));
        for to in [0, 1] {
            self.connections[connection].ends[to].break_off();
            let at = self.now + self.random.u64(0..NOTICED_WITHIN);
            self.send(at, Event::End { connection, to, reset: true });
        }
    }

    /// Nothing comes through a connection for a while; nothing is lost.
    pub fn stall(&mut self, connection: usize, milliseconds: u64) {
        let [one, other] = self.connections[connection].servers;
        self.note(|| format!("s{one} - s{other} stands still for {milliseconds}"));
        let until = self.now + milliseconds;
        self.connections[connection].arrival.iter_mut().for_each(|arrival| *arrival = until.max(*arrival));
        self.stalled_until = self.stalled_until.max(until);
        self.upheavals += 1;
    }

    /// The longest that something said takes from any server to any other.
    pub fn longest_way(&self) -> u64 {
        // Each piece of what is written is up to as late as the delay once more.
        self.delays.values().max().map_or(0, |most| (most * 2 + 2) * self.servers.len() as u64)
    }

    /// A server's own time.
    fn time(&self, index: usize) -> Time {
        Time(self.now + self.servers[index].skew)
    }

    fn send(&mut self, at: u64, event: Event) {
        self.queued += 1;
        self.queue.insert((at, self.queued), event);
    }

    /// When something happens next.
    pub fn next(&self) -> Option<u64> {
        let deadlines = self.servers.iter().filter_map(|server| server.deadline);
        self.queue.keys().next().map(|(at, _)| *at).into_iter().chain(deadlines).min()
    }

    /// Whether bytes or calls are on their way.
    pub fn is_busy(&self) -> bool {
        !self.queue.is_empty()
    }

    /// What happens next, at its time: for which server, if it still runs, and what comes in there.
    pub fn advance(&mut self) -> Option<(usize, Option<Input>)> {
        self.now = self.now.max(self.next()?);
        if self.queue.keys().next().is_some_and(|(at, _)| *at <= self.now)
            && let Some((_, event)) = self.queue.pop_first()
        {
            return self.happen(event);
        }
        let due = |server: &Server| server.deadline.is_some_and(|at| at <= self.now);
        self.servers.iter().position(due).map(|index| (index, None))
    }

    fn happen(&mut self, event: Event) -> Option<(usize, Option<Input>)> {
        match event {
            Event::Bytes { connection, to, bytes } => {
                let session = self.listening(connection, to)?;
                Some((self.connections[connection].servers[to], Some(Input::Read { session, bytes })))
            }
            Event::End { connection, to, reset } => {
                let session = self.listening(connection, to)?;
                self.connections[connection].ended[to] = true;
                Some((self.connections[connection].servers[to], Some(Input::Ended { session, reset })))
            }
            Event::Call { from, life, to, name } => self.call(from, life, to, name),
            Event::Answered { connection, from, name } => {
                let end = self.connections[connection].ends[0].clone();
                let done = if self.connections[connection].is_cut {
                    Err("it broke at once".to_owned())
                } else {
                    Ok((Box::new(end) as Box<dyn chat::server::Wire>, address(self.connections[connection].servers[1])))
                };
                self.servers[from].hub.is_some().then_some((from, Some(Input::Dialed { server: name, done })))
            }
        }
    }

    /// The session at an end that still listens.
    fn listening(&self, connection: usize, to: usize) -> Option<chat::model::SessionId> {
        let end = &self.connections[connection].ends[to];
        let runs = self.servers[self.connections[connection].servers[to]].hub.is_some();
        end.session().filter(|_| runs && !end.is_finished() && !self.connections[connection].ended[to])
    }

    /// A call arrives: it is taken, or in vain.
    fn call(&mut self, from: usize, life: u32, to: usize, name: String) -> Option<(usize, Option<Input>)> {
        if self.servers[from].life != life || self.servers[from].hub.is_none() {
            return None;
        }
        if self.servers[to].hub.is_none() || self.blocked.contains(&pair(from, to)) {
            let done = Err("Connection refused".to_owned());
            return Some((from, Some(Input::Dialed { server: name, done })));
        }
        let delay = self.delays[&pair(from, to)];
        let connection = Connection::new([from, to], delay, self.now + delay);
        let wire = Box::new(connection.ends[1].clone());
        self.connections.push(connection);
        let at = self.now + self.random.u64(0..=delay);
        self.send(at, Event::Answered { connection: self.connections.len() - 1, from, name });
        Some((to, Some(Input::Opened { wire, peer: address(from), dialect: Dialect::Irc, profile: Profile::IRC })))
    }

    /// A server takes what comes in, and does what there is to do; what it writes to others is on its way then.
    pub fn turn(&mut self, index: usize, input: Option<Input>) -> Result<(), String> {
        let now = self.time(index);
        let (life, skew) = (self.servers[index].life, self.servers[index].skew);
        let Some(hub) = &mut self.servers[index].hub else { return Ok(()) };
        let links = hub.world.links().len();
        if let Some(input) = input {
            hub.take(now, input);
        }
        let mut calls = Vec::new();
        loop {
            hub.serve(now);
            hub.flush();
            let jobs = hub.take_jobs();
            if jobs.is_empty() && !hub.has_work() {
                break;
            }
            for job in jobs {
                match job {
                    Job::Dial { server, .. } => calls.push(server),
                    job => hub.take(now, job.run(None)),
                }
            }
        }
        hub.world.check().map_err(|broken| format!("the world of s{index} is broken: {broken}"))?;
        self.upheavals += u64::from(hub.world.links().len() != links);
        self.servers[index].deadline = hub.deadline().map(|at| at.0.saturating_sub(skew).max(self.now + 1));
        for name in calls {
            let Some(to) = self.index(&name) else { continue };
            let at = self.now + self.random.u64(1..REFUSED_AFTER);
            self.send(at, Event::Call { from: index, life, to, name });
        }
        self.carry(index);
        Ok(())
    }

    /// What a server wrote to others is on its way.
    fn carry(&mut self, index: usize) {
        for connection in 0..self.connections.len() {
            if self.connections[connection].is_cut {
                continue;
            }
            for from in [0, 1] {
                if self.connections[connection].servers[from] != index {
                    continue;
                }
                let written = self.connections[connection].ends[from].take_written();
                self.carry_bytes(connection, from, &written);
                if self.connections[connection].ends[from].is_finished() {
                    let at = self.arrival(connection, 1 - from);
                    if !std::mem::replace(&mut self.connections[connection].ended[from], true) {
                        self.send(at, Event::End { connection, to: 1 - from, reset: false });
                    }
                }
            }
        }
    }

    fn carry_bytes(&mut self, connection: usize, from: usize, written: &[u8]) {
        if written.is_empty() {
            return;
        }
        let bytes = self.spoiled(connection, from, written);
        let mut rest = &bytes[..];
        while !rest.is_empty() {
            // Cut anywhere, also in the middle of a line.
            let length = if self.random.u8(..4) == 0 { self.random.usize(1..=rest.len()) } else { rest.len() };
            let (piece, after) = rest.split_at(length);
            rest = after;
            let at = self.arrival(connection, 1 - from);
            self.send(at, Event::Bytes { connection, to: 1 - from, bytes: piece.to_vec() });
        }
    }

    /// When bytes that are written now arrive.
    fn arrival(&mut self, connection: usize, to: usize) -> u64 {
        let delay = self.connections[connection].delay;
        let at = self.now + delay + self.random.u64(0..=delay);
        let arrival = &mut self.connections[connection].arrival[to];
        *arrival = (*arrival).max(at);
        *arrival
    }
}

/// Where a server calls from.
fn address(index: usize) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 40_000 + u16::try_from(index).unwrap_or_default()))
}
