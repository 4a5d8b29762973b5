//! A person as events name them.

use std::fmt;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use super::Nick;

/// A person as events name them. Whoever changes one of these gets a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// The nick, valid in every dialect and unique.
    pub nick: Nick,
    /// What line protocol users call somebody who has not taken a nick: their address.
    pub address: Option<CompactString>,
    /// The user name, as they gave it (RFC 2812 3.1.3).
    pub user: CompactString,
    /// The host that others see.
    pub host: CompactString,
    /// The real name, which may be anything.
    pub real: CompactString,
    /// The account they are logged in to.
    pub account: Option<CompactString>,
    /// They said that they are a program (user mode `B`).
    pub bot: bool,
}

impl Who {
    /// Somebody of whom nothing but the nick is known.
    #[must_use]
    pub fn named(nick: Nick) -> Self {
        let user = CompactString::new(nick.as_str());
        Who { nick, address: None, real: user.clone(), host: "localhost".into(), user, account: None, bot: false }
    }

    /// The name that a terminal shows.
    #[must_use]
    pub fn shown(&self) -> &str {
        self.address.as_deref().unwrap_or(self.nick.as_str())
    }

    /// Whether this is the server itself, whose nick nobody can take.
    #[must_use]
    pub fn is_server(&self) -> bool {
        self.nick.as_str() == "server"
    }

    /// `nick!user@host`, as IRC names the source of a message.
    #[must_use]
    pub fn source(&self) -> impl fmt::Display + '_ {
        Source(self)
    }
}

struct Source<'a>(&'a Who);

impl fmt::Display for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Who { nick, user, host, .. } = self.0;
        [nick.as_str(), "!", user, "@", host].into_iter().try_for_each(|piece| f.write_str(piece))
    }
}
