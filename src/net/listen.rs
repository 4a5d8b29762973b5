//! Listening: dual stack where the machine has IPv6, and accepting for as long as there is room.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use async_channel::Sender;
use smol::{Async, Timer};
use socket2::{Domain, Protocol, SockRef, Socket, TcpKeepalive, Type};

use super::Tasks;
use super::socket::TcpWire;
use crate::server::{Input, Wire};

/// Connections that may wait to be accepted.
const BACKLOG: i32 = 4096;

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
pub fn bind(address: SocketAddr) -> io::Result<Async<TcpListener>> {
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

fn bind_exactly(address: SocketAddr) -> io::Result<Async<TcpListener>> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    if address.is_ipv6() {
        socket.set_only_v6(false)?;
    }
    socket.set_reuse_address(true)?;
    // Those who are accepted inherit it. The size of the other buffer stays the system's: once set, Linux drops what does
    // not fit, acknowledgements too, and somebody who writes much seems not to read.
    socket.set_send_buffer_size(SEND_BUFFER)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Async::new(socket.into())
}

/// Accepts for ever; `opened` says what the hub is told of a connection. Without a file descriptor for another one,
/// those who are in go on, and accepting does as soon as there is room; the log says so once.
pub async fn accept(
    listener: Async<TcpListener>,
    opened: impl Fn(Box<dyn Wire>, SocketAddr) -> Input,
    inbox: Sender<Input>,
    tasks: Tasks,
) {
    let mut refused: Option<Instant> = None;
    loop {
        let (stream, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) if is_for_one(&error) => continue,
            Err(error) => {
                if refused.is_none_or(|at| at.elapsed() > CALM) {
                    log::warn!("no room for more connections: {error}; those who are in go on, others wait");
                }
                refused = Some(Instant::now());
                Timer::after(NO_ROOM).await;
                continue;
            }
        };
        prepare(stream.get_ref());
        let wire = Box::new(TcpWire::new(stream, inbox.clone(), tasks.clone()));
        if inbox.send(opened(wire, peer)).await.is_err() {
            return;
        }
    }
}

/// The error is that of one connection, which is gone already.
fn is_for_one(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionReset | Interrupted)
}

/// Sends without delay, notices dead peers, keeps telnet's urgent byte in its place. A connection that is gone already
/// fails here, and again where it is read.
pub(super) fn prepare(stream: &TcpStream) {
    let socket = SockRef::from(stream);
    let keepalive = TcpKeepalive::new().with_time(KEEPALIVE);
    let _ = stream.set_nodelay(true);
    let _ = socket.set_tcp_keepalive(&keepalive);
    let _ = socket.set_out_of_band_inline(true);
}
