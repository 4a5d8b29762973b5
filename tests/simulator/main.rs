//! Networks of servers in one process, from seeds: whatever breaks, all come to the same world, and each line is heard
//! once. `CHAT_SEEDS=10000` runs so many; `CHAT_SEED=1234` runs one and tells, with `--nocapture`, all that happens in it.

mod checks;
mod doors;
mod faults;
mod network;
mod people;
mod run;
mod said;
mod topology;
mod wires;

use std::env;
use std::panic::{self, AssertUnwindSafe};

use faults::Fault;
use run::{Report, run};

/// Seeds that are run when nobody asks for more.
const SEEDS: u64 = 100;

/// Seeds within which a planted fault is found.
const FOUND_WITHIN: u64 = 100;

/// The last steps that are shown of a run that failed.
const LAST_STEPS: usize = 60;

fn number(name: &str) -> Option<u64> {
    env::var(name).ok().and_then(|number| number.parse().ok())
}

/// Runs one seed; a panic is a failure as any other.
fn run_safely(seed: u64, fault: Option<Fault>, traced: bool) -> (Report, Result<(), String>) {
    panic::catch_unwind(AssertUnwindSafe(|| run(seed, fault, traced)))
        .unwrap_or_else(|_| (Report::default(), Err("it panicked, as told above".to_owned())))
}

#[test]
fn all_servers_come_to_the_same_world() {
    if let Some(seed) = number("CHAT_SEED") {
        let (report, done) = run_safely(seed, None, true);
        report.trace.iter().for_each(|line| println!("{line}"));
        return done.unwrap_or_else(|why| panic!("seed {seed}: {why}"));
    }
    let first = number("CHAT_FIRST_SEED").unwrap_or(0);
    let seeds = number("CHAT_SEEDS").unwrap_or(SEEDS);
    let (mut delivered, mut upheavals) = (0, 0);
    for seed in first..first + seeds {
        let (report, done) = run_safely(seed, None, false);
        if let Err(why) = done {
            let (Report { trace, .. }, _) = run_safely(seed, None, true);
            trace[trace.len().saturating_sub(LAST_STEPS)..].iter().for_each(|line| println!("{line}"));
            panic!("seed {seed}: {why}\nTo see all of it: CHAT_SEED={seed} cargo test --test simulator -- --nocapture");
        }
        (delivered, upheavals) = (delivered + report.delivered, upheavals + report.upheavals);
    }
    println!("{seeds} seeds: {delivered} times somebody heard what they had to, {upheavals} links opened or lost");
    assert!(seeds < SEEDS || (delivered as u64 > 10 * seeds && upheavals > 10 * seeds), "the runs do too little");
}

#[test]
fn planted_faults_are_found() {
    let faults = [
        Fault::JoinNotForwarded,
        Fault::PartNotForwarded,
        Fault::MarksTurnedRound,
        Fault::SaidTwice,
        Fault::NickNotForwarded,
    ];
    for fault in faults {
        let found = (0..FOUND_WITHIN).find(|seed| run_safely(*seed, Some(fault), false).1.is_err());
        let seed = found.unwrap_or_else(|| panic!("{fault:?} is not found within {FOUND_WITHIN} seeds"));
        println!("{fault:?} is found with seed {seed}");
    }
}
