//! The limits: the flood budget, connections, users, time.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use crate::support::{LINE, Netcat, Server};

#[test]
fn lines_beyond_the_flood_budget_wait_and_none_is_lost() {
    let server = Server::with_limits("exempt = []\nflood_burst = 5\nflood_per_second = 50");
    let mut toto = server.person("toto");
    let mut bot = server.netcat();
    let lines: Vec<String> = (0..60).map(|number| format!("MSG {number}\n")).collect();
    let start = Instant::now();
    bot.bytes(format!("NICK bot\n{}", lines.concat()).as_bytes());
    bot.half_close();
    for number in 0..60 {
        toto.hear_where("each number, in order", |line| {
            let number = format!("[bot] {number}");
            assert!(!line.starts_with("[bot]") || line == number, "{line} came before {number}");
            line == number
        });
    }
    let least = Duration::from_secs(1);
    assert!(start.elapsed() > least, "60 lines passed in {:?}", start.elapsed());
}

#[test]
fn whoever_is_over_their_budget_holds_up_nobody() {
    let server = Server::with_limits("exempt = ['127.0.0.2']\nflood_burst = 3\nflood_per_second = 1");
    let mut toto = Netcat::connect_from(IpAddr::from([127, 0, 0, 2]), server.port());
    let mut flooder = server.netcat();
    flooder.bytes("MSG flood\n".repeat(100_000).as_bytes());
    toto.hear(&format!("[{}] flood", flooder.name()));
    for _ in 0..100 {
        toto.is_done();
    }
    flooder.reset();
}

#[test]
fn connections_from_one_address_are_limited_but_not_from_exempt_ones() {
    let server = Server::with_limits("connections_per_address = 2\nexempt = ['127.0.0.2']");
    let (mut toto, tutu) = (server.person("toto"), server.person("tutu"));
    let mut third = server.netcat();
    assert_eq!(third.hear_out(), ["[server] There are 2 connections from your address already: close one first."]);
    let class: Vec<Netcat> = (0..5)
        .map(|_| {
            let mut student = Netcat::connect_from(IpAddr::from([127, 0, 0, 2]), server.port());
            student.is_done();
            student
        })
        .collect();
    drop(tutu);
    toto.hear("[server] tutu is disconnected");
    // The connection's place is free once its socket is, right after the people have been told.
    toto.is_done();
    server.person("tutu").is_done();
    drop(class);
}

#[test]
fn users_are_limited() {
    let server = Server::with_limits("users = 2");
    let (mut toto, tutu) = (server.person("toto"), server.person("tutu"));
    // Also somebody who speaks at once reads why.
    let mut third = server.netcat();
    third.bytes(b"NICK third\nMSG hello\n");
    assert_eq!(third.hear_out(), ["[server] The server is full: 2 people are connected. Try again later."]);
    drop(tutu);
    toto.hear("[server] tutu is disconnected");
    toto.is_done();
    server.person("tutu").is_done();
}

#[test]
fn the_idle_are_disconnected_and_told_why() {
    let server = Server::with_limits("idle = 1");
    let (mut toto, mut tutu) = (server.person("toto"), server.person("tutu"));
    let start = Instant::now();
    let mut heard = Vec::new();
    while !heard.contains(&"[server] tutu is disconnected (said nothing for too long)".to_owned()) {
        assert!(start.elapsed() < Duration::from_secs(20), "{heard:?}");
        std::thread::sleep(Duration::from_millis(50));
        heard.extend(toto.is_done());
    }
    assert_eq!(tutu.hear_out().last().unwrap(), "[server] You are disconnected: you said nothing for too long.");
}

#[test]
fn lines_that_wait_are_not_silence() {
    let server = Server::with_limits("idle = 1\nexempt = ['127.0.0.2']\nflood_burst = 1\nflood_per_second = 10");
    let mut toto = Netcat::connect_from(IpAddr::from([127, 0, 0, 2]), server.port());
    let mut bot = server.netcat();
    bot.bytes("MSG hi\n".repeat(25).as_bytes());
    for _ in 0..25 {
        toto.bytes(b"\n");
        toto.hear(&format!("[{}] hi", bot.name()));
    }
}

#[test]
fn a_budget_chat_name_must_come_in_time() {
    let config = "[[listener]]\naddress = '127.0.0.1:0'\nprotocol = 'budget'\n[limits]\nregistration = 1\n";
    let server = Server::start(config);
    let (mut bob, mut silent) = (server.netcat(), server.netcat());
    bob.line("bob");
    assert_eq!(silent.hear_out().len(), 2);
    bob.line("still here");
    drop(silent);
    let mut eve = server.netcat();
    eve.line("eve");
    eve.hear("* room contains: bob");
}

#[test]
fn without_a_file_for_another_connection_those_who_are_in_go_on() {
    let server = Server::with_files(40, LINE);
    let mut toto = server.person("toto");
    let crowd: Vec<Netcat> = (0..60).map(|_| server.netcat()).collect();
    server.log.wait_with("no room for more connections");
    toto.is_done();
    // One after another leaves, and all who waited come in.
    crowd.into_iter().for_each(|mut person| drop(person.is_done()));
    server.person("late").is_done();
    toto.line("MSG hello");
    toto.is_done();
    assert_eq!(server.log.all().len(), 1, "{:#?}", server.log.all());
}
