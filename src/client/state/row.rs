//! One row of a window: something said, something that happened, a new day.

use crate::client::texts::{Texts, fill};
use crate::model::Time;

/// A row. Rows of a window have numbers that grow downwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number in its window.
    pub id: i64,
    /// When it happened.
    pub time: Time,
    /// What.
    pub body: Body,
    /// How far it is, where one said it oneself.
    pub delivery: Delivery,
    /// Whether it names oneself.
    pub mention: bool,
    /// The server's name for it (IRCv3 msgid).
    pub msgid: Option<String>,
}

/// What a row holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Somebody said something.
    Said {
        /// Who.
        nick: String,
        /// What, with its formatting.
        text: String,
        /// In which way.
        manner: Manner,
    },
    /// Something happened, or was answered.
    Note(Mark, String),
    /// People came and went.
    Traffic(Vec<Move>),
    /// A new day begins.
    Day,
}

/// In which way something was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// As people do.
    Message,
    /// `/me`.
    Action,
    /// As programs do.
    Notice,
}

/// What a note is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Something that happened, or an answer.
    Info,
    /// Something went wrong.
    Error,
}

/// How far a row is that one said oneself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The server has it; or others said it.
    Sent,
    /// The server has not said that it has it.
    Waiting,
    /// The server refused it, with these words.
    Failed(String),
}

/// Somebody came or went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// Who.
    pub nick: String,
    /// Whether they came.
    pub came: bool,
    /// Why they went; empty: they did not say.
    pub why: String,
}

/// People came and went, in one sentence.
#[must_use]
pub fn traffic(moves: &[Move], texts: &Texts) -> String {
    if let [only] = moves {
        let sentence = fill(if only.came { texts.joined } else { texts.left }, &[&only.nick]);
        return if only.why.is_empty() { sentence } else { format!("{sentence} ({})", only.why) };
    }
    let mut people: Vec<(&str, bool, bool)> = Vec::new();
    for one in moves {
        match people.iter_mut().find(|(nick, ..)| *nick == one.nick) {
            Some((_, _, last)) => *last = one.came,
            None => people.push((&one.nick, one.came, one.came)),
        }
    }
    let who = |first: bool, last: bool, again: bool| -> Vec<&str> {
        let moved = |nick: &str| moves.iter().filter(|one| one.nick == nick).count() > 1;
        let fits =
            |(nick, began, ended): &&(&str, bool, bool)| (*began, *ended) == (first, last) && again == moved(nick);
        people.iter().filter(fits).map(|(nick, ..)| *nick).collect()
    };
    let came = [who(true, true, false), who(true, true, true)].concat();
    let went = [who(false, false, false), who(false, false, true)].concat();
    let part = |nicks: Vec<&str>, one: &str, many: &str| match nicks.len() {
        0 => None,
        1 => Some(fill(one, &[nicks[0]])),
        _ => Some(fill(many, &[&nicks.join(", ")])),
    };
    [
        part(came, texts.joined, texts.joined_many),
        part(went, texts.left, texts.left_many),
        part(who(true, false, true), texts.came_and_went, texts.came_and_went),
        part(who(false, true, true), texts.came_back, texts.came_back),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::texts::EN;

    #[test]
    fn comings_and_goings_are_told_once_for_each() {
        let went = |words: &str| {
            let one = |word: &str| Move { nick: word[1..].into(), came: word.starts_with('+'), why: String::new() };
            traffic(&words.split(' ').map(one).collect::<Vec<_>>(), &EN)
        };
        assert_eq!(went("+bob"), "bob joined");
        assert_eq!(went("+bob +eve -tata"), "bob, eve joined · tata left");
        assert_eq!(went("+bob -bob"), "bob came and went");
        assert_eq!(went("-bob +bob +eve"), "eve joined · bob left and came back");
        assert_eq!(went("+bob -bob +bob"), "bob joined");
        let why = Move { nick: "bob".into(), came: false, why: "Ping timeout".into() };
        assert_eq!(traffic(&[why], &EN), "bob left (Ping timeout)");
    }
}
