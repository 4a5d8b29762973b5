//! What one says: in one line or several, with a label, so that its answer finds it.

use super::row::{Body, Delivery, Manner, Mark};
use super::session::{line, tagged};
use super::{Asked, MOST_LABELS, State};
use crate::dialect::irc::pieces;

/// Bytes that the server may put before a message: `:nick!user@host `, as long as they may be.
const LONGEST_SOURCE: usize = 100;

/// Bytes of a line without CR LF.
const LINE: usize = 510;

impl State {
    /// Says something in a window, however many lines it has.
    pub(super) fn say(&mut self, target: &str, text: &str, manner: Manner) {
        if !self.online || !self.session.registered {
            return self.note(Mark::Error, self.texts.not_connected.to_owned());
        }
        self.typing_sent = None;
        let verb = if manner == Manner::Notice { "NOTICE" } else { "PRIVMSG" };
        let around = if manner == Manner::Action { "\x01ACTION \x01".len() } else { 0 };
        let most = LINE.saturating_sub(LONGEST_SOURCE + verb.len() + target.len() + 3 + around).max(50);
        let lines: Vec<&str> = text.split('\n').map(|line| line.trim_end_matches('\r')).collect();
        let lines: Vec<&str> = lines.into_iter().filter(|line| !line.trim().is_empty()).collect();
        let long = lines.iter().any(|line| line.len() > most);
        if (lines.len() > 1 || long) && manner == Manner::Message && self.fits_one_batch(text, lines.len()) {
            return self.say_in_one(target, text.trim_end_matches(['\r', '\n']), most);
        }
        for text in lines.into_iter().flat_map(|line| pieces(line, most)) {
            let wire = if manner == Manner::Action { format!("\x01ACTION {text}\x01") } else { text.to_owned() };
            let label = self.show_said(target, text, manner);
            let tags: Vec<(&str, &str)> = label.iter().map(|label| ("label", &**label)).collect();
            self.send(tagged(&tags, verb, &[target, &wire]));
        }
    }

    /// Whether the server takes so much in one message of several lines (IRCv3 multiline).
    fn fits_one_batch(&self, text: &str, lines: usize) -> bool {
        let Some(limits) = self.session.offers.get("draft/multiline") else { return false };
        let limit = |name: &str| {
            let value = limits.split(',').find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
            value.and_then(|value| value.parse::<usize>().ok()).unwrap_or(usize::MAX)
        };
        let has = |cap: &str| self.session.has(cap);
        let lines = lines.max(text.split('\n').count()) + text.len() / 300;
        has("draft/multiline") && has("batch") && text.len() <= limit("max-bytes") && lines <= limit("max-lines")
    }

    fn say_in_one(&mut self, target: &str, text: &str, most: usize) {
        let text = text.replace('\r', "");
        let label = self.show_said(target, &text, Manner::Message);
        self.next_label += 1;
        let batch = format!("m{}", self.next_label);
        let tags: Vec<(&str, &str)> = label.iter().map(|label| ("label", &**label)).collect();
        self.send(tagged(&tags, "BATCH", &[&format!("+{batch}"), "draft/multiline", target]));
        for whole in text.split('\n') {
            let mut tags = vec![("batch", &*batch)];
            if whole.is_empty() {
                self.send(tagged(&tags, "PRIVMSG", &[target, ""]));
            }
            for piece in pieces(whole, most) {
                self.send(tagged(&tags, "PRIVMSG", &[target, piece]));
                tags = vec![("batch", &*batch), ("draft/multiline-concat", "")];
            }
        }
        self.send(line("BATCH", &[&format!("-{batch}")]));
    }

    /// Shows what one says, and gives it a label where the server tells what became of it.
    fn show_said(&mut self, target: &str, text: &str, manner: Manner) -> Option<String> {
        let echoes = self.session.has("echo-message");
        let window = self.open(self.session.support.marks(target).1.to_owned().as_str());
        let body = Body::Said { nick: self.session.nick.clone(), text: text.to_owned(), manner };
        let id = self.windows[window].push(self.now, body, &self.zone);
        if let Some(row) = self.windows[window].row_mut(id).filter(|_| echoes) {
            row.delivery = Delivery::Waiting;
        }
        self.windows[window].scroll = None;
        self.label(window, Some(id))
    }

    /// A label for what is asked in a window, where the server answers with it (IRCv3 labeled-response).
    fn label(&mut self, window: usize, row: Option<i64>) -> Option<String> {
        if !self.session.has("labeled-response") || !self.session.has("batch") {
            return None;
        }
        self.next_label += 1;
        let label = format!("i{}", self.next_label);
        self.labels.push_back((label.clone(), Asked { window: self.windows[window].name.clone(), row }));
        if self.labels.len() > MOST_LABELS {
            self.labels.pop_front();
        }
        Some(label)
    }

    /// Asks the server something; its answers are told in the window that shows.
    pub(super) fn ask(&mut self, verb: &str, params: &[&str]) {
        self.ask_line(&line(verb, params));
    }

    /// The same, with a line as it stands.
    pub(super) fn ask_line(&mut self, text: &str) {
        if !self.online {
            return self.note(Mark::Error, self.texts.not_connected.to_owned());
        }
        let text: String = text.chars().filter(|c| !matches!(c, '\r' | '\n' | '\0')).collect();
        let tagged = text.starts_with('@');
        match self.label(self.active, None).filter(|_| !tagged) {
            Some(label) => self.send(format!("@label={label} {text}")),
            None => self.send(text),
        }
    }
}
