//! `weechat-headless`: driven through its pipe, and read in the logs of its buffers.

use std::process::{Command, Stdio};

use super::folder::Folder;
use super::happening::{Happening, Peer, TABLE, mode};
use super::program::Program;
use super::support::has;

/// The program.
struct Weechat {
    program: Program,
    folder: Folder,
}

/// Starts it, connects and registers, as it comes.
pub fn come(port: u16, nick: &str) -> Option<Box<dyn Peer>> {
    come_with(port, nick, "")
}

/// The same with every capability it knows.
pub fn come_with_capabilities(port: u16, nick: &str) -> Option<Box<dyn Peer>> {
    let all = "account-notify,away-notify,cap-notify,chghost,extended-join,invite-notify,message-tags,multi-prefix,\
               server-time,setname,userhost-in-names";
    come_with(port, nick, &format!(" -capabilities={all}"))
}

fn come_with(port: u16, nick: &str, options: &str) -> Option<Box<dyn Peer>> {
    if !has("weechat-headless") {
        return None;
    }
    let folder = Folder::new();
    let mut command = Command::new("weechat-headless");
    command.env("LC_ALL", "C.UTF-8").arg("-d").arg(folder.path("")).args(["-s", "-P", "alias,charset,fifo,irc,logger"]);
    for run in [
        "/set logger.file.flush_delay 0".to_owned(),
        format!("/set fifo.file.path {}", folder.text("pipe")),
        // Without its brake against floods: it waits two seconds after each line.
        format!(
            "/server add home 127.0.0.1/{port} -nicks={nick} -anti_flood_prio_high=0 -anti_flood_prio_low=0{options}"
        ),
        "/connect home".to_owned(),
    ] {
        command.args(["-r", &run]);
    }
    // What it tells a terminal.
    command.stderr(Stdio::null());
    let program = Program::start(&mut command);
    let mut weechat = Weechat { program, folder };
    weechat.shows("server.home", "--\tWelcome*");
    Some(Box::new(weechat))
}

impl Weechat {
    /// Waits for such a line in the log of a buffer, after the time: `2026-11-20 16:49:11\t@rita\thello`.
    #[track_caller]
    fn shows(&mut self, buffer: &str, pattern: &str) {
        let name = format!("logs/irc.{buffer}.weechatlog");
        self.folder.waits(&name, pattern, |line| line.split_once('\t').map_or("", |(_, rest)| rest));
    }
}

impl Peer for Weechat {
    fn does(&mut self, what: Happening) {
        let line = match what {
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
        };
        let buffer = if let Happening::Join(_) = what { "irc.server.home" } else { &format!("irc.home.{TABLE}") };
        self.folder.pipes("pipe", &format!("{buffer} *{line}"));
    }

    fn sees(&mut self, what: Happening, own: bool) {
        let who = what.who();
        let channel = format!("home.{TABLE}");
        match what {
            Happening::Join(_) => self.shows(&channel, &format!("-->\t{who} (*) has joined {TABLE}")),
            Happening::Says(_, text) => self.shows(&channel, &format!("*{who}\t{text}")),
            Happening::Acts(_, text) => self.shows(&channel, &format!(" *\t*{who} {text}")),
            Happening::Tells(_, _, text) => self.shows(&format!("home.{who}"), &format!("{who}\t{text}")),
            Happening::Topic(_, text) => {
                self.shows(&channel, &format!("--\t*{who} has changed topic for {TABLE} *to \"{text}\""));
            }
            Happening::Op(_, whom, gives) => {
                self.shows(&channel, &format!("--\tMode {TABLE} [{} {whom}] by *{who}", mode(gives)));
            }
            Happening::Kick(_, whom, reason) => {
                self.shows(&channel, &format!("<--\t*{who} has kicked *{whom} ({reason})"));
            }
            Happening::Nick(_, new) if own => self.shows(&channel, &format!("--\tYou are now known as {new}")),
            Happening::Nick(_, new) => self.shows(&channel, &format!("--\t*{who} is now known as {new}")),
            Happening::Quit(_, text) => self.shows(&channel, &format!("<--\t{who} (*) has quit (*{text}*)")),
        }
    }

    fn status(&mut self) -> String {
        self.folder.logs("logs")
    }

    fn ends(&mut self) {
        self.program.ends();
    }
}
