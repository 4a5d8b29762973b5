//! The configuration: what `config/chat.toml` says, as types. Every key is optional; the defaults here and in that file are the same.
//!
//! It is read and checked in [`load`], compared with the one in force in [`diff`].

mod check;
pub mod diff;
mod explain;
pub mod gateway;
pub mod ircv3;
pub mod limits;
pub mod link;
pub mod listener;
pub mod load;
pub mod names;
pub mod network;
pub mod password;
pub mod server;
mod source;
pub mod switch;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use gateway::Gateway;
pub use ircv3::Ircv3;
pub use limits::Limits;
pub use link::Link;
pub use listener::{Channels, Listener, Protocol};
pub use names::{Characters, Names};
pub use network::Network;
pub use password::PasswordHash;
pub use server::{Console, LogLevel, Server};
pub use switch::Switch;

use crate::model::{Flag, Flags, Fold, Nick};

/// The whole of `chat.toml`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// What the server says of itself.
    pub server: Server,
    /// Where people come in; none means [`Listener::default`] alone.
    #[serde(rename = "listener")]
    pub listeners: Vec<Listener>,
    /// Who may administer the server.
    #[serde(rename = "admin")]
    pub admins: Vec<Admin>,
    /// Which gateways are believed when they say where people are.
    #[serde(rename = "webirc")]
    pub gateways: Vec<Gateway>,
    /// The servers that this one is linked with.
    #[serde(rename = "link")]
    pub links: Vec<Link>,
    /// Rules every channel starts with.
    pub channels: ChannelRules,
    /// What nicks and channels may be called.
    pub names: Names,
    /// What programs that speak IRC are told beyond RFC 2812.
    pub ircv3: Ircv3,
    /// How much of everything one may have.
    pub limits: Limits,
    /// Commands switched off, kept for some, or made dearer; by the name of their file.
    pub commands: BTreeMap<String, Switch>,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            server: Server::default(),
            listeners: vec![Listener::default()],
            admins: vec![Admin::default()],
            gateways: Vec::new(),
            links: Vec::new(),
            channels: ChannelRules::default(),
            names: Names::default(),
            ircv3: Ircv3::default(),
            limits: Limits::default(),
            commands: BTreeMap::new(),
        }
    }
}

impl Config {
    /// The same on the first of these ports, linked with the servers of this machine on the others; each is named after its
    /// port. Without a port nothing changes.
    pub fn on_ports(&mut self, ports: &[u16]) {
        let Some((port, others)) = ports.split_first() else { return };
        self.listeners = vec![Listener::on_port(*port)];
        self.server.name = port.to_string();
        self.server.local_links = true;
        self.links.retain(|link| !ports.iter().any(|port| link.name == port.to_string()));
        self.links.extend(others.iter().map(|port| Link::on_port(*port)));
    }

    /// The admin whose nick this is, whatever its case.
    #[must_use]
    pub fn admin(&self, nick: &Nick) -> Option<&Admin> {
        self.admins.iter().find(|admin| admin.nick.fold() == nick.fold())
    }

    /// Whether there is an admin of this nick, folded.
    #[must_use]
    pub fn knows_admin(&self, nick: &Fold) -> bool {
        self.admins.iter().any(|admin| admin.nick.fold() == *nick)
    }

    /// What the configuration says of the server of this name, whatever its case.
    #[must_use]
    pub fn link(&self, server: &str) -> Option<&Link> {
        self.links.iter().find(|link| link.name.eq_ignore_ascii_case(server))
    }

    /// The same, where servers of this machine need not be named: those are called at the port they are named after.
    #[must_use]
    pub fn link_or_local(&self, server: &str) -> Option<Link> {
        let local = || server.parse().map_or_else(|_| Link::nameless(server), Link::on_port);
        self.link(server).cloned().or_else(|| self.server.local_links.then(local))
    }

    /// What the configuration says of the command of this name.
    #[must_use]
    pub fn switch(&self, command: &str) -> Switch {
        self.commands.get(command).copied().unwrap_or_default()
    }
}

/// `[[admin]]`: a reserved nick, and what proves that one is its owner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Admin {
    /// Nobody else may take it.
    pub nick: Nick,
    /// An argon2id hash, as `chat --hash-password` prints it; none: no password opens it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<PasswordHash>,
    /// Networks from which the nick alone is believed.
    #[serde(default = "network::loopback")]
    pub trusted: Vec<Network>,
}

impl Default for Admin {
    /// The administrator of the session printed in the TP, from this machine only.
    fn default() -> Self {
        Admin { nick: Nick::literal("tata"), password: None, trusted: network::loopback() }
    }
}

/// `[channels]`: rules every channel starts with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ChannelRules {
    /// Last lines of a channel kept in memory, for `HISTORY`.
    pub history: usize,
    /// How many of them a newcomer is shown on `JOIN`.
    pub history_on_join: usize,
    /// The modes of a new channel that somebody in IRC makes, in the place of the next two.
    pub irc_modes: Flags,
    /// Whether a new channel hears people who are not in it (`/msg #channel ...`).
    pub hear_outsiders: bool,
    /// Whether anyone in a new channel may set its topic, not only its creator and admins.
    pub free_topic: bool,
}

impl Default for ChannelRules {
    fn default() -> Self {
        let irc_modes = Flags::default().with(Flag::NoOutsiders).with(Flag::TopicLock);
        ChannelRules { history: 100, history_on_join: 0, irc_modes, hear_outsiders: true, free_topic: false }
    }
}
