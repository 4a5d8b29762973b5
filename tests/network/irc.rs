//! IRC on real sockets: what comes in badly, what ends badly, who does not read, who is silent.

use std::thread;
use std::time::{Duration, Instant};

use crate::support::{AUTO, Eve, LINE, Netcat, Server};

const IRC: &str = "[[listener]]\naddress = \"127.0.0.1:0\"\nprotocol = \"irc\"\n";

fn with_limits(limits: &str) -> Server {
    Server::start(&format!("{IRC}[limits]\n{limits}\n"))
}

#[test]
fn before_one_is_somebody() {
    let server = Server::start(IRC);
    let mut eve = Eve::on(server.netcat());
    // No guess is made here: a person with netcat speaks IRC, or learns that they do not.
    eve.line("hello");
    assert_eq!(eve.next_line(), ":chat.localhost 421 * hello :Unknown command");
    eve.line("PING early");
    assert_eq!(eve.next_line(), ":chat.localhost PONG chat.localhost :early");
    eve.line("JOIN #tp");
    assert_eq!(eve.next_line(), ":chat.localhost 451 * :You have not registered");
    eve.line("QUIT");
    let last = eve.hear_out();
    assert!(last.len() == 1 && last[0].starts_with("ERROR :Closing link: "), "{last:?}");
    assert!(!server.out.all().iter().any(|line| line.starts_with("client")), "nobody was here");
}

#[test]
fn lines_that_are_none() {
    let server = Server::start(IRC);
    let (mut eve, mut bob) = (Eve::enters(&server, "eve"), Eve::enters(&server, "bob"));
    for size in [513, 9000, 64 << 10, 1 << 20] {
        eve.line(&format!("PRIVMSG bob :{}", "x".repeat(size)));
        assert_eq!(eve.next_line(), ":chat.localhost 417 eve :Input line was too long");
        eve.line("PRIVMSG bob :next");
        bob.hear_with(" PRIVMSG bob :next");
    }
    eve.wire.bytes(b"PRIVMSG bob :o\0ne\rPRIVMSG bob :two\n\n\r\r\n   \r\n:eve!a@b PRIVMSG bob :three\r\n\0\0\r\n");
    assert_eq!(eve.is_done(), [""; 0]);
    let heard = bob.is_done();
    let texts: Vec<&str> =
        heard.iter().filter_map(|line| line.strip_prefix(":eve!~eve@127.0.0.1 PRIVMSG bob :")).collect();
    assert_eq!(texts, ["one", "two", "three"], "{heard:#?}");
    for byte in b"PRIVMSG bob :slowly\r" {
        bob.is_done();
        eve.wire.bytes(&[*byte]);
    }
    bob.hear_with(" PRIVMSG bob :slowly");
    eve.wire.bytes(b"PRIVMSG bob :\xff\xfe\r\n");
    eve.hear_with("INVALID_UTF8");
    assert_eq!(bob.is_done(), [""; 0]);
}

#[test]
fn a_half_closed_connection_hears_its_answers() {
    let server = Server::start(IRC);
    let mut bob = Eve::enters(&server, "bob");
    bob.line("JOIN #tp");
    bob.is_done();
    let mut bot = Eve::on(server.netcat());
    bot.wire.bytes(b"NICK bot\r\nUSER bot 0 * :bot\r\nJOIN #tp\r\nPRIVMSG #tp :hi\r\nPING end\r\nPRIVMSG #tp :last");
    bot.wire.half_close();
    let heard = bot.hear_out();
    assert!(heard.contains(&":chat.localhost PONG chat.localhost :end".to_owned()), "{heard:#?}");
    assert!(heard.last().unwrap().starts_with("ERROR :Closing link: 127.0.0.1 ("), "{heard:#?}");
    for expected in [" PRIVMSG #tp :hi", " PRIVMSG #tp :last", " QUIT :"] {
        bob.hear_with(expected);
    }
}

#[test]
fn a_reset_is_a_quit() {
    let server = Server::start(IRC);
    let (mut bob, mut eve) = (Eve::enters(&server, "bob"), Eve::enters(&server, "eve"));
    bob.line("JOIN #tp");
    bob.is_done();
    eve.line("JOIN #tp");
    eve.is_done();
    eve.wire.reset();
    bob.hear_with(":eve!~eve@127.0.0.1 QUIT :");
    for _ in 0..50 {
        server.netcat().reset();
        let half = Eve::on(server.netcat());
        half.wire.stream.shutdown(std::net::Shutdown::Read).unwrap();
        half.wire.reset();
    }
    bob.is_done();
    assert_eq!(server.log.all(), [""; 0]);
}

#[test]
fn lines_beyond_the_flood_budget_wait_and_none_is_lost() {
    let server = with_limits("exempt = []\nflood_burst = 5\nflood_per_second = 50");
    let (mut bob, mut eve) = (Eve::enters(&server, "bob"), Eve::enters(&server, "eve"));
    let start = Instant::now();
    let lines: Vec<String> = (0..60).map(|number| format!("PRIVMSG bob :number {number}\r\n")).collect();
    eve.wire.bytes(lines.concat().as_bytes());
    for number in 0..60 {
        assert_eq!(bob.next_line(), format!(":eve!~eve@127.0.0.1 PRIVMSG bob :number {number}"));
    }
    assert!(start.elapsed() > Duration::from_secs(1), "60 lines passed in {:?}", start.elapsed());
}

#[test]
fn who_does_not_read_is_disconnected_and_both_kinds_of_people_are_told() {
    let server = Server::start(&format!("{AUTO}{LINE}[limits]\nsendq = 16384\n"));
    let mut toto = Netcat::connect(server.ports[1]);
    toto.line("NICK toto");
    toto.is_done();
    let mut bob = Eve::enters(&server, "bob");
    bob.line("JOIN #tp");
    bob.is_done();
    let mut mute = Eve::on(Netcat::connect_narrow(server.port())).registers("mute");
    mute.line("JOIN #tp");
    mute.is_done();
    let mut speaker = Eve::enters(&server, "speaker");
    let speaking = thread::spawn(move || {
        let line = format!("PRIVMSG mute :{}\r\n", "x".repeat(400));
        (0..5000).for_each(|_| speaker.wire.bytes(line.as_bytes()));
        speaker
    });
    bob.hear_with(":mute!~mute@127.0.0.1 QUIT :SendQ exceeded");
    toto.hear("[server] mute is disconnected (did not read what was sent)");
    drop(speaking.join().unwrap());
    let heard = mute.hear_out();
    assert_eq!(heard.last().unwrap(), "ERROR :Closing link: 127.0.0.1 (SendQ exceeded)");
    let whole = |line: &String| !line.contains("PRIVMSG") || line.ends_with("xxx");
    assert!(heard.iter().all(whole), "a line is cut");
    server.log.wait_with("mute is disconnected: they did not read what was sent");
}

#[test]
fn who_is_silent_is_asked_and_then_disconnected() {
    let server = Server::start(&format!("{AUTO}[limits]\nping = 1\n"));
    let mut toto = server.person("toto");
    let (mut eve, mut silent) = (Eve::enters(&server, "eve"), Eve::enters(&server, "silent"));
    for one in [&mut eve, &mut silent] {
        one.line("JOIN #tp");
        one.is_done();
    }
    // Whoever answers stays, and so does a person with netcat.
    loop {
        let line = eve.next_line();
        match line.as_str() {
            "PING :chat.localhost" => eve.line("PONG :chat.localhost"),
            ":silent!~silent@127.0.0.1 QUIT :Ping timeout: 2 seconds" => break,
            other => assert!(other.contains(" JOIN "), "{other}"),
        }
    }
    let heard = silent.hear_out();
    let asked = heard.iter().filter(|line| *line == "PING :chat.localhost").count();
    assert_eq!(
        (asked, heard.last().unwrap().as_str()),
        (1, "ERROR :Closing link: 127.0.0.1 (Ping timeout: 2 seconds)")
    );
    toto.hear("[server] silent is disconnected (did not answer for 2 seconds)");
    toto.is_done();
}

#[test]
fn a_registration_must_end_in_time() {
    let server = Server::start(&format!("{AUTO}[limits]\nregistration = 1\n"));
    let mut eve = Eve::enters(&server, "eve");
    let mut slow = Eve::on(server.netcat());
    slow.line("NICK slow\r\nCAP LS 302\r\nUSER slow 0 * :slow");
    let last = slow.hear_out();
    assert_eq!(last.last().unwrap(), "ERROR :Closing link: 127.0.0.1 (Registration timed out)");
    eve.is_done();
    // In the middle of a word, one is a person after all.
    let mut half = server.netcat();
    half.bytes(b"US");
    half.hear("[server] Welcome to Chat Server !");
}
