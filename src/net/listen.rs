//! Listening: dual stack where the machine has IPv6, and accepting for as long as there is room.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::{Duration, Instant};

use mio::{Interest, Registry, Token};
use socket2::{Domain, Protocol, SockRef, Socket, TcpKeepalive, Type};

use super::door::Door;
use crate::server::{Input, Wire};

/// Connections that may wait to be accepted.
const BACKLOG: i32 = 4096;

/// Connections that one listener accepts before those who are in have their turn.
const AT_ONCE: usize = 64;

/// How long to wait before accepting again when there is no file descriptor left.
const NO_ROOM: Duration = Duration::from_millis(200);

/// How long there must have been room before the log says again that there is none.
const CALM: Duration = Duration::from_secs(60);

/// Bytes the system keeps for each connection: what waits beyond them is in its outbox, which sees at once whether they
/// are read. By itself the system keeps megabytes, and hears of a reader only after a third of them.
const SEND_BUFFER: usize = 128 << 10;

/// Silence after which the system asks whether the other end is still there.
const KEEPALIVE: Duration = Duration::from_secs(120);

/// Binds an address; `[::]` takes IPv4 too, and becomes `0.0.0.0` on a machine without IPv6.
///
/// # Errors
/// When the address cannot be had, in the system's words.
pub fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    match bind_exactly(address) {
        Err(error) if address.is_ipv6() && address.ip().is_unspecified() && lacks_ipv6(&error) => {
            log::info!("this machine has no IPv6: listening on 0.0.0.0:{} instead", address.port());
            bind_exactly((Ipv4Addr::UNSPECIFIED, address.port()).into())
        }
        other => other,
    }
}

fn lacks_ipv6(error: &io::Error) -> bool {
    // EAFNOSUPPORT has no kind of its own; EADDRNOTAVAIL is what a kernel with IPv6 switched off says.
    const EAFNOSUPPORT: i32 = 97;
    error.raw_os_error() == Some(EAFNOSUPPORT) || error.kind() == io::ErrorKind::AddrNotAvailable
}

fn bind_exactly(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    if address.is_ipv6() {
        socket.set_only_v6(false)?;
    }
    socket.set_reuse_address(true)?;
    // Those who are accepted inherit it. The size of the other buffer stays the system's: once set, Linux drops what does
    // not fit, acknowledgements too, and somebody who writes much seems not to read.
    socket.set_send_buffer_size(SEND_BUFFER)?;
    if IS_INHERITED {
        prepare(&SockRef::from(&socket));
    }
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    Ok(socket.into())
}

/// What the hub is told of a connection that was accepted.
type Opened = Box<dyn Fn(Box<dyn Wire>, SocketAddr) -> Input>;

/// A listener that is watched.
pub struct Listener {
    socket: mio::net::TcpListener,
    opened: Opened,
    /// Somebody may be waiting.
    knocked: bool,
}

impl Listener {
    /// Listens with a socket that was bound; `opened` says what the hub is told of a connection.
    pub fn new(socket: TcpListener, opened: impl Fn(Box<dyn Wire>, SocketAddr) -> Input + 'static) -> Self {
        let (socket, opened) = (mio::net::TcpListener::from_std(socket), Box::new(opened));
        Listener { socket, opened, knocked: false }
    }

    pub(super) fn register(&mut self, registry: &Registry, token: Token) -> io::Result<()> {
        registry.register(&mut self.socket, token, Interest::READABLE)
    }

    /// Somebody wants to come in.
    pub(super) fn knocked(&mut self) {
        self.knocked = true;
    }

    /// Lets in those who wait, as many as are accepted at once.
    fn accept(&mut self, door: &Arc<Door>, take: &mut impl FnMut(Input)) -> io::Result<()> {
        for _ in 0..AT_ONCE {
            match self.socket.accept() {
                Ok((stream, peer)) => {
                    if !IS_INHERITED {
                        prepare(&SockRef::from(&stream));
                    }
                    take((self.opened)(Box::new(door.wire(stream)), peer));
                }
                Err(error) if is_for_one(&error) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.knocked = false;
                    return Ok(());
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// All listeners. Without a file descriptor for another connection, those who are in go on, and accepting does as soon as
/// there is room; the log says so once.
#[derive(Default)]
pub(super) struct Listeners {
    all: Vec<Listener>,
    /// When there was no room last.
    refused: Option<Instant>,
    /// When accepting is tried again, where there was none.
    again: Option<Instant>,
}

impl Listeners {
    pub(super) fn new(all: Vec<Listener>) -> Self {
        Listeners { all, ..Listeners::default() }
    }

    pub(super) fn get_mut(&mut self, number: usize) -> Option<&mut Listener> {
        self.all.get_mut(number)
    }

    /// Whether somebody may come in although nobody knocks.
    pub(super) fn has_work(&self) -> bool {
        self.again.is_none() && self.all.iter().any(|listener| listener.knocked)
    }

    /// When accepting is tried again.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.again
    }

    /// Lets in those who wait.
    pub(super) fn accept(&mut self, door: &Arc<Door>, take: &mut impl FnMut(Input)) {
        if self.again.is_some_and(|again| again > Instant::now()) {
            return;
        }
        self.again = None;
        for listener in self.all.iter_mut().filter(|listener| listener.knocked) {
            let Err(error) = listener.accept(door, take) else { continue };
            let now = Instant::now();
            if self.refused.is_none_or(|at| now - at > CALM) {
                log::warn!("no room for more connections: {error}; those who are in go on, others wait");
            }
            (self.refused, self.again) = (Some(now), Some(now + NO_ROOM));
        }
    }
}

/// The error is that of one connection, which is gone already.
fn is_for_one(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionReset | Interrupted)
}

/// Whether those who are accepted have the options of their listener.
const IS_INHERITED: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// Sends without delay, notices dead peers, keeps telnet's urgent byte in its place. A connection that is gone already
/// fails here, and again where it is read.
pub(super) fn prepare(socket: &SockRef) {
    let _ = socket.set_tcp_nodelay(true);
    let _ = socket.set_tcp_keepalive(&TcpKeepalive::new().with_time(KEEPALIVE));
    let _ = socket.set_out_of_band_inline(true);
}
