//! What the server says of itself to newcomers, and to those who ask: `LUSERS`, `MOTD`, and whom a query is for.

use super::Context;
use super::sheets::Handout;
use crate::config::Config;
use crate::model::numeric::{self as n, Numeric};
use crate::model::{Caps, Mask, Outcome, Refusal, Reply};

/// The program and its version, one word.
pub const VERSION: &str = concat!("chat-", env!("CARGO_PKG_VERSION"));

/// The most characters of a line of the message of the day (RFC 2812 5.1, 372).
const MOTD_LINE: usize = 80;

impl Context<'_> {
    /// That a query is for this server: it names none, this one or a mask of it, or somebody who is on it (RFC 2812 3.4).
    ///
    /// # Errors
    /// When no server has this name: there is no other one.
    pub fn is_asked(&self, server: Option<&str>) -> Outcome {
        let Some(asked) = server else { return Ok(()) };
        if Mask::new(asked).matches(&self.world.config().server.name) || self.world.find(asked).is_some() {
            return Ok(());
        }
        Err(Refusal::Numeric(n::ERR_NOSUCHSERVER, vec![asked.to_owned()]))
    }

    /// What the server announces of itself and its limits (modern.ircdocs.horse "RPL_ISUPPORT").
    pub fn isupport(&mut self) {
        if self.caps().has(Caps::BATCH | Caps::EXTENDED_ISUPPORT) {
            let tokens = super::isupport::tokens(self.world.config());
            super::isupport::tell(self.world, self.session, tokens);
        } else {
            self.reply(Reply::Sheet(self.handout().isupport));
        }
    }

    /// What newcomers are told in the same words.
    pub(super) fn handout(&self) -> Handout {
        self.table.sheets.of(self.world.config(), self.world.started())
    }

    /// How many people, channels and servers there are (RFC 2812 3.4.2): of admins, newcomers and channels only when
    /// there are any.
    pub fn lusers(&mut self) {
        let count = self.world.census();
        let users = format!("There are {} users and {} invisible on 1 servers", count.visible, count.invisible);
        self.numeric(n::RPL_LUSERCLIENT, [users]);
        for (numeric, count) in [
            (n::RPL_LUSEROP, count.admins),
            (n::RPL_LUSERUNKNOWN, count.unknown),
            (n::RPL_LUSERCHANNELS, count.channels),
        ] {
            if count > 0 {
                self.numeric(numeric, [count.to_string()]);
            }
        }
        let people = count.visible + count.invisible;
        self.numeric(n::RPL_LUSERME, [format!("I have {people} clients and 0 servers")]);
        for (numeric, which) in [(n::RPL_LOCALUSERS, "local"), (n::RPL_GLOBALUSERS, "global")] {
            let text = format!("Current {which} users {people}, max {}", count.most);
            // At a terminal the numbers stand in the text.
            let numbers = self.speaks_irc().then(|| [people.to_string(), count.most.to_string()]);
            self.numeric(numeric, numbers.into_iter().flatten().chain([text]));
        }
    }

    /// The message of the day (RFC 2812 3.4.1).
    pub fn motd(&mut self) {
        self.reply(Reply::Sheet(self.handout().motd));
    }
}

/// The message of the day, line by line, or that there is none.
pub(super) fn motd(config: &Config) -> Vec<(Numeric, Vec<String>)> {
    let text = config.server.motd.trim_end();
    if text.is_empty() {
        return vec![(n::ERR_NOMOTD, Vec::new())];
    }
    let first = (n::RPL_MOTDSTART, vec![format!("- {} Message of the day - ", config.server.name)]);
    let lines = text.lines().flat_map(wrap).map(|line| (n::RPL_MOTD, vec![format!("- {line}")]));
    [first].into_iter().chain(lines).chain([(n::RPL_ENDOFMOTD, Vec::new())]).collect()
}

/// A line in pieces that are not too long, cut at a space where there is one.
fn wrap(line: &str) -> Vec<&str> {
    let (mut pieces, mut rest) = (Vec::new(), line);
    while let Some((end, _)) = rest.char_indices().nth(MOTD_LINE) {
        let (piece, after) = rest.split_at(end);
        let at = piece.rfind(' ').filter(|at| *at > 0).unwrap_or(end);
        pieces.push(&rest[..at]);
        rest = if at < end { &rest[at + 1..] } else { after };
    }
    pieces.push(rest);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_at_spaces_and_lose_nothing_else() {
        assert_eq!(wrap(""), [""]);
        assert_eq!(wrap("short"), ["short"]);
        let words = "word ".repeat(30);
        let pieces = wrap(words.trim_end());
        assert!(pieces.iter().all(|piece| piece.len() <= MOTD_LINE), "{pieces:?}");
        assert_eq!(pieces.join(" "), words.trim_end());
        let long = "é".repeat(200);
        assert_eq!(wrap(&long).iter().map(|piece| piece.chars().count()).collect::<Vec<_>>(), [80, 80, 40]);
        assert_eq!(wrap(&long).concat(), long);
    }
}
