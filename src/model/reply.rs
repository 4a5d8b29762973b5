//! What is answered to the one who asked.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::numeric::Numeric;
use super::{
    Census, ChannelName, How, List, ListMask, MessageId, Mode, Nick, Rank, Refusal, Roll, Sheet, Time, Who, Whois,
};

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Reply {
    /// What only this command says, in words.
    Text(String),
    /// The first lines a newcomer reads.
    Welcome { greeting: String, first: String, notice: String },
    /// Those who are connected, or in a channel.
    Names { channel: Option<ChannelName>, secrecy: Secrecy, people: Vec<Present> },
    /// The same with more about each.
    Who { channel: Option<ChannelName>, people: Vec<Present> },
    /// Some of those who are in a channel, or, without one, in none that can be seen: others may follow, then an end.
    SomeNames { channel: Option<ChannelName>, secrecy: Secrecy, people: Vec<Present> },
    /// All that is told of one person.
    Whois(Box<Whois>),
    /// The channels there are.
    Channels(Vec<ChannelLine>),
    /// What a channel is about.
    Topic { channel: ChannelName, topic: Option<Topic> },
    /// A channel's modes, and when it was made.
    Modes { channel: ChannelName, modes: Vec<Mode>, made: Time },
    /// A channel's list of masks, the oldest first.
    Masks { channel: ChannelName, list: List, entries: Vec<ListEntry> },
    /// One could not enter a channel, and tries the other one that it names for that.
    Forwarded { from: ChannelName, to: ChannelName },
    /// One is in a channel now, with these people.
    Entered { channel: ChannelName, secrecy: Secrecy, topic: Option<Topic>, people: Arc<Roll> },
    /// A channel one is in has another name, for programs that know of no such thing: one left the old one and entered
    /// the new one. A terminal does not show it.
    Moved { who: Arc<Who>, old: ChannelName, reason: Option<Box<str>>, entered: Arc<Reply> },
    /// The channel one talks in, and those one is in.
    Current { here: Option<ChannelName>, all: Vec<ChannelName> },
    /// The last lines of a channel.
    History { channel: ChannelName, lines: Vec<Said> },
    /// The one written to is away.
    Away { who: Arc<Who>, text: Box<str> },
    /// One is away now, or no longer.
    AwaySet(bool),
    /// An invitation is on its way.
    Inviting { who: Arc<Who>, channel: ChannelName },
    /// The commands one may use, each with its form and its help.
    Commands(Vec<(String, &'static str)>),
    /// A password proved that one is an admin.
    Proved { admin: Nick, at_once: bool },
    /// What only IRC has a word for, by its number; a terminal shows the words.
    Numeric(Numeric, Vec<String>),
    /// Numerics that many people are told in the same words.
    Sheet(Arc<Sheet>),
    /// How many of everything there are.
    Census(Box<Census>),
    /// Several answers as one (IRCv3 batch): what kind of batch, and what it is about.
    Batch { id: MessageId, kind: &'static str, words: Vec<String>, answers: Vec<Result<Reply, Refusal>> },
    /// The same with a list: the words, then as many items as fit on a line, and on lines as are needed.
    Items { numeric: Numeric, words: Vec<String>, items: Vec<String>, between: char },
    /// What another server answers: its name, the number, the words. A terminal shows the words.
    Remote { server: Box<str>, code: u16, words: Vec<Box<str>> },
    /// A message of the server's own that is no numeric: its verb and its words. A terminal does not show it.
    Message(&'static str, Vec<String>),
}

impl Reply {
    /// Several answers as one; the world gives the batch its id when it tells it.
    #[must_use]
    pub fn batch(kind: &'static str, words: Vec<String>, answers: Vec<Result<Reply, Refusal>>) -> Self {
        Reply::Batch { id: MessageId::default(), kind, words, answers }
    }
}

/// Whether lists show a channel to those who are not in it (RFC 2811 4.2.6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Secrecy {
    /// They do.
    #[default]
    Public,
    /// They hide its topic.
    Private,
    /// They hide it.
    Secret,
}

/// Somebody in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    /// Who.
    pub who: Arc<Who>,
    /// Their rank in the channel that was asked about.
    pub rank: Rank,
    /// Whether they have voice there, beside a higher rank.
    pub voice: bool,
    /// Why they are away, if they are.
    pub away: Option<Box<str>>,
    /// The channels they are in, when no channel was asked about.
    pub channels: Vec<ChannelName>,
}

/// A channel in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelLine {
    /// Its name.
    pub name: ChannelName,
    /// How many are in it.
    pub members: usize,
    /// What it is about.
    pub topic: Option<Box<str>>,
}

/// What a channel is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// In words.
    pub text: Box<str>,
    /// Who said so.
    pub by: Arc<Who>,
    /// When.
    pub at: Time,
}

/// A mask on a channel's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListEntry {
    /// Whom it means.
    pub mask: ListMask,
    /// Who set it, `nick!user@host`.
    pub by: Box<str>,
    /// When.
    pub at: Time,
}

/// Something said, as a channel's history keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// When.
    pub at: Time,
    /// By whom.
    pub from: Arc<Who>,
    /// What.
    pub text: Arc<str>,
    /// How.
    pub how: How,
}
