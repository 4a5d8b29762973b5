//! A program that runs during a test: what it prints, and what one types into it.

use std::io::Write;
use std::process::{Child, Command, Stdio};

use super::happening::fits;
use super::support::{Lines, wait_for};

/// The program; it ends when this is dropped.
pub struct Program {
    child: Child,
    screen: Lines,
    /// How many of its lines were read already.
    read: usize,
}

impl Program {
    /// Starts it.
    pub fn start(command: &mut Command) -> Program {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let screen = Lines::collect(child.stdout.take().unwrap());
        Program { child, screen, read: 0 }
    }

    /// Types a line.
    pub fn types(&mut self, line: &str) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    /// Waits for a line that fits the pattern, after those that were waited for before. `trim` takes its head away.
    #[track_caller]
    pub fn shows(&mut self, pattern: &str, trim: fn(&str) -> &str) {
        let (read, mut found) = (self.read, 0);
        self.screen.wait_until(pattern, |lines| {
            let position = lines.iter().skip(read).position(|line| fits(pattern, trim(line)));
            found = position.unwrap_or(0);
            position.is_some()
        });
        self.read = read + found + 1;
    }

    /// All it printed.
    pub fn printed(&self) -> String {
        self.screen.all().join("\n")
    }

    /// Waits until it has ended by itself; nothing more is typed.
    pub fn ends(&mut self) {
        drop(self.child.stdin.take());
        wait_for("the program's end", || self.child.try_wait().unwrap());
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
