//! What no single key can tell: whether a configuration as a whole makes sense.

mod links;

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use super::Config;
use super::load::Problem;
use super::source::Source;
use crate::model::nearest;
use crate::model::{ChannelName, LOBBY, UserFlag, is_format};

/// The most any number may be: bytes, people, lines or seconds.
const MOST: u64 = 1 << 30;

/// Least bytes of SendQ: what an ordinary answer takes.
const LEAST_SENDQ: u64 = 4096;

/// Bytes of a line beside the message in it: the verb, a list of targets, the line's end.
const AROUND_MESSAGE: u64 = 512;

/// Checks the whole.
///
/// # Errors
/// The first thing that makes no sense.
pub(super) fn all(config: &Config, source: &Source, commands: &[&str]) -> Result<(), Problem> {
    server(config, source)?;
    user_modes(config, source)?;
    listeners(config, source)?;
    names(config, source)?;
    ircv3(config, source)?;
    limits(config, source)?;
    admins(config, source)?;
    gateways(config, source)?;
    links::all(config, source)?;
    switches(config, source, commands)
}

fn server(config: &Config, source: &Source) -> Result<(), Problem> {
    let server = &config.server;
    let hidden = |c: char| c.is_control() || is_format(c);
    if server.name.is_empty() || server.name.contains(|c: char| c.is_whitespace() || hidden(c)) {
        return wrong(source, &["server.name"], "`server.name` is one word, without spaces or control characters");
    }
    if server.welcome.trim().is_empty() {
        return wrong(
            source,
            &["server.welcome"],
            "`server.welcome` is empty: a newcomer would not know they have arrived",
        );
    }
    for (key, text) in [
        ("server.welcome", &server.welcome),
        ("server.notice", &server.notice),
        ("server.description", &server.description),
        ("server.location", &server.location),
        ("server.organisation", &server.organisation),
        ("server.email", &server.email),
    ] {
        if text.contains(hidden) {
            return wrong(source, &[key], format!("`{key}` is one line, without control or invisible characters"));
        }
    }
    Ok(())
}

/// Modes that are given, and not taken.
fn user_modes(config: &Config, source: &Source) -> Result<(), Problem> {
    let mut given =
        [UserFlag::Operator, UserFlag::Notices].into_iter().filter(|mode| config.server.user_modes.has(*mode));
    let Some(mode) = given.next() else { return Ok(()) };
    let message = format!("`server.user_modes` cannot have {}: it is for admins", mode.letter());
    wrong(source, &["server.user_modes"], message)
}

fn listeners(config: &Config, source: &Source) -> Result<(), Problem> {
    for (second, listener) in config.listeners.iter().enumerate() {
        let clash = |other: &SocketAddr| overlap(*other, listener.address);
        let Some(first) = config.listeners.iter().take(second).position(|other| clash(&other.address)) else {
            continue;
        };
        let line = source.line(place(source, &[&address(first), &format!("listener.{first}")]));
        let message = format!("{} is taken by the listener of line {line}: give it another port", listener.address);
        return wrong(source, &[&address(second), &format!("listener.{second}")], message);
    }
    Ok(())
}

fn address(listener: usize) -> String {
    format!("listener.{listener}.address")
}

/// Whether the system lets only one of two addresses be listened on; `[::]` takes IPv4 too, port 0 is any free one.
fn overlap(a: SocketAddr, b: SocketAddr) -> bool {
    let all = |wide: IpAddr, other: IpAddr| wide.is_unspecified() && (wide.is_ipv6() || other.to_canonical().is_ipv4());
    let same_ip = a.ip().to_canonical() == b.ip().to_canonical();
    a.port() == b.port() && a.port() != 0 && (same_ip || all(a.ip(), b.ip()) || all(b.ip(), a.ip()))
}

fn names(config: &Config, source: &Source) -> Result<(), Problem> {
    let types = &config.names.channel_types;
    let twice = types.chars().enumerate().any(|(at, c)| types.chars().take(at).any(|before| before == c));
    if twice || !types.contains('#') || !types.chars().all(ChannelName::is_prefix) {
        let message =
            format!("`names.channel_types` = \"{types}\": it is made of #, &, + and !, each once, # among them");
        return wrong(source, &["names.channel_types"], message);
    }
    Ok(())
}

fn limits(config: &Config, source: &Source) -> Result<(), Problem> {
    for (path, value, least, why) in numbers(config) {
        if value < least {
            let message = format!("`{path}` = {value} is too small: {why}; at least {least}");
            return wrong(source, &[path, "limits.message"], message);
        }
        if value > MOST {
            return wrong(source, &[path], format!("`{path}` = {value} is too much: at most {MOST}"));
        }
    }
    let rules = &config.channels;
    if rules.history_on_join > rules.history {
        let paths = ["channels.history_on_join", "channels.history"];
        let message = format!(
            "`{}` = {} is more than the {} lines of `{}`",
            paths[0], rules.history_on_join, rules.history, paths[1]
        );
        return wrong(source, &paths, message);
    }
    Ok(())
}

/// Each number, the least it may be, and why.
fn numbers(config: &Config) -> [(&'static str, u64, u64, &'static str); 21] {
    let (limits, channels) = (&config.limits, &config.channels);
    let line = (limits.message as u64).saturating_mul(4).saturating_add(AROUND_MESSAGE);
    let full = "a message of `limits.message` characters, 4 bytes each, must fit";
    [
        ("channels.history", channels.history as u64, 0, ""),
        ("channels.history_on_join", channels.history_on_join as u64, 0, ""),
        ("limits.message", limits.message as u64, 1, "nobody could say anything"),
        ("limits.nick", limits.nick as u64, 1, "nobody could have a nick"),
        ("limits.channel", limits.channel as u64, LOBBY.len() as u64, "the lobby's own name must fit"),
        ("limits.channels_per_user", limits.channels_per_user as u64, 1, "nobody could join a channel"),
        ("limits.targets", limits.targets as u64, 1, "nobody could write to anyone"),
        ("limits.multiline_bytes", limits.multiline_bytes as u64, 512, "a line must fit"),
        ("limits.multiline_lines", limits.multiline_lines as u64, 1, "nobody could say anything"),
        ("limits.users", limits.users as u64, 1, "nobody could come in"),
        ("limits.connections_per_address", limits.connections_per_address as u64, 1, "nobody could come in"),
        ("limits.announce", limits.announce as u64, 0, ""),
        ("limits.flood_burst", limits.flood_burst.into(), 1, "nobody could do anything"),
        ("limits.flood_per_second", limits.flood_per_second.into(), 0, ""),
        ("limits.sendq", limits.sendq as u64, line.max(LEAST_SENDQ), full),
        ("limits.recvq", limits.recvq as u64, line, full),
        ("limits.idle", limits.idle, 0, ""),
        ("limits.registration", limits.registration, 0, ""),
        ("limits.ping", limits.ping, 0, ""),
        ("server.silence", config.server.silence, 1, "nobody could speak IRC (that is `protocol = \"line\"`)"),
        ("limits.password_tries", limits.password_tries.into(), 1, "nobody could try any"),
    ]
}

fn ircv3(config: &Config, source: &Source) -> Result<(), Problem> {
    let ircv3 = &config.ircv3;
    if let Some(message) = ircv3.wrong_entry() {
        return wrong(source, &["ircv3.client_tag_deny"], message);
    }
    if ircv3.icon.contains(|c: char| c.is_whitespace() || c.is_control() || is_format(c)) {
        return wrong(
            source,
            &["ircv3.icon"],
            "`ircv3.icon` is an address without spaces, like `https://example.org/icon.png`",
        );
    }
    Ok(())
}

fn admins(config: &Config, source: &Source) -> Result<(), Problem> {
    let mut known = BTreeMap::new();
    for (position, admin) in config.admins.iter().enumerate() {
        let (whole, nick) = (format!("admin.{position}"), format!("admin.{position}.nick"));
        if let Some(first) = known.insert(admin.nick.fold(), nick.clone()) {
            let line = source.line(place(source, &[&first]));
            return wrong(
                source,
                &[&nick],
                format!("`{}` is already the nick of the admin of line {line}", admin.nick),
            );
        }
        if admin.nick.as_str().chars().count() > config.limits.nick {
            let message =
                format!("the admin's nick `{}` is longer than `limits.nick` = {}", admin.nick, config.limits.nick);
            return wrong(source, &[&nick, "limits.nick"], message);
        }
        if admin.nick.is_reserved() {
            let message = format!("the admin's nick `{}` is nobody's to take: choose another", admin.nick);
            return wrong(source, &[&nick], message);
        }
        if let Err(why) = config.names.allow_nick(&admin.nick) {
            let message = format!("nobody can take the admin's nick `{}`: {why} (`names.characters`)", admin.nick);
            return wrong(source, &[&nick, "names.characters"], message);
        }
        if admin.password.is_none() && admin.trusted.is_empty() {
            let message = format!("nobody can prove to be `{}`: set `password` or a network in `trusted`", admin.nick);
            return wrong(source, &[&format!("{whole}.trusted"), &whole], message);
        }
    }
    Ok(())
}

fn gateways(config: &Config, source: &Source) -> Result<(), Problem> {
    let Some(position) = config.gateways.iter().position(|gateway| gateway.networks.is_empty()) else { return Ok(()) };
    let path = format!("webirc.{position}.networks");
    wrong(source, &[&path], "`webirc.networks` is empty: nobody could use this gateway; name where it connects from")
}

fn switches(config: &Config, source: &Source, commands: &[&str]) -> Result<(), Problem> {
    for (name, switch) in &config.commands {
        let path = format!("commands.{name}");
        let key = source.find(&path).map_or(0, |place| place.key);
        if !commands.contains(&name.as_str()) {
            let near = nearest(name, commands.iter().copied()).map(|near| format!(": did you mean `{near}`?"));
            let message = format!("unknown command `{name}`{} (`chat --commands` lists all)", near.unwrap_or_default());
            return Err(source.problem(key, message));
        }
        let limits = &config.limits;
        if let Some(cost) = switch.cost.filter(|cost| limits.flood_per_second > 0 && *cost > limits.flood_burst) {
            let message = format!(
                "`{path}` costs {cost}, nobody can spend more than {} (`limits.flood_burst`)",
                limits.flood_burst
            );
            return Err(source.problem(key, message));
        }
    }
    Ok(())
}

/// The first of these paths that the file has; else its beginning.
fn place(source: &Source, paths: &[&str]) -> usize {
    paths.iter().find_map(|path| source.find(path)).map_or(0, |place| place.span.start)
}

fn wrong(source: &Source, paths: &[&str], message: impl Into<String>) -> Result<(), Problem> {
    Err(source.problem(place(source, paths), message))
}
