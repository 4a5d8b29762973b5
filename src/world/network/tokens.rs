//! The names that peers give servers: numbers (RFC 2813 4.1.2), masks, or somebody who is on one.

use crate::model::{Mask, SessionId};
use crate::world::World;

/// The number of the first other server: this one is 1.
pub(super) const FIRST_TOKEN: u32 = 2;

impl World {
    /// The number by which we name a server to others; 1 is this one.
    #[must_use]
    pub fn token_of(&self, server: &str) -> u32 {
        self.find_server(server).map_or(1, |server| server.token)
    }

    /// A peer names a server by this number from now on.
    pub fn expect_token(&mut self, link: SessionId, server: &str, token: u32) {
        self.network.tokens.retain(|(known, number, _)| (*known, *number) != (link, token));
        self.network.tokens.push((link, token, server.into()));
    }

    /// The server that a peer names by this number; 1 is the peer itself.
    #[must_use]
    pub fn server_with_token(&self, link: SessionId, token: u32) -> Option<Box<str>> {
        let named = self.network.tokens.iter().find(|(known, number, _)| (*known, *number) == (link, token));
        let named = named.map(|(_, _, server)| server.clone());
        named.or_else(|| self.link(link).filter(|_| token == 1).map(|link| link.server.clone()))
    }

    /// The server that a name means: its own, a mask of it, or the nick of somebody on it; this one first.
    #[must_use]
    pub fn server_asked(&self, name: &str) -> Option<Box<str>> {
        let mask = Mask::new(name);
        let own = &self.config.server.name;
        if mask.matches(own) {
            return Some(own.as_str().into());
        }
        let server = self.find_server(name).or_else(|| self.servers().find(|server| mask.matches(&server.name)));
        let by_name = server.map(|server| server.name.clone());
        by_name.or_else(|| self.find(name).map(|id| self.server_of(id).into()))
    }
}
