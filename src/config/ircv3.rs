//! `[ircv3]`: what programs that speak IRC are told beyond RFC 2812, and what of theirs is passed on.

use serde::{Deserialize, Serialize};

/// `[ircv3]`: what programs that speak IRC are told beyond RFC 2812, and what of theirs is passed on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ircv3 {
    /// Tags of programs that are not passed on, without their `+`: `*` is all of them, and behind it `-name` passes.
    pub client_tag_deny: Vec<String>,
    /// The address of a picture of the network; empty: none.
    pub icon: String,
    /// The port of a TLS listener to which programs that come without TLS are to go; 0: they may stay.
    pub sts_port: u16,
    /// Seconds for which they are to come only there.
    pub sts_duration: u64,
    /// Whether programs may be delivered with this policy in them.
    pub sts_preload: bool,
}

impl Ircv3 {
    /// Whether a tag, written with its `+`, is not passed on (message-tags, `CLIENTTAGDENY`).
    #[must_use]
    pub fn denies(&self, tag: &str) -> bool {
        let name = tag.strip_prefix('+').unwrap_or(tag);
        let named = |entry: &String| entry.strip_prefix('-').unwrap_or(entry) == name;
        match self.client_tag_deny.iter().find(|entry| named(entry)) {
            Some(entry) => !entry.starts_with('-'),
            None => self.client_tag_deny.first().is_some_and(|first| first == "*"),
        }
    }

    /// What is wrong with an entry of `client_tag_deny`.
    #[must_use]
    pub fn wrong_entry(&self) -> Option<String> {
        let fit = |c: char| c.is_ascii_alphanumeric() || "-/.".contains(c);
        let wrong = |place: usize, entry: &String| {
            let name = entry.strip_prefix('-').unwrap_or(entry);
            match &**entry {
                "*" if place == 0 => None,
                "*" => Some("`*` stands first, or not at all".to_owned()),
                _ if name.is_empty() || !name.chars().all(fit) => {
                    Some(format!("`{entry}` names no tag: write one like `typing` or `draft/react`, without its +"))
                }
                _ if entry.starts_with('-') && self.client_tag_deny[0] != "*" => {
                    Some(format!("`{entry}` lets through what nothing keeps out: put `*` first"))
                }
                _ => None,
            }
        };
        self.client_tag_deny.iter().enumerate().find_map(|(place, entry)| wrong(place, entry))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deny(entries: &[&str]) -> Ircv3 {
        Ircv3 { client_tag_deny: entries.iter().map(|entry| (*entry).to_owned()).collect(), ..Ircv3::default() }
    }

    /// The examples of message-tags, "CLIENTTAGDENY examples".
    #[test]
    fn what_is_denied_is_as_the_examples_say() {
        for (entries, denied, passed) in [
            (&[][..], &[][..], &["+foo", "+typing"][..]),
            (&["*"], &["+foo", "+example/bar"], &[]),
            (&["*", "-foo", "-example/bar"], &["+typing", "+bar"], &["+foo", "+example/bar"]),
            (&["foo", "example/bar"], &["+foo", "+example/bar"], &["+typing", "+Foo"]),
        ] {
            let rules = deny(entries);
            assert!(denied.iter().all(|tag| rules.denies(tag)), "{entries:?}");
            assert!(!passed.iter().any(|tag| rules.denies(tag)), "{entries:?}");
            assert_eq!(rules.wrong_entry(), None);
        }
    }

    #[test]
    fn entries_that_mean_nothing_are_told() {
        for entries in [&["+typing"][..], &[""], &["-foo"], &["foo", "*"], &["a b"], &["a,b"]] {
            assert!(deny(entries).wrong_entry().is_some(), "{entries:?}");
        }
    }
}
