//! Traffic: what went over a connection in each direction, and how it is told (`STATS l`, RFC 2812 3.4.4).

use super::hub::Hub;
use crate::command::Order;
use crate::dialect::Dialect;
use crate::model::SessionId;
use crate::model::host::of_address;
use crate::model::numeric::RPL_STATSLINKINFO;

/// What went over a connection in one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Lines that came in, or times that something went out.
    pub messages: u64,
    /// Bytes.
    pub bytes: u64,
}

impl Traffic {
    /// Something went over it.
    pub fn add(&mut self, messages: u64, bytes: usize) {
        self.messages = self.messages.saturating_add(messages);
        self.bytes = self.bytes.saturating_add(bytes as u64);
    }
}

impl Hub {
    /// Whether a connection is a link that everybody may see.
    fn shows_link(&self, session: SessionId) -> bool {
        self.world.link(session).is_some_and(|link| !link.rules.hidden)
    }

    /// What is told of each connection, or only of one's own and of links: who is on it, bytes that wait, messages and kilobytes that
    /// went out, those that came in, seconds it has been open.
    pub(super) fn traffic(&self, session: SessionId, all: bool) -> Order {
        let asked = self.connections.iter().filter(|(id, connection)| {
            (all || *id == session || self.shows_link(*id)) && connection.dialect != Dialect::Console
        });
        let rows = asked.filter_map(|(id, connection)| {
            let session = self.world.session(id)?;
            let link = match session.user {
                Some(user) => {
                    let who = self.world.who(user);
                    format!("{}[{}@{}]", who.nick, who.user, who.host)
                }
                None => match self.links.name_on(id) {
                    Some(name) => name.to_owned(),
                    None => format!("[{}]", of_address(session.origin.address)),
                },
            };
            let (sent, received) = (connection.sent, connection.received);
            let numbers = [connection.outbox.waiting() as u64, sent.messages, sent.bytes / 1024];
            let numbers = numbers.into_iter().chain([received.messages, received.bytes / 1024]);
            let open = self.world.now().since(session.since).as_secs();
            Some((link, numbers.chain([open]).map(|number| number.to_string()).collect::<Vec<_>>()))
        });
        let mut rows = rows.collect::<Vec<_>>().into_iter();
        Order::Answer(Box::new(move |cx| {
            for (link, numbers) in rows.by_ref().take(cx.page()) {
                cx.numeric(RPL_STATSLINKINFO, [link].into_iter().chain(numbers));
            }
            rows.len() > 0
        }))
    }
}
