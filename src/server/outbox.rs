//! An outbox: what waits to be read by one person, bounded in bytes (SendQ).
//!
//! Whoever has the bytes writes them, and after a short write waits to be told that more can be written. Three sizes matter:
//! - at `FLUSH_AT`, or where less makes them wait, a growing outbox is written without waiting for the end of the turn;
//! - at a quarter of the SendQ, somebody who *is* reading is being outrun: those who speak to them wait (the brake);
//! - at the SendQ, they are disconnected.

use std::io;
use std::rc::Rc;
use std::time::Duration;

use super::input::Wire;
use super::stream::{Bytes, Piece};
use crate::model::{SessionId, Time};

/// Bytes at which an outbox is written without waiting for the end of the turn.
const FLUSH_AT: usize = 64 << 10;

/// Bytes that empty buffers may have together, and one of them alone: what a thousand people need who hear a few lines.
const SPARE: usize = 3 << 20;
const LARGEST_SPARE: usize = 4 << 10;

/// How long somebody whose outbox does not move still counts as reading.
pub const READING: Duration = Duration::from_secs(1);

/// What waits for one person.
pub struct Outbox {
    pub(super) wire: Box<dyn Wire>,
    queue: Vec<u8>,
    /// In place of `queue`, what many hear, and where in it that ends: it is copied only if something else comes behind it,
    /// or if it cannot be written at once.
    stream: Option<(Bytes, usize)>,
    /// Bytes of the one or the other that are written already.
    written: usize,
    /// Bytes that were put in since the last try to write.
    untried: usize,
    /// The last byte that was written is not the end of a line.
    begun: bool,
    waits: bool,
    broken: bool,
    /// When it is to be written.
    pub(super) due: Due,
    moved: Time,
    /// Those who speak no more until this outbox has room.
    pub(super) braked: Vec<SessionId>,
}

/// Buffers that outboxes hand each other: an empty outbox holds none.
#[derive(Default)]
pub struct Spares {
    buffers: Vec<Vec<u8>>,
    bytes: usize,
}

/// When an outbox is to be written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    /// There is nothing new in it.
    Never,
    /// When it is its turn among all who heard the same.
    InTurn,
    /// At the end of the hub's turn.
    #[default]
    Now,
}

/// How an outbox is after something was put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressure {
    /// There is room.
    Low,
    /// Those who speak should wait until there is.
    High,
    /// The SendQ is full.
    Full,
}

impl Outbox {
    /// An empty one.
    #[must_use]
    pub fn new(wire: Box<dyn Wire>, now: Time) -> Self {
        Outbox {
            wire,
            queue: Vec::new(),
            stream: None,
            written: 0,
            untried: 0,
            begun: false,
            waits: false,
            broken: false,
            due: Due::Never,
            moved: now,
            braked: Vec::new(),
        }
    }

    /// Bytes that wait.
    #[must_use]
    pub fn waiting(&self) -> usize {
        let end = self.stream.as_ref().map_or(self.queue.len(), |(_, end)| *end);
        end - self.written
    }

    /// Has a buffer from now on.
    pub fn take_buffer(&mut self, spares: &mut Spares) {
        if self.queue.capacity() == 0
            && let Some(buffer) = spares.buffers.pop()
        {
            spares.bytes -= buffer.capacity();
            self.queue = buffer;
        }
    }

    /// Hands its buffer to others when nothing is in it.
    pub fn give_buffer(&mut self, spares: &mut Spares) {
        if self.queue.is_empty() {
            let buffer = std::mem::take(&mut self.queue);
            let capacity = buffer.capacity();
            if capacity > 0 && capacity <= LARGEST_SPARE && spares.bytes + capacity <= SPARE {
                spares.bytes += capacity;
                spares.buffers.push(buffer);
            }
        }
    }

    /// Puts bytes in, of which a stream may have a `piece`, unless more than `sendq` bytes wait already.
    pub fn push(&mut self, bytes: &[u8], piece: Option<&Piece>, sendq: usize, now: Time) -> Pressure {
        if self.broken {
            return Pressure::Low;
        }
        if self.waiting() > sendq {
            return Pressure::Full;
        }
        if !piece.is_some_and(|piece| self.share(piece)) {
            self.own().extend_from_slice(bytes);
        }
        self.untried += bytes.len();
        if self.untried >= FLUSH_AT.min(sendq / 4) {
            self.flush(now);
        }
        if self.is_outrun(sendq, now) { Pressure::High } else { Pressure::Low }
    }

    /// Shares a piece of a stream with others, if it comes behind what waits of that stream.
    fn share(&mut self, piece: &Piece) -> bool {
        if self.waiting() == 0 {
            self.written = piece.start;
            self.stream = Some((piece.bytes.clone(), piece.end));
            return true;
        }
        match &mut self.stream {
            Some((bytes, end)) if *end == piece.start && Rc::ptr_eq(bytes, &piece.bytes) => {
                *end = piece.end;
                true
            }
            _ => false,
        }
    }

    /// What waits, in bytes of its own.
    fn own(&mut self) -> &mut Vec<u8> {
        if let Some((bytes, end)) = self.stream.take() {
            self.queue.extend_from_slice(&bytes.borrow()[self.written..end]);
            self.written = 0;
        }
        &mut self.queue
    }

    /// Whether its owner reads, and not as fast as others speak.
    #[must_use]
    pub fn is_outrun(&self, sendq: usize, now: Time) -> bool {
        self.waiting() > sendq / 4 && now.since(self.moved) < READING
    }

    /// Whether something waits and none of it was read for so long.
    #[must_use]
    pub fn stands_still(&self, long: Duration, now: Time) -> bool {
        self.waiting() > 0 && now.since(self.moved) >= long
    }

    /// Whether those it braked may go on.
    #[must_use]
    pub fn is_easy(&self, sendq: usize) -> bool {
        self.waiting() <= sendq / 8
    }

    /// Writes what can be written now; what is left waits for [`Outbox::wake`].
    pub fn flush(&mut self, now: Time) {
        self.untried = 0;
        while self.waiting() > 0 && !self.waits {
            match self.write() {
                Ok(0) => self.break_off(),
                Ok(count) => {
                    self.written += count;
                    self.moved = now;
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.waits = true;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => self.break_off(),
            }
        }
        self.compact();
    }

    fn write(&mut self) -> io::Result<usize> {
        let shared = self.stream.as_ref().map(|(bytes, end)| (bytes.borrow(), *end));
        let rest = shared.as_ref().map_or(&self.queue[..], |(bytes, end)| &bytes[..*end]);
        let rest = rest.get(self.written..).unwrap_or_default();
        let count = self.wire.write(rest)?;
        self.begun = count > 0 && rest[count - 1] != b'\n';
        Ok(count)
    }

    /// The connection is broken: nothing more can be read at its other end. What was sent from there is still run.
    pub fn break_off(&mut self) {
        self.broken = true;
        self.empty();
    }

    fn empty(&mut self) {
        self.queue.clear();
        (self.stream, self.written) = (None, 0);
    }

    /// More can be written now; whether something waited for that.
    pub fn wake(&mut self) -> bool {
        std::mem::take(&mut self.waits)
    }

    /// Drops what waits beyond the line that is being written, and puts `last` in its place.
    pub fn cut_off(&mut self, last: &[u8]) {
        self.own();
        let rest = &self.queue[self.written..];
        let keep = if self.begun { rest.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1) } else { 0 };
        self.queue.truncate(self.written + keep);
        self.queue.extend_from_slice(last);
        self.compact();
    }

    /// Forgets what is written; an outbox of which something waits keeps nothing of what others hear.
    fn compact(&mut self) {
        if self.waiting() == 0 {
            return self.empty();
        }
        self.own();
        if self.written > self.queue.len() / 2 {
            self.queue.drain(..self.written);
            self.written = 0;
        }
    }
}
