//! Real netcats and a real telnet in the exercise's own session.
//!
//! A program that is not installed is passed over; with `CHAT_REQUIRE_PEERS=1` the test fails.
#![allow(clippy::unwrap_used)]

mod support;

use std::io::Write;
use std::process::{Child, Command, Stdio};

use support::{AUTO, LINE, Lines, Server, Terminal, has, wait_for};

/// Somebody at a terminal with a program that is already connected.
struct Peer {
    child: Child,
    screen: Lines,
}

impl Peer {
    fn start(program: &str, server: &Server) -> Peer {
        let mut command = Command::new(program);
        command.args(["127.0.0.1", &server.port().to_string()]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let screen = Lines::collect(child.stdout.take().unwrap());
        screen.wait_with("[server] Try ");
        Peer { child, screen }
    }

    fn types(&mut self, line: &str) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    /// What the exercise prints: all but what the server says by itself and what the program says of its connection.
    fn printed(&self) -> Vec<String> {
        let mut lines = self.screen.all();
        lines.retain(|line| line.starts_with('[') && (!line.starts_with("[server] ") || line.ends_with("tutu tata")));
        lines
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The session of the exercise, line for line, by three people with these programs.
fn session(programs: [&str; 3]) {
    session_on(LINE, programs);
}

/// The same on this listener.
fn session_on(listener: &str, programs: [&str; 3]) {
    if !programs.into_iter().all(has) {
        return;
    }
    let server = Server::start(listener);
    let [mut one, mut two, mut three] = programs.map(|program| Peer::start(program, &server));
    for (peer, nick) in [(&mut one, "toto"), (&mut two, "tutu"), (&mut three, "tata")] {
        peer.types(&format!("NICK {nick}"));
        server.out.wait_with(&format!("=> \"{nick}\""));
    }
    three.types("NAMES");
    three.screen.wait("[server] toto tutu tata");
    three.types("MSG hello world!");
    one.screen.wait("[tata] hello world!");
    two.screen.wait("[tata] hello world!");
    one.types("QUIT bye bye");
    two.screen.wait("[toto] bye bye");
    three.screen.wait("[toto] bye bye");
    three.types("KILL tutu I kill you!");
    two.screen.wait("[tata] I kill you!");
    server.out.wait("client disconnected \"tutu\"");
    three.types("QUIT ciao");
    server.out.wait("client disconnected \"tata\"");
    for peer in [&mut one, &mut two, &mut three] {
        // Some netcats end when the server closes, some with their input.
        drop(peer.child.stdin.take());
        wait_for("the program's end", || peer.child.try_wait().unwrap());
    }
    assert_eq!(one.printed(), ["[tata] hello world!"]);
    assert_eq!(two.printed(), ["[tata] hello world!", "[toto] bye bye", "[tata] I kill you!"]);
    assert_eq!(three.printed(), ["[server] toto tutu tata", "[toto] bye bye"]);
}

#[test]
fn the_session_of_the_exercise_with_netcat() {
    session(["nc.openbsd"; 3]);
}

#[test]
fn the_session_of_the_exercise_with_the_other_netcat() {
    session(["nc.traditional"; 3]);
}

#[test]
fn the_session_of_the_exercise_with_telnet() {
    session(["telnet"; 3]);
}

#[test]
fn the_session_of_the_exercise_with_one_of_each() {
    session(["telnet", "nc.openbsd", "nc.traditional"]);
}

#[test]
fn the_session_of_the_exercise_on_the_default_listener() {
    session_on(AUTO, ["telnet", "nc.openbsd", "nc.traditional"]);
}

#[test]
fn a_message_through_a_pipe() {
    for (program, flags) in [("nc.openbsd", &["-N"][..]), ("nc.traditional", &["-q", "0"]), ("nc.traditional", &[])] {
        if !has(program) {
            continue;
        }
        let server = Server::start(LINE);
        let mut toto = server.person("toto");
        let port = server.port().to_string();
        let mut command = Command::new(program);
        command.args(flags).args(["127.0.0.1", &port]).stdin(Stdio::piped()).stdout(Stdio::null());
        let mut bot = command.spawn().unwrap();
        bot.stdin.take().unwrap().write_all(b"NICK bot\nMSG hi\n").unwrap();
        toto.hear("[bot] hi");
        if !flags.is_empty() {
            wait_for("the netcat's end", || bot.try_wait().unwrap());
            toto.hear("[server] bot is disconnected");
        }
        let _ = bot.kill();
        let _ = bot.wait();
    }
}

#[test]
fn telnet_at_a_terminal() {
    if !has("telnet") || !has("tmux") {
        return;
    }
    let server = Server::start(LINE);
    let mut tutu = server.person("tutu");
    let terminal = Terminal::run(40, &format!("telnet 127.0.0.1 {}", server.port()));
    terminal.shows("[server] Welcome to Chat Server !");
    terminal.keys(&["NICK totoo", "BSpace", "Enter", "MSG hello", "Enter"]);
    tutu.hear("[toto] hello");
    // It asks for a sign of life, and throws away all that comes before the answer.
    terminal.keys(&["C-c"]);
    terminal.keys(&["MSG do you hear me?", "Enter"]);
    tutu.hear("[toto] do you hear me?");
    tutu.line("MSG yes, and you?");
    terminal.shows("[tutu] yes, and you?");
    terminal.keys(&["C-d"]);
    tutu.hear("[server] toto is disconnected");
}
