//! `[limits]`: how much of everything one may have.

use serde::{Deserialize, Serialize};

use super::network::{self, Network};

/// `[limits]`: how much of everything one may have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Longest message, topic, reason or farewell, in characters.
    pub message: usize,
    /// Longest nick, in characters (Unicode scalar values); ISUPPORT `NICKLEN`. A line of IRC is counted in bytes: 1 to 4
    /// for each of them.
    pub nick: usize,
    /// Longest channel name, its `#` included, in characters; ISUPPORT `CHANNELLEN`.
    pub channel: usize,
    /// Channels one person may be in.
    pub channels_per_user: usize,
    /// Targets of one message.
    pub targets: usize,
    /// Bytes of a message of several lines (IRCv3 multiline).
    pub multiline_bytes: usize,
    /// Lines of such a message.
    pub multiline_lines: usize,
    /// People connected at once.
    pub users: usize,
    /// Connections from one address.
    pub connections_per_address: usize,
    /// Networks to which `connections_per_address` and the flood budget do not apply.
    pub exempt: Vec<Network>,
    /// Above so many people, comings and goings are no longer told to everyone.
    pub announce: usize,
    /// Cost a person may spend at once; most commands cost 1.
    pub flood_burst: u32,
    /// Cost that comes back each second; lines beyond it wait, none is lost. 0: no limit.
    pub flood_per_second: u32,
    /// Bytes that may wait for someone who does not read.
    pub sendq: usize,
    /// Bytes that may wait for another server.
    pub link_sendq: usize,
    /// Bytes of unfinished or waiting lines kept for someone who sends.
    pub recvq: usize,
    /// Seconds without a line before someone is disconnected; 0: never.
    pub idle: u64,
    /// Seconds in which a protocol with a handshake must complete it; 0: any time.
    pub registration: u64,
    /// Seconds of silence after which an IRC program is asked whether it is there, and the same again after which it is
    /// disconnected; 0: never.
    pub ping: u64,
    /// Wrong passwords before a disconnect.
    pub password_tries: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            message: 2000,
            nick: 30,
            channel: 50,
            channels_per_user: 20,
            targets: 20,
            multiline_bytes: 8192,
            multiline_lines: 100,
            users: 20_000,
            connections_per_address: 64,
            exempt: network::loopback(),
            announce: 1000,
            flood_burst: 40,
            flood_per_second: 10,
            sendq: 1 << 20,
            link_sendq: 64 << 20,
            recvq: 16 << 10,
            idle: 0,
            registration: 60,
            ping: 120,
            password_tries: 3,
        }
    }
}
