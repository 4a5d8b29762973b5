//! Order: what one caused for another before their own PONG is there before the other's next PONG.

use std::thread;

use crate::support::{AUTO, Eve, Server};

const PAIRS: usize = 30;
const ROUNDS: usize = 40;

#[test]
fn what_a_caused_before_its_pong_reaches_b_before_b_s_next_pong() {
    let server = Server::start(AUTO);
    let pairs: Vec<_> = (0..PAIRS)
        .map(|pair| (pair, Eve::enters(&server, &format!("a{pair}")), Eve::enters(&server, &format!("b{pair}"))))
        .collect();
    let pairs = pairs.into_iter().map(|(pair, mut a, mut b)| {
        thread::spawn(move || {
            // One channel for all, too: the pairs are in each other's way.
            for (one, nick) in [(&mut a, "a"), (&mut b, "b")] {
                one.line("JOIN #all");
                one.hear_with(&format!(" 366 {nick}{pair} #all :"));
            }
            for round in 0..ROUNDS {
                let caused = match round % 4 {
                    0 => (format!("PRIVMSG b{pair} :round {round}"), format!(" PRIVMSG b{pair} :round {round}")),
                    1 => (
                        format!("PRIVMSG #all :{pair} {round}"),
                        format!(":a{pair}!~a{pair}@127.0.0.1 PRIVMSG #all :{pair} {round}"),
                    ),
                    2 => (
                        format!("JOIN #{pair}-{round}\r\nINVITE b{pair} #{pair}-{round}"),
                        format!(" INVITE b{pair} #{pair}-{round}"),
                    ),
                    _ => (
                        format!("NICK a{pair}x\r\nNICK a{pair}"),
                        format!(":a{pair}x!~a{pair}@127.0.0.1 NICK :a{pair}"),
                    ),
                };
                a.line(&format!("{}\r\nPING a{round}", caused.0));
                a.hear_with(&format!(" PONG chat.localhost :a{round}"));
                b.line(&format!("PING b{round}"));
                let before = b.hear_with(&format!(" PONG chat.localhost :b{round}"));
                assert!(before.iter().any(|line| line.contains(&caused.1)), "{:?} is not in {before:#?}", caused.1);
            }
            (a, b)
        })
    });
    for pair in pairs.collect::<Vec<_>>() {
        drop(pair.join().unwrap());
    }
}
