//! What the steps of a line cost in memory, without a socket: `cargo bench --bench inmemory`.
//!
//! After `--`: `--test` runs each once and measures nothing; any other word is a filter.

use std::hint::black_box;
use std::io;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use chat::command::{Tongue, Turn, dispatch};
use chat::config::{Config, Limits};
use chat::dialect::line::{self, Framer};
use chat::dialect::{Dialect, Flavor, Framed, render_event};
use chat::model::{Caps, ChannelName, Event, How, Nick, Place, SessionId, Stamp, Time, To, Who};
use chat::server::{Hub, Input, Wire, jobs};
use chat::world::{Profile, Tales};
use divan::Bencher;
use divan::counter::ItemsCount;

fn main() {
    divan::Divan::from_args().min_time(Duration::from_millis(200)).main();
}

/// A wire that leads nowhere and takes all.
struct Nowhere(Arc<OnceLock<SessionId>>);

impl Wire for Nowhere {
    fn start(&mut self, session: SessionId) {
        self.0.get_or_init(|| session);
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(black_box(bytes).len())
    }

    fn wake_when_writable(&mut self) {}

    fn pause(&mut self, _: bool) {}

    fn finish(&mut self) {}
}

/// A hub and those connected to it.
struct Crowd {
    hub: Hub,
    sessions: Vec<SessionId>,
}

impl Crowd {
    /// So many people with nicks, all of them in `#tp` but the last `outside`.
    fn new(people: usize, outside: usize) -> Self {
        let limits = Limits { announce: 0, flood_per_second: 0, ..Limits::default() };
        let config = Arc::new(Config { limits, ..Config::default() });
        let table = jobs::table().unwrap_or_else(|mistakes| panic!("{mistakes}"));
        let mut crowd = Crowd { hub: Hub::new(config, table, Time(0), 1), sessions: Vec::new() };
        for person in 0..people {
            let session = crowd.connect(person);
            crowd.line(session, format!("NICK m{person}\n").as_bytes());
            if person + outside < people {
                crowd.line(session, b"JOIN #tp\n");
            }
        }
        crowd
    }

    fn connect(&mut self, person: usize) -> SessionId {
        let port = u16::try_from(10_000 + person).unwrap_or_default();
        let session = Arc::new(OnceLock::new());
        let wire = Box::new(Nowhere(session.clone()));
        let profile = Profile { lobby: false, many: false };
        self.hub.take(
            Time(0),
            Input::Opened { wire, peer: ([127, 0, 0, 1], port).into(), dialect: Dialect::Line, profile },
        );
        let session = session.get().copied().unwrap_or_default();
        self.sessions.push(session);
        session
    }

    /// A turn of the hub in which somebody sends a line: from bytes to the wires of all who hear it.
    fn line(&mut self, session: SessionId, bytes: &[u8]) {
        self.hub.take(Time(0), Input::Read { session, bytes: bytes.to_vec() });
        self.hub.serve(Time(0));
        self.hub.flush();
    }
}

/// `MSG` from bytes to everyone's outbox, and from there to the wires.
#[divan::bench(args = [1, 100, 1000])]
fn msg_to_others(bencher: Bencher, listeners: usize) {
    let mut crowd = Crowd::new(listeners + 1, 0);
    let speaker = crowd.sessions[0];
    bencher.counter(ItemsCount::new(listeners)).bench_local(|| crowd.line(speaker, b"MSG #tp hello\n"));
}

/// Sixteen lines in one packet: what writing once for all of them saves.
#[divan::bench(args = [1, 100, 1000])]
fn sixteen_msgs_to_others(bencher: Bencher, listeners: usize) {
    let mut crowd = Crowd::new(listeners + 1, 0);
    let (speaker, lines) = (crowd.sessions[0], b"MSG #tp hello\n".repeat(16));
    bencher.counter(ItemsCount::new(16 * listeners)).bench_local(|| crowd.line(speaker, &lines));
}

/// Bytes to a request.
#[divan::bench]
fn parse(bencher: Bencher) {
    let mut framer = Framer::default();
    let place = Place { in_lobby: false, many: false, here: None };
    bencher.bench_local(|| {
        framer.push(black_box(b"MSG #tp hello world, how are you?\n"), 9024);
        let Some(Framed::Line(text)) = framer.line() else { return false };
        black_box(line::parse(&text, &place)).is_some()
    });
}

/// An event to the bytes of one flavor.
#[divan::bench]
fn render(bencher: Bencher) {
    let who = Arc::new(Who::named(nick("toto")));
    let (to, text) = (To::Channel(ChannelName::lobby()), "hello world, how are you?".into());
    let event = Event::Said { from: who, to, text, how: How::Message };
    let flavor = Flavor::new(Dialect::Line, false, false, Caps::NONE);
    let (stamp, mut out) = (Stamp::default(), String::new());
    bencher.bench_local(|| {
        out.clear();
        render_event(black_box(&event), &stamp, flavor, "chat.localhost", &mut out);
        out.len()
    });
}

/// A parsed line to the command's answer, without rendering or delivering it.
#[divan::bench]
fn dispatch_current(bencher: Bencher) {
    let Crowd { mut hub, sessions } = Crowd::new(2, 0);
    let table = jobs::table().unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let session = sessions[0];
    let Some(me) = hub.world.session(session).and_then(|session| session.user) else { panic!("nobody is there") };
    let (mut orders, mut tales) = (Vec::new(), Tales::default());
    bencher.bench_local(|| {
        let Some(request) = line::parse(black_box("CURRENT"), &hub.world.place(me)) else { return 0 };
        let world = &mut hub.world;
        let cost = dispatch(
            &mut Turn { world, table: &table, orders: &mut orders, me, session, tongue: Tongue::Line },
            request,
        );
        tales = hub.world.exchange_tales(std::mem::take(&mut tales));
        tales.clear();
        cost
    });
}

/// The last of so many joins: everyone is told, and the newcomer reads all names.
#[divan::bench(args = [100, 1000], sample_size = 1, sample_count = 200)]
fn join_of_the_last(bencher: Bencher, members: usize) {
    let crowd = std::cell::RefCell::new(Crowd::new(members, 1));
    let newcomer = crowd.borrow().sessions[members - 1];
    let leave = || crowd.borrow_mut().line(newcomer, b"PART #tp\n");
    bencher.with_inputs(leave).bench_local_values(|()| crowd.borrow_mut().line(newcomer, b"JOIN #tp\n"));
}

fn nick(text: &str) -> Nick {
    Nick::new(text).unwrap_or_else(|why| panic!("{text}: {why}"))
}
