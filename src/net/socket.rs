//! A TCP connection: a task that reads it into one buffer shared by all, and the way the hub writes to it.

use std::cell::RefCell;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_channel::{Receiver, Sender};
use smol::{Async, Timer};

use super::Tasks;
use crate::model::SessionId;
use crate::server::{Input, Wire};

/// Bytes taken at once: little beside a SendQ, so that many who send at the same time outrun nobody before they are braked.
const READ: usize = 16 << 10;

/// How long a connection that was ended is still read, so that the last line arrives: closing a socket while bytes
/// come in would reset it.
const LINGER: Duration = Duration::from_secs(2);

thread_local! {
    /// Where every connection is read into; an idle one holds no buffer.
    static BUFFER: RefCell<Box<[u8]>> = RefCell::new(vec![0; READ].into());
}

/// A TCP connection, as the hub holds it.
pub struct TcpWire {
    socket: Arc<Async<TcpStream>>,
    inbox: Sender<Input>,
    tasks: Tasks,
    session: SessionId,
    gate: Arc<Gate>,
    go: Option<Sender<()>>,
}

/// What the hub says to the reading task.
#[derive(Default)]
struct Gate {
    paused: AtomicBool,
    /// The hub has not yet taken what was read last.
    untaken: AtomicBool,
    finished: AtomicBool,
}

impl Gate {
    /// Whether nothing may be read now; a connection that was ended is read to its end.
    fn is_closed(&self) -> bool {
        let held = self.paused.load(Ordering::Acquire) || self.untaken.load(Ordering::Acquire);
        held && !self.finished.load(Ordering::Acquire)
    }
}

impl TcpWire {
    /// Lets the reading task look again whether it may go on.
    fn resume(&self) {
        if let Some(go) = self.go.as_ref().filter(|_| !self.gate.is_closed()) {
            let _ = go.try_send(());
        }
    }

    /// The wire of a connection that was accepted.
    #[must_use]
    pub fn new(socket: Async<TcpStream>, inbox: Sender<Input>, tasks: Tasks) -> Self {
        let (socket, gate) = (Arc::new(socket), Arc::default());
        TcpWire { socket, inbox, tasks, session: SessionId::default(), gate, go: None }
    }
}

impl Wire for TcpWire {
    fn start(&mut self, session: SessionId) {
        self.session = session;
        let (go, resumed) = async_channel::bounded(1);
        self.go = Some(go);
        let (socket, gate, inbox) = (self.socket.clone(), self.gate.clone(), self.inbox.clone());
        self.tasks.spawn(read(socket, gate, resumed, inbox, session)).detach();
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.socket.get_ref().write(bytes)
    }

    fn wake_when_writable(&mut self) {
        let (socket, inbox, session) = (self.socket.clone(), self.inbox.clone(), self.session);
        let wake = async move {
            // A broken connection counts as writable: the write then says what is wrong.
            let _ = socket.writable().await;
            let _ = inbox.send(Input::Writable { session }).await;
        };
        self.tasks.spawn(wake).detach();
    }

    fn taken(&mut self) {
        self.gate.untaken.store(false, Ordering::Release);
        self.resume();
    }

    fn pause(&mut self, paused: bool) {
        self.gate.paused.store(paused, Ordering::Release);
        self.resume();
    }

    fn finish(&mut self) {
        if self.go.is_none() {
            // Nobody's: what they send is thrown away, and nobody is told.
            self.start(SessionId::default());
        }
        self.gate.finished.store(true, Ordering::Release);
        self.pause(false);
        let _ = self.socket.get_ref().shutdown(Shutdown::Write);
        // Only the reading task keeps it open from here: as soon as the other end has closed too, it is gone.
        let socket = Arc::downgrade(&self.socket);
        let close = async move {
            Timer::after(LINGER).await;
            if let Some(socket) = socket.upgrade() {
                let _ = socket.get_ref().shutdown(Shutdown::Both);
            }
        };
        self.tasks.spawn(close).detach();
    }
}

/// Reads until the end, and tells the hub what came in; what comes after [`Wire::finish`] is thrown away.
async fn read(
    socket: Arc<Async<TcpStream>>,
    gate: Arc<Gate>,
    resumed: Receiver<()>,
    inbox: Sender<Input>,
    session: SessionId,
) {
    loop {
        while gate.is_closed() {
            if resumed.recv().await.is_err() {
                break;
            }
        }
        if socket.readable().await.is_err() {
            break;
        }
        let input = match take(socket.get_ref()) {
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => continue,
            Err(_) => Input::Ended { session, reset: true },
            Ok(bytes) if bytes.is_empty() => Input::Ended { session, reset: false },
            Ok(_) if gate.finished.load(Ordering::Acquire) => continue,
            Ok(bytes) => Input::Read { session, bytes },
        };
        let ended = matches!(input, Input::Ended { .. });
        gate.untaken.store(true, Ordering::Release);
        if inbox.send(input).await.is_err() || ended {
            break;
        }
    }
}

fn take(mut stream: &TcpStream) -> io::Result<Vec<u8>> {
    BUFFER.with_borrow_mut(|buffer| stream.read(buffer).map(|count| buffer[..count].to_vec()))
}
