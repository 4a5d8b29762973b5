//! Channel names, and the four kinds of channels that their first characters tell apart (RFC 2811 2.1).

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::fold::is_unseen;
use super::name::name_traits;
use super::{BadName, Fold, precis};

/// The channel of everyone who has joined nothing, on listeners that have a lobby.
pub const LOBBY: &str = "#lobby";

/// Characters of the identifier of a safe channel; also the digits it counts with (RFC 2811 5.2.1).
const IDENTIFIER: &[u8; 36] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890";

/// How many they are (ISUPPORT `IDCHAN=!:5`).
pub const IDENTIFIER_LENGTH: usize = 5;

/// What sort of channel a name names (RFC 2811 2 and 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChannelKind {
    /// `#`: known on every server.
    Network,
    /// `&`: known on the server where it was made.
    Local,
    /// `+`: it has no modes, and nobody rules it.
    Modeless,
    /// `!`: made on purpose, with an identifier before its name that makes it the only one of this name ever.
    Safe,
}

impl ChannelKind {
    /// Each of them.
    pub const ALL: [ChannelKind; 4] =
        [ChannelKind::Network, ChannelKind::Local, ChannelKind::Modeless, ChannelKind::Safe];

    /// The character that its names begin with.
    #[must_use]
    pub fn prefix(self) -> char {
        match self {
            ChannelKind::Network => '#',
            ChannelKind::Local => '&',
            ChannelKind::Modeless => '+',
            ChannelKind::Safe => '!',
        }
    }

    /// The kind whose names begin with this.
    #[must_use]
    pub fn of(prefix: char) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.prefix() == prefix)
    }

    /// Whether its modes can be set, and somebody may be its operator (RFC 2811 2.3, 2.4.1).
    #[must_use]
    pub fn has_modes(self) -> bool {
        self != ChannelKind::Modeless
    }
}

/// What a channel is called, its `#`, `&`, `+` or `!` included. Cheap to clone.
///
/// It has no space, comma, semicolon, colon or control character (RFC 2811 2.1), nothing that cannot be seen, and no
/// character that is only another look of others, since RFC 8265 compares none.
///
/// A name with `!` is one of three: `!ABCDEtalk` is a channel; `!talk` means the one whose maker called it so; `!!talk`
/// asks JOIN to make one (RFC 2811 3.2). A channel's own name is always the first.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ChannelName(Arc<str>);

impl ChannelName {
    /// Checks a text. The limit of its length, and which kinds there are, is the configuration's, not ours.
    ///
    /// # Errors
    /// Says what makes `text` no channel name.
    pub fn new(text: &str) -> Result<Self, BadName> {
        let prefix = text.chars().next().ok_or(BadName::Empty)?;
        let kind = ChannelKind::of(prefix).ok_or(BadName::NoHash)?;
        let typed = &text[prefix.len_utf8()..];
        let ascii = typed.is_ascii();
        if let Some(c) = typed.chars().find(|c| !ascii && is_unseen(*c)) {
            return Err(BadName::Character(c));
        }
        // The prefix is no part of what is mapped (IRCv3, rfc8265 casemapping).
        let name = if ascii { Cow::Borrowed(typed) } else { precis::prepare(typed).into() };
        if name.is_empty() || kind == ChannelKind::Safe && name == "!" {
            return Err(BadName::Empty);
        }
        let is_bad = |c: &char| {
            c.is_control()
                || c.is_whitespace()
                || matches!(c, ',' | ';' | ':')
                || !c.is_ascii() && precis::is_compatible(*c)
        };
        let stray_mark = || if ascii { None } else { precis::stray_mark(&name) };
        if let Some(c) = name.chars().find(is_bad).or_else(stray_mark) {
            return Err(BadName::Character(c));
        }
        let chosen = if kind == ChannelKind::Safe { after_identifier(&name) } else { &name };
        match chosen.chars().next().filter(|c| Self::is_prefix(*c)) {
            // `+#tp` is how one writes to those with voice in #tp, and `!!!tp` would be made as what cannot be asked for.
            Some(c) if !kind.has_modes() || kind == ChannelKind::Safe => Err(BadName::Second(prefix, c)),
            _ if ascii => Ok(ChannelName(text.into())),
            _ => Ok(ChannelName(format!("{prefix}{name}").into())),
        }
    }

    /// The lobby's name.
    #[must_use]
    pub fn lobby() -> Self {
        ChannelName(LOBBY.into())
    }

    /// Whether channel names begin with this, so that a word that does is one.
    #[must_use]
    pub fn is_prefix(c: char) -> bool {
        ChannelKind::of(c).is_some()
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

    /// What sort of channel it names.
    #[must_use]
    pub fn kind(&self) -> ChannelKind {
        self.0.chars().next().and_then(ChannelKind::of).unwrap_or(ChannelKind::Network)
    }

    /// Whether somebody can be its creator or an admin of it: not of the lobby, nor of a channel without modes.
    #[must_use]
    pub fn is_ruled(&self) -> bool {
        self.kind().has_modes() && !self.is_lobby()
    }

    /// What the maker of a safe channel called it, in each of the three ways to write its name (RFC 2811 3.2).
    #[must_use]
    pub fn short(&self) -> Option<&str> {
        let name = self.0.strip_prefix(ChannelKind::Safe.prefix())?;
        Some(name.strip_prefix('!').unwrap_or_else(|| after_identifier(name)))
    }

    /// Whether it asks for a safe channel to be made: `!!talk`.
    #[must_use]
    pub fn asks_for_new(&self) -> bool {
        self.0.starts_with("!!")
    }

    /// Whether it has all that a channel's own name has: only `!talk` and `!!talk` lack their identifier.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.short().is_none_or(|short| self.0.len() == 1 + IDENTIFIER_LENGTH + short.len())
    }

    /// The name of a safe channel that is made at this second, counted from 1970 (RFC 2811 5.2.1). `short` is what its
    /// maker calls it, of a name that was checked.
    #[must_use]
    pub(crate) fn safe(second: u64, short: &str) -> Self {
        let digit = |place: u32| {
            let digit = second / 36_u64.pow(place) % 36;
            char::from(IDENTIFIER[usize::try_from(digit).unwrap_or_default()])
        };
        let identifier: String = (0..IDENTIFIER_LENGTH as u32).rev().map(digit).collect();
        ChannelName(format!("!{identifier}{short}").into())
    }
}

/// What stands behind the identifier of a safe channel; all of it when there is none.
fn after_identifier(name: &str) -> &str {
    match name.split_at_checked(IDENTIFIER_LENGTH) {
        Some((identifier, short)) if !short.is_empty() && identifier.bytes().all(|b| IDENTIFIER.contains(&b)) => short,
        _ => name.strip_prefix('!').unwrap_or(name),
    }
}

name_traits!(ChannelName, ChannelName::new);

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn name(text: &str) -> ChannelName {
        ChannelName::new(text).unwrap()
    }

    #[test]
    fn what_is_no_channel_is_refused() {
        for bad in [
            "", "#", "tp", "#a b", "#a,b", "#a;b", "#a:b", "#a\0", "#a\r", "#\x07", "#ﬁ", "＃tp", "@tp", "&", "+", "!",
            "!!", "!!!", "!!!a", "!!#a", "!#a", "+#tp", "++", "+!a", "!ABCDE#a",
        ] {
            assert!(ChannelName::new(bad).is_err(), "{bad:?}");
        }
        for bad in ['\u{a0}', '\u{202e}', '\u{fe0f}', '\u{301}', '\u{7f}', '\u{85}', '\u{3000}'] {
            assert!(ChannelName::new(&format!("#{bad}a")).is_err(), "{bad:?}");
        }
        for good in [
            "#tp",
            "##",
            "#c++",
            "#café",
            "#山田",
            "#🎉",
            "#&",
            "&tp",
            "&#tp",
            "+tp",
            "+1",
            "!tp",
            "!!tp",
            "!ABCDEtp",
            "#שלום-2",
        ] {
            assert_eq!(name(good).as_str(), good);
        }
    }

    #[test]
    fn the_first_character_tells_the_kind() {
        for (text, kind) in [
            ("#tp", ChannelKind::Network),
            ("&tp", ChannelKind::Local),
            ("+tp", ChannelKind::Modeless),
            ("!ABCDEtp", ChannelKind::Safe),
        ] {
            assert_eq!(name(text).kind(), kind);
            assert!(ChannelName::is_prefix(kind.prefix()) && text.starts_with(kind.prefix()));
        }
        assert!(!['@', '~', 't', '*', '$'].into_iter().any(ChannelName::is_prefix));
        assert!(name("#tp").is_ruled() && !name("#Lobby").is_ruled() && !name("+tp").is_ruled());
    }

    #[test]
    fn a_safe_channel_has_a_short_name() {
        for (text, short, full) in [
            ("!ABCDEtp", Some("tp"), true),
            ("!12345TP", Some("TP"), true),
            ("!tp", Some("tp"), false),
            ("!!tp", Some("tp"), false),
            ("!ABCDE", Some("ABCDE"), false),
            ("!abcdetp", Some("abcdetp"), false),
            ("!ABCDétp", Some("ABCDétp"), false),
            ("!!ABCDEtp", Some("ABCDEtp"), false),
            ("#ABCDEtp", None, true),
        ] {
            assert_eq!((name(text).short(), name(text).is_full()), (short, full), "{text}");
        }
        assert!(name("!!tp").asks_for_new() && !name("!tp").asks_for_new());
    }

    #[test]
    fn an_identifier_is_the_second_it_was_made_in() {
        for (second, made) in
            [(0, "!AAAAAtp"), (1, "!AAAABtp"), (35, "!AAAA0tp"), (36, "!AAABAtp"), (60_466_176, "!AAAAAtp")]
        {
            assert_eq!(ChannelName::safe(second, "tp"), name(made));
        }
    }

    #[test]
    fn a_name_is_shown_as_it_was_typed_and_composed() {
        assert_eq!(name("#Cafe\u{301}").as_str(), "#Café");
        assert_eq!(name("#ＴＰ").fold(), name("#tp").fold());
        assert_ne!(name("&tp").fold(), name("#tp").fold());
    }
}
