//! Lines, however they are cut into packets, and telnet's bytes among them.

use crate::support::{Netcat, Server};
use std::io::Read;

/// Sends bytes in pieces, each of which the server has read before the next one comes.
fn send_cut(from: &mut Netcat, witness: &mut Netcat, pieces: &[&[u8]]) {
    for piece in pieces {
        from.bytes(piece);
        witness.is_done();
    }
}

#[test]
fn a_line_may_come_in_three_packets() {
    let server = Server::start(crate::support::LINE);
    let (mut toto, mut witness) = (server.person("toto"), server.person("witness"));
    send_cut(&mut toto, &mut witness, &[b"com", b"man", b"d\n"]);
    toto.hear_start("[server] Invalid command \"command\"");
    send_cut(&mut toto, &mut witness, &[b"MSG \xc3", b"\xa9t\xc3", b"\xa9\r"]);
    toto.bytes(b"\n");
    witness.hear("[toto] été");
}

#[test]
fn many_lines_may_come_in_one_packet() {
    let server = Server::start(crate::support::LINE);
    let (mut toto, mut tutu) = (server.person("toto"), server.person("tutu"));
    let lines: Vec<String> = (0..2000).map(|number| format!("MSG {number}\n")).collect();
    toto.bytes(lines.concat().as_bytes());
    for number in 0..2000 {
        assert_eq!(tutu.next_line(), format!("[toto] {number}"));
    }
}

#[test]
fn a_line_may_end_as_netcat_windows_and_telnet_end_it() {
    let server = Server::start(crate::support::LINE);
    let (mut toto, mut tutu) = (server.person("toto"), server.person("tutu"));
    toto.bytes(b"MSG one\nMSG two\r\nMSG three\r\0MSG a\rb\nMSG \n\r\n\nMSG four\n");
    toto.is_done();
    assert_eq!(tutu.is_done(), ["[toto] one", "[toto] two", "[toto] three", "[toto] a^Mb", "[toto] four"]);
}

#[test]
fn telnets_bytes_are_taken_out_wherever_they_are_cut() {
    let typed = b"MSG a\xff\xfb\x01b\xff\xfa\x18\x00\xff\xff\n\xff\xf0c\xff\xf1\xff\xfd\x03d x\x7f\xff\xfe\x22e\r\0";
    let server = Server::start(crate::support::LINE);
    let (mut toto, mut witness) = (server.person("toto"), server.person("witness"));
    for cut in 1..typed.len() {
        send_cut(&mut toto, &mut witness, &[&typed[..cut]]);
        toto.bytes(&typed[cut..]);
        witness.hear("[toto] abcd e");
    }
}

#[test]
fn telnets_ctrl_c_is_answered() {
    let server = Server::start(crate::support::LINE);
    let mut toto = server.person("toto");
    toto.bytes(b"\xff\xf4\xff\xfd\x06");
    let mut answer = [0; 3];
    toto.stream.read_exact(&mut answer).unwrap();
    assert_eq!(answer, *b"\xff\xfc\x06");
    toto.is_done();
}

#[test]
fn nobody_writes_on_anothers_terminal() {
    let server = Server::start(crate::support::LINE);
    let (mut toto, mut tutu) = (server.person("toto"), server.person("tutu"));
    toto.bytes(b"MSG \x1b[2J\x07\xc2\x9b1m\xff\xff\xf0\x80\n");
    toto.is_done();
    let told = tutu.is_done().concat();
    assert!(told.starts_with("[toto] ^["), "{told:?}");
    assert!(!told.contains(char::is_control), "{told:?}");
}

#[test]
fn a_line_that_is_too_long_is_refused_whole_and_the_next_one_works() {
    let server = Server::start(crate::support::LINE);
    let (mut toto, mut tutu) = (server.person("toto"), server.person("tutu"));
    for size in [2001, 9000, 9100, 64 << 10, 1 << 20] {
        toto.bytes(format!("MSG {}\nMSG next\n", "x".repeat(size)).as_bytes());
        toto.hear("[server] The message must have at most 2000 characters: none of it was sent.");
        toto.is_done();
        assert_eq!(tutu.is_done(), ["[toto] next"], "after a line of {size} bytes");
    }
    toto.line(&format!("MSG {}", "é".repeat(2000)));
    toto.is_done();
    assert_eq!(tutu.is_done(), [format!("[toto] {}", "é".repeat(2000))]);
}
