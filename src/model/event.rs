//! What happened, told to an audience and rendered once per flavor.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{ChannelName, Nick, Rank};

/// A person as events name them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// The nick, valid in every dialect and unique.
    pub nick: Nick,
    /// What line protocol users call somebody who has not taken a nick: their address.
    pub address: Option<Box<str>>,
}

impl Who {
    /// The name that a terminal shows.
    #[must_use]
    pub fn shown(&self) -> &str {
        self.address.as_deref().unwrap_or(self.nick.as_str())
    }
}

/// Whom something was said to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum To {
    /// A channel, the lobby among them.
    Channel(ChannelName),
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
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Event {
    /// Somebody is here now.
    Connected { who: Arc<Who> },
    /// Somebody is gone; `why` when it was not their own will.
    Disconnected { who: Arc<Who>, why: Option<Box<str>> },
    /// Somebody's farewell to those who would have heard them.
    Quit { who: Arc<Who>, text: Option<Box<str>> },
    /// Somebody has another nick.
    Renamed { old: Arc<Who>, new: Arc<Who> },
    /// Something was said.
    Said { from: Arc<Who>, to: To, text: Box<str>, how: How },
    /// Somebody entered a channel; `quiet` when all who care know it already from something else.
    Joined { who: Arc<Who>, channel: ChannelName, quiet: bool },
    /// Somebody left a channel; `quiet` when they know it already from something else.
    Parted { who: Arc<Who>, channel: ChannelName, quiet: bool },
    /// Somebody was put out of a channel.
    Kicked { who: Arc<Who>, by: Arc<Who>, channel: ChannelName, reason: Option<Box<str>> },
    /// A channel has another topic.
    Topic { by: Arc<Who>, channel: ChannelName, text: Box<str> },
    /// Somebody was given or lost a rank.
    Ranked { who: Arc<Who>, by: Arc<Who>, channel: ChannelName, from: Rank, to: Rank },
    /// Somebody became a channel's creator because the one before left.
    Succeeded { who: Arc<Who>, channel: ChannelName },
    /// A channel has another name.
    ChannelRenamed { by: Arc<Who>, old: ChannelName, new: ChannelName },
    /// Somebody was invited to a channel: told to them.
    Invited { who: Arc<Who>, by: Arc<Who>, channel: ChannelName },
    /// Somebody is put off the server: told to them.
    Killed { by: Arc<Who>, text: Option<Box<str>> },
    /// The server has something to say.
    Notice { text: Box<str> },
}
