//! Delivery: what happened is rendered once per flavor, and its bytes are copied into each outbox.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use super::connection::Connection;
use super::hub::Hub;
use super::outbox::{Due, Pressure, Spares};
use super::partings::Why;
use super::stream::{Piece, Streams};
use crate::config::Limits;
use crate::dialect::irc::{Labelled, Part, labelled, labelled_part};
use crate::dialect::{Dialect, Flavor, Reader, link, render_event, render_reply};
use crate::model::fact::{By, Fact};
use crate::model::{Caps, Event, MessageId, Refusal, Reply, SessionId, Stamp, Time};
use crate::world::{Out, Recipient, Tales};

/// In the place of a numeric: a line of plain words.
const PLAIN: u16 = 0;

/// Those who hear the same are a crowd if there are more of them: writing to all of them would hold up everybody else.
pub(super) const CROWD: usize = 64;

/// Buffers that every delivery uses again.
#[derive(Default)]
pub struct Deliveries {
    tales: Tales,
    text: String,
    flavors: Vec<(Flavor, Range<usize>, Option<Piece>)>,
    streams: Streams,
    /// What outboxes write in.
    pub(super) spares: Spares,
    /// When the outboxes are to be written into which something is put now.
    due: Due,
    /// Those whose outboxes are to be written in this turn.
    pub(super) touched: Vec<SessionId>,
    /// Those whose outboxes are to be written in this turn or the next ones, in a row.
    pub(super) crowd: VecDeque<SessionId>,
    /// How often something was put into an outbox.
    pub(super) pushed: usize,
    /// Telnet's own answers, which are no text.
    pub(super) telnet: Vec<(SessionId, &'static [u8])>,
    /// The answers to a line with a label, held back until all are there.
    held: Option<Held>,
    /// How many lines were labelled.
    labelled: u64,
}

/// The answers to a line with a label.
struct Held {
    session: SessionId,
    label: String,
    bytes: Vec<u8>,
    /// What they hear of their own doing as anybody would: no answer, and told behind them.
    aside: Vec<u8>,
}

impl Deliveries {
    /// Puts bytes, of which a stream may have a `piece`, into the outbox of a session's connection.
    fn put(
        &mut self,
        session: SessionId,
        connection: &mut Connection,
        bytes: &[u8],
        piece: Option<&Piece>,
        limits: &Limits,
        now: Time,
    ) -> Pressure {
        if let Some(held) = self.held.as_mut().filter(|held| held.session == session) {
            held.bytes.extend_from_slice(bytes);
            return Pressure::Low;
        }
        if bytes.is_empty() || connection.closing {
            return Pressure::Low;
        }
        let sendq = connection.sendq(limits);
        self.pushed = self.pushed.wrapping_add(1);
        connection.sent.add(1, bytes.len());
        let outbox = &mut connection.outbox;
        if outbox.due < self.due {
            outbox.due = self.due;
            if self.due == Due::Now { self.touched.push(session) } else { self.crowd.push_back(session) }
        }
        if piece.is_none() {
            outbox.take_buffer(&mut self.spares);
        }
        outbox.push(bytes, piece, sendq, now)
    }
}

impl Hub {
    /// Delivers all that was told since the last time.
    pub(super) fn deliver(&mut self) {
        while self.world.has_told() {
            let spare = std::mem::take(&mut self.deliveries.tales);
            let mut tales = self.world.exchange_tales(spare);
            let mut outs = tales.outs.drain(..).peekable();
            while let Some(out) = outs.next() {
                match out {
                    Out::Event(event, stamp, range) => self.deliver_event(&event, &stamp, &tales.audience[range]),
                    Out::Reply(session, reply) => {
                        let is_next = |out: &Out| matches!(out, Out::Reply(to, _) if *to == session);
                        let next = std::iter::from_fn(|| match outs.next_if(is_next)? {
                            Out::Reply(_, reply) => Some(reply),
                            _ => None,
                        });
                        self.deliver_replies(session, std::iter::once(reply).chain(next));
                    }
                    Out::Fact(fact, links) => self.deliver_fact(&fact, &links),
                    Out::Answer(link, to, reply) => self.deliver_answer(link, &to, &reply),
                    Out::Close(session) => {
                        if self.deliveries.held.as_ref().is_some_and(|held| held.session == session) {
                            self.let_go();
                        }
                        self.finish(session);
                    }
                }
            }
            drop(outs);
            tales.clear();
            self.deliveries.tales = tales;
        }
    }

    /// Delivers answers that one session is given one after the other.
    fn deliver_replies(&mut self, session: SessionId, replies: impl Iterator<Item = Result<Reply, Refusal>>) {
        let Some(connection) = self.connections.get(session) else { return };
        let user = self.world.session(session).and_then(|session| session.user);
        let who = user.map(|user| self.world.who(user));
        let reader = Reader {
            dialect: connection.dialect,
            caps: connection.caps,
            nick: who.as_ref().map_or("*", |who| who.nick.as_str()),
            server: &self.world.config().server.name,
            at: self.world.now(),
        };
        let mut text = std::mem::take(&mut self.deliveries.text);
        text.clear();
        replies.for_each(|reply| render_reply(&reply, &reader, &mut text));
        self.push(session, text.as_bytes());
        self.deliveries.text = text;
    }

    /// Tells other servers a fact, in as many words as each understands.
    fn deliver_fact(&mut self, fact: &Fact, links: &[SessionId]) {
        let mut text = std::mem::take(&mut self.deliveries.text);
        for kin in [true, false] {
            text.clear();
            for link in links {
                if self.world.link(*link).is_none_or(|link| link.rules.kin != kin) {
                    continue;
                }
                if text.is_empty() {
                    link::write(fact, kin, &self.world, &mut text);
                }
                self.push(*link, text.as_bytes());
            }
        }
        self.deliveries.text = text;
    }

    /// Answers somebody behind a link: as IRC does, or, when they asked for that, in plain words.
    fn deliver_answer(&mut self, link: SessionId, to: &By, reply: &Result<Reply, Refusal>) {
        let Some(kin) = self.world.link(link).map(|link| link.rules.kin) else { return };
        let mut text = std::mem::take(&mut self.deliveries.text);
        text.clear();
        let (server, at) = (&self.world.config().server.name, self.world.now());
        if self.links.answers_plainly {
            let mut words = String::new();
            let reader = Reader { dialect: Dialect::Console, caps: Caps::NONE, nick: "", server, at };
            render_reply(reply, &reader, &mut words);
            for line in words.lines() {
                let (server, to, words) = (server.as_str().into(), to.clone(), vec![line.into()]);
                link::write(&Fact::Answered { server, to, code: PLAIN, words }, kin, &self.world, &mut text);
            }
        } else {
            let nick = link::cause_of(to, kin);
            let reader = Reader { dialect: Dialect::Irc, caps: Caps::NONE, nick: &nick, server, at };
            render_reply(reply, &reader, &mut text);
        }
        self.push(link, text.as_bytes());
        self.deliveries.text = text;
    }

    /// Holds back what is told to a session until [`Hub::let_go`]: it answers a line with this label.
    pub(super) fn hold(&mut self, session: SessionId, label: String) {
        self.deliveries.held = Some(Held { session, label, bytes: Vec::new(), aside: Vec::new() });
    }

    /// Tells a session what was held back for it, under the label of the line it answers.
    pub(super) fn let_go(&mut self) {
        let Some(Held { session, label, bytes, aside }) = self.deliveries.held.take() else { return };
        self.deliveries.labelled += 1;
        let batch = MessageId(self.deliveries.labelled).to_string();
        let at = self.shown_time(session);
        let by = Labelled { label: &label, batch: &batch, server: &self.world.config().server.name, at };
        let mut text = String::new();
        let bytes = String::from_utf8_lossy(&bytes);
        match self.connections.get_mut(session).filter(|connection| !connection.rare.pages.is_empty()) {
            Some(connection) => {
                labelled_part(&bytes, &by, Part::First, &mut text);
                connection.rare.made().batch = Some(batch);
            }
            None => labelled(&bytes, &by, &mut text),
        }
        self.push(session, text.as_bytes());
        self.push(session, &aside);
    }

    /// The time, for those whose program asked for it on every line.
    fn shown_time(&self, session: SessionId) -> Option<Time> {
        self.world.caps(session).has(Caps::SERVER_TIME).then(|| self.world.now())
    }

    /// Begins to hold back a page of an answer to a line with a label.
    pub(super) fn hold_page(&mut self, session: SessionId) {
        if self.connections.get(session).is_some_and(|connection| connection.rare.batch.is_some()) {
            self.hold(session, String::new());
        }
    }

    /// Tells a session the page that was held back, in the batch it is part of, which ends with the last page.
    pub(super) fn let_go_page(&mut self, session: SessionId) {
        let held = self.deliveries.held.take_if(|held| held.session == session);
        let Some(Held { bytes, aside, .. }) = held else { return };
        let at = self.shown_time(session);
        let Some(connection) = self.connections.get_mut(session) else { return };
        let part = if connection.rare.pages.is_empty() { Part::Last } else { Part::Middle };
        let batch = &mut connection.rare.made().batch;
        let batch = batch.take_if(|_| part == Part::Last).or_else(|| batch.clone());
        let by = Labelled {
            label: "",
            batch: batch.as_deref().unwrap_or_default(),
            server: &self.world.config().server.name,
            at,
        };
        let mut text = String::new();
        labelled_part(&String::from_utf8_lossy(&bytes), &by, part, &mut text);
        self.push(session, text.as_bytes());
        self.push(session, &aside);
    }

    /// The label of the line whose answers are held back, if it is this session's: they will come later.
    pub(super) fn postpone(&mut self, session: SessionId) -> Option<String> {
        let held = self.deliveries.held.take_if(|held| held.session == session)?;
        self.push(session, &held.bytes);
        self.push(session, &held.aside);
        Some(held.label)
    }

    fn deliver_event(&mut self, event: &Event, stamp: &Stamp, audience: &[Recipient]) {
        let (config, now) = (Arc::clone(self.world.config()), self.world.now());
        let mut text = std::mem::take(&mut self.deliveries.text);
        let mut flavors = std::mem::take(&mut self.deliveries.flavors);
        let said = matches!(event, Event::Said { .. } | Event::Lines { .. } | Event::Tagged { .. });
        text.clear();
        let is_crowd = audience.len() > CROWD;
        if is_crowd {
            self.deliveries.due = Due::InTurn;
        }
        for recipient in audience {
            let session = recipient.session;
            let Some(connection) = self.connections.get_mut(session) else { continue };
            let flavor = Flavor::new(connection.dialect, recipient.several, recipient.own, connection.caps);
            let place = flavors.iter().position(|(known, ..)| *known == flavor).unwrap_or_else(|| {
                let start = text.len();
                render_event(event, stamp, flavor, &config.server.name, &mut text);
                let streams = &mut self.deliveries.streams;
                let piece = is_crowd.then(|| streams.put(flavor, &text.as_bytes()[start..]));
                flavors.push((flavor, start..text.len(), piece));
                flavors.len() - 1
            });
            let (_, range, piece) = &flavors[place];
            let bytes = &text.as_bytes()[range.clone()];
            match self.deliveries.held.as_mut() {
                // "When a client sends a message to itself, the server MUST NOT include the label tag" (labeled-response).
                Some(held) if held.session == session && said && !recipient.own => held.aside.extend_from_slice(bytes),
                _ => {
                    let (piece, limits) = (piece.as_ref(), &config.limits);
                    let pressure = self.deliveries.put(session, connection, bytes, piece, limits, now);
                    self.relieve(session, pressure);
                }
            }
        }
        flavors.clear();
        self.deliveries.text = text;
        self.deliveries.flavors = flavors;
        self.deliveries.due = Due::Now;
    }

    /// Puts bytes into an outbox.
    pub(super) fn push(&mut self, session: SessionId, bytes: &[u8]) {
        let Some(connection) = self.connections.get_mut(session) else { return };
        let (now, limits) = (self.world.now(), &self.world.config().limits);
        let pressure = self.deliveries.put(session, connection, bytes, None, limits, now);
        self.relieve(session, pressure);
    }

    /// Who does not read is disconnected; who is outrun slows the speaker down.
    fn relieve(&mut self, session: SessionId, pressure: Pressure) {
        match pressure {
            Pressure::Low => {}
            Pressure::High => {
                if let Some(speaker) = self.speaker.filter(|speaker| *speaker != session) {
                    self.brake(speaker, session);
                }
            }
            Pressure::Full => self.overflow(session),
        }
    }

    /// The SendQ is full: its owner is put off, and told why should they ever read again.
    fn overflow(&mut self, session: SessionId) {
        let last = self.last_line(session, Why::DoesNotRead);
        let is_link = self.world.link(session).is_some();
        let Some(connection) = self.connections.get_mut(session) else { return };
        connection.outbox.cut_off(last.as_bytes());
        if is_link {
            return self.turn_peer_away(session, "SendQ exceeded");
        }
        match self.world.session(session).and_then(|s| s.user) {
            Some(user) if Some(session) != self.console => {
                log::info!("{} is disconnected: they {}", self.world.who(user).shown(), Why::DoesNotRead.plain());
                self.world.depart(user, Why::DoesNotRead.departure());
            }
            Some(_) => {}
            None => self.finish(session),
        }
    }

    pub(super) fn answer_telnet(&mut self) {
        for (session, answer) in std::mem::take(&mut self.deliveries.telnet) {
            self.push(session, answer);
        }
    }
}
