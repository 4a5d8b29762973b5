//! The words everything else is written in: names, ranks, ids, what is asked, what happened, what is answered.
//!
//! Invariant: nothing here knows a socket, a protocol or the world; a [`Nick`] is valid once it is built.

mod capability;
mod channel_name;
mod claim;
mod event;
pub mod fact;
mod fold;
mod formatting;
pub mod host;
mod id;
mod list_mask;
mod mark;
mod mask;
mod mode;
mod name;
mod near;
pub mod numeric;
mod precis;
mod rank;
mod rare;
mod refusal;
mod reply;
mod request;
mod sheet;
mod stamp;
pub mod text;
mod time;
mod user_mask;
mod who;
mod whois;

pub use capability::Caps;
pub use channel_name::{ChannelKind, ChannelName, IDENTIFIER_LENGTH, LOBBY};
pub use claim::Claim;
pub use event::{Event, How, SaidLine, To};
pub use fold::{Fold, Skeleton, look_alike};
pub use formatting::unformatted;
pub use id::{ChannelId, SessionId, UserId};
pub use list_mask::ListMask;
pub use mark::Mark;
pub use mask::Mask;
pub use mode::{Flag, Flags, KEY_LENGTH, List, Mode, ModeChange, UserFlag, UserFlags, check_key};
pub use name::{BadName, Nick, is_format};
pub use near::nearest;
pub use rank::{Access, Rank};
pub use rare::{Empty, Rare};
pub use refusal::{Bar, Hush, Limit, Outcome, Refusal};
pub use reply::{ChannelLine, ListEntry, Present, Reply, Said, Secrecy, Topic};
pub use request::{Place, Request, Rest};
pub use sheet::Sheet;
pub use stamp::{MessageId, SenderTags, Stamp};
pub use time::Time;
pub use user_mask::{UserMask, split_source};
pub use who::Who;
pub use whois::{Inside, Standing, Whois};
