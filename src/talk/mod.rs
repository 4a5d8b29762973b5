//! `chat talk`: two people, one connection, no server.
//!
//! One end waits (`chat talk --listen 7000`), the other calls (`chat talk host 7000`); either may be a netcat. Standard
//! output has what the other says; what the program itself says goes to standard error.
//! Invariant: [`conversation`] has the rules and does no I/O.

pub mod conversation;
pub mod exchange;
pub mod lines;
pub mod texts;

use std::future::pending;
use std::io::{self, IsTerminal, Write};
use std::net::{Ipv6Addr, SocketAddr, TcpStream};
use std::process::ExitCode;

use argh::{EarlyExit, FromArgs};
use async_channel::Receiver;
use async_signal::{Signal, Signals};
use futures_lite::{FutureExt, StreamExt};
use smol::Async;

use crate::client::net::reach;
use crate::client::plain::input;
use crate::client::texts as of_irc;
use crate::client::texts::fill;
use crate::net::{addresses, listen};
use conversation::{Conversation, Line};
use exchange::{Ending, Talk, tell};
use texts::Texts;

/// Talk with one other person: one of the two waits, the other calls.
#[derive(FromArgs)]
#[argh(
    help_triggers("-h", "--help", "help"),
    example = "One waits, and is told what the other types:\n{command_name} --listen 7000",
    example = "The other calls:\n{command_name} localhost 7000",
    error_code(0, "One of the two has left."),
    error_code(1, "There is no connection, or it broke."),
    error_code(2, "The command line is wrong."),
    error_code(130, "Ctrl-C.")
)]
struct Arguments {
    /// wait for a call on this port, or on one address: 127.0.0.1:7000
    #[argh(option, arg_name = "port")]
    listen: Option<String>,
    /// strict turns, the caller first; else both speak as they like
    #[argh(switch)]
    alternate: bool,
    /// whom to call: a host and a port
    #[argh(positional)]
    place: Vec<String>,
}

/// Where the other is.
#[derive(Debug, PartialEq, Eq)]
enum Way {
    Listen(SocketAddr),
    Call(String, u16),
}

/// What did not work, and the exit status that says so.
struct Failure(u8, String);

/// Does what the words behind `chat talk` ask for; returns the exit status.
#[must_use]
pub fn main(words: &[&str]) -> ExitCode {
    let texts = Texts::of_locale();
    let done = match Arguments::from_args(&["chat", "talk"], words) {
        Ok(arguments) => {
            let way = way(&arguments, texts).map_err(|why| Failure(2, why));
            way.and_then(|way| run(&way, arguments.alternate, texts))
        }
        Err(EarlyExit { output: help, status: Ok(()) }) => writeln!(io::stdout(), "{}", help.trim_end())
            .map_err(|why| Failure(1, fill(texts.output, &[&why.to_string()]))),
        Err(EarlyExit { output: mistake, .. }) => {
            Err(Failure(2, format!("{} (all flags: chat talk --help)", mistake.trim().trim_end_matches('.'))))
        }
    };
    let Err(Failure(status, why)) = done else { return ExitCode::SUCCESS };
    if !why.is_empty() {
        let _ = writeln!(io::stderr(), "chat: {why}");
    }
    ExitCode::from(status)
}

/// Whom to talk with.
fn way(arguments: &Arguments, texts: &Texts) -> Result<Way, String> {
    let words: Vec<&str> = arguments.place.iter().map(String::as_str).collect();
    match (&arguments.listen, words.as_slice()) {
        (Some(place), []) => listen_address(place, texts).map(Way::Listen),
        (Some(_), _) => Err(texts.not_both.to_owned()),
        (None, [host, port]) => Ok(Way::Call(unbracketed(host).to_owned(), self::port(port, texts)?)),
        (None, [word]) => match word.rsplit_once(':') {
            Some((host, port)) => Ok(Way::Call(unbracketed(host).to_owned(), self::port(port, texts)?)),
            None if word.parse::<u16>().is_ok() => Ok(Way::Call("localhost".to_owned(), self::port(word, texts)?)),
            None => Err(fill(texts.which_port, &[word])),
        },
        (None, []) => Err(texts.whom.to_owned()),
        (None, _) => Err(texts.too_many.to_owned()),
    }
}

/// `[::1]` as addresses are looked up: without the brackets.
fn unbracketed(host: &str) -> &str {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

fn port(word: &str, texts: &Texts) -> Result<u16, String> {
    let port = word.parse().ok().filter(|port| *port > 0);
    port.ok_or_else(|| fill(texts.no_port, &[word]))
}

/// A port alone is one of all addresses; port 0 is any that is free.
fn listen_address(place: &str, texts: &Texts) -> Result<SocketAddr, String> {
    if let Ok(port) = place.parse::<u16>() {
        return Ok((Ipv6Addr::UNSPECIFIED, port).into());
    }
    place.parse().map_err(|_| fill(texts.no_address, &[place]))
}

fn run(way: &Way, alternate: bool, texts: &'static Texts) -> Result<(), Failure> {
    let broken = |why: io::Error| Failure(1, why.to_string());
    smol::block_on(async {
        let mut signals = Signals::new([Signal::Int, Signal::Term, Signal::Hup]).map_err(broken)?;
        let (typed, at_terminal) = (input::lines(), io::stdin().is_terminal());
        let connected = async { Ok(reach(way, texts).await) };
        let given_up = async { Err(given_up(&typed, at_terminal, texts).await) };
        let stream = match connected.or(signalled(&mut signals)).or(given_up).await {
            Ok(stream) => stream?,
            Err(signal) => {
                end_of_typed_line();
                tell(match way {
                    Way::Listen(_) => texts.nobody_called,
                    Way::Call(..) => texts.hung_up,
                });
                return signal.map_or(Ok(()), |signal| Err(Failure(status(signal), String::new())));
            }
        };
        let conversation = match alternate {
            true => Conversation::alternating(at_terminal, matches!(way, Way::Call(..))),
            false => Conversation::free(at_terminal),
        };
        match Talk::new(stream, conversation, typed, texts).hold(&mut signals).await {
            Ending::Left => tell(texts.you_left),
            Ending::TheyLeft => tell(texts.they_left),
            Ending::Signal(signal) => {
                end_of_typed_line();
                tell(texts.you_left);
                return Err(Failure(status(signal), String::new()));
            }
            Ending::Broken(why) => return Err(Failure(1, why)),
        }
        Ok(())
    })
}

/// The connection to the other, once it stands.
async fn reach(way: &Way, texts: &Texts) -> Result<Async<TcpStream>, Failure> {
    let (stream, peer) = match way {
        Way::Listen(address) => answer(*address, texts).await.map_err(|why| Failure(1, why))?,
        Way::Call(host, port) => {
            let reached = reach::connect(host, &[*port]).await;
            let told = |why: reach::Unreachable| why.told(of_irc::Texts::of_locale());
            reached.map_err(|why| Failure(1, fill(texts.or_wait, &[&told(why), &port.to_string()])))?
        }
    };
    tell(&fill(texts.talking, &[&peer.ip().to_canonical().to_string(), &peer.port().to_string()]));
    Ok(stream)
}

/// Waits for one call; those who call after it are refused.
async fn answer(address: SocketAddr, texts: &Texts) -> Result<(Async<TcpStream>, SocketAddr), String> {
    let taken = |why: io::Error| fill(texts.cannot_wait, &[&address.port().to_string(), &why.to_string()]);
    let listener = listen::bind(address).and_then(Async::new).map_err(taken)?;
    let bound = listener.get_ref().local_addr().map_err(taken)?;
    // The first is the one that others reach, where there is any.
    let host = addresses::reachable(bound).first().map_or_else(|| bound.ip(), SocketAddr::ip);
    tell(&fill(texts.waiting, &[&bound.port().to_string(), &host.to_string()]));
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                reach::watch(stream.get_ref());
                return Ok((stream, peer));
            }
            Err(why) if matches!(why.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::Interrupted) => {}
            Err(why) => return Err(taken(why)),
        }
    }
}

async fn signalled<T>(signals: &mut Signals) -> Result<T, Option<Signal>> {
    match signals.next().await {
        Some(Ok(signal)) => Err(Some(signal)),
        _ => pending().await,
    }
}

/// Ctrl-D at a terminal before anybody is there. What comes through a pipe waits, its end too.
async fn given_up(typed: &Receiver<Line>, at_terminal: bool, texts: &Texts) -> Option<Signal> {
    if !at_terminal {
        return pending().await;
    }
    while typed.recv().await.is_ok() {
        tell(texts.nobody_yet);
    }
    None
}

/// What a shell takes for the end by this signal.
fn status(signal: Signal) -> u8 {
    128 + match signal {
        Signal::Hup => 1,
        Signal::Term => 15,
        _ => 2,
    }
}

/// Behind the `^C` that a terminal shows, the next sentence begins a line.
fn end_of_typed_line() {
    if io::stderr().is_terminal() {
        let _ = writeln!(io::stderr());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(words: &[&str]) -> Result<Way, String> {
        way(&Arguments::from_args(&["chat", "talk"], words).unwrap(), &texts::EN)
    }

    #[test]
    fn the_command_line_says_whom_to_talk_with() {
        let call = |host: &str| Ok(Way::Call(host.to_owned(), 7000));
        assert_eq!(asked(&["lab3", "7000"]), call("lab3"));
        assert_eq!(asked(&["lab3:7000"]), call("lab3"));
        assert_eq!(asked(&["[::1]:7000"]), call("::1"));
        assert_eq!(asked(&["::1", "7000"]), call("::1"));
        assert_eq!(asked(&["7000"]), call("localhost"));
        assert_eq!(asked(&["--alternate", "lab3", "7000"]), call("lab3"));
        assert_eq!(asked(&["--listen", "7000"]), Ok(Way::Listen("[::]:7000".parse().unwrap())));
        assert_eq!(asked(&["--listen", "127.0.0.1:0"]), Ok(Way::Listen("127.0.0.1:0".parse().unwrap())));
    }

    #[test]
    fn a_mistake_is_told_with_what_would_have_worked() {
        for (words, part) in [
            (&[][..], "`chat talk --listen 7000` waits"),
            (&["lab3"], "`chat talk lab3 7000`"),
            (&["lab3", "http"], "`http` is no port"),
            (&["lab3", "0"], "`0` is no port"),
            (&["lab3", "7000", "7001"], "one host and one port"),
            (&["--listen", "lab3"], "`lab3` is no port"),
            (&["--listen", "7000", "lab3"], "not both"),
        ] {
            let why = asked(words).unwrap_err();
            assert!(why.contains(part), "{words:?}: {why}");
        }
    }
}
