//! A peer that is no honest server: whatever it sends, it is dropped with a reason, and people here go on.

use crate::support::{AUTO, Eve, Netcat, Server};

/// What this server says of a peer, behind the listener.
fn configured(keys: &str) -> Server {
    let link = "[[link]]\nname = \"far.net\"\npassword = \"sesame\"\n";
    Server::start(&format!("{AUTO}[server]\nname = \"near.net\"\n{link}{keys}\n[limits]\nping = 0\n"))
}

/// A peer of another make that has said who it is: RFC 2813 4.1.
fn greets(server: &Server, password: &str, name: &str) -> Eve {
    let mut peer = Eve::on(server.netcat());
    peer.line(&format!("PASS {password} 0210 raw|test"));
    peer.line(&format!("SERVER {name} 1 1 :A raw peer"));
    peer
}

/// The same, linked: all that is known here has been told.
fn linked(server: &Server) -> Eve {
    let mut peer = greets(server, "sesame", "far.net");
    peer.hear_with("PING ");
    peer
}

/// A line by which somebody on the peer comes.
fn comes(nick: &str) -> String {
    format!(":far.net NICK {nick} 1 ~{nick} far.example 1 + :{nick} of far")
}

/// Somebody here with netcat, who has seen one person of the peer's come.
fn watched(server: &Server, peer: &mut Eve) -> Netcat {
    let mut toto = server.person("toto");
    peer.line(&comes("bob"));
    peer.line("PING far.net");
    toto.hear_where("bob", |line| line.contains("bob is "));
    toto
}

/// The peer is told why, the link ends, those on it leave, and people here go on.
#[track_caller]
fn is_dropped(mut peer: Eve, mut toto: Netcat, why: &str) {
    peer.hear_with(&format!("ERROR :Closing link: {why}"));
    peer.wire.hear_out();
    toto.hear("[server] link to far.net lost: bob is away");
    toto.line("NAMES");
    toto.hear("[server] toto");
}

#[track_caller]
fn is_turned_away(mut peer: Eve, why: &str) {
    peer.hear_with(&format!("ERROR :Closing link: {why}"));
    peer.wire.hear_out();
}

/// RFC 2813 5.2.1: a server proves itself, and its name is one that the configuration has.
#[test]
fn who_does_not_prove_itself_is_no_server() {
    let server = configured("");
    is_turned_away(greets(&server, "wrong", "far.net"), "Wrong password");
    is_turned_away(greets(&server, "sesame", "other.net"), "other.net is no server that this one knows");
    is_turned_away(greets(&server, "sesame", "near.net"), "near.net is no server that this one knows");
    let mut peer = Eve::on(server.netcat());
    peer.line("PASS sesame");
    peer.line("SERVER far.net 1 1 :A raw peer");
    is_turned_away(peer, "PASS with the version of your protocol comes before SERVER");
    let mut peer = Eve::on(server.netcat());
    peer.line("PASS sesame 0210 raw|test");
    peer.line("SERVER far!net 1 1 :A raw peer");
    is_turned_away(peer, "SERVER is: ");
    let first = linked(&server);
    is_turned_away(greets(&server, "sesame", "FAR.net"), "There is a connection between us already");
    drop(first);
    let mut eve = Eve::enters(&server, "eve");
    eve.line("LUSERS");
    eve.hear_with(" 251 eve :There are ");
}

/// RFC 2813 4.1.2: no server is introduced twice, this one never, and none that the masks leave out.
#[test]
fn a_server_that_may_not_be_there_ends_the_link() {
    for (keys, line, why) in [
        ("", ":far.net SERVER near.net 2 2 :You", "near.net is on the network already"),
        ("", ":far.net SERVER far.net 2 2 :Myself", "far.net is on the network already"),
        ("allow_servers = [\"*.far.net\"]", ":far.net SERVER evil.net 2 2 :Leaf", "evil.net may not be behind far.net"),
        (
            "",
            ":far.net NICK ann 1 ~ann h 77 + :Ann\r\n:far.net SERVER far.net 2 3 :x",
            "far.net is on the network already",
        ),
    ] {
        let server = configured(keys);
        let mut peer = linked(&server);
        let toto = watched(&server, &mut peer);
        peer.line(line);
        is_dropped(peer, toto, why);
    }
}

/// Nicks that the masks leave out, an admin's, and one that somebody here has, are nobody's on the peer.
#[test]
fn nicks_that_a_peer_may_not_have() {
    let server = configured("allow_nicks = [\"b*\", \"t*\"]");
    let mut peer = linked(&server);
    let mut toto = watched(&server, &mut peer);
    for (nick, why) in [("eve", "This nick is not for others"), ("tata", "This nick is not for others")] {
        peer.line(&comes(nick));
        peer.hear_with(&format!("KILL {nick} :{why}"));
    }
    // RFC 1459 4.1.2: of two people of one nick both leave, where the servers know no better.
    let mut tutu = server.person("tutu");
    toto.hear_where("tutu", |line| line.ends_with(" is now tutu"));
    peer.line(&comes("tutu"));
    peer.hear_with("KILL tutu :Nick collision");
    tutu.hear_out();
    toto.line("NAMES");
    toto.hear("[server] toto bob");
}

/// What comes from somebody who is not behind the link is not heard.
#[test]
fn who_is_not_behind_a_link_does_not_speak_over_it() {
    let server = configured("");
    let mut peer = linked(&server);
    let mut toto = watched(&server, &mut peer);
    for line in [
        ":toto PRIVMSG toto :I say this to myself",
        ":near.net KILL toto :by yourself",
        ":toto KILL toto :by myself",
        ":toto QUIT :gone",
        ":toto NICK nobody",
        ":evil.net SQUIT evil.net :not mine",
        ":nobody PRIVMSG toto :hello",
        ":near.net NICK ann 1 ~ann h 1 + :Ann",
    ] {
        peer.line(line);
    }
    peer.line(":bob PRIVMSG toto :hello");
    let before = toto.hear("[bob -> toto] hello");
    assert!(before.iter().all(|line| !line.contains("myself") && !line.contains("gone")), "{before:?}");
    toto.line("NAMES");
    assert_eq!(toto.hear("[server] toto bob"), [""; 0]);
}

/// Bytes that are no lines, lines that are none of a server's, half a line, and a break in the middle of a burst.
#[test]
fn nonsense_and_half_lines() {
    let server = configured("");
    let mut peer = linked(&server);
    let toto = watched(&server, &mut peer);
    peer.wire.bytes(b"\0\xff\xfe\r\n:\r\n: \r\n::::\r\n@=;;; \r\n:far.net\r\n:far.net 999\r\n NJOIN\r\nMODE\r\n");
    for verb in ["NICK", "SERVER", "NJOIN", "KICK", "MODE", "TOPIC", "CHANINFO", "METADATA", "INVITE", "AWAY", "WHOIS"]
    {
        for words in ["", " x", " x x", " #x :", " 1 2 3 4 5 6 7", " :", " #x +ov x", " toto x y z"] {
            peer.line(&format!(":far.net {verb}{words}"));
        }
    }
    peer.line("PING over");
    peer.hear_with("PONG ");
    peer.wire.bytes(format!("{}\r\n:far.net NICK ann 1 ~a", comes("ada")).as_bytes());
    drop(peer);
    let mut toto = toto;
    toto.hear_where("the split", |line| line.starts_with("[server] link to far.net lost: "));
    toto.line("NAMES");
    toto.hear("[server] toto");
}

/// A line that does not end, and more than the server has room for.
#[test]
fn a_line_without_end_and_a_flood() {
    let server = configured("");
    let mut peer = linked(&server);
    let toto = watched(&server, &mut peer);
    peer.wire.bytes("x".repeat(300 << 10).as_bytes());
    peer.wire.bytes(b"\r\n");
    is_dropped(peer, toto, "A line is too long");

    let mut peer = linked(&server);
    let mut tutu = server.person("tutu");
    for number in 0..2000 {
        peer.line(&comes(&format!("f{number}")));
    }
    peer.line("PING over");
    peer.hear_with("PONG ");
    // Many are counted, not named.
    drop(peer);
    tutu.hear("[server] link to far.net lost: 2000 people are away");
}

/// A peer that says nothing is asked, then dropped: RFC 2813 4.6.2's PING, as for people.
#[test]
fn a_silent_peer() {
    let link = "[[link]]\nname = \"far.net\"\npassword = \"sesame\"\n";
    let server = Server::start(&format!("{AUTO}[server]\nname = \"near.net\"\n{link}[limits]\nping = 1\n"));
    let mut peer = linked(&server);
    let toto = watched(&server, &mut peer);
    is_dropped(peer, toto, "Ping timeout: ");
}
