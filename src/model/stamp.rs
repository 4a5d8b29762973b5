//! When something happened, under which id, and what its sender's program added to it.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Time;

/// Tags whose names begin with `+`: programs hand them to each other, and the server does not read them.
pub type ClientTags = Arc<[(Box<str>, Box<str>)]>;

/// What is known of every event beside the event itself.
#[derive(Clone, Debug, Default)]
pub struct Stamp {
    /// When it happened.
    pub at: Time,
    /// Its id.
    pub id: MessageId,
    /// What the sender's program added.
    pub tags: Option<ClientTags>,
}

/// The id of a message, never given twice (IRCv3 `msgid`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MessageId(pub u64);

/// The letters an id is written with: no vowels, so that it spells no word, and no case to lose.
const LETTERS: &[u8; 32] = b"0123456789bcdfghjklmnpqrstvwxyz_";

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for shift in (0..13).rev() {
            let letter = LETTERS[usize::try_from(self.0 >> (shift * 5) & 31).unwrap_or_default()];
            write!(f, "{}", char::from(letter))?;
        }
        Ok(())
    }
}
