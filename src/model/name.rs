//! Nicks: which texts are one, and why another is not.

use std::fmt;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use super::fold::{is_unseen, look_alike};
use super::{Fold, precis};

/// Nicks that mean something else already: the server, and `@tous`, `@all`.
const RESERVED: [&str; 3] = ["server", "tous", "all"];

/// What IRC calls somebody who has no nick yet, which nobody can take.
const NOBODY: &str = "*";

/// Letters of a nick beside letters and digits (RFC 2812 2.3.1, `special` and `-`).
const SPECIAL: &str = "-_[]\\`^{}|";

/// Why a text is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadName {
    /// It is empty.
    Empty,
    /// It has a character that no such name has.
    Character(char),
    /// It begins with `-`, or a nick with what a channel begins with.
    Start(char),
    /// Of a channel's name: this, behind that prefix, means something else.
    Second(char, char),
    /// It is not all ASCII, where names must be.
    NotAscii(char),
    /// Letters written from right to left stand beside others.
    Direction,
    /// There are no channels whose names begin so.
    Kind(char),
    /// A safe channel is called so: `!!name` makes no second one.
    Short,
    /// It means something else already.
    Reserved,
    /// A channel's name lacks its `#`.
    NoHash,
}

impl fmt::Display for BadName {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            BadName::Empty => f.write_str("it is empty"),
            BadName::Character(c) => write!(f, "it cannot have {}", Shown(*c)),
            BadName::Start(c) => write!(f, "it cannot begin with {}", Shown(*c)),
            BadName::Second(prefix, c) => write!(f, "it cannot have {} right behind its {prefix}", Shown(*c)),
            BadName::NotAscii(c) => write!(f, "names here have no {}", Shown(*c)),
            BadName::Direction => f.write_str("it cannot be read from the right and from the left"),
            BadName::Kind(prefix) => write!(f, "there are no channels with {prefix} here"),
            BadName::Short => f.write_str("one is called so already, and JOIN with a single ! enters it"),
            BadName::Reserved => f.write_str("the server uses it itself"),
            BadName::NoHash => f.write_str("a channel begins with #"),
        }
    }
}

/// A character as an error names it.
struct Shown(char);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self.0 {
            ' ' => f.write_str("a space"),
            c if c.is_control() || is_unseen(c) => write!(f, "U+{:04X}", u32::from(c)),
            c => write!(f, "'{c}'"),
        }
    }
}

/// What a person is called, as they typed it: letters and digits of any script, and `` -_[]\`^{}| ``; not `-` first.
/// Cheap to clone.
///
/// Beyond ASCII it is what UsernameCasePreserved lets through (RFC 8265 3.4), with letters in their usual width, composed
/// (NFC), without joiners or any other character that cannot be seen. RFC 2812 2.3.1 also forbids a digit first; as ergo
/// does, we allow one: Budget Chat's names need it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Nick(CompactString);

impl Nick {
    /// Checks a text. The limit of its length, and whether it may be more than ASCII, is the configuration's, not ours.
    ///
    /// # Errors
    /// Says what makes `text` no nick.
    pub fn new(text: &str) -> Result<Self, BadName> {
        let ascii = text.is_ascii();
        let prepared = if ascii { None } else { Some(precis::prepare(text)) };
        let name = prepared.as_deref().unwrap_or(text);
        let first = name.chars().next().ok_or(BadName::Empty)?;
        let start = text.chars().next().unwrap_or(first);
        let unseen = || text.chars().find(|c| is_unseen(*c));
        let foreign = || name.chars().find(|c| c.is_ascii() && !c.is_ascii_alphanumeric() && !SPECIAL.contains(*c));
        let beyond = || precis::disallowed(name).or_else(|| precis::stray_mark(name));
        let bad = if ascii { foreign() } else { unseen().or_else(foreign).or_else(beyond) };
        match bad {
            Some(c) if c == first || c == start => Err(BadName::Start(c)),
            Some(c) => Err(BadName::Character(c)),
            None if first == '-' => Err(BadName::Start('-')),
            None if !ascii && !precis::keeps_direction(name) => Err(BadName::Direction),
            None => Ok(Nick(name.into())),
        }
    }

    /// Whether nobody can take it, since it means something else, or looks as if it did: the server, or everyone.
    #[must_use]
    pub fn is_reserved(&self) -> bool {
        if self.0.is_ascii() {
            return *self.0 == *NOBODY || RESERVED.iter().any(|name| self.0.eq_ignore_ascii_case(name));
        }
        RESERVED.contains(&self.fold().as_str()) || RESERVED.iter().any(|name| look_alike(&self.0, name))
    }

    /// A nick that was written down, of a person or of nobody.
    fn read(text: &str) -> Result<Self, BadName> {
        if text == NOBODY { Ok(Nick::literal(text)) } else { Nick::new(text) }
    }

    /// The server's own nick, nobody's, and the constants of the defaults: not checked.
    pub(crate) fn literal(text: &str) -> Self {
        Nick(text.into())
    }

    /// As it is shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it is compared.
    #[must_use]
    pub fn fold(&self) -> Fold {
        Fold::of(&self.0)
    }
}

/// Characters that are invisible, or change how the text around them is laid out.
#[must_use]
pub fn is_format(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// What a checked name can do.
macro_rules! name_traits {
    ($name:ident, $read:path) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.0 == other.0
            }
        }

        impl Eq for $name {}

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                $read(&text).map_err(|why| format!("`{text}` is no name: {why}"))
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.as_str().to_owned()
            }
        }
    };
}

pub(super) use name_traits;

name_traits!(Nick, Nick::read);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nick_is_shown_as_it_was_typed() {
        for (typed, shown) in [("Zoé", "Zoé"), ("zoe\u{301}", "zoé"), ("TOTO", "TOTO"), ("ｅｖａｎ", "evan")] {
            assert_eq!(Nick::new(typed).unwrap().as_str(), shown);
        }
    }

    #[test]
    fn what_is_no_nick_is_refused() {
        for bad in [
            "", "a b", "a,b", "a;b", "#a", "@a", ":a", "a:b", "-a", "－a", "a!b", "a.b", "a！b", "&a", "+a", "!a",
            "a*", "♥", "ﬁ", "totoש", "_ש", "a\x1bb", "a\0",
        ] {
            assert!(Nick::new(bad).is_err(), "{bad:?}");
        }
        for bad in ['\u{200b}', '\u{200d}', '\u{202e}', '\u{a0}', '\u{3000}', '\u{fe0f}', '\u{600}', '\u{e0041}'] {
            assert!(Nick::new(&format!("a{bad}b")).is_err(), "{bad:?}");
        }
        for good in ["a", "1bob", "[x]", "été", "山田", "toto-2", "שלום_2", "Ольга", "İlke", "سلمى٣"]
        {
            assert!(Nick::new(good).is_ok(), "{good:?}");
        }
    }

    #[test]
    fn a_refusal_names_what_was_wrong() {
        for (text, why) in [
            ("\u{ffa0}", "it cannot begin with U+FFA0"),
            ("toto\u{3164}", "it cannot have U+3164"),
            ("a♥", "it cannot have '♥'"),
            ("totoש", "it cannot be read from the right and from the left"),
        ] {
            assert_eq!(Nick::new(text).unwrap_err().to_string(), why);
        }
    }

    #[test]
    fn a_guest_has_a_nick_whatever_their_port() {
        for port in 0..=u16::MAX {
            for nick in [format!("guest-{port}"), format!("guest-{port}-2")] {
                assert_eq!(Nick::new(&nick).unwrap().as_str(), nick);
            }
        }
    }

    #[test]
    fn the_names_of_the_server_and_of_everyone_are_nobodys() {
        for nick in ["server", "SERVER", "sеrver", "ｔｏｕｓ", "tоus", "аll"] {
            assert!(Nick::new(nick).unwrap().is_reserved(), "{nick}");
        }
        assert!(!Nick::new("servera").unwrap().is_reserved());
    }
}
