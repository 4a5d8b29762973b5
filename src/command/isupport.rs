//! What the server announces of itself and its limits (`RPL_ISUPPORT`, modern.ircdocs.horse "RPL_ISUPPORT Parameters").

use super::Context;
use crate::config::Config;
use crate::model::numeric::RPL_ISUPPORT;
use crate::model::{Caps, KEY_LENGTH, Reply, SessionId};
use crate::world::{LISTS, MOST_WATCHED, World};

/// Most tokens of one line.
const TOKENS: usize = 13;

/// Bytes of a line for them: what a long nick, the server's name and the words behind leave of 510.
const LONGEST: usize = 300;

/// The longest real name, in characters (`NAMELEN`).
pub const NAME_LENGTH: usize = 150;

/// The longest user name that is kept, in characters (`USERLEN`).
pub const USER_LENGTH: usize = 20;

/// Bytes of a text that any line of IRC has room for, whoever says it and wherever.
const TEXT_LENGTH: usize = 390;

/// The letters of the modes there are, as `004 RPL_MYINFO` has them.
pub struct ModeLetters {
    /// Of people.
    pub user: &'static str,
    /// Of channels.
    pub channel: &'static str,
    /// Those of channels that stand with a word.
    pub with_word: &'static str,
}

/// The letters of the modes there are.
pub const MODES: ModeLetters = ModeLetters { user: "BRgiosw", channel: "CIMQRbcefiklmnopstv", with_word: "Ibefklov" };

/// Tells a session these tokens: in a batch, if its program knows of such (IRCv3 extended-isupport).
pub fn tell(world: &mut World, session: SessionId, tokens: Vec<String>) {
    let lines = lines(tokens).into_iter().map(|tokens| Ok(Reply::Numeric(RPL_ISUPPORT, tokens)));
    if world.caps(session).has(Caps::BATCH | Caps::EXTENDED_ISUPPORT) {
        let answers = lines.collect();
        world.reply(session, Ok(Reply::batch("draft/isupport", Vec::new(), answers)));
    } else {
        lines.for_each(|line| world.reply(session, line));
    }
}

/// The tokens that are others now, and with `-` those that are gone (modern.ircdocs.horse "RPL_ISUPPORT (005)").
#[must_use]
pub fn changes(before: &Config, after: &Config) -> Vec<String> {
    let name = |token: &String| token.split('=').next().unwrap_or_default().to_owned();
    let [before, after] = [before, after].map(tokens);
    let names: Vec<String> = after.iter().map(name).collect();
    let gone = before.iter().map(name).filter(|name| !names.contains(name)).map(|name| format!("-{name}"));
    let new = after.iter().filter(|token| !before.contains(token)).cloned();
    new.chain(gone).collect()
}

/// As many lines as tokens take.
pub(super) fn lines(tokens: Vec<String>) -> Vec<Vec<String>> {
    let mut lines: Vec<Vec<String>> = Vec::new();
    for token in tokens {
        let fits = |line: &&mut Vec<String>| {
            let bytes: usize = line.iter().map(|token| token.len() + 1).sum();
            line.len() < TOKENS && bytes + token.len() <= LONGEST
        };
        match lines.last_mut().filter(fits) {
            Some(line) => line.push(token),
            None => lines.push(vec![token]),
        }
    }
    lines
}

/// Each token: `NAME` or `NAME=value`.
#[must_use]
pub fn tokens(config: &Config) -> Vec<String> {
    let Config { limits, names, ircv3, server, .. } = config;
    let (types, text, targets) = (&names.channel_types, limits.message.min(TEXT_LENGTH), limits.targets);
    let commands = ["JOIN", "KICK", "NOTICE", "PART", "PRIVMSG", "TAGMSG"].map(|verb| format!("{verb}:{targets}"));
    let mut tokens = vec![
        "ACCOUNTEXTBAN=a".to_owned(),
        format!("AWAYLEN={text}"),
        "BOT=B".to_owned(),
        "CALLERID=g".to_owned(),
        format!("CASEMAPPING={}", names.casemapping()),
        format!("CHANLIMIT={types}:{}", limits.channels_per_user),
        "CHANMODES=Ibe,k,fl,CMQRcimnpst".to_owned(),
        format!("CHANNELLEN={}", limits.channel),
        format!("CHANTYPES={types}"),
        "ELIST=CMNTU".to_owned(),
        "EXCEPTS=e".to_owned(),
        "EXTBAN=$,am".to_owned(),
        "INVEX=I".to_owned(),
        format!("KEYLEN={KEY_LENGTH}"),
        format!("KICKLEN={text}"),
        "KNOCK".to_owned(),
        format!("MAXLIST=Ibe:{LISTS}"),
        format!("MAXTARGETS={targets}"),
        format!("MODES={targets}"),
        format!("MONITOR={MOST_WATCHED}"),
        format!("NAMELEN={NAME_LENGTH}"),
        format!("NETWORK={}", server.network),
        format!("NICKLEN={}", limits.nick),
        "PREFIX=(ov)@+".to_owned(),
        "SAFELIST".to_owned(),
        "STATUSMSG=@+".to_owned(),
        format!("TARGMAX={}", commands.join(",")),
        format!("TOPICLEN={text}"),
        "USERIP".to_owned(),
        format!("USERLEN={USER_LENGTH}"),
        "UTF8ONLY".to_owned(),
        "WHOX".to_owned(),
    ];
    tokens.extend(names.utf8mapping().map(|mapping| format!("UTF8MAPPING={mapping}")));
    tokens.extend(names.idchan().map(|length| format!("IDCHAN={length}")));
    let set = |name: &str, value: &str| (!value.is_empty()).then(|| format!("{name}={value}"));
    tokens.extend(set("CLIENTTAGDENY", &ircv3.client_tag_deny.join(",")));
    tokens.extend(set("draft/ICON", &ircv3.icon));
    tokens.sort();
    tokens
}

impl Context<'_> {
    /// A topic or a reason as long as was announced: in IRC the rest is cut off, at a terminal one is told of the limit.
    #[must_use]
    pub fn cut<'t>(&self, text: &'t str) -> &'t str {
        if !self.speaks_irc() {
            return text;
        }
        let most = self.world.config().limits.message.min(TEXT_LENGTH);
        let fits = |(start, c): &(usize, char)| start + c.len_utf8() <= most;
        let end = text.char_indices().take_while(fits).last().map_or(0, |(start, c)| start + c.len_utf8());
        &text[..end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Ircv3;
    use crate::model::{Flag, List, UserFlag};

    fn token(config: &Config, name: &str) -> Option<String> {
        let own =
            |token: String| token.split_once('=').map_or((token.clone(), String::new()), |(n, v)| (n.into(), v.into()));
        tokens(config).into_iter().map(own).find(|(known, _)| known == name).map(|(_, value)| value)
    }

    fn sorted(letters: impl Iterator<Item = char>) -> String {
        let mut letters: Vec<char> = letters.collect();
        letters.sort_unstable();
        letters.into_iter().collect()
    }

    #[test]
    fn the_letters_are_those_there_are() {
        let (lists, flags): (Vec<_>, Vec<_>) = (
            List::ALL.iter().map(|list| list.letter()).collect(),
            Flag::ALL.iter().map(|flag| flag.letter()).collect(),
        );
        let all = |more: &str| sorted(lists.iter().chain(&flags).copied().chain(more.chars()));
        assert_eq!(MODES.channel, all("klfov"));
        assert_eq!(MODES.with_word, sorted(lists.iter().copied().chain("klfov".chars())));
        assert_eq!(MODES.user, sorted(UserFlag::ALL.iter().map(|flag| flag.letter())));
        let modes = token(&Config::default(), "CHANMODES").unwrap();
        assert_eq!(modes, format!("{},k,fl,{}", sorted(lists.iter().copied()), sorted(flags.iter().copied())));
    }

    /// modern.ircdocs.horse "RPL_ISUPPORT (005)": at most 13 tokens; RFC 1459 2.3: 512 bytes.
    #[test]
    fn lines_are_short_and_tokens_sorted() {
        let mut config = Config::default();
        config.ircv3.client_tag_deny = (0..20).map(|number| format!("draft/some-long-tag-{number}")).collect();
        let lines = lines(tokens(&config));
        assert!(lines.iter().all(|line| line.len() <= 13));
        assert_eq!(lines.concat(), tokens(&config));
        assert!(tokens(&Config::default()).is_sorted());
        assert!(lines.iter().filter(|line| line.len() > 1).all(|line| line.join(" ").len() <= LONGEST));
    }

    /// message-tags: an empty list is announced by no token; network-icon.
    #[test]
    fn what_is_configured_is_announced() {
        let mut config = Config::default();
        assert_eq!([token(&config, "CLIENTTAGDENY"), token(&config, "draft/ICON")], [None, None]);
        let icon = "https://example.org/icon.png?size={size}".to_owned();
        config.ircv3 = Ircv3 { client_tag_deny: vec!["*".into(), "-typing".into()], icon, ..Ircv3::default() };
        assert_eq!(token(&config, "CLIENTTAGDENY").as_deref(), Some("*,-typing"));
        assert_eq!(token(&config, "draft/ICON").as_deref(), Some("https://example.org/icon.png?size={size}"));
        let mut other = config.clone();
        other.limits.message = 200;
        other.ircv3 = Ircv3::default();
        let told = changes(&config, &other);
        assert_eq!(told, ["AWAYLEN=200", "KICKLEN=200", "TOPICLEN=200", "-CLIENTTAGDENY", "-draft/ICON"]);
    }
}
