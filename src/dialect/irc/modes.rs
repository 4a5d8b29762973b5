//! Modes as IRC spells them: the letters, then what they are set to (RFC 2812 3.2.3).

use super::reply::Answers;
use crate::model::numeric as n;
use crate::model::{ChannelName, List, ListEntry, Mode, ModeChange, Rank, Time};

/// `+ov-m bob eve` (`+` alone for nothing), and as many more of these as are needed for none to be longer than `room` bytes.
pub(super) fn spell(changes: &[ModeChange], room: usize) -> Vec<String> {
    let mut lines = vec![Spelled::default()];
    for ModeChange { on, mode } in changes {
        let (letter, word) = spelled(mode, *on);
        let word = word.map_or_else(String::new, |word| format!(" {word}"));
        let last = lines.last().map_or(0, Spelled::len);
        // A sign, the letter and the word.
        if last > 0 && last + 2 + word.len() > room {
            lines.push(Spelled::default());
        }
        if let Some(line) = lines.last_mut() {
            line.push(*on, letter, &word);
        }
    }
    let spelled = |line: Spelled| if line.len() == 0 { "+".to_owned() } else { line.letters + &line.words };
    lines.into_iter().map(spelled).collect()
}

impl Answers<'_> {
    /// A channel's modes, and when it was made (RFC 2812 5.1 `324`; `329` of today's servers).
    pub(super) fn modes(&mut self, channel: &ChannelName, modes: &[Mode], made: Time) {
        let set = modes.iter().map(|mode| ModeChange { on: true, mode: mode.clone() }).collect::<Vec<_>>();
        let channel = channel.as_str();
        for words in spell(&set, usize::MAX) {
            self.plain(n::RPL_CHANNELMODEIS, &[channel, &words]);
        }
        self.plain(n::RPL_CREATIONTIME, &[channel, &made.seconds().to_string()]);
    }

    /// A list of masks, each with who set it and when, and its end.
    pub(super) fn masks(&mut self, channel: &ChannelName, list: List, entries: &[ListEntry]) {
        let (one, end) = match list {
            List::Banned => (n::RPL_BANLIST, n::RPL_ENDOFBANLIST),
            List::Excepted => (n::RPL_EXCEPTLIST, n::RPL_ENDOFEXCEPTLIST),
            List::Invited => (n::RPL_INVEXLIST, n::RPL_ENDOFINVEXLIST),
        };
        let channel = channel.as_str();
        for ListEntry { mask, by, at } in entries {
            self.plain(one, &[channel, &mask.to_string(), by, &at.seconds().to_string()]);
        }
        self.numeric(end, &[channel]);
    }
}

#[derive(Default)]
struct Spelled {
    letters: String,
    words: String,
    sign: Option<bool>,
}

impl Spelled {
    fn len(&self) -> usize {
        self.letters.len() + self.words.len()
    }

    fn push(&mut self, on: bool, letter: char, word: &str) {
        if self.sign != Some(on) {
            self.letters.push(if on { '+' } else { '-' });
            self.sign = Some(on);
        }
        self.letters.push(letter);
        self.words.push_str(word);
    }
}

/// A mode's letter and the word behind it, if it has one.
fn spelled(mode: &Mode, on: bool) -> (char, Option<String>) {
    match mode {
        Mode::Flag(flag) => (flag.letter(), None),
        Mode::Key(key) => ('k', Some(if on { key.to_string() } else { "*".into() })),
        Mode::Limit(most) => ('l', on.then(|| most.to_string())),
        Mode::Forward(channel) => ('f', on.then(|| channel.to_string())),
        Mode::List(list, mask) => (list.letter(), Some(mask.to_string())),
        Mode::Rank(Rank::Voice | Rank::Member, who) => ('v', Some(who.nick.to_string())),
        Mode::Rank(Rank::Op, who) => ('o', Some(who.nick.to_string())),
        Mode::Rank(Rank::Creator, who) => ('O', Some(who.nick.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{Flag, List, ListMask, Nick, Who};

    fn change(on: bool, mode: Mode) -> ModeChange {
        ModeChange { on, mode }
    }

    #[test]
    fn signs_stand_where_they_change_and_words_behind() {
        let bob = Arc::new(Who::named(Nick::new("bob").unwrap()));
        let changes = [
            change(true, Mode::Rank(Rank::Op, bob.clone())),
            change(true, Mode::Rank(Rank::Voice, bob)),
            change(false, Mode::Flag(Flag::Moderated)),
            change(false, Mode::Key("sesame".into())),
            change(false, Mode::Limit(0)),
            change(true, Mode::Limit(20)),
        ];
        assert_eq!(spell(&changes, 100), ["+ov-mkl+l bob bob * 20"]);
        assert_eq!(spell(&[], 100), ["+"]);
    }

    #[test]
    fn no_line_is_too_long() {
        let masks = (0..20).map(|n| ListMask::new(&format!("nick{n}!*@a.host.of.some.length.example.org")).unwrap());
        let changes: Vec<ModeChange> = masks.map(|mask| change(true, Mode::List(List::Banned, mask))).collect();
        let lines = spell(&changes, 200);
        assert!(lines.len() > 4 && lines.iter().all(|line| line.len() <= 200 && line.starts_with("+b")), "{lines:?}");
        assert_eq!(lines.iter().map(|line| line.matches('@').count()).sum::<usize>(), 20);
    }
}
