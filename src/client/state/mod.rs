//! All the program knows: what comes in goes in here, and what is to be done about it comes out.
//!
//! Invariant: no I/O, no clock: the same inputs at the same times give the same state.

mod batch;
mod commands;
mod complete;
mod events;
mod hear;
mod keys;
mod numerics;
pub mod row;
mod scroll;
mod search;
pub mod session;
mod speak;
mod speech;
pub mod support;
mod typing;
pub mod window;

use std::collections::{BTreeMap, VecDeque};

use crossterm::event::KeyEvent;
use jiff::tz::TimeZone;
use tui_input::Input;

use self::row::Mark;
use self::session::{Session, Wish};
use self::window::{Kind, Window};
use crate::client::texts::{Texts, fill};
use crate::client::wire::{FromNet, ToNet};
use crate::model::Time;

pub use self::commands::COMMANDS;
pub use self::search::Search;

/// Labels whose answers are waited for, at most.
const MOST_LABELS: usize = 256;

/// What comes in.
#[derive(Clone, Debug)]
pub enum Event {
    /// A key was pressed.
    Key(KeyEvent),
    /// A text was pasted.
    Paste(String),
    /// A line was written, where there is no screen.
    Written(String),
    /// The screen has so many columns and lines.
    Resize(u16, u16),
    /// The connection tells something.
    Net(FromNet),
    /// Some time went by: about a second.
    Tick,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Tell the connection this.
    Net(ToNet),
    /// Ring the bell: somebody speaks to one.
    Bell,
    /// Draw the whole screen anew.
    Redraw,
    /// End.
    End,
}

/// What the program starts with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Who one wants to be, and where.
    pub wish: Wish,
    /// The server, as people read it.
    pub server: String,
    /// In which language to speak.
    pub texts: &'static Texts,
    /// Where one is, in time.
    pub zone: TimeZone,
}

/// A question that is on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Whether to send these pasted lines.
    Paste(String),
}

/// What was sent with a label.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Asked {
    /// The window it was written in.
    window: String,
    /// The row that shows it.
    row: Option<i64>,
}

/// All the program knows.
#[derive(Debug)]
pub struct State {
    /// In which language to speak.
    pub texts: &'static Texts,
    /// Where one is, in time.
    pub zone: TimeZone,
    /// One's place on the server.
    pub session: Session,
    /// The windows; the first is the status.
    pub windows: Vec<Window>,
    /// The one that shows.
    pub active: usize,
    /// What is being written.
    pub input: Input,
    /// Whether the nick list is hidden.
    pub nicks_hidden: bool,
    /// Columns and lines of the screen.
    pub size: (u16, u16),
    /// The search that goes on.
    pub search: Option<Search>,
    /// The question that is asked.
    pub question: Option<Question>,
    /// Whether the connection stands.
    pub online: bool,
    /// Whether one said that one is away.
    pub away: bool,
    /// What time it is.
    pub now: Time,
    server: String,
    /// The window before this one.
    last_active: usize,
    /// Lines written, the last at the end; and which of them is on the input line.
    written: Vec<String>,
    recalled: Option<usize>,
    unsent: String,
    completing: Option<complete::Completing>,
    typing_sent: Option<(String, Time)>,
    /// Channels that one asked to join, folded: they show once one is in.
    joining: Vec<String>,
    labels: VecDeque<(String, Asked)>,
    next_label: u64,
    batches: BTreeMap<String, batch::Batch>,
    effects: Vec<Effect>,
}

impl State {
    /// Before anything happened.
    #[must_use]
    pub fn new(settings: Settings, now: Time) -> State {
        let texts = settings.texts;
        let mut state = State {
            texts,
            zone: settings.zone,
            session: Session::new(settings.wish),
            windows: vec![Window::new(Kind::Status, texts.status)],
            active: 0,
            input: Input::default(),
            nicks_hidden: false,
            size: (80, 24),
            search: None,
            question: None,
            online: false,
            away: false,
            now,
            server: settings.server,
            last_active: 0,
            written: Vec::new(),
            recalled: None,
            unsent: String::new(),
            completing: None,
            typing_sent: None,
            joining: Vec::new(),
            labels: VecDeque::new(),
            next_label: 0,
            batches: BTreeMap::new(),
            effects: Vec::new(),
        };
        let hello = fill(texts.welcome, &[&state.session.nick]);
        state.note_in(0, Mark::Info, hello);
        let names: Vec<String> = COMMANDS.iter().map(|command| format!("/{}", command.name)).collect();
        state.note_in(0, Mark::Info, names.join(" "));
        state
    }

    /// Takes in what happened at this time, and tells what is to be done about it.
    pub fn on(&mut self, event: Event, now: Time) -> Vec<Effect> {
        self.now = now.max(self.now);
        match event {
            Event::Key(key) => self.key(key),
            Event::Paste(text) => self.paste(&text),
            Event::Written(text) => self.enter(&text),
            Event::Resize(columns, lines) => self.size = (columns, lines),
            Event::Net(FromNet::Line(line)) => self.hear_line(&line),
            Event::Net(net) => self.on_net(net),
            Event::Tick => {}
        }
        self.forget_typing();
        std::mem::take(&mut self.effects)
    }

    /// The window that shows.
    #[must_use]
    pub fn here(&self) -> &Window {
        &self.windows[self.active.min(self.windows.len() - 1)]
    }

    fn here_mut(&mut self) -> &mut Window {
        let at = self.active.min(self.windows.len() - 1);
        &mut self.windows[at]
    }

    /// The server as people read it: its network's name, if it told one.
    #[must_use]
    pub fn network(&self) -> &str {
        self.session.support.network.as_deref().unwrap_or(&self.server)
    }

    fn on_net(&mut self, net: FromNet) {
        let texts = self.texts;
        match net {
            FromNet::Connecting { to, attempt: 1 } => self.note_in(0, Mark::Info, fill(texts.connecting, &[&to])),
            FromNet::Connecting { to, attempt } => {
                self.note_in(0, Mark::Info, fill(texts.connecting_again, &[&to, &attempt.to_string()]));
            }
            FromNet::Connected { tls } => {
                self.online = true;
                let told = tls.map_or(texts.connected.to_owned(), |tls| fill(texts.connected_tls, &[&tls]));
                self.note_in(0, Mark::Info, told);
                self.session.connected().into_iter().for_each(|line| self.send(line));
            }
            FromNet::Lost { why, again_in } => {
                let told = again_in.map_or(fill(texts.lost, &[&why]), |wait| {
                    fill(texts.lost_again, &[&why, &wait.as_secs().max(1).to_string()])
                });
                self.lost(&told);
            }
            FromNet::Refused(why) => self.lost(&why),
            FromNet::Fingerprint { host, fingerprint } => {
                self.note_in(0, Mark::Info, fill(texts.fingerprint, &[&host, &fingerprint]));
            }
            FromNet::Line(line) => self.hear_line(&line),
        }
    }

    /// The connection is gone: tells it once in the status and, where one was in, in the window that shows.
    fn lost(&mut self, told: &str) {
        let was_online = std::mem::replace(&mut self.online, false);
        self.note_in(0, Mark::Error, told.to_owned());
        if self.active > 0 && was_online {
            self.note_in(self.active, Mark::Error, told.to_owned());
        }
        for window in &mut self.windows {
            window.leave();
            for row in window.rows.iter_mut().rev().take(200).filter(|row| row.delivery == row::Delivery::Waiting) {
                row.delivery = row::Delivery::Failed(self.texts.offline.to_owned());
            }
        }
        self.labels.clear();
        self.joining.clear();
        self.batches.clear();
        self.away = false;
    }

    /// Adds a note to a window.
    fn note_in(&mut self, window: usize, mark: Mark, text: String) {
        let now = self.now;
        self.note_at(window, now, mark, text);
    }

    fn note_at(&mut self, window: usize, time: Time, mark: Mark, text: String) {
        let at = window.min(self.windows.len() - 1);
        self.windows[at].note(time, mark, text, &self.zone);
    }

    /// Adds a note to the window that shows.
    fn note(&mut self, mark: Mark, text: String) {
        self.note_in(self.active, mark, text);
    }

    /// The window of this name.
    fn find(&self, name: &str) -> Option<usize> {
        let same = |window: &Window| window.kind != Kind::Status && self.session.support.same(&window.name, name);
        self.windows.iter().position(same)
    }

    /// The window of this name, opened if there is none.
    fn open(&mut self, name: &str) -> usize {
        self.find(name).unwrap_or_else(|| {
            let kind = if self.session.support.is_channel(name) { Kind::Channel } else { Kind::Query };
            self.windows.push(Window::new(kind, name));
            self.windows.len() - 1
        })
    }

    /// Shows another window.
    fn show(&mut self, window: usize) {
        if window >= self.windows.len() || window == self.active {
            return;
        }
        self.stop_typing();
        let input = std::mem::take(&mut self.input);
        let here = self.here_mut();
        here.draft = input;
        here.read = here.rows.back().map(|row| row.id);
        self.last_active = self.active;
        self.active = window;
        let here = self.here_mut();
        (here.unread, here.mention) = (0, false);
        let draft = std::mem::take(&mut here.draft);
        self.input = draft;
        (self.search, self.completing, self.recalled) = (None, None, None);
    }

    /// Closes a window that is not the status.
    fn close(&mut self, window: usize) {
        if window == 0 || window >= self.windows.len() {
            return;
        }
        if window == self.active {
            let back = if self.last_active == window { 0 } else { self.last_active };
            self.show(back.min(self.windows.len() - 1));
        }
        self.windows.remove(window);
        if self.active > window {
            self.active -= 1;
        }
        if self.last_active >= window {
            self.last_active = self.last_active.saturating_sub(1);
        }
    }

    /// Sends a line as it stands.
    fn send(&mut self, line: String) {
        self.effects.push(Effect::Net(ToNet::Line(line)));
    }

    /// Ends the program, and says so to the server.
    fn quit(&mut self, why: Option<String>) {
        self.effects.push(Effect::Net(ToNet::Quit(why)));
        self.effects.push(Effect::End);
    }
}
