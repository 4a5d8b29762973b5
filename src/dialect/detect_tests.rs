//! What the first bytes of a connection say, and that it does not matter how they come.

use super::Opening::{Half, Http, Irc, Line, Open, Proxy, Tls};
use super::*;

#[track_caller]
fn check(table: &[(&[u8], Opening)]) {
    for (bytes, expected) in table {
        assert_eq!(detect(bytes), *expected, "\"{}\"", bytes.escape_ascii());
        decides_once(bytes);
    }
}

/// However many of the bytes are here: what is decided stays.
#[track_caller]
fn decides_once(bytes: &[u8]) {
    let mut decided = None;
    for end in 0..=bytes.len() {
        let found = detect(&bytes[..end]);
        if let Some(before) = decided {
            assert_eq!(found, before, "\"{}\" after {end} bytes", bytes.escape_ascii());
        }
        decided = decided.or((!found.is_undecided()).then_some(found));
    }
}

#[test]
fn irc_programs_register() {
    check(&[
        // What irssi, weechat, ii, a library, and a gateway send first.
        (b"CAP LS 302\r\nNICK e\r\nUSER e e 127.0.0.1 :Eve\r\n", Irc),
        (b"CAP LS 302\r\n", Irc),
        (b"NICK ida\r\nUSER ida localhost 127.0.0.1 :ida\r\n", Irc),
        (b"PASS secret\r\nNICK pia\r\nUSER pia 0 * :pia\r\n", Irc),
        (b"WEBIRC hunter2 ExampleGateway 198.51.100.3 198.51.100.3\r\n", Irc),
        (b"AUTHENTICATE PLAIN\r\n", Irc),
        (b"USER e 0 * :Eve\r\nNICK e\r\n", Irc),
        // The verb says it.
        (b"USER", Half),
        (b"USER ", Irc),
        (b"USER\r", Irc),
        (b"CAP\n", Irc),
        (b"PASS\r\n", Irc),
        (b"PASS two words\r\n", Irc),
        (b"CAP \xFF\r\n", Irc),
        // In any letters, with the right words.
        (b"cap ls\r\n", Irc),
        (b"Cap Req :sasl\r\n", Irc),
        (b"pass secret\r\n", Irc),
        (b"Pass :two words\r\n", Irc),
        (b"user e 0 * :Eve Dupont\r\n", Irc),
        (b"user e 0 * e\r\n", Irc),
        (b"nick e\r\nuser e e e e\r\n", Irc),
        (b"webirc a b c d\r\n", Irc),
        (b"authenticate PLAIN\r\n", Irc),
        // With tags, spaces, empty lines, NULs, and one of CR and LF alone.
        (b"@label=1 CAP LS\r\n", Irc),
        (b"@a;b=c  nick e\r\n@d USER e 0 * :e\r\n", Irc),
        (b"   CAP LS\r\n", Irc),
        // Services that are a server.
        (b":services.test PASS secret 0210-IRC+ Anope|2.0.12:CLHMSo P\r\n", Irc),
        (b"@a :b CAP LS\r\n", Irc),
        (b"\r\n\r\n\nCAP LS\r\n", Irc),
        (b"\0N\0ICK e\nCAP LS\n", Irc),
        (b"NICK e\rUSER e 0 * :e\r", Irc),
        (b"NICK e\nUSER e 0 * :e\n", Irc),
        // More than one nick, and one that is none.
        (b"NICK a\r\nNICK b\r\n\r\nPASS x\r\n", Irc),
        (b"NICK\r\nNICK :\r\nNICK \xFF\r\nUSER e 0 * :e\r\n", Irc),
    ]);
}

#[test]
fn people_type_lines() {
    check(&[
        (b"hello\n", Line),
        (b"h", Line),
        (b"\xC3\xA9t\xC3\xA9", Line),
        (b"MSG hi\n", Line),
        (b"NICK toto\nMSG hi\n", Line),
        (b"NICK toto\nM", Line),
        (b"NICK toto\r\nJOIN #tp\r\n", Line),
        (b"NICK toto\nGET / HTTP/1.1\n", Line),
        (b"/nick toto\n", Line),
        (b"@toto hello\n", Line),
        (b":) hello\n", Line),
        (b":)\n", Line),
        (b": pass the salt\n", Line),
        (b"@toto pass the salt\n", Line),
        (b"\nhello\n", Line),
        (b"QUIT\n", Line),
        (b"PING x\n", Line),
        // Words that are verbs of IRC, too.
        (b"pass the salt\n", Line),
        (b"Pass\n", Line),
        (b"user friendly, is it?\n", Line),
        (b"user friendly and not at all slow\n", Line),
        (b"cap or no cap?\n", Line),
        (b"NICK toto\npass the salt\n", Line),
        (b"CAPS\n", Line),
        (b"PASSWORD x\n", Line),
        (b"PROXY is down\n", Line),
        (b"PROXY TCP 1\n", Line),
        (b"GET up\n", Line),
        (b"get / HTTP/1.1\n", Line),
        (b"@x GET / HTTP/1.1\n", Line),
        (b"GE\n", Line),
        (b"NICKNAME x\n", Line),
        // Telnet, bytes that are nothing, and the start of a signature that is none.
        (b"\xFF\xFD\x03NICK toto\r\n", Line),
        (b"\xFF", Line),
        (b"\x04", Line),
        (b"\x16\x02", Line),
        (b"\r\n\r\n\0\r\nQUIT now\n", Line),
        (b"\xE9t\xE9\n", Line),
    ]);
}

#[test]
fn what_may_become_both_is_undecided() {
    check(&[
        (b"", Open),
        (b"\r\n", Open),
        (b"\n\n\n", Open),
        (b"NICK toto\n", Open),
        (b"NICK toto\r", Open),
        (b"nick cave is good\n", Open),
        (b"NICK a\nNICK b\n", Open),
        (b"C", Half),
        (b"c", Half),
        (b"NI", Half),
        (b"NICK", Half),
        (b"NICK to", Half),
        (b"NICK toto\r\nUS", Half),
        (b"NICK toto\r\nN", Half),
        (b"pass th", Half),
        (b"@", Half),
        (b"@tag", Half),
        (b"@tag ", Half),
        (b"@tag C", Half),
        (b":source", Half),
        (b":source P", Half),
        (b"P", Half),
        (b"PROXY TC", Half),
        (b"\x16", Half),
        (b"\r\n\r\n\0", Half),
        (b"GET /", Half),
        (b" ", Half),
    ]);
}

#[test]
fn others_are_known() {
    check(&[
        (b"\x16\x03\x01\x02\x00\x01\x00", Tls),
        (b"\x16\x03", Tls),
        (b"GET / HTTP/1.1\r\nHost: chat\r\n\r\n", Http),
        (b"POST /chat?x=y HTTP/1.0\r\n", Http),
        (b"HEAD / HTTP/1.1\n", Http),
        (b"OPTIONS * HTTP/1.1\r\n", Http),
        (b"CONNECT irc.example.com:6667 HTTP/1.1\r\n", Http),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Http),
        (b"GET / HTTP/1.1", Half),
        (b"PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n", Proxy),
        (b"PROXY TCP6 ", Proxy),
        (b"PROXY UNKNOWN", Proxy),
        (b"\r\n\r\n\0\r\nQUIT\n\x21\x11\x00\x0C", Proxy),
    ]);
}

#[test]
fn only_the_first_bytes_count() {
    let long = [b"NICK ", &[b'x'; 100_000][..]].concat();
    assert_eq!((detect(&long[..MOST - 1]), detect(&long)), (Half, Line));
    let nicks = b"NICK a\n".repeat(2000);
    assert_eq!((detect(&nicks[..7 * 1000]), detect(&nicks)), (Open, Line));
    assert_eq!(detect(&[&nicks[..], b"USER a 0 * :a\n"].concat()), Line);
    // The longest line of IRC with its tags is among them.
    let tagged = [b"NICK a\r\n@", &[b't'; 4094][..], b" USER a 0 * :", &[b'r'; 497], b"\r\n"].concat();
    assert_eq!(detect(&tagged), Irc);
    decides_once(&tagged);
}

/// Ten thousand openings of pieces that mean something, at least to somebody.
#[test]
fn it_does_not_matter_how_the_bytes_are_cut() {
    let pieces: [&[u8]; 41] = [
        b"NICK",
        b"nick",
        b"USER",
        b"user",
        b"CAP",
        b"cap",
        b"PASS",
        b"pass",
        b"WEBIRC",
        b"AUTHENTICATE",
        b"LS",
        b"GET",
        b"PRI",
        b"CONNECT",
        b"HTTP/1.1",
        b"GET / HTTP/1.1\n",
        b"PROXY",
        b"TCP4",
        b"UNKNOWN",
        b"QUIT\n",
        b"MSG",
        b"toto",
        b"@tag",
        b"@",
        b":",
        b" ",
        b" ",
        b" ",
        b" :",
        b"0",
        b"*",
        b"\r\n",
        b"\r\n",
        b"\n",
        b"\r",
        b"\0",
        b"\x16",
        b"\x03",
        b"\xFF",
        b"\xC3\xA9",
        b"\r\n\r\n\0\r\nQUIT\n",
    ];
    let mut seed = 0x2545_F491_4F6C_DD1D_u64;
    let mut below = |limit: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed >> 32) as usize % limit
    };
    let mut found = [0; 5];
    for _ in 0..10_000 {
        let count = below(12);
        let bytes: Vec<u8> = (0..count).flat_map(|_| pieces[below(pieces.len())]).copied().collect();
        decides_once(&bytes);
        for (count, opening) in found.iter_mut().zip([Line, Irc, Tls, Http, Proxy]) {
            *count += usize::from(detect(&bytes) == opening);
        }
    }
    assert!(found.iter().all(|count| *count > 0), "each comes up: {found:?}");
}
