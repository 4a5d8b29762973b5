//! The server's own terminal: standard input and output as one more connection.

use std::io::{self, Write};

use async_channel::{Receiver, Sender, TrySendError};
use futures_lite::AsyncReadExt;
use smol::Unblock;

use super::Inbox;
use crate::model::SessionId;
use crate::server::{Input, Wire};

/// Writes that may wait for a terminal that stands still; beyond them, lines are dropped.
const BACKLOG: usize = 10_000;

/// Standard input and output, as the hub holds them.
pub struct Terminal {
    lines: Sender<Vec<u8>>,
    inbox: Inbox,
    reads: bool,
}

impl Terminal {
    /// The terminal, and what must be awaited for all of it to be written; `reads`: whether standard input is read.
    pub fn new(reads: bool, inbox: Inbox) -> (Self, smol::Task<()>) {
        let (lines, to_write) = async_channel::bounded(BACKLOG);
        let writer = smol::unblock(move || write(&to_write));
        (Terminal { lines, inbox, reads }, writer)
    }
}

impl Wire for Terminal {
    fn start(&mut self, session: SessionId) {
        if self.reads {
            smol::spawn(read(session, self.inbox.clone())).detach();
        }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.lines.try_send(bytes.to_vec()) {
            Err(TrySendError::Full(_)) => log::debug!("standard output stands still: a line is dropped"),
            Ok(()) | Err(TrySendError::Closed(_)) => {}
        }
        Ok(bytes.len())
    }

    fn finish(self: Box<Self>) {
        self.lines.close();
    }
}

/// Writes all there is at once, on a thread of its own: a terminal may stand still.
fn write(lines: &Receiver<Vec<u8>>) {
    let mut out = io::stdout();
    while let Ok(mut bytes) = lines.recv_blocking() {
        std::iter::from_fn(|| lines.try_recv().ok()).for_each(|more| bytes.extend(more));
        if out.write_all(&bytes).and_then(|()| out.flush()).is_err() {
            break;
        }
    }
}

/// Reads what is typed; the end of standard input ends nothing but that.
async fn read(session: SessionId, inbox: Inbox) {
    let mut stdin = Unblock::new(io::stdin());
    let mut buffer = [0; 1024];
    loop {
        match stdin.read(&mut buffer).await {
            Ok(0) | Err(_) => break,
            Ok(count) => {
                if !inbox.send(Input::Read { session, bytes: buffer[..count].to_vec() }).await {
                    break;
                }
            }
        }
    }
}
