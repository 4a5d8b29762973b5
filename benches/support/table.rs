//! The table at the end: a row for each scenario, medians where there were several rounds.

use super::load::Outcome;
use super::scenario::{Kind, Scenario};

const HEAD: [&str; 12] = [
    "members x senders x window",
    "lines",
    "deliveries",
    "deliveries/s",
    "CPU us/delivery",
    "lines/write",
    "server busy",
    "generator busy",
    "others busy",
    "p50 us",
    "p99 us",
    "MiB",
];

/// The table, aligned; each scenario with what its rounds came to.
#[must_use]
pub fn table(rows: &[(Scenario, Vec<Outcome>)]) -> String {
    let head = HEAD.map(str::to_owned);
    let cells: Vec<[String; HEAD.len()]> =
        std::iter::once(head).chain(rows.iter().map(|(scenario, rounds)| row(scenario, rounds))).collect();
    let width = |column: usize| cells.iter().map(|row| row[column].len()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..HEAD.len()).map(width).collect();
    let mut text = String::new();
    for (index, row) in cells.iter().enumerate() {
        let padded: Vec<String> = row
            .iter()
            .zip(&widths)
            .enumerate()
            .map(
                |(column, (cell, width))| {
                    if column == 0 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
                },
            )
            .collect();
        text += &format!("| {} |\n", padded.join(" | "));
        if index == 0 {
            let rules = widths
                .iter()
                .enumerate()
                .map(|(c, w)| if c == 0 { "-".repeat(*w) } else { format!("{}:", "-".repeat(w - 1)) });
            text += &format!("| {} |\n", rules.collect::<Vec<_>>().join(" | "));
        }
    }
    text
}

fn row(scenario: &Scenario, rounds: &[Outcome]) -> [String; HEAD.len()] {
    let middle = |of: fn(&Outcome) -> f64| median(rounds.iter().map(of).collect());
    let ping =
        |value: f64| if matches!(scenario.kind, Kind::Ping { .. }) { format!("{value:.1}") } else { String::new() };
    [
        scenario.name(),
        thousands(middle(|o| o.lines as f64)),
        thousands(middle(|o| o.deliveries as f64)),
        thousands(middle(|o| o.deliveries as f64 / o.wall.as_secs_f64())),
        format!("{:.3}", middle(|o| o.server.as_secs_f64() * 1e6 / o.deliveries as f64)),
        format!("{:.1}", middle(|o| o.deliveries as f64 / o.writes as f64)),
        percent(middle(|o| o.server.as_secs_f64() / o.wall.as_secs_f64())),
        percent(middle(|o| o.generator.as_secs_f64() / o.wall.as_secs_f64())),
        percent(middle(|o| o.others.as_secs_f64() / o.wall.as_secs_f64())),
        ping(middle(|o| o.p50.as_secs_f64() * 1e6)),
        ping(middle(|o| o.p99.as_secs_f64() * 1e6)),
        format!("{:.1}", middle(|o| o.resident as f64 / f64::from(1 << 20))),
    ]
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// A whole number, its digits in groups of three.
fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let first = digits.len() % 3;
    let groups = digits.as_bytes()[first..].chunks(3).map(|group| String::from_utf8_lossy(group).into_owned());
    let first = (first > 0).then(|| digits[..first].to_owned());
    first.into_iter().chain(groups).collect::<Vec<_>>().join(" ")
}
