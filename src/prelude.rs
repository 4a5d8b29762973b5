//! What a command's file needs: `use crate::prelude::*;`.

pub use crate::command::capabilities::offers;
pub use crate::command::isupport::{NAME_LENGTH, USER_LENGTH};
pub use crate::command::sasl::MECHANISMS;
pub use crate::command::{
    Args, BARE_LINE, Command, Context, ITS_NAME, NOT_HERE, Order, VERSION, Verbs, named, split_reason,
};
pub use crate::model::host::is_hostname;
pub use crate::model::host::of_address;
pub use crate::model::numeric::*;
pub use crate::model::text::shortened;
pub use crate::model::{
    Access, Caps, ChannelName, Claim, How, Mask, Nick, Outcome, Rank, Refusal, Reply, Secrecy, UserId, UserMask,
    nearest,
};
pub use crate::model::{ChannelId, Fold, Limit, Time, UserFlag, UserFlags};
pub use crate::world::metadata::{MOST_KEYS, MOST_SUBSCRIPTIONS, Subject, fail, key, told};
pub use crate::world::network::MapLine;
pub use crate::world::{Ban, Banned, Departure, Ending, World};
pub use crate::world::{MOST_WATCHED, Past};
