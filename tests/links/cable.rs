//! A cable between two servers: it carries bytes both ways, until it is cut.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What goes through a cable now.
#[derive(Default)]
struct State {
    cut: bool,
    /// The ends of each connection.
    ends: Vec<TcpStream>,
}

/// A port that leads to another one.
pub struct Cable {
    /// Where one connects to it.
    pub port: u16,
    state: Arc<Mutex<State>>,
}

impl Cable {
    /// Lays it to a port of this machine; nobody need listen there yet.
    pub fn to(to: u16) -> Cable {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let cable = Cable { port: listener.local_addr().unwrap().port(), state: Arc::default() };
        let state = Arc::clone(&cable.state);
        thread::spawn(move || listener.incoming().map_while(Result::ok).for_each(|near| carry(near, to, &state)));
        cable
    }

    /// Ends all connections, and refuses new ones until it is mended.
    pub fn cut(&self) {
        let mut state = self.state.lock().unwrap();
        state.cut = true;
        for end in state.ends.drain(..) {
            let _ = end.shutdown(Shutdown::Both);
        }
    }

    /// Lets connections through again.
    pub fn mend(&self) {
        self.state.lock().unwrap().cut = false;
    }
}

/// Connects the other end, and carries bytes both ways beside the test.
fn carry(near: TcpStream, to: u16, state: &Mutex<State>) {
    let mut state = state.lock().unwrap();
    let Some(far) = (!state.cut).then(|| TcpStream::connect((Ipv4Addr::LOCALHOST, to)).ok()).flatten() else { return };
    for end in [&near, &far] {
        end.set_nodelay(true).unwrap();
        state.ends.push(end.try_clone().unwrap());
    }
    for (from, into) in [(&near, &far), (&far, &near)] {
        let (from, into) = (from.try_clone().unwrap(), into.try_clone().unwrap());
        thread::spawn(move || {
            let _ = copy(&from, &into);
            for end in [from, into] {
                let _ = end.shutdown(Shutdown::Both);
            }
        });
    }
}

/// Carries all that comes. The first line, `PASS`, loses its `Z`.
///
/// COMPAT: two ngIRCds (26.1) that tell each other that they can compress do so, and now and then one of them crashes.
fn copy(from: &TcpStream, mut into: &TcpStream) -> io::Result<u64> {
    let mut from = BufReader::new(from);
    let mut greeting = Vec::new();
    from.read_until(b'\n', &mut greeting)?;
    greeting.retain(|byte| *byte != b'Z');
    into.write_all(&greeting)?;
    io::copy(&mut from, &mut into)
}
