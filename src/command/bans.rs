//! Bans of the server as people write them: what is banned, for how long, and how that is told.

use std::time::Duration;

use super::Context;
use crate::model::{Nick, Outcome, Refusal, Time};
use crate::world::{Ban, Banned};

impl Context<'_> {
    /// What a text stands for: a network, a mask, or a person: by their address, or by their nick where many share it.
    ///
    /// # Errors
    /// When it is none of them.
    pub fn to_ban(&self, text: &str) -> Result<Banned, Refusal> {
        let Some(id) = self.world.find(text).filter(|_| text.parse::<crate::config::Network>().is_err()) else {
            return named(text);
        };
        let nick = Banned::Nick(self.world.who(id).nick.clone());
        let address = self.world.address(id).filter(|address| !self.world.is_exempt(*address));
        Ok(address.map_or(nick, |address| Banned::Network(address.into())))
    }

    /// Bans, for a while or for good, and says how it is ended.
    ///
    /// # Errors
    /// As [`crate::world::World::ban`].
    pub fn ban(&mut self, banned: Banned, lasts: Option<Duration>, reason: &str) -> Outcome {
        self.world.ban(self.me, banned.clone(), lasts, reason)?;
        let until = lasts.map_or_else(String::new, |lasts| format!(" until {}", (self.world.now() + lasts).utc()));
        self.reply(format!("{banned} is banned{until}: UNBAN {banned} ends it."));
        Ok(())
    }

    /// Ends a ban.
    ///
    /// # Errors
    /// When there is none.
    pub fn unban(&mut self, banned: &Banned) -> Outcome {
        self.world.unban(banned)?;
        self.reply(format!("{banned} is no longer banned."));
        Ok(())
    }

    /// Says what is banned, a line each.
    pub fn list_bans(&mut self) {
        let lines: Vec<String> = self.world.bans().into_iter().map(line).collect();
        self.reply(if lines.is_empty() { "Nobody is banned.".to_owned() } else { lines.join("\n") });
    }
}

/// What a text names without anybody's being here: a network, a mask of `nick!user@host`, a nick.
///
/// # Errors
/// When it is none of them.
pub fn named(text: &str) -> Result<Banned, Refusal> {
    if let Ok(network) = text.parse() {
        Ok(Banned::Network(network))
    } else if text.contains(['@', '*', '?']) {
        Ok(Banned::mask(text))
    } else {
        Nick::new(text).map(Banned::Nick).map_err(|why| Refusal::BadNick { nick: text.to_owned(), why })
    }
}

/// A reason that may begin with how long: its first word and the rest.
pub fn split_reason<'a>(first: Option<&'a str>, rest: Option<&'a str>) -> (Option<Duration>, String) {
    let lasts = first.and_then(Time::span);
    let words = [first.filter(|_| lasts.is_none()), rest];
    let words: Vec<&str> = words.into_iter().flatten().filter(|word| !word.is_empty()).collect();
    (lasts, words.join(" "))
}

fn line(ban: &Ban) -> String {
    let Ban { banned, reason, by, at, until } = ban;
    let until = until.map_or_else(String::new, |until| format!(", until {}", until.utc()));
    let because = if reason.is_empty() { String::new() } else { format!(": {reason}") };
    format!("{banned}, by {by} at {} UTC{until}{because}", at.hour())
}
