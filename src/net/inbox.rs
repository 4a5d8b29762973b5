//! The hub's inbox: how what was done on other threads reaches it.

use std::io;
use std::sync::Arc;

use async_channel::{Receiver, Sender};
use mio::{Registry, Token, Waker};

use crate::server::Input;

/// Inputs that may wait for the hub; beyond them, whoever sends one waits.
const ROOM: usize = 64;

/// The way into the hub from other threads.
#[derive(Clone)]
pub struct Inbox {
    inputs: Sender<Input>,
    waker: Arc<Waker>,
}

impl Inbox {
    /// An inbox, and what comes out of it; `token` wakes the poll of this registry.
    ///
    /// # Errors
    /// When the system gives no way to wake a poll.
    pub fn new(registry: &Registry, token: Token) -> io::Result<(Self, Receiver<Input>)> {
        let (inputs, taken) = async_channel::bounded(ROOM);
        Ok((Inbox { inputs, waker: Arc::new(Waker::new(registry, token)?) }, taken))
    }

    /// Hands the hub an input; false once there is no hub.
    pub async fn send(&self, input: Input) -> bool {
        let sent = self.inputs.send(input).await.is_ok();
        // A poll that cannot be woken looks into the inbox at the next event.
        let _ = self.waker.wake();
        sent
    }
}
