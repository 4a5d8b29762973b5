//! The program without a terminal and without a network: what a test says happens, and the screen is read.

use std::time::Duration;

use chat::client::screen::{Theme, draw};
use chat::client::state::session::Wish;
use chat::client::state::{Effect, Event, Settings, State};
use chat::client::texts::{EN, FR, Texts};
use chat::client::{FromNet, ToNet};
use chat::model::Time;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use unicode_width::UnicodeWidthStr;

/// 2026-11-20 14:05 UTC.
const START: Time = Time(1_795_183_500_000);

/// Capabilities of a server of today.
pub const CAPS: &str = "away-notify batch chghost draft/chathistory draft/multiline=max-bytes=4096,max-lines=24 echo-message \
    extended-join labeled-response message-tags multi-prefix server-time setname";

pub struct Stage {
    pub state: State,
    pub now: Time,
    /// What was asked since it was last looked at.
    pub effects: Vec<Effect>,
    pub cursor: Option<Position>,
    pub colours: bool,
}

impl Stage {
    /// Before anything happened, on a screen of this size.
    pub fn new(columns: u16, lines: u16) -> Stage {
        Stage::speaking(&EN, columns, lines)
    }

    pub fn french(columns: u16, lines: u16) -> Stage {
        Stage::speaking(&FR, columns, lines)
    }

    fn speaking(texts: &'static Texts, columns: u16, lines: u16) -> Stage {
        let wish = Wish { nick: "toto".into(), channels: vec!["#tp".into()], ..Wish::default() };
        let settings = Settings { wish, server: "localhost".into(), texts, zone: TimeZone::UTC };
        let state = State::new(settings, START);
        let mut stage = Stage { state, now: START, effects: Vec::new(), cursor: None, colours: true };
        stage.on(Event::Resize(columns, lines));
        stage
    }

    /// On a server with these capabilities, in no channel.
    pub fn registered(mut self, caps: &str) -> Stage {
        self.net(FromNet::Connecting { to: "localhost port 7777".into(), attempt: 1 });
        self.net(FromNet::Connected { tls: None });
        self.hear(&format!(":chat.localhost CAP * LS :{caps}"));
        let names: Vec<&str> = caps.split_whitespace().map(|cap| cap.split('=').next().unwrap()).collect();
        let half = names.len().div_ceil(12);
        (0..half).for_each(|_| self.hear(&format!(":chat.localhost CAP * ACK :{}", names.join(" "))));
        self.hear(":chat.localhost 001 toto :Welcome to Chat Server, toto");
        self.hear(":chat.localhost 005 toto CHATHISTORY=50 CHANTYPES=# PREFIX=(qov)~@+ NETWORK=lab :are supported");
        self.effects.clear();
        self
    }

    /// The same, and in #tp with some others.
    pub fn in_tp(self, caps: &str) -> Stage {
        let mut stage = self.registered(caps);
        stage.hear(":toto!t@h JOIN #tp");
        stage.hear(":chat.localhost 332 toto #tp :Réseaux et sockets, TP n° 6");
        stage.hear(":chat.localhost 353 toto = #tp :toto @tata +bob eve");
        stage.hear(":chat.localhost 366 toto #tp :End");
        stage.effects.clear();
        stage
    }

    pub fn on(&mut self, event: Event) {
        let effects = self.state.on(event, self.now);
        self.effects.extend(effects);
    }

    pub fn net(&mut self, told: FromNet) {
        self.on(Event::Net(told));
    }

    /// The server sends a line.
    pub fn hear(&mut self, line: &str) {
        self.net(FromNet::Line(line.to_owned()));
    }

    /// Somebody says something in #tp.
    pub fn says(&mut self, nick: &str, text: &str) {
        self.hear(&format!(":{nick}!u@h PRIVMSG #tp :{text}"));
    }

    pub fn later(&mut self, seconds: u64) {
        self.now = self.now + Duration::from_secs(seconds);
        self.on(Event::Tick);
    }

    pub fn key(&mut self, code: KeyCode) {
        self.on(Event::Key(KeyEvent::new(code, KeyModifiers::NONE)));
    }

    pub fn alt(&mut self, letter: char) {
        self.on(Event::Key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::ALT)));
    }

    pub fn ctrl(&mut self, letter: char) {
        self.on(Event::Key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL)));
    }

    pub fn write(&mut self, text: &str) {
        text.chars().for_each(|c| self.key(KeyCode::Char(c)));
    }

    /// Writes a line and presses Enter.
    pub fn enter(&mut self, text: &str) {
        self.write(text);
        self.key(KeyCode::Enter);
    }

    /// The lines sent since this was last asked.
    pub fn sent(&mut self) -> Vec<String> {
        let line = |effect: Effect| match effect {
            Effect::Net(ToNet::Line(line)) => Some(line),
            _ => None,
        };
        let lines = std::mem::take(&mut self.effects).into_iter().filter_map(line);
        lines.filter(|line| !line.contains("TAGMSG")).collect()
    }

    pub fn drawn(&mut self) -> Buffer {
        let (width, height) = self.state.size;
        let mut buffer = Buffer::empty(Rect { x: 0, y: 0, width, height });
        self.cursor = draw(&self.state, &Theme { colours: self.colours }, &mut buffer);
        buffer
    }

    /// The screen as text, with the cursor as `▏` where it stands behind all.
    pub fn text(&mut self) -> String {
        let buffer = self.drawn();
        let mut text = String::new();
        for y in 0..buffer.area.height {
            let (mut line, mut x) = (String::new(), 0);
            while x < buffer.area.width {
                let symbol = buffer[(x, y)].symbol();
                line.push_str(symbol);
                x += u16::try_from(symbol.width()).unwrap().max(1);
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}
