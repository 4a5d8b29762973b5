//! How fast `chat` is beside other servers, over TCP, from the real programs: `cargo bench --bench compare`.
//!
//! One thread plays all the people. Those who speak have a window of lines on their way: a line is done when every listener
//! has read it, and the next one is sent when the oldest is done. Every byte that somebody reads is compared with what must
//! come, so that no line is lost, doubled or out of order. CPU is the server's, user and system, over lines times
//! listeners. The floor is a server without a protocol, about what the system alone costs. Each server is started anew for
//! every scenario and round, the servers in turn; the table shows medians.
//!
//! After `--`: `--short` takes a few seconds and only sees whether all arrives; `--growth` runs, with ours and the floor,
//! more and more people, connections and channels; `--rounds 5`; `--servers floor,chat` (beginnings of names); any other
//! word runs only the scenarios that have it in their name. `CHAT_BIN` names another program than cargo's `chat`.
//!
//! `-- links` measures two linked servers instead ([`support::links`]); `--short` and `--rounds 5` are for it, too.

mod support;

use std::process::ExitCode;

use support::scenario::Plan;
use support::table::Row;
use support::{floor, links, peers, run, table};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let done = match words.first().map(String::as_str) {
        Some("floor") => floor::serve().map_err(|why| why.to_string()),
        Some("links") => measure_links(&words[1..]),
        _ => compare(&words),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("compare: {why}");
            ExitCode::FAILURE
        }
    }
}

fn compare(words: &[String]) -> Result<(), String> {
    // Without more room than the shell gives, the largest scenarios say that they have too little.
    let _ = rlimit::increase_nofile_limit(u64::MAX);
    // `cargo test --benches` gives no `--bench`: then it is a test.
    let mut is_short = !words.iter().any(|word| word == "--bench");
    let (mut grows, mut rounds, mut servers, mut wanted) = (false, None, None, Vec::new());
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        match word.as_str() {
            "--bench" => {}
            "--short" => is_short = true,
            "--growth" => grows = true,
            "--rounds" => rounds = Some(number_of_rounds(rest.next())?),
            "--servers" => servers = Some(rest.next().ok_or("--servers needs names, like floor,chat")?.as_str()),
            word => wanted.push(word),
        }
    }
    let plan = if grows { Plan::growth() } else { Plan::full() };
    let mut plan = if is_short { plan.short() } else { plan };
    plan.scenarios.retain(|scenario| wanted.is_empty() || wanted.iter().any(|word| scenario.name.contains(word)));
    let servers = servers.unwrap_or(if grows { "floor,chat" } else { "" });
    let mut contenders = peers::all();
    contenders.retain(|contender| servers.split(',').any(|name| contender.name.starts_with(name)));
    let rounds: usize = rounds.unwrap_or(if is_short { 1 } else { 3 });
    let row = |scenario| Row { scenario, rounds: contenders.iter().map(|_| Vec::new()).collect() };
    let mut rows: Vec<Row> = std::mem::take(&mut plan.scenarios).into_iter().map(row).collect();
    for _ in 0..rounds {
        for row in &mut rows {
            for (contender, rounds) in contenders.iter().zip(&mut row.rounds) {
                // What fails once would fail again.
                if rounds.iter().all(|outcome| outcome.failure.is_none()) {
                    let outcome = run::run(contender, &row.scenario, &plan);
                    eprintln!("{}", table::progress(&row.scenario, contender, &outcome));
                    rounds.push(outcome);
                }
            }
        }
    }
    println!("{}", table::table(&contenders, &rows));
    let ours = |row: &Row| contenders.iter().zip(&row.rounds).filter(|(c, _)| c.ours).map(|(_, r)| r.clone()).collect();
    let ours: Vec<Vec<run::Outcome>> = rows.iter().flat_map(|row| -> Vec<Vec<run::Outcome>> { ours(row) }).collect();
    let failures = ours.iter().flatten().filter(|outcome| outcome.failure.is_some()).count();
    if failures > 0 { Err(format!("{failures} failures of our own")) } else { Ok(()) }
}

fn measure_links(words: &[String]) -> Result<(), String> {
    let _ = rlimit::increase_nofile_limit(u64::MAX);
    let is_short = words.iter().any(|word| word == "--short");
    let rounds = words.iter().position(|word| word == "--rounds").map(|at| number_of_rounds(words.get(at + 1)));
    let rounds = rounds.transpose()?.unwrap_or(if is_short { 1 } else { 3 });
    println!("{}", links::measure(is_short, rounds)?);
    Ok(())
}

fn number_of_rounds(word: Option<&String>) -> Result<usize, String> {
    let number = word.and_then(|word| word.parse().ok()).filter(|number| *number > 0);
    number.ok_or_else(|| "--rounds needs a number, like 5".into())
}
