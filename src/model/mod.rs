//! The words everything else is written in: names, ranks, ids, what is asked, what happened, what is answered.
//!
//! Invariant: nothing here knows a socket, a protocol or the world; a [`Nick`] is valid once it is built.

mod event;
mod id;
mod name;
mod near;
mod rank;
mod refusal;
mod reply;
mod request;
pub mod text;
mod time;

pub use event::{Event, How, To, Who};
pub use id::{ChannelId, SessionId, UserId};
pub use name::{BadName, ChannelName, Fold, LOBBY, Nick, is_format};
pub use near::nearest;
pub use rank::{Access, Rank};
pub use refusal::{Limit, Outcome, Refusal};
pub use reply::{ChannelLine, Present, Reply, Said, Topic};
pub use request::{Place, Request, Rest};
pub use time::Time;
