//! The server: the hub and all around it, from the start to the stop.

pub mod clock;
pub mod connection;
mod deliver;
pub mod flood;
mod gateways;
pub mod hub;
pub mod input;
mod irc_lines;
pub mod jobs;
mod lines;
pub mod links;
mod news;
mod opening;
pub mod outbox;
mod pace;
mod pages;
mod partings;
pub mod reading;
mod sessions;
mod start;
pub mod stream;
mod timers;
mod traffic;
mod turns;

pub use hub::Hub;
pub use input::{Input, Wire};
pub use jobs::Job;
pub use start::run;
