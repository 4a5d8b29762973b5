//! A netcat, whose person speaks the line protocol.

use std::process::Command;

use super::happening::{Happening, Peer, TABLE};
use super::program::Program;
use super::support::has;

/// The program.
struct Netcat(Program);

/// Connects and takes a nick.
pub fn come(port: u16, nick: &str) -> Option<Box<dyn Peer>> {
    if !has("nc") {
        return None;
    }
    let mut program = Program::start(Command::new("nc").args(["127.0.0.1", &port.to_string()]));
    program.shows("[server] Try *", |line| line);
    program.types(&format!("NICK {nick}"));
    Some(Box::new(Netcat(program)))
}

impl Peer for Netcat {
    fn does(&mut self, what: Happening) {
        self.0.types(&match what {
            Happening::Join(_) => format!("JOIN {TABLE}"),
            Happening::Says(_, text) => format!("MSG {TABLE} {text}"),
            Happening::Acts(_, text) => format!("ME {text}"),
            Happening::Tells(_, whom, text) => format!("/msg {whom} {text}"),
            Happening::Topic(_, text) => format!("TOPIC {text}"),
            Happening::Op(_, whom, true) => format!("GRANT {whom}"),
            Happening::Op(_, whom, false) => format!("REVOKE {whom}"),
            Happening::Kick(_, whom, reason) => format!("KICK {whom} {reason}"),
            Happening::Nick(_, new) => format!("NICK {new}"),
            Happening::Quit(_, text) => format!("QUIT {text}"),
        });
    }

    fn sees(&mut self, what: Happening, own: bool) {
        let who = what.who();
        let pattern = match what {
            Happening::Join(_) if own => format!("[server] You are in {TABLE}*"),
            Happening::Join(_) => format!("[server] {who} joins {TABLE}"),
            Happening::Says(_, text) => format!("[{who}] {text}"),
            Happening::Acts(_, text) => format!("* {who} {text}"),
            Happening::Tells(_, whom, text) => format!("[{who} -> {whom}] {text}"),
            Happening::Topic(_, text) => format!("[server] Topic of {TABLE}, by {who}: {text}"),
            Happening::Op(_, whom, true) => format!("[server] {whom} is now an admin of {TABLE}, says {who}"),
            Happening::Op(_, whom, false) => format!("[server] {whom} is no longer an admin of {TABLE}, says {who}"),
            Happening::Kick(_, whom, reason) => format!("[server] {whom} is put out of {TABLE} by {who}: {reason}"),
            // One who took a nick is not told so.
            Happening::Nick(..) if own => return,
            Happening::Nick(_, new) => format!("[server] {who} is now {new}"),
            Happening::Quit(_, text) => format!("[{who}] {text}"),
        };
        self.0.shows(&pattern, |line| line);
    }

    fn status(&mut self) -> String {
        self.0.printed()
    }

    fn ends(&mut self) {
        self.0.ends();
    }
}
