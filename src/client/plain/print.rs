//! What the windows show, as lines: each row once, in the order they came.

use jiff::tz::TimeZone;

use crate::client::state::State;
use crate::client::state::row::{Body, Delivery, Manner, Mark, Row, traffic};
use crate::client::state::window::{Kind, Window, local};
use crate::client::texts::fill;
use crate::model::text::safe;
use crate::model::unformatted;

/// How far a window is printed.
#[derive(Debug, Default)]
struct Printed {
    name: String,
    /// The number of the first row that is not.
    next: i64,
    /// How many moves of the row before it are.
    moves: usize,
    /// Rows of one's own that the server has not taken yet.
    waiting: Vec<i64>,
}

/// Remembers what was printed.
#[derive(Debug, Default)]
pub struct Printer {
    windows: Vec<Printed>,
}

/// What is new.
#[derive(Debug, Default)]
pub struct News {
    /// All of it, a line each.
    pub lines: Vec<String>,
    /// Those of them that say that something went wrong.
    pub errors: Vec<String>,
}

impl Printer {
    /// What is in the windows and was not told before; `own`: also what one said oneself.
    pub fn news(&mut self, state: &State, own: bool) -> News {
        self.follow(&state.windows);
        let mut news = News::default();
        for (window, printed) in state.windows.iter().zip(&mut self.windows) {
            printed.print(window, state, own, &mut news);
        }
        news
    }

    /// Windows come, go, and have other names: what is printed stays with its window.
    fn follow(&mut self, windows: &[Window]) {
        if windows.len() == self.windows.len() {
            self.windows.iter_mut().zip(windows).for_each(|(printed, window)| printed.name.clone_from(&window.name));
            return;
        }
        let mut before = std::mem::take(&mut self.windows);
        self.windows = windows
            .iter()
            .map(|window| match before.iter().position(|printed| printed.name == window.name) {
                Some(at) => before.swap_remove(at),
                None => Printed { name: window.name.clone(), ..Printed::default() },
            })
            .collect();
    }
}

impl Printed {
    fn print(&mut self, window: &Window, state: &State, own: bool, news: &mut News) {
        let head = |row: &Row| {
            let time = clock(row, &state.zone);
            if window.kind == Kind::Status { time } else { format!("{time} {}", safe(&window.name)) }
        };
        self.waiting.retain(|id| {
            let Some(row) = window.place(*id).and_then(|at| window.rows.get(at)) else { return false };
            if let Delivery::Failed(why) = &row.delivery {
                let line = format!("{} -- {}", head(row), safe(why));
                news.errors.push(line.clone());
                news.lines.push(line);
            }
            row.delivery == Delivery::Waiting
        });
        if let Some(row) = window.place(self.next - 1).and_then(|at| window.rows.get(at))
            && let Body::Traffic(moves) = &row.body
            && moves.len() > self.moves
        {
            news.lines.push(format!("{} -- {}", head(row), safe(&traffic(&moves[self.moves..], state.texts))));
            self.moves = moves.len();
        }
        let first = window.rows.iter().rposition(|row| row.id < self.next).map_or(0, |at| at + 1);
        for row in window.rows.iter().skip(first) {
            self.next = row.id + 1;
            if row.delivery == Delivery::Waiting {
                self.waiting.push(row.id);
            }
            let text = match &row.body {
                Body::Said { nick, .. } if !own && state.session.is_me(nick) => continue,
                Body::Said { nick, text, manner } => said(nick, text, *manner),
                Body::Note(_, text) => text.lines().map(|line| format!("-- {}", safe(&unformatted(line)))).collect(),
                Body::Traffic(moves) => {
                    self.moves = moves.len();
                    vec![format!("-- {}", safe(&traffic(moves, state.texts)))]
                }
                Body::Day => continue,
            };
            let lines: Vec<String> = text.iter().map(|text| format!("{} {text}", head(row))).collect();
            if matches!(&row.body, Body::Note(Mark::Error, _)) {
                news.errors.extend(lines.iter().cloned());
            }
            news.lines.extend(lines);
        }
    }
}

fn said(nick: &str, text: &str, manner: Manner) -> Vec<String> {
    let form = match manner {
        Manner::Message => "<{0}> {1}",
        Manner::Action => "* {0} {1}",
        Manner::Notice => "-{0}- {1}",
    };
    text.lines().map(|line| fill(form, &[&safe(nick), &safe(&unformatted(line))])).collect()
}

fn clock(row: &Row, zone: &TimeZone) -> String {
    let time = local(row.time, zone);
    format!("{:02}:{:02}", time.hour(), time.minute())
}
