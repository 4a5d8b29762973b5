//! `ii`: a folder for each conversation, with a pipe for what one says and a file of what was said.

use std::process::Command;

use super::folder::Folder;
use super::happening::{Happening, Peer, TABLE, mode};
use super::program::Program;
use super::support::has;

/// Its folder for the server.
const SERVER: &str = "127.0.0.1";

/// The program.
struct Ii {
    program: Program,
    folder: Folder,
}

/// Connects and registers.
pub fn come(port: u16, nick: &str) -> Option<Box<dyn Peer>> {
    if !has("ii") {
        return None;
    }
    let folder = Folder::new();
    let mut command = Command::new("ii");
    command.args(["-s", SERVER, "-p", &port.to_string(), "-n", nick, "-i"]).arg(folder.path("."));
    let program = Program::start(&mut command);
    let mut ii = Ii { program, folder };
    ii.shows(SERVER, "Welcome*");
    Some(Box::new(ii))
}

impl Ii {
    /// Waits for such a line in a conversation, after the time: `1795193351 <rita> hello`.
    #[track_caller]
    fn shows(&mut self, folder: &str, pattern: &str) {
        self.folder.waits(&format!("{folder}/out"), pattern, |line| line.split_once(' ').map_or("", |(_, rest)| rest));
    }
}

impl Peer for Ii {
    fn does(&mut self, what: Happening) {
        let channel = format!("{SERVER}/{TABLE}/in");
        let server = format!("{SERVER}/in");
        match what {
            Happening::Join(_) => self.folder.pipes(&server, &format!("/j {TABLE}")),
            Happening::Says(_, text) => self.folder.pipes(&channel, text),
            Happening::Tells(_, whom, text) => self.folder.pipes(&server, &format!("/j {whom} {text}")),
            Happening::Topic(_, text) => self.folder.pipes(&channel, &format!("/t {text}")),
            Happening::Nick(_, new) => self.folder.pipes(&server, &format!("/n {new}")),
            Happening::Quit(_, text) => self.folder.pipes(&server, &format!("/q {text}")),
            Happening::Acts(..) | Happening::Op(..) | Happening::Kick(..) => {
                self.folder.pipes(&server, &format!("/{}", what.as_command()))
            }
        }
    }

    fn sees(&mut self, what: Happening, own: bool) {
        let who = what.who();
        let channel = format!("{SERVER}/{TABLE}");
        match what {
            Happening::Join(_) => self.shows(&channel, &format!("-!- {who}(*) has joined {TABLE}")),
            Happening::Says(_, text) => self.shows(&channel, &format!("<{who}> {text}")),
            Happening::Acts(_, text) => self.shows(&channel, &format!("<{who}> \u{1}ACTION {text}\u{1}")),
            Happening::Tells(_, _, text) => self.shows(&format!("{SERVER}/{who}"), &format!("<{who}> {text}")),
            Happening::Topic(_, text) => self.shows(&channel, &format!("-!- {who} changed topic to \"{text}\"")),
            Happening::Op(_, whom, gives) => {
                self.shows(&channel, &format!("-!- {who} changed mode/{TABLE} -> {} {whom}*", mode(gives)));
            }
            Happening::Kick(_, whom, reason) => {
                self.shows(&channel, &format!("-!- {who} kicked {whom} *(\"{reason}\")"));
            }
            // It does not know who is in which channel, and shows these among the server's words.
            Happening::Nick(_, new) if own => self.shows(SERVER, &format!("-!- changed nick to \"{new}\"")),
            Happening::Nick(_, new) => self.shows(SERVER, &format!("-!- {who} changed nick to {new}")),
            Happening::Quit(_, text) => self.shows(SERVER, &format!("-!- {who}(*) has quit *{text}*")),
        }
    }

    fn status(&mut self) -> String {
        self.folder.logs(SERVER)
    }

    fn ends(&mut self) {
        self.program.ends();
    }
}
