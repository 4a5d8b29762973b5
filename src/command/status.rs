//! What the server says of itself to newcomers, and to those who ask: `LUSERS`, `MOTD`, and whom a query is for.

use super::Context;
use super::sheets::Handout;
use crate::config::Config;
use crate::model::numeric::{self as n, Numeric};
use crate::model::{Caps, Outcome, Refusal, Reply, UserId};

/// The program and its version, one word.
pub const VERSION: &str = concat!("chat-", env!("CARGO_PKG_VERSION"));

/// The most characters of a line of the message of the day (RFC 2812 5.1, 372).
const MOTD_LINE: usize = 80;

impl Context<'_> {
    /// That a query is for this server: it names none, this one or a mask of it, or somebody who is on it (RFC 2812 3.4).
    ///
    /// # Errors
    /// When no server has this name, or another one: that is asked.
    pub fn is_asked(&self, server: Option<&str>) -> Outcome {
        // Of a mask, the server that asked us has found us to be the one.
        let Some(asked) = server.filter(|_| !self.world.is_answering()) else { return Ok(()) };
        let own = &self.world.config().server.name;
        match self.world.server_asked(asked).filter(|server| self.knows_of(asked, server)) {
            Some(server) if *server == **own => Ok(()),
            Some(server) => Err(Refusal::Elsewhere { server }),
            None => Err(Refusal::Numeric(n::ERR_NOSUCHSERVER, vec![asked.to_owned()])),
        }
    }

    /// Whether the one who asked is shown a server; one that is lost only by admins.
    #[must_use]
    pub fn is_shown(&self, server: &str) -> bool {
        match self.world.find_server(server) {
            Some(server) => self.world.shows_server(self.me, server),
            None => self.is_admin() || self.world.config().link(server).is_none_or(|link| !link.hidden),
        }
    }

    /// Whether the one who asked may know of a server that they named so: a hidden one only by who is on it.
    fn knows_of(&self, asked: &str, server: &str) -> bool {
        self.is_shown(server) || self.world.find_person(asked).is_some()
    }

    /// That what becomes of somebody is for this server to say: they are on it.
    ///
    /// # Errors
    /// When they are on another one, which is asked, or, when it is of another kind, cannot be.
    pub fn rules_over(&self, id: UserId) -> Outcome {
        let Some(server) = self.world.find_server(self.world.server_of(id)) else { return Ok(()) };
        if server.kin {
            return Err(Refusal::Elsewhere { server: server.name.clone() });
        }
        let (nick, server) = (self.world.who(id).shown().to_owned(), &server.name);
        Err(Refusal::because(format!(
            "{nick} is on {server}, a server of another kind: only its own admins can do that."
        )))
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

    /// How many people, channels and servers there are (RFC 2812 3.4.2).
    pub fn lusers(&mut self) {
        self.reply(Reply::Census(Box::new(self.world.census())));
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
