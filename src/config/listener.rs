//! `[[listener]]`: an address, the protocol spoken there, and the profile of its line protocol.

use std::net::{Ipv6Addr, SocketAddr};

use serde::{Deserialize, Serialize};

/// Where people come in, and how they speak there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Listener {
    /// Address and port; `[::]` takes IPv6 and IPv4.
    pub address: SocketAddr,
    /// What is spoken there.
    pub protocol: Protocol,
    /// Whether one who has joined nothing talks in the lobby.
    pub lobby: bool,
    /// Whether one may be in several channels.
    pub channels: Channels,
}

impl Listener {
    /// The default listener on another port.
    #[must_use]
    pub fn on_port(port: u16) -> Self {
        Listener { address: (Ipv6Addr::UNSPECIFIED, port).into(), ..Listener::default() }
    }
}

impl Default for Listener {
    fn default() -> Self {
        Listener {
            address: (Ipv6Addr::UNSPECIFIED, 7777).into(),
            protocol: Protocol::Auto,
            lobby: true,
            channels: Channels::One,
        }
    }
}

/// What is spoken on a listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// What the first bytes, or a silence, show: the line protocol or IRC.
    Auto,
    /// The line protocol, for netcat and telnet.
    Line,
    /// IRC.
    Irc,
    /// Each chunk goes unchanged to all others (TP5c 1.1).
    Relay,
    /// Each chunk comes back (TP04 1).
    Echo,
    /// The Budget Chat exercise of Protohackers.
    Budget,
}

/// How many channels one may be in on a line listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channels {
    /// One: `JOIN` leaves the channel before (TP5c 1.4).
    One,
    /// Several, one of them current (Chat-IRC).
    Many,
}
