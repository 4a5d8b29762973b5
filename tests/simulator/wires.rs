//! Wires in memory: what a hub writes waits at its end until the network carries it on.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use chat::model::SessionId;
use chat::server::Wire;

/// One end of a connection, which the hub and the network hold together.
#[derive(Clone, Default)]
pub struct End(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    session: Option<SessionId>,
    written: Vec<u8>,
    finished: bool,
    broken: bool,
}

impl End {
    fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The hub's name for it, once the hub has it.
    pub fn session(&self) -> Option<SessionId> {
        self.with(|state| state.session)
    }

    /// What was written since the last time.
    pub fn take_written(&self) -> Vec<u8> {
        self.with(|state| std::mem::take(&mut state.written))
    }

    /// Whether the hub has ended it.
    pub fn is_finished(&self) -> bool {
        self.with(|state| state.finished)
    }

    /// What is written from now on meets a broken connection.
    pub fn break_off(&self) {
        self.with(|state| state.broken = true);
    }
}

impl Wire for End {
    fn start(&mut self, session: SessionId) {
        self.with(|state| state.session = Some(session));
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.with(|state| {
            if state.broken {
                return Err(io::ErrorKind::BrokenPipe.into());
            }
            state.written.extend_from_slice(bytes);
            Ok(bytes.len())
        })
    }

    fn finish(self: Box<Self>) {
        self.with(|state| state.finished = true);
    }
}

/// A connection between two servers: the one who called is at end 0.
pub struct Connection {
    /// Who is at which end.
    pub servers: [usize; 2],
    /// The ends themselves.
    pub ends: [End; 2],
    /// Milliseconds that bytes are on their way.
    pub delay: u64,
    /// When the last bytes that are on their way to each end arrive: none overtake others.
    pub arrival: [u64; 2],
    /// Bytes that each end has written and that are no whole line yet.
    pub unfinished: [Vec<u8>; 2],
    /// Whether each end was told that nothing more comes.
    pub ended: [bool; 2],
    /// Nothing is carried any more.
    pub is_cut: bool,
}

impl Connection {
    /// One over which nothing has gone yet.
    pub fn new(servers: [usize; 2], delay: u64, now: u64) -> Self {
        Connection {
            servers,
            ends: Default::default(),
            delay,
            arrival: [now; 2],
            unfinished: Default::default(),
            ended: [false; 2],
            is_cut: false,
        }
    }

    /// Whether it still joins these two servers, in either direction.
    pub fn joins(&self, one: usize, other: usize) -> bool {
        !self.is_cut && (self.servers == [one, other] || self.servers == [other, one])
    }
}
