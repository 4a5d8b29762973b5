//! Who types (IRCv3 `+typing`): told to others while one writes, and shown of others.

use std::time::Duration;

use super::hear::Told;
use super::session::tagged;
use super::{Kind, State};
use crate::client::texts::fill;
use crate::model::Time;

/// Between two of one's own notices.
const EVERY: Duration = Duration::from_secs(3);

/// How long the last notice of somebody holds.
const HOLDS: Duration = Duration::from_secs(6);

impl State {
    /// The input line changed: says that one types, or no longer does.
    pub(super) fn tell_typing(&mut self) {
        let text = self.input.value();
        let here = self.here();
        if text.is_empty() {
            return self.stop_typing();
        }
        let told = here.kind != Kind::Status && self.session.has("message-tags") && self.online;
        if !told || text.starts_with('/') || here.kind == Kind::Channel && !here.joined {
            return;
        }
        let target = here.name.clone();
        let again = self.typing_sent.as_ref().is_some_and(|(to, at)| *to == target && self.now.since(*at) < EVERY);
        if !again {
            self.send(tagged(&[("+typing", "active")], "TAGMSG", &[&target]));
            self.typing_sent = Some((target, self.now));
        }
    }

    /// Says that one no longer types, where one said that one does.
    pub(super) fn stop_typing(&mut self) {
        if let Some((target, at)) = self.typing_sent.take()
            && self.online
            && self.now.since(at) < HOLDS
        {
            self.send(tagged(&[("+typing", "done")], "TAGMSG", &[&target]));
        }
    }

    pub(super) fn hear_typing(&mut self, told: &Told, mine: bool) {
        let Some(typing) = told.tag("+typing").or_else(|| told.tag("+draft/typing")) else { return };
        if mine {
            return;
        }
        let target = told.param(0);
        let window = if self.session.is_me(target) { self.find(&told.nick) } else { self.find(target) };
        let Some(window) = window else { return };
        let now = self.now;
        let typing_here = &mut self.windows[window].typing;
        typing_here.retain(|(nick, _)| *nick != told.nick);
        if typing == "active" {
            typing_here.push((told.nick.clone(), now));
        }
    }

    /// Somebody has said what they wrote.
    pub(super) fn typed_no_more(&mut self, target: &str, nick: &str) {
        let window = if self.session.is_me(target) { self.find(nick) } else { self.find(target) };
        if let Some(window) = window {
            self.windows[window].typing.retain(|(typist, _)| typist != nick);
        }
    }

    /// Forgets notices that are too old.
    pub(super) fn forget_typing(&mut self) {
        let now = self.now;
        let fresh = |at: Time| now.since(at) < HOLDS;
        self.windows.iter_mut().for_each(|window| window.typing.retain(|(_, at)| fresh(*at)));
    }

    /// Who types in the window that shows, in a sentence; empty: nobody.
    #[must_use]
    pub fn typists(&self) -> String {
        let nicks: Vec<&str> = self.here().typing.iter().map(|(nick, _)| &**nick).collect();
        match nicks.len() {
            0 => String::new(),
            1 => fill(self.texts.typing_one, &[nicks[0]]),
            _ => fill(self.texts.typing_many, &[&nicks.join(", ")]),
        }
    }
}
