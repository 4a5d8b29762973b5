//! `[names]`: what nicks and channels may be called, and what IRC is told about it.

use serde::{Deserialize, Serialize};

use crate::model::{BadName, ChannelKind, ChannelName, IDENTIFIER_LENGTH, Nick};

/// `[names]`: what nicks and channels may be called. How they are compared is the same under every configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Names {
    /// The characters of nicks and channels that are newly taken.
    pub characters: Characters,
    /// First characters of the channels that may be made, `#` among them.
    pub channel_types: String,
}

/// Which characters a name may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Characters {
    /// Letters and digits of every script.
    Unicode,
    /// Those of ASCII.
    Ascii,
}

impl Default for Names {
    fn default() -> Self {
        let channel_types = ChannelKind::ALL.into_iter().map(ChannelKind::prefix).collect();
        Names { characters: Characters::Unicode, channel_types }
    }
}

impl Names {
    /// Whether a nick may be newly taken.
    ///
    /// # Errors
    /// The character that it may not have.
    pub fn allow_nick(&self, nick: &Nick) -> Result<(), BadName> {
        self.allow(nick.as_str())
    }

    /// Whether a channel may be newly made.
    ///
    /// # Errors
    /// The character that it may not have, or not begin with.
    pub fn allow_channel(&self, channel: &ChannelName) -> Result<(), BadName> {
        let prefix = channel.kind().prefix();
        if !self.channel_types.contains(prefix) {
            return Err(BadName::Kind(prefix));
        }
        self.allow(channel.as_str())
    }

    fn allow(&self, name: &str) -> Result<(), BadName> {
        let foreign = name.chars().find(|c| self.characters == Characters::Ascii && !c.is_ascii());
        foreign.map_or(Ok(()), |c| Err(BadName::NotAscii(c)))
    }

    /// ISUPPORT `CASEMAPPING`: how names of ASCII are compared. It is `ascii` also where names may be more, since a program
    /// that does not know a value takes `[` for `{`; what is beyond ASCII has its own token (IRCv3, rfc8265 casemapping).
    #[must_use]
    pub fn casemapping(&self) -> &'static str {
        "ascii"
    }

    /// ISUPPORT `UTF8MAPPING`: how the rest of a name is compared, where names may be more than ASCII.
    #[must_use]
    pub fn utf8mapping(&self) -> Option<&'static str> {
        (self.characters == Characters::Unicode).then_some("rfc8265")
    }

    /// ISUPPORT `IDCHAN`: how long the identifiers of safe channels are, `!:5`, where there are such channels.
    #[must_use]
    pub fn idchan(&self) -> Option<String> {
        let safe = ChannelKind::Safe.prefix();
        self.channel_types.contains(safe).then(|| format!("{safe}:{IDENTIFIER_LENGTH}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(characters: Characters, channel_types: &str) -> Names {
        Names { characters, channel_types: channel_types.to_owned() }
    }

    #[test]
    fn ascii_is_all_of_ascii_and_nothing_else() {
        let (unicode, ascii) = (Names::default(), names(Characters::Ascii, "#"));
        for (name, allowed) in [("toto", Ok(())), ("[x]", Ok(())), ("Zoé", Err(BadName::NotAscii('é')))] {
            let nick = Nick::new(name).unwrap();
            let channel = ChannelName::new(&format!("#{name}")).unwrap();
            assert_eq!((ascii.allow_nick(&nick), ascii.allow_channel(&channel)), (allowed, allowed));
            assert_eq!((unicode.allow_nick(&nick), unicode.allow_channel(&channel)), (Ok(()), Ok(())));
        }
    }

    #[test]
    fn channels_of_other_types_are_not_made() {
        let names = names(Characters::Unicode, "#!");
        for (name, allowed) in
            [("#tp", Ok(())), ("!!tp", Ok(())), ("&tp", Err(BadName::Kind('&'))), ("+tp", Err(BadName::Kind('+')))]
        {
            assert_eq!(names.allow_channel(&ChannelName::new(name).unwrap()), allowed);
        }
    }

    #[test]
    fn irc_is_told_what_holds() {
        let (all, few) = (Names::default(), names(Characters::Ascii, "#&"));
        assert_eq!(
            (all.casemapping(), all.utf8mapping(), all.idchan()),
            ("ascii", Some("rfc8265"), Some("!:5".into()))
        );
        assert_eq!((few.casemapping(), few.utf8mapping(), few.idchan()), ("ascii", None, None));
    }
}
