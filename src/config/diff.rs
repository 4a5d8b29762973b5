//! What changed between two configurations, and what of it a running server can apply.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use toml::{Table, Value};

use super::{Config, Gateway, Network, Switch};

/// What changed, a line for each key, as a person reads it: `limits.message: 2000 -> 500`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// What can be applied while the server runs.
    pub applied: Vec<String>,
    /// What waits for a restart: the listeners and `server.console`.
    pub restart: Vec<String>,
}

/// Tells what changed from `old` to `new`, two configurations that [`load`](super::load::load) has checked.
#[must_use]
pub fn compare(old: &Config, new: &Config) -> Changes {
    let server = keys("server.", &old.server, &new.server);
    let (mut restart, mut applied): (Vec<_>, Vec<_>) =
        server.into_iter().partition(|line| line.starts_with("server.console:"));
    restart.extend(each("listener", &old.listeners, &new.listeners, |listener| listener.address.to_string()));
    applied.extend(each("admin", &old.admins, &new.admins, |admin| admin.nick.fold().as_str().to_owned()));
    let networks = |gateway: &Gateway| gateway.networks.iter().map(Network::to_string).collect::<Vec<_>>().join(" ");
    applied.extend(each("webirc", &old.gateways, &new.gateways, networks));
    applied.extend(each("link", &old.links, &new.links, |link| link.name.to_lowercase()));
    applied.extend(keys("channels.", &old.channels, &new.channels));
    applied.extend(keys("names.", &old.names, &new.names));
    applied.extend(keys("ircv3.", &old.ircv3, &new.ircv3));
    applied.extend(keys("limits.", &old.limits, &new.limits));
    let commands: BTreeSet<_> = old.commands.keys().chain(new.commands.keys()).collect();
    applied.extend(commands.into_iter().flat_map(|name| command(name, old.switch(name), new.switch(name))));
    Changes { applied, restart }
}

fn command(name: &str, old: Switch, new: Switch) -> Vec<String> {
    let own = || "as its file says".to_owned();
    let mut lines = Vec::new();
    if old.enabled != new.enabled {
        lines.push(format!("command {name}: {}", if new.enabled { "on" } else { "off" }));
    }
    if old.access != new.access {
        lines.push(format!(
            "command {name}: for {}",
            new.access.map_or_else(own, |access| format!("{access:?}").to_lowercase())
        ));
    }
    if old.cost != new.cost {
        lines.push(format!("command {name}: cost {}", new.cost.map_or_else(own, |cost| cost.to_string())));
    }
    lines
}

/// What was added, removed or changed among things that have a name of their own.
fn each<T: Serialize>(kind: &str, old: &[T], new: &[T], name: impl Fn(&T) -> String) -> Vec<String> {
    let [old, new] = [old, new].map(|all| all.iter().map(|one| (name(one), one)).collect::<BTreeMap<_, _>>());
    let names: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    let lines = names.into_iter().flat_map(|name| match (old.get(name), new.get(name)) {
        (Some(old), Some(new)) => keys(&format!("{kind} {name}: "), old, new),
        (None, _) => vec![format!("{kind} {name}: added")],
        (_, None) => vec![format!("{kind} {name}: removed")],
    });
    lines.collect()
}

/// A line for each key whose value differs; of a password, only that it does.
fn keys<T: Serialize>(start: &str, old: &T, new: &T) -> Vec<String> {
    let [old, new] = [old, new].map(|one| Table::try_from(one).unwrap_or_default());
    let shown = |value: Option<&Value>| value.map_or_else(|| "none".to_owned(), Value::to_string);
    let names: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    let changed = names.into_iter().filter(|key| old.get(*key) != new.get(*key));
    let lines = changed.map(|key| match key.as_str() {
        secret @ ("password" | "accept") => format!("{start}{secret} changed"),
        _ => format!("{start}{key}: {} -> {}", shown(old.get(key)), shown(new.get(key))),
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::load::parse;

    fn changes(old: &str, new: &str, applied: &[&str], restart: &[&str]) {
        let read = |text: &str| parse(text, "chat.toml", &[]).unwrap();
        let Changes { applied: told, restart: later } = compare(&read(old), &read(new));
        assert_eq!(
            (told, later),
            (applied.iter().map(|s| s.to_string()).collect(), restart.iter().map(|s| s.to_string()).collect())
        );
    }

    #[test]
    fn links_that_changed_keep_their_passwords_secret() {
        let link = |keys: &str| format!("[[link]]\nname = 'far.net'\n{keys}\n");
        changes("", &link("password = 'x'"), &["link far.net: added"], &[]);
        changes(&link("password = 'x'"), "", &["link far.net: removed"], &[]);
        let applied =
            ["link far.net: accept changed", "link far.net: hidden: false -> true", "link far.net: password changed"];
        changes(&link("password = 'x'"), &link("password = 'y'\naccept = 'z'\nhidden = true"), &applied, &[]);
    }
}
