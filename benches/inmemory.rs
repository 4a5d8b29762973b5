//! What the steps of a line cost in memory, without a socket: `cargo bench --bench inmemory`.
//!
//! After `--`: `--test` runs each once and measures nothing; any other word is a filter.

#[path = "support/memory.rs"]
mod memory;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use chat::command::{Tongue, Turn, dispatch};
use chat::dialect::{Dialect, Flavor, Framed, Framer, irc, line, render_event};
use chat::model::{Caps, ChannelName, Event, How, Nick, Place, Request, Stamp, To, Who};
use chat::server::jobs;
use chat::world::Tales;
use divan::Bencher;
use divan::counter::ItemsCount;
use memory::InMemory;

/// The dialects of people who talk to each other.
const DIALECTS: [Dialect; 2] = [Dialect::Line, Dialect::Irc];

fn main() {
    divan::Divan::from_args().min_time(Duration::from_millis(200)).main();
}

/// A line from its bytes to everyone's outbox, and from there to the wires.
fn to_others(bencher: Bencher, dialect: Dialect, listeners: usize, lines: usize) {
    let mut all = InMemory::new(dialect, listeners + 1, 0);
    let (speaker, lines_said) = (all.sessions[0], all.says().repeat(lines));
    bencher.counter(ItemsCount::new(lines * listeners)).bench_local(|| all.line(speaker, &lines_said));
}

/// In the line protocol.
#[divan::bench(args = [1, 100, 1000])]
fn line_to_others(bencher: Bencher, listeners: usize) {
    to_others(bencher, Dialect::Line, listeners, 1);
}

/// In IRC.
#[divan::bench(args = [1, 100, 1000, 10000])]
fn irc_to_others(bencher: Bencher, listeners: usize) {
    to_others(bencher, Dialect::Irc, listeners, 1);
}

/// Sixteen lines in one packet: what writing once for all of them saves.
#[divan::bench(args = [1, 100, 1000])]
fn sixteen_lines_to_others(bencher: Bencher, listeners: usize) {
    to_others(bencher, Dialect::Line, listeners, 16);
}

/// The same in IRC.
#[divan::bench(args = [1, 100, 1000])]
fn sixteen_irc_to_others(bencher: Bencher, listeners: usize) {
    to_others(bencher, Dialect::Irc, listeners, 16);
}

/// Bytes to a request.
#[divan::bench(args = DIALECTS)]
fn parse(bencher: Bencher, dialect: Dialect) {
    let mut framer = Framer::of(dialect);
    let place = Place { in_lobby: false, many: false, here: None };
    let is_request = |request: Option<Request>| black_box(request).is_some();
    bencher.bench_local(|| {
        let bytes: &[u8] = match dialect {
            Dialect::Irc => b"PRIVMSG #tp :hello world, how are you?\r\n",
            _ => b"MSG #tp hello world, how are you?\n",
        };
        framer.push(black_box(bytes), 9024);
        let Some(Framed::Line(text)) = framer.line() else { return false };
        match dialect {
            Dialect::Irc => is_request(irc::parse(&text).and_then(|line| line.request.ok())),
            _ => is_request(line::parse(&text, &place)),
        }
    });
}

/// A line of IRC with tags to a request.
#[divan::bench]
fn parse_with_tags(bencher: Bencher) {
    let text = "@label=abc;+typing=active;time=2026-11-20T17:43:28.495Z PRIVMSG #tp :hello world, how are you?";
    bencher.bench_local(|| irc::parse(black_box(text)).is_some_and(|line| black_box(line).request.is_ok()));
}

/// An event to the bytes of one flavor.
fn render_for(bencher: Bencher, dialect: Dialect, caps: Caps) {
    let who = Arc::new(Who::named(nick("toto")));
    let (to, text) = (To::Channel(ChannelName::lobby()), "hello world, how are you?".into());
    let event = Event::Said { from: who, to, text, how: How::Message };
    let flavor = Flavor::new(dialect, false, false, caps);
    let (stamp, mut out) = (Stamp::default(), String::new());
    bencher.bench_local(|| {
        out.clear();
        render_event(black_box(&event), &stamp, flavor, "chat.localhost", &mut out);
        out.len()
    });
}

/// Something said.
#[divan::bench(args = DIALECTS)]
fn render(bencher: Bencher, dialect: Dialect) {
    render_for(bencher, dialect, Caps::NONE);
}

/// The same with the tags of IRCv3.
#[divan::bench]
fn render_with_tags(bencher: Bencher) {
    render_for(bencher, Dialect::Irc, Caps::MESSAGE_TAGS | Caps::SERVER_TIME);
}

/// A parsed line to the command's answer, without rendering or delivering it.
fn dispatched<'r>(bencher: Bencher, dialect: Dialect, tongue: Tongue, request: impl Fn(&Place) -> Option<Request<'r>>) {
    let InMemory { mut hub, sessions, .. } = InMemory::new(dialect, 2, 0);
    let table = jobs::table().unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let session = sessions[0];
    let Some(me) = hub.world.session(session).and_then(|session| session.user) else { panic!("nobody is there") };
    let (mut orders, mut tales) = (Vec::new(), Tales::default());
    bencher.bench_local(|| {
        let Some(request) = request(&hub.world.place(me)) else { return 0 };
        let world = &mut hub.world;
        let cost = dispatch(&mut Turn { world, table: &table, orders: &mut orders, me, session, tongue }, request);
        tales = hub.world.exchange_tales(std::mem::take(&mut tales));
        tales.clear();
        cost
    });
}

/// A short answer.
#[divan::bench]
fn dispatch_current(bencher: Bencher) {
    dispatched(bencher, Dialect::Line, Tongue::Line, |place| line::parse(black_box("CURRENT"), place));
}

/// Something said to one other, in IRC.
#[divan::bench]
fn dispatch_privmsg(bencher: Bencher) {
    let said = "PRIVMSG #tp :hello world, how are you?";
    dispatched(bencher, Dialect::Irc, Tongue::Irc, |_| irc::parse(black_box(said)).and_then(|line| line.request.ok()));
}

/// The last of so many joins: everyone is told, and the newcomer reads all names.
#[divan::bench(args = [100, 1000], sample_size = 1, sample_count = 200)]
fn join_of_the_last(bencher: Bencher, members: usize) {
    let all = std::cell::RefCell::new(InMemory::new(Dialect::Irc, members, 1));
    let newcomer = all.borrow().sessions[members - 1];
    let leave = || all.borrow_mut().line(newcomer, b"PART #tp\r\n");
    bencher.with_inputs(leave).bench_local_values(|()| all.borrow_mut().line(newcomer, b"JOIN #tp\r\n"));
}

/// A newcomer of IRC: from the first bytes to the end of the message of the day.
#[divan::bench(sample_size = 1, sample_count = 2000)]
fn register(bencher: Bencher) {
    let all = std::cell::RefCell::new(InMemory::new(Dialect::Irc, 1, 0));
    let connect = || all.borrow_mut().connect(1);
    bencher.with_inputs(connect).bench_local_values(|session| {
        all.borrow_mut().line(session, b"NICK eve\r\nUSER eve 0 * :Eve\r\n");
        all.borrow_mut().line(session, b"QUIT\r\n");
    });
}

fn nick(text: &str) -> Nick {
    Nick::new(text).unwrap_or_else(|why| panic!("{text}: {why}"))
}
