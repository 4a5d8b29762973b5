//! A window: a channel, a query, or the status of the connection.

use std::collections::{BTreeMap, VecDeque};

use jiff::tz::TimeZone;
use tui_input::Input;

use super::row::{Body, Delivery, Mark, Move, Row};
use super::support::Support;
use crate::model::Time;

/// Most rows that a window keeps.
pub const MOST_ROWS: usize = 20_000;

/// What a window is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The connection; always the first.
    Status,
    /// A channel.
    Channel,
    /// One other person.
    Query,
}

/// Somebody in a channel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member {
    /// Their nick.
    pub nick: String,
    /// The marks of their ranks, the highest first: `@+`.
    pub marks: String,
    /// Whether they said that they are away.
    pub away: bool,
}

/// Where one has scrolled to: this row is the last that shows, without so many of its last lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scroll {
    /// The row's number.
    pub row: i64,
    /// Lines of it that are hidden below.
    pub hidden: usize,
}

/// A window.
#[derive(Debug)]
pub struct Window {
    /// What it is of.
    pub kind: Kind,
    /// The channel or the nick.
    pub name: String,
    /// The channel's topic.
    pub topic: String,
    /// Who is in the channel, by folded nick.
    pub members: BTreeMap<String, Member>,
    /// Whether one is in the channel.
    pub joined: bool,
    /// What happened, the last at the end.
    pub rows: VecDeque<Row>,
    /// What came while one looked elsewhere.
    pub unread: usize,
    /// Whether something of that was for oneself.
    pub mention: bool,
    /// The last row that was there when one looked elsewhere.
    pub read: Option<i64>,
    /// Where one has scrolled to; none: to the end.
    pub scroll: Option<Scroll>,
    /// Who types, since when.
    pub typing: Vec<(String, Time)>,
    /// What one was about to say.
    pub draft: Input,
    /// Whether older rows were asked for, or there are none.
    pub older: Older,
    /// Whether names are being listed for a join, which needs no telling.
    pub quiet_names: bool,
    next: i64,
}

/// How it stands with what was said before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Older {
    /// There may be more.
    Unknown,
    /// It was asked for.
    Asked,
    /// There is no more.
    None,
}

impl Window {
    /// An empty one.
    #[must_use]
    pub fn new(kind: Kind, name: &str) -> Window {
        Window {
            kind,
            name: name.to_owned(),
            topic: String::new(),
            members: BTreeMap::new(),
            joined: false,
            rows: VecDeque::new(),
            unread: 0,
            mention: false,
            read: None,
            scroll: None,
            typing: Vec::new(),
            draft: Input::default(),
            older: Older::Unknown,
            quiet_names: false,
            next: 0,
        }
    }

    /// Adds a row at the end, behind a new day where one began; its number.
    pub fn push(&mut self, time: Time, body: Body, zone: &TimeZone) -> i64 {
        let last = self.rows.back().map(|row| row.time);
        if last.is_some_and(|last| day(last, zone) != day(time, zone)) {
            self.add(time, Body::Day);
        }
        self.add(time, body)
    }

    fn add(&mut self, time: Time, body: Body) -> i64 {
        let id = self.next;
        self.next += 1;
        self.rows.push_back(Row { id, time, body, delivery: Delivery::Sent, mention: false, msgid: None });
        if self.rows.len() > MOST_ROWS {
            self.rows.pop_front();
        }
        id
    }

    /// Puts rows before all others, the oldest first; where a day ends among them, the next one begins.
    pub fn prepend(&mut self, rows: Vec<Row>, zone: &TimeZone) {
        let mut behind = self.rows.front().map(|row| (row.id, row.time));
        for row in rows.into_iter().rev() {
            if let Some((id, time)) = behind.filter(|(_, time)| day(*time, zone) != day(row.time, zone)) {
                self.rows.push_front(Row { id: id - 1, time, body: Body::Day, msgid: None, ..row.clone() });
            }
            let id = self.rows.front().map_or(self.next, |first| first.id) - 1;
            behind = Some((id, row.time));
            self.rows.push_front(Row { id, ..row });
        }
    }

    /// Notes that somebody came or went, in the last row where that is all it tells.
    pub fn moved(&mut self, time: Time, one: Move, zone: &TimeZone) {
        if let Some(row) = self.rows.back_mut().filter(|row| day(row.time, zone) == day(time, zone))
            && let Body::Traffic(moves) = &mut row.body
        {
            moves.push(one);
            return;
        }
        self.push(time, Body::Traffic(vec![one]), zone);
    }

    /// Adds a note.
    pub fn note(&mut self, time: Time, mark: Mark, text: String, zone: &TimeZone) -> i64 {
        self.push(time, Body::Note(mark, text), zone)
    }

    /// Where the row of this number stands.
    #[must_use]
    pub fn place(&self, id: i64) -> Option<usize> {
        let first = self.rows.front()?.id;
        usize::try_from(id - first).ok().filter(|at| *at < self.rows.len())
    }

    /// The row of this number.
    pub fn row_mut(&mut self, id: i64) -> Option<&mut Row> {
        let at = self.place(id)?;
        self.rows.get_mut(at)
    }

    /// Its members in the order they are shown: by rank, then by name.
    #[must_use]
    pub fn sorted(&self, support: &Support) -> Vec<&Member> {
        let mut members: Vec<(usize, &String, &Member)> =
            self.members.iter().map(|(folded, member)| (support.height(&member.marks), folded, member)).collect();
        members.sort();
        members.into_iter().map(|(.., member)| member).collect()
    }

    /// Forgets who is there.
    pub fn leave(&mut self) {
        self.joined = false;
        self.members.clear();
        self.typing.clear();
    }
}

impl PartialOrd for Member {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Member {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.nick.cmp(&other.nick)
    }
}

/// The date where one is.
#[must_use]
pub fn day(time: Time, zone: &TimeZone) -> jiff::civil::Date {
    local(time, zone).date()
}

/// Date and time where one is.
#[must_use]
pub fn local(time: Time, zone: &TimeZone) -> jiff::civil::DateTime {
    let ms = i64::try_from(time.0).unwrap_or_default();
    zone.to_datetime(jiff::Timestamp::from_millisecond(ms).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_by_their_numbers_also_when_old_ones_go_and_older_ones_come() {
        let mut window = Window::new(Kind::Channel, "#tp");
        let zone = TimeZone::UTC;
        for at in 0..=MOST_ROWS {
            window.note(Time(at as u64), Mark::Info, at.to_string(), &zone);
        }
        assert_eq!((window.rows.len(), window.place(0), window.place(1)), (MOST_ROWS, None, Some(0)));
        let old = window.rows[0].clone();
        window.prepend(vec![old.clone(), old], &zone);
        assert_eq!((window.place(-1), window.place(1)), (Some(0), Some(2)));
        let old = Row { time: Time(86_400_000), ..window.rows[0].clone() };
        window.prepend(vec![old], &zone);
        assert_eq!((&window.rows[1].body, window.place(-3), window.place(1)), (&Body::Day, Some(0), Some(4)));
    }

    #[test]
    fn a_new_day_has_its_row_and_moves_are_folded() {
        let mut window = Window::new(Kind::Channel, "#tp");
        let one = |nick: &str| Move { nick: nick.into(), came: true, why: String::new() };
        window.moved(Time(1), one("bob"), &TimeZone::UTC);
        window.moved(Time(2), one("eve"), &TimeZone::UTC);
        window.moved(Time(86_400_000), one("tata"), &TimeZone::UTC);
        let bodies: Vec<&Body> = window.rows.iter().map(|row| &row.body).collect();
        assert_eq!(bodies[0], &Body::Traffic(vec![one("bob"), one("eve")]));
        assert_eq!(bodies[1..], [&Body::Day, &Body::Traffic(vec![one("tata")])]);
    }
}
