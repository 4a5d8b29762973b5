//! What people say, as it is heard: in its window, with what one said oneself told as sent.

use unicode_segmentation::UnicodeSegmentation;

use super::hear::Told;
use super::row::{Body, Delivery, Manner, Mark};
use super::session::{line, nick_of};
use super::window::Kind;
use super::{Asked, Effect, State};
use crate::client::texts::fill;
use crate::dialect::irc::Message;
use crate::model::unformatted;

/// Who says what, in which way; none: it is no speech, or one program asks another (CTCP).
pub(super) fn said<'m>(message: &'m Message) -> Option<(&'m str, Manner, &'m str)> {
    let nick = message.source.as_deref().map_or("", nick_of);
    let text = message.params.get(1)?;
    let notice = message.verb.eq_ignore_ascii_case("NOTICE");
    if !notice && !message.verb.eq_ignore_ascii_case("PRIVMSG") {
        return None;
    }
    match ctcp(text) {
        Some(("ACTION", what)) => Some((nick, Manner::Action, what)),
        Some(_) => None,
        None => Some((nick, if notice { Manner::Notice } else { Manner::Message }, text)),
    }
}

/// What a program asks of another: the word, and what stands behind it (modern.ircdocs.horse "CTCP").
fn ctcp(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('\x01')?;
    let inner = inner.strip_suffix('\x01').unwrap_or(inner);
    Some(inner.split_once(' ').unwrap_or((inner, "")))
}

impl State {
    pub(super) fn hear_speech(&mut self, told: &Told, mine: bool) {
        let target = self.session.support.marks(told.param(0)).1.to_owned();
        self.typed_no_more(&target, &told.nick);
        let Some((nick, manner, text)) = said(told.message) else { return self.hear_ctcp(told, mine) };
        if mine && self.arrived(told, &target, text, manner) {
            return;
        }
        let to_me = self.session.is_me(&target);
        let from_server = nick.contains('.') || nick.is_empty() || !self.session.registered;
        let window = if self.session.support.is_channel(&target) {
            self.find(&target).unwrap_or_else(|| self.open(&target))
        } else if to_me && !mine && (from_server || manner == Manner::Notice && self.find(nick).is_none()) {
            0
        } else if mine && !to_me {
            self.open(&target)
        } else if !to_me && !mine {
            0
        } else {
            self.open(nick)
        };
        let mention = !mine && manner != Manner::Notice && (to_me && !from_server || self.names_me(text));
        let body = Body::Said { nick: nick.to_owned(), text: text.to_owned(), manner };
        let id = self.windows[window].push(told.time, body, &self.zone);
        if let Some(row) = self.windows[window].row_mut(id) {
            row.mention = mention && self.session.support.is_channel(&target);
            row.msgid = told.tag("msgid").map(str::to_owned);
        }
        if !mine {
            self.arouse(window, mention);
        }
    }

    /// Marks a window in which something came.
    fn arouse(&mut self, window: usize, mention: bool) {
        if window != self.active && window > 0 {
            let window = &mut self.windows[window];
            window.unread += 1;
            window.mention |= mention;
        }
        if mention {
            self.effects.push(Effect::Bell);
        }
    }

    /// What one said oneself came back: its row is told as sent. `false`: there is no such row.
    fn arrived(&mut self, told: &Told, target: &str, text: &str, manner: Manner) -> bool {
        let by_label = told.asked.as_ref().and_then(|Asked { window, row }| Some((self.find(window)?, (*row)?)));
        let same =
            |body: &Body| matches!(body, Body::Said { text: said, manner: how, .. } if said == text && *how == manner);
        let found = by_label.or_else(|| {
            let window = self.find(target)?;
            let mut waiting = self.windows[window].rows.iter().rev().take(200);
            let mut found = None;
            waiting
                .by_ref()
                .filter(|row| row.delivery == Delivery::Waiting && same(&row.body))
                .for_each(|row| found = Some(row.id));
            Some((window, found?))
        });
        let Some(row) = found.and_then(|(window, id)| self.windows[window].row_mut(id)) else { return false };
        row.delivery = Delivery::Sent;
        row.msgid = told.tag("msgid").map(str::to_owned);
        true
    }

    /// Whether a text names oneself.
    fn names_me(&self, text: &str) -> bool {
        let me = self.session.support.fold(&self.session.nick);
        let plain = self.session.support.fold(&unformatted(text));
        let is_part = |c: char| c.is_alphanumeric() || "_-[]{}\\|`^".contains(c);
        plain.match_indices(&me).any(|(at, _)| {
            let before = plain[..at].chars().next_back();
            let after = plain[at + me.len()..].chars().next();
            !me.is_empty() && !before.is_some_and(is_part) && !after.is_some_and(is_part)
        })
    }

    /// A program asks, or answers: version and ping are answered, all else is told.
    fn hear_ctcp(&mut self, told: &Told, mine: bool) {
        let Some((word, rest)) = ctcp(told.param(1)) else { return };
        if mine && told.message.verb.eq_ignore_ascii_case("PRIVMSG") {
            return;
        }
        let (word, rest, nick) = (word.to_ascii_uppercase(), rest.to_owned(), told.nick.clone());
        if told.message.verb.eq_ignore_ascii_case("NOTICE") {
            return self.answer(told, Mark::Info, fill(self.texts.ctcp_said, &[&nick, &word, &rest]));
        }
        let answer = match &*word {
            "VERSION" => Some(format!("VERSION chat-irc {}", env!("CARGO_PKG_VERSION"))),
            "PING" => Some(format!("PING {}", rest.graphemes(true).take(64).collect::<String>())),
            "CLIENTINFO" => Some("CLIENTINFO ACTION CLIENTINFO PING VERSION".to_owned()),
            _ => None,
        };
        if let Some(answer) = answer {
            self.send(line("NOTICE", &[&nick, &format!("\x01{answer}\x01")]));
        }
        self.note_at(0, told.time, Mark::Info, fill(self.texts.ctcp_asked, &[&nick, &word]));
    }

    /// Whether a window is one in which one can talk.
    pub(super) fn talks_in(&self, window: usize) -> bool {
        self.windows.get(window).is_some_and(|window| window.kind != Kind::Status)
    }
}
