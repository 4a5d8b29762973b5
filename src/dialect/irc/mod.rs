//! IRC: RFC 1459 and 2812, today's practice, and IRCv3.
//!
//! Invariant: every line written is at most 512 bytes without its tags, ends with CR LF, and has neither inside.

mod build;
mod event;
mod frame;
mod label;
mod lists;
mod message;
mod modes;
mod netsplit;
mod parse;
mod refuse;
mod reply;
pub mod split;
pub mod tags;
mod write;

pub use super::Framed;
pub use build::{build, build_text};
pub use event::{RENDERED, render_event};
pub use frame::Framer;
pub use label::{Labelled, Part, labelled, labelled_part};
pub use message::{BadMessage, LONGEST, LONGEST_TAGS, LONGEST_TAGS_OF_ONE_SIDE, Message};
pub use parse::{Line, parse};
pub use refuse::render_refusal;
pub use reply::render_reply;
pub use split::pieces;
pub use tags::{Tag, Tags, is_key};
