//! What a line costs, in counts that do not depend on the machine's speed: allocations, writes, system calls and
//! instructions. Each bound is about half as much again as what was counted when it was set: a path that grows worse with
//! every listener breaks it many times over.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../benches/support/memory.rs"]
mod memory;
mod support;

use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, OnceLock};
use std::{env, fs, io};

use chat::dialect::Dialect;
use chat::model::{SessionId, Time};
use chat::server::{Input, Wire};
use chat::world::Profile;
use memory::InMemory;
use support::{CHAT, ConfigFile, Netcat, Server};

/// Turns of the hub that are counted.
const TURNS: usize = 50;

/// Turns before that, until every buffer has its size.
const WARM: usize = 200;

/// Says so many lines at once, so often, to so many; what was counted meanwhile: allocations and writes.
fn say(dialect: Dialect, listeners: usize, lines: usize) -> (u64, u64) {
    let mut all = InMemory::new(dialect, listeners + 1, 0);
    let (speaker, said) = (all.sessions[0], all.says().repeat(lines));
    count(&mut all, speaker, &said, lines * listeners)
}

/// What is counted while a session sends this, so often, each time for so many deliveries.
fn count(all: &mut InMemory, session: SessionId, said: &[u8], deliveries: usize) -> (u64, u64) {
    (0..WARM).for_each(|_| all.line(session, said));
    let (writes, bytes) = (all.counts.writes.load(Relaxed), all.counts.bytes.load(Relaxed));
    let counted = allocation_counter::measure(|| (0..TURNS).for_each(|_| all.line(session, said)));
    let (writes, bytes) = (all.counts.writes.load(Relaxed) - writes, all.counts.bytes.load(Relaxed) - bytes);
    assert!(bytes as usize > TURNS * deliveries * "hello world".len(), "not all of it was written: {bytes} bytes");
    (counted.count_total, writes)
}

/// One end of a connection between two servers: what was written there waits until it is carried on.
#[derive(Clone, Default)]
struct End {
    session: Arc<OnceLock<SessionId>>,
    written: Arc<Mutex<Vec<u8>>>,
}

impl End {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.written.lock().unwrap())
    }

    fn session(&self) -> SessionId {
        *self.session.get().unwrap()
    }
}

impl Wire for End {
    fn start(&mut self, session: SessionId) {
        self.session.get_or_init(|| session);
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.written.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn finish(self: Box<Self>) {}
}

/// Links two servers; the end of each.
fn link(near: &mut InMemory, far: &mut InMemory) -> [End; 2] {
    let ends = [End::default(), End::default()];
    let peer = SocketAddr::from(([127, 0, 0, 1], 7777));
    let wire = |end: &End| Box::new(end.clone());
    let came = Input::Opened { wire: wire(&ends[1]), peer, dialect: Dialect::Irc, profile: Profile::IRC };
    far.hub.take(Time(0), came);
    near.hub.take(Time(0), Input::Dialed { server: "far.localhost".into(), done: Ok((wire(&ends[0]), peer)) });
    near.line(ends[0].session(), b"");
    loop {
        let (there, here) = (ends[0].take(), ends[1].take());
        if there.is_empty() && here.is_empty() {
            return ends;
        }
        far.line(ends[1].session(), &there);
        near.line(ends[0].session(), &here);
    }
}

#[test]
fn a_line_of_another_server_allocates_no_more_for_a_thousand_than_for_ten() {
    for (lines, most) in [(1, 24), (16, 19)] {
        for listeners in [10, 1000] {
            let mut near = InMemory::new(Dialect::Irc, listeners, 0);
            let mut far = InMemory::named("far.localhost", Dialect::Irc, 0, 0);
            let speaker = far.connect(0);
            far.line(speaker, b"NICK speaker\r\nUSER s 0 * :s\r\nJOIN #tp\r\n");
            let ends = link(&mut near, &mut far);
            far.line(speaker, &far.says().repeat(lines));
            let (allocations, _) = count(&mut near, ends[0].session(), &ends[1].take(), lines * listeners);
            let a_line = allocations as f64 / (TURNS * lines) as f64;
            println!("{listeners} listeners, {lines} lines at once: {a_line} allocations a relayed line");
            assert!(a_line <= f64::from(most), "{listeners} listeners: {a_line} allocations a relayed line");
        }
    }
}

#[test]
fn a_line_allocates_no_more_for_a_thousand_than_for_ten() {
    for dialect in [Dialect::Line, Dialect::Irc] {
        for (lines, most) in [(1, 9), (16, 4)] {
            for listeners in [10, 1000] {
                let (allocations, _) = say(dialect, listeners, lines);
                let a_line = allocations as f64 / (TURNS * lines) as f64;
                println!("{dialect:?}, {listeners} listeners, {lines} lines at once: {a_line} allocations a line");
                assert!(a_line <= f64::from(most), "{dialect:?}, {listeners} listeners: {a_line} allocations a line");
            }
        }
    }
}

/// So many come in IRC, one after the other: a connection, then `NICK` and `USER` at once.
fn register(all: &mut InMemory, people: usize) {
    for person in 0..people {
        let session = all.connect(person);
        all.line(session, format!("NICK n{person:05}\r\nUSER n{person:05} 0 * :n{person:05}\r\n").as_bytes());
    }
}

#[test]
fn a_registration_allocates_no_more_for_the_last_than_for_the_first() {
    let people = 500;
    for here in [10, 2000] {
        let mut all = InMemory::new(Dialect::Irc, here, here);
        let written = all.counts.bytes.load(Relaxed);
        let counted = allocation_counter::measure(|| register(&mut all, people));
        assert!(all.counts.bytes.load(Relaxed) - written > 1000 * people as u64, "not all of them were welcomed");
        let each = counted.count_total as f64 / people as f64;
        println!("with {here} people here: {each} allocations a registration");
        assert!(each <= 55.0, "with {here} people here: {each} allocations a registration");
    }
}

#[test]
fn whoever_does_nothing_takes_little_memory() {
    for (dialect, most) in [(Dialect::Irc, 1400), (Dialect::Line, 1500)] {
        let people = 2000;
        let mut all = None;
        let counted = allocation_counter::measure(|| all = Some(InMemory::new(dialect, people, people)));
        let each = counted.bytes_current / people as i64;
        println!("{dialect:?}: {each} bytes, {} allocations", counted.count_current as f64 / people as f64);
        assert!(each <= most, "{dialect:?}: {each} bytes for each of {people} people");
    }
}

#[test]
fn all_lines_of_a_turn_reach_a_listener_in_one_write() {
    for dialect in [Dialect::Line, Dialect::Irc] {
        for (listeners, lines) in [(100, 1), (100, 16), (500, 1), (500, 16)] {
            let (_, writes) = say(dialect, listeners, lines);
            assert_eq!(writes as usize, TURNS * listeners, "{dialect:?}, {listeners} listeners, {lines} lines at once");
        }
    }
}

/// Whether a program that looks into others is installed, and may do so here; says so where it is not.
fn looks(program: &str, arguments: &[&str]) -> bool {
    let done = Command::new(program).args(arguments).arg("true").output();
    let looks = done.is_ok_and(|output| output.status.success());
    if !looks {
        println!("passed over: {program} is not installed, or may not look");
    }
    looks
}

/// The listeners of those whose system calls are counted.
const LISTENERS: usize = 20;

/// System calls: those that send, and all.
#[derive(Clone, Debug, Default)]
struct Calls {
    sends: usize,
    all: usize,
    table: String,
}

impl Calls {
    /// What `strace -c` wrote: a line for each system call, with how often it was made, then perhaps how often in vain.
    fn read(table: String) -> Calls {
        let mut calls = Calls { table, ..Calls::default() };
        for line in calls.table.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            let Some((count, name)) = words.get(3).and_then(|count| count.parse::<usize>().ok()).zip(words.last())
            else {
                continue;
            };
            if matches!(*name, "sendto" | "sendmsg" | "write" | "writev") {
                calls.sends += count;
            }
            if *name != "total" {
                calls.all += count;
            }
        }
        calls
    }
}

/// Runs the program under `strace`; somebody says so many times so many lines at once, and all hear them each time.
fn system_calls(times: usize, at_once: usize) -> Calls {
    let file = ConfigFile::new("");
    let report = file.0.to_str().unwrap();
    let config = "[[listener]]\naddress = \"127.0.0.1:0\"\nprotocol = \"line\"\nlobby = false\n\
                  [server]\nconsole = \"on\"\n[limits]\nflood_per_second = 0\n";
    let mut command = Command::new("strace");
    command.args(["-f", "-c", "-o", report, CHAT]).stdin(Stdio::piped());
    let mut server = Server::run(&mut command, config);
    let mut people: Vec<Netcat> = (0..=LISTENERS).map(|number| server.person(&format!("m{number}"))).collect();
    for person in &mut people {
        person.line("JOIN #tp");
        person.hear_start("[server] You are in #tp");
    }
    let said = "MSG #tp hello\n".repeat(at_once - 1);
    for time in 0..times {
        people[0].bytes(format!("{said}MSG #tp that was {time}\n").as_bytes());
        for listener in &mut people[1..] {
            listener.hear(&format!("[m0] that was {time}"));
        }
    }
    server.types("shutdown 0");
    server.ends();
    Calls::read(fs::read_to_string(report).unwrap())
}

#[test]
fn lines_sent_at_once_take_one_system_call_for_each_listener_and_few_more() {
    if !looks("strace", &["-o", "/dev/null"]) {
        return;
    }
    for at_once in [1, 16] {
        let (some, more) = (system_calls(50, at_once), system_calls(150, at_once));
        let sends = (more.sends - some.sends) as f64 / 100.0;
        let others = (more.all - some.all) as f64 / 100.0 - sends;
        println!("{at_once} lines at once to {LISTENERS}: {sends} calls that send, {others} others");
        // One that sends more or less is not a listener's. The others wait and read: two, and two for a line that comes in
        // two packets.
        assert!(sends <= LISTENERS as f64 + 1.0, "{sends} calls that send\n{}", more.table);
        assert!(others <= 6.0, "{others} other calls\n{}", more.table);
    }
}

/// Runs one of this file's tests under `callgrind`, and returns how many instructions it took.
fn instructions(test: &str, turns: usize) -> u64 {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(env::current_exe().unwrap());
    command.args(["--exact", test, "--test-threads=1"]).env("CHAT_TURNS", turns.to_string());
    let output = command.output().unwrap();
    let log = String::from_utf8_lossy(&output.stderr);
    let told = log.lines().find_map(|line| line.split_once("Collected : "));
    told.and_then(|(_, count)| count.trim().parse().ok()).unwrap_or_else(|| panic!("{log}"))
}

/// How often a test that [`instructions`] runs does what is counted; alone it does it once.
fn turns() -> usize {
    env::var("CHAT_TURNS").map_or(1, |turns| turns.parse().unwrap())
}

#[test]
fn says_for_callgrind() {
    let turns = turns();
    let mut all = InMemory::new(Dialect::Irc, 101, 0);
    let (speaker, said) = (all.sessions[0], all.says());
    (0..turns).for_each(|_| all.line(speaker, said));
    assert!(all.counts.writes.load(Relaxed) as usize >= turns * 100);
}

#[test]
fn a_delivery_takes_few_instructions() {
    if !looks("valgrind", &["--tool=callgrind", "--callgrind-out-file=/dev/null"]) {
        return;
    }
    let (some, more) = (instructions("says_for_callgrind", 200), instructions("says_for_callgrind", 700));
    let a_delivery = (more - some) as f64 / (500 * 100) as f64;
    // Most of what is counted is the cost of code that is not optimized.
    let most = if cfg!(debug_assertions) { 6000.0 } else { 600.0 };
    println!("{a_delivery} instructions a delivery");
    assert!(a_delivery <= most, "{a_delivery} instructions a delivery");
}

#[test]
fn registers_for_callgrind() {
    let turns = turns();
    let mut all = InMemory::new(Dialect::Irc, 10, 10);
    register(&mut all, turns);
    assert!(all.counts.writes.load(Relaxed) as usize >= turns);
}

#[test]
fn a_registration_takes_few_instructions() {
    if !looks("valgrind", &["--tool=callgrind", "--callgrind-out-file=/dev/null"]) {
        return;
    }
    let (some, more) = (instructions("registers_for_callgrind", 500), instructions("registers_for_callgrind", 1500));
    let each = (more - some) as f64 / 1000.0;
    // As above.
    let most = if cfg!(debug_assertions) { 570_000.0 } else { 50_000.0 };
    println!("{each} instructions a registration");
    assert!(each <= most, "{each} instructions a registration");
}
