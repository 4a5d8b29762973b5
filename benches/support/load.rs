//! The closed loop: everyone who speaks does as fast as the window lets them.

use std::time::{Duration, Instant};

use super::crowd::Crowd;
use super::meter;
use super::scenario::{Kind, Plan, Scenario};
use super::server::Server;
use super::speech::Speech;
use super::tally::Tally;

/// What a scenario came to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outcome {
    /// Lines sent.
    pub lines: u64,
    /// Lines heard, over all listeners.
    pub deliveries: u64,
    /// From the first line to the last delivery.
    pub wall: Duration,
    /// Processor time of the server.
    pub server: Duration,
    /// Writes of the server.
    pub writes: u64,
    /// Processor time of the load generator.
    pub generator: Duration,
    /// Processor time of everything else on the machine: with much of it, the rest is not to be trusted.
    pub others: Duration,
    /// Memory of the server at the end, in bytes.
    pub resident: u64,
    /// From one person's write to the other's read, in one of two: ping-pong only.
    pub p50: Duration,
    /// The same in 99 of 100.
    pub p99: Duration,
}

/// A scenario under way.
pub struct Load<'a> {
    /// The people.
    pub crowd: Crowd,
    /// What they said and heard.
    pub tally: Tally,
    scenario: &'a Scenario,
    out: Vec<u8>,
}

/// Starts a server, lets the people in, drives and measures them, and looks whether something came that should not.
///
/// # Errors
/// When a line is lost, doubled or out of order, or the server does not serve.
pub fn run(scenario: &Scenario, plan: &Plan, speech: Speech) -> Result<Outcome, String> {
    let server = Server::chat()?;
    let Scenario { channels, members, .. } = *scenario;
    let crowd = Crowd::enter(server.address, speech, channels, members)?;
    let mut load = Load { crowd, tally: Tally::new(scenario, speech), scenario, out: Vec::new() };
    load.drive(plan.warm)?;
    let (heard, sent, packets) = (load.tally.heard, load.crowd.writes, meter::packets());
    let (all, cpu, own, start) = (meter::machine(), meter::cpu(server.pid()), meter::own_cpu(), Instant::now());
    let times = load.drive(plan.time)?;
    let wall = start.elapsed();
    let (cpu, own) = (meter::cpu(server.pid()).saturating_sub(cpu), meter::own_cpu().saturating_sub(own));
    let others = meter::machine().saturating_sub(all).saturating_sub(cpu + own);
    let writes = (meter::packets() - packets).saturating_sub(load.crowd.writes - sent);
    let deliveries = load.tally.heard - heard;
    load.crowd.settle_strictly(speech, channels, members)?;
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    Ok(Outcome {
        lines: deliveries / u64::from(Tally::audience(scenario)),
        deliveries,
        wall,
        server: cpu,
        writes,
        generator: own,
        others,
        resident: meter::resident(server.pid()),
        p50: at(50),
        p99: at(99),
    })
}

impl Load<'_> {
    /// Drives the people for a while, and until everything said has been heard; the times of a ping-pong, sorted.
    fn drive(&mut self, time: Duration) -> Result<Vec<Duration>, String> {
        match self.scenario.kind {
            Kind::Closed => self.drive_closed(time).map(|()| Vec::new()),
            Kind::Ping { awake } => self.ping(time, awake),
        }
    }

    fn drive_closed(&mut self, time: Duration) -> Result<(), String> {
        let start = Instant::now();
        let audience = Tally::audience(self.scenario);
        loop {
            let over = start.elapsed() >= time;
            let window = if over { 0 } else { self.scenario.window };
            for sender in self.tally.senders() {
                sender.speak(window, audience, &mut self.out);
                if !self.out.is_empty() {
                    self.crowd.write(sender.member, &self.out)?;
                    self.out.clear();
                }
            }
            if over && self.tally.is_quiet() {
                return Ok(());
            }
            self.hear(None)?;
        }
    }

    /// Reads all there is, and judges it.
    pub(super) fn hear(&mut self, wait: Option<Duration>) -> Result<bool, String> {
        let tally = &mut self.tally;
        let heard = self.crowd.hear(wait, |member, line| tally.hear(member, line));
        heard.map_err(|why| format!("{}: {why}; {}", self.scenario.name(), self.tally.missing()))
    }

    /// Lets one person say one line.
    pub(super) fn say_one(&mut self, sender: usize) -> Result<(), String> {
        let audience = Tally::audience(self.scenario);
        let Some(sender) = self.tally.senders().nth(sender) else { return Ok(()) };
        sender.speak(1, audience, &mut self.out);
        self.crowd.write(sender.member, &self.out)?;
        self.out.clear();
        Ok(())
    }
}
