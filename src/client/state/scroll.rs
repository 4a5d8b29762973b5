//! Scrolling: by lines of the screen, laying out only the rows that are passed.

use super::events::HISTORY;
use super::session::line;
use super::window::{Older, Scroll};
use super::{Kind, State};
use crate::client::layout::{lay, panes};

impl State {
    /// Lines of messages that the screen shows.
    pub(super) fn page(&self) -> usize {
        usize::from(panes(self).messages.height).saturating_sub(2).max(1)
    }

    fn height(&self, at: usize) -> usize {
        let columns = panes(self).messages.width;
        self.here().rows.get(at).map_or(0, |row| lay(row, columns, self.texts, &self.zone).lines.len())
    }

    /// Scrolls up by so many lines; at the top, asks for what was said before.
    pub(super) fn scroll_up(&mut self, lines: usize) {
        let here = self.here();
        let last = here.rows.len().saturating_sub(1);
        let (mut at, mut hidden) = self.bottom().unwrap_or((last, 0));
        let mut left = lines;
        while left > 0 {
            let height = self.height(at);
            if hidden + left < height {
                hidden += left;
                break;
            }
            left -= height.saturating_sub(hidden).min(left);
            if at == 0 {
                hidden = height.saturating_sub(1);
                break;
            }
            (at, hidden) = (at - 1, 0);
        }
        (at, hidden) = self.no_higher_than_needed(at, hidden);
        self.set_bottom(at, hidden);
        if self.is_at_top() {
            self.ask_for_older();
        }
    }

    /// Scrolls down by so many lines; at the end, follows what comes.
    pub(super) fn scroll_down(&mut self, lines: usize) {
        let Some((mut at, mut hidden)) = self.bottom() else { return };
        let mut left = lines;
        while left > 0 {
            if hidden >= left {
                hidden -= left;
                break;
            }
            left -= hidden;
            at += 1;
            if at >= self.here().rows.len() {
                self.here_mut().scroll = None;
                return;
            }
            hidden = self.height(at);
        }
        self.set_bottom(at, hidden);
    }

    /// Scrolls to the first row.
    pub(super) fn scroll_to_top(&mut self) {
        let (at, hidden) = self.no_higher_than_needed(0, 0);
        self.set_bottom(at, hidden);
        self.ask_for_older();
    }

    /// Scrolls so that this row stands in the middle.
    pub(super) fn scroll_to(&mut self, row: i64) {
        let Some(mut at) = self.here().place(row) else { return };
        let (half, last) = (self.page() / 2, self.here().rows.len().saturating_sub(1));
        let mut below = 0;
        while at < last && below < half {
            at += 1;
            below += self.height(at);
        }
        let (at, hidden) = self.no_higher_than_needed(at, 0);
        self.set_bottom(at, hidden);
    }

    /// Scrolls so that this row is the first that shows, where all behind it does not fit.
    pub(super) fn show_from(&mut self, row: i64) {
        let Some(mut at) = self.here().place(row) else { return };
        let (want, last) = (self.page() + 2, self.here().rows.len().saturating_sub(1));
        let mut taken = self.height(at);
        while at < last && taken < want {
            at += 1;
            taken += self.height(at);
        }
        if taken > want || at < last {
            self.set_bottom(at, taken.saturating_sub(want));
        }
    }

    /// The last row that shows, and how many of its lines are hidden; none: it is the end.
    fn bottom(&self) -> Option<(usize, usize)> {
        let here = self.here();
        here.scroll.map(|scroll| (here.place(scroll.row).unwrap_or(0), scroll.hidden))
    }

    fn set_bottom(&mut self, at: usize, hidden: usize) {
        let here = self.here_mut();
        let last = here.rows.len().saturating_sub(1);
        let scroll = here.rows.get(at).map(|row| Scroll { row: row.id, hidden });
        here.scroll = scroll.filter(|_| at < last || hidden > 0);
    }

    /// A place, moved down as far as the first row needs to fill the screen.
    fn no_higher_than_needed(&self, mut at: usize, hidden: usize) -> (usize, usize) {
        let (want, last) = (self.page() + 2, self.here().rows.len().saturating_sub(1));
        let mut above = self.height(at).saturating_sub(hidden);
        let mut higher = at;
        while higher > 0 && above < want {
            higher -= 1;
            above += self.height(higher);
        }
        if above >= want {
            return (at, hidden);
        }
        above += hidden;
        while at < last && above < want {
            at += 1;
            above += self.height(at);
        }
        (at, above.saturating_sub(want).min(self.height(at).saturating_sub(1)))
    }

    /// Whether the first row shows.
    fn is_at_top(&self) -> bool {
        let want = self.page() + 2;
        let (mut at, hidden) = self.bottom().unwrap_or((self.here().rows.len().saturating_sub(1), 0));
        let mut above = self.height(at).saturating_sub(hidden);
        while at > 0 && above <= want {
            at -= 1;
            above += self.height(at);
        }
        at == 0
    }

    /// Asks for what was said before the first row, where the server keeps it.
    fn ask_for_older(&mut self) {
        let most = self.session.support.history.filter(|_| self.session.has("draft/chathistory")).unwrap_or_default();
        let here = self.here();
        let Some(first) = here.rows.front().map(|row| row.time) else { return };
        if most == 0 || here.kind == Kind::Status || here.older != Older::Unknown || !self.online {
            return;
        }
        let name = here.name.clone();
        let before = format!("timestamp={}", first.iso());
        self.here_mut().older = Older::Asked;
        self.send(line("CHATHISTORY", &["BEFORE", &name, &before, &most.min(HISTORY).to_string()]));
    }
}
