//! Names: a valid nick, a valid channel name, and how two of them are compared.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// The channel of everyone who has joined nothing, on listeners that have a lobby.
pub const LOBBY: &str = "#lobby";

/// Nicks that mean something else already: the server, and `@tous`, `@all`.
const RESERVED: [&str; 3] = ["server", "tous", "all"];

/// Letters of a nick beside letters and digits (RFC 2812 2.3.1, `special` and `-`).
const SPECIAL: &str = "-_[]\\`^{}|";

/// A name as it is compared: one way to write it, whatever the case or the composition of its accents.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Fold(Box<str>);

impl Fold {
    /// Folds any text, also one that is no valid name: it then equals none.
    #[must_use]
    pub fn of(text: &str) -> Self {
        if text.is_ascii() {
            return Fold(text.to_ascii_lowercase().into());
        }
        Fold(text.nfkc().flat_map(char::to_lowercase).nfkc().collect::<String>().into())
    }

    /// The folded text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a text is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadName {
    /// It is empty.
    Empty,
    /// It has a character that no such name has.
    Character(char),
    /// It begins with `-`, or a nick with what a channel begins with.
    Start(char),
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
            c if c.is_control() || is_format(c) => write!(f, "U+{:04X}", u32::from(c)),
            c => write!(f, "'{c}'"),
        }
    }
}

/// What a person is called: letters and digits of any script, and `` -_[]\`^{}| ``; not `-` first. Cheap to clone.
///
/// RFC 2812 2.3.1 also forbids a digit first; as ergo does, we allow one: Budget Chat's names need it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Nick(Arc<str>);

impl Nick {
    /// Checks a text. The limit of its length is the configuration's, not ours.
    ///
    /// # Errors
    /// Says what makes `text` no nick.
    pub fn new(text: &str) -> Result<Self, BadName> {
        let text: String = if text.is_ascii() { text.into() } else { text.nfc().collect() };
        let first = text.chars().next().ok_or(BadName::Empty)?;
        if let Some(bad) = text.chars().find(|c| is_format(*c) || !c.is_alphanumeric() && !SPECIAL.contains(*c)) {
            return Err(if bad == first { BadName::Start(bad) } else { BadName::Character(bad) });
        }
        if first == '-' {
            return Err(BadName::Start('-'));
        }
        Ok(Nick(text.into()))
    }

    /// Whether nobody can take it, since it means something else: the server, or everyone.
    #[must_use]
    pub fn is_reserved(&self) -> bool {
        RESERVED.contains(&self.fold().as_str())
    }

    /// The server's own nick, and the constants of the defaults: not checked.
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

/// What a channel is called, its `#` included: no space, comma, semicolon, colon or control character (RFC 2812 1.3). Cheap to clone.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ChannelName(Arc<str>);

impl ChannelName {
    /// Checks a text. The limit of its length is the configuration's, not ours.
    ///
    /// # Errors
    /// Says what makes `text` no channel name.
    pub fn new(text: &str) -> Result<Self, BadName> {
        let text: String = if text.is_ascii() { text.into() } else { text.nfc().collect() };
        let name = text.strip_prefix('#').ok_or(if text.is_empty() { BadName::Empty } else { BadName::NoHash })?;
        if name.is_empty() {
            return Err(BadName::Empty);
        }
        let bad = |c: &char| c.is_control() || c.is_whitespace() || is_format(*c) || matches!(c, ',' | ';' | ':');
        match name.chars().find(bad) {
            Some(c) => Err(BadName::Character(c)),
            None => Ok(ChannelName(text.into())),
        }
    }

    /// The lobby's name.
    #[must_use]
    pub fn lobby() -> Self {
        ChannelName(LOBBY.into())
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

    /// Whether this is the lobby.
    #[must_use]
    pub fn is_lobby(&self) -> bool {
        *self.0 == *LOBBY || self.fold().as_str() == LOBBY
    }
}

/// Characters that are invisible, or change how the text around them is laid out.
#[must_use]
pub fn is_format(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

macro_rules! name_traits {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str(&self.0)
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
                $name::new(&text).map_err(|why| format!("`{text}` is no name: {why}"))
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.as_str().to_owned()
            }
        }
    };
}

name_traits!(Nick);
name_traits!(ChannelName);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nick_is_the_same_in_any_case_and_composition() {
        assert_eq!(Nick::new("Zoé").unwrap().fold(), Nick::new("zoe\u{301}").unwrap().fold());
        assert_eq!(Nick::new("TOTO").unwrap().fold(), Nick::new("toto").unwrap().fold());
    }

    #[test]
    fn what_is_no_nick_is_refused() {
        for bad in ["", "a b", "a,b", "a;b", "#a", "@a", ":a", "a:b", "-a", "a\u{1b}b", "a\u{200b}b", "a!b", "a.b"] {
            assert!(Nick::new(bad).is_err(), "{bad:?}");
        }
        for good in ["a", "1bob", "[x]", "été", "山田", "toto-2"] {
            assert!(Nick::new(good).is_ok(), "{good:?}");
        }
    }

    #[test]
    fn what_is_no_channel_is_refused() {
        for bad in ["", "#", "tp", "#a b", "#a,b", "#a;b", "#a:b", "#a\u{7}", "#a\u{202e}b"] {
            assert!(ChannelName::new(bad).is_err(), "{bad:?}");
        }
        for good in ["#tp", "##", "#c++", "#café"] {
            assert!(ChannelName::new(good).is_ok(), "{good:?}");
        }
    }
}
