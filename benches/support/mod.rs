//! What the benches over sockets share: servers as processes, the load generator, scenarios, tables.
//!
//! A scenario is a few numbers ([`scenario`]), a server is something that listens and has a process id ([`server`],
//! [`peers`]), a way to speak to it is a few texts ([`speech`]): more of each can be added without touching the others.

pub mod aside;
pub mod crowd;
pub mod entry;
pub mod floor;
pub mod links;
pub mod load;
pub mod meter;
pub mod peers;
pub mod run;
pub mod scenario;
pub mod server;
pub mod speech;
pub mod table;
pub mod tally;
pub mod twins;
pub mod witness;
