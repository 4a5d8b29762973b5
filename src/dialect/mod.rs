//! How people speak and read: each dialect parses what they send and renders what they are told.
//!
//! Invariant: a dialect knows words and bytes, neither the world nor a socket nor any command.

pub mod budget;
pub mod console;
pub mod line;

use crate::model::{Event, Refusal, Reply};

/// Everything that changes the bytes of an event: people of one flavor get the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flavor {
    /// The dialect they read.
    pub dialect: Dialect,
    /// They are in several channels, so that a line names its own.
    pub several: bool,
    /// They did it themselves.
    pub own: bool,
}

/// What is spoken on a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// The line protocol, for netcat and telnet.
    Line,
    /// Budget Chat of Protohackers.
    Budget,
    /// The server's own terminal.
    Console,
    /// Bytes that go unchanged to all others (TP5c 1.1).
    Relay,
    /// Bytes that come back (TP04 1).
    Echo,
}

/// Writes an event as people of this flavor read it; nothing, where it is not for them.
pub fn render_event(event: &Event, flavor: Flavor, out: &mut String) {
    match flavor.dialect {
        Dialect::Line => line::render_event(event, flavor, out),
        Dialect::Budget => budget::render_event(event, flavor, out),
        Dialect::Console => console::render_event(event, out),
        Dialect::Relay | Dialect::Echo => {}
    }
}

/// Writes an answer, or why there is none.
pub fn render_reply(reply: &Result<Reply, Refusal>, dialect: Dialect, out: &mut String) {
    match (dialect, reply) {
        (Dialect::Line, Ok(reply)) => line::render_reply(reply, out),
        (Dialect::Line, Err(refusal)) => line::render_refusal(refusal, out),
        (Dialect::Budget, Ok(reply)) => budget::render_reply(reply, out),
        (Dialect::Budget, Err(refusal)) => budget::render_refusal(refusal, out),
        (Dialect::Console, reply) => console::render_reply(reply, out),
        (Dialect::Relay | Dialect::Echo, _) => {}
    }
}
