//! What happened, told to an audience and rendered once per flavor.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{ChannelName, ModeChange, Rank, Who};

/// Whom something was said to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum To {
    /// A channel, the lobby among them.
    Channel(ChannelName),
    /// Those of a channel who have at least this rank (STATUSMSG).
    Ranked(Rank, ChannelName),
    /// One person.
    Person(Arc<Who>),
    /// Everyone connected.
    Everyone,
}

/// How something was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum How {
    /// In words.
    Message,
    /// As something done (`ME waves`).
    Action,
    /// In words that no program answers (RFC 2812 3.3.2).
    Notice,
}

/// A line of a message that has several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidLine {
    /// What it says.
    pub text: Box<str>,
    /// It goes on where the line before it ended.
    pub concat: bool,
}

impl SaidLine {
    /// The lines as they are read: those that go on are joined, empty ones left out.
    #[must_use]
    pub fn joined(lines: &[SaidLine]) -> Vec<String> {
        let mut joined: Vec<String> = Vec::new();
        for line in lines {
            match joined.last_mut().filter(|_| line.concat) {
                Some(last) => *last += &line.text,
                None => joined.push(line.text.to_string()),
            }
        }
        joined.retain(|line| !line.is_empty());
        joined
    }
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Event {
    /// Somebody is here now.
    Connected { who: Arc<Who> },
    /// Somebody is gone; `why` when it was not their own will.
    Disconnected { who: Arc<Who>, why: Option<Box<str>> },
    /// Somebody's farewell to those who would have heard them; `why` when it was not their own will.
    Quit { who: Arc<Who>, text: Option<Box<str>>, why: Option<Box<str>> },
    /// Somebody has another nick.
    Renamed { old: Arc<Who>, new: Arc<Who> },
    /// Something was said.
    Said { from: Arc<Who>, to: To, text: Arc<str>, how: How },
    /// Several lines were said as one message (IRCv3 multiline).
    Lines { from: Arc<Who>, to: To, lines: Vec<SaidLine>, how: How },
    /// Somebody entered a channel; `quiet` when all who care know it already from something else.
    Joined { who: Arc<Who>, channel: ChannelName, quiet: bool },
    /// Somebody left a channel; `quiet` when they know it already from something else.
    Parted { who: Arc<Who>, channel: ChannelName, text: Option<Box<str>>, quiet: bool },
    /// Somebody was put out of a channel.
    Kicked { who: Arc<Who>, by: Arc<Who>, channel: ChannelName, reason: Option<Box<str>> },
    /// A channel has another topic.
    Topic { by: Arc<Who>, channel: ChannelName, text: Box<str> },
    /// A channel's modes, or its members' ranks, are others.
    Modes { by: Arc<Who>, channel: ChannelName, changes: Vec<ModeChange> },
    /// One's own modes are others, `+i-w`: told to them.
    UserModes { who: Arc<Who>, changes: Box<str> },
    /// Somebody became a channel's creator because the one before left; `was_op`: they were an admin of it already.
    Succeeded { who: Arc<Who>, channel: ChannelName, was_op: bool },
    /// A channel has another name.
    ChannelRenamed { by: Arc<Who>, old: ChannelName, new: ChannelName, reason: Option<Box<str>> },
    /// Somebody was invited to a channel: told to them.
    Invited { who: Arc<Who>, by: Arc<Who>, channel: ChannelName },
    /// Somebody is invited to a channel: told to those in it who may invite.
    InvitedThere { who: Arc<Who>, by: Arc<Who>, channel: ChannelName },
    /// Somebody is away, or back.
    Away { who: Arc<Who>, text: Option<Box<str>> },
    /// Somebody's user name or host is another.
    HostChanged { old: Arc<Who>, new: Arc<Who> },
    /// Somebody's real name is another.
    RealChanged { who: Arc<Who> },
    /// A link to another server is lost: these people are away behind it.
    Split { near: Box<str>, far: Box<str>, people: Vec<Arc<Who>> },
    /// The link is back, and with it these people, in these channels.
    Merged { near: Box<str>, far: Box<str>, people: Vec<Arc<Who>>, joins: Vec<(Arc<Who>, ChannelName)> },
    /// Somebody set a key of metadata, or took it away: told to those who subscribed to it.
    Metadata { by: Arc<Who>, target: Box<str>, key: Box<str>, value: Option<Box<str>> },
    /// Somebody logged in to an account, or out of it.
    AccountChanged { who: Arc<Who> },
    /// Tags without words (IRCv3 `TAGMSG`).
    Tagged { from: Arc<Who>, to: To },
    /// Said to those who read such (RFC 2812 4.7).
    Wallops { from: Arc<Who>, text: Box<str> },
    /// Somebody is put off the server: told to them.
    Killed { who: Arc<Who>, by: Arc<Who>, text: Option<Box<str>> },
    /// Somebody is banned from the server while they are here, and so put off it: told to them.
    Banned { who: Arc<Who>, by: Arc<Who>, reason: Box<str> },
    /// The server has something to say.
    Notice { text: Box<str> },
}
