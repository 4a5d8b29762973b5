//! Sockets: where connections come in, and how their bytes go to and fro.
//!
//! Invariant: nothing here knows the world or what the bytes mean.

pub mod addresses;
pub mod dial;
pub mod listen;
pub mod socket;
pub mod terminal;

use std::sync::Arc;

use smol::Executor;

/// The executor that everything runs on.
pub type Tasks = Arc<Executor<'static>>;
