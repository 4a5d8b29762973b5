//! Messages that belong together (IRCv3 batch): one of several lines, what was said before, the answers to one line.

use super::State;
use super::row::{Body, Delivery, Row};
use super::session::nick_of;
use super::window::Older;
use crate::dialect::irc::Message;

/// Most messages that a batch is kept of.
const MOST: usize = 2_000;

/// A batch that is open.
#[derive(Debug)]
pub(super) struct Batch {
    kind: String,
    target: String,
    opened: Message<'static>,
    messages: Vec<Message<'static>>,
}

impl State {
    pub(super) fn hear_batch(&mut self, message: &Message) {
        let name = message.params.first().map_or("", |name| name);
        if let Some(name) = name.strip_prefix('+') {
            let param = |at: usize| message.params.get(at).map_or_else(String::new, |param| param.to_string());
            let opened = message.clone().into_owned();
            let batch = Batch { kind: param(1), target: param(2), opened, messages: Vec::new() };
            self.batches.insert(name.to_owned(), batch);
        } else if let Some(batch) = name.strip_prefix('-').and_then(|name| self.batches.remove(name)) {
            match &*batch.kind {
                "draft/multiline" | "multiline" => self.several_lines(batch),
                "chathistory" => self.past(batch),
                _ => {}
            }
        }
    }

    /// Keeps a message for when its batch is whole; `false`: it is not in a batch that one waits for.
    pub(super) fn collect(&mut self, message: &Message) -> bool {
        let Some(batch) = message.tags.get("batch").and_then(|name| self.batches.get_mut(name)) else { return false };
        let waits = matches!(&*batch.kind, "draft/multiline" | "multiline" | "chathistory");
        if waits && batch.messages.len() < MOST {
            batch.messages.push(message.clone().into_owned());
        }
        waits
    }

    /// The label of the batch that a message is in, or of one around it.
    pub(super) fn label_of_batch(&self, message: &Message) -> Option<String> {
        let mut name = message.tags.get("batch")?.to_owned();
        for _ in 0..8 {
            let opened = &self.batches.get(&name)?.opened;
            if let Some(label) = opened.tags.get("label") {
                return Some(label.to_owned());
            }
            name = opened.tags.get("batch")?.to_owned();
        }
        None
    }

    /// One message out of all of a batch: the first's, with all their texts.
    fn several_lines(&mut self, batch: Batch) {
        let Some(first) = batch.messages.first() else { return };
        let mut text = String::new();
        for (at, message) in batch.messages.iter().enumerate() {
            if at > 0 && message.tags.get("draft/multiline-concat").is_none() {
                text.push('\n');
            }
            text.push_str(message.params.get(1).map_or("", |line| line));
        }
        let source = batch.opened.source.clone().or_else(|| first.source.clone());
        let whole = Message {
            tags: batch.opened.tags.clone(),
            source,
            verb: first.verb.clone(),
            params: vec![batch.target.into(), text.into()],
        };
        if !self.collect(&whole) {
            let mine = whole.source.as_deref().is_some_and(|from| self.session.is_me(nick_of(from)));
            self.hear_one(&whole, mine);
        }
    }

    /// What was said before: above all rows where it is older than they are, else below those that are not known.
    fn past(&mut self, batch: Batch) {
        let Some(at) = self.find(&batch.target) else { return };
        let known: Vec<String> = self.windows[at].rows.iter().filter_map(|row| row.msgid.clone()).collect();
        let mut rows: Vec<Row> = batch.messages.iter().filter_map(|message| self.past_row(message)).collect();
        rows.retain(|row| row.msgid.as_ref().is_none_or(|id| !known.contains(id)));
        let asked = self.windows[at].older == Older::Asked;
        self.windows[at].older = if asked && rows.is_empty() { Older::None } else { Older::Unknown };
        rows.sort_by_key(|row| row.time);
        let first = self.windows[at].rows.front().map(|row| row.time);
        let newest = rows.last().map(|row| row.time);
        if asked || newest <= first {
            return self.windows[at].prepend(rows, &self.zone);
        }
        for row in rows {
            let id = self.windows[at].push(row.time, row.body, &self.zone);
            if let Some(new) = self.windows[at].row_mut(id) {
                new.msgid = row.msgid;
            }
        }
    }

    fn past_row(&self, message: &Message) -> Option<Row> {
        let (nick, manner, text) = super::speech::said(message)?;
        let time = message.tags.get("time").and_then(|text| text.parse::<jiff::Timestamp>().ok())?;
        let time = u64::try_from(time.as_millisecond()).ok().map(crate::model::Time)?;
        let msgid = message.tags.get("msgid").map(str::to_owned);
        let body = Body::Said { nick: nick.to_owned(), text: text.to_owned(), manner };
        Some(Row { id: 0, time, body, delivery: Delivery::Sent, mention: false, msgid })
    }
}
