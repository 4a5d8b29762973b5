//! `chat talk` as two people use it: with pipes, at terminals, and with a netcat at the other end.
#![allow(clippy::unwrap_used)]

mod support;

use std::io::Write;
use std::net::TcpListener;
use std::process::{Child, Command, Output, Stdio};

use support::{CHAT, Lines, Netcat, Terminal, has, signal, wait_for};

/// One end of a talk, on pipes.
struct End {
    child: Child,
    out: Lines,
    told: Lines,
}

impl End {
    fn run(program: &str, words: &[&str]) -> End {
        End::run_in("C", program, words)
    }

    /// The same, in the language of a locale.
    fn run_in(locale: &str, program: &str, words: &[&str]) -> End {
        let mut command = Command::new(program);
        command.env("LC_ALL", locale).args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (out, told) = (Lines::collect(child.stdout.take().unwrap()), Lines::collect(child.stderr.take().unwrap()));
        End { child, out, told }
    }

    fn talk(words: &[&str]) -> End {
        End::run(CHAT, &[&["talk"], words].concat())
    }

    /// One who waits, and the port.
    fn waits(words: &[&str]) -> (End, String) {
        let end = End::talk(&[&["--listen", "127.0.0.1:0"], words].concat());
        let port = port_in(&end.told);
        (end, port)
    }

    fn types(&mut self, line: &str) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    fn input_ends(&mut self) {
        drop(self.child.stdin.take());
    }

    #[track_caller]
    fn ends(&mut self, status: i32) {
        let code = wait_for("the end of the talk", || self.child.try_wait().unwrap()).code();
        assert_eq!(code, Some(status), "{:?}", self.told.all());
    }
}

impl Drop for End {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The port in the sentence with which one waits.
fn port_in(told: &Lines) -> String {
    let mut port = String::new();
    told.wait_until("the port it waits on", |lines| {
        let found = lines.iter().find_map(|line| line.strip_prefix("[chat] Waiting on port ")?.split(':').next());
        port = found.unwrap_or_default().to_owned();
        found.is_some()
    });
    port
}

/// Two who are connected.
fn two(words: &[&str]) -> (End, End) {
    let (waits, port) = End::waits(words);
    let calls = End::talk(&[&["127.0.0.1", &port], words].concat());
    for end in [&waits, &calls] {
        end.told.wait_with("[chat] You talk with 127.0.0.1 port ");
    }
    (waits, calls)
}

#[test]
fn both_speak_as_they_like() {
    let (mut waits, mut calls) = two(&[]);
    waits.types("one");
    waits.types("two, été 🦀");
    calls.out.wait("two, été 🦀");
    calls.types("three");
    waits.out.wait("three");
    calls.input_ends();
    calls.told.wait("[chat] Your input has ended: hearing on until the other leaves.");
    waits.told.wait("[chat] The other has left.");
    waits.ends(0);
    calls.told.wait("[chat] The other has left.");
    calls.ends(0);
    assert_eq!((calls.out.all(), waits.out.all()), (vec!["one".into(), "two, été 🦀".into()], vec!["three".into()]));
}

#[test]
fn in_strict_turns_the_caller_speaks_first() {
    let (mut waits, mut calls) = two(&["--alternate"]);
    waits.told.wait("[chat] It is the other's turn.");
    calls.told.wait("[chat] It is your turn.");
    // What comes through a pipe waits for its turn.
    waits.types("second");
    waits.types("fourth");
    calls.types("first");
    calls.types("third");
    calls.types("fifth");
    calls.out.wait("fourth");
    waits.out.wait("fifth");
    assert_eq!(waits.out.all(), ["first", "third", "fifth"]);
    assert_eq!(calls.out.all(), ["second", "fourth"]);
    calls.told.wait_until("three turns", |lines| {
        lines.iter().filter(|line| *line == "[chat] It is the other's turn.").count() == 3
    });
}

#[test]
fn pipes_at_both_ends_lose_nothing() {
    let many: String = (0..20_000).map(|number| format!("line {number}\n")).collect();
    let (mut waits, mut calls) = two(&[]);
    let texts = [&mut waits, &mut calls].map(|end| {
        let (mut input, text) = (end.child.stdin.take().unwrap(), many.clone());
        std::thread::spawn(move || input.write_all(text.as_bytes()).unwrap())
    });
    texts.into_iter().for_each(|text| text.join().unwrap());
    for end in [&mut waits, &mut calls] {
        end.ends(0);
        let heard = end.out.clone();
        heard.wait_until("all lines", |lines| lines.len() == 20_000);
        assert!(heard.all().iter().enumerate().all(|(number, line)| *line == format!("line {number}")));
    }
}

#[test]
fn nobody_there_is_one_clear_sentence() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let said = |words: &[&str]| {
        let Output { status, stdout, stderr } =
            Command::new(CHAT).env("LC_ALL", "C").arg("talk").args(words).output().unwrap();
        assert!(stdout.is_empty());
        (status.code().unwrap(), String::from_utf8(stderr).unwrap())
    };
    let refused =
        format!("chat: nobody listens on 127.0.0.1 port {closed}; to wait for a call: chat talk --listen {closed}\n");
    assert_eq!(said(&["127.0.0.1", &closed]), (1, refused));
    let (status, unknown) = said(&["nowhere.invalid", "7000"]);
    assert!(status == 1 && unknown.starts_with("chat: no address is known for `nowhere.invalid`"), "{unknown}");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let (status, told) = said(&["--listen", &address.to_string()]);
    assert!(status == 1 && told.starts_with(&format!("chat: cannot wait on port {}: ", address.port())), "{told}");
    let (status, told) = said(&["--alternat"]);
    assert!(status == 2 && told.lines().count() == 1, "{told}");
    let (status, told) = said(&["lab3"]);
    assert_eq!((status, &*told), (2, "chat: which port of lab3? As in `chat talk lab3 7000`\n"));
}

#[test]
fn who_reads_french_is_told_in_french() {
    let in_french = |words: &[&str]| End::run_in("fr_FR.UTF-8", CHAT, &[&["talk"], words].concat());
    let (mut waits, port) = End::waits(&["--alternate"]);
    let mut calls = in_french(&["--alternate", "127.0.0.1", &port]);
    calls.told.wait(&format!("[chat] Vous parlez avec 127.0.0.1 port {port} ; Ctrl-D pour partir."));
    calls.told.wait("[chat] C'est à vous.");
    calls.types("salut");
    waits.out.wait("salut");
    calls.told.wait("[chat] C'est à l'autre.");
    signal(waits.child.id(), "INT");
    waits.ends(130);
    calls.told.wait("[chat] L'autre a quitté la conversation.");
    calls.ends(0);
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let mut refused = in_french(&["127.0.0.1", &closed]);
    refused.told.wait(&format!(
        "chat: personne n'écoute sur 127.0.0.1 port {closed} ; pour attendre un appel : chat talk --listen {closed}"
    ));
    refused.ends(1);
    let mut wrong = in_french(&["lab3"]);
    wrong.told.wait("chat: quel port de lab3 ? Par exemple `chat talk lab3 7000`");
    wrong.ends(2);
}

#[test]
fn a_broken_connection_is_one_clear_sentence() {
    let (mut waits, port) = End::waits(&[]);
    let other = Netcat::connect(port.parse().unwrap());
    waits.told.wait_with("[chat] You talk with ");
    other.reset();
    waits.told.wait_with("chat: the connection broke: ");
    waits.ends(1);
}

#[test]
fn signals_end_it_at_once_and_the_other_is_told() {
    for (name, status) in [("INT", 130), ("TERM", 143)] {
        let (mut waits, mut calls) = two(&[]);
        signal(calls.child.id(), name);
        calls.told.wait("[chat] You have left.");
        calls.ends(status);
        waits.told.wait("[chat] The other has left.");
        waits.ends(0);
        let (mut alone, _) = End::waits(&[]);
        signal(alone.child.id(), name);
        alone.told.wait("[chat] Nobody has called.");
        alone.ends(status);
    }
}

#[test]
fn who_calls_second_is_refused() {
    let (waits, port) = End::waits(&[]);
    let _first = Netcat::connect(port.parse().unwrap());
    waits.told.wait_with("[chat] You talk with ");
    let mut second = End::talk(&["127.0.0.1", &port]);
    second.told.wait_with("nobody listens on 127.0.0.1 port ");
    second.ends(1);
}

#[test]
fn with_a_netcat_that_calls() {
    for program in ["nc.openbsd", "nc.traditional"] {
        if !has(program) {
            continue;
        }
        for mode in [&[][..], &["--alternate"]] {
            let (mut waits, port) = End::waits(mode);
            let mut netcat = End::run(program, &["127.0.0.1", &port]);
            netcat.types("hello");
            waits.out.wait("hello");
            waits.types("hello yourself");
            netcat.out.wait("hello yourself");
            let _ = netcat.child.kill();
            waits.told.wait("[chat] The other has left.");
            waits.ends(0);
        }
    }
}

#[test]
fn with_a_netcat_that_waits() {
    for (program, flags) in
        [("nc.openbsd", &["-l", "127.0.0.1"][..]), ("nc.traditional", &["-l", "-s", "127.0.0.1", "-p"])]
    {
        if !has(program) {
            continue;
        }
        for mode in [&[][..], &["--alternate"]] {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
            let mut netcat = End::run(program, &[flags, &[port.as_str()]].concat());
            // It says nowhere that it listens.
            let mut calls = wait_for("the netcat", || {
                let mut calls = End::talk(&[&["127.0.0.1", port.as_str()], mode].concat());
                let mut connected = false;
                calls.told.wait_until("an answer", |lines| {
                    connected = lines.iter().any(|line| line.contains("You talk with"));
                    connected || lines.iter().any(|line| line.contains("nobody listens"))
                });
                if !connected {
                    calls.ends(1);
                }
                connected.then_some(calls)
            });
            calls.types("hello");
            netcat.out.wait("hello");
            netcat.types("hello yourself");
            calls.out.wait("hello yourself");
            calls.input_ends();
            wait_for("the netcat's end", || netcat.child.try_wait().unwrap());
            calls.ends(0);
        }
    }
}

/// A terminal with one end of a talk, and what it exits with.
fn at_terminal(words: &str) -> Terminal {
    Terminal::run(30, &format!("LC_ALL=C.UTF-8 '{CHAT}' talk {words}; echo \"status $?\"; sleep 100"))
}

/// The port that stands on the screen of one who waits.
fn port_on(terminal: &Terminal) -> String {
    let line = || {
        let screen = terminal.screen();
        let line = screen.lines().find_map(|line| line.strip_prefix("[chat] Waiting on port "))?;
        Some(line.split(':').next().unwrap().to_owned())
    };
    wait_for("the port on the screen", line)
}

#[test]
fn two_terminals_take_turns_and_one_leaves_with_ctrl_d() {
    if !has("tmux") {
        return;
    }
    let waits = at_terminal("--alternate --listen 127.0.0.1:0");
    let calls = at_terminal(&format!("--alternate 127.0.0.1 {}", port_on(&waits)));
    calls.shows("[chat] It is your turn.");
    waits.shows("[chat] It is the other's turn.");
    waits.types("am I heard?");
    waits.shows("[chat] It is the other's turn: your line was not sent.");
    calls.types("bonjour \x1b[31m");
    waits.shows("[other] bonjour ^[[31m");
    waits.shows("[chat] It is your turn.");
    waits.types("salut");
    calls.shows("[other] salut");
    calls.keys(&["C-d"]);
    calls.shows("[chat] You have left.");
    calls.shows("status 0");
    waits.shows("[chat] The other has left.");
    waits.shows("status 0");
}

#[test]
fn ctrl_c_at_a_terminal() {
    if !has("tmux") {
        return;
    }
    let waits = at_terminal("--listen 127.0.0.1:0");
    let calls = at_terminal(&format!("127.0.0.1 {}", port_on(&waits)));
    waits.shows_where("You talk with", |line| line.contains("You talk with"));
    calls.shows_where("You talk with", |line| line.contains("You talk with"));
    calls.types("one");
    calls.types("two");
    waits.shows("[other] two");
    waits.keys(&["C-c"]);
    waits.shows("[chat] You have left.");
    waits.shows("status 130");
    calls.shows("[chat] The other has left.");
    calls.shows("status 0");
}

#[test]
fn who_waits_at_a_terminal_may_give_up() {
    if !has("tmux") {
        return;
    }
    let waits = at_terminal("--listen 127.0.0.1:0");
    port_on(&waits);
    waits.types("is anybody there?");
    waits.shows("[chat] Nobody is there yet: your line was not sent.");
    waits.keys(&["C-d"]);
    waits.shows("[chat] Nobody has called.");
    waits.shows("status 0");
}
