//! `nick!user@host`: masks of people, and the source of a message taken apart.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Mask;

/// A mask of people: `nick!user@host`, each part with wildcards of its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct UserMask {
    /// Of the nick.
    pub nick: Mask,
    /// Of the user name.
    pub user: Mask,
    /// Of the host.
    pub host: Mask,
}

impl UserMask {
    /// Reads a mask up to its first space, and writes `*` for what is missing: `bob` is `bob!*@*`, `user@host` is
    /// `*!user@host`, `nick!user` is `nick!user@*`. A single word with a dot or a colon is a host, as no nick has these:
    /// today's servers do so too.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let text = text.trim_start_matches(' ').split(' ').next().unwrap_or_default();
        let (before, host) = text.split_once('@').map_or((text, None), |(before, host)| (before, Some(host)));
        let (nick, user, host) = match (before.split_once('!'), host) {
            (Some((nick, user)), host) => (nick, user, host.unwrap_or_default()),
            (None, Some(host)) => ("", before, host),
            (None, None) if before.contains(['.', ':']) => ("", "", before),
            (None, None) => (before, "", ""),
        };
        let part = |part: &str| Mask::new(if part.is_empty() { "*" } else { part });
        UserMask { nick: part(nick), user: part(user), host: part(host) }
    }

    /// Whether somebody is one of those it stands for.
    #[must_use]
    pub fn matches(&self, nick: &str, user: &str, host: &str) -> bool {
        self.nick.matches(nick) && self.user.matches(user) && self.host.matches(host)
    }
}

impl fmt::Display for UserMask {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}!{}@{}", self.nick, self.user, self.host)
    }
}

impl From<String> for UserMask {
    fn from(text: String) -> Self {
        UserMask::new(&text)
    }
}

impl From<UserMask> for String {
    fn from(mask: UserMask) -> Self {
        mask.to_string()
    }
}

/// The parts of a message's source: `nick[!user][@host]`, or a server's name (modern.ircdocs.horse "Source"). A part that
/// is empty is none. As RFC 2812 2.3.1 `user` has it, a user name holds no `@`.
#[must_use]
pub fn split_source(source: &str) -> (&str, Option<&str>, Option<&str>) {
    let (before, host) = source.split_once('@').map_or((source, None), |(before, host)| (before, Some(host)));
    let (nick, user) = before.split_once('!').map_or((before, None), |(nick, user)| (nick, Some(user)));
    let some = |part: Option<_>| part.filter(|part: &&str| !part.is_empty());
    (nick, some(user), some(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn completes_masks_of_people() {
        for (text, whole) in [
            ("bob", "bob!*@*"),
            ("bob*", "bob*!*@*"),
            ("*", "*!*@*"),
            ("", "*!*@*"),
            ("*@host", "*!*@host"),
            ("user@host", "*!user@host"),
            ("@host", "*!*@host"),
            ("user@", "*!user@*"),
            ("a!b", "a!b@*"),
            ("a!", "a!*@*"),
            ("!b", "*!b@*"),
            ("!@", "*!*@*"),
            ("a!b@c", "a!b@c"),
            ("a!b.c", "a!b.c@*"),
            ("host.name", "*!*@host.name"),
            ("*.fr", "*!*@*.fr"),
            ("2001:db8::*", "*!*@2001:db8::*"),
            ("a@b!c", "*!a@b!c"),
            ("a!b@c@d", "a!b@c@d"),
            (" Bob  and more", "Bob!*@*"),
        ] {
            let mask = UserMask::new(text);
            assert_eq!(mask.to_string(), whole, "{text}");
            assert_eq!(UserMask::new(whole), mask, "{text}");
        }
        assert_eq!(UserMask::new("a!b@c@d").host.as_str(), "c@d", "a user name has no `@`");
        assert_eq!(UserMask::new("BOB"), UserMask::new("bob!*@**"));
        assert_ne!(UserMask::new("bob"), UserMask::new("bob@*"));
    }

    #[test]
    fn masks_of_people_match_part_by_part() {
        let bob = |mask: &str| UserMask::new(mask).matches("Bob", "~bob", "irc.example.com");
        for mask in ["bob", "*", "b?b!*@*", "*!*bob@*", "*.EXAMPLE.com", "bob!~bob@irc.example.com", "*@irc.*"] {
            assert!(bob(mask), "{mask}");
        }
        for mask in ["bo", "*.fr", "bob!bob@*", "alice!*@*", "bob@*", "*bob@irc.example.org"] {
            assert!(!bob(mask), "{mask}");
        }
        assert!(!UserMask::new("a*c").matches("a", "b", "c"), "a wildcard stays in its part");
    }

    #[test]
    fn splits_sources() {
        for (source, nick, user, host) in [
            ("coolguy", "coolguy", None, None),
            ("coolguy!ag@127.0.0.1", "coolguy", Some("ag"), Some("127.0.0.1")),
            ("coolguy!~ag@localhost", "coolguy", Some("~ag"), Some("localhost")),
            ("coolguy@127.0.0.1", "coolguy", None, Some("127.0.0.1")),
            ("coolguy!ag", "coolguy", Some("ag"), None),
            ("coolguy!", "coolguy", None, None),
            ("coolguy!@", "coolguy", None, None),
            ("!ag@host", "", Some("ag"), Some("host")),
            ("", "", None, None),
            ("irc.example.com", "irc.example.com", None, None),
            ("a!b!c@d", "a", Some("b!c"), Some("d")),
            ("a@b!c", "a", None, Some("b!c")),
            ("a!b@c@d", "a", Some("b"), Some("c@d")),
            ("n!u@2001:db8::1", "n", Some("u"), Some("2001:db8::1")),
            ("n!\x02u\x0f@ho\x0305st", "n", Some("\x02u\x0f"), Some("ho\x0305st")),
            ("zoé!é@été.example", "zoé", Some("é"), Some("été.example")),
        ] {
            assert_eq!(split_source(source), (nick, user, host), "{source}");
        }
    }

    #[test]
    fn masks_are_written_down_as_text() {
        let mask = UserMask::new("Bob!*@*.fr");
        let written = serde_json::to_string(&mask).unwrap();
        assert_eq!(written, "\"Bob!*@*.fr\"");
        assert_eq!(serde_json::from_str::<UserMask>(&written).unwrap(), mask);
        assert_eq!(serde_json::from_str::<Mask>("\"a?\"").unwrap(), Mask::new("A?"));
    }
}
