//! What a program may ask to be told beyond RFC 2812: the capabilities of IRCv3, one line each.

use std::ops::{BitAnd, BitOr};

use serde::{Deserialize, Serialize};

/// A set of capabilities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caps(u64);

macro_rules! capabilities {
    ($($constant:ident = $bit:literal, $name:literal;)*) => {
        impl Caps {
            $(#[doc = concat!("`", $name, "`")] pub const $constant: Caps = Caps(1 << $bit);)*

            /// All there are, with the names that `CAP` uses, sorted by them.
            pub const ALL: &[(&'static str, Caps)] = &[$(($name, Caps::$constant)),*];
        }
    };
}

capabilities! {
    ACCOUNT_NOTIFY = 0, "account-notify";
    ACCOUNT_TAG = 1, "account-tag";
    AWAY_NOTIFY = 2, "away-notify";
    BATCH = 3, "batch";
    CAP_NOTIFY = 4, "cap-notify";
    CHGHOST = 5, "chghost";
    CHANNEL_RENAME = 6, "draft/channel-rename";
    EXTENDED_ISUPPORT = 7, "draft/extended-isupport";
    METADATA = 9, "draft/metadata-2";
    METADATA_3 = 10, "draft/metadata-3";
    MULTILINE = 11, "draft/multiline";
    NO_IMPLICIT_NAMES_DRAFT = 12, "draft/no-implicit-names";
    OPER_TAG = 22, "draft/oper";
    PRE_AWAY = 13, "draft/pre-away";
    ECHO_MESSAGE = 14, "echo-message";
    EXTENDED_JOIN = 15, "extended-join";
    EXTENDED_MONITOR = 16, "extended-monitor";
    INVITE_NOTIFY = 17, "invite-notify";
    LABELED_RESPONSE = 18, "labeled-response";
    MESSAGE_TAGS = 19, "message-tags";
    MULTI_PREFIX = 20, "multi-prefix";
    NO_IMPLICIT_NAMES = 21, "no-implicit-names";
    SASL = 23, "sasl";
    SERVER_TIME = 24, "server-time";
    SETNAME = 25, "setname";
    STANDARD_REPLIES = 26, "standard-replies";
    STS = 27, "sts";
    USERHOST_IN_NAMES = 28, "userhost-in-names";
}

impl Caps {
    /// None of them.
    pub const NONE: Caps = Caps(0);

    /// All of these.
    #[must_use]
    pub const fn of(caps: &[Caps]) -> Caps {
        let (mut all, mut rest) = (0, caps);
        while let [first, others @ ..] = rest {
            all |= first.0;
            rest = others;
        }
        Caps(all)
    }

    /// Whether all of `caps` are in this set.
    #[must_use]
    pub fn has(self, caps: Caps) -> bool {
        self.0 & caps.0 == caps.0
    }

    /// Whether any of `caps` is in this set.
    #[must_use]
    pub fn has_any(self, caps: Caps) -> bool {
        self.0 & caps.0 != 0
    }

    /// Adds or takes away.
    pub fn set(&mut self, caps: Caps, on: bool) {
        self.0 = if on { self.0 | caps.0 } else { self.0 & !caps.0 };
    }

    /// The capability of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Caps> {
        Caps::ALL.iter().find(|(known, _)| *known == name).map(|(_, cap)| *cap)
    }

    /// The names of those in this set.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Caps::ALL.iter().filter(move |(_, cap)| self.has(*cap)).map(|(name, _)| *name)
    }
}

impl BitOr for Caps {
    type Output = Caps;

    fn bitor(self, other: Caps) -> Caps {
        Caps(self.0 | other.0)
    }
}

impl BitAnd for Caps {
    type Output = Caps;

    fn bitand(self, other: Caps) -> Caps {
        Caps(self.0 & other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_found() {
        assert!(Caps::ALL.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(Caps::ALL.iter().all(|(name, cap)| Caps::named(name) == Some(*cap)));
        let bits: u32 = Caps::ALL.iter().map(|(_, cap)| cap.0.count_ones()).sum();
        assert_eq!(bits, Caps::ALL.iter().fold(0, |all, (_, cap)| all | cap.0).count_ones(), "a bit stands for two");
    }
}
