//! Numeric replies: what they change, and the sentences they are told in (modern.ircdocs.horse "Numerics").

use super::hear::Told;
use super::row::Mark;
use super::window::{Member, local};
use super::{Kind, State};
use crate::client::texts::fill;
use crate::model::Time;

impl State {
    pub(super) fn hear_numeric(&mut self, told: &Told) {
        let number: u16 = told.message.verb.parse().unwrap_or_default();
        match number {
            // What a server says of itself.
            1..=4 | 42 | 221 | 250..=255 | 265 | 266 | 372 | 375 | 376 | 396 | 422 => {
                let text = if number == 4 { told.words(1) } else { told.last().to_owned() };
                let window = if told.asked.is_some() { self.window_of_answer(told) } else { 0 };
                self.note_at(window, told.time, Mark::Info, text);
            }
            5 | 329 | 366 | 900 | 903 => self.end_of_names(told, number),
            324 => self.answer_in(told, 1, fill(self.texts.modes_are, &[&told.words(2)])),
            331 => self.topic_is(told, String::new()),
            332 => self.topic_is(told, told.param(2).to_owned()),
            333 => {
                let seconds: u64 = told.param(3).parse().unwrap_or_default();
                let when = local(Time(seconds.saturating_mul(1000)), &self.zone);
                let when = format!("{} {:02}:{:02}", when.date(), when.hour(), when.minute());
                let who = super::session::nick_of(told.param(2)).to_owned();
                self.answer_in(told, 1, fill(self.texts.topic_by, &[&who, &when]));
            }
            353 => self.names(told),
            301 => {
                let text = fill(self.texts.is_away, &[told.param(1), told.last()]);
                let window = self.find(told.param(1)).filter(|_| told.asked.is_none());
                self.note_at(window.unwrap_or(self.window_of_answer(told)), told.time, Mark::Info, text);
            }
            305 | 306 => {
                self.away = number == 306;
                let text = if self.away { self.texts.you_away } else { self.texts.you_back };
                self.answer(told, Mark::Info, text.to_owned());
            }
            341 => {
                let me = self.session.nick.clone();
                self.answer_in(told, 2, fill(self.texts.invited, &[&me, told.param(1)]));
            }
            322 => self.answer(told, Mark::Info, format!("{}  {}  {}", told.param(1), told.param(2), told.last())),
            352 => {
                let text = format!(
                    "{} {} ({}@{}) {}",
                    told.param(1),
                    told.param(5),
                    told.param(2),
                    told.param(3),
                    told.last()
                );
                self.answer(told, Mark::Info, text);
            }
            321 | 323 | 315 | 318 | 369 | 730..=732 => {}
            311 => {
                let text = format!("{} ({}@{}): {}", told.param(1), told.param(2), told.param(3), told.last());
                self.answer(told, Mark::Info, text);
            }
            312 => self.answer(told, Mark::Info, format!("{}: {} ({})", told.param(1), told.param(2), told.last())),
            319 => self.answer(told, Mark::Info, format!("{}: {}", told.param(1), told.last())),
            317 => {
                let seconds: u64 = told.param(2).parse().unwrap_or_default();
                let text =
                    format!("{}: {}:{:02}:{:02} idle", told.param(1), seconds / 3600, seconds / 60 % 60, seconds % 60);
                self.answer(told, Mark::Info, text);
            }
            432 | 433 | 436 | 437 if !self.session.registered => {}
            421 if !self.session.registered && told.param(1).eq_ignore_ascii_case("CAP") => {}
            400..=599 | 902 | 904..=907 => {
                let middle = told.message.params.len().saturating_sub(1);
                let about: Vec<&str> = (1..middle).map(|at| told.param(at)).collect();
                let text = if about.is_empty() {
                    told.last().to_owned()
                } else {
                    format!("{}: {}", about.join(" "), told.last())
                };
                self.failed(told, text);
            }
            704..=706 => self.answer(told, Mark::Info, told.last().to_owned()),
            _ => self.answer(told, Mark::Info, told.words(1)),
        }
    }

    /// Tells something of a channel in the channel's window, or where it was asked for.
    fn answer_in(&mut self, told: &Told, place: usize, text: String) {
        let asked = told.asked.as_ref().map(|_| self.window_of_answer(told));
        let window = asked.or_else(|| self.find(told.param(place))).unwrap_or(self.active);
        self.note_at(window, told.time, Mark::Info, text);
    }

    fn topic_is(&mut self, told: &Told, topic: String) {
        let text = if topic.is_empty() { self.texts.no_topic.to_owned() } else { fill(self.texts.topic_is, &[&topic]) };
        if let Some(at) = self.find(told.param(1)) {
            self.windows[at].topic = topic;
        }
        self.answer_in(told, 1, text);
    }

    fn names(&mut self, told: &Told) {
        let at = self.find(told.param(2));
        let quiet = at.is_some_and(|at| self.windows[at].quiet_names);
        if let Some(at) = at.filter(|at| self.windows[*at].joined) {
            for word in told.last().split(' ').filter(|word| !word.is_empty()) {
                let (marks, name) = self.session.support.marks(word);
                let nick = super::session::nick_of(name).to_owned();
                let marks = self.session.support.sorted(marks);
                let member = self.windows[at].members.entry(self.session.support.fold(&nick)).or_default();
                (member.nick, member.marks) = (nick, marks);
            }
        }
        if !quiet {
            let plain = |word: &str| word.split('!').next().unwrap_or_default().to_owned();
            let names: Vec<String> = told.last().split(' ').filter(|word| !word.is_empty()).map(plain).collect();
            let text = fill(self.texts.present, &[told.param(2), &names.join(" ")]);
            self.answer_in(told, 2, text);
        }
    }

    /// The end of a list of names: from here on such a list was asked for by people.
    fn end_of_names(&mut self, told: &Told, number: u16) {
        if number != 366 {
            return;
        }
        let Some(at) = self.find(told.param(1)) else { return };
        if std::mem::replace(&mut self.windows[at].quiet_names, false) {
            let support = &self.session.support;
            let names: Vec<String> = self.windows[at]
                .sorted(support)
                .iter()
                .map(|Member { nick, marks, .. }| format!("{marks}{nick}"))
                .collect();
            let text = match names.len() {
                0 | 1 => self.texts.alone.to_owned(),
                many => fill(self.texts.present, &[&many.to_string(), &names.join(" ")]),
            };
            if names.len() <= 30 && self.windows[at].kind == Kind::Channel {
                self.note_at(at, told.time, Mark::Info, text);
            }
        }
    }
}
