//! What happens at a table, and what each program must be able to do and to show.

/// The channel everybody is in.
pub const TABLE: &str = "#table";

/// Something somebody does. The first one named does it.
#[derive(Clone, Copy, Debug)]
pub enum Happening<'a> {
    /// Enters the channel.
    Join(&'a str),
    /// Says a text in the channel.
    Says(&'a str, &'a str),
    /// Says in the channel what they do: `/me`.
    Acts(&'a str, &'a str),
    /// Says a text to one person alone.
    Tells(&'a str, &'a str, &'a str),
    /// Sets the topic.
    Topic(&'a str, &'a str),
    /// Gives a person the operator's rank, or takes it.
    Op(&'a str, &'a str, bool),
    /// Puts a person out, for a reason.
    Kick(&'a str, &'a str, &'a str),
    /// Takes another nick.
    Nick(&'a str, &'a str),
    /// Leaves the server with a farewell.
    Quit(&'a str, &'a str),
}

impl<'a> Happening<'a> {
    /// Who does it.
    pub fn who(self) -> &'a str {
        match self {
            Self::Join(who) | Self::Says(who, _) | Self::Tells(who, _, _) | Self::Topic(who, _) => who,
            Self::Acts(who, _)
            | Self::Op(who, _, _)
            | Self::Kick(who, _, _)
            | Self::Nick(who, _)
            | Self::Quit(who, _) => who,
        }
    }

    /// Whether it must be seen by the one who does it: one knows what one says.
    pub fn is_seen_by_its_doer(self) -> bool {
        !matches!(self, Self::Says(..) | Self::Acts(..) | Self::Tells(..) | Self::Quit(..))
    }

    /// It in the words of the protocol, for programs that let one type those: what to send.
    pub fn as_command(self) -> String {
        match self {
            Self::Join(_) => format!("JOIN {TABLE}"),
            Self::Says(_, text) => format!("PRIVMSG {TABLE} :{text}"),
            Self::Acts(_, text) => format!("PRIVMSG {TABLE} :\u{1}ACTION {text}\u{1}"),
            Self::Tells(_, whom, text) => format!("PRIVMSG {whom} :{text}"),
            Self::Topic(_, text) => format!("TOPIC {TABLE} :{text}"),
            Self::Op(_, whom, true) => format!("MODE {TABLE} +o {whom}"),
            Self::Op(_, whom, false) => format!("MODE {TABLE} -o {whom}"),
            Self::Kick(_, whom, reason) => format!("KICK {TABLE} {whom} :{reason}"),
            Self::Nick(_, new) => format!("NICK {new}"),
            Self::Quit(_, text) => format!("QUIT :{text}"),
        }
    }
}

/// `+o` or `-o`.
pub fn mode(gives: bool) -> &'static str {
    if gives { "+o" } else { "-o" }
}

/// Somebody at a table, with their program.
pub trait Peer {
    /// Does it as one does it in this program.
    fn does(&mut self, what: Happening);

    /// Waits until the program shows it as it shows such things; `own` if it is one's own doing.
    fn sees(&mut self, what: Happening, own: bool);

    /// All that the program has shown so far outside of what people said, for the search for errors.
    fn status(&mut self) -> String;

    /// Waits until the program has ended, or at least its connection.
    fn ends(&mut self);
}

/// Whether a line is as the pattern says, in which `*` stands for anything.
pub fn fits(pattern: &str, line: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = line.strip_prefix(first) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    true
}

#[test]
fn a_pattern_fits_what_it_should() {
    for (pattern, line) in
        [("a", "a"), ("a*c", "abc"), ("a*", "a"), ("*", ""), ("a*b*c", "a1b2c"), ("<*x> hi", "< x> hi")]
    {
        assert!(fits(pattern, line), "{pattern} {line}");
    }
    for (pattern, line) in [("a", "ab"), ("a*c", "abcd"), ("a*b*c", "a1c"), ("ab*ba", "aba"), ("*a", "b")] {
        assert!(!fits(pattern, line), "{pattern} {line}");
    }
}
