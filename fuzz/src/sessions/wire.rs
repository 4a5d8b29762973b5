//! The other end of a connection: a screen that shows what was sent, and that may stand still.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use chat::model::SessionId;
use chat::server::Wire;

/// What somebody was sent, and how much more they read.
#[derive(Debug, Default)]
pub struct Screen {
    /// The session, once the hub has begun one.
    pub session: Option<SessionId>,
    /// What was sent and not looked at yet.
    pub bytes: Vec<u8>,
    /// How many more bytes are read; none: all there are.
    pub appetite: Option<usize>,
    /// The hub waits to be told that more can be written.
    pub awaited: bool,
    /// The other end is gone, and the hub has not noticed.
    pub broken: bool,
    /// The hub has ended the connection.
    pub finished: bool,
}

/// A screen that two hold: the hub, through its [`Wire`], and the one who looks at it.
#[derive(Clone, Debug, Default)]
pub struct Shared(Arc<Mutex<Screen>>);

impl Shared {
    /// Looks at the screen, or does something to it.
    pub fn with<T>(&self, look: impl FnOnce(&mut Screen) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Wire for Shared {
    fn start(&mut self, session: SessionId) {
        self.with(|screen| screen.session = Some(session));
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.with(|screen| {
            assert!(!screen.finished, "something is written after the end");
            if screen.broken {
                return Err(io::ErrorKind::BrokenPipe.into());
            }
            let count = screen.appetite.map_or(bytes.len(), |left| left.min(bytes.len()));
            if count == 0 {
                screen.awaited = true;
                return Err(io::ErrorKind::WouldBlock.into());
            }
            screen.appetite = screen.appetite.map(|left| left - count);
            screen.bytes.extend_from_slice(&bytes[..count]);
            Ok(count)
        })
    }

    fn finish(self: Box<Self>) {
        self.with(|screen| screen.finished = true);
    }
}
