//! A TCP connection, as the hub holds it: read and written by the hub's own thread, whenever the poll says that it can be.

use std::io::{self, ErrorKind, Read, Write};
use std::sync::Arc;

use mio::net::TcpStream;

use super::door::Door;
use crate::model::SessionId;
use crate::server::Wire;

/// A TCP connection.
pub struct TcpWire {
    stream: TcpStream,
    door: Arc<Door>,
    place: Option<usize>,
    /// Nothing more can come from the other end.
    is_over: bool,
}

impl TcpWire {
    pub(super) fn new(stream: TcpStream, door: Arc<Door>) -> Self {
        TcpWire { stream, door, place: None, is_over: false }
    }
}

impl Wire for TcpWire {
    fn start(&mut self, session: SessionId) {
        self.place = Some(self.door.admit(&mut self.stream, session));
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.stream.read(buffer);
        self.is_over |= match &read {
            Ok(count) => *count == 0,
            Err(why) => !matches!(why.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted),
        };
        read
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.write(bytes)
    }

    fn finish(self: Box<Self>) {
        match self.place {
            Some(place) if self.is_over => self.door.leave(place),
            place => self.door.end(self.stream, place),
        }
    }
}
