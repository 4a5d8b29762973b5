//! Modes of channels: what they are, and one change of them (RFC 2811 4, RFC 2812 3.2.3).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{ChannelName, Rank, Who};

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
    List(List, Box<str>),
    /// A member's rank.
    Rank(Rank, Arc<Who>),
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
        /// Lists show it as private.
        Private = 'p',
        /// Lists do not show it to those who are not in it.
        Secret = 's',
        /// Only ops may set the topic.
        TopicLock = 't',
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
