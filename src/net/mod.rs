//! Sockets: where connections come in, and how their bytes go to and fro.
//!
//! Invariant: nothing here knows the world or what the bytes mean.

pub mod addresses;
pub mod alarm;
pub mod dial;
pub mod door;
pub mod inbox;
pub mod listen;
pub mod socket;
pub mod sockets;
pub mod terminal;

pub use inbox::Inbox;
pub use sockets::Sockets;
