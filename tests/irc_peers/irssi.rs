//! `irssi` at a terminal: typed to, and read in its logs; its status window is read on the screen.

use std::fs;

use super::folder::Folder;
use super::happening::{Happening, Peer, TABLE, mode};
use super::support::{Terminal, has, wait_for};

/// The program.
struct Irssi {
    terminal: Terminal,
    folder: Folder,
}

/// Starts it, connects and registers.
pub fn come(port: u16, nick: &str) -> Option<Box<dyn Peer>> {
    if !has("irssi") || !has("tmux") {
        return None;
    }
    let folder = Folder::new();
    let commands = [
        "/set autolog_level all".to_owned(),
        format!("/set autolog_path {}/$$0.log", folder.text("log")),
        "/set autolog on".to_owned(),
        // Else what is typed too fast is taken for pasted, and it asks.
        "/set paste_verify_line_count 0".to_owned(),
        // Else it waits for more modes to tell of them all at once.
        "/set group_multi_mode off".to_owned(),
        // Without its brake against floods.
        "/set cmds_max_at_once 100".to_owned(),
        "/set cmd_queue_speed 10msec".to_owned(),
        format!("/connect 127.0.0.1 {port} \"\" {nick}\n"),
    ];
    fs::write(folder.path("startup"), commands.join("\n")).unwrap();
    let terminal = Terminal::run(120, &format!("exec env LC_ALL=C.UTF-8 irssi --home={}", folder.text("")));
    let irssi = Irssi { terminal, folder };
    irssi.terminal.shows_where("Welcome", |line| line.contains("-!- Welcome "));
    Some(Box::new(irssi))
}

impl Irssi {
    /// Waits for such a line in the log of a channel or of a person, after the time: `16:49 < rita> hello`.
    #[track_caller]
    fn shows(&mut self, of: &str, pattern: &str) {
        self.folder.waits(&format!("log/{of}.log"), pattern, |line| line.split_once(' ').map_or("", |(_, rest)| rest));
    }
}

impl Peer for Irssi {
    fn does(&mut self, what: Happening) {
        if !matches!(what, Happening::Join(_) | Happening::Tells(..)) {
            self.terminal.types(&format!("/window goto {TABLE}"));
        }
        self.terminal.types(&match what {
            Happening::Join(_) => format!("/join {TABLE}"),
            Happening::Says(_, text) => text.to_owned(),
            Happening::Acts(_, text) => format!("/me {text}"),
            Happening::Tells(_, whom, text) => format!("/msg {whom} {text}"),
            Happening::Topic(_, text) => format!("/topic {text}"),
            Happening::Op(_, whom, true) => format!("/op {whom}"),
            Happening::Op(_, whom, false) => format!("/deop {whom}"),
            Happening::Kick(_, whom, reason) => format!("/kick {whom} {reason}"),
            Happening::Nick(_, new) => format!("/nick {new}"),
            Happening::Quit(_, text) => format!("/quit {text}"),
        });
    }

    fn sees(&mut self, what: Happening, own: bool) {
        let who = what.who();
        match what {
            Happening::Join(_) => {
                self.shows(TABLE, &format!("-!- {who} [*] has joined {TABLE}"));
                if own {
                    // It has asked for the modes, the people and the bans, and understood the answers.
                    self.shows(TABLE, &format!("-!- Irssi: Join to {TABLE} was synced in * secs"));
                }
            }
            Happening::Says(_, text) => self.shows(TABLE, &format!("<*{who}> {text}")),
            Happening::Acts(_, text) => self.shows(TABLE, &format!(" * {who} {text}")),
            Happening::Tells(_, _, text) => self.shows(who, &format!("<*{who}> {text}")),
            Happening::Topic(_, text) => {
                self.shows(TABLE, &format!("-!- {who} changed the topic of {TABLE} to: {text}"));
            }
            Happening::Op(_, whom, gives) => {
                self.shows(TABLE, &format!("-!- mode/{TABLE} [{} {whom}] by *{who}", mode(gives)));
            }
            Happening::Kick(_, whom, reason) => {
                self.shows(TABLE, &format!("-!- {whom} was kicked from {TABLE} by {who} [{reason}]"));
            }
            Happening::Nick(_, new) if own => self.shows(TABLE, &format!("-!- You're now known as {new}")),
            Happening::Nick(_, new) => self.shows(TABLE, &format!("-!- {who} is now known as {new}")),
            Happening::Quit(_, text) => self.shows(TABLE, &format!("-!- {who} [*] has quit [*{text}*]")),
        }
    }

    fn status(&mut self) -> String {
        self.terminal.types("/window 1");
        self.terminal.shows("[(status)]");
        let screen = self.terminal.screen();
        self.terminal.types(&format!("/rawlog save {}", self.folder.text("raw")));
        let raw = wait_for("irssi's raw log", || Some(self.folder.log("raw")).filter(|raw| raw.contains(" 001 ")));
        // Before it is welcome, irssi sends `JOIN :` to be refused: so it learns of servers that do not know CAP.
        screen + &raw[raw.find(" 001 ").unwrap()..] + &self.folder.logs("log")
    }

    fn ends(&mut self) {
        wait_for("irssi's end", || self.terminal.has_ended().then_some(()));
    }
}
