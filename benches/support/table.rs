//! The one table at the end: a row for each measure of each scenario, a column for each server, medians of all rounds.

use super::run::Outcome;
use super::scenario::{Measure, Scenario};
use super::server::Contender;

/// What each server came to in one scenario, round by round.
pub struct Row {
    /// The scenario.
    pub scenario: Scenario,
    /// The rounds of each server, in the order of the servers.
    pub rounds: Vec<Vec<Outcome>>,
}

/// A number of the table: the median of its rounds, and how far apart they were, as a share of it.
#[derive(Clone, Copy)]
struct Cell {
    median: f64,
    spread: f64,
}

/// The table in Markdown, then what must be known to read it.
#[must_use]
pub fn table(contenders: &[Contender], rows: &[Row]) -> String {
    let subject = contenders.iter().position(|contender| contender.name.starts_with("chat"));
    let floor = contenders.iter().position(|contender| contender.name == "floor");
    let mut head = vec!["scenario".to_owned()];
    head.extend(contenders.iter().map(|contender| contender.name.to_owned()));
    let of = subject.map_or("", |subject| contenders[subject].name);
    head.extend([format!("{of} / floor"), format!("{of} / best peer"), "generator busy".into(), "others busy".into()]);
    let mut lines = vec![head];
    let mut spreads = Vec::new();
    for row in rows {
        for measure in &row.scenario.shown {
            let cells: Vec<Option<Cell>> = row.rounds.iter().map(|rounds| cell(rounds, *measure)).collect();
            spreads.extend(cells.iter().flatten().map(|cell| cell.spread));
            let mut line = vec![format!("{}: {}", row.scenario.name, measure.name())];
            line.extend(cells.iter().map(|cell| cell.map_or_else(|| "fails".into(), |cell| number(cell.median))));
            let at = |place: Option<usize>| place.and_then(|place| cells[place]).map(|cell| cell.median);
            line.push(ratio(at(subject), at(floor)));
            let peers = cells.iter().zip(contenders).filter(|(_, contender)| !contender.ours);
            let peers = peers.filter_map(|(cell, contender)| Some((cell.as_ref()?.median, contender.name)));
            let sign = if measure.is_gain() { -1.0 } else { 1.0 };
            let best = peers.min_by(|one, other| (sign * one.0).total_cmp(&(sign * other.0)));
            line.push(
                best.map_or_else(String::new, |(value, name)| format!("{} ({name})", ratio(at(subject), Some(value)))),
            );
            line.push(busy(&row.rounds, subject, |outcome| outcome.generator));
            line.push(busy(&row.rounds, subject, |outcome| outcome.others));
            lines.push(line);
        }
    }
    let mut text = aligned(&lines);
    for contender in contenders.iter().filter(|contender| !contender.note.is_empty()) {
        text += &format!("- {}: {}.\n", contender.name, contender.note);
    }
    for row in rows {
        for (contender, rounds) in contenders.iter().zip(&row.rounds) {
            if let Some(why) = rounds.iter().find_map(|outcome| outcome.failure.as_ref()) {
                text += &format!("- {} fails, {}: {why}\n", contender.name, row.scenario.name);
            }
        }
    }
    spreads.sort_unstable_by(f64::total_cmp);
    let [half, most] = [0.5, 0.95].map(|share| spreads.get((spreads.len() as f64 * share) as usize).copied());
    let (cores, rounds) =
        (std::thread::available_parallelism().map_or(1, usize::from), rows.iter().map(rounds_of).max());
    text += &format!(
        "- {cores} cores, {} rounds; from the least to the greatest of a number's rounds: {} of the median for half of the \
         numbers, {} for 95 in 100. Where not said, less is better; of registrations/s and deliveries/s, more.\n",
        rounds.unwrap_or_default(),
        percent(half.unwrap_or_default()),
        percent(most.unwrap_or_default()),
    );
    text
}

/// One outcome in a line, while the bench goes on.
#[must_use]
pub fn progress(scenario: &Scenario, contender: &Contender, outcome: &Outcome) -> String {
    let told = scenario.shown.iter().filter_map(|measure| Some((measure.name(), outcome.get(*measure)?)));
    let told: Vec<String> = told.map(|(name, value)| format!("{name} {}", number(value))).collect();
    let (generator, others) = (percent(outcome.generator), percent(outcome.others));
    let failure = outcome.failure.as_ref().map_or_else(String::new, |why| format!("; FAILS: {why}"));
    format!(
        "{}; {}: {} (generator {generator}, others {others}){failure}",
        scenario.name,
        contender.name,
        told.join(", ")
    )
}

fn rounds_of(row: &Row) -> usize {
    row.rounds.iter().map(Vec::len).max().unwrap_or_default()
}

/// The median of a measure; none when it was not reached in every round.
fn cell(rounds: &[Outcome], measure: Measure) -> Option<Cell> {
    let values: Option<Vec<f64>> = rounds.iter().map(|outcome| outcome.get(measure)).collect();
    let mut values = values.filter(|values| !values.is_empty())?;
    values.sort_unstable_by(f64::total_cmp);
    let median = values[values.len() / 2];
    let range = values[values.len() - 1] - values[0];
    Some(Cell { median, spread: if median > 0.0 { range / median } else { 0.0 } })
}

fn ratio(value: Option<f64>, other: Option<f64>) -> String {
    match value.zip(other) {
        Some((value, other)) if other > 0.0 => format!("{:.2}", value / other),
        _ => String::new(),
    }
}

/// The most of a share over the rounds of a server, or of all where it is none in particular.
fn busy(rounds: &[Vec<Outcome>], of: Option<usize>, share: fn(&Outcome) -> f64) -> String {
    let rounds = rounds.iter().enumerate().filter(|(place, _)| of.is_none_or(|of| of == *place));
    percent(rounds.flat_map(|(_, rounds)| rounds).map(share).fold(0.0, f64::max))
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// A number with three digits that count, or with its digits in groups of three.
#[must_use]
pub fn number(value: f64) -> String {
    match value {
        value if value > 0.0 && value < 0.01 => format!("{value:.5}"),
        value if value < 1.0 => format!("{value:.3}"),
        value if value < 10.0 => format!("{value:.2}"),
        value if value < 1000.0 => format!("{value:.1}"),
        value => {
            let digits = format!("{value:.0}");
            let (first, rest) = digits.split_at(digits.len() % 3);
            let groups = rest.as_bytes().chunks(3).map(|group| String::from_utf8_lossy(group).into_owned());
            (!first.is_empty()).then(|| first.to_owned()).into_iter().chain(groups).collect::<Vec<_>>().join(",")
        }
    }
}

/// Cells under each other, numbers at their right.
#[must_use]
pub fn aligned(lines: &[Vec<String>]) -> String {
    let columns = lines.first().map_or(0, Vec::len);
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for (index, line) in lines.iter().enumerate() {
        for (column, (cell, width)) in line.iter().zip(&widths).enumerate() {
            text += &if column == 0 { format!("| {cell:<width$} |") } else { format!(" {cell:>width$} |") };
        }
        text.push('\n');
        if index == 0 {
            for (column, width) in widths.iter().enumerate() {
                let rule = "-".repeat(width.saturating_sub(1));
                text += &if column == 0 { format!("| {rule}- |") } else { format!(" {rule}: |") };
            }
            text.push('\n');
        }
    }
    text
}
