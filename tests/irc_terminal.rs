//! `irc` at a terminal: typed into and read on the screen, with our own server and with others.
//!
//! A program that is not installed is passed over; with `CHAT_REQUIRE_PEERS=1` the test fails.
#![allow(clippy::unwrap_used)]

mod support;

use std::fs;
use std::process::{Command, Stdio};

use support::{AUTO, Netcat, Other, Server, Terminal, free_port, has, signal, wait_for};

const IRC: &str = env!("CARGO_BIN_EXE_irc");

/// A terminal with the program; see [`script`].
fn irc(words: &str) -> Terminal {
    Terminal::run(24, &script(&format!("LC_ALL=C.UTF-8 '{IRC}' {words}")))
}

/// Runs a program; behind it, the exit status, and whether the terminal is as it was before.
fn script(program: &str) -> String {
    format!(
        "before=$(stty -a); env {program}; echo \"status $?\"; \
         test \"$before\" = \"$(stty -a)\" && echo the terminal is whole; cat"
    )
}

/// The terminal is the shell's again, and as it was: what is typed is seen, on the screen that was there before.
#[track_caller]
fn is_whole(terminal: &Terminal, status: i32) {
    terminal.shows(&format!("status {status}"));
    terminal.shows("the terminal is whole");
    assert!(!terminal.screen().contains("You are in"), "{}", terminal.screen());
    // `cat` says again what the terminal shows as it is typed.
    terminal.types("is it seen?");
    wait_for("what is typed, twice", || {
        (terminal.screen().lines().filter(|line| line.trim_end() == "is it seen?").count() == 2).then_some(())
    });
}

/// The program's process, of which there is one with this word on its command line.
fn process(word: &str) -> u32 {
    let has_word = |pid: u32| {
        let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        line.starts_with(IRC.as_bytes()) && String::from_utf8_lossy(&line).contains(word)
    };
    wait_for("the process of irc", || {
        let folders = fs::read_dir("/proc").unwrap().flatten();
        folders.filter_map(|folder| folder.file_name().to_str()?.parse().ok()).find(|pid| has_word(*pid))
    })
}

#[track_caller]
fn shows_part(terminal: &Terminal, part: &str) {
    terminal.shows_where(part, |line| line.contains(part));
}

#[test]
fn who_reads_french_reads_french_on_the_screen() {
    if !has("tmux") {
        return;
    }
    let mut server = Server::start(AUTO);
    let place = format!("127.0.0.1:{}", server.port());
    let screen = Terminal::run(24, &script(&format!("LC_ALL=fr_FR.UTF-8 '{IRC}' toto {place}/tp")));
    shows_part(&screen, "Vous êtes dans #tp.");
    server.signal("KILL");
    server.ends();
    shows_part(&screen, &format!("{place} a fermé la connexion"));
    screen.keys(&["C-d"]);
    screen.shows("status 0");
}

/// Two at terminals and one with netcat, in one channel.
#[test]
fn people_talk_at_terminals() {
    if !has("tmux") {
        return;
    }
    let server = Server::start(AUTO);
    let place = format!("127.0.0.1:{}/tp", server.port());
    // Who comes first may set the topic.
    let toto = irc(&format!("toto {place}"));
    shows_part(&toto, "You are in #tp");
    let tata = irc(&format!("tata {place}"));
    shows_part(&tata, "You are in #tp");
    let mut titi = server.person("titi");
    titi.line("JOIN tp");
    titi.hear_start("[server] You are in #tp");
    toto.types("bonjour à tous 🦀");
    shows_part(&tata, "bonjour à tous 🦀");
    titi.hear("[toto] bonjour à tous 🦀");
    titi.line("MSG #tp salut");
    shows_part(&toto, "salut");
    tata.types("/me waves");
    shows_part(&toto, "waves");
    toto.types("/topic sockets");
    shows_part(&tata, "sockets");
    toto.types("@titi psst");
    titi.hear_where("a private word", |line| line.contains("psst") && line.contains("toto"));
    // What comes in leaves what one is typing alone.
    toto.keys(&["half of a", "Space"]);
    shows_part(&toto, "half of a");
    titi.line("MSG #tp I interrupt");
    shows_part(&toto, "I interrupt");
    shows_part(&toto, "half of a");
    toto.types("line");
    titi.hear("[toto] half of a line");
    toto.types("/nick robert");
    shows_part(&tata, "robert");
    toto.types("/quit adieu");
    titi.hear_where("the farewell", |line| line.contains("adieu"));
    is_whole(&toto, 0);
}

#[test]
fn the_terminal_is_whole_after_ctrl_c_ctrl_d_and_signals() {
    if !has("tmux") {
        return;
    }
    let server = Server::start(AUTO);
    let mut titi = server.person("titi");
    titi.line("JOIN tp");
    titi.hear_start("[server] You are in #tp");
    for (nick, way) in [("tata", "C-c"), ("tete", "C-d"), ("tyty", "TERM")] {
        let terminal = irc(&format!("{nick} 127.0.0.1:{}/tp", server.port()));
        shows_part(&terminal, "You are in #tp");
        titi.hear(&format!("[server] {nick} joins #tp"));
        match way {
            "TERM" => signal(process(nick), way),
            key => terminal.keys(&[key]),
        }
        titi.hear_where("the leaving", |line| line.contains(nick));
        is_whole(&terminal, 0);
    }
}

#[test]
fn a_server_that_is_killed_is_told_and_found_again() {
    if !has("tmux") {
        return;
    }
    let mut server = Server::start(AUTO);
    let port = server.port();
    let terminal = irc(&format!("toto 127.0.0.1:{port}/tp"));
    shows_part(&terminal, "You are in #tp");
    server.signal("KILL");
    server.ends();
    shows_part(&terminal, "closed the connection");
    let again = Server::start(&format!("[[listener]]\naddress = \"127.0.0.1:{port}\"\n"));
    let mut titi = again.person("titi");
    wait_for("toto in the channel again", || {
        titi.line("NAMES #tp");
        titi.next_line().contains("toto").then_some(())
    });
    terminal.keys(&["C-c"]);
    is_whole(&terminal, 0);
}

#[test]
fn without_a_screen_lines_go_in_and_come_out() {
    if !has("tmux") {
        return;
    }
    let server = Server::start(AUTO);
    let mut titi = server.person("titi");
    titi.line("JOIN tp");
    titi.hear_start("[server] You are in #tp");
    for (nick, key, status) in [("toto", "C-d", 0), ("tata", "C-c", 130)] {
        let terminal = irc(&format!("{nick} 127.0.0.1:{}/tp --plain", server.port()));
        terminal.shows("#tp -- You are in #tp.");
        terminal.types("bonjour");
        titi.hear(&format!("[{nick}] bonjour"));
        titi.line("MSG #tp salut");
        terminal.shows("#tp <titi> salut");
        terminal.keys(&[key]);
        titi.hear_where("the leaving", |line| line.contains(nick));
        terminal.shows(&format!("status {status}"));
        terminal.shows("the terminal is whole");
    }
}

/// Run by the test below in a terminal of its own: it takes the terminal over, and panics.
#[test]
fn panics_where_it_is_asked_to() {
    if std::env::var_os("CHAT_TEST_PANICS").is_none() {
        return;
    }
    let mut terminal = chat::client::screen::terminal::Terminal::take().unwrap();
    terminal.inner.draw(|frame| frame.render_widget("all of the screen", frame.area())).unwrap();
    panic!("on purpose");
}

#[test]
fn the_terminal_is_whole_after_a_panic() {
    if !has("tmux") {
        return;
    }
    let program = std::env::current_exe().unwrap();
    let terminal = Terminal::run(
        24,
        &script(&format!("CHAT_TEST_PANICS=1 '{}' --exact panics_where_it_is_asked_to --nocapture", program.display())),
    );
    shows_part(&terminal, "on purpose");
    is_whole(&terminal, 101);
    assert!(!terminal.screen().contains("all of the screen"), "{}", terminal.screen());
}

const NGIRCD: &str = "[Global]\nName = irc.test.example\nInfo = a test\nListen = 127.0.0.1\nPorts = PORT\n\
    AdminInfo1 = x\nAdminInfo2 = x\nAdminEMail = a@test.example\nMotdPhrase = hello\n[Limits]\nMaxConnectionsIP = 0\n\
    [Options]\nIdent = no\nDNS = no\nPAM = no\n";

const INSPIRCD: &str = "<server name=\"irc.test.example\" description=\"a test\" network=\"Test\" id=\"1AA\">\n\
    <admin name=\"x\" nick=\"x\" email=\"a@test.example\">\n<bind address=\"127.0.0.1\" port=\"PORT\" type=\"clients\">\n\
    <connect allow=\"*\" timeout=\"20\" resolvehostnames=\"no\" threshold=\"100\">\n<pid file=\"FOLDER/pid\">\n\
    <log method=\"file\" type=\"*\" level=\"default\" target=\"FOLDER/log\">\n<path datadir=\"FOLDER\" logdir=\"FOLDER\" runtimedir=\"FOLDER\">\n\
    <module name=\"ircv3\"><module name=\"cap\"><module name=\"ircv3_echomessage\"><module name=\"ircv3_labeledresponse\">\
    <module name=\"ircv3_servertime\"><module name=\"ircv3_batch\"><module name=\"ircv3_ctctags\">\n<options defaultmodes=\"not\">\n";

/// The program at a terminal and through a pipe, in one channel of another server.
fn talks_on(program: &str, config: &str, arguments: &[&str]) {
    let port = free_port();
    let _server = Other::start(program, &config.replace("PORT", &port.to_string()), arguments).listens(port);
    let place = format!("127.0.0.1:{port}/tp");
    let terminal = irc(&format!("toto {place}"));
    shows_part(&terminal, "You are in #tp");
    let mut bob = Command::new(IRC);
    let mut bob = bob.args(["bob", &place]).stdin(Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut bob.stdin.take().unwrap(), b"hello from a pipe\n").unwrap();
    assert_eq!(wait_for("the pipe's end", || bob.try_wait().unwrap()).code(), Some(0));
    shows_part(&terminal, "hello from a pipe");
    let mut titi = Netcat::connect(port);
    titi.bytes(b"NICK titi\r\nUSER titi 0 * :titi\r\n");
    titi.hear_where("the welcome", |line| line.contains(" 001 "));
    titi.bytes(b"JOIN #tp\r\n");
    titi.hear_where("the end of the names", |line| line.contains(" 366 "));
    terminal.types("bonjour");
    titi.hear_where("bonjour", |line| line.starts_with(":toto!") && line.trim_end().ends_with("PRIVMSG #tp :bonjour"));
    titi.bytes(b"PRIVMSG #tp :salut\r\n");
    shows_part(&terminal, "salut");
    terminal.keys(&["C-d"]);
    titi.hear_where("toto's leaving", |line| line.starts_with(":toto!") && line.contains(" QUIT "));
    is_whole(&terminal, 0);
}

#[test]
fn on_ngircd() {
    if has("tmux") && has("ngircd") {
        talks_on("ngircd", NGIRCD, &["-n", "-f", "FILE"]);
    }
}

#[test]
fn on_inspircd() {
    if has("tmux") && has("inspircd") {
        talks_on("inspircd", INSPIRCD, &["--nofork", "--runasroot", "--config=FILE"]);
    }
}
