//! The configurations a server in memory is switched between.

use std::collections::BTreeMap;
use std::net::IpAddr;

use chat::config::{Admin, ChannelRules, Config, Limits, PasswordHash, Switch};
use chat::model::{Access, Flag, Flags, Nick};

use super::super::script::Script;

/// A cheap hash of a password that no script knows: a check of it takes microseconds.
const HASH: &str = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$CUWAOz/fH5DZLpFZ2ORAvsttqYlx7C4LDVZn7qcuwPQ";

/// The network from which `boss` is believed to be an admin.
const TRUSTED: &str = "10.9.0.0/16";

/// Whether somebody from there may be an admin.
#[must_use]
pub fn is_trusted(address: IpAddr) -> bool {
    TRUSTED.parse().is_ok_and(|trusted: chat::config::Network| trusted.contains(address))
}

/// A configuration the script chooses; `calm`: no line waits for a flood budget.
pub fn config(script: &mut Script, calm: bool) -> Config {
    let (bits, more) = (script.byte(), script.byte());
    let has = |bit: u8| bits >> bit & 1 == 1;
    let small = |bit: u8, small: usize, usual: usize| if more >> bit & 1 == 1 { small } else { usual };
    let mut commands = BTreeMap::new();
    for (bit, name, switch) in [
        (6, "kick", Switch { enabled: false, ..Switch::default() }),
        (6, "list", Switch { access: Some(Access::Admin), ..Switch::default() }),
        (7, "help", Switch { cost: Some(9), ..Switch::default() }),
        (7, "msg", Switch { enabled: false, ..Switch::default() }),
        (5, "tell", Switch { enabled: false, ..Switch::default() }),
    ] {
        if has(bit) {
            commands.insert(name.to_owned(), switch);
        }
    }
    let history = [100, 3, 0, 20][usize::from(bits & 3)];
    Config {
        admins: admins(),
        channels: ChannelRules {
            history,
            history_on_join: if has(2) { history.min(5) } else { 0 },
            irc_modes: if has(3) {
                Flags::default().with(Flag::NoOutsiders).with(Flag::TopicLock)
            } else {
                Flags::default()
            },
            hear_outsiders: !has(3),
            free_topic: has(4),
        },
        limits: Limits {
            message: small(0, 60, 2000),
            nick: small(1, 5, 30),
            channel: small(1, 8, 50),
            channels_per_user: small(2, 2, 20),
            targets: small(2, 2, 20),
            users: small(3, 5, 1000),
            connections_per_address: small(4, 2, 64),
            announce: small(4, 1, 1000),
            flood_burst: 4,
            flood_per_second: if calm { 0 } else { 2 },
            sendq: if calm { 1 << 20 } else { 10_000 },
            recvq: 9_000,
            idle: if more >> 5 & 1 == 1 { 30 } else { 0 },
            registration: 10,
            password_tries: 2,
            ..Limits::default()
        },
        commands,
        ..Config::default()
    }
}

/// Lets a crowd in, and lets nobody stop the server, whatever the script chose.
pub fn for_many(config: &mut Config) {
    for name in ["shutdown", "die", "restart"] {
        config.commands.insert(name.to_owned(), Switch { enabled: false, ..Switch::default() });
    }
    config.limits.users = 1000;
    config.limits.registration = 600;
    config.limits.connections_per_address = 64;
    config.limits.channels_per_user = 20;
    config.limits.channel = 50;
    config.limits.nick = 30;
}

fn admins() -> Vec<Admin> {
    let nick = |text: &str| Nick::new(text).unwrap_or_else(|why| panic!("{text}: {why}"));
    let password = PasswordHash::try_from(HASH.to_owned()).unwrap_or_else(|why| panic!("{why}"));
    let trusted = TRUSTED.parse().unwrap_or_else(|why| panic!("{why}"));
    vec![
        Admin { nick: nick("boss"), password: None, trusted: vec![trusted] },
        Admin { nick: nick("prof"), password: Some(password), trusted: Vec::new() },
    ]
}
