//! The library `irc` of PyPI, in a script of ours: `library.py`.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};

use super::happening::{Happening, Peer, TABLE, mode};
use super::program::Program;

/// The script, and the Python that runs it.
struct Library(Program);

/// A Python that has the library: the virtual environment that `.ci/run` makes, or the one on the path.
fn python() -> Option<String> {
    let of_tests = Path::new(env!("CARGO_TARGET_TMPDIR")).join("venv/bin/python");
    let all = [of_tests.to_string_lossy().into_owned(), "python3".to_owned()];
    let found = all.into_iter().find(|python| {
        let tried = Command::new(python).args(["-c", "import irc.client"]).stderr(Stdio::null()).status();
        tried.is_ok_and(|status| status.success())
    });
    assert!(found.is_some() || env::var_os("CHAT_REQUIRE_PEERS").is_none(), "no Python has the library irc");
    if found.is_none() {
        println!("passed over: no Python has the library irc");
    }
    found
}

/// Connects and registers.
pub fn come(port: u16, nick: &str) -> Option<Box<dyn Peer>> {
    let mut command = Command::new(python()?);
    command.env("PYTHONUTF8", "1");
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/irc_peers/library.py")).args([&port.to_string(), nick]);
    let mut program = Program::start(&mut command);
    program.shows("welcome\t*", |line| line);
    Some(Box::new(Library(program)))
}

impl Peer for Library {
    fn does(&mut self, what: Happening) {
        let line = match what {
            Happening::Join(_) => format!("join {TABLE}"),
            Happening::Says(_, text) => format!("say {TABLE} {text}"),
            Happening::Acts(_, text) => format!("act {TABLE} {text}"),
            Happening::Tells(_, whom, text) => format!("say {whom} {text}"),
            Happening::Topic(_, text) => format!("topic {TABLE} {text}"),
            Happening::Op(_, whom, gives) => format!("mode {TABLE} {} {whom}", mode(gives)),
            Happening::Kick(_, whom, reason) => format!("kick {TABLE} {whom} {reason}"),
            Happening::Nick(_, new) => format!("nick {new}"),
            Happening::Quit(_, text) => format!("quit {text}"),
        };
        self.0.types(&line);
    }

    fn sees(&mut self, what: Happening, _: bool) {
        let who = what.who();
        self.0.shows(
            &match what {
                Happening::Join(_) => format!("join\t{who}\t{TABLE}\t[]"),
                Happening::Says(_, text) => format!("pubmsg\t{who}\t{TABLE}\t['{text}']"),
                Happening::Acts(_, text) => format!("action\t{who}\t{TABLE}\t['{text}']"),
                Happening::Tells(_, whom, text) => format!("privmsg\t{who}\t{whom}\t['{text}']"),
                Happening::Topic(_, text) => format!("topic\t{who}\t{TABLE}\t['{text}']"),
                Happening::Op(_, whom, gives) => format!("mode\t{who}\t{TABLE}\t['{}', '{whom}']", mode(gives)),
                Happening::Kick(_, whom, reason) => format!("kick\t{who}\t{TABLE}\t['{whom}', '{reason}']"),
                Happening::Nick(_, new) => format!("nick\t{who}\t{new}\t[]"),
                Happening::Quit(_, text) => format!("quit\t{who}\t*\t['*{text}*']"),
            },
            |line| line,
        );
    }

    fn status(&mut self) -> String {
        self.0.printed()
    }

    fn ends(&mut self) {
        self.0.ends();
    }
}
