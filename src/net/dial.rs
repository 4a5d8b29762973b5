//! Calling another server.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use futures_lite::FutureExt;
use smol::net::resolve;
use smol::{Async, Timer};
use socket2::SockRef;

use super::door::Door;
use super::listen::prepare;
use crate::server::Wire;

/// How long one waits for an answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Connects to `host:port`, at the first of its addresses that answers.
///
/// # Errors
/// When the name means nothing or none of its addresses answers in time, in the system's words.
pub async fn dial(address: &str, door: &Arc<Door>) -> Result<(Box<dyn Wire>, SocketAddr), String> {
    let late = async {
        Timer::after(PATIENCE).await;
        Err(io::Error::new(io::ErrorKind::TimedOut, "no answer"))
    };
    let (stream, peer) = connect(address).or(late).await.map_err(|why| format!("{address}: {why}"))?;
    prepare(&SockRef::from(&stream));
    Ok((Box::new(door.wire(mio::net::TcpStream::from_std(stream))), peer))
}

async fn connect(address: &str) -> io::Result<(TcpStream, SocketAddr)> {
    let mut last = io::Error::new(io::ErrorKind::NotFound, "no such address");
    for peer in resolve(address).await? {
        match Async::<TcpStream>::connect(peer).await.and_then(Async::into_inner) {
            Ok(stream) => return Ok((stream, peer)),
            Err(why) => last = why,
        }
    }
    Err(last)
}
