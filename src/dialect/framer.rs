//! Bytes made into lines, whatever is spoken.

use super::{irc, line, link};

/// What comes out of a [`Framer`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Framed {
    /// A line without its end; of people at a terminal, with U+FFFD in the place of what was no UTF-8.
    Line(String),
    /// In the place of a line that has too many bytes (IRC: `417 ERR_INPUTTOOLONG`).
    TooLong,
    /// A line of IRC that is no UTF-8 and must go to nobody (IRCv3 `UTF8ONLY`). What was wrong in it is U+FFFD.
    NotUtf8(String),
}

/// Makes lines of the bytes that come in, however they were cut into packets.
#[derive(Debug)]
pub enum Framer {
    /// For people at a terminal.
    Line(line::Framer),
    /// For IRC.
    Irc(irc::Framer),
}

impl Framer {
    /// The framer of a dialect.
    #[must_use]
    pub fn of(dialect: super::Dialect) -> Self {
        match dialect {
            super::Dialect::Irc => Framer::Irc(irc::Framer::default()),
            super::Dialect::Link => Framer::of_link(),
            _ => Framer::Line(line::Framer::default()),
        }
    }

    /// The framer of a link, whose lines may be long.
    fn of_link() -> Self {
        let mut framer = irc::Framer::default();
        framer.lengthen(link::LONGEST);
        Framer::Irc(framer)
    }

    /// Another server turns out to be at the other end: what it has sent stays, and its lines may be long.
    pub fn become_link(&mut self) {
        match self {
            Framer::Irc(framer) => framer.lengthen(link::LONGEST),
            Framer::Line(_) => *self = Framer::of_link(),
        }
    }

    /// Takes in what was received; `longest` is the longest line of a dialect that has no limit of its own, in bytes.
    pub fn push(&mut self, bytes: &[u8], longest: usize) {
        match self {
            Framer::Line(framer) => framer.push(bytes, longest),
            Framer::Irc(framer) => framer.push(bytes),
        }
    }

    /// The next complete line.
    pub fn line(&mut self) -> Option<Framed> {
        match self {
            Framer::Line(framer) => framer.line(),
            Framer::Irc(framer) => framer.line(),
        }
    }

    /// The input has ended: what is unfinished becomes a last line.
    pub fn end(&mut self) {
        match self {
            Framer::Line(framer) => framer.end(),
            Framer::Irc(framer) => framer.end(),
        }
    }

    /// How many bytes are kept.
    #[must_use]
    pub fn waiting(&self) -> usize {
        match self {
            Framer::Line(framer) => framer.waiting(),
            Framer::Irc(framer) => framer.waiting(),
        }
    }

    /// Telnet's own answer that is to be sent back, if there is one.
    pub fn answer(&mut self) -> Option<&'static [u8]> {
        match self {
            Framer::Line(framer) => framer.answer(),
            Framer::Irc(_) => None,
        }
    }

    /// Whether the other side said in telnet that its input has ended.
    #[must_use]
    pub fn ended(&self) -> bool {
        match self {
            Framer::Line(framer) => framer.ended(),
            Framer::Irc(_) => false,
        }
    }
}
