//! Writing lines: tags, source, verb, words. No line is longer than a program may expect, and none ends early.

use std::fmt::{Display, Write};

use memchr::memchr3;

use super::tags::escape;
use crate::model::{Caps, MessageId, Stamp, Time, Who};

/// Bytes of a line without its tags and its end (RFC 1459 2.3).
pub(super) const LONGEST: usize = 510;

/// Writes lines for one flavor of readers.
pub(super) struct Writer<'a> {
    out: &'a mut String,
    pub(super) caps: Caps,
    pub(super) server: &'a str,
    /// Where the line being written begins, after its tags.
    start: usize,
    /// Where its tags begin.
    tags: usize,
}

impl<'a> Writer<'a> {
    pub(super) fn new(out: &'a mut String, caps: Caps, server: &'a str) -> Self {
        Writer { out, caps, server, start: 0, tags: 0 }
    }

    /// Where it is written.
    pub(super) fn out(&mut self) -> &mut String {
        self.out
    }

    /// Begins a line of the server's own.
    pub(super) fn of_server(&mut self, at: Time, verb: &str) -> &mut Self {
        self.timed(at);
        // The last line of a connection, and what only its two ends have to do with (RFC 2812 3.7.2 and 4, sasl-3.1).
        if !matches!(verb, "ERROR" | "PING" | "AUTHENTICATE") {
            self.push(&[":", self.server, " "]);
        }
        self.push(&[verb])
    }

    /// Begins a numeric for the reader of this nick.
    pub(super) fn numeric(&mut self, at: Time, code: u16, nick: &str) -> &mut Self {
        self.timed(at);
        self.push(&[":", self.server, " "]);
        let digits = [code / 100, code / 10, code].map(|number| b'0' + (number % 10) as u8);
        digits.into_iter().for_each(|digit| self.out.push(char::from(digit)));
        self.push(&[" ", nick])
    }

    /// Begins a line that has no tag but its time.
    pub(super) fn timed(&mut self, at: Time) {
        if self.caps.has(Caps::SERVER_TIME) {
            let _ = write!(self.out, "@time={} ", at.iso());
        }
        self.start = self.out.len();
    }

    /// Begins a line that somebody caused, with all that is known of it.
    pub(super) fn from(&mut self, who: &Who, stamp: &Stamp, verb: &str) -> &mut Self {
        self.begin(stamp.at);
        if self.caps.has(Caps::MESSAGE_TAGS) && stamp.id != MessageId::default() {
            let _ = write!(self.out, "msgid={};", stamp.id);
        }
        self.about(who, stamp);
        self.source(who, verb)
    }

    /// The same for what follows a line of the same message: it has no id of its own.
    pub(super) fn again(&mut self, who: &Who, stamp: &Stamp, verb: &str) -> &mut Self {
        self.begin(stamp.at);
        self.about(who, stamp);
        self.source(who, verb)
    }

    /// Begins a line of a batch that has the message's own id (IRCv3 multiline).
    pub(super) fn in_batch(&mut self, who: &Who, stamp: &Stamp, concat: bool, verb: &str) -> &mut Self {
        self.tags = self.out.len();
        let concat = if concat { ";draft/multiline-concat" } else { "" };
        let _ = write!(self.out, "@batch={}{concat};", stamp.id);
        self.source(who, verb)
    }

    /// Ends that batch.
    pub(super) fn end_batch(&mut self, stamp: &Stamp) {
        self.start = self.out.len();
        let _ = write!(self.out, ":{} BATCH -{}", self.server, stamp.id);
        self.end();
    }

    /// Goes on in the word that is being written.
    pub(super) fn push(&mut self, pieces: &[&str]) -> &mut Self {
        pieces.iter().for_each(|piece| self.out.push_str(piece));
        self
    }

    fn begin(&mut self, at: Time) {
        self.tags = self.out.len();
        self.out.push('@');
        if self.caps.has(Caps::SERVER_TIME) {
            let _ = write!(self.out, "time={};", at.iso());
        }
    }

    /// A tag of the server's own on the line being begun, for those who take tags in `cap`'s name.
    fn tag(&mut self, cap: Caps, name: &str, value: Option<&str>) {
        if self.caps.has(cap) {
            self.out.push_str(name);
            if let Some(value) = value {
                self.out.push('=');
                escape(value, self.out);
            }
            self.out.push(';');
        }
    }

    /// The tags that tell about the one who caused it, and those their program added.
    fn about(&mut self, who: &Who, stamp: &Stamp) {
        if let Some(account) = &who.account {
            self.tag(Caps::ACCOUNT_TAG, "account", Some(account));
        }
        if stamp.admin {
            self.tag(Caps::OPER_TAG, "draft/oper", None);
        }
        if who.bot {
            self.tag(Caps::MESSAGE_TAGS, "bot", None);
        }
        for (name, value) in stamp.tags.iter().flat_map(|tags| tags.iter()) {
            self.tag(Caps::MESSAGE_TAGS, name, Some(value.as_ref()).filter(|value| !value.is_empty()));
        }
    }

    fn end_tags(&mut self) {
        if self.out.len() == self.tags + 1 {
            self.out.truncate(self.tags);
        } else {
            self.out.pop();
            self.out.push(' ');
        }
        self.start = self.out.len();
    }

    fn source(&mut self, who: &Who, verb: &str) -> &mut Self {
        self.end_tags();
        if who.is_server() {
            return self.push(&[":", self.server, " ", verb]);
        }
        self.push(&[":", who.nick.as_str(), "!", &who.user, "@", &who.host, " ", verb])
    }

    /// A word that was checked when it became a name: nothing in it ends a line.
    pub(super) fn name(&mut self, name: &str) -> &mut Self {
        self.push(&[" ", name])
    }

    /// A word that is not the last one, or holds no space.
    pub(super) fn word(&mut self, word: impl AsRef<str>) -> &mut Self {
        let start = self.out.len() + 1;
        self.push(&[" ", word.as_ref()]);
        self.clean(start);
        self
    }

    /// The same of what is put together here.
    pub(super) fn word_of(&mut self, word: impl Display) -> &mut Self {
        let start = self.out.len() + 1;
        let _ = write!(self.out, " {word}");
        self.clean(start);
        self
    }

    /// Bytes that a last word may still have on this line.
    pub(super) fn space_left(&self) -> usize {
        LONGEST.saturating_sub(self.out.len() - self.start + 2)
    }

    /// Begins the last word, which may hold spaces or be empty; returns where.
    pub(super) fn open(&mut self) -> usize {
        self.out.push_str(" :");
        self.out.len()
    }

    /// Ends it, and the line.
    pub(super) fn close(&mut self, open: usize) {
        self.clean(open);
        self.end();
    }

    /// The last word.
    pub(super) fn last(&mut self, text: impl AsRef<str>) {
        self.last_joined(&[text.as_ref()]);
    }

    /// The same in pieces.
    pub(super) fn last_joined(&mut self, pieces: &[&str]) {
        let open = self.open();
        self.push(pieces).close(open);
    }

    /// The same of what is put together here.
    pub(super) fn last_of(&mut self, text: impl Display) {
        let open = self.open();
        let _ = write!(self.out, "{text}");
        self.close(open);
    }

    /// Ends the line.
    pub(super) fn end(&mut self) {
        let longest = self.start + LONGEST;
        if self.out.len() > longest {
            let end = (0..=longest).rev().find(|end| self.out.is_char_boundary(*end)).unwrap_or(longest);
            self.out.truncate(end);
        }
        self.out.push_str("\r\n");
    }

    /// Nothing that would end the line stays in what was written since `start`.
    fn clean(&mut self, start: usize) {
        let written = self.out.get(start..).unwrap_or_default();
        if memchr3(b'\r', b'\n', 0, written.as_bytes()).is_some() {
            let cleaned = written.replace(['\r', '\n', '\0'], " ");
            self.out.truncate(start);
            self.out.push_str(&cleaned);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::super::{Dialect, Flavor};
    use super::super::event::render_event;
    use super::*;
    use crate::model::{ChannelName, Event, How, Nick, To};

    fn eve() -> Arc<Who> {
        Arc::new(Who { account: Some("eve;1".into()), bot: true, ..Who::named(Nick::new("eve").unwrap()) })
    }

    fn stamp() -> Stamp {
        let tags = [("+reply".into(), "a b".into()), ("+x".into(), "".into())].into_iter().collect();
        Stamp { at: Time(1_500), id: MessageId(1), tags: Some(tags), admin: true, in_irc: false }
    }

    fn rendered(event: &Event, caps: Caps) -> String {
        let mut out = String::new();
        let flavor = Flavor::new(Dialect::Irc, false, false, caps);
        render_event(event, &stamp(), flavor, "s", &mut out);
        out
    }

    fn said(text: &str) -> Event {
        let to = To::Channel(ChannelName::new("#tp").unwrap());
        Event::Said { from: eve(), to, text: text.into(), how: How::Message }
    }

    /// server-time, account-tag, message-ids, bot-mode, oper-tag: each for those who asked for it; message-tags: what the
    /// sender's program added comes last.
    #[test]
    fn each_reader_has_the_tags_they_asked_for() {
        for (caps, tags) in [
            (Caps::NONE, ""),
            (Caps::BATCH, ""),
            (Caps::SERVER_TIME, "@time=1970-01-01T00:00:01.500Z "),
            (Caps::ACCOUNT_TAG, "@account=eve\\:1 "),
            (Caps::OPER_TAG, "@draft/oper "),
            (Caps::MESSAGE_TAGS, "@msgid=0000000000001;bot;+reply=a\\sb;+x "),
            (
                Caps::of(&[Caps::SERVER_TIME, Caps::ACCOUNT_TAG, Caps::MESSAGE_TAGS]),
                "@time=1970-01-01T00:00:01.500Z;msgid=0000000000001;account=eve\\:1;bot;+reply=a\\sb;+x ",
            ),
        ] {
            assert_eq!(rendered(&said("hi"), caps), format!("{tags}:eve!eve@localhost PRIVMSG #tp :hi\r\n"));
        }
    }

    /// extended-join, account-notify, chghost, setname, away-notify: their own form, and nothing for others.
    #[test]
    fn each_reader_has_the_events_they_asked_for() {
        let channel = ChannelName::new("#tp").unwrap();
        let new =
            Arc::new(Who { user: "~b".into(), host: "ckyard".into(), account: None, bot: false, ..(*eve()).clone() });
        for (event, cap, with, without) in [
            (
                Event::Joined { who: eve(), channel: channel.clone(), quiet: false },
                Caps::EXTENDED_JOIN,
                "JOIN #tp eve;1 :eve",
                "JOIN #tp",
            ),
            (Event::AccountChanged { who: eve() }, Caps::ACCOUNT_NOTIFY, "ACCOUNT eve;1", ""),
            (Event::HostChanged { old: eve(), new: new.clone() }, Caps::CHGHOST, "CHGHOST ~b ckyard", ""),
            (Event::RealChanged { who: eve() }, Caps::SETNAME, "SETNAME :eve", ""),
            (Event::Away { who: eve(), text: Some("lunch".into()) }, Caps::AWAY_NOTIFY, "AWAY :lunch", ""),
            (Event::Away { who: eve(), text: None }, Caps::AWAY_NOTIFY, "AWAY", ""),
            (Event::InvitedThere { who: new.clone(), by: eve(), channel }, Caps::INVITE_NOTIFY, "INVITE eve #tp", ""),
        ] {
            let line =
                |words: &str| if words.is_empty() { String::new() } else { format!(":eve!eve@localhost {words}\r\n") };
            assert_eq!(rendered(&event, cap), line(with));
            assert_eq!(rendered(&event, Caps::NONE), line(without));
        }
        assert_eq!(rendered(&Event::AccountChanged { who: new }, Caps::ACCOUNT_NOTIFY), ":eve!~b@ckyard ACCOUNT *\r\n");
    }

    /// RFC 1459 2.3: 512 bytes with CR LF; the tags do not count (message-tags, "Size limit"). Nothing is lost of a text
    /// from a terminal that needs several lines, and only the first has the id; one from an IRC program is cut.
    #[test]
    fn long_texts_take_several_lines() {
        let text = "é".repeat(600);
        let out = rendered(&said(&text), Caps::MESSAGE_TAGS);
        let lines: Vec<&str> = out.split_inclusive("\r\n").collect();
        let bare = |line: &str| line.split_once(' ').map(|(_, line)| line.to_owned()).unwrap_or_default();
        assert!(lines.len() > 2 && lines.iter().all(|line| bare(line).len() <= 512));
        let whole: String = lines.iter().filter_map(|line| line.trim_end().rsplit(':').next()).collect();
        assert_eq!(whole, text);
        assert_eq!(out.matches("msgid=").count(), 1);
        let mut out = String::new();
        let flavor = Flavor::new(Dialect::Irc, false, false, Caps::NONE);
        let stamp = Stamp { in_irc: true, ..stamp() };
        render_event(&said(&text), &stamp, flavor, "s", &mut out);
        assert!(out.lines().count() == 1 && (511..=512).contains(&out.len()), "{} bytes", out.len());
    }

    #[test]
    fn nothing_ends_a_line_early() {
        assert_eq!(rendered(&said("a\r\nQUIT\0"), Caps::NONE), ":eve!eve@localhost PRIVMSG #tp :a  QUIT \r\n");
        let mut out = String::new();
        Writer::new(&mut out, Caps::NONE, "s").of_server(Time(0), "ERROR").last("bye");
        assert_eq!(out, "ERROR :bye\r\n");
    }
}
