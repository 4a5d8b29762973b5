//! The program `irc`: a person's end of an IRC connection, in a terminal or without one.
//!
//! It shares with the server what an IRC message is ([`crate::dialect::irc`]) and knows nothing of the server's world.
//! Invariant: [`state`] does no I/O and reads no clock; [`screen`] only draws what the state holds.

pub mod address;
pub mod layout;
pub mod net;
pub mod options;
pub mod plain;
pub mod rich;
pub mod run;
pub mod screen;
pub mod start;
pub mod state;
pub mod texts;
pub mod wire;

pub use options::Options;
pub use start::main;
pub use wire::{FromNet, ToNet};
