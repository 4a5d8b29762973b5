//! Whom a line is said to: people, channels, or those of a channel above a rank (`PRIVMSG`, `NOTICE`).

use super::Context;
use crate::model::{ChannelId, ChannelName, How, Outcome, Rank};

/// What surrounds the words of a CTCP request; an action is the one that everybody understands.
const CTCP: char = '\x01';

impl Context<'_> {
    /// Says something to a person or a channel, found by name; `@#tp` are the ops of `#tp`, `+#tp` all with voice or more
    /// (`STATUSMSG`).
    ///
    /// # Errors
    /// When there is no such person or channel, or it does not hear one.
    pub fn tell(&mut self, target: &str, text: &str, how: How) -> Outcome {
        let (text, how) = action(text, how);
        match self.addressed(target)? {
            Some((channel, None)) => self.world.say(self.me, channel, text, how),
            Some((channel, Some(rank))) => self.world.say_to_rank(self.me, channel, rank, text, how),
            None => self.whisper(target, text, how),
        }
    }

    /// The channel that a target names, and the rank it is for; none: it names a person.
    ///
    /// # Errors
    /// When there is no such channel.
    pub fn addressed(&self, target: &str) -> Result<Option<(ChannelId, Option<Rank>)>, crate::model::Refusal> {
        let signs = [('@', Rank::Op), ('+', Rank::Voice)];
        let ranked = signs.iter().find_map(|(sign, rank)| Some((*rank, target.strip_prefix(*sign)?)));
        if let Some((rank, name)) = ranked.filter(|(_, name)| name.starts_with(ChannelName::is_prefix)) {
            return Ok(Some((self.channel_named(name)?, Some(rank))));
        }
        if target.starts_with(ChannelName::is_prefix) {
            return Ok(Some((self.channel_named(target)?, None)));
        }
        Ok(None)
    }
}

/// `\x01ACTION waves\x01` is something done.
fn action(text: &str, how: How) -> (&str, How) {
    let inner = text.strip_prefix(CTCP).map(|text| text.strip_suffix(CTCP).unwrap_or(text));
    match inner.and_then(|inner| inner.strip_prefix("ACTION ")).filter(|_| how == How::Message) {
        Some(done) => (done, How::Action),
        None => (text, how),
    }
}
