//! What the benches over sockets share: the server as a process, the load generator, its scenarios, the table.
//!
//! A scenario is data ([`scenario`]), a server is something that listens and has a process id ([`server`]), a way to
//! speak to it is a few texts ([`speech`]): more of each can be added without touching the others.

pub mod crowd;
pub mod load;
pub mod meter;
pub mod ping;
pub mod scenario;
pub mod server;
pub mod speech;
pub mod table;
pub mod tally;
