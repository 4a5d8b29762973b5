//! All that is told of one person (`WHOIS`).

use std::net::IpAddr;
use std::sync::Arc;

use super::{ChannelName, Rank, Time, Who};

/// All that is told of one person, to one who asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whois {
    /// Who.
    pub who: Arc<Who>,
    /// Why they are away, if they are.
    pub away: Option<Box<str>>,
    /// Whether they are an admin of the server.
    pub admin: bool,
    /// Those of their channels that the one who asked may know of.
    pub channels: Vec<Standing>,
    /// The server they are on.
    pub server: Box<str>,
    /// What it says of itself.
    pub description: Box<str>,
    /// They are on another server than the one that tells.
    pub remote: bool,
    /// Seconds since they said something, and when they came; only their own server knows.
    pub idle: Option<(u64, Time)>,
    /// Where they come from, and their modes; only for themselves and for admins.
    pub inside: Option<Inside>,
}

/// What somebody is in a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The channel.
    pub channel: ChannelName,
    /// Their rank in it.
    pub rank: Rank,
    /// Whether they have voice, beside a higher rank.
    pub voice: bool,
}

/// What only a person and the admins are told of that person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inside {
    /// The address they come from.
    pub address: Option<IpAddr>,
    /// The letters of their modes, without a sign.
    pub modes: String,
    /// It is told to an admin.
    pub to_admin: bool,
}
