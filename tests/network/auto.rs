//! The default listener: whoever begins to speak is answered in kind, and whoever says nothing is a person.

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use crate::support::{AUTO, Eve, LINE, Netcat, Server, has, wait_for};

/// A listener on which no silence of a test is long enough, and one for a witness.
fn patient(more: &str) -> Server {
    Server::start(&format!("{AUTO}{LINE}[server]\nsilence = 3600000\n{more}"))
}

fn witness(server: &Server) -> Netcat {
    let mut witness = Netcat::connect(server.ports[1]);
    witness.line("NICK witness");
    witness.is_done();
    witness
}

/// All that is sent until the connection ends.
fn hear_bytes(mut wire: Netcat) -> Vec<u8> {
    let mut bytes = Vec::new();
    wire.stream.read_to_end(&mut bytes).unwrap();
    bytes
}

#[test]
fn silence_is_a_person_with_netcat() {
    let server = Server::start(AUTO);
    let mut toto = server.netcat();
    toto.hear("[server] Welcome to Chat Server !");
    toto.line("NICK toto");
    toto.is_done();
    server.out.wait_with("(auto)");
    // Also behind a nick, which is taken after the welcome.
    let mut tutu = server.netcat();
    tutu.line("NICK tutu");
    assert_eq!(tutu.hear("[server] Welcome to Chat Server !"), [""; 0]);
    tutu.line("NAMES");
    tutu.hear("[server] toto tutu");
}

#[test]
fn nothing_is_said_before_the_other_side_speaks() {
    let server = patient("");
    let mut witness = witness(&server);
    let mut eve = Eve::on(server.netcat());
    witness.is_done();
    for packet in ["C", "AP L", "S\r", "\n"] {
        eve.wire.bytes(packet.as_bytes());
        witness.is_done();
    }
    assert!(eve.next_line().starts_with(":chat.localhost CAP * LS :"));
    eve.line("CAP END");
    let mut eve = eve.registers("eve");
    eve.line("PRIVMSG witness :hi");
    witness.hear("[eve -> witness] hi");
}

#[test]
fn irc_may_come_in_any_packets() {
    let server = patient("");
    let mut witness = witness(&server);
    for (nick, bytes) in [
        ("eve", "NICK eve\r\nUSER eve 0 * :Eve\r\nPING end\r\n"),
        ("bob", "USER bob 0 * :Bob\nNICK bob\nPING end\n"),
        ("pia", "PASS x\rNICK pia\rUSER pia 0 * :Pia\rPING end\r"),
        ("ivan", "\r\n@a=b nick ivan\r\n\0user ivan 0 * :I\0van\r\nPING end\r\n"),
    ] {
        for whole in [true, false] {
            let mut program = Eve::on(server.netcat());
            if whole {
                program.wire.bytes(bytes.as_bytes());
            } else {
                for byte in bytes.bytes() {
                    program.wire.bytes(&[byte]);
                    witness.line("");
                }
            }
            let before = program.hear_with(" PONG chat.localhost :end");
            assert!(before[0].starts_with(&format!(":chat.localhost 001 {nick} :")), "{before:#?}");
            program.line("QUIT");
            program.hear_out();
        }
    }
}

#[test]
fn what_people_type_first_is_run_behind_the_welcome() {
    let server = patient("");
    let mut witness = witness(&server);
    for (bytes, first) in [
        (&b"NICK toto\nMSG hello\n"[..], "[toto] hello"),
        (b"\xff\xfd\x03\xff\xfb\x01NICK toto\r\0MSG hello\r\0", "[toto] hello"),
        (b"MSG hello\nNICK toto\n", ":"),
    ] {
        let mut toto = server.netcat();
        toto.bytes(bytes);
        assert_eq!(toto.hear("[server] Welcome to Chat Server !"), [""; 0]);
        toto.hear_start("[server] Try ");
        let name = toto.name();
        witness.hear_where(first, |line| line == first || (first == ":" && line == format!("[{name}] hello")));
        toto.line("QUIT");
        toto.hear_out();
        witness.hear("[server] toto is disconnected");
    }
    // The end of the input decides, too.
    let mut bot = server.netcat();
    bot.line("NICK bot");
    bot.half_close();
    assert_eq!(bot.hear_out()[0], "[server] Welcome to Chat Server !");
    witness.hear("[server] bot is disconnected");
    drop(server.netcat());
    witness.hear_where("somebody who said nothing", |line| line.ends_with(" is disconnected"));
}

#[test]
fn a_message_through_the_pipe_of_a_netcat() {
    for (program, flags) in
        [("nc.openbsd", &["-N"][..]), ("nc.openbsd", &["-q", "0"]), ("nc.traditional", &["-q", "0"])]
    {
        if !has(program) {
            continue;
        }
        let server = patient("");
        let mut witness = witness(&server);
        let mut command = Command::new(program);
        command.args(flags).args(["127.0.0.1", &server.port().to_string()]);
        let mut bot = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        bot.stdin.take().unwrap().write_all(b"NICK bot\nMSG hi\n").unwrap();
        witness.hear("[bot] hi");
        witness.hear("[server] bot is disconnected");
        wait_for("the netcat's end", || bot.try_wait().unwrap());
    }
}

#[test]
fn tls_and_http_are_answered_in_kind_and_the_log_says_so() {
    let server = patient("");
    let mut browser = server.netcat();
    browser.bytes(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let page = String::from_utf8(hear_bytes(browser)).unwrap();
    let (head, body) = page.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{page}");
    assert!(head.contains(&format!("Content-Length: {}\r\n", body.len())) && body.contains("netcat"), "{page}");
    let mut secret = server.netcat();
    secret.bytes(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03");
    assert_eq!(hear_bytes(secret), b"\x15\x03\x03\x00\x02\x02\x28");
    server.log.wait_with("TLS is not spoken here");
    assert_eq!(server.log.all().len(), 2, "{:#?}", server.log.all());
    assert!(!server.out.all().iter().any(|line| line.starts_with("client")), "{:#?}", server.out.all());
}

/// A header of version 2, for a TCP connection from 198.51.100.3, port 1234.
const VERSION_2: &[u8] = b"\r\n\r\n\0\r\nQUIT\n\x21\x11\x00\x0c\xc6\x33\x64\x03\x0a\x00\x00\x01\x04\xd2\x1e\x61";

#[test]
fn a_proxy_that_is_trusted_is_believed() {
    let server = patient("proxies = ['127.0.0.1']\n[limits]\nconnections_per_address = 1\n");
    let mut witness = witness(&server);
    for header in [&b"PROXY TCP4 198.51.100.3 10.0.0.1 1234 7777\r\n"[..], VERSION_2] {
        let mut toto = server.netcat();
        for piece in header.chunks(5) {
            toto.bytes(piece);
            witness.is_done();
        }
        toto.bytes(b"MSG hello\n");
        witness.hear("[198.51.100.3:1234] hello");
        // The limits are those of whom it speaks for.
        let mut second = Eve::on(server.netcat());
        second.wire.bytes(&[header, b"NICK eve\r\nUSER eve 0 * :Eve\r\n"].concat());
        let told = "There are 1 connections from your address already: close one first.";
        assert_eq!(second.hear_out(), [format!("ERROR :{told}")]);
        toto.line("QUIT");
        toto.hear_out();
        witness.hear("[server] 198.51.100.3:1234 is disconnected");
        let mut third = Eve::on(server.netcat());
        third.wire.bytes(header);
        let mut third = third.registers("eve");
        third.line("WHOIS eve");
        third.hear_with(" 311 eve eve ~eve 198.51.100.3 * :eve");
        third.line("QUIT");
        third.hear_out();
        witness.is_done();
    }
    let mut wrong = server.netcat();
    wrong.bytes(b"PROXY TCP4 198.51.100.3 10.0.0.1 123456 7777\r\nNICK eve\r\n");
    assert!(wrong.hear_out()[0].starts_with("[server] The PROXY header is wrong: "));
    // One that speaks for itself is where it is.
    let mut check = Eve::on(server.netcat());
    check.wire.bytes(b"PROXY UNKNOWN\r\n");
    let mut check = check.registers("check");
    check.line("WHOIS check");
    check.hear_with(" 311 check check ~check 127.0.0.1 * :check");
}

#[test]
fn a_proxy_that_is_not_trusted_is_refused() {
    let server = patient("");
    for header in [b"PROXY TCP4 198.51.100.3 10.0.0.1 1234 7777\r\nNICK eve\r\n", VERSION_2] {
        let mut stranger = server.netcat();
        stranger.bytes(header);
        let told = stranger.hear_out();
        assert_eq!(told, ["[server] A PROXY header is believed only from the networks in `server.proxies`."]);
    }
    server.log.wait_with("is turned back: its network is not in `server.proxies`");
}

#[test]
fn whoever_may_not_come_in_is_told_so_in_their_own_words() {
    let server = Server::start(&format!("{AUTO}[limits]\nusers = 1\n"));
    let mut toto = server.netcat();
    toto.line("hello");
    toto.is_done();
    let full = "The server is full: 1 people are connected. Try again later.";
    let mut eve = Eve::on(server.netcat());
    eve.wire.bytes(b"CAP LS 302\r\nNICK eve\r\n");
    assert_eq!(eve.hear_out(), [format!("ERROR :{full}")]);
    let mut third = server.netcat();
    assert_eq!(third.hear_out(), [format!("[server] {full}")]);
    drop(toto);
    server.out.wait_with("client disconnected");
    let mut next = server.netcat();
    next.line("hello");
    next.is_done();
}
