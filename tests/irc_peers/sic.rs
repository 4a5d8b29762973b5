//! `sic`: it prints all it hears, and takes commands that begin with a colon.

use std::process::{Command, Stdio};

use super::happening::{Happening, Peer, TABLE, mode};
use super::program::Program;
use super::support::has;

/// The program.
struct Sic(Program);

/// Connects and registers.
pub fn come(port: u16, nick: &str) -> Option<Box<dyn Peer>> {
    if !has("sic") {
        return None;
    }
    let mut command = Command::new("sic");
    command.args(["-h", "127.0.0.1", "-p", &port.to_string(), "-n", nick]);
    // Where it tells that the server closed, in the end.
    command.stderr(Stdio::null());
    let program = Program::start(&mut command);
    let mut sic = Sic(program);
    sic.shows(&format!(">< 001 ({nick}): Welcome*"));
    Some(Box::new(sic))
}

impl Sic {
    /// Waits for such a line after its columns for the source and the time: `#table      : 11/20/26 16:49 <rita> hello`.
    #[track_caller]
    fn shows(&mut self, pattern: &str) {
        self.0.shows(pattern, |line| line.split_once(": ").and_then(|(_, rest)| rest.get(15..)).unwrap_or_default());
    }
}

impl Peer for Sic {
    fn does(&mut self, what: Happening) {
        let line = match what {
            Happening::Join(_) => format!(":j {TABLE}"),
            Happening::Says(_, text) => text.to_owned(),
            Happening::Tells(_, whom, text) => format!(":m {whom} {text}"),
            _ => format!(":{}", what.as_command()),
        };
        self.0.types(&line);
    }

    fn sees(&mut self, what: Happening, _: bool) {
        let who = what.who();
        self.shows(&match what {
            Happening::Join(_) => format!(">< JOIN (*{TABLE}*"),
            Happening::Says(_, text) | Happening::Tells(_, _, text) => format!("<{who}> {text}"),
            Happening::Acts(_, text) => format!("<{who}> \u{1}ACTION {text}\u{1}"),
            Happening::Topic(_, text) => format!(">< TOPIC ({TABLE}): {text}"),
            Happening::Op(_, whom, gives) => format!(">< MODE ({TABLE} {}*{whom}*", mode(gives)),
            Happening::Kick(_, whom, reason) => format!(">< KICK ({TABLE} {whom}): {reason}"),
            Happening::Nick(_, new) => format!(">< NICK (*{new}"),
            Happening::Quit(_, text) => format!(">< QUIT (): *{text}*"),
        });
    }

    fn status(&mut self) -> String {
        self.0.printed()
    }

    fn ends(&mut self) {
        self.0.ends();
    }
}
