//! The connection of `irc` to a server: from a name to lines, with TLS, and again after it broke.
//!
//! Invariant: nothing here knows what the lines mean, beyond PING, QUIT, 001, and whether they are IRC at all.

pub mod greeting;
pub mod known;
pub mod line;
pub mod reach;
pub mod task;
pub mod tls;

pub use known::KnownHosts;
pub use task::{Timing, run};
