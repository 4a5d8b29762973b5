//! Reading: everybody's bytes go through one buffer, a little of each in turn, and of those whose lines must wait, none.

use std::io::ErrorKind;

use super::connection::Connection;
use super::hub::Hub;
use crate::model::SessionId;

/// Bytes read at once: little beside a SendQ, so that many who send at the same time outrun nobody before they are braked.
const READ: usize = 16 << 10;

/// Whether a read that takes less than it could has taken all. Elsewhere that shows only in one that finds nothing.
const SHORT_IS_ALL: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// What may be there to be read from a connection, as far as is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unread {
    /// Nothing: the poll tells when there is.
    #[default]
    Nothing,
    /// Something.
    Some,
    /// The same, and the poll will not tell of all that is behind it.
    ToTheEnd,
}

/// Those of whom there is more to read, in turn, and what everybody is read into: an idle connection holds no buffer.
pub struct Reading {
    buffer: Box<[u8]>,
    row: Vec<SessionId>,
}

impl Default for Reading {
    fn default() -> Self {
        Reading { buffer: vec![0; READ].into(), row: Vec::new() }
    }
}

impl Reading {
    /// Whether there is somebody of whom more can be read now.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.row.is_empty()
    }
}

impl Hub {
    /// Something can be read from a session.
    pub(super) fn readable(&mut self, session: SessionId, to_the_end: bool) {
        let Some(connection) = self.connections.get_mut(session) else { return };
        if to_the_end || connection.unread == Unread::Nothing {
            connection.unread = if to_the_end { Unread::ToTheEnd } else { Unread::Some };
        }
        // Whoever is in the row is read when it is their turn.
        if !connection.in_row {
            self.read_once(session);
        }
    }

    /// Whether what comes from a session is read now; otherwise it waits in its wire.
    #[must_use]
    pub fn reads(&self, session: SessionId) -> bool {
        self.connections.get(session).is_some_and(Connection::is_read)
    }

    /// Reads once from each of whom there was more.
    pub(super) fn read_on(&mut self) {
        for session in std::mem::take(&mut self.reading.row) {
            if let Some(connection) = self.connections.get_mut(session) {
                connection.in_row = false;
                self.read_once(session);
            }
        }
    }

    /// Puts a session in the row of those of whom there is more to read, if that may be read now.
    pub(super) fn read_later(&mut self, session: SessionId) {
        let Some(connection) = self.connections.get_mut(session).filter(|c| c.is_read()) else { return };
        if connection.unread != Unread::Nothing && !std::mem::replace(&mut connection.in_row, true) {
            self.reading.row.push(session);
        }
    }

    fn read_once(&mut self, session: SessionId) {
        let Some(connection) = self.connections.get_mut(session).filter(|c| c.is_read()) else { return };
        let mut buffer = std::mem::take(&mut self.reading.buffer);
        let read = connection.outbox.wire.read(&mut buffer);
        let is_more = match &read {
            Ok(0) => false,
            Ok(count) => *count == buffer.len() || !SHORT_IS_ALL || connection.unread == Unread::ToTheEnd,
            Err(why) => why.kind() == ErrorKind::Interrupted,
        };
        if !is_more {
            connection.unread = Unread::Nothing;
        }
        match read {
            Ok(0) => self.end_input(session, false),
            Ok(count) => self.read(session, &buffer[..count]),
            Err(why) if matches!(why.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {}
            Err(_) => self.end_input(session, true),
        }
        self.reading.buffer = buffer;
        self.read_later(session);
    }
}
