//! A connection as the hub keeps it: what came in and waits, what goes out, and what holds it up.

use std::collections::VecDeque;

use crate::command::Pages;
use crate::config::Limits;
use crate::dialect::{Dialect, Framer, link};
use crate::model::{Caps, Empty, Rare, Refusal, SessionId, Time};

use super::flood::Flood;
use super::input::Wire;
use super::outbox::Outbox;
use super::reading::Unread;
use super::traffic::Traffic;

/// A connection.
pub struct Connection {
    /// What is spoken on it.
    pub dialect: Dialect,
    /// What the program at the other end asked to be told, as the world has it.
    pub caps: Caps,
    /// What went out so far.
    pub sent: Traffic,
    /// What came in so far.
    pub received: Traffic,
    /// What goes out.
    pub outbox: Outbox,
    /// What came in and is no line yet, or waits for its turn.
    pub framer: Framer,
    /// What its sender may still do at once; none: no limit applies to them.
    pub flood: Option<Flood>,
    /// When something came in last.
    pub heard: Time,
    /// Nothing more comes in: after what waits, the person leaves.
    pub input_over: bool,
    /// Nothing more goes out than what is in the outbox.
    pub closing: bool,
    /// A password is being compared: what comes after waits for that.
    pub busy: bool,
    /// The one who cannot read as fast as this one speaks.
    pub brake: Option<SessionId>,
    /// It waits for its turn.
    pub queued: bool,
    /// A crowd heard what it said last.
    pub loud: bool,
    /// It waits until its flood budget allows the next line.
    pub timed: bool,
    /// What may be there to be read.
    pub unread: Unread,
    /// It is in the row of those of whom there is more to read.
    pub in_row: bool,
    /// It was asked whether it is still there, and nothing came in since.
    pub pinged: bool,
    /// What few connections have, and most only for a moment.
    pub rare: Rare<Affairs>,
    paused: bool,
}

/// What few connections have, and most only for a moment.
#[derive(Default)]
pub struct Affairs {
    /// What came in where there are no lines, or before it is known whether there are, and waits for its turn.
    pub chunk: Vec<u8>,
    /// What the answer to the line that is being run beside the hub is to bear.
    pub label: Option<String>,
    /// Long answers of which pages are still to come: the next line waits for them.
    pub pages: VecDeque<Pages>,
    /// The batch that those pages are part of.
    pub batch: Option<String>,
    /// Why it is turned away, as soon as it is known in what words to say it.
    pub refused: Option<Refusal>,
    /// Wrong passwords so far.
    pub failures: u32,
}

impl Empty for Affairs {
    const EMPTY: &'static Affairs =
        &Affairs { chunk: Vec::new(), label: None, pages: VecDeque::new(), batch: None, refused: None, failures: 0 };
}

impl Connection {
    /// A new one.
    #[must_use]
    pub fn new(dialect: Dialect, wire: Box<dyn Wire>, flood: Option<Flood>, now: Time) -> Self {
        Connection {
            dialect,
            caps: Caps::NONE,
            sent: Traffic::default(),
            received: Traffic::default(),
            outbox: Outbox::new(wire, now),
            framer: Framer::of(dialect),
            flood,
            heard: now,
            input_over: false,
            closing: false,
            busy: false,
            brake: None,
            queued: false,
            loud: false,
            timed: false,
            unread: Unread::Nothing,
            in_row: false,
            pinged: false,
            rare: Rare::NONE,
            paused: false,
        }
    }

    /// Bytes that may wait to be read at its other end; a link carries what is said to many.
    #[must_use]
    pub fn sendq(&self, limits: &Limits) -> usize {
        if self.dialect == Dialect::Link { limits.link_sendq } else { limits.sendq }
    }

    /// Whether its next line must wait: for a password, for one it outruns, or until it has read more of its answers. What
    /// goes to another server is no answer to it: two who have much to tell each other would both wait for ever.
    #[must_use]
    pub fn is_held(&self, limits: &Limits) -> bool {
        let reads_behind = self.dialect != Dialect::Link && !self.outbox.is_easy(limits.sendq);
        self.busy || self.brake.is_some() || reads_behind
    }

    /// Whether there is something to do for it once it is no longer held.
    #[must_use]
    pub fn has_work(&self) -> bool {
        let reads = self.paused || self.input_over || self.framer.waiting() > 0 || !self.rare.chunk.is_empty();
        reads || !self.rare.pages.is_empty()
    }

    /// Stops reading while more waits than is taken, and goes on when it is.
    pub fn mind_the_recvq(&mut self, limits: &Limits) {
        // What must fit is a line of the longest that another server may send.
        let recvq = if self.dialect == Dialect::Link { limits.recvq.max(2 * link::LONGEST) } else { limits.recvq };
        self.paused = self.is_held(limits) || self.framer.waiting() > recvq;
    }

    /// Whether what comes in is read.
    #[must_use]
    pub fn is_read(&self) -> bool {
        !self.paused && !self.input_over
    }
}
