//! What a network costs: `cargo bench --bench compare -- links`.
//!
//! First, what two servers tell each other when they get linked: the time from the call until both know everybody. Then
//! what is said on one server and heard on the other, beside the same said and heard on that one: in the same round, by as
//! many people, while both servers are linked. CPU is that of the server on which the listeners are, over what it delivers.

use std::time::Duration;

use super::load::Load;
use super::meter;
use super::speech::IRC;
use super::table::{aligned, number};
use super::tally::Shape;
use super::twins::{Burst, Spread, Twins};

/// Those who speak in each channel at first, so that everybody hears somebody; one of them goes on.
const VOICES: usize = 2;

/// How much is done.
struct Plan {
    /// Channels of ten whose people are told of.
    channels: usize,
    /// How many listen.
    listeners: &'static [usize],
    windows: &'static [u32],
    warm: Duration,
    time: Duration,
}

const FULL: Plan = Plan {
    channels: 500,
    listeners: &[100, 1000],
    windows: &[1, 16, 256],
    warm: Duration::from_millis(500),
    time: Duration::from_secs(2),
};

/// Whether everything arrives, in an instant.
const SHORT: Plan = Plan {
    channels: 5,
    listeners: &[20],
    windows: &[1, 256],
    warm: Duration::from_millis(20),
    time: Duration::from_millis(100),
};

/// Measures all of it, so many times; the two tables, of medians.
///
/// # Errors
/// When a line is lost, doubled or out of order, or somebody is not known everywhere.
pub fn measure(is_short: bool, rounds: usize) -> Result<String, String> {
    let plan = if is_short { SHORT } else { FULL };
    Ok(format!("{}\n{}", bursts(&plan, rounds)?, fan_outs(&plan, rounds)?))
}

fn bursts(plan: &Plan, rounds: usize) -> Result<String, String> {
    let Plan { channels, .. } = *plan;
    let people = channels * 10;
    let mut lines = vec![words(&["scenario", "all is known, s", "CPU of the first, s", "CPU of the second, s"])];
    for (on_first, told) in [(10, "all of them on the first"), (5, "half of them on each")] {
        let shape = Shape { channels, members: 10, senders: 0, window: 0 };
        let burst = || Twins::start(Spread { shape, on_first })?.link();
        let bursts = (0..rounds).map(|_| burst()).collect::<Result<Vec<Burst>, String>>()?;
        let told = format!("{people} people in {channels} channels, {told}");
        eprintln!("{told}: {bursts:?}");
        let of = |measure: fn(&Burst) -> f64| number(median(bursts.iter().map(measure).collect()));
        lines.push(vec![told, of(|burst| burst.wall), of(|burst| burst.cpu[0]), of(|burst| burst.cpu[1])]);
    }
    Ok(aligned(&lines))
}

fn fan_outs(plan: &Plan, rounds: usize) -> Result<String, String> {
    let mut lines = vec![words(&["scenario", "said here, µs", "said there, µs", "there / here"])];
    for listeners in plan.listeners {
        for window in plan.windows {
            let shape = Shape { channels: 1, members: listeners + VOICES, senders: 1, window: *window };
            let mut pairs = Vec::new();
            for _ in 0..rounds {
                let [here, there] = [0, VOICES].map(|on_first| cost_of_a_delivery(Spread { shape, on_first }, plan));
                pairs.push((here?, there?));
            }
            let told = format!("{listeners} listen, window {window}: CPU a delivery");
            eprintln!("{told}: {pairs:?}");
            let of = |measure: fn(&(f64, f64)) -> f64| number(median(pairs.iter().map(measure).collect()));
            lines.push(vec![told, of(|pair| pair.0), of(|pair| pair.1), of(|pair| pair.1 / pair.0)]);
        }
    }
    Ok(aligned(&lines))
}

/// Processor time of the second server for one line to one of its people, in microseconds.
fn cost_of_a_delivery(spread: Spread, plan: &Plan) -> Result<f64, String> {
    let mut twins = Twins::start(spread)?;
    twins.link()?;
    let Twins { servers, crowd, .. } = twins;
    let mut load = Load::new(crowd, IRC, spread.shape)?;
    load.closed(plan.warm)?;
    let (cpu, heard) = (meter::cpu(servers[1].pid()), load.heard());
    load.closed(plan.time)?;
    let (cpu, heard) = (meter::cpu(servers[1].pid()).saturating_sub(cpu), load.heard() - heard);
    load.last_line()?;
    // All but the one who speaks hear each line; those on the first server are not the second one's.
    let (all, here) = (spread.shape.members - 1, spread.shape.members - spread.on_first.max(1));
    Ok(cpu.as_secs_f64() * 1e6 / (heard as f64 * here as f64 / all as f64))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}

fn words(of: &[&str]) -> Vec<String> {
    of.iter().map(|word| (*word).to_owned()).collect()
}
