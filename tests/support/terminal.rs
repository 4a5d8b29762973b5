//! A terminal in which a program runs: keys go in, and the screen is read.
#![allow(clippy::unwrap_used)]

use std::process::{Command, id};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{fs, thread};

use super::PATIENCE;

/// A terminal of 200 columns; its program ends when this is dropped.
pub struct Terminal {
    name: String,
    socket: String,
}

impl Terminal {
    /// Runs a command line in a terminal of so many lines.
    pub fn run(lines: usize, program: &str) -> Terminal {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("chat-test-{}-{}", id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let mut terminal = Terminal { name, socket: String::new() };
        let lines = lines.to_string();
        terminal.tmux(&["-u", "-f", "/dev/null", "new-session", "-d", "-x", "200", "-y", &lines, program]);
        terminal.socket = terminal.tmux(&["display-message", "-p", "#{socket_path}"]);
        terminal
    }

    fn tmux(&self, arguments: &[&str]) -> String {
        let done = Command::new("tmux").args(["-L", &self.name]).args(arguments).output().unwrap();
        String::from_utf8_lossy(&done.stdout).into_owned()
    }

    /// Whether its program has ended.
    pub fn has_ended(&self) -> bool {
        !Command::new("tmux").args(["-L", &self.name, "has-session"]).output().unwrap().status.success()
    }

    /// Presses keys by their names; what is no key's name is typed.
    pub fn keys(&self, keys: &[&str]) {
        self.tmux(&[&["send-keys"], keys].concat());
    }

    /// Types a line, whatever it holds.
    pub fn types(&self, line: &str) {
        self.tmux(&["send-keys", "-l", "--", line]);
        self.keys(&["Enter"]);
    }

    /// The screen.
    pub fn screen(&self) -> String {
        self.tmux(&["capture-pane", "-p"])
    }

    /// Waits until a line on the screen ends so.
    #[track_caller]
    pub fn shows(&self, end: &str) {
        self.shows_where(end, |line| line.ends_with(end));
    }

    /// Waits until there is such a line on the screen.
    #[track_caller]
    pub fn shows_where(&self, what: &str, right: impl Fn(&str) -> bool) {
        let mut screen = String::new();
        let start = Instant::now();
        while !screen.lines().any(|line| right(line.trim_end())) {
            assert!(start.elapsed() < PATIENCE, "{what:?} is not on the screen:\n{screen}");
            thread::sleep(Duration::from_millis(5));
            screen = self.screen();
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.tmux(&["kill-server"]);
        let _ = fs::remove_file(self.socket.trim_end());
    }
}
