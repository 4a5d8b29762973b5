//! What somebody asks, as every dialect's `parse` hands it to the dispatcher.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::ChannelName;

/// A verb and what stands behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request<'a> {
    /// The verb, as it was typed.
    pub verb: Cow<'a, str>,
    /// What stands behind it.
    pub rest: Rest<'a>,
    /// Whether it was written with a `/` before it.
    pub slash: bool,
    /// The whole line, where a line without a verb is something said.
    pub said: Option<&'a str>,
    /// Whether a channel may be named without its `#`, as people at a terminal do.
    pub bare_channels: bool,
}

/// What stands behind a verb.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rest<'a> {
    /// As it was typed: the command's form says where its words end.
    Text(&'a str),
    /// Already cut into words, the last of which may hold spaces.
    Words(SmallVec<[&'a str; 4]>),
}

/// Where somebody is when they type a line: what `MSG` and a bare line mean depends on it, and on nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// They have joined nothing and talk in the lobby.
    pub in_lobby: bool,
    /// Their listener lets them be in several channels.
    pub many: bool,
    /// The channel they talk in.
    pub here: Option<ChannelName>,
}
