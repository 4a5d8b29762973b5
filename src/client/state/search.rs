//! Searching in what was said: Ctrl-R or `/search`, the newest first.

use tui_input::Input;

use super::State;
use super::row::{Body, Row, traffic};
use crate::client::rich::Rich;

/// A search that goes on.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// What is looked for.
    pub input: Input,
    /// The row that has it.
    pub found: Option<i64>,
}

impl State {
    /// Begins to search.
    pub(super) fn begin_search(&mut self, text: &str) {
        self.search = Some(Search { input: Input::new(text.to_owned()), found: None });
        self.search_on(true, true);
    }

    /// Looks for the next row above, or below; `anew`: from the end.
    pub(super) fn search_on(&mut self, upwards: bool, anew: bool) {
        let Some(search) = &self.search else { return };
        let wanted = search.input.value().to_lowercase();
        if wanted.is_empty() {
            return;
        }
        let rows = &self.here().rows;
        let from = search.found.filter(|_| !anew).and_then(|id| self.here().place(id));
        let fits = |at: &usize| rows.get(*at).is_some_and(|row| self.reads(row).to_lowercase().contains(&wanted));
        let found = match (upwards, from) {
            (true, from) => (0..from.unwrap_or(rows.len())).rev().find(fits),
            (false, Some(from)) => (from + 1..rows.len()).find(fits),
            (false, None) => None,
        };
        let id = found.and_then(|at| rows.get(at)).map(|row| row.id);
        if let Some(search) = &mut self.search
            && (id.is_some() || anew)
        {
            search.found = id;
        }
        if let Some(id) = id {
            self.scroll_to(id);
        }
    }

    /// A row as people read it.
    fn reads(&self, row: &Row) -> String {
        match &row.body {
            Body::Said { nick, text, .. } => format!("{nick} {}", Rich::read(text).text),
            Body::Note(_, text) => Rich::read(text).text,
            Body::Traffic(moves) => traffic(moves, self.texts),
            Body::Day => String::new(),
        }
    }
}
