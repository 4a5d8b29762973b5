//! What the fuzz targets run. `tests/random_sessions.rs` includes this file and runs the same on fixed seeds.

pub mod irc_lines;
pub mod lines;
pub mod script;
pub mod sessions;
