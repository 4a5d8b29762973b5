//! Modes of channels and of people: what they are, and one change of them (RFC 2811 4, RFC 2812 3.1.5 and 3.2.3).
//!
//! Not there of RFC 2811 are `a` (anonymous), `q` (quiet: hide who comes and goes) and `r` (reop): no server of today
//! has them with this meaning. `O`, the creator, can be asked for and not set.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{ChannelName, ListMask, Rank, Who};

/// The longest key of a channel, in bytes (ISUPPORT `KEYLEN`).
pub const KEY_LENGTH: usize = 32;

/// One change of a channel's modes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModeChange {
    /// Set, or taken away.
    pub on: bool,
    /// Which.
    pub mode: Mode,
}

/// A mode with what it is set to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    /// One that is on or off.
    Flag(Flag),
    /// `k`: what one must know to enter; shown as `*` when it is taken away.
    Key(Box<str>),
    /// `l`: how many may be in.
    Limit(usize),
    /// `f`: where those go who cannot enter.
    Forward(ChannelName),
    /// A mask on one of the lists.
    List(List, ListMask),
    /// A member's rank.
    Rank(Rank, Arc<Who>),
}

/// That a text is no key of a channel (RFC 2812 2.3.1 `key`, and what JOIN could not carry).
///
/// # Errors
/// Says what is wrong with it.
pub fn check_key(key: &str) -> Result<(), &'static str> {
    if key.is_empty() || key.len() > KEY_LENGTH {
        return Err("A key has 1 to 32 characters");
    }
    if key.starts_with(':') || key.contains(|c: char| c.is_control() || c.is_whitespace() || c == ',') {
        return Err("A key has neither space nor comma nor control character, and does not begin with a colon");
    }
    Ok(())
}

macro_rules! letters {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $letter:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// Each of them, sorted by letter.
            pub const ALL: &[$name] = &[$($name::$variant),*];

            /// The letter it is written with.
            #[must_use]
            pub fn letter(self) -> char {
                match self { $($name::$variant => $letter,)* }
            }

            /// The one written with this letter.
            #[must_use]
            pub fn of(letter: char) -> Option<Self> {
                match letter { $($letter => Some($name::$variant),)* _ => None }
            }
        }
    };
}

macro_rules! set {
    ($set:ident of $name:ident) => {
        #[doc = concat!("A set of [`", stringify!($name), "`], written as its letters.")]
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $set(u32);

        impl $set {
            /// None of them.
            pub const NONE: $set = $set(0);

            /// Whether one is in it.
            #[must_use]
            pub fn has(self, one: $name) -> bool {
                self.0 & (1 << one as u32) != 0
            }

            /// Puts one in, or takes it out; whether that changed it.
            pub fn set(&mut self, one: $name, on: bool) -> bool {
                let was = self.has(one);
                self.0 ^= u32::from(was != on) << one as u32;
                was != on
            }

            /// With one more.
            #[must_use]
            pub fn with(mut self, one: $name) -> Self {
                self.set(one, true);
                self
            }

            /// Those in it, sorted by letter.
            pub fn iter(self) -> impl Iterator<Item = $name> {
                $name::ALL.iter().copied().filter(move |one| self.has(*one))
            }
        }

        impl fmt::Display for $set {
            fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
                self.iter().try_for_each(|one| write!(f, "{}", one.letter()))
            }
        }

        impl From<$set> for String {
            fn from(set: $set) -> String {
                set.to_string()
            }
        }

        impl TryFrom<String> for $set {
            type Error = String;

            fn try_from(letters: String) -> Result<Self, String> {
                letters.chars().try_fold($set::default(), |set, letter| {
                    let all: String = $name::ALL.iter().map(|one| one.letter()).collect();
                    let one = $name::of(letter).ok_or_else(|| format!("there is no mode `{letter}`: use {all}"))?;
                    Ok(set.with(one))
                })
            }
        }
    };
}

letters! {
    /// A channel's mode that is on or off.
    Flag {
        /// No CTCP but actions.
        NoCtcp = 'C',
        /// Only people with an account may speak.
        AccountToSpeak = 'M',
        /// Nobody is put out: no kicks.
        NoKicks = 'Q',
        /// Only people with an account may enter.
        AccountToEnter = 'R',
        /// Texts lose their colours and other formatting.
        NoColours = 'c',
        /// Only those who were invited may enter.
        InviteOnly = 'i',
        /// Only those with voice, or more, may speak.
        Moderated = 'm',
        /// It does not hear people who are not in it.
        NoOutsiders = 'n',
        /// Nobody learns its name from the server; whoever knows it may ask about it (RFC 2811 4.2.6).
        Private = 'p',
        /// For those who are not in it, it is not there.
        Secret = 's',
        /// Only ops may set the topic.
        TopicLock = 't',
    }
}

letters! {
    /// A person's mode.
    UserFlag {
        /// A program (IRCv3 bot mode).
        Bot = 'B',
        /// Only people with an account may write to them.
        AccountToWrite = 'R',
        /// Only people they accept may write to them (`ACCEPT`).
        CallerId = 'g',
        /// Lists show them only to those who share a channel with them.
        Invisible = 'i',
        /// An admin of the server.
        Operator = 'o',
        /// They read what the server notes.
        Notices = 's',
        /// They read WALLOPS.
        Wallops = 'w',
    }
}

letters! {
    /// A channel's list of masks.
    List {
        /// Those who may enter without an invitation.
        Invited = 'I',
        /// Those who may not enter, nor speak.
        Banned = 'b',
        /// Those whom bans pass over.
        Excepted = 'e',
    }
}

set! { Flags of Flag }
set! { UserFlags of UserFlag }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_written_as_letters() {
        let mut modes = Flags::try_from("tn".to_owned()).unwrap();
        assert_eq!(modes.to_string(), "nt");
        assert!(modes.set(Flag::Secret, true) && !modes.set(Flag::Secret, true));
        assert!(modes.set(Flag::TopicLock, false) && !modes.set(Flag::TopicLock, false));
        assert_eq!(modes.to_string(), "ns");
        assert_eq!(serde_json::to_string(&modes).unwrap(), "\"ns\"");
        let wrong = UserFlags::try_from("ix".to_owned()).unwrap_err();
        assert_eq!(wrong, "there is no mode `x`: use BRgiosw");
    }

    #[test]
    fn letters_are_sorted_and_found() {
        let letters: Vec<char> = Flag::ALL.iter().map(|flag| flag.letter()).collect();
        assert!(letters.is_sorted(), "{letters:?}");
        assert!(Flag::ALL.iter().all(|flag| Flag::of(flag.letter()) == Some(*flag)));
        assert_eq!(Flag::of('a'), None, "RFC 2811 4.2.1: anonymous is not there");
    }

    #[test]
    fn keys_are_words_that_join_can_carry() {
        for bad in ["", "a b", "a,b", ":a", "a\tb", &"k".repeat(KEY_LENGTH + 1)] {
            assert!(check_key(bad).is_err(), "{bad:?}");
        }
        for good in ["sesame", "a:b", "#", "*", "clé", &"k".repeat(KEY_LENGTH)] {
            assert!(check_key(good).is_ok(), "{good:?}");
        }
    }
}
