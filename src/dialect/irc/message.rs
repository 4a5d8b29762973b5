//! One IRC message, read: `@tags :source VERB param param :last param`.

use std::borrow::Cow;
use std::fmt;

use super::tags::Tags;

/// The most bytes of a message without its tags, CR LF included (RFC 1459 2.3).
pub const LONGEST: usize = 512;

/// The most bytes of the tags of one message, `@` and the space behind them included (IRCv3 message-tags, "Size limit").
pub const LONGEST_TAGS: usize = 8191;

/// The most bytes of tags that one side may add, without `@` and the space (IRCv3 message-tags, "Size limit").
pub const LONGEST_TAGS_OF_ONE_SIDE: usize = 4094;

/// A message, whoever sent it. [`fmt::Display`] writes it without CR LF.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message<'a> {
    /// Its tags.
    pub tags: Tags<'a>,
    /// Who it comes from: a server, or `nick!user@host`. What a person sends needs none, and theirs means nothing.
    pub source: Option<Cow<'a, str>>,
    /// Letters, in whatever case they came, or three digits.
    pub verb: Cow<'a, str>,
    /// What stands behind the verb. How the last of them was written does not matter (modern.ircdocs.horse "Parameters").
    pub params: Vec<Cow<'a, str>>,
}

/// Why a line is no message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadMessage {
    /// Nothing is on it but spaces: to be ignored without an answer (RFC 2812 2.3.1).
    Empty,
    /// Tags alone.
    OnlyTags,
    /// A source, and no verb behind it.
    OnlySource,
    /// This stands where the verb must be, and is none: the word of `421 ERR_UNKNOWNCOMMAND`.
    Verb(String),
}

impl fmt::Display for BadMessage {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            BadMessage::Empty => f.write_str("the line is empty"),
            BadMessage::OnlyTags => f.write_str("tags alone are no message: a verb must follow them"),
            BadMessage::OnlySource => f.write_str("a source alone is no message: a verb must follow it"),
            BadMessage::Verb(word) => write!(f, "`{word}` is no verb: it must be letters, or three digits"),
        }
    }
}

impl std::error::Error for BadMessage {}

impl<'a> Message<'a> {
    /// Reads a line without its CR LF.
    ///
    /// More than one space counts as one, also before the first word. There may be any number of params, as
    /// modern.ircdocs.horse "Parameters" has it; for RFC 2812 2.3.1 the fifteenth would hold all the rest.
    ///
    /// # Errors
    /// Says what keeps the line from being a message.
    pub fn parse(line: &'a str) -> Result<Self, BadMessage> {
        let Uncut { tags, source, verb, params } = Uncut::parse(line)?;
        let params = params.map(Cow::Borrowed).collect();
        Ok(Message { tags, source: source.map(Cow::Borrowed), verb: Cow::Borrowed(verb), params })
    }

    /// The same, borrowing from nothing.
    #[must_use]
    pub fn into_owned(self) -> Message<'static> {
        let owned = |text: Cow<str>| Cow::Owned(text.into_owned());
        Message {
            tags: self.tags.into_owned(),
            source: self.source.map(owned),
            verb: owned(self.verb),
            params: self.params.into_iter().map(owned).collect(),
        }
    }
}

/// A message whose params are not cut yet: see [`Message`].
pub(super) struct Uncut<'a> {
    pub(super) tags: Tags<'a>,
    pub(super) source: Option<&'a str>,
    pub(super) verb: &'a str,
    pub(super) params: Params<'a>,
}

impl<'a> Uncut<'a> {
    /// As [`Message::parse`].
    pub(super) fn parse(line: &'a str) -> Result<Self, BadMessage> {
        let mut rest = line.trim_start_matches(' ');
        if rest.is_empty() {
            return Err(BadMessage::Empty);
        }
        let mut missing = BadMessage::Empty;
        let mut tags = Tags::default();
        if let Some(tagged) = rest.strip_prefix('@') {
            let (word, behind) = cut_word(tagged);
            (tags, rest, missing) = (Tags::parse(word), behind, BadMessage::OnlyTags);
        }
        let mut source = None;
        if let Some(sourced) = rest.strip_prefix(':') {
            let (word, behind) = cut_word(sourced);
            source = (!word.is_empty()).then_some(word);
            (rest, missing) = (behind, BadMessage::OnlySource);
        }
        let (verb, rest) = cut_word(rest);
        if verb.is_empty() {
            return Err(missing);
        }
        if !is_verb(verb) {
            return Err(BadMessage::Verb(verb.to_owned()));
        }
        Ok(Uncut { tags, source, verb, params: Params(rest) })
    }
}

/// Params, cut one by one.
pub(super) struct Params<'a>(&'a str);

impl<'a> Iterator for Params<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        if self.0.is_empty() {
            return None;
        }
        let (param, behind) = self.0.strip_prefix(':').map_or_else(|| cut_word(self.0), |last| (last, ""));
        self.0 = behind;
        Some(param)
    }
}

/// Cuts off the first word; the spaces behind it are gone from the rest.
fn cut_word(text: &str) -> (&str, &str) {
    // Most words are too short for a search of many bytes at once.
    let end = text.bytes().position(|byte| byte == b' ').unwrap_or(text.len());
    (&text[..end], text[end..].trim_start_matches(' '))
}

/// RFC 2812 2.3.1 `command`.
fn is_verb(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_alphabetic())
        || word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Source, verb and params of lines that modern.ircdocs.horse "Message Format" and "Parameters", the examples of
    /// RFC 2812 3 and message-tags have, and of what RFC 2812 2.3.1 allows or leaves open.
    #[test]
    fn splits_messages() {
        for (line, source, verb, params) in [
            (
                ":irc.example.com CAP LS * :multi-prefix extended-join sasl",
                "irc.example.com",
                "CAP",
                &["LS", "*", "multi-prefix extended-join sasl"][..],
            ),
            (":irc.example.com CAP * LIST :", "irc.example.com", "CAP", &["*", "LIST", ""]),
            ("CAP * LS :multi-prefix sasl", "", "CAP", &["*", "LS", "multi-prefix sasl"]),
            ("CAP REQ :sasl message-tags foo", "", "CAP", &["REQ", "sasl message-tags foo"]),
            ("CAP REQ :sasl", "", "CAP", &["REQ", "sasl"]),
            (":dan!d@localhost PRIVMSG #chan :Hey!", "dan!d@localhost", "PRIVMSG", &["#chan", "Hey!"]),
            (":dan!d@localhost PRIVMSG #chan Hey!", "dan!d@localhost", "PRIVMSG", &["#chan", "Hey!"]),
            (":dan!d@localhost PRIVMSG #chan ::-)", "dan!d@localhost", "PRIVMSG", &["#chan", ":-)"]),
            ("USER guest 0 * :Ronnie Reagan", "", "USER", &["guest", "0", "*", "Ronnie Reagan"]),
            (
                "SERVICE dict * *.fr 0 0 :French Dictionary",
                "",
                "SERVICE",
                &["dict", "*", "*.fr", "0", "0", "French Dictionary"],
            ),
            ("JOIN #foo,&bar fubar", "", "JOIN", &["#foo,&bar", "fubar"]),
            (
                ":WiZ!jto@tolsun.oulu.fi TOPIC #test :New topic",
                "WiZ!jto@tolsun.oulu.fi",
                "TOPIC",
                &["#test", "New topic"],
            ),
            ("TOPIC #test :", "", "TOPIC", &["#test", ""]),
            ("QUIT", "", "QUIT", &[]),
            ("quit", "", "quit", &[]),
            (":a 001 b :Welcome to the network", "a", "001", &["b", "Welcome to the network"]),
            ("MODE #c +b :*!*@* ", "", "MODE", &["#c", "+b", "*!*@* "]),
            ("PRIVMSG a:b c:d e: :f", "", "PRIVMSG", &["a:b", "c:d", "e:", "f"]),
            ("PRIVMSG #c ::", "", "PRIVMSG", &["#c", ":"]),
            ("PRIVMSG #c : :x", "", "PRIVMSG", &["#c", " :x"]),
            ("PRIVMSG #c :  two  spaces  ", "", "PRIVMSG", &["#c", "  two  spaces  "]),
            ("  NICK   bob   ", "", "NICK", &["bob"]),
            ("NICK ", "", "NICK", &[]),
            ("NICK :", "", "NICK", &[""]),
            ("   :src    PING    a    :b", "src", "PING", &["a", "b"]),
            (": PING a", "", "PING", &["a"]),
            ("::src PING a", ":src", "PING", &["a"]),
            (":cool\tguy PING a\tb :c\td", "cool\tguy", "PING", &["a\tb", "c\td"]),
            (":n!u@ho\x035st\x03.example PRIVMSG me :hi", "n!u@ho\x035st\x03.example", "PRIVMSG", &["me", "hi"]),
            ("PRIVMSG #été :« à l'été » 🦀", "", "PRIVMSG", &["#été", "« à l'été » 🦀"]),
            ("PRIVMSG a\u{a0}b c", "", "PRIVMSG", &["a\u{a0}b", "c"]),
            (
                "X 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17",
                "",
                "X",
                &["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17"],
            ),
        ] {
            let message = Message::parse(line).unwrap();
            assert_eq!(message.source.as_deref(), (!source.is_empty()).then_some(source), "{line:?}");
            assert_eq!(
                (&*message.verb, &*message.params),
                (verb, &*params.iter().map(|&p| Cow::from(p)).collect::<Vec<_>>()),
                "{line:?}"
            );
            assert!(message.tags.is_empty());
        }
    }

    #[test]
    fn splits_messages_with_tags() {
        for (line, tags, source, verb, params) in [
            (
                "@id=234AB :dan!d@localhost PRIVMSG #chan :Hey what's up!",
                "id=234AB",
                Some("dan!d@localhost"),
                "PRIVMSG",
                &["#chan", "Hey what's up!"][..],
            ),
            (
                "@aaa=bbb;ccc;example.com/ddd=eee :n!u@h PRIVMSG me :Hello",
                "aaa=bbb;ccc;example.com/ddd=eee",
                Some("n!u@h"),
                "PRIVMSG",
                &["me", "Hello"],
            ),
            (
                "@+example-client-tag=example-value TAGMSG @#channel",
                "+example-client-tag=example-value",
                None,
                "TAGMSG",
                &["@#channel"],
            ),
            ("@a=:b;c=@d  PING  x", "a=:b;c=@d", None, "PING", &["x"]),
            ("@ PING x", "", None, "PING", &["x"]),
            ("@; :s PING", "", Some("s"), "PING", &[]),
            (" @a PING", "a", None, "PING", &[]),
            ("@a=1;b=2;a=3 PING", "b=2;a=3", None, "PING", &[]),
        ] {
            let message = Message::parse(line).unwrap();
            assert_eq!(
                (message.tags.to_string(), message.source.as_deref(), &*message.verb),
                (tags.to_owned(), source, verb),
                "{line}"
            );
            assert_eq!(message.params, params, "{line}");
        }
    }

    #[test]
    fn says_what_is_wrong() {
        let verb = |word: &str| BadMessage::Verb(word.to_owned());
        for (line, wrong) in [
            ("", BadMessage::Empty),
            ("    ", BadMessage::Empty),
            ("@a=b", BadMessage::OnlyTags),
            ("@a=b  ", BadMessage::OnlyTags),
            ("@", BadMessage::OnlyTags),
            (":source", BadMessage::OnlySource),
            (":source ", BadMessage::OnlySource),
            (":", BadMessage::OnlySource),
            ("@a :source", BadMessage::OnlySource),
            ("PRIV-MSG a", verb("PRIV-MSG")),
            ("PRIVMSG2 a", verb("PRIVMSG2")),
            ("12 a", verb("12")),
            ("1234", verb("1234")),
            ("1a2 b", verb("1a2")),
            ("/JOIN #c", verb("/JOIN")),
            ("\tPING a", verb("\tPING")),
            ("PING\ta", verb("PING\ta")),
            ("été", verb("été")),
            (":a :b c", verb(":b")),
            ("@a @b c", verb("@b")),
            ("#chan hello", verb("#chan")),
        ] {
            let bad = Message::parse(line).unwrap_err();
            assert_eq!(bad, wrong, "{line:?}");
        }
        assert_eq!(verb("/JOIN").to_string(), "`/JOIN` is no verb: it must be letters, or three digits");
    }
}
