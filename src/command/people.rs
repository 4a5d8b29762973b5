//! Asking about people: what several commands tell of those they are asked about.

use super::Context;
use crate::model::{UserId, host};

/// The address of somebody who hides theirs (IRCv3 WHOX).
const HIDDEN: &str = "255.255.255.255";

impl Context<'_> {
    /// The address somebody comes from, as the one who asked may know it.
    #[must_use]
    pub fn address_of(&self, id: UserId) -> String {
        self.world.known_address(id, self.me).map_or_else(|| HIDDEN.to_owned(), host::of_address)
    }

    /// `toto*=+~toto@10.0.0.3` for each of five nicks that somebody bears (RFC 2812 4.8): `*` for admins, `-` for those
    /// who are away; `place` says what stands behind the `@`.
    pub fn places(&self, nicks: &[impl AsRef<str>], place: impl Fn(UserId) -> String) -> Vec<String> {
        let found = nicks.iter().take(5).filter_map(|nick| self.world.find_person(nick.as_ref()));
        let told = |id: UserId| {
            let user = self.world.user(id);
            let admin = if user.is_admin() { "*" } else { "" };
            let away = if user.rare.away.is_some() { '-' } else { '+' };
            format!("{}{admin}={away}{}@{}", user.who.nick, user.who.user, place(id))
        };
        found.map(told).collect()
    }
}
