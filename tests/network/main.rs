//! The server on real sockets: how bytes may come in, how connections may end, and what must not break it.
#![allow(clippy::unwrap_used)]

mod ends;
mod framing;
mod limits;
mod listeners;
mod load;
mod many;
#[path = "../support/mod.rs"]
mod support;
