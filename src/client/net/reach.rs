//! A TCP connection to a host by its name: all its addresses and ports are tried, the quickest wins.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use futures_lite::FutureExt;
use smol::{Async, LocalExecutor, Timer};
use socket2::{SockRef, TcpKeepalive};

use crate::client::texts::{Texts, fill};

/// How long one address is waited for before the next is tried beside it (RFC 8305 5, "Connection Attempt Delay").
const STAGGER: Duration = Duration::from_millis(250);

/// How long the whole may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// Silence after which the system asks whether the other end is still there, and how often it asks after that.
const KEEPALIVE: Duration = Duration::from_secs(20);

/// How long what was sent may stay without a sign that it arrived: then the network is broken.
#[cfg(target_os = "linux")]
const UNHEARD: Duration = Duration::from_secs(60);

/// Why there is no connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreachable {
    host: String,
    ports: Vec<u16>,
    cause: Cause,
}

/// What is wrong there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The name cannot be looked up: the system's words.
    Unknown(String),
    /// The name has no address.
    Nameless,
    /// The host is there, and nobody listens.
    Refused,
    /// Nothing came back.
    Silent,
    /// Anything else: the system's words.
    Other(String),
}

impl Unreachable {
    /// What is wrong there.
    #[must_use]
    pub fn cause(&self) -> &Cause {
        &self.cause
    }

    /// A sentence without a capital and without a full stop.
    #[must_use]
    pub fn told(&self, texts: &Texts) -> String {
        let ports: Vec<String> = self.ports.iter().map(u16::to_string).collect();
        let place = format!("{} port {}", self.host, ports.join(texts.or));
        match &self.cause {
            Cause::Unknown(why) => fill(texts.host_unknown, &[&self.host, why]),
            Cause::Nameless => fill(texts.host_nameless, &[&self.host]),
            Cause::Refused => fill(texts.nobody_listens, &[&place]),
            Cause::Silent => fill(texts.no_answer, &[&place]),
            Cause::Other(why) => fill(texts.unreachable, &[&place, why]),
        }
    }
}

/// Connects to the first address of the host that takes the connection; of several ports, an earlier one is preferred.
/// What is sent goes out at once, and a network that breaks is noticed within about a minute.
///
/// # Errors
/// Says why no address could be had, for the likeliest of them.
pub async fn connect(host: &str, ports: &[u16]) -> Result<(Async<TcpStream>, SocketAddr), Unreachable> {
    let late = async {
        Timer::after(PATIENCE).await;
        Err(Cause::Silent)
    };
    let unreachable = |cause| Unreachable { host: host.to_owned(), ports: ports.to_vec(), cause };
    let (stream, address) = race(host, ports).or(late).await.map_err(unreachable)?;
    watch(stream.get_ref());
    Ok((stream, address))
}

async fn race(host: &str, ports: &[u16]) -> Result<(Async<TcpStream>, SocketAddr), Cause> {
    let mut candidates = Vec::new();
    for port in ports {
        let found = smol::net::resolve((host, *port)).await;
        candidates.extend(found.map_err(|why| Cause::Unknown(why.to_string()))?);
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
        None => Cause::Nameless,
        Some(why) => match why.kind() {
            ErrorKind::ConnectionRefused => Cause::Refused,
            ErrorKind::TimedOut => Cause::Silent,
            _ => Cause::Other(why.to_string()),
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
    use crate::client::texts::{EN, FR};

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
        assert_eq!(why.told(&EN), format!("nobody listens on 127.0.0.1 port {closed}"));
        assert_eq!(why.told(&FR), format!("personne n'écoute sur 127.0.0.1 port {closed}"));
        let why = smol::block_on(connect("not-a-host.invalid", &[7777, 6667])).unwrap_err();
        assert!(matches!(why.cause(), Cause::Unknown(_) | Cause::Nameless), "{why:?}");
        assert!(why.told(&FR).starts_with("aucune adresse connue pour `not-a-host.invalid`"), "{why:?}");
    }
}
