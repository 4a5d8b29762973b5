//! A TCP connection to a host by its name: all its addresses and ports are tried, the quickest wins.

use std::fmt;
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use futures_lite::FutureExt;
use smol::{Async, LocalExecutor, Timer};
use socket2::{SockRef, TcpKeepalive};

/// How long one address is waited for before the next is tried beside it (RFC 8305 5, "Connection Attempt Delay").
const STAGGER: Duration = Duration::from_millis(250);

/// How long the whole may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// Silence after which the system asks whether the other end is still there, and how often it asks after that.
const KEEPALIVE: Duration = Duration::from_secs(20);

/// How long what was sent may stay without a sign that it arrived: then the network is broken.
#[cfg(target_os = "linux")]
const UNHEARD: Duration = Duration::from_secs(60);

/// Why there is no connection; [`fmt::Display`] is a sentence without a full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreachable {
    /// The name has no address: the name, and the system's words.
    Unknown(String, String),
    /// The host is there, and nobody listens: host and port.
    Refused(String),
    /// Nothing came back: host and port.
    Silent(String),
    /// Anything else: host and port, and the system's words.
    Other(String, String),
}

impl fmt::Display for Unreachable {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Unreachable::Unknown(host, why) => write!(f, "no address is known for `{host}`: {why}"),
            Unreachable::Refused(place) => write!(f, "nobody listens on {place}"),
            Unreachable::Silent(place) => write!(f, "{place} does not answer"),
            Unreachable::Other(place, why) => write!(f, "{place} cannot be reached: {why}"),
        }
    }
}

/// Connects to the first address of the host that takes the connection; of several ports, an earlier one is preferred.
/// What is sent goes out at once, and a network that breaks is noticed within about a minute.
///
/// # Errors
/// Says why no address could be had, for the likeliest of them.
pub async fn connect(host: &str, ports: &[u16]) -> Result<(Async<TcpStream>, SocketAddr), Unreachable> {
    let place = place(host, ports);
    let late = async {
        Timer::after(PATIENCE).await;
        Err(Unreachable::Silent(place.clone()))
    };
    let (stream, address) = race(host, ports, &place).or(late).await?;
    watch(stream.get_ref());
    Ok((stream, address))
}

/// `host port 7777`, or `host port 7777 or 6667`.
fn place(host: &str, ports: &[u16]) -> String {
    let ports: Vec<String> = ports.iter().map(u16::to_string).collect();
    format!("{host} port {}", ports.join(" or "))
}

async fn race(host: &str, ports: &[u16], place: &str) -> Result<(Async<TcpStream>, SocketAddr), Unreachable> {
    let mut candidates = Vec::new();
    for port in ports {
        let found = smol::net::resolve((host, *port)).await;
        candidates.extend(found.map_err(|why| Unreachable::Unknown(host.to_owned(), why.to_string()))?);
    }
    let (mut candidates, mut running) = (candidates.into_iter(), 0_usize);
    let mut failure: Option<io::Error> = None;
    let (tell, told) = async_channel::unbounded();
    let attempts = LocalExecutor::new();
    let race = async {
        loop {
            let next = candidates.next();
            let more = next.is_some();
            if let Some(address) = next {
                let tell = tell.clone();
                let attempt = async move {
                    let _ = tell.send((address, Async::<TcpStream>::connect(address).await)).await;
                };
                attempts.spawn(attempt).detach();
                running += 1;
            } else if running == 0 {
                return Err(failure.take());
            }
            let first = async { told.recv().await.ok() };
            let next_one = async {
                if more {
                    Timer::after(STAGGER).await;
                } else {
                    std::future::pending::<()>().await;
                }
                None
            };
            match first.or(next_one).await {
                Some((address, Ok(stream))) => return Ok((stream, address)),
                Some((_, Err(why))) => {
                    running -= 1;
                    // That somebody refused says more than that there is no way to another address.
                    if failure.is_none() || why.kind() == ErrorKind::ConnectionRefused {
                        failure = Some(why);
                    }
                }
                None => {}
            }
        }
    };
    attempts.run(race).await.map_err(|why| match why {
        None => Unreachable::Unknown(host.to_owned(), "it has none".to_owned()),
        Some(why) => match why.kind() {
            ErrorKind::ConnectionRefused => Unreachable::Refused(place.to_owned()),
            ErrorKind::TimedOut => Unreachable::Silent(place.to_owned()),
            _ => Unreachable::Other(place.to_owned(), why.to_string()),
        },
    })
}

/// Sends without delay, and notices a network that breaks. A connection that is gone already fails where it is read.
pub fn watch(stream: &TcpStream) {
    let socket = SockRef::from(stream);
    let keepalive = TcpKeepalive::new().with_time(KEEPALIVE).with_interval(KEEPALIVE / 4);
    let _ = stream.set_nodelay(true);
    let _ = socket.set_tcp_keepalive(&keepalive);
    #[cfg(target_os = "linux")]
    let _ = socket.set_tcp_user_timeout(Some(UNHEARD));
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    fn listener() -> (TcpListener, u16) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        (listener, port)
    }

    #[test]
    fn the_port_that_listens_is_found() {
        let (listener, port) = listener();
        let closed = self::listener().1;
        let (_, address) = smol::block_on(connect("localhost", &[closed, port])).unwrap();
        assert_eq!(address, listener.local_addr().unwrap());
    }

    #[test]
    fn says_why_there_is_none() {
        let closed = listener().1;
        let why = smol::block_on(connect("127.0.0.1", &[closed])).unwrap_err();
        assert_eq!(why.to_string(), format!("nobody listens on 127.0.0.1 port {closed}"));
        let why = smol::block_on(connect("not-a-host.invalid", &[7777, 6667])).unwrap_err();
        assert!(matches!(&why, Unreachable::Unknown(host, _) if host == "not-a-host.invalid"), "{why:?}");
    }
}
