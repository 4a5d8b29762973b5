//! When something happened, under which id, and what its sender's program added to it.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Time;

/// Tags whose names begin with `+`: programs hand them to each other, and the server does not read them.
pub type SenderTags = Arc<[(Box<str>, Box<str>)]>;

/// What is known of every event beside the event itself.
#[derive(Clone, Debug, Default)]
pub struct Stamp {
    /// When it happened.
    pub at: Time,
    /// Its id.
    pub id: MessageId,
    /// What the sender's program added.
    pub tags: Option<SenderTags>,
    /// Whoever did it is an admin of the server.
    pub admin: bool,
    /// Whoever did it speaks IRC, whose programs know how long a line may be.
    pub in_irc: bool,
}

/// The id of a message, never given twice (IRCv3 `msgid`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MessageId(pub u64);

/// The letters an id is written with: digits and letters alone, since it names batches too (IRCv3 batch), and no case
/// to lose.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

impl MessageId {
    /// Reads what [`fmt::Display`] writes; none for anything else.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let digit = |byte: u8| LETTERS.iter().position(|letter| *letter == byte).and_then(|at| u64::try_from(at).ok());
        // Thirteen letters hold 65 bits: the first one is none of the upper half.
        if text.len() != 13 || text.bytes().next().and_then(digit)? > 15 {
            return None;
        }
        text.bytes().try_fold(0, |number, byte| Some(number << 5 | digit(byte)?)).map(MessageId)
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for shift in (0..13).rev() {
            let letter = LETTERS[usize::try_from(self.0 >> (shift * 5) & 31).unwrap_or_default()];
            write!(f, "{}", char::from(letter))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// batch: "Reference tag MUST contain only ASCII letters, numbers, and/or hyphen".
    #[test]
    fn ids_are_letters_and_digits_and_differ() {
        let ids = [0, 1, 31, 32, 1 << 63, u64::MAX].map(|number| MessageId(number).to_string());
        assert!(ids.iter().all(|id| id.len() == 13 && id.bytes().all(|byte| byte.is_ascii_alphanumeric())), "{ids:?}");
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    }
}
