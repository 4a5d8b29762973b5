//! Long answers on their way: a page at a time, so that they fill nobody's SendQ and hold up nobody else.

use super::hub::Hub;
use crate::command::{Tongue, Turn};
use crate::dialect::Dialect;
use crate::model::SessionId;

impl Hub {
    /// The first page of the long answer that a line asked for; where it asked for several, of the first that has more.
    pub(super) fn begin_pages(&mut self, session: SessionId) {
        let Some(connection) = self.connections.get_mut(session).filter(|c| !c.pages.is_empty()) else { return };
        let tongue = match connection.dialect {
            Dialect::Irc => Tongue::Irc,
            Dialect::Console => Tongue::Console,
            _ => Tongue::Line,
        };
        let Some(me) = self.world.session(session).and_then(|session| session.user) else {
            return connection.pages.clear();
        };
        while let Some(mut pages) = self.connections.get_mut(session).and_then(|c| c.pages.pop_front()) {
            let Hub { world, table, orders, .. } = self;
            if (Turn { world, table, orders, me, session, tongue }).turn_page(&mut pages) {
                if let Some(connection) = self.connections.get_mut(session) {
                    connection.pages.push_front(pages);
                }
                break;
            }
        }
    }

    /// The next page of a long answer, when most of those before are read.
    pub(super) fn turn_page(&mut self, session: SessionId) {
        self.hold_page(session);
        self.begin_pages(session);
        self.deliver();
        self.let_go_page(session);
    }
}
