//! Ranks: what one is in a channel, and what one is on the server.

use serde::{Deserialize, Serialize};

/// What a member is in a channel, the lowest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Rank {
    /// A member like others.
    #[default]
    Member,
    /// One who may speak where only some may.
    Voice,
    /// A channel's admin (IRC: operator).
    Op,
    /// The one who made the channel, or succeeded to it.
    Creator,
}

impl Rank {
    /// The sign before the nick of one of this rank (ISUPPORT `PREFIX`); nothing for a plain member.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Rank::Creator | Rank::Op => "@",
            Rank::Voice => "+",
            Rank::Member => "",
        }
    }

    /// A nick marked with its rank: `@creator@`, `@admin`, `+voiced`, `member`.
    #[must_use]
    pub fn mark(self, nick: &str) -> String {
        match self {
            Rank::Member => nick.to_owned(),
            Rank::Voice => format!("+{nick}"),
            Rank::Op => format!("@{nick}"),
            Rank::Creator => format!("@{nick}@"),
        }
    }
}

/// Who may use a command, the widest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// Anyone connected, also before the handshake of a protocol that has one.
    Anyone,
    /// Everybody with a name.
    User,
    /// Admins of the server, and its console.
    Admin,
    /// The console and other servers only.
    Server,
}
