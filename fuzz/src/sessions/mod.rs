//! Several people on one server in memory, who do what a script of bytes says, and what must hold after each step.
//!
//! A *calm* script has no flood budget and nobody stands still, so each line is run the moment it is typed: then it is
//! known who may hear it, and who must. In a rough one lines wait, readers stall and connections break.

mod acts;
mod audience;
mod irc_words;
mod look;
mod program;
mod rules;
mod wire;
mod words;

use std::net::SocketAddr;

use chat::config::Config;
use chat::dialect::Dialect;
use chat::model::{SessionId, UserId};
use chat::scene::Scene;
use chat::server::Input;
use chat::world::Profile;

use super::script::Script;
use look::Oracle;
use program::Program;
use wire::Shared;

/// The port of the first one; each has a port of their own.
const FIRST_PORT: u16 = 20_000;

/// How large a server is, and who comes there.
struct Size {
    /// People who may be connected at once.
    people: usize,
    /// The most steps of one script: more would only repeat what was.
    steps: usize,
    /// Of ten who come, those who come for IRC, whatever the script says.
    irc: usize,
    /// Those who are there at first.
    first: usize,
}

impl Size {
    fn rules(&self, script: &mut Script, calm: bool) -> Config {
        let mut config = rules::config(script, calm);
        if self.people > FEW.people {
            rules::for_many(&mut config);
        }
        config
    }
}

/// A few people of all kinds.
const FEW: Size = Size { people: 8, steps: 400, irc: 0, first: 4 };

/// A crowd, most of it in IRC.
const CROWD: Size = Size { people: 50, steps: usize::MAX, irc: 7, first: 50 };

/// The listeners people come to.
const LISTENERS: [(Dialect, Profile); 9] = [
    (Dialect::Line, Profile { lobby: true, many: false }),
    (Dialect::Line, Profile { lobby: false, many: false }),
    (Dialect::Irc, Profile::IRC),
    (Dialect::Line, Profile { lobby: false, many: true }),
    (Dialect::Auto, Profile { lobby: true, many: false }),
    (Dialect::Line, Profile { lobby: true, many: true }),
    (Dialect::Budget, Profile { lobby: true, many: false }),
    (Dialect::Relay, Profile { lobby: false, many: false }),
    (Dialect::Echo, Profile { lobby: false, many: false }),
];

/// The addresses they come from: exempt from the limits, not exempt, believed to be an admin's.
const ADDRESSES: [&str; 4] = ["127.0.0.1", "10.0.0.7", "10.9.0.1", "[::1]"];

/// Somebody at the other end of a connection.
pub(crate) struct Person {
    port: u16,
    /// What they speak; `Auto` until they are told something in it.
    dialect: Dialect,
    screen: Shared,
    /// What their IRC program knows.
    program: Program,
    /// What an echo or a relay must have sent them since they came.
    due: Vec<u8>,
    /// They have typed the end of their input.
    over: bool,
}

impl Person {
    fn session(&self) -> Option<SessionId> {
        self.screen.with(|screen| screen.session)
    }

    /// Whether the hub has ended the connection.
    fn is_gone(&self) -> bool {
        self.screen.with(|screen| screen.finished)
    }
}

/// What a script came to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Things done.
    pub steps: usize,
    /// Lines that came from people in IRC.
    pub irc_lines: usize,
    /// A sum over every byte that everyone was sent, in order: the same script gives the same.
    pub heard: u64,
    /// Lines that somebody said, and that reached all whom they had to.
    pub delivered: usize,
}

struct Stage<'s> {
    script: Script<'s>,
    scene: Scene,
    people: Vec<Person>,
    size: Size,
    calm: bool,
    arrivals: u16,
    irc_lines: usize,
    oracle: Oracle,
    /// What was done, told when something does not hold.
    story: Vec<String>,
}

impl Drop for Stage<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("what was done:\n{}", self.story.join("\n"));
        }
    }
}

/// Does what a script says, with a few people.
///
/// # Panics
/// When something does not hold.
pub fn run(script: &[u8]) -> Report {
    play(script, FEW)
}

/// Does what a script says, with a crowd of which most are in IRC.
///
/// # Panics
/// When something does not hold.
pub fn run_crowd(script: &[u8]) -> Report {
    play(script, CROWD)
}

fn play(script: &[u8], size: Size) -> Report {
    let mut script = Script::new(script);
    let calm = script.byte() % 4 != 3;
    let config = size.rules(&mut script, calm);
    let scene = Scene::with(config, Profile::default());
    let mut stage = Stage {
        script,
        scene,
        people: Vec::new(),
        size,
        calm,
        arrivals: 0,
        irc_lines: 0,
        oracle: Oracle::default(),
        story: Vec::new(),
    };
    for listener in 0..stage.size.first {
        stage.connect(listener % LISTENERS.len());
    }
    let mut steps = 0;
    while !stage.script.is_over() && steps < stage.size.steps && !stage.scene.is_stopped() {
        stage.step();
        steps += 1;
    }
    stage.everyone_leaves();
    Report { steps, irc_lines: stage.irc_lines, ..stage.oracle.report() }
}

impl Stage<'_> {
    fn step(&mut self) {
        self.people.retain(|person| !person.is_gone());
        match self.script.below(32) {
            0 | 1 => {
                let listener = self.script.below(LISTENERS.len());
                self.connect(listener);
            }
            2..=13 => self.type_line(),
            14..=22 => self.say(),
            23 => self.type_bytes(),
            24 => self.in_two_pieces(),
            25 => self.end(),
            26 => self.wait(),
            27 => self.switch_rules(),
            28..=29 => self.use_console(),
            _ if self.calm => self.type_line(),
            30 => self.stall(),
            _ => self.read_on(),
        }
    }

    fn connect(&mut self, listener: usize) {
        let alive = self.people.iter().filter(|person| !person.is_gone()).count();
        if alive >= self.size.people {
            return;
        }
        let port = FIRST_PORT + self.arrivals % 40_000;
        self.arrivals += 1;
        let address = self.script.pick(&ADDRESSES);
        let peer: SocketAddr = format!("{address}:{port}").parse().unwrap_or_else(|why| panic!("{address}: {why}"));
        let is_irc = self.script.below(10) < self.size.irc;
        let (dialect, profile) = if is_irc { (Dialect::Irc, Profile::IRC) } else { LISTENERS[listener] };
        self.story.push(format!("{peer} connects: {dialect:?}, {profile:?}"));
        let screen = Shared::default();
        let wire = Box::new(screen.clone());
        self.people.push(Person { port, dialect, screen, program: Program::default(), due: Vec::new(), over: false });
        self.input(Input::Opened { wire, peer, dialect, profile });
        // In a crowd nearly everybody talks where others do.
        if is_irc && self.script.below(8) > 0 {
            let who = self.people.len() - 1;
            self.register(who);
            let join = self.script.pick(&["JOIN #a\r\n", "JOIN #a\r\n", "JOIN #a,#b\r\n", "JOIN #b,#c\r\n", ""]);
            self.send(who, join.as_bytes());
        }
    }

    /// Everybody has typed all they wanted: an hour later nobody may be left, nor anything of them.
    fn everyone_leaves(&mut self) {
        for who in 0..self.people.len() {
            if let Some(session) = self.people[who].session().filter(|_| !self.people[who].is_gone()) {
                self.input(Input::Ended { session, reset: false });
            }
        }
        self.scene.console("shutdown off");
        self.scene.wait(3600);
        self.look();
        let hub = self.scene.hub();
        assert_eq!(hub.connection_count(), 1, "a connection is left beside the console's");
        assert_eq!(hub.world.headcount(), 0, "somebody is left");
        assert_eq!(hub.world.channels().count(), 0, "a channel is left");
        assert_eq!(hub.deadline(), None, "a timer is left");
        assert!(self.people.iter().all(Person::is_gone), "a connection was never ended");
    }

    /// Somebody who can type: connected, input not ended, and not made to wait.
    fn choose(&mut self) -> Option<usize> {
        let hub = self.scene.hub();
        let is_read = |person: &Person| person.session().is_some_and(|session| hub.reads(session));
        let can_type =
            |person: &Person| !person.over && person.screen.with(|s| !s.finished && !s.broken) && is_read(person);
        let able: Vec<usize> = (0..self.people.len()).filter(|who| can_type(&self.people[*who])).collect();
        (!able.is_empty()).then(|| self.script.pick(&able))
    }

    fn user(&mut self, who: usize) -> Option<UserId> {
        let session = self.people[who].session()?;
        self.scene.hub().world.session(session)?.user
    }

    fn send(&mut self, who: usize, bytes: &[u8]) {
        let Some(session) = self.people[who].session() else { return };
        self.story.push(format!("{} sends \"{}\"", self.people[who].port, bytes.escape_ascii()));
        match self.people[who].dialect {
            Dialect::Echo => self.people[who].due.extend_from_slice(bytes),
            Dialect::Irc | Dialect::Auto => self.people[who].program.sends(bytes),
            Dialect::Relay => {
                let relays =
                    self.people.iter_mut().enumerate().filter(|(_, p)| p.dialect == Dialect::Relay && !p.is_gone());
                for (_, other) in relays.filter(|(other, _)| *other != who) {
                    other.due.extend_from_slice(bytes);
                }
            }
            _ => {}
        }
        self.input(Input::Read { session, bytes: bytes.to_vec() });
    }

    /// One input, all that follows from it, and a look at what must hold.
    fn input(&mut self, input: Input) {
        let now = self.scene.hub().world.now();
        self.scene.hub().take(now, input);
        self.scene.wait(0);
        self.look();
    }

    fn look(&mut self) {
        let shown = self.scene.console_lines();
        self.oracle.console(&shown);
        self.oracle.look(&self.scene.hub().world, &mut self.people, self.calm);
    }
}
