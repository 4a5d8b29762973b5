//! One scenario against one server: it is started, people come in, speak, and all that is said is measured and checked.

use std::time::{Duration, Instant};

use super::aside;
use super::crowd::Crowd;
use super::entry;
use super::load::Load;
use super::meter;
use super::scenario::{Kind, Measure, Plan, Scenario};
use super::server::{Contender, Server};
use super::tally::Shape;

/// Descriptors that a server, or this process, has for other things than people.
const SPARE: usize = 64;

/// What a scenario came to.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// What was measured.
    measures: Vec<(Measure, f64)>,
    /// Why there is no more of it.
    pub failure: Option<String>,
    /// Processor time of the load generator while lines were delivered, over time passed: near 1, it is what is measured.
    pub generator: f64,
    /// The same of everything else on the machine: with much of it, nothing here is to be trusted.
    pub others: f64,
}

impl Outcome {
    /// What a measure came to.
    #[must_use]
    pub fn get(&self, measure: Measure) -> Option<f64> {
        self.measures.iter().find(|(known, _)| *known == measure).map(|(_, value)| *value)
    }

    fn add(&mut self, measure: Measure, value: f64) {
        self.measures.push((measure, value));
    }
}

/// Runs a scenario; a failure is part of its outcome.
#[must_use]
pub fn run(contender: &Contender, scenario: &Scenario, plan: &Plan) -> Outcome {
    let mut outcome = Outcome::default();
    outcome.failure = measure(contender, scenario, plan, &mut outcome).err();
    outcome
}

fn measure(contender: &Contender, scenario: &Scenario, plan: &Plan, outcome: &mut Outcome) -> Result<(), String> {
    let (needed, limit) = (scenario.people() + SPARE, meter::descriptors());
    if needed as u64 > limit {
        return Err(format!("needs {needed} file descriptors, the limit is {limit}"));
    }
    let server = Server::start(contender)?;
    let Shape { channels, members, .. } = scenario.shape;
    let people = scenario.people() as f64;
    let empty = meter::memory(server.pid());
    let usage = Usage::so_far(&server, 0);
    let mut crowd = Crowd::new(0)?;
    entry::register(&mut crowd, |_| server.address, contender.speech, scenario.people(), contender.at_once)?;
    let (wall, cpu) = usage.since(&server, outcome);
    outcome.add(Measure::Registrations, people / wall.as_secs_f64());
    outcome.add(Measure::RegistrationCpu, cpu.as_secs_f64() * 1e6 / people);
    if scenario.kind == Kind::Silent {
        let (full, share) = aside::silence(&server, plan.time);
        outcome.add(Measure::Memory, full.saturating_sub(empty) as f64 / 1024.0 / people);
        outcome.add(Measure::Idle, share * 1e3);
        return Ok(());
    }
    let joined = entry::join(&mut crowd, contender.speech, channels, members)?;
    outcome.add(Measure::Join, joined.as_secs_f64());
    let mut load = Load::new(crowd, contender.speech, scenario.shape)?;
    let speak = |load: &mut Load, time: Duration| -> Result<Vec<u64>, String> {
        let until = Instant::now() + time;
        match scenario.kind {
            Kind::Closed => load.closed(time).map(|()| Vec::new()),
            Kind::Open(rate) => load.open(rate, true, time),
            Kind::Ping { one_core } => {
                let _bound = if one_core { Some(Bound::together(&server)?) } else { None };
                load.ping(Duration::ZERO, |_| Instant::now() >= until)
            }
            Kind::Beside(rate) => {
                let _bound = Bound::apart(&server)?;
                aside::beside(&server, contender, || load.open(rate, false, time).map(drop))
            }
            Kind::Silent => Ok(Vec::new()),
        }
    };
    if !matches!(scenario.kind, Kind::Beside(_)) {
        speak(&mut load, plan.warm)?;
    }
    let usage = Usage::so_far(&server, load.heard());
    let delays = speak(&mut load, plan.time)?;
    let (wall, cpu) = usage.since(&server, outcome);
    let deliveries = (load.heard() - usage.heard) as f64;
    outcome.add(Measure::Cpu, cpu.as_secs_f64() * 1e6 / deliveries);
    outcome.add(Measure::Deliveries, deliveries / wall.as_secs_f64());
    for (measure, share) in [(Measure::P50, 0.5), (Measure::P99, 0.99), (Measure::P999, 0.999)] {
        if let Some(delay) = delays.get((delays.len() as f64 * share) as usize) {
            outcome.add(measure, *delay as f64 / 1e3);
        }
    }
    load.last_line()
}

/// This process and a server on chosen cores, until this is dropped.
struct Bound {
    cores: String,
}

impl Bound {
    /// Both on one core.
    fn together(server: &Server) -> Result<Self, String> {
        let cores = meter::cores();
        let last = cores.rsplit([',', '-']).next().unwrap_or_default().to_owned();
        Bound::to(server, (&last, &last), cores)
    }

    /// The server on a core of its own, this process on the others; both anywhere where there is only one. Otherwise the
    /// system may let one who was just written to wait behind the server that wrote.
    fn apart(server: &Server) -> Result<Self, String> {
        let cores = meter::cores();
        let Some(end) = cores.find(['-', ',']) else { return Ok(Bound { cores }) };
        let (first, rest) = (&cores[..end], &cores[end + 1..]);
        let others = match (first.parse::<usize>(), cores[end..].starts_with('-')) {
            (Ok(first), true) => format!("{}-{rest}", first + 1),
            _ => rest.to_owned(),
        };
        Bound::to(server, (first, &others), cores.clone())
    }

    fn to(server: &Server, (its, own): (&str, &str), cores: String) -> Result<Self, String> {
        let bound = Bound { cores };
        meter::bind(server.pid(), its)?;
        meter::bind(std::process::id(), own)?;
        Ok(bound)
    }
}

impl Drop for Bound {
    fn drop(&mut self) {
        // The next server inherits it.
        let _ = meter::bind(std::process::id(), &self.cores);
    }
}

/// What was used until a moment.
struct Usage {
    at: Instant,
    heard: u64,
    server: Duration,
    own: Duration,
    machine: Duration,
}

impl Usage {
    fn so_far(server: &Server, heard: u64) -> Self {
        let (machine, own) = (meter::machine(), meter::own_cpu());
        Usage { at: Instant::now(), heard, server: meter::cpu(server.pid()), own, machine }
    }

    /// What was used since then: time, and the server's processor time.
    fn since(&self, server: &Server, outcome: &mut Outcome) -> (Duration, Duration) {
        let wall = self.at.elapsed();
        let cpu = meter::cpu(server.pid()).saturating_sub(self.server);
        let own = meter::own_cpu().saturating_sub(self.own);
        let others = meter::machine().saturating_sub(self.machine).saturating_sub(cpu + own);
        outcome.generator = own.as_secs_f64() / wall.as_secs_f64();
        outcome.others = others.as_secs_f64() / wall.as_secs_f64();
        (wall, cpu)
    }
}
