//! The door: the one poll that watches all sockets, and where each of them leads.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read};
use std::net::Shutdown;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use mio::event::Event;
use mio::net::TcpStream;
use mio::{Interest, Registry, Token};
use slab::Slab;

use super::socket::TcpWire;
use crate::model::SessionId;
use crate::server::Input;

/// How long a connection that was ended is still read, so that the last line arrives: closing a socket while bytes
/// come in would reset it.
const LINGER: Duration = Duration::from_secs(2);

/// What is watched for; on Linux also telnet's urgent byte, behind which a read stops short.
const INTERESTS: Interest = {
    let interests = Interest::READABLE.add(Interest::WRITABLE);
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let interests = interests.add(Interest::PRIORITY);
    interests
};

/// Lets sockets in. Each has a place until it is closed, whose number is its token in the poll.
pub struct Door {
    registry: Registry,
    places: Mutex<Places>,
}

#[derive(Default)]
struct Places {
    all: Slab<Place>,
    /// Those that were ended, by the time until which they are read. Some of them are gone already.
    ended: VecDeque<(Instant, usize)>,
    /// Those of them of which more can be read now.
    unread: Vec<usize>,
    /// Those that cannot be watched.
    lost: Vec<SessionId>,
}

enum Place {
    /// A connection whose wire the hub holds.
    Session(SessionId),
    /// One that the hub has ended: what still comes in is thrown away.
    Ended(TcpStream, Instant),
}

impl Door {
    /// A door to the poll with this registry.
    #[must_use]
    pub fn new(registry: Registry) -> Self {
        Door { registry, places: Mutex::default() }
    }

    /// The wire of a connection, whoever opened it: it is watched from its start on.
    #[must_use]
    pub fn wire(self: &Arc<Self>, stream: TcpStream) -> TcpWire {
        TcpWire::new(stream, self.clone())
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Watches a socket as that of a session; its place.
    pub(super) fn admit(&self, stream: &mut TcpStream, session: SessionId) -> usize {
        let mut places = self.places();
        let place = places.all.insert(Place::Session(session));
        if self.watch(stream, place).is_err() {
            places.lost.push(session);
        }
        place
    }

    fn watch(&self, stream: &mut TcpStream, place: usize) -> io::Result<()> {
        self.registry.register(stream, Token(place), INTERESTS)
    }

    /// Its session is over, and so is what comes from the other end.
    pub(super) fn leave(&self, place: usize) {
        self.places().all.remove(place);
    }

    /// Its session is over: it is closed once the other end has closed, too, or has had time to read its last line.
    /// Without a place, it never had a session.
    pub(super) fn end(&self, mut stream: TcpStream, place: Option<usize>) {
        let until = Instant::now() + LINGER;
        let _ = stream.shutdown(Shutdown::Write);
        let mut places = self.places();
        let place = match place {
            Some(place) => place,
            None => {
                let place = places.all.vacant_key();
                if self.watch(&mut stream, place).is_err() {
                    return;
                }
                places.all.insert(Place::Session(SessionId::default()))
            }
        };
        places.all[place] = Place::Ended(stream, until);
        places.ended.push_back((until, place));
        places.unread.push(place);
    }

    /// What an event means: which session can be read, or written to; what can be read of an ended one is thrown away
    /// soon.
    pub(super) fn told(&self, event: &Event) -> [Option<Input>; 2] {
        let mut places = self.places();
        let place = event.token().0;
        match places.all.get(place) {
            // A place whose socket was closed in this very turn; if another one has it by now, that one is looked at in vain.
            None => [None, None],
            Some(Place::Session(session)) => {
                let session = *session;
                let to_the_end = event.is_read_closed() || event.is_priority();
                let read = (event.is_readable() || to_the_end).then_some(Input::Readable { session, to_the_end });
                [read, event.is_writable().then_some(Input::Writable { session })]
            }
            Some(Place::Ended(..)) => {
                places.unread.push(place);
                [None, None]
            }
        }
    }

    /// A connection that cannot be watched, if there is one.
    pub(super) fn lost(&self) -> Option<SessionId> {
        self.places().lost.pop()
    }

    /// Throws away what comes from ended connections, and closes those that are over.
    pub(super) fn clear(&self, buffer: &mut [u8]) {
        let mut places = self.places();
        if places.ended.is_empty() {
            return;
        }
        let now = Instant::now();
        for place in std::mem::take(&mut places.unread) {
            let Some(Place::Ended(stream, _)) = places.all.get_mut(place) else { continue };
            match stream.read(buffer) {
                Err(why) if why.kind() == ErrorKind::WouldBlock => {}
                Err(why) if why.kind() == ErrorKind::Interrupted => places.unread.push(place),
                Ok(1..) => places.unread.push(place),
                Ok(0) | Err(_) => drop(places.all.remove(place)),
            }
        }
        while let Some((until, place)) = places.ended.front().copied() {
            let waits = matches!(places.all.get(place), Some(Place::Ended(_, end)) if *end == until);
            if waits && until > now {
                break;
            }
            places.ended.pop_front();
            if waits {
                places.all.remove(place);
            }
        }
    }

    /// Whether there is something to tell or to clear although nothing comes in.
    pub(super) fn has_work(&self) -> bool {
        let places = self.places();
        !places.unread.is_empty() || !places.lost.is_empty()
    }

    /// When the next ended connection is closed, whatever comes of it.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.places().ended.front().map(|(until, _)| *until)
    }
}
