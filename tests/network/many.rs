//! Many connections: five thousand that stay, then a storm of two thousand in the lobby.

use std::net::TcpStream;

use crate::support::{LINE, Netcat, Server, wait_for};

/// As many of these connections as this process may open; says so when it is fewer.
fn allowed(wanted: usize) -> usize {
    let limit = rlimit::increase_nofile_limit(u64::MAX).unwrap();
    let allowed = usize::try_from(limit).unwrap_or(usize::MAX).saturating_sub(500).min(wanted);
    if allowed < wanted {
        println!("{allowed} connections instead of {wanted}: this process may not open more files");
    }
    allowed
}

fn wait_for_departures(server: &Server, count: usize) {
    wait_for("all to leave", || {
        let gone = |line: &String| line.starts_with("client disconnected");
        (server.out.all().iter().filter(|line| gone(line)).count() == count).then_some(())
    });
}

#[test]
fn five_thousand_who_say_nothing_then_a_storm_of_two_thousand() {
    let count = allowed(5000);
    let server = Server::start(&format!("{LINE}lobby = false\n{LINE}"));
    let mut toto = server.person("toto");
    let before = server.memory();
    let mut crowd: Vec<Netcat> = (0..count).map(|_| server.netcat()).collect();
    for person in &mut crowd {
        person.hear_start("[server] Try ");
    }
    toto.line("@all hello");
    for person in &mut crowd {
        person.hear("[toto] hello");
    }
    let last = crowd.last_mut().unwrap();
    last.line("@toto I am the last");
    toto.hear(&format!("[{0} -> toto] I am the last", last.name()));
    let during = server.memory();
    drop(crowd);
    wait_for_departures(&server, count);

    let storm_count = allowed(2000);
    let connect = |_| TcpStream::connect(("127.0.0.1", server.ports[1])).unwrap();
    let storm: Vec<TcpStream> = (0..storm_count).map(connect).collect();
    drop(storm);
    wait_for_departures(&server, count + storm_count);
    toto.line("NAMES");
    toto.hear("[server] toto");
    assert_eq!(server.log.all(), [""; 0]);
    if let (Some(before), Some(during), Some(after)) = (before, during, server.memory()) {
        println!("memory before: {before} KiB, with {count}: {during} KiB, after the storm: {after} KiB");
        // The allocator keeps what they left for those who come next.
        assert!(during < before + 6 * count, "{before} KiB before, {during} KiB with {count}");
        assert!(after < before + 8 * count, "{before} KiB before, {after} KiB after the storm");
    }
}
