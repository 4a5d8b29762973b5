//! Tab: the rest of a nick, a channel or a command; again for the next that fits.

use tui_input::Input;

use super::commands::COMMANDS;
use super::row::Body;
use super::{Kind, State};

/// A completion that goes on while one presses Tab.
#[derive(Clone, Debug)]
pub(super) struct Completing {
    /// What stands before and behind the word.
    before: String,
    behind: String,
    fits: Vec<String>,
    at: usize,
}

impl State {
    /// Puts the next word that fits, or the one before.
    pub(super) fn complete(&mut self, forwards: bool) {
        let completing = match self.completing.take() {
            Some(mut going) => {
                let count = going.fits.len();
                going.at = (going.at + if forwards { 1 } else { count - 1 }) % count;
                going
            }
            None => {
                let Some(begun) = self.begin() else { return };
                begun
            }
        };
        let word = &completing.fits[completing.at];
        let cursor = completing.before.chars().count() + word.chars().count();
        let text = format!("{}{word}{}", completing.before, completing.behind);
        self.input = Input::new(text).with_cursor(cursor);
        self.completing = Some(completing);
    }

    fn begin(&self) -> Option<Completing> {
        let text = self.input.value();
        let cursor = text.char_indices().nth(self.input.cursor()).map_or(text.len(), |(at, _)| at);
        let start = text[..cursor].rfind(' ').map_or(0, |at| at + 1);
        let (before, word, behind) = (&text[..start], &text[start..cursor], &text[cursor..]);
        let fits = self.fits(word, before.is_empty(), behind.is_empty());
        (!fits.is_empty()).then(|| Completing { before: before.into(), behind: behind.into(), fits, at: 0 })
    }

    fn fits(&self, word: &str, first: bool, last: bool) -> Vec<String> {
        let support = &self.session.support;
        let space = if last { " " } else { "" };
        if first && word.starts_with('/') {
            let begun = word[1..].to_ascii_lowercase();
            let names = COMMANDS.iter().map(|command| command.name).filter(|name| name.starts_with(&*begun));
            return names.map(|name| format!("/{name}{space}")).collect();
        }
        let folded = support.fold(word);
        if support.is_channel(word) {
            let channels = self.windows.iter().filter(|window| window.kind == Kind::Channel);
            let fits = channels.filter(|window| support.fold(&window.name).starts_with(&folded));
            return fits.map(|window| format!("{}{space}", window.name)).collect();
        }
        let (at, begun) = match folded.strip_prefix('@').filter(|_| first) {
            Some(begun) => ("@", begun),
            None => ("", &*folded),
        };
        if begun.is_empty() && at.is_empty() {
            return Vec::new();
        }
        let end = if first && at.is_empty() { ": " } else { space };
        self.nicks_by_speech()
            .into_iter()
            .filter(|nick| support.fold(nick).starts_with(begun) && !self.session.is_me(nick))
            .map(|nick| format!("{at}{nick}{end}"))
            .collect()
    }

    /// The nicks of the window that shows: who spoke last, first.
    fn nicks_by_speech(&self) -> Vec<String> {
        let here = self.here();
        let mut nicks: Vec<String> = Vec::new();
        let is_here = |nick: &str| here.members.contains_key(&self.session.support.fold(nick));
        for row in here.rows.iter().rev().take(300) {
            if let Body::Said { nick, .. } = &row.body
                && !nicks.contains(nick)
                && (here.kind != Kind::Channel || is_here(nick))
            {
                nicks.push(nick.clone());
            }
        }
        if here.kind == Kind::Query && !nicks.contains(&here.name) {
            nicks.push(here.name.clone());
        }
        for member in here.members.values().filter(|member| !nicks.contains(&member.nick)).collect::<Vec<_>>() {
            nicks.push(member.nick.clone());
        }
        let elsewhere = self.windows.iter().filter(|window| window.kind == Kind::Query && window.name != here.name);
        nicks.extend(elsewhere.map(|window| window.name.clone()));
        nicks
    }
}
