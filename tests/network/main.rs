//! The server on real sockets: how bytes may come in, how connections may end, and what must not break it.
#![allow(clippy::unwrap_used)]

mod auto;
mod ends;
mod framing;
mod irc;
mod limits;
mod links;
mod listeners;
mod load;
mod many;
mod order;
#[path = "../support/mod.rs"]
mod support;
