//! Long answers on their way: a page at a time, so that they fill nobody's SendQ and hold up nobody else.

use super::hub::Hub;
use crate::command::{Tongue, Turn};
use crate::dialect::Dialect;
use crate::model::SessionId;

impl Hub {
    /// The first page of the long answer that a line asked for; where it asked for several, of the first that has more.
    pub(super) fn begin_pages(&mut self, session: SessionId) {
        let Some(connection) = self.connections.get_mut(session).filter(|c| !c.rare.pages.is_empty()) else { return };
        let tongue = match connection.dialect {
            // Whoever asks from another server is answered at once.
            Dialect::Link => return,
            Dialect::Irc => Tongue::Irc,
            Dialect::Console => Tongue::Console,
            _ => Tongue::Line,
        };
        let Some(me) = self.world.session(session).and_then(|session| session.user) else {
            return connection.rare.made().pages.clear();
        };
        while let Some(mut pages) = self.connections.get_mut(session).and_then(|c| c.rare.there()?.pages.pop_front()) {
            let Hub { world, table, orders, .. } = self;
            if (Turn { world, table, orders, me, session, tongue }).turn_page(&mut pages) {
                if let Some(connection) = self.connections.get_mut(session) {
                    connection.rare.made().pages.push_front(pages);
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

#[cfg(test)]
mod tests {
    use std::io;
    use std::net::SocketAddr;
    use std::sync::{Arc, Mutex};

    use crate::config::Config;
    use crate::dialect::Dialect;
    use crate::model::{SessionId, Time};
    use crate::server::{Hub, Input, Wire, jobs};
    use crate::world::Profile;

    /// What somebody has read, and how many bytes they will read before they pause.
    #[derive(Default)]
    struct Reader {
        session: SessionId,
        read: Vec<u8>,
        appetite: usize,
        finished: bool,
    }

    struct Sips(Arc<Mutex<Reader>>);

    impl Wire for Sips {
        fn start(&mut self, session: SessionId) {
            self.0.lock().unwrap().session = session;
        }

        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut reader = self.0.lock().unwrap();
            let taken = bytes.len().min(reader.appetite);
            if taken == 0 {
                return Err(io::ErrorKind::WouldBlock.into());
            }
            reader.read.extend_from_slice(&bytes[..taken]);
            reader.appetite -= taken;
            Ok(taken)
        }

        fn finish(self: Box<Self>) {
            self.0.lock().unwrap().finished = true;
        }
    }

    fn arrive(hub: &mut Hub, nick: &str) -> Arc<Mutex<Reader>> {
        let reader = Arc::new(Mutex::new(Reader { appetite: usize::MAX, ..Reader::default() }));
        let peer = SocketAddr::from(([127, 0, 0, 1], 1));
        let wire = Box::new(Sips(reader.clone()));
        hub.take(Time(0), Input::Opened { wire, peer, dialect: Dialect::Irc, profile: Profile::IRC });
        send(hub, &reader, &format!("NICK {nick}\nUSER {nick} 0 * :{nick}\n"));
        reader
    }

    fn send(hub: &mut Hub, from: &Mutex<Reader>, lines: &str) {
        let session = from.lock().unwrap().session;
        hub.take(Time(0), Input::Read { session, bytes: lines.as_bytes().to_vec() });
        turn(hub);
    }

    fn turn(hub: &mut Hub) {
        while hub.has_work() {
            hub.serve(Time(0));
            hub.flush();
        }
    }

    #[test]
    fn whoever_reads_slowly_reads_all_and_others_are_heard_meanwhile() {
        let mut config = Config::default();
        config.limits.sendq = 16 << 10;
        let mut hub = Hub::new(Arc::new(config), jobs::table().unwrap(), Time(0), 1);
        let toto = arrive(&mut hub, "toto");
        let topic = "x".repeat(300);
        for founder in 0..10 {
            let founder_of_20 = arrive(&mut hub, &format!("u{founder}"));
            for n in 0..20 {
                send(&mut hub, &founder_of_20, &format!("JOIN #c{founder}-{n}\nTOPIC #c{founder}-{n} :{topic}\n"));
            }
        }
        let eve = arrive(&mut hub, "eve");
        let session = eve.lock().unwrap().session;
        *eve.lock().unwrap() = Reader { session, ..Reader::default() };
        send(&mut hub, &eve, "LIST\nPRIVMSG toto :behind the list\n");
        send(&mut hub, &toto, "PRIVMSG eve :psst\n");
        let heard = |reader: &Mutex<Reader>| String::from_utf8_lossy(&reader.lock().unwrap().read).into_owned();
        assert!(!heard(&toto).contains("behind"), "the next line waits for the list");
        for _ in 0..200 {
            eve.lock().unwrap().appetite = 1000;
            hub.take(Time(0), Input::Writable { session });
            hub.flush();
            turn(&mut hub);
        }
        let (list, others) = (heard(&eve), heard(&toto));
        assert_eq!(list.matches(" 322 eve #c").count(), 200);
        assert!(list.find("psst") < list.find(" 323 "), "what others say is not held up by the list");
        assert!(others.contains("behind the list") && !eve.lock().unwrap().finished);
    }
}
