//! What a command's file needs: `use crate::prelude::*;`.

pub use crate::command::{Args, BARE_LINE, Command, Context, ITS_NAME, NOT_HERE, Order, Verbs};
pub use crate::model::numeric::*;
pub use crate::model::{Access, Caps, ChannelName, How, Nick, Outcome, Rank, Refusal, Reply, Secrecy, nearest};
pub use crate::world::{Ban, Banned, Departure, World};
