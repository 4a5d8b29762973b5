//! One simulation: a network is made, people meet on it while it breaks, and once all is quiet everything is checked.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use chat::model::{ChannelName, Flag, Mark};
use chat::server::Input;
use chat::world::Membership;
use fastrand::Rng;

use super::checks;
use super::doors::Door;
use super::faults::Fault;
use super::network::Network;
use super::people::{Act, CHANNELS, Person, Tongue, pick};
use super::said::{Ledger, Target};
use super::topology::{pair, topology};

/// Long enough for every server to be called again: the longest pause between two calls and a half, twice, and a handshake.
const QUIET: u64 = 200_000;

/// People at once, in the whole network.
const CROWD: usize = 14;

/// Where somebody is, as their server has it: their mark, and their channels.
type Whereabouts = (Mark, Vec<Target>);

/// A network, and the people on it.
pub struct Run {
    network: Network,
    people: Vec<Person>,
    ledger: Ledger,
    random: Rng,
    /// Who types, and the lines that they read since.
    typing: (usize, Vec<String>),
}

/// What a run came to.
#[derive(Debug, Default)]
pub struct Report {
    /// Lines that somebody had to hear, and heard.
    pub delivered: usize,
    /// How often links were opened or lost.
    pub upheavals: u64,
    /// What happened, if it was asked for, or how it ended badly.
    pub trace: Vec<String>,
}

/// Runs a simulation; `fault`: what its servers do wrong. What is wrong in the end comes with the trace that was asked for.
pub fn run(seed: u64, fault: Option<Fault>, traced: bool) -> (Report, Result<(), String>) {
    let mut run = Run::new(seed, fault, traced);
    let done = run.play();
    let Network { upheavals, trace, .. } = run.network;
    (Report { delivered: run.ledger.delivered, upheavals, trace: trace.unwrap_or_default() }, done)
}

impl Run {
    fn new(seed: u64, fault: Option<Fault>, traced: bool) -> Self {
        let mut random = Rng::with_seed(seed);
        let count = if random.bool() { 3 } else { random.usize(3..=10) };
        let neighbours = topology(count, &mut random);
        let mut network = Network::new(count, neighbours, random.fork());
        network.fault = fault;
        network.trace = traced.then(Vec::new);
        Run { network, people: Vec::new(), ledger: Ledger::default(), random, typing: (0, Vec::new()) }
    }

    fn play(&mut self) -> Result<(), String> {
        for index in 0..self.network.servers.len() {
            self.network.start(index);
            self.network.turn(index, None)?;
        }
        let wait = if self.random.bool() { 5_000 } else { 0 };
        self.pass(wait)?;
        for _ in 0..self.random.u8(2..9) {
            self.arrive()?;
        }
        for _ in 0..self.random.u8(1..=3) {
            for _ in 0..self.random.u32(10..60) {
                self.step()?;
            }
            self.heal();
            self.settle()?;
            self.talk()?;
        }
        for index in self.network.running() {
            self.network.world(index).map_or(Ok(()), checks::check_written)?;
        }
        Ok(())
    }

    /// Something happens: mostly people do something, some of them at the same time, sometimes the network breaks.
    fn step(&mut self) -> Result<(), String> {
        match self.random.u8(..16) {
            0 => self.disturb()?,
            1..3 => self.arrive()?,
            _ => {
                for _ in 0..self.random.u8(1..4) {
                    self.act()?;
                }
            }
        }
        let wait = match self.random.u8(..8) {
            0 => 0,
            1 => self.random.u64(0..10_000),
            _ => self.random.u64(0..200),
        };
        self.pass(wait)
    }

    /// Time passes.
    fn pass(&mut self, milliseconds: u64) -> Result<(), String> {
        let end = self.network.now + milliseconds;
        while self.network.next().is_some_and(|at| at <= end) {
            if let Some((server, input)) = self.network.advance() {
                self.turn(server, input)?;
            }
            self.ledger.check(&self.network, &self.people)?;
        }
        self.network.now = end;
        self.ledger.check(&self.network, &self.people)
    }

    /// A server takes its turn, and the people on it hear of it.
    fn turn(&mut self, server: usize, input: Option<Input>) -> Result<(), String> {
        let before = self.whereabouts(server);
        self.network.turn(server, input)?;
        let after = self.whereabouts(server);
        for (index, person) in self.people.iter_mut().enumerate().filter(|(_, person)| person.server == server) {
            let written = person.end.take_written();
            let mark = after.get(&index).or(before.get(&index)).map(|(mark, _)| *mark);
            let channels: Vec<Target> = [&before, &after]
                .into_iter()
                .filter_map(|there| there.get(&index))
                .flat_map(|(_, c)| c.clone())
                .collect();
            for line in String::from_utf8_lossy(&written).lines() {
                self.ledger.hear(index, mark, &channels, line)?;
                self.network.note(|| format!("  person {index} reads: {line}"));
                if self.typing.0 == index {
                    self.typing.1.push(line.to_owned());
                }
            }
            if person.end.is_finished() {
                person.is_there = false;
            }
        }
        Ok(())
    }

    fn whereabouts(&self, server: usize) -> BTreeMap<usize, Whereabouts> {
        let Some(world) = self.network.world(server) else { return BTreeMap::new() };
        let there = |(index, person): (usize, &Person)| {
            let user = world.user(person.user(world)?);
            let name = |seat: &Membership| Target::channel(&world.channel(seat.channel).name, server);
            let channels = user.channels.iter().map(name).collect();
            Some((index, (user.mark, channels)))
        };
        let here = self.people.iter().enumerate().filter(|(_, person)| person.server == server);
        here.filter_map(there).collect()
    }

    /// Somebody comes to a server.
    fn arrive(&mut self) -> Result<(), String> {
        let running = self.network.running();
        if running.is_empty() || self.people.iter().filter(|person| person.is_there).count() >= CROWD {
            return Ok(());
        }
        let server = running[self.random.usize(..running.len())];
        let (tongue, index) = (Tongue::any(&mut self.random), self.people.len());
        let person = Person { server, tongue, end: Default::default(), is_there: true };
        let ((dialect, profile), wire) = (tongue.listener(), Box::new(person.end.clone()));
        self.people.push(person);
        self.network.note(|| format!("person {index} comes to s{server} as {tongue:?}"));
        let port = 50_000 + u16::try_from(index % 10_000).unwrap_or_default();
        let peer = SocketAddr::from(([127, 0, 0, 1], port));
        self.turn(server, Some(Input::Opened { wire, peer, dialect, profile }))?;
        let nick = pick(&super::people::NICKS, &mut self.random);
        if tongue == Tongue::Irc {
            // A second name, for when another has the first.
            self.line(index, &format!("NICK {nick}\r\nUSER {nick} 0 * :{nick}\r\nNICK {nick}{index}"))?;
        } else if self.random.bool() {
            self.line(index, &format!("NICK {nick}"))?;
        }
        if self.random.bool() {
            let channel = pick(&CHANNELS, &mut self.random);
            self.line(index, &format!("JOIN {channel}"))?;
        }
        Ok(())
    }

    fn line(&mut self, person: usize, line: &str) -> Result<(), String> {
        let Person { server, end, .. } = &self.people[person];
        let (server, session) = (*server, end.session());
        self.network.note(|| format!("person {person} types: {line}"));
        self.typing = (person, Vec::new());
        match session {
            Some(session) => {
                self.turn(server, Some(Input::Read { session, bytes: format!("{line}\r\n").into_bytes() }))
            }
            None => Ok(()),
        }
    }

    /// Somebody does something.
    fn act(&mut self) -> Result<(), String> {
        let there: Vec<usize> = (0..self.people.len()).filter(|index| self.people[*index].is_there).collect();
        if there.is_empty() {
            return self.arrive();
        }
        let index = there[self.random.usize(..there.len())];
        let person = &self.people[index];
        let Some(world) = self.network.world(person.server) else { return Ok(()) };
        match person.act(world, &mut self.random) {
            Act::Line(line) => {
                let door = Door::of(person, world, &line);
                self.line(index, &line)?;
                match self.network.world(self.people[index].server) {
                    Some(world) => door.check(&self.people[index], world),
                    None => Ok(()),
                }
            }
            Act::Say(target) => self.say(index, &target),
            Act::HangUp => {
                let (server, session) = (person.server, person.end.session());
                self.network.note(|| format!("person {index} hangs up"));
                self.people[index].end.break_off();
                let input = session.map(|session| Input::Ended { session, reset: true });
                self.turn(server, input)?;
                self.people[index].is_there = false;
                Ok(())
            }
        }
    }

    /// Somebody says what nobody has said before.
    fn say(&mut self, index: usize, target: &str) -> Result<(), String> {
        let person = &self.people[index];
        let Some(world) = self.network.world(person.server) else { return Ok(()) };
        let to = match ChannelName::new(target) {
            Ok(name) => Target::channel(&name, person.server),
            Err(_) => match world.find_person(target) {
                Some(id) if Some(id) != person.user(world) => Target::Person(world.user(id).mark),
                _ => return Ok(()),
            },
        };
        if person.user(world).is_none() {
            return Ok(());
        }
        let line = person.tongue.says(target, &self.ledger.next_text());
        self.ledger.say(&self.network, &self.people, index, to);
        self.line(index, &line)?;
        let tongue = self.people[index].tongue;
        if self.typing.1.iter().any(|line| tongue.is_refusal(line)) {
            self.ledger.refused();
        }
        Ok(())
    }

    /// The network breaks, or heals, somewhere.
    fn disturb(&mut self) -> Result<(), String> {
        let whole: Vec<usize> =
            (0..self.network.connections.len()).filter(|index| !self.network.connections[*index].is_cut).collect();
        let connection = (!whole.is_empty()).then(|| whole[self.random.usize(..whole.len())]);
        match (self.random.u8(..10), connection) {
            (0..3, Some(connection)) => self.network.cut(connection),
            (3..5, Some(connection)) => {
                let most = if self.random.u8(..8) == 0 { 400_000 } else { 5_000 };
                let wait = self.random.u64(1..most);
                self.network.stall(connection, wait);
            }
            (5, _) => {
                let pairs: Vec<(usize, usize)> = self.network.neighbours.iter().copied().collect();
                let (one, other) = pairs[self.random.usize(..pairs.len())];
                self.part(|a, b| pair(a, b) == (one, other));
            }
            (6, _) => {
                let side: Vec<bool> = self.network.servers.iter().map(|_| self.random.bool()).collect();
                self.part(|a, b| side[a] != side[b]);
            }
            (7, _) => self.network.blocked.clear(),
            _ => {
                let index = self.random.usize(..self.network.servers.len());
                if self.network.world(index).is_some() {
                    self.people.iter_mut().filter(|person| person.server == index).for_each(|p| p.is_there = false);
                    self.network.crash(index);
                } else {
                    self.network.start(index);
                }
            }
        }
        Ok(())
    }

    /// No connection between these servers is possible any more.
    fn part(&mut self, apart: impl Fn(usize, usize) -> bool) {
        for (one, other) in self.network.neighbours.clone() {
            if apart(one, other) {
                self.network.blocked.insert((one, other));
                for index in 0..self.network.connections.len() {
                    if self.network.connections[index].joins(one, other) {
                        self.network.cut(index);
                    }
                }
            }
        }
    }

    /// Most of what is broken works again; what is left stays apart.
    fn heal(&mut self) {
        self.network.note(|| "all is healed".to_owned());
        if self.random.u8(..4) > 0 {
            self.network.blocked.clear();
        }
        for index in 0..self.network.servers.len() {
            if self.network.world(index).is_none() && self.random.u8(..8) > 0 {
                self.network.start(index);
            }
        }
    }

    /// Nobody does anything until all is quiet; then all servers agree.
    fn settle(&mut self) -> Result<(), String> {
        self.pass(QUIET + self.network.stalled_until.saturating_sub(self.network.now))?;
        for _ in 0..10_000 {
            if !self.network.is_busy() {
                break;
            }
            self.pass(10)?;
        }
        checks::check(&self.network)
    }

    /// Somebody is shown no secret channel that they are not in.
    fn look_around(&mut self, index: usize) -> Result<(), String> {
        let person = &self.people[index];
        let Some(world) = self.network.world(person.server) else { return Ok(()) };
        let Some(id) = person.user(world) else { return Ok(()) };
        let hidden =
            world.channels().filter(|at| world.channel(*at).has(Flag::Secret) && world.user(id).rank(*at).is_none());
        let hidden: Vec<String> = hidden.map(|at| world.channel(at).name.to_string()).collect();
        for question in ["LIST", "NAMES"] {
            self.line(index, question)?;
            if let Some(line) = self
                .typing
                .1
                .iter()
                .find(|line| line.split([' ', ',']).any(|word| hidden.iter().any(|name| name == word)))
            {
                return Err(format!("person {index} is shown a secret channel: {line}"));
            }
        }
        Ok(())
    }

    /// In a network that is whole, some say something, and everybody hears it.
    fn talk(&mut self) -> Result<(), String> {
        for index in 0..self.people.len() {
            if self.people[index].is_there {
                let world = self.network.world(self.people[index].server);
                let channels = world.map(|world| self.people[index].channels(world)).unwrap_or_default();
                for channel in channels {
                    self.say(index, &channel)?;
                }
                self.look_around(index)?;
            }
        }
        self.pass(self.network.longest_way() + 1)
    }
}
