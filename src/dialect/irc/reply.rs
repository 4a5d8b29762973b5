//! Answers in IRC: numerics (RFC 2812 5.1), and the server's own notices for what has none.

use std::borrow::Cow;

use super::super::Reader;
use super::event::{joined, render_event};
use super::label::tagged;
use super::write::Writer;
use crate::dialect::{self, Dialect, Flavor};
use crate::model::numeric::{self, Numeric};
use crate::model::{Caps, ChannelName, Event, MessageId, Refusal, Reply, Said, Secrecy, Sheet, Stamp, To, Topic, Who};

/// Writes an answer.
pub fn render_reply(reply: &Reply, reader: &Reader, out: &mut String) {
    let mut w = Answers::new(reader, out);
    match reply {
        Reply::Text(text) => text.lines().for_each(|line| w.notice(line)),
        Reply::Welcome { notice, .. } => notice.lines().for_each(|line| w.notice(line)),
        Reply::Names { channel, secrecy, people } => w.names(channel.as_ref(), *secrecy, people),
        Reply::Who { channel, people } => w.names(channel.as_ref(), Secrecy::Public, people),
        Reply::SomeNames { channel, secrecy, people } => w.some_names(channel.as_ref(), *secrecy, people),
        Reply::Whois(whois) => w.whois(whois),
        Reply::Channels(channels) => w.channels(channels),
        Reply::Modes { channel, modes, made } => w.modes(channel, modes, *made),
        Reply::Masks { channel, list, entries } => w.masks(channel, *list, entries),
        Reply::Forwarded { from, to } => w.numeric(numeric::ERR_LINKCHANNEL, &[from.as_str(), to.as_str()]),
        Reply::Topic { channel, topic } => w.topic(channel, topic.as_ref()),
        Reply::Entered { channel, secrecy, topic, people } => {
            if topic.is_some() {
                w.topic(channel, topic.as_ref());
            }
            if !reader.caps.has_any(Caps::NO_IMPLICIT_NAMES | Caps::NO_IMPLICIT_NAMES_DRAFT) {
                w.roll(channel, *secrecy, people);
            }
        }
        Reply::Moved { who, old, reason, entered } => moved(&mut w.w, who, old, reason.as_deref(), entered, reader),
        Reply::History { channel, lines } => lines.iter().for_each(|said| history(channel, said, reader, w.out())),
        Reply::Away { who, text } => w.numeric(numeric::RPL_AWAY, &[who.nick.as_str(), text]),
        Reply::AwaySet(true) => w.numeric(numeric::RPL_NOWAWAY, &[""; 0]),
        Reply::AwaySet(false) => w.numeric(numeric::RPL_UNAWAY, &[""; 0]),
        Reply::Inviting { who, channel } => {
            w.plain(numeric::RPL_INVITING, &[who.nick.as_str(), channel.as_str()]);
        }
        Reply::Commands(commands) => commands.iter().for_each(|(form, help)| w.notice(&format!("{form} - {help}"))),
        Reply::Proved { at_once: true, .. } => w.numeric(numeric::RPL_YOUREOPER, &[""; 0]),
        Reply::Proved { admin, at_once: false } => {
            w.notice(&format!("The password is right: NICK {admin} makes you an operator."));
        }
        Reply::Numeric(numeric, words) => w.numeric(*numeric, words),
        Reply::Sheet(sheet) => w.sheet(sheet),
        Reply::Census(census) => census.tell(|numeric, numbers, text| {
            let w = w.begin(numeric);
            numbers.iter().for_each(|number| _ = w.push(&[" ", number]));
            w.push(&[" :"]).push(text).end();
        }),
        Reply::Batch { id, kind, words, answers } => batch((*id, kind, words), answers, reader, w.out()),
        Reply::Items { numeric, words, items, between } => {
            w.items(*numeric, &words.iter().map(String::as_str).collect::<Vec<_>>(), items, *between);
        }
        Reply::Remote { server, code, words } => of_another(server, *code, words, reader, out),
        Reply::Message(verb, words) => w.message(verb, words),
        Reply::Current { .. } => {}
    }
}

/// Several answers in a batch, for those who know what that is; the lines alone for others.
fn batch(
    (id, kind, words): (MessageId, &str, &[String]),
    answers: &[Result<Reply, Refusal>],
    reader: &Reader,
    out: &mut String,
) {
    let mut lines = String::new();
    answers.iter().for_each(|answer| dialect::render_reply(answer, reader, &mut lines));
    if !reader.caps.has(Caps::BATCH) {
        return out.push_str(&lines);
    }
    let id = id.to_string();
    let open = [format!("+{id}"), kind.to_owned()];
    Answers::new(reader, out).message("BATCH", &[&open, words].concat());
    for line in lines.split_inclusive("\r\n") {
        tagged(line, &format!("batch={id}"), out);
    }
    Answers::new(reader, out).message("BATCH", &[format!("-{id}")]);
}

/// One leaves a channel under its old name and enters it under its new one (channel-rename, "Fallback").
fn moved(w: &mut Writer, who: &Who, old: &ChannelName, reason: Option<&str>, entered: &Reply, reader: &Reader) {
    let stamp = Stamp { at: reader.at, ..Stamp::default() };
    let line = w.from(who, &stamp, "PART").word(old);
    match reason {
        Some(reason) => line.last(reason),
        None => line.end(),
    }
    if let Reply::Entered { channel, .. } = entered {
        joined(w, &stamp, who, channel);
    }
    render_reply(entered, reader, w.out());
}

/// A numeric of another server's.
fn of_another(server: &str, code: u16, words: &[Box<str>], reader: &Reader, out: &mut String) {
    let reader = Reader { server, ..*reader };
    let words: Vec<String> =
        std::iter::once(reader.nick).chain(words.iter().map(|word| &**word)).map(Into::into).collect();
    Answers::new(&reader, out).message(&format!("{code:03}"), &words);
}

/// A line of a channel's history, as it was heard, with its time; only for those whose program can show that time.
fn history(channel: &ChannelName, said: &Said, reader: &Reader, out: &mut String) {
    if !reader.caps.has(Caps::SERVER_TIME) {
        return;
    }
    let Said { at, from, text, how } = said;
    let (to, text) = (To::Channel(channel.clone()), text.clone());
    let event = Event::Said { from: from.clone(), to, text, how: *how };
    let stamp = Stamp { at: *at, ..Stamp::default() };
    let caps = reader.caps & (Caps::SERVER_TIME | Caps::ACCOUNT_TAG);
    let flavor = Flavor { dialect: Dialect::Irc, several: false, own: false, caps };
    render_event(&event, &stamp, flavor, reader.server, out);
}

/// Writes answers to one reader.
pub(super) struct Answers<'a> {
    pub(super) w: Writer<'a>,
    pub(super) reader: &'a Reader<'a>,
}

impl<'a> Answers<'a> {
    pub(super) fn new(reader: &'a Reader, out: &'a mut String) -> Self {
        Answers { w: Writer::new(out, reader.caps, reader.server), reader }
    }

    fn out(&mut self) -> &mut String {
        self.w.out()
    }

    pub(super) fn begin(&mut self, numeric: Numeric) -> &mut Writer<'a> {
        self.w.numeric(self.reader.at, numeric.code, self.reader.nick)
    }

    /// The words, then the numeric's own text, or the last word where it has none.
    pub(super) fn numeric(&mut self, numeric: Numeric, words: &[impl AsRef<str>]) {
        self.worded(numeric, words, numeric.text);
    }

    /// The words, then this text; without a text, the last word ends the line as a text may.
    pub(super) fn worded(&mut self, numeric: Numeric, words: &[impl AsRef<str>], text: &str) {
        behind_the_name(self.begin(numeric), words, text);
    }

    /// Lines of which only the reader's name is to be written.
    fn sheet(&mut self, sheet: &Sheet) {
        let reader = self.reader;
        let write = |numeric: Numeric, words: &[String]| {
            let (mut before, mut behind) = (String::new(), String::new());
            Writer::new(&mut before, Caps::NONE, reader.server).numeric(reader.at, numeric.code, "");
            behind_the_name(&mut Writer::new(&mut behind, Caps::NONE, ""), words, numeric.text);
            behind.truncate(behind.trim_end_matches("\r\n").len());
            (before, behind)
        };
        for (before, behind) in sheet.written(write) {
            self.w.timed(reader.at);
            self.w.push(&[before, reader.nick, behind]).end();
        }
    }

    /// Words only.
    pub(super) fn plain(&mut self, numeric: Numeric, words: &[&str]) {
        let w = self.begin(numeric);
        words.iter().for_each(|word| {
            w.word(word);
        });
        w.end();
    }

    pub(super) fn notice(&mut self, text: &str) {
        self.w.of_server(self.reader.at, "NOTICE").word(self.reader.nick).last(text);
    }

    /// A message with a verb; its last word may hold spaces.
    pub(super) fn message(&mut self, verb: &str, words: &[String]) {
        let w = self.w.of_server(self.reader.at, verb);
        let Some((last, words)) = words.split_last() else { return w.end() };
        words.iter().for_each(|word| {
            w.word(middle(word));
        });
        // COMPAT: programs look for the colon before a list of capabilities, be it of one, and sic before a PING's token.
        let text =
            matches!(verb, "CAP" | "PING" | "PONG") || last.is_empty() || last.starts_with(':') || last.contains(' ');
        if text { w.last(last) } else { w.word(last).end() }
    }

    fn topic(&mut self, channel: &ChannelName, topic: Option<&Topic>) {
        let channel = channel.as_str();
        let Some(Topic { text, by, at }) = topic else { return self.numeric(numeric::RPL_NOTOPIC, &[channel]) };
        self.numeric(numeric::RPL_TOPIC, &[channel, text]);
        self.plain(numeric::RPL_TOPICWHOTIME, &[channel, &by.source().to_string(), &at.seconds().to_string()]);
    }
}

/// What stands in a numeric behind the reader's name.
fn behind_the_name(w: &mut Writer, words: &[impl AsRef<str>], text: &str) {
    let (words, last) = match words.split_last() {
        Some((last, words)) if text.is_empty() => (words, last.as_ref()),
        _ => (words, text),
    };
    words.iter().for_each(|word| {
        w.word(middle(word.as_ref()));
    });
    w.last(last);
}

/// A word that is not the last one: it is never empty and has no space.
fn middle(word: &str) -> Cow<'_, str> {
    match word.trim_start_matches(':') {
        "" => "*".into(),
        word if word.contains(' ') => word.replace(' ', "\u{a0}").into(),
        word => word.into(),
    }
}
