//! The modes of people (RFC 2812 3.1.5).

use std::sync::Arc;

use super::World;
use super::tell::Audience;
use crate::model::numeric::ERR_NOPRIVILEGES;
use crate::model::{Event, Outcome, Refusal, SessionId, UserFlag, UserFlags, UserId, Who};

impl World {
    /// Somebody's modes. That they are an admin, or a program, is kept elsewhere.
    #[must_use]
    pub fn user_modes(&self, id: UserId) -> UserFlags {
        let user = self.user(id);
        let mut modes = user.modes;
        modes.set(UserFlag::Operator, user.is_admin());
        modes.set(UserFlag::Bot, user.who.bot);
        modes
    }

    /// Somebody came in IRC: they have the modes that the configuration gives, and those they asked for (RFC 2812 3.1.3).
    pub fn settle(&mut self, id: UserId, asked: UserFlags) {
        let given = self.config.server.user_modes;
        for mode in given.iter().chain(asked.iter()) {
            self.set_user_mode(id, mode, true);
        }
        self.relay_modes(id);
    }

    /// Changes somebody's modes, and tells them what changed, as one. Nobody becomes an admin this way.
    ///
    /// # Errors
    /// When one of them is for admins; the others are changed.
    pub fn change_user_modes(&mut self, id: UserId, asked: &[(bool, UserFlag)]) -> Outcome {
        let mut changes = Vec::new();
        let mut outcome = Ok(());
        for (on, mode) in asked.iter().copied() {
            match mode {
                UserFlag::Notices if on && !self.user(id).is_admin() => {
                    outcome = Err(Refusal::Numeric(ERR_NOPRIVILEGES, Vec::new()));
                }
                UserFlag::Operator if on => {}
                mode if self.set_user_mode(id, mode, on) => {
                    changes.push((on, mode));
                    if mode == UserFlag::Operator && self.set_user_mode(id, UserFlag::Notices, false) {
                        changes.push((false, UserFlag::Notices));
                    }
                }
                _ => {}
            }
        }
        if !changes.is_empty() {
            self.relay_modes(id);
        }
        self.tell_user_modes(id, &changes);
        outcome
    }

    /// Sets one mode; whether that changed anything.
    fn set_user_mode(&mut self, id: UserId, mode: UserFlag, on: bool) -> bool {
        self.count_out(id);
        let user = self.user_mut(id);
        let changed = match mode {
            UserFlag::Operator if on => false,
            UserFlag::Operator => user.rare.there().is_some_and(|rare| rare.admin.take().is_some()),
            UserFlag::Bot if user.who.bot == on => false,
            UserFlag::Bot => {
                user.who = Arc::new(Who { bot: on, ..(*user.who).clone() });
                true
            }
            mode => user.modes.set(mode, on),
        };
        self.count_in(id);
        changed
    }

    /// Somebody is an admin of the server from now on, or no longer, and is told so; a former one reads no more notes.
    pub(super) fn tell_admin(&mut self, id: UserId, on: bool) {
        let mut changes = vec![(on, UserFlag::Operator)];
        if on {
            self.note(&format!("{} is an admin of the server", self.who(id).shown()));
        } else if self.user_mut(id).modes.set(UserFlag::Notices, false) {
            changes.push((false, UserFlag::Notices));
        }
        self.tell_user_modes(id, &changes);
    }

    /// Something that admins want to know who set their mode `s`.
    pub fn note(&mut self, text: &str) {
        let reads = |id: &UserId| self.user(*id).modes.has(UserFlag::Notices);
        let readers = self.people().into_iter().filter(reads);
        let sessions: Vec<SessionId> = readers.flat_map(|id| self.user(id).sessions.iter().copied()).collect();
        if !sessions.is_empty() {
            self.tell(self.server, Audience::Sessions(sessions), Event::Notice { text: format!("*** {text}").into() });
        }
    }

    /// `+iw-g`: told to the one whose modes they are.
    fn tell_user_modes(&mut self, id: UserId, changes: &[(bool, UserFlag)]) {
        let mut text = String::new();
        let mut sign = None;
        for (on, mode) in changes {
            if sign != Some(*on) {
                text.push(if *on { '+' } else { '-' });
                sign = Some(*on);
            }
            text.push(mode.letter());
        }
        if !text.is_empty() {
            let event = Event::UserModes { who: self.who(id), changes: text.into() };
            self.tell(id, Audience::Person(id), event);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn whoever_becomes_an_admin_is_told_once_and_those_with_s_are() {
        let mut scene = Scene::many("irc:eve irc:bob irc:ann");
        scene.make_admin("eve");
        scene.make_admin("eve");
        assert_eq!(scene.heard("eve"), [":eve!~eve@127.0.0.1 MODE eve :+o"]);
        scene.line("eve", "MODE eve +s");
        scene.forget();
        scene.make_admin("bob");
        scene.line("bob", "KILL ann :enough");
        assert_eq!(
            scene.heard("eve"),
            [
                ":chat.localhost NOTICE * :*** bob is an admin of the server",
                ":chat.localhost NOTICE * :*** bob puts ann off the server: enough",
            ]
        );
    }
}
