//! How people speak and read: each dialect parses what they send and renders what they are told.
//!
//! Invariant: a dialect knows words and bytes, neither a socket nor any command; [`link`] alone asks the world whom a
//! server means.

pub mod budget;
pub mod console;
pub mod detect;
mod framer;
pub mod irc;
mod kept;
pub mod line;
pub mod link;
pub mod proxy;

pub use framer::{Framed, Framer};

use crate::model::{Caps, Event, Refusal, Reply, Stamp, Time};

/// Everything that changes the bytes of an event: people of one flavor get the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flavor {
    /// The dialect they read.
    pub dialect: Dialect,
    /// They are in several channels, so that a line names its own.
    pub several: bool,
    /// They did it themselves.
    pub own: bool,
    /// What their program asked to be told.
    pub caps: Caps,
}

impl Flavor {
    /// The flavor of a reader: only what changes the bytes in their dialect counts.
    #[inline]
    #[must_use]
    pub fn new(dialect: Dialect, several: bool, own: bool, caps: Caps) -> Self {
        let irc = dialect == Dialect::Irc;
        let caps = if irc { caps & irc::RENDERED } else { Caps::NONE };
        Flavor { dialect, several: several && !irc, own, caps }
    }
}

/// Who reads an answer.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    /// The dialect they read.
    pub dialect: Dialect,
    /// What their program asked to be told.
    pub caps: Caps,
    /// What they are called; `*` while they are nobody yet.
    pub nick: &'a str,
    /// The server's name.
    pub server: &'a str,
    /// When it is answered.
    pub at: Time,
}

/// What is spoken on a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Not known before the first bytes, or a silence.
    Auto,
    /// The line protocol, for netcat and telnet.
    Line,
    /// IRC.
    Irc,
    /// What servers say to each other.
    Link,
    /// Budget Chat of Protohackers.
    Budget,
    /// The server's own terminal.
    Console,
    /// Bytes that go unchanged to all others (TP5c 1.1).
    Relay,
    /// Bytes that come back (TP04 1).
    Echo,
}

/// Writes an event as people of this flavor read it; nothing, where it is not for them. `server` is the server's name.
pub fn render_event(event: &Event, stamp: &Stamp, flavor: Flavor, server: &str, out: &mut String) {
    match flavor.dialect {
        Dialect::Line => line::render_event(event, flavor, out),
        Dialect::Irc => irc::render_event(event, stamp, flavor, server, out),
        Dialect::Budget => budget::render_event(event, flavor, out),
        Dialect::Console => console::render_event(event, out),
        Dialect::Auto | Dialect::Link | Dialect::Relay | Dialect::Echo => {}
    }
}

/// Writes an answer, or why there is none.
pub fn render_reply(reply: &Result<Reply, Refusal>, reader: &Reader, out: &mut String) {
    match (reader.dialect, reply) {
        (Dialect::Line | Dialect::Auto, Ok(reply)) => line::render_reply(reply, out),
        (Dialect::Line | Dialect::Auto, Err(refusal)) => line::render_refusal(refusal, out),
        (Dialect::Irc | Dialect::Link, Ok(reply)) => irc::render_reply(reply, reader, out),
        (Dialect::Irc | Dialect::Link, Err(refusal)) => irc::render_refusal(refusal, reader, out),
        (Dialect::Budget, Ok(reply)) => budget::render_reply(reply, out),
        (Dialect::Budget, Err(refusal)) => budget::render_refusal(refusal, out),
        (Dialect::Console, reply) => console::render_reply(reply, out),
        (Dialect::Relay | Dialect::Echo, _) => {}
    }
}
