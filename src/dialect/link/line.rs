//! One line to another server, as it is being written.

use std::fmt::{Display, Write};

use super::{PERSON, cause_of, name_of};
use crate::dialect::irc::tags::escape;
use crate::model::Mark;
use crate::model::fact::{By, Named, Place};

/// Writes lines for one peer.
pub(super) struct Lines<'a> {
    out: &'a mut String,
    /// The other end is a `chat`: it is told marks.
    pub(super) kin: bool,
    /// Whether the line being written has tags so far.
    tagged: bool,
}

impl<'a> Lines<'a> {
    pub(super) fn new(out: &'a mut String, kin: bool) -> Self {
        Lines { out, kin, tagged: false }
    }

    /// A tag of the next line, which only a `chat` is told.
    pub(super) fn tag(&mut self, key: &str, value: impl Display) -> &mut Self {
        if self.kin {
            self.out.push(if self.tagged { ';' } else { '@' });
            self.out.push_str(key);
            let value = value.to_string();
            if !value.is_empty() {
                self.out.push('=');
                escape(&value, self.out);
            }
            self.tagged = true;
        }
        self
    }

    /// The same, if there is something to tell.
    pub(super) fn tag_if(&mut self, key: &str, value: Option<impl Display>) -> &mut Self {
        if let Some(value) = value {
            self.tag(key, value);
        }
        self
    }

    /// The tag that says which of two channels of one name is meant.
    pub(super) fn place(&mut self, place: &Place) -> &mut Self {
        self.tag("made", place.made)
    }

    /// The line's source, a server or somebody's name, and its verb.
    pub(super) fn from(&mut self, source: impl Display, verb: &str) -> &mut Self {
        let space = if self.tagged { " " } else { "" };
        self.tagged = false;
        let _ = write!(self.out, "{space}:{source} {verb}");
        self
    }

    /// The same, from the one who brought it about.
    pub(super) fn by(&mut self, by: &By, verb: &str) -> &mut Self {
        let name = self.cause(by);
        self.from(name, verb)
    }

    /// The same, from a person.
    pub(super) fn person(&mut self, named: &Named, verb: &str) -> &mut Self {
        let name = self.name(named);
        self.from(name, verb)
    }

    /// A person's name on this link.
    pub(super) fn name(&self, named: &Named) -> String {
        name_of(named, self.kin)
    }

    /// The name of a person or a server on this link.
    pub(super) fn cause(&self, by: &By) -> String {
        cause_of(by, self.kin)
    }

    /// A word.
    pub(super) fn word(&mut self, word: impl Display) -> &mut Self {
        let _ = write!(self.out, " {word}");
        self
    }

    /// The last word, which may hold spaces or nothing; ends the line.
    pub(super) fn last(&mut self, text: impl Display) {
        let _ = write!(self.out, " :{text}");
        self.end();
    }

    /// Ends the line.
    pub(super) fn end(&mut self) {
        self.out.push_str("\r\n");
    }
}

/// A person, named by their mark.
pub(super) fn person(mark: Mark) -> String {
    format!("{PERSON}{mark}")
}
