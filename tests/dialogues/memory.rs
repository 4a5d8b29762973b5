//! A dialogue in memory: through [`Scene`], without a socket and without a clock.

use std::collections::{BTreeMap, VecDeque};
use std::net::{Ipv4Addr, SocketAddr};

use chat::config::load::parse;
use chat::dialect::Dialect;
use chat::scene::Scene;

use super::script::{Door, Script};
use super::stage::{Heard, Stage, lines};

/// The port of the first one who comes; the next one has the next.
const FIRST_PORT: u16 = 50_000;

/// A server in memory.
pub struct Memory {
    scene: Scene,
    unread: BTreeMap<String, VecDeque<String>>,
    dialects: BTreeMap<String, Dialect>,
    printed: VecDeque<String>,
}

impl Memory {
    /// The server a script asks for.
    pub fn start(script: &Script) -> Result<Self, String> {
        let listeners: String = script.doors.iter().map(Door::listener).collect();
        let config = parse(&format!("{}{listeners}", script.config), "config", chat::commands::FILES);
        let config = config.map_err(|problem| problem.to_string())?;
        let scene = Scene::with(config, script.doors[0].profile);
        Ok(Memory { scene, unread: BTreeMap::new(), dialects: BTreeMap::new(), printed: VecDeque::new() })
    }

    /// The name a scene knows somebody by: none that anybody can have as a nick.
    fn handle(who: &str) -> String {
        format!("<{who}>")
    }

    fn read(&mut self, who: &str) -> &mut VecDeque<String> {
        let bytes = self.scene.heard_bytes(&Memory::handle(who));
        let dialect = self.dialects.get(who).copied().unwrap_or(Dialect::Line);
        let unread = self.unread.entry(who.to_owned()).or_default();
        unread.extend(lines(&bytes, dialect));
        unread
    }
}

impl Stage for Memory {
    fn name(&self) -> &'static str {
        "in memory"
    }

    fn connect(&mut self, who: &str, _: usize, door: &Door, from: Ipv4Addr) -> Result<String, String> {
        let port = FIRST_PORT + u16::try_from(self.unread.len()).map_err(|_| "too many people")?;
        let peer = SocketAddr::from((from, port));
        self.unread.insert(who.to_owned(), VecDeque::new());
        self.dialects.insert(who.to_owned(), door.dialect);
        self.scene.connect(&Memory::handle(who), peer, door.dialect, door.profile);
        Ok(peer.to_string())
    }

    fn send(&mut self, who: &str, bytes: &[u8]) -> Result<(), String> {
        self.scene.bytes(&Memory::handle(who), bytes);
        Ok(())
    }

    fn end(&mut self, who: &str, reset: bool) -> Result<(), String> {
        self.scene.end(&Memory::handle(who), reset);
        Ok(())
    }

    fn hear(&mut self, who: &str) -> Heard {
        let line = self.read(who).pop_front();
        match line {
            Some(line) => Heard::Line(line),
            None if self.scene.is_closed(&Memory::handle(who)) => Heard::End,
            None => Heard::Silence,
        }
    }

    fn hear_all(&mut self, who: &str) -> Result<(Vec<String>, bool), String> {
        let lines = self.read(who).drain(..).collect();
        Ok((lines, self.scene.is_closed(&Memory::handle(who))))
    }

    fn type_on_console(&mut self, line: &str) -> Result<(), String> {
        self.printed.extend(self.scene.console_lines());
        self.printed.extend(self.scene.console(line));
        Ok(())
    }

    fn printed(&mut self) -> Heard {
        self.printed.extend(self.scene.console_lines());
        self.printed.pop_front().map_or(Heard::Silence, Heard::Line)
    }

    fn all_printed(&mut self) -> Result<Vec<String>, String> {
        self.printed.extend(self.scene.console_lines());
        Ok(self.printed.drain(..).collect())
    }

    fn pass(&mut self, seconds: u64) {
        self.scene.wait(seconds);
    }

    fn stop(&mut self) -> Result<(), String> {
        if !self.scene.is_stopped() {
            return Err("the server goes on".into());
        }
        self.scene.hub().close_all();
        Ok(())
    }
}
