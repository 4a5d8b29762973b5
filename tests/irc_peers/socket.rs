//! A plain socket of ours that speaks IRC: it makes the channel, and sees each line as it is on the wire.

use super::happening::{Happening, Peer, TABLE, fits, mode};
use super::support::Netcat;

/// The connection, and all it heard.
struct Socket {
    stream: Netcat,
    heard: Vec<String>,
}

/// Connects and registers.
pub fn come(port: u16, nick: &str) -> Option<Box<dyn Peer>> {
    let mut socket = Socket { stream: Netcat::connect(port), heard: Vec::new() };
    socket.stream.bytes(format!("NICK {nick}\r\nUSER {nick} 0 * :{nick}\r\n").as_bytes());
    socket.hears(&format!(":* 001 {nick} :Welcome*"));
    Some(Box::new(socket))
}

impl Socket {
    /// Waits for such a line; answers PING on the way, whoever waits.
    #[track_caller]
    fn hears(&mut self, pattern: &str) {
        loop {
            let line = self.stream.next_line();
            let line = line.trim_end_matches('\r');
            self.heard.push(line.to_owned());
            if let Some((_, token)) = line.split_once("PING ").filter(|(before, _)| !before.contains(' ')) {
                self.stream.bytes(format!("PONG {token}\r\n").as_bytes());
            }
            if fits(pattern, line) {
                return;
            }
        }
    }
}

impl Peer for Socket {
    fn does(&mut self, what: Happening) {
        self.stream.bytes(format!("{}\r\n", what.as_command()).as_bytes());
    }

    fn sees(&mut self, what: Happening, _: bool) {
        let who = what.who();
        let pattern = match what {
            Happening::Join(_) => format!(":{who}!*@* JOIN *{TABLE}"),
            Happening::Says(_, text) => format!(":{who}!*@* PRIVMSG {TABLE} :{text}"),
            Happening::Acts(_, text) => format!(":{who}!*@* PRIVMSG {TABLE} :\u{1}ACTION {text}\u{1}"),
            Happening::Tells(_, whom, text) => format!(":{who}!*@* PRIVMSG {whom} :{text}"),
            Happening::Topic(_, text) => format!(":{who}!*@* TOPIC {TABLE} :{text}"),
            Happening::Op(_, whom, gives) => format!(":{who}!*@* MODE {TABLE} {} *{whom}", mode(gives)),
            Happening::Kick(_, whom, reason) => format!(":{who}!*@* KICK {TABLE} {whom} :{reason}"),
            Happening::Nick(_, new) => format!(":{who}!*@* NICK *{new}"),
            Happening::Quit(_, text) => format!(":{who}!*@* QUIT :*{text}*"),
        };
        self.hears(&pattern);
    }

    fn status(&mut self) -> String {
        self.heard.join("\n")
    }

    fn ends(&mut self) {
        self.stream.hear_out();
    }
}
