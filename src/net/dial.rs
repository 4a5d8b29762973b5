//! Calling another server.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use async_channel::Sender;
use futures_lite::FutureExt;
use smol::net::resolve;
use smol::{Async, Timer};

use super::Tasks;
use super::listen::prepare;
use super::socket::TcpWire;
use crate::server::{Input, Wire};

/// How long one waits for an answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Connects to `host:port`, at the first of its addresses that answers.
///
/// # Errors
/// When the name means nothing or none of its addresses answers in time, in the system's words.
pub async fn dial(address: String, inbox: Sender<Input>, tasks: Tasks) -> Result<(Box<dyn Wire>, SocketAddr), String> {
    let late = async {
        Timer::after(PATIENCE).await;
        Err(io::Error::new(io::ErrorKind::TimedOut, "no answer"))
    };
    let (stream, peer) = connect(&address).or(late).await.map_err(|why| format!("{address}: {why}"))?;
    prepare(stream.get_ref());
    Ok((Box::new(TcpWire::new(stream, inbox, tasks)), peer))
}

async fn connect(address: &str) -> io::Result<(Async<std::net::TcpStream>, SocketAddr)> {
    let mut last = io::Error::new(io::ErrorKind::NotFound, "no such address");
    for peer in resolve(address).await? {
        match Async::<std::net::TcpStream>::connect(peer).await {
            Ok(stream) => return Ok((stream, peer)),
            Err(why) => last = why,
        }
    }
    Err(last)
}
