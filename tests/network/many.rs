//! Many connections: five thousand that stay, or say nothing, then a storm of two thousand.

use std::fs;
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use crate::support::{AUTO, Eve, LINE, Netcat, Server, wait_for};

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

/// Processor time used so far, in hundredths of a second; none where the system does not tell.
fn ticks(server: &Server) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{}/stat", server.pid())).ok()?;
    let words: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    Some(words.get(11)?.parse::<u64>().ok()? + words.get(12)?.parse::<u64>().ok()?)
}

#[test]
fn five_thousand_of_whom_nobody_knows_what_they_speak_cost_nothing() {
    let count = allowed(5000);
    let server = Server::start(&format!("{AUTO}{LINE}[server]\nsilence = 3600000\n"));
    let mut toto = Netcat::connect(server.ports[1]);
    toto.line("NICK toto");
    toto.is_done();
    let before = server.memory();
    let mut crowd: Vec<Netcat> = (0..count).map(|_| server.netcat()).collect();
    // They are let in by their order: the last one is answered when all are in.
    let mut last = Eve::on(crowd.pop().unwrap()).registers("last");
    let (during, start) = (server.memory(), ticks(&server));
    thread::sleep(Duration::from_secs(1));
    if let (Some(start), Some(end)) = (start, ticks(&server)) {
        println!("{count} undecided connections use {} ms of processor time in a second", (end - start) * 10);
        assert!(end - start < 10, "{} ms of processor time in a second", (end - start) * 10);
    }
    if let (Some(before), Some(during)) = (before, during) {
        println!("memory before: {before} KiB, with {count}: {during} KiB");
        assert!(during < before + 6 * count, "{before} KiB before, {during} KiB with {count}");
    }
    // In the crowd, each of them still finds what it speaks.
    for (number, person) in crowd.into_iter().enumerate().take(200) {
        if number % 2 == 0 {
            drop(Eve::on(person).registers(&format!("eve{number}")));
        } else {
            let mut person = person;
            person.is_done();
        }
    }
    assert!(last.is_done().iter().all(|line| !line.starts_with("[server]")));
    toto.is_done();

    let storm_count = allowed(2000);
    let connect = |number: usize| {
        let mut storm = Netcat::connect(server.port());
        storm.bytes([&b"NICK x\r\n"[..], b"CAP LS\r\n", b"", b"\x16\x03\x01", b"PROXY "][number % 5]);
        storm
    };
    drop((0..storm_count).map(connect).collect::<Vec<_>>());
    toto.is_done();
    Eve::enters(&server, "after").is_done();
    let log = server.log.all();
    assert!(log.iter().all(|line| line.contains("TLS is not spoken here")), "{log:#?}");
}
