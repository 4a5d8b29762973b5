//! The connection's task: it connects, and again after each loss, ever more slowly.

use std::future::pending;
use std::time::Duration;

use async_channel::{Receiver, Sender};
use futures_lite::FutureExt;
use smol::Timer;

use super::known::KnownHosts;
use super::line::{Close, talk};
use super::{reach, tls};
use crate::client::address::Address;
use crate::client::texts::{Texts, fill};
use crate::client::wire::{FromNet, ToNet};

/// How long the connection's task waits for what.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// For the first word of a server.
    pub silence: Duration,
    /// Without a word, before it asks for a sign of life.
    pub alive: Duration,
    /// For that sign.
    pub answer: Duration,
    /// For the server's end, after QUIT.
    pub parting: Duration,
    /// Before it connects again the first time.
    pub first_wait: Duration,
    /// Before it connects again, at most.
    pub longest_wait: Duration,
    /// For the encryption to begin.
    pub handshake: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Timing {
            silence: Duration::from_secs(30),
            alive: Duration::from_secs(60),
            answer: Duration::from_secs(30),
            parting: Duration::from_secs(2),
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(300),
            handshake: Duration::from_secs(15),
        }
    }
}

/// What ends a wait.
enum Asked {
    Again,
    Quit,
}

/// Runs until it is asked to quit, or nobody asks any more. `known` is where certificates are remembered that nobody
/// vouches for; without it they are taken anew each time. What goes wrong is told in the words of `texts`.
pub async fn run(
    address: Address,
    known: Option<KnownHosts>,
    timing: Timing,
    texts: &Texts,
    from: Sender<FromNet>,
    to: Receiver<ToNet>,
) {
    let (mut attempt, mut losses) = (0, 0);
    loop {
        attempt += 1;
        let _ = from.send(FromNet::Connecting { to: address.place(), attempt }).await;
        let (close, registered) = once(&address, known.as_ref(), (timing, texts), &from, &to, &mut attempt).await;
        if registered {
            losses = 0;
        }
        let wait = match close {
            Close::Left => return,
            Close::Again => continue,
            Close::Lost(why) => {
                let wait = pause(timing, losses);
                losses += 1;
                let _ = from.send(FromNet::Lost { why, again_in: Some(wait) }).await;
                Some(wait)
            }
            Close::Refused(why) => {
                let _ = from.send(FromNet::Refused(why)).await;
                None
            }
        };
        let over = async {
            match wait {
                Some(wait) => Timer::after(wait).await,
                None => pending().await,
            };
            Asked::Again
        };
        match asked(&to).or(over).await {
            Asked::Again => {}
            Asked::Quit => return,
        }
    }
}

/// One connection: its end, and whether the server had taken one in.
async fn once(
    address: &Address,
    known: Option<&KnownHosts>,
    (timing, texts): (Timing, &Texts),
    from: &Sender<FromNet>,
    to: &Receiver<ToNet>,
    attempt: &mut u32,
) -> (Close, bool) {
    let interrupted = async {
        Err(match asked(to).await {
            Asked::Again => Close::Again,
            Asked::Quit => Close::Left,
        })
    };
    let connect = async {
        let reached = reach::connect(&address.host, &address.ports).await;
        reached.map_err(|why| Close::Lost(sentence(&why.told(texts))))
    };
    let (stream, peer) = match connect.or(interrupted).await {
        Ok(reached) => reached,
        Err(close) => return (close, false),
    };
    let place = Address { ports: vec![peer.port()], ..address.clone() }.place();
    if !address.tls {
        *attempt = 0;
        let _ = from.send(FromNet::Connected { tls: None }).await;
        return talk(stream, &place, texts, timing, from, to).await;
    }
    let interrupted = async {
        Err(match asked(to).await {
            Asked::Again => Close::Again,
            Asked::Quit => Close::Left,
        })
    };
    let late = async {
        Timer::after(timing.handshake).await;
        Err(Close::Lost(fill(texts.tls_mute, &[&place])))
    };
    let encrypt = async {
        tls::encrypt(stream, &address.host, &place, known, texts).await.map_err(|why| match why {
            tls::Failure::Refused(why) => Close::Refused(why),
            tls::Failure::Lost(why) => Close::Lost(why),
        })
    };
    let encrypted = match encrypt.or(interrupted).or(late).await {
        Ok(encrypted) => encrypted,
        Err(close) => return (close, false),
    };
    if let Some(fingerprint) = encrypted.new {
        let _ = from.send(FromNet::Fingerprint { host: place.clone(), fingerprint }).await;
    }
    *attempt = 0;
    let _ = from.send(FromNet::Connected { tls: Some(encrypted.version) }).await;
    talk(encrypted.stream, &place, texts, timing, from, to).await
}

/// What is asked while there is no connection; lines have nowhere to go.
async fn asked(to: &Receiver<ToNet>) -> Asked {
    loop {
        match to.recv().await {
            Ok(ToNet::Line(_)) => {}
            Ok(ToNet::Reconnect) => return Asked::Again,
            Ok(ToNet::Quit(_)) | Err(_) => return Asked::Quit,
        }
    }
}

/// Twice as long after each loss, a quarter more or less: those whom one server lost do not all come back at once.
fn pause(timing: Timing, losses: u32) -> Duration {
    let wait = timing.first_wait.saturating_mul(2_u32.saturating_pow(losses)).min(timing.longest_wait);
    wait.mul_f64(0.75 + 0.5 * fastrand::f64())
}

/// With a capital and a full stop.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).chain(['.']).collect()
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Write};
    use std::net::{TcpListener, TcpStream};
    use std::thread;

    use super::*;
    use crate::client::texts::EN;

    /// All that takes long takes no time here.
    fn quick() -> Timing {
        let (short, long) = (Duration::from_millis(50), Duration::from_secs(20));
        Timing { silence: long, alive: long, first_wait: short, longest_wait: short, ..Timing::default() }
    }

    /// Runs the task against a server that does this with each connection, until `enough` was told; tells all of it.
    fn told(
        timing: Timing,
        serves: impl Fn(TcpStream) + Send + 'static,
        ask: Vec<ToNet>,
        enough: impl Fn(&FromNet) -> bool,
    ) -> Vec<FromNet> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = Address::parse(&listener.local_addr().unwrap().to_string(), false, &EN).unwrap();
        thread::spawn(move || listener.incoming().flatten().for_each(serves));
        let (from_net, from) = async_channel::bounded(100);
        let (to, to_net) = async_channel::bounded(100);
        let mut all = Vec::new();
        smol::block_on(run(address, None, timing, &EN, from_net, to_net).or(async {
            while let Ok(told) = from.recv().await {
                if matches!(told, FromNet::Connected { .. }) {
                    for ask in &ask {
                        to.send(ask.clone()).await.unwrap();
                    }
                }
                let over = enough(&told);
                all.push(told);
                if over {
                    break;
                }
            }
        }));
        all
    }

    fn lost(told: &FromNet) -> bool {
        matches!(told, FromNet::Lost { .. })
    }

    #[test]
    fn lines_go_and_come_and_a_loss_tells_the_words_of_the_server() {
        let serves = |mut stream: TcpStream| {
            let mut line = String::new();
            BufReader::new(stream.try_clone().unwrap()).read_line(&mut line).unwrap();
            write!(stream, ":s NOTICE * :heard {}\r\n:s 001 bob :hi \r\nERROR :go away\r\n", line.trim_end()).unwrap();
        };
        let all = told(quick(), serves, vec![ToNet::Line("NICK bob\r\nQUIT".into())], lost);
        let place = match &all[0] {
            FromNet::Connecting { to, attempt: 1 } => to.clone(),
            other => panic!("{other:?}"),
        };
        let line = |text: &str| FromNet::Line(text.to_owned());
        let lines = [line(":s NOTICE * :heard NICK bobQUIT"), line(":s 001 bob :hi "), line("ERROR :go away")];
        assert_eq!((&all[1], &all[2..5]), (&FromNet::Connected { tls: None }, &lines[..]));
        let why = format!("{place} closed the connection: go away.");
        assert!(matches!(&all[5], FromNet::Lost { why: told, again_in: Some(_) } if *told == why), "{:?}", all[5]);
    }

    #[test]
    fn connects_again_and_again() {
        let losses = std::cell::Cell::new(0);
        let all = told(quick(), drop, Vec::new(), |told| {
            losses.set(losses.get() + usize::from(lost(told)));
            losses.get() == 3
        });
        assert_eq!(all.iter().filter(|told| matches!(told, FromNet::Connecting { attempt: 1, .. })).count(), 3);
    }

    #[test]
    fn a_server_that_says_nothing_is_told() {
        let timing = Timing { silence: Duration::from_millis(50), ..quick() };
        let keeps = |stream: TcpStream| BufReader::new(stream).lines().for_each(drop);
        let all = told(timing, keeps, Vec::new(), lost);
        assert!(matches!(all.last(), Some(FromNet::Lost { why, .. }) if why.contains("says nothing")), "{all:?}");
    }

    #[test]
    fn asks_for_a_sign_of_life_and_gives_up_without_one() {
        let serves = |mut stream: TcpStream| {
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            write!(stream, ":s 001 bob :hi\r\n").unwrap();
            let asked = lines.next().unwrap().unwrap();
            // The first is answered, the second is not.
            write!(stream, ":s PONG s {}\r\n", asked.trim_start_matches("PING ")).unwrap();
            lines.for_each(drop);
        };
        let timing = Timing { alive: Duration::from_millis(100), answer: Duration::from_secs(1), ..quick() };
        let all = told(timing, serves, Vec::new(), lost);
        assert!(all.contains(&FromNet::Line(":s PONG s alive".into())), "{all:?}");
        assert!(matches!(all.last(), Some(FromNet::Lost { why, .. }) if why.contains("has not answered")), "{all:?}");
    }

    #[test]
    fn waits_longer_each_time_up_to_five_minutes() {
        let timing = Timing::default();
        for (losses, seconds) in [(0, 1.0), (1, 2.0), (5, 32.0), (9, 300.0), (u32::MAX, 300.0)] {
            for _ in 0..100 {
                let wait = pause(timing, losses).as_secs_f64();
                assert!((seconds * 0.75..=seconds * 1.25).contains(&wait), "{losses}: {wait}");
            }
        }
        assert_eq!(sentence("nobody listens"), "Nobody listens.");
    }
}
