//! The program from its first line to its exit status: start, console, rehash, signals, and pipes that break.
#![allow(clippy::unwrap_used)]

mod support;

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use support::{CHAT, ConfigFile, LINE, Lines, Netcat, Server, signal, wait_for};

const ECHO: &str = "[[listener]]\naddress = '127.0.0.1:0'\nprotocol = 'echo'\n";

#[test]
fn the_first_lines_then_exactly_the_lines_of_the_exercise() {
    let server = Server::start(&format!("{LINE}{ECHO}"));
    let mut toto = server.netcat();
    let name = toto.name();
    toto.bytes(b"NICK toto\nMSG hello\nJOIN tp\nTOPIC what we do\nPART\nNICK titi\nQUIT bye\n");
    toto.hear_out();
    drop(Netcat::connect(server.ports[1]));
    server.out.wait("client disconnected \"titi\"");
    let lines = server.out.all();
    assert!(lines[2].starts_with("commands here: ") && lines[2].contains(" ban [nick|address|mask]"), "{lines:#?}");
    let expected = [
        format!("listening on 127.0.0.1 port {} (line)", server.ports[0]),
        format!("listening on 127.0.0.1 port {} (echo)", server.ports[1]),
        lines[2].clone(),
        "Welcome to Chat Server".into(),
        format!("client connected \"{name}\""),
        format!("client \"{name}\" => \"toto\""),
        "client \"toto\" => \"titi\"".into(),
        "client disconnected \"titi\"".into(),
    ];
    assert_eq!(lines, expected);
    assert_eq!(server.log.all(), [""; 0]);
}

#[test]
fn start_is_quick_and_small() {
    let start = Instant::now();
    let server = Server::start(LINE);
    let took = start.elapsed();
    server.netcat().is_done();
    println!("listening after {took:?}, with {:?} KiB", server.memory());
    // A debug build is three times as large as what people run.
    let most = if cfg!(debug_assertions) { 16 << 10 } else { 6 << 10 };
    assert!(server.memory().is_none_or(|kib| kib < most), "{:?} KiB after the start", server.memory());
}

#[test]
fn the_console_works_through_a_pipe_until_that_ends() {
    let mut server = Server::with_console(LINE);
    let (mut toto, mut bob) = (server.person("toto"), server.person("bob"));
    server.types("names");
    server.out.wait("toto bob");
    server.types("LIST");
    server.out.wait("#lobby (2)");
    server.types("help");
    server.out.wait_with("SHUTDOWN <seconds|off> [reason...] - ");
    server.types("nmaes");
    server.out.wait("Invalid command \"nmaes\": did you mean NAMES? Type HELP.");
    server.types("wall the lab closes at six");
    toto.hear("[server] the lab closes at six");
    server.types("kick bob be nice");
    assert_eq!(bob.hear_out().last().unwrap(), "[server] be nice");
    toto.hear("[server] bob is disconnected");
    server.types("ban bob");
    server.out.wait("bob is banned: UNBAN bob ends it.");
    toto.line("NICK bob");
    toto.hear("[server] bob is banned here.");
    server.types("unban bob");
    server.out.wait("bob is no longer banned.");
    server.closes_stdin();
    toto.line("NICK bob");
    toto.is_done();
    server.out.wait("client \"toto\" => \"bob\"");
    server.signal("TERM");
    assert_eq!(server.ends().code(), Some(0));
}

#[test]
fn without_standard_input_it_runs_all_the_same() {
    for closed in ["<&-", "</dev/null"] {
        let script = format!("exec \"$0\" \"$@\" {closed}");
        let config = format!("{LINE}[server]\nconsole = true\n");
        let mut server = Server::run(Command::new("sh").args(["-c", &script, CHAT]), &config);
        server.person("toto").is_done();
        server.signal("TERM");
        assert_eq!(server.ends().code(), Some(0), "with {closed}");
    }
}

#[test]
fn rehash_says_what_changed_and_refuses_a_broken_file() {
    let mut server = Server::with_console(LINE);
    let mut toto = server.person("toto");
    server.types("rehash");
    server.out.wait("Nothing has changed.");
    let console = "[server]\nconsole = true\n";
    server.file.write(&format!("{LINE}lobby = false\n{console}[limits]\nmessage = 5\n"));
    server.types("rehash");
    server.out.wait("limits.message: 2000 -> 5");
    server.out.wait_with("(needs a restart)");
    toto.line("MSG 123456");
    toto.hear("[server] The message must have at most 5 characters: none of it was sent.");

    server.file.write(&format!("{LINE}{console}[limits]\nmessage = 7\nmesage = 8\n"));
    server.types("rehash");
    let place = format!("{}:8:1: unknown key `mesage`: did you mean `message`?", server.file.0.display());
    server.out.wait_with(&place);
    toto.line("MSG 123456");
    toto.hear("[server] The message must have at most 5 characters: none of it was sent.");

    server.file.write(&format!("{LINE}{console}[limits]\nmessage = 6\n"));
    server.signal("HUP");
    server.log.wait_with("rehash: limits.message: 5 -> 6");
    toto.line("MSG 123456");
    assert_eq!(toto.is_done(), [""; 0]);
}

#[test]
fn rehash_counts_for_those_who_are_in() {
    let server = Server::start(LINE);
    let mut toto = server.person("toto");
    server.file.write(&format!("{LINE}[limits]\nidle = 1\n"));
    server.signal("HUP");
    assert_eq!(toto.hear_out().last().unwrap(), "[server] You are disconnected: you said nothing for too long.");
}

#[test]
fn shutdown_is_counted_down_or_called_off() {
    let mut server = Server::with_console(LINE);
    let mut toto = server.person("toto");
    server.types("shutdown 30");
    toto.hear("[server] The server stops in 30 seconds");
    server.types("shutdown off");
    toto.hear("[server] The server does not stop: the shutdown is called off");
    server.types("shutdown 2 maintenance");
    assert_eq!(
        toto.hear_out(),
        ["in 2 seconds: maintenance", "in 1 second", "now: maintenance"]
            .map(|when| format!("[server] The server stops {when}"))
    );
    assert_eq!(server.ends().code(), Some(0));
}

#[test]
fn signals_stop_it_cleanly_even_beside_somebody_who_never_reads() {
    for name in ["INT", "TERM"] {
        let mut server = Server::start(LINE);
        let (mut toto, mute) = (server.person("toto"), mute(&server));
        let start = Instant::now();
        server.signal(name);
        toto.hear("[server] The server stops now");
        toto.hear_out();
        assert_eq!(server.ends().code(), Some(0), "after SIG{name}");
        assert!(start.elapsed() < Duration::from_secs(5), "it took {:?}", start.elapsed());
        drop(mute);
    }
}

#[test]
fn restart_puts_the_program_in_its_own_place() {
    let mut server = Server::with_console(LINE);
    let mut toto = server.person("toto");
    server.types("restart a new version");
    assert_eq!(toto.hear_out(), ["[server] The server restarts now: a new version"]);
    // The same process, with a new listener on another free port.
    let welcome = |line: &&String| *line == "Welcome to Chat Server";
    server.out.wait_until("the second start", |lines| lines.iter().filter(welcome).count() == 2);
    let lines = server.out.all();
    let port = lines.iter().filter_map(|line| line.strip_prefix("listening on 127.0.0.1 port ")).next_back();
    let mut bob = Netcat::connect(port.unwrap().split(' ').next().unwrap().parse().unwrap());
    bob.line("NICK toto");
    bob.is_done();
    server.types("wall hello again");
    bob.hear("[server] hello again");
    server.types("shutdown 0");
    assert_eq!(server.ends().code(), Some(0));
}

#[test]
fn a_second_signal_stops_it_at_once() {
    let mut server = Server::start(LINE);
    let (mut toto, mute) = (server.person("toto"), mute(&server));
    server.signal("INT");
    toto.hear("[server] The server stops now");
    server.signal("INT");
    assert_eq!(server.ends().code(), Some(130));
    drop(mute);
}

/// Somebody who does not read, and for whom so much waits that it does not fit into the system's buffers.
fn mute(server: &Server) -> Netcat {
    let mut mute = Netcat::connect_narrow(server.port());
    let name = mute.name();
    let mut speaker = server.person("speaker");
    for _ in 0..400 {
        speaker.line(&format!("@{name} {}", "x".repeat(1900)));
    }
    speaker.is_done();
    mute.line("QUIT");
    mute
}

#[test]
fn a_taken_port_is_one_clear_line() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let file = ConfigFile::new(&format!("[[listener]]\naddress = '{address}'\n"));
    let done = Command::new(CHAT).arg("--config").arg(&file.0).output().unwrap();
    let told = String::from_utf8(done.stderr).unwrap();
    assert!(told.starts_with(&format!("chat: cannot listen on {address}: ")), "{told}");
    assert_eq!((told.lines().count(), done.stdout.len(), done.status.code()), (1, 0, Some(2)));
}

/// A server whose pipes the test holds itself: the process, its port, and standard output after the first lines.
fn bare(stderr: Stdio) -> (Bare, u16, BufReader<ChildStdout>) {
    let file = ConfigFile::new(LINE);
    let mut command = Command::new(CHAT);
    command.arg("--config").arg(&file.0).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(stderr);
    let mut child = command.spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    out.read_line(&mut first).unwrap();
    let port = first.split(' ').nth(4).unwrap().parse().unwrap();
    (Bare { child, _file: file }, port, out)
}

struct Bare {
    child: Child,
    _file: ConfigFile,
}

impl Bare {
    fn stops_cleanly(&mut self) {
        signal(self.child.id(), "TERM");
        assert_eq!(wait_for("the end of the server", || self.child.try_wait().unwrap()).code(), Some(0));
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A person who does enough that the server has something to write, and is served.
fn is_served(port: u16, changes: usize) {
    let mut toto = Netcat::connect(port);
    for number in 0..changes {
        toto.line(&format!("NICK toto-with-a-long-name-{number}"));
    }
    toto.is_done();
    toto.line("QUIT");
    toto.hear_out();
}

#[test]
fn nobody_need_read_standard_output() {
    let (mut server, port, out) = bare(Stdio::null());
    drop(out);
    is_served(port, 10);
    server.stops_cleanly();

    // A pipe that stands still, full.
    let (mut server, port, out) = bare(Stdio::null());
    is_served(port, 3000);
    server.stops_cleanly();
    drop(out);
}

#[test]
fn nobody_need_read_standard_error() {
    let (mut server, port, out) = bare(Stdio::piped());
    drop(server.child.stderr.take());
    let lines = Lines::collect(out);
    for _ in 0..3 {
        // Each writes a line to the log.
        signal(server.child.id(), "HUP");
        is_served(port, 1);
    }
    lines.wait_with("client disconnected");
    server.stops_cleanly();
}

#[test]
fn a_standard_error_that_stands_still_holds_up_nobody() {
    let (mut server, port, out) = bare(Stdio::piped());
    let lines = Lines::collect(out);
    let mut toto = Netcat::connect(port);
    toto.line("NICK tata");
    // More lines of the log than fit into a pipe, and than may wait.
    for _ in 0..2500 {
        toto.line("REHASH");
        toto.hear("[server] Nothing has changed.");
    }
    toto.line("QUIT");
    toto.hear_out();
    lines.wait("client disconnected \"tata\"");
    server.stops_cleanly();
}
