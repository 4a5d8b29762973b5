//! Writing lines: tags, source, verb, words. No line is longer than a program may expect, and none ends early.

use std::fmt::{Display, Write};

use super::tags::escape;
use crate::model::{Caps, Stamp, Time, Who};

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
    pub(super) fn from_server(&mut self, at: Time, verb: &str) -> &mut Self {
        self.begin(at);
        self.end_tags();
        let _ = write!(self.out, ":{} {verb}", self.server);
        self
    }

    /// Begins a line that somebody caused, with all that is known of it.
    pub(super) fn from(&mut self, who: &Who, stamp: &Stamp, verb: &str) -> &mut Self {
        self.begin(stamp.at);
        if self.caps.has(Caps::MESSAGE_TAGS) {
            let _ = write!(self.out, "msgid={};", stamp.id);
        }
        self.about(who, stamp);
        self.source(who, verb)
    }

    /// The same for what follows a line of the same message: it has no id of its own.
    pub(super) fn from_again(&mut self, who: &Who, stamp: &Stamp, verb: &str) -> &mut Self {
        self.begin(stamp.at);
        self.about(who, stamp);
        self.source(who, verb)
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
        let _ = if who.is_server() {
            write!(self.out, ":{} {verb}", self.server)
        } else {
            write!(self.out, ":{} {verb}", who.source())
        };
        self
    }

    /// A word that is not the last one, or holds no space.
    pub(super) fn word(&mut self, word: impl Display) -> &mut Self {
        let start = self.out.len() + 1;
        let _ = write!(self.out, " {word}");
        self.clean(start);
        self
    }

    /// Bytes that a last word may still have on this line.
    pub(super) fn room(&self) -> usize {
        LONGEST.saturating_sub(self.out.len() - self.start + 2)
    }

    /// The last word, which may hold spaces or be empty.
    pub(super) fn last(&mut self, text: impl Display) {
        let start = self.out.len() + 2;
        let _ = write!(self.out, " :{text}");
        self.clean(start);
        self.end();
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
        let ends = |byte: u8| matches!(byte, b'\r' | b'\n' | 0);
        if self.out.as_bytes().iter().skip(start).copied().any(ends) {
            let cleaned = self.out[start..].replace(['\r', '\n', '\0'], " ");
            self.out.truncate(start);
            self.out.push_str(&cleaned);
        }
    }
}
