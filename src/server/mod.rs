//! The server: the hub and all around it, from the start to the stop.

pub mod clock;
pub mod connection;
mod deliver;
pub mod flood;
pub mod hub;
pub mod input;
pub mod jobs;
mod irc_lines;
mod lines;
pub mod outbox;
mod pace;
mod sessions;
mod start;

pub use hub::Hub;
pub use input::{Input, Wire};
pub use jobs::Job;
pub use start::run;
