//! A crowd in the lobby, some of it speaking as fast as it can: everyone hears every line once, in each speaker's order.
//!
//! `CHAT_CROWD=1000x10s cargo test --release --test crowd -- --nocapture` runs it with 1,000 people for 10 seconds;
//! `CHAT_CROWD=1000x500` with 500 lines of each speaker.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::cell::RefCell;
use std::env;
use std::io::{ErrorKind, Read};
use std::net::TcpStream;
use std::rc::Rc;
use std::time::{Duration, Instant};

use smol::io::AsyncWriteExt;
use smol::{Async, LocalExecutor, Timer, future};
use socket2::SockRef;
use support::{LINE, Netcat, Server};

const SPEAKERS: usize = 16;

/// How long the speakers speak.
#[derive(Clone, Copy)]
enum Long {
    Lines(u32),
    Seconds(u64),
}

/// How many people, and how long 16 of them speak.
fn size() -> (usize, Long) {
    let Ok(size) = env::var("CHAT_CROWD") else { return (200, Long::Lines(1000)) };
    let (people, long) = size.split_once('x').expect("CHAT_CROWD is like 1000x10s or 1000x500");
    let seconds = long.strip_suffix('s').map(|seconds| Long::Seconds(seconds.parse().unwrap()));
    (people.parse().unwrap(), seconds.unwrap_or_else(|| Long::Lines(long.parse().unwrap())))
}

#[test]
fn everyone_hears_every_line_once_and_in_order() {
    speak(&Server::start(LINE), "");
}

#[test]
fn so_they_do_when_somebody_never_reads() {
    let server = Server::with_limits("sendq = 65536");
    let mute = Netcat::connect_narrow(server.port());
    speak(&server, " beside one who never reads");
    server.out.wait(&format!("client disconnected \"{}\"", mute.name()));
}

fn speak(server: &Server, how: &str) {
    rlimit::increase_nofile_limit(u64::MAX).unwrap();
    let (people, long) = size();
    let crowd: Vec<Hearer> = (0..people).map(|number| Hearer::new(server, number)).collect();
    let start = Instant::now();
    let executor = LocalExecutor::new();
    let speaking: Vec<_> = crowd[..SPEAKERS].iter().map(|s| executor.spawn(speaker(s.stream.clone(), long))).collect();
    let buffer = Rc::new(RefCell::new(vec![0; 256 << 10]));
    let hearing: Vec<_> = crowd.into_iter().map(|hearer| executor.spawn(hearer.hear_all(buffer.clone()))).collect();
    let all = async {
        for speaker in speaking {
            speaker.await;
        }
        let mut heard = 0;
        for hearer in hearing {
            heard += hearer.await;
        }
        heard
    };
    let patience = Duration::from_secs(60 + if let Long::Seconds(seconds) = long { 10 * seconds } else { 0 });
    let too_late = async {
        Timer::after(patience).await;
        panic!("not everyone heard everything in {patience:?}")
    };
    let heard = future::block_on(executor.run(future::or(all, too_late)));
    let took = start.elapsed();
    let rate = f64::from(u32::try_from(heard).unwrap()) / took.as_secs_f64() / 1e6;
    println!(
        "{people} people, {SPEAKERS} of them speaking{how}: {heard} lines heard in {took:.1?}, {rate:.2} million/s"
    );
    assert!(server.log.all().iter().all(|line| line.contains("did not read")), "{:#?}", server.log.all());
}

/// Sends numbered lines, and at last how many they were.
async fn speaker(stream: Rc<Async<TcpStream>>, long: Long) {
    let (mut number, start) = (0_u32, Instant::now());
    while match long {
        Long::Lines(lines) => number < lines,
        Long::Seconds(seconds) => start.elapsed() < Duration::from_secs(seconds),
    } {
        let lines: String = (number..number + 20).map(|n| format!("MSG {n} the quick brown fox jumps\n")).collect();
        (&*stream).write_all(lines.as_bytes()).await.unwrap();
        number += 20;
    }
    (&*stream).write_all(format!("MSG {number} END\n").as_bytes()).await.unwrap();
}

/// Somebody who checks what they hear.
struct Hearer {
    stream: Rc<Async<TcpStream>>,
    number: usize,
    /// What came of a line that has not ended.
    begun: Vec<u8>,
    /// The number of each speaker's next line.
    next: [u32; SPEAKERS],
    ended: usize,
}

impl Hearer {
    /// Connects, and is in the lobby; the first ones are `s0`, `s1`, ... and speak.
    fn new(server: &Server, number: usize) -> Hearer {
        let mut netcat = server.netcat();
        netcat.hear_start("[server] Try");
        if number < SPEAKERS {
            netcat.line(&format!("NICK s{number}"));
            netcat.is_done();
            // What waits to be sent counts as spoken: let it be little.
            SockRef::from(&netcat.stream).set_send_buffer_size(16 << 10).unwrap();
        }
        let stream = Rc::new(Async::new(netcat.stream).unwrap());
        let ended = usize::from(number < SPEAKERS);
        Hearer { stream, number, begun: Vec::new(), next: [0; SPEAKERS], ended }
    }

    /// Hears all the others to their end; returns how many lines that were.
    async fn hear_all(mut self, buffer: Rc<RefCell<Vec<u8>>>) -> u64 {
        while self.ended < SPEAKERS {
            self.stream.readable().await.unwrap();
            let mut buffer = buffer.borrow_mut();
            match self.stream.get_ref().read(&mut buffer) {
                Ok(0) => panic!("{} was disconnected", self.number),
                Ok(count) => self.take(&buffer[..count]),
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => panic!("{} was disconnected: {error}", self.number),
            }
        }
        self.next.iter().map(|next| u64::from(*next)).sum()
    }

    fn take(&mut self, bytes: &[u8]) {
        let mut begun = std::mem::take(&mut self.begun);
        let mut lines = bytes.split_inclusive(|byte| *byte == b'\n');
        if !begun.is_empty() {
            begun.extend_from_slice(lines.next().unwrap_or_default());
            self.line(&begun);
        }
        lines.for_each(|line| self.line(line));
    }

    /// Checks a line, like `[s3] 17 the quick brown fox jumps`; keeps it if it has not ended.
    fn line(&mut self, line: &[u8]) {
        let Some(line) = line.strip_suffix(b"\n") else { return self.begun = line.to_vec() };
        assert!(!line.starts_with(b"[server] You are"), "{}: {}", self.number, String::from_utf8_lossy(line));
        let Some((speaker, said)) = line.strip_prefix(b"[s").and_then(number) else { return };
        let (number, rest) = said.strip_prefix(b"] ").and_then(number).unwrap();
        let next = &mut self.next[speaker as usize];
        assert_eq!(number, *next, "{} hears this line of s{speaker} in place of the other", self.number);
        if rest == b" END" {
            self.ended += 1;
        } else {
            assert_eq!(rest, b" the quick brown fox jumps");
            *next += 1;
        }
    }
}

/// The number at the start of a text, and what follows it.
fn number(text: &[u8]) -> Option<(u32, &[u8])> {
    let (digits, rest) = text.split_at(text.iter().take_while(|byte| byte.is_ascii_digit()).count());
    Some((str::from_utf8(digits).ok()?.parse().ok()?, rest))
}
