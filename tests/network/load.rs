//! Those who do not read, or read slowly, or never end their line: nobody else notices.

use std::io::Write;
use std::net::Shutdown;
use std::thread;
use std::time::Duration;

use crate::support::{LINE, Netcat, Server};

/// A line of a kilobyte that tells who sent it and which one it is.
fn long(who: &str, number: usize) -> String {
    format!("MSG {who} {number} {}\n", "x".repeat(1000))
}

#[test]
fn who_never_reads_is_disconnected_and_everyone_else_hears_every_line() {
    let server = Server::with_limits("sendq = 16384");
    let mut toto = server.person("toto");
    let mut mute = Netcat::connect_narrow(server.port());
    mute.line("NICK mute");
    toto.hear_where("mute's nick", |line| line.ends_with("is now mute"));
    let mut speaker = server.person("speaker");
    let writing = thread::spawn(move || {
        (0..3000).for_each(|number| speaker.bytes(long("s", number).as_bytes()));
        speaker
    });
    let (mut next, mut gone) = (0, false);
    while next < 3000 {
        let line = toto.next_line();
        gone |= line == "[server] mute is disconnected (did not read what was sent)";
        if line.starts_with("[speaker]") {
            assert!(line.starts_with(&format!("[speaker] s {next} ")), "instead of line {next}: {line}");
            next += 1;
        }
    }
    assert!(gone);
    let heard = mute.hear_out();
    assert_eq!(heard.last().unwrap(), "[server] You are disconnected: you did not read what was sent.");
    assert!(heard.iter().all(|line| !line.starts_with("[speaker]") || line.ends_with("xxx")), "a line is cut");
    drop(writing.join().unwrap());
}

#[test]
fn a_reader_who_is_slower_than_the_speakers_loses_nothing() {
    let server = Server::with_limits("sendq = 65536");
    let mut slow = Netcat::connect_narrow(server.port());
    slow.is_done();
    // All of them are here before the first one speaks: until then nobody reads what the slow one is sent.
    let speakers: Vec<_> = (0..3).map(|who| server.person(&format!("speaker{who}"))).collect();
    let writers: Vec<_> = speakers
        .into_iter()
        .map(|mut speaker| {
            speaker.does_not_listen();
            thread::spawn(move || {
                (0..1000).for_each(|number| speaker.bytes(long("n", number).as_bytes()));
                speaker
            })
        })
        .collect();
    let mut next = [0; 3];
    while next.iter().sum::<usize>() < 3000 {
        let line = slow.next_line();
        let Some((who, said)) = line.strip_prefix("[speaker").and_then(|rest| rest.split_once("] n ")) else {
            continue;
        };
        let who: usize = who.parse().unwrap();
        assert!(said.starts_with(&format!("{} ", next[who])), "instead of line {}: {line}", next[who]);
        next[who] += 1;
        if next[who] % 16 == 0 {
            thread::sleep(Duration::from_millis(10));
        }
    }
    writers.into_iter().for_each(|writer| drop(writer.join().unwrap()));
}

#[test]
fn who_asks_faster_than_they_read_hears_every_answer() {
    for last in ["QUIT\n", ""] {
        let server = Server::with_limits("sendq = 65536");
        let mut toto = Netcat::connect_narrow(server.port());
        let mut asking = toto.stream.try_clone().unwrap();
        let writing = thread::spawn(move || {
            asking.write_all(("HELP\n".repeat(600) + last).as_bytes()).unwrap();
            asking.shutdown(Shutdown::Write).unwrap();
        });
        let mut helps = 0;
        for (number, line) in toto.hear_out().iter().enumerate() {
            helps += usize::from(line.starts_with("[server] HELP "));
            if number % 1000 == 0 {
                thread::sleep(Duration::from_millis(10));
            }
        }
        assert_eq!(helps, 600);
        writing.join().unwrap();
    }
}

#[test]
fn a_line_without_end_takes_no_memory() {
    const CHUNKS: usize = 800;
    let server = Server::start(LINE);
    let (mut toto, mut tutu) = (server.person("toto"), server.person("tutu"));
    let before = server.memory();
    let chunk = vec![b'x'; 256 << 10];
    for _ in 0..CHUNKS {
        toto.bytes(&chunk);
    }
    tutu.is_done();
    if let (Some(before), Some(after)) = (before, server.memory()) {
        println!("{before} KiB before 200 MB without an end, {after} KiB after");
        assert!(after < before + 1024, "{before} KiB before, {after} KiB after");
    }
    toto.bytes(b"\nMSG hello\n");
    tutu.hear("[toto] hello");
    toto.hear("[server] The message must have at most 2000 characters: none of it was sent.");
}
