//! Marks: which of two changes counts, wherever in a network they were made.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{MessageId, Time};

/// When something was changed, and on which server: no two changes have the same one, and of two the later one counts.
///
/// A person is known on the network by the mark of their coming, a channel by the mark of its making. The upper 52 bits
/// are microseconds since 1970, more than in any mark seen before, so that an answer comes after what it answers also
/// between servers whose clocks differ; the lower 12 tell servers apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Mark(pub u64);

impl Mark {
    /// The mark of this microsecond on the server of this name.
    #[must_use]
    pub fn new(microseconds: u64, server: &str) -> Self {
        // FNV-1a, folded to 12 bits.
        let hash =
            server.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        Mark(microseconds << 12 | u64::from((hash >> 20 ^ hash) & 0xfff))
    }

    /// The microsecond it was made in, by the clock of its server.
    #[must_use]
    pub fn microseconds(self) -> u64 {
        self.0 >> 12
    }

    /// When it was made, by the clock of its server.
    #[must_use]
    pub fn at(self) -> Time {
        Time(self.microseconds() / 1000)
    }

    /// Reads what [`fmt::Display`] writes; none for anything else.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        MessageId::read(text).map(|id| Mark(id.0))
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        MessageId(self.0).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_in_the_order_of_time_and_differ_between_servers() {
        let (here, there) = (Mark::new(1000, "here.net"), Mark::new(1000, "there.net"));
        assert_ne!(here, there);
        assert!(here.max(there) < Mark::new(1001, "here.net").min(Mark::new(1001, "there.net")));
        assert_eq!((here.microseconds(), here.at()), (1000, Time(1)));
    }

    #[test]
    fn a_mark_is_read_as_it_is_written() {
        for mark in [Mark(0), Mark(u64::MAX), Mark::new(1_796_000_000_000_000, "chat.localhost")] {
            assert_eq!(Mark::read(&mark.to_string()), Some(mark));
        }
        for wrong in ["", "0", "zzzzzzzzzzzzzz", "000000000000l", "gzzzzzzzzzzzz0"] {
            assert_eq!(Mark::read(wrong), None, "{wrong}");
        }
    }
}
