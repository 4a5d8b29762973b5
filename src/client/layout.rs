//! Where things are on the screen, and how a row of a window breaks into lines.

use std::ops::Range;

use jiff::tz::TimeZone;
use ratatui::layout::Rect;

use super::rich::{Rich, width};
use super::state::State;
use super::state::row::{Body, Delivery, Manner, Mark, Row, traffic};
use super::state::window::{Kind, day, local};
use super::texts::Texts;

/// Columns of the nicks before what they say, where there is room.
const NICK: usize = 9;

/// From this width on, nicks have their own columns.
const WIDE: u16 = 50;

/// The parts of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Panes {
    /// The topic, in one line.
    pub topic: Rect,
    /// What was said.
    pub messages: Rect,
    /// Who is there, where there is room.
    pub nicks: Option<Rect>,
    /// The windows and the status, in one line.
    pub bar: Rect,
    /// The line one types.
    pub input: Rect,
}

/// The parts of a screen of this size.
#[must_use]
pub fn panes(state: &State) -> Panes {
    let (columns, lines) = state.size;
    let nicks_shown = !state.nicks_hidden && state.here().kind == Kind::Channel && columns >= 60;
    let side = if nicks_shown { (columns / 5).clamp(12, 18) } else { 0 };
    let middle = lines.saturating_sub(3);
    let line = |y: u16| Rect { x: 0, y: y.min(lines), width: columns, height: u16::from(y < lines) };
    Panes {
        topic: line(0),
        messages: Rect { x: 0, y: 1.min(lines), width: columns - side, height: middle },
        nicks: nicks_shown.then_some(Rect { x: columns - side, y: 1.min(lines), width: side, height: middle }),
        bar: line(lines.saturating_sub(2).max(1)),
        input: line(lines.saturating_sub(1)),
    }
}

/// A row, broken into lines.
#[derive(Clone, Debug)]
pub struct Laid {
    /// The hour; empty for a new day.
    pub hour: String,
    /// What stands before the text: a nick or a mark, with the spaces around it.
    pub head: String,
    /// Whether the head is a nick, and whose.
    pub nick: Option<String>,
    /// Columns before each line but the first.
    pub indent: usize,
    /// The text.
    pub rich: Rich,
    /// Where in the text the server's refusal begins.
    pub failed_from: Option<usize>,
    /// Its lines, as stretches of the text.
    pub lines: Vec<Range<usize>>,
}

/// Breaks a row into lines of so many columns.
#[must_use]
pub fn lay(row: &Row, columns: u16, texts: &Texts, zone: &TimeZone) -> Laid {
    let when = local(row.time, zone);
    let hour = format!("{:02}:{:02} ", when.hour(), when.minute());
    let wide = columns >= WIDE;
    let columns = usize::from(columns);
    if row.body == Body::Day {
        let rich = Rich::read(&format!("── {} ──", day(row.time, zone)));
        let lines = rich.lines(columns, columns);
        return Laid {
            hour: String::new(),
            head: String::new(),
            nick: None,
            indent: 0,
            rich,
            failed_from: None,
            lines,
        };
    }
    let (name, nick, text) = match &row.body {
        Body::Said { nick, text, manner } => {
            let safe = Rich::read(nick).text;
            match manner {
                Manner::Message => (safe, Some(nick.clone()), text.clone()),
                Manner::Action => ("*".to_owned(), Some(nick.clone()), format!("{safe} {text}")),
                Manner::Notice => (format!("-{safe}-"), Some(nick.clone()), text.clone()),
            }
        }
        Body::Note(Mark::Info, text) => ("·".to_owned(), None, text.clone()),
        Body::Note(Mark::Error, text) => ("!".to_owned(), None, text.clone()),
        Body::Traffic(moves) => {
            let arrow = match (moves.iter().any(|one| one.came), moves.iter().any(|one| !one.came)) {
                (true, false) => "→",
                (false, true) => "←",
                _ => "↔",
            };
            (arrow.to_owned(), None, traffic(moves, texts))
        }
        Body::Day => (String::new(), None, String::new()),
    };
    let mut rich = Rich::read(&text);
    let failed_from = match &row.delivery {
        Delivery::Failed(why) => {
            let at = rich.text.len();
            rich.text.push_str(" ✗ ");
            rich.text.push_str(&Rich::read(why).text);
            Some(at)
        }
        _ => None,
    };
    let pad = if wide { NICK.saturating_sub(width(&name)) } else { 0 };
    let head = format!("{}{name} ", " ".repeat(pad));
    let first = width(&hour) + width(&head);
    let indent = if wide { width(&hour) + NICK + 1 } else { 2 };
    let lines = rich.lines(columns.saturating_sub(first), columns.saturating_sub(indent));
    Laid { hour, head, nick, indent, rich, failed_from, lines }
}
