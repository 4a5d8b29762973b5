//! How fast a line reaches everyone in its channel, over TCP, from the real program: `cargo bench --bench fanout`.
//!
//! One thread plays all the people. Each sender has a window of lines on their way: a line is done when every listener
//! has read it, and the next one is sent when the oldest is done. Every line is checked by every listener for loss,
//! doubling and order, and the bench fails when one is wrong.
//!
//! | column | means |
//! | --- | --- |
//! | CPU us/delivery | processor time of the server, user and system, over lines times listeners |
//! | lines/write | deliveries over packets with data that the server sent: how many lines it writes at once |
//! | busy | processor time over time passed; a generator near 100 % would be what is measured |
//! | p50, p99 | from one person's write to the other's read |
//!
//! After `--`: `--short` takes a few seconds and only sees whether all arrives; `--rounds 3` shows medians of three;
//! any other word runs only the scenarios whose name begins with it, as `"1000 x 4"`.

mod support;

use std::process::ExitCode;

use support::scenario::{Plan, Scenario};
use support::{load, speech, table};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words) {
        Ok(table) => {
            println!("{table}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("fanout: {why}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[String]) -> Result<String, String> {
    // Without more room than the shell gives, there are fewer people: those of the shorter scenarios find a place.
    let _ = rlimit::increase_nofile_limit(u64::MAX);
    // `cargo test --benches` gives no `--bench`: then it is a test.
    let is_short = words.iter().any(|word| word == "--short") || !words.iter().any(|word| word == "--bench");
    let mut rounds = 1;
    let mut wanted = Vec::new();
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        match word.as_str() {
            "--bench" | "--short" => {}
            "--rounds" => rounds = rest.next().and_then(|n| n.parse().ok()).ok_or("--rounds needs a number, like 3")?,
            word => wanted.push(word),
        }
    }
    let mut plan = if is_short { Plan::short() } else { Plan::full() };
    let is_wanted = |name: &str, word: &str| name == word || name.starts_with(&format!("{word} "));
    plan.scenarios.retain(|s| wanted.is_empty() || wanted.iter().any(|word| is_wanted(&s.name(), word)));
    let mut rows: Vec<(Scenario, Vec<load::Outcome>)> = plan.scenarios.iter().map(|s| (*s, Vec::new())).collect();
    for _ in 0..rounds {
        for (scenario, outcomes) in &mut rows {
            outcomes.push(load::run(scenario, &plan, speech::LINE)?);
        }
    }
    Ok(table::table(&rows))
}
