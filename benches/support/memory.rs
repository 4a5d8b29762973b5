//! A whole server in memory: a hub, and wires that lead nowhere and count.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use chat::config::{Config, Limits};
use chat::dialect::Dialect;
use chat::model::{SessionId, Time};
use chat::server::{Hub, Input, Wire, jobs};
use chat::world::Profile;

/// What went over all wires.
#[derive(Default)]
pub struct Counts {
    /// Writes.
    pub writes: AtomicU64,
    /// Bytes of them.
    pub bytes: AtomicU64,
}

/// A wire that leads nowhere and takes all.
struct Nowhere {
    session: Arc<OnceLock<SessionId>>,
    counts: Arc<Counts>,
}

impl Wire for Nowhere {
    fn start(&mut self, session: SessionId) {
        self.session.get_or_init(|| session);
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.counts.writes.fetch_add(1, Ordering::Relaxed);
        self.counts.bytes.fetch_add(std::hint::black_box(bytes).len() as u64, Ordering::Relaxed);
        Ok(bytes.len())
    }

    fn finish(self: Box<Self>) {}
}

/// A hub and those connected to it, who all speak the same.
pub struct InMemory {
    /// The hub.
    pub hub: Hub,
    /// Their sessions.
    pub sessions: Vec<SessionId>,
    /// What they were written.
    pub counts: Arc<Counts>,
    dialect: Dialect,
}

impl InMemory {
    /// So many people with nicks, all of them in `#tp` but the last `outside`.
    #[must_use]
    pub fn new(dialect: Dialect, people: usize, outside: usize) -> Self {
        InMemory::named("chat.localhost", dialect, people, outside)
    }

    /// The same on a server of this name, which others may link with.
    #[must_use]
    pub fn named(name: &str, dialect: Dialect, people: usize, outside: usize) -> Self {
        let limits = Limits { announce: 0, flood_per_second: 0, ..Limits::default() };
        let mut config = Config { limits, ..Config::default() };
        (config.server.name, config.server.local_links) = (name.to_owned(), true);
        let table = jobs::table().unwrap_or_else(|mistakes| panic!("{mistakes}"));
        // Another chance for each name: the marks by which servers know people are not to be the same.
        let seed = name.bytes().map(u64::from).sum();
        let hub = Hub::new(Arc::new(config), table, Time(0), seed);
        let mut all = InMemory { hub, sessions: Vec::new(), counts: Arc::default(), dialect };
        for person in 0..people {
            let session = all.connect(person);
            let registers = if dialect == Dialect::Irc {
                format!("NICK m{person}\r\nUSER m 0 * :m\r\n")
            } else {
                format!("NICK m{person}\n")
            };
            all.line(session, registers.as_bytes());
            if person + outside < people {
                all.line(session, b"JOIN #tp\n");
            }
        }
        all
    }

    /// What says something to `#tp`.
    #[must_use]
    pub fn says(&self) -> &'static [u8] {
        if self.dialect == Dialect::Irc {
            b"PRIVMSG #tp :hello world, how are you?\r\n"
        } else {
            b"MSG #tp hello world, how are you?\n"
        }
    }

    /// One more connection.
    pub fn connect(&mut self, person: usize) -> SessionId {
        let port = u16::try_from(10_000 + person).unwrap_or_default();
        let session = Arc::new(OnceLock::new());
        let wire = Box::new(Nowhere { session: session.clone(), counts: self.counts.clone() });
        let profile = if self.dialect == Dialect::Irc { Profile::IRC } else { Profile { lobby: false, many: false } };
        let peer = SocketAddr::from(([127, 0, 0, 1], port));
        self.hub.take(Time(0), Input::Opened { wire, peer, dialect: self.dialect, profile });
        let session = session.get().copied().unwrap_or_default();
        self.sessions.push(session);
        session
    }

    /// Somebody sends lines: from bytes to the wires of all who hear them.
    pub fn line(&mut self, session: SessionId, bytes: &[u8]) {
        self.hub.take(Time(0), Input::Read { session, bytes: bytes.to_vec() });
        loop {
            self.hub.serve(Time(0));
            self.hub.flush();
            if !self.hub.has_work() {
                break;
            }
        }
    }
}
