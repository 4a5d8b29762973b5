//! How connections end: Ctrl-D, a script that is done, a reset.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::support::{CHAT, LINE, Netcat, Server};

#[test]
fn a_half_closed_connection_runs_its_last_line_and_hears_the_answers() {
    let server = Server::start(LINE);
    let mut toto = server.person("toto");
    let mut bot = server.netcat();
    bot.bytes(b"NICK bot\nMSG hi\nNAMES\nMSG b");
    bot.half_close();
    assert_eq!(bot.hear_out().last().unwrap(), "[server] toto bot");
    toto.hear("[bot] hi");
    toto.hear("[bot] b");
    toto.hear("[server] bot is disconnected");
}

#[test]
fn the_lines_behind_a_password_are_run_too() {
    let server =
        Server::start(&format!("{LINE}[[admin]]\nnick = 'prof'\npassword = '{}'\ntrusted = []\n", hash("sesame")));
    let mut toto = server.person("toto");
    let mut bot = server.netcat();
    bot.bytes(b"PASS wrong\nNICK prof\nPASS sesame\nNICK prof\nMSG hi\nNAMES");
    bot.half_close();
    let heard = bot.hear_out();
    assert_eq!(heard.last().unwrap(), "[server] toto prof", "{heard:#?}");
    assert!(heard.contains(&"[server] The password is wrong.".to_owned()), "{heard:#?}");
    toto.hear("[prof] hi");
}

fn hash(password: &str) -> String {
    let mut program =
        Command::new(CHAT).arg("--hash-password").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    program.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
    String::from_utf8(program.wait_with_output().unwrap().stdout).unwrap().trim().to_owned()
}

#[test]
fn a_script_that_closes_without_reading_is_heard() {
    let server = Server::start(LINE);
    let mut toto = server.person("toto");
    for number in 0..100 {
        let mut bot = server.netcat();
        if number % 2 == 1 {
            // What it has not read turns its close into a reset.
            bot.hear("[server] Welcome to Chat Server !");
        }
        bot.bytes(format!("NICK bot{number}\nMSG hi\n").as_bytes());
        drop(bot);
        toto.hear(&format!("[bot{number}] hi"));
        toto.hear(&format!("[server] bot{number} is disconnected"));
    }
}

#[test]
fn a_reset_is_a_disconnect_and_no_matter_for_the_log() {
    let server = Server::start(LINE);
    let mut toto = server.person("toto");
    server.person("tutu").reset();
    toto.hear("[server] tutu is disconnected");
    for _ in 0..50 {
        Netcat::connect(server.port()).reset();
    }
    let speaker = server.netcat();
    speaker.stream.shutdown(std::net::Shutdown::Read).unwrap();
    speaker.reset();
    server.out.wait_until("52 disconnects", |lines| {
        lines.iter().filter(|line| line.starts_with("client disconnected")).count() == 52
    });
    toto.line("NAMES");
    toto.hear("[server] toto");
    assert_eq!(server.log.all(), [""; 0]);
}

#[test]
fn quit_closes_the_connection_after_the_farewell() {
    let server = Server::start(LINE);
    let (mut toto, mut tutu) = (server.person("toto"), server.person("tutu"));
    tutu.bytes(b"QUIT bye bye\nMSG nobody hears this\n");
    tutu.hear_out();
    assert_eq!(toto.is_done().last().unwrap(), "[server] tutu is disconnected");
}
