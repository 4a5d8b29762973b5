//! Delivery: what happened is rendered once per flavor, and its bytes are copied into each outbox.

use std::ops::Range;

use super::hub::Hub;
use super::outbox::Pressure;
use crate::dialect::{Flavor, render_event, render_reply};
use crate::model::{Event, SessionId};
use crate::world::{Departure, Out, Recipient, Tales};

/// Why one who does not read is disconnected.
const DOES_NOT_READ: &str = "did not read what was sent";

/// Buffers that every delivery uses again.
#[derive(Default)]
pub struct Deliveries {
    tales: Tales,
    text: String,
    flavors: Vec<(Flavor, Range<usize>)>,
    /// How often something was put into an outbox.
    pub(super) pushed: usize,
    /// Telnet's own answers, which are no text.
    pub(super) telnet: Vec<(SessionId, &'static [u8])>,
}

impl Hub {
    /// Delivers all that was told since the last time.
    pub(super) fn deliver(&mut self) {
        loop {
            let spare = std::mem::take(&mut self.deliveries.tales);
            let mut tales = self.world.exchange_tales(spare);
            if tales.outs.is_empty() {
                self.deliveries.tales = tales;
                return;
            }
            for out in tales.outs.drain(..) {
                match out {
                    Out::Event(event, range) => self.deliver_event(&event, &tales.audience[range]),
                    Out::Reply(session, reply) => {
                        let Some(dialect) = self.connections.get(session).map(|c| c.dialect) else { continue };
                        let mut text = std::mem::take(&mut self.deliveries.text);
                        text.clear();
                        render_reply(&reply, dialect, &mut text);
                        self.push(session, text.as_bytes());
                        self.deliveries.text = text;
                    }
                    Out::Close(session) => self.finish(session),
                }
            }
            tales.clear();
            self.deliveries.tales = tales;
        }
    }

    fn deliver_event(&mut self, event: &Event, audience: &[Recipient]) {
        let mut text = std::mem::take(&mut self.deliveries.text);
        let mut flavors = std::mem::take(&mut self.deliveries.flavors);
        text.clear();
        flavors.clear();
        for recipient in audience {
            let Some(connection) = self.connections.get(recipient.session) else { continue };
            let flavor = Flavor { dialect: connection.dialect, several: recipient.several, own: recipient.own };
            let known = flavors.iter().find(|(known, _)| *known == flavor).map(|(_, range)| range.clone());
            let range = known.unwrap_or_else(|| {
                let start = text.len();
                render_event(event, flavor, &mut text);
                flavors.push((flavor, start..text.len()));
                start..text.len()
            });
            self.push(recipient.session, &text.as_bytes()[range]);
        }
        self.deliveries.text = text;
        self.deliveries.flavors = flavors;
    }

    /// Puts bytes into an outbox. Who does not read is disconnected; who is outrun slows the speaker down.
    pub(super) fn push(&mut self, session: SessionId, bytes: &[u8]) {
        let (now, sendq) = (self.world.now(), self.world.config().limits.sendq);
        if bytes.is_empty() {
            return;
        }
        let Some(connection) = self.connections.get_mut(session).filter(|c| !c.closing) else { return };
        self.deliveries.pushed = self.deliveries.pushed.wrapping_add(1);
        let outbox = &mut connection.outbox;
        if outbox.is_untouched() {
            self.touched.push(session);
        }
        match outbox.push(bytes, sendq, now) {
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
        let Some(connection) = self.connections.get_mut(session) else { return };
        let mut text = String::new();
        let refusal = crate::model::Refusal::because(format!("You are disconnected: you {DOES_NOT_READ}."));
        render_reply(&Err(refusal), connection.dialect, &mut text);
        connection.outbox.cut_off(text.as_bytes());
        match self.world.session(session).and_then(|s| s.user) {
            Some(user) if Some(session) != self.console => {
                log::info!("{} is disconnected: they {DOES_NOT_READ}", self.world.who(user).shown());
                self.world.depart(user, Departure::because(DOES_NOT_READ));
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
