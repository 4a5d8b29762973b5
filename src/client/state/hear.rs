//! What a line of the server does: who hears it, and where it is told.

use super::row::{Delivery, Mark};
use super::session::{News, nick_of};
use super::{Asked, State};
use crate::client::texts::fill;
use crate::dialect::irc::Message;
use crate::model::Time;

/// A message of the server, with what is worked out of it once.
pub(super) struct Told<'m> {
    pub message: &'m Message<'m>,
    /// Who it comes from: a nick, or the server.
    pub nick: String,
    /// When it happened.
    pub time: Time,
    /// What it answers.
    pub asked: Option<Asked>,
}

impl Told<'_> {
    /// The param at this place; empty where there is none.
    pub fn param(&self, at: usize) -> &str {
        self.message.params.get(at).map_or("", |param| param)
    }

    /// The last param.
    pub fn last(&self) -> &str {
        self.message.params.last().map_or("", |param| param)
    }

    /// The params from this place on, as a text.
    pub fn words(&self, from: usize) -> String {
        let words: Vec<&str> = self.message.params.iter().skip(from).map(|param| &**param).collect();
        words.join(" ")
    }

    /// The value of a tag.
    pub fn tag(&self, key: &str) -> Option<&str> {
        self.message.tags.get(key)
    }
}

impl State {
    pub(super) fn hear_line(&mut self, line: &str) {
        match Message::parse(line) {
            Ok(message) => self.hear(&message),
            Err(_) if line.trim().is_empty() => {}
            Err(_) => self.note_in(0, Mark::Error, line.to_owned()),
        }
    }

    fn hear(&mut self, message: &Message) {
        let was_mine = message.source.as_deref().is_some_and(|from| self.session.is_me(nick_of(from)));
        let heard = self.session.hear(message);
        heard.send.into_iter().for_each(|line| self.send(line));
        heard.news.into_iter().for_each(|news| self.news(news));
        if message.verb.eq_ignore_ascii_case("BATCH") {
            return self.hear_batch(message);
        }
        if self.collect(message) {
            return;
        }
        self.hear_one(message, was_mine);
    }

    /// Hears a message that stands alone, or a whole one of several lines.
    pub(super) fn hear_one(&mut self, message: &Message, was_mine: bool) {
        let label = message.tags.get("label").map(str::to_owned).or_else(|| self.label_of_batch(message));
        let asked = label
            .and_then(|label| self.labels.iter().find(|(known, _)| *known == label))
            .map(|(_, asked)| asked.clone());
        let told = Told {
            message,
            nick: message.source.as_deref().map_or_else(String::new, |from| nick_of(from).to_owned()),
            time: message.tags.get("time").and_then(read_time).unwrap_or(self.now),
            asked,
        };
        match &*message.verb.to_ascii_uppercase() {
            "PRIVMSG" | "NOTICE" => self.hear_speech(&told, was_mine),
            "TAGMSG" => self.hear_typing(&told, was_mine),
            "JOIN" => self.hear_join(&told, was_mine),
            "PART" => self.hear_part(&told, was_mine),
            "QUIT" => self.hear_quit(&told, was_mine),
            "KICK" => self.hear_kick(&told),
            "NICK" => self.hear_nick(&told, was_mine),
            "MODE" => self.hear_mode(&told),
            "TOPIC" => self.hear_topic(&told),
            "INVITE" => self.hear_invite(&told),
            "RENAME" => self.hear_rename(&told),
            "AWAY" => self.hear_away(&told),
            "ACCOUNT" | "SETNAME" => self.hear_identity(&told, was_mine),
            "PING" | "PONG" | "CAP" | "AUTHENTICATE" | "CHGHOST" | "ACK" => {}
            "ERROR" => self.note_in(0, Mark::Error, told.last().to_owned()),
            "FAIL" | "WARN" => self.failed(&told, told.last().to_owned()),
            verb if verb.len() == 3 && verb.bytes().all(|byte| byte.is_ascii_digit()) => self.hear_numeric(&told),
            "NOTE" => self.answer(&told, Mark::Info, told.last().to_owned()),
            _ => self.answer(&told, Mark::Info, format!("{} {}", message.verb, told.words(0))),
        }
    }

    fn news(&mut self, news: News) {
        let texts = self.texts;
        let (mark, text) = match news {
            News::Registered => return,
            News::NickTaken { taken, next } => (Mark::Error, fill(texts.nick_taken, &[&taken, &next])),
            News::SignedIn(account) => (Mark::Info, fill(texts.signed_in, &[&account])),
            News::NotSignedIn(why) => (Mark::Error, fill(texts.sasl_failed, &[&why])),
            News::NoSasl => (Mark::Error, texts.sasl_missing.to_owned()),
        };
        self.note_in(0, mark, text);
    }

    /// The window an answer belongs in: that in which was asked, else the one that shows.
    pub(super) fn window_of_answer(&self, told: &Told) -> usize {
        let asked = told.asked.as_ref().map(|asked| self.find(&asked.window).unwrap_or(0));
        asked.unwrap_or(if self.session.registered { self.active } else { 0 })
    }

    /// Tells an answer.
    pub(super) fn answer(&mut self, told: &Told, mark: Mark, text: String) {
        let window = self.window_of_answer(told);
        self.note_at(window, told.time, mark, text);
    }

    /// Tells a refusal beside the line that caused it, where that is known.
    pub(super) fn failed(&mut self, told: &Told, why: String) {
        if let Some(Asked { window, row: Some(row) }) = &told.asked
            && let Some(window) = self.find(window)
            && let Some(row) = self.windows[window].row_mut(*row)
        {
            row.delivery = Delivery::Failed(why);
            return;
        }
        let named = (1..told.message.params.len()).find_map(|at| self.find(told.param(at)));
        if told.asked.is_none()
            && let Some(window) = named
        {
            let waiting = self.windows[window].rows.iter_mut().rev().take(50);
            if let Some(row) = waiting.filter(|row| row.delivery == Delivery::Waiting).last() {
                row.delivery = Delivery::Failed(why);
                return;
            }
        }
        self.answer(told, Mark::Error, why);
    }
}

/// A time as the server writes it: `2026-11-20T16:45:00.123Z` (IRCv3 server-time).
fn read_time(text: &str) -> Option<Time> {
    let stamp: jiff::Timestamp = text.parse().ok()?;
    u64::try_from(stamp.as_millisecond()).ok().map(Time)
}
