//! Which capabilities the server offers, and what it says of each (IRCv3 capability-negotiation).

use super::{Context, sasl};
use crate::config::{Config, Ircv3};
use crate::model::{Caps, Reply, SessionId};
use crate::world::World;
use crate::world::metadata;

/// Bytes of a line without its tags and its end (RFC 1459 2.3).
const LONGEST: usize = 510;

/// A capability on offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub cap: Caps,
    /// What is said of it; empty: nothing.
    pub value: String,
}

/// Those that work as the server is configured, sorted by name.
#[must_use]
pub fn offers(config: &Config) -> Vec<Offer> {
    let offer = |(name, cap): &(&'static str, Caps)| Some(Offer { name, cap: *cap, value: value(*cap, config)? });
    Caps::ALL.iter().filter_map(offer).collect()
}

/// What is said of a capability; none: it is not on offer.
fn value(cap: Caps, config: &Config) -> Option<String> {
    let plain = |on: bool| on.then(String::new);
    let on = |command: &str| plain(config.switch(command).enabled);
    match cap {
        Caps::CHANNEL_RENAME => on("ren"),
        Caps::EXTENDED_ISUPPORT => on("isupport"),
        Caps::PRE_AWAY => on("away"),
        Caps::SETNAME => on("setname"),
        Caps::METADATA | Caps::METADATA_3 => on("metadata").map(|_| metadata_limits()),
        Caps::MULTILINE => on("batch").map(|_| {
            let limits = &config.limits;
            format!("max-bytes={},max-lines={}", limits.multiline_bytes, limits.multiline_lines)
        }),
        Caps::EXTENDED_MONITOR => on("monitor"),
        Caps::SASL => Some(sasl::names(sasl::MECHANISMS)).filter(|names| !names.is_empty()),
        Caps::STS => sts(config),
        _ => plain(true),
    }
}

fn metadata_limits() -> String {
    format!(
        "before-connect,max-subs={},max-keys={},max-value-bytes={}",
        metadata::MOST_SUBSCRIPTIONS,
        metadata::MOST_KEYS,
        metadata::LONGEST_VALUE
    )
}

/// Where programs without TLS are to go (IRCv3 sts).
fn sts(config: &Config) -> Option<String> {
    let Ircv3 { sts_port: port, sts_duration: duration, sts_preload, .. } = &config.ircv3;
    let preload = if *sts_preload { ",preload" } else { "" };
    (*port > 0).then(|| format!("duration={duration},port={port}{preload}"))
}

impl Offer {
    /// Its name and, for those who read `values`, what is said of it.
    #[must_use]
    pub fn shown(&self, values: bool) -> String {
        if values && !self.value.is_empty() { format!("{}={}", self.name, self.value) } else { self.name.to_owned() }
    }
}

impl Context<'_> {
    /// The version of the way in which capabilities are spoken of with the one who asked.
    #[must_use]
    pub fn cap_version(&self) -> u16 {
        self.world.session(self.session).map_or(0, |session| session.cap_version)
    }

    /// Bytes that a list of capabilities, each with a space behind it, may have on one line.
    #[must_use]
    pub fn longest_list(&self, subcommand: &str) -> usize {
        longest(self.world, &name(self.world, self.session), subcommand)
    }

    /// Answers with a list of capabilities, in as many lines as it takes; `more`: all but the last say that more follow.
    pub fn capabilities(&mut self, subcommand: &str, names: Vec<String>, more: bool) {
        list(self.world, self.session, subcommand, names, more);
    }
}

/// What replies call whoever is on a session: `*` while they are nobody yet.
fn name(world: &World, session: SessionId) -> String {
    let user = world.session(session).and_then(|session| session.user);
    user.map_or_else(|| "*".to_owned(), |user| world.who(user).nick.to_string())
}

fn longest(world: &World, name: &str, subcommand: &str) -> usize {
    let fixed = world.config().server.name.len() + name.len() + subcommand.len() + ": CAP   * :".len();
    (LONGEST + 1).saturating_sub(fixed)
}

/// Tells a session a list of capabilities, in as many lines as it takes; `more`: all but the last say that more follow.
fn list(world: &mut World, session: SessionId, subcommand: &str, names: Vec<String>, more: bool) {
    let name = name(world, session);
    let most = longest(world, &name, subcommand);
    let mut lines = vec![String::new()];
    for word in names {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(&word),
            Some(line) if line.len() + 1 + word.len() < most => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    let last = lines.len() - 1;
    for (place, line) in lines.into_iter().enumerate() {
        let star = (more && place < last).then(|| "*".to_owned());
        let words = [Some(name.clone()), Some(subcommand.to_owned()), star, Some(line)];
        world.reply(session, Ok(Reply::Message("CAP", words.into_iter().flatten().collect())));
    }
}

/// Tells a session what is on offer now and was not, or not so, and what no longer is, which it has no longer.
pub fn tell_news(world: &mut World, session: SessionId, before: &[Offer]) {
    let after = offers(world.config());
    let known = |offer: &&Offer| before.iter().any(|old| old == *offer);
    let gone = |offer: &&Offer| offer.cap != Caps::STS && !after.iter().any(|new| new.name == offer.name);
    let values = world.session(session).is_some_and(|session| session.cap_version > 0);
    let new: Vec<String> = after.iter().filter(|offer| !known(offer)).map(|offer| offer.shown(values)).collect();
    let lost: Vec<&Offer> = before.iter().filter(gone).collect();
    if world.caps(session).has(Caps::CAP_NOTIFY) {
        let lost = lost.iter().map(|offer| offer.name.to_owned()).collect();
        for (subcommand, names) in [("NEW", new), ("DEL", lost)] {
            if !names.is_empty() {
                list(world, session, subcommand, names, false);
            }
        }
    }
    lost.iter().for_each(|offer| world.set_caps(session, offer.cap, false));
}
