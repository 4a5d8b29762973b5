//! The other listeners, relay, echo and budget, and a listener for both kinds of addresses.

use std::io::{Read, Write};
use std::net::{Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::support::{Netcat, PATIENCE, Server, wait_for};

fn listener(protocol: &str) -> String {
    format!("[[listener]]\naddress = \"127.0.0.1:0\"\nprotocol = \"{protocol}\"\n")
}

/// Waits until all are on the relay: they are let in by their order, so all others hear the last one.
fn all_are_on_the_relay(people: &[Netcat]) {
    let (last, others) = people.split_last().unwrap();
    (&last.stream).write_all(b"?").unwrap();
    last.stream.set_read_timeout(Some(PATIENCE)).unwrap();
    for mut stream in others.iter().map(|person| &person.stream) {
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.read_exact(&mut [0]).unwrap();
    }
}

/// Hears so many bytes, or as many as come.
fn hear(stream: &mut TcpStream, count: usize) -> usize {
    let (mut heard, mut buffer) = (0, vec![0; 64 << 10]);
    while heard < count {
        match stream.read(&mut buffer) {
            Ok(more @ 1..) => heard += more,
            _ => break,
        }
    }
    heard
}

#[test]
fn a_relay_passes_bytes_unchanged_to_all_others() {
    let server = Server::start(&(listener("relay") + &listener("line")));
    let mut people: Vec<Netcat> = (0..3).map(|_| server.netcat()).collect();
    let mut outside = Netcat::connect(server.ports[1]);
    all_are_on_the_relay(&people);
    let bytes: Vec<u8> = (0..=255).cycle().take(300_000).collect();
    let (speaker, others) = people.split_first_mut().unwrap();
    let mut sender = speaker.stream.try_clone().unwrap();
    let sent = bytes.clone();
    let sending = thread::spawn(move || sender.write_all(&sent).unwrap());
    for other in others {
        let mut heard = vec![0; bytes.len()];
        other.stream.read_exact(&mut heard).unwrap();
        assert!(heard == bytes);
    }
    sending.join().unwrap();
    outside.hear("[server] Welcome to Chat Server !");
    outside.line("NAMES");
    outside.hear(&format!("[server] {}", outside.name()));
}

#[test]
fn a_relay_on_which_all_speak_at_once_loses_nothing() {
    const EACH: usize = 400_000;
    let server = Server::start(&(listener("relay") + "[limits]\nsendq = 131072\n"));
    let people: Vec<Netcat> = (0..10).map(|_| server.netcat()).collect();
    all_are_on_the_relay(&people);
    let work = people.iter().map(|person| {
        let (mut speaking, mut hearing) = (person.stream.try_clone().unwrap(), person.stream.try_clone().unwrap());
        let speaking = thread::spawn(move || speaking.write_all(&[b'.'; EACH]));
        let hearing = thread::spawn(move || hear(&mut hearing, 9 * EACH));
        (speaking, hearing)
    });
    for (speaking, hearing) in work.collect::<Vec<_>>() {
        assert_eq!(hearing.join().unwrap(), 9 * EACH);
        speaking.join().unwrap().unwrap();
    }
}

#[test]
fn an_echo_sends_everything_back_also_to_whoever_writes_all_before_reading() {
    const ALL: usize = 10_000_000;
    let server = Server::start(&(listener("echo") + "[limits]\nsendq = 16384\n"));
    let peer = server.netcat();
    let before = server.memory();
    let written = Arc::new(AtomicUsize::new(0));
    let (mut stream, count) = (peer.stream.try_clone().unwrap(), written.clone());
    let sending = thread::spawn(move || {
        let bytes: Vec<u8> = (0..ALL).map(|place| (place % 251) as u8).collect();
        for chunk in bytes.chunks(10_000) {
            stream.write_all(chunk).unwrap();
            count.fetch_add(chunk.len(), Ordering::Relaxed);
        }
        stream.shutdown(std::net::Shutdown::Write).unwrap();
    });
    // A server that keeps only so much stops reading at some point: only then does this peer begin to read.
    let mut last = 0;
    wait_for("the writer to wait", || {
        thread::sleep(std::time::Duration::from_millis(100));
        let now = written.load(Ordering::Relaxed);
        (std::mem::replace(&mut last, now) == now && now > 0).then_some(())
    });
    if let (Some(before), Some(after)) = (before, server.memory()) {
        assert!(after < before + 4096, "{before} KiB before, {after} KiB with all that waits");
    }
    let mut back = Vec::new();
    (&peer.stream).read_to_end(&mut back).unwrap();
    sending.join().unwrap();
    assert!(back.len() == ALL && back.iter().enumerate().all(|(place, byte)| usize::from(*byte) == place % 251));
}

#[test]
fn budget_chat_as_protohackers_wants_it() {
    let server = Server::start(&listener("budget"));
    let (mut silent, mut bob, mut alice) = (server.netcat(), server.netcat(), server.netcat());
    for person in [&mut silent, &mut bob, &mut alice] {
        assert_eq!(person.next_line(), "Welcome to Budget Chat! What shall I call you?");
    }
    bob.line("bob");
    assert_eq!(bob.next_line(), "* room contains: ");
    alice.bytes(b"Alice0123456789abcdef\r\n");
    assert_eq!(alice.next_line(), "* room contains: bob");
    assert_eq!(bob.next_line(), "* Alice0123456789abcdef has entered the room");
    bob.line("hi alice, /quit @all MSG");
    assert_eq!(alice.next_line(), "[bob] hi alice, /quit @all MSG");
    alice.line(&"x".repeat(1000));
    assert_eq!(bob.next_line(), format!("[Alice0123456789abcdef] {}", "x".repeat(1000)));

    for name in ["", "b o b", "bob!", "b\u{e9}", "bob", "\u{1b}[31m", "server"] {
        let mut rude = server.netcat();
        rude.next_line();
        rude.line(name);
        let told = rude.hear_out();
        assert!(told.len() == 1 && told[0].starts_with("* "), "{name:?}: {told:?}");
    }
    drop(bob);
    assert_eq!(alice.next_line(), "* bob has left the room");
    silent.line("carol");
    assert_eq!(silent.next_line(), "* room contains: Alice0123456789abcdef");
    silent.half_close();
    assert_eq!(silent.hear_out(), [""; 0]);
    assert_eq!(alice.next_line(), "* carol has entered the room");
    assert_eq!(alice.next_line(), "* carol has left the room");
}

#[test]
fn budget_and_line_people_meet_in_the_lobby() {
    let server = Server::start(&(listener("budget") + &listener("line")));
    let mut bob = server.netcat();
    bob.line("bob");
    bob.hear("* room contains: ");
    let mut toto = Netcat::connect(server.ports[1]);
    toto.bytes(b"NICK toto\nMSG hello\n");
    bob.hear("[toto] hello");
    bob.line("hi toto");
    toto.hear("[bob] hi toto");
}

#[test]
fn a_dual_stack_listener_takes_both_and_names_them_as_the_exercise_does() {
    if TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_err() {
        return eprintln!("passed over: this machine has no IPv6");
    }
    let server = Server::start("[[listener]]\naddress = \"[::]:0\"\n");
    assert_eq!(server.ports.len(), 1, "{:?}", server.ports);
    let mut four = server.netcat();
    let port = four.stream.local_addr().unwrap().port();
    server.out.wait(&format!("client connected \"::ffff:127.0.0.1:{port}\""));
    let mut six = Netcat::connect_to(SocketAddr::from((Ipv6Addr::LOCALHOST, server.port())));
    let other = six.stream.local_addr().unwrap().port();
    server.out.wait(&format!("client connected \"::1:{other}\""));
    four.line("MSG hello");
    six.hear(&format!("[::ffff:127.0.0.1:{port}] hello"));
    six.line(&format!("@::ffff:127.0.0.1:{port} psst"));
    four.hear(&format!("[::1:{other} -> ::ffff:127.0.0.1:{port}] psst"));
    four.line("NAMES");
    four.hear(&format!("[server] ::ffff:127.0.0.1:{port} ::1:{other}"));
}
