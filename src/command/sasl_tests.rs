//! Proofs with a mechanism of the tests' own: what a real one will meet.

use super::*;
use crate::command::{Table, Tongue};
use crate::config::Config;
use crate::model::{Nick, SessionId, Time};
use crate::world::{Out, Profile, Tales, World};

/// Two messages: a name, then, asked how they call a cat, `minou`.
struct Cat;

impl Mechanism for Cat {
    fn name(&self) -> &'static str {
        "CAT"
    }

    fn step(&self, _: &mut Context, exchange: &mut Exchange, message: &[u8]) -> Step {
        if exchange.memory.is_empty() {
            exchange.memory = message.to_vec();
            return Step::Challenge(b"cat?".to_vec());
        }
        match message {
            b"minou" => Step::Proved(String::from_utf8_lossy(&exchange.memory).into_owned()),
            _ => Step::Failed,
        }
    }
}

/// It speaks first, and at length.
struct Talker;

impl Mechanism for Talker {
    fn name(&self) -> &'static str {
        "TALKER"
    }

    fn first(&self, _: &mut Exchange) -> Vec<u8> {
        vec![0; 300]
    }

    fn step(&self, _: &mut Context, _: &mut Exchange, message: &[u8]) -> Step {
        Step::Proved(message.len().to_string())
    }
}

const BOTH: &[&dyn Mechanism] = &[&Cat, &Talker];

/// A session that has the capability, and what it is told.
struct Stage {
    world: World,
    session: SessionId,
    table: Table,
}

impl Stage {
    fn new() -> Self {
        let mut world = World::new(Config::default().into(), Time(0), 1);
        let origin = std::net::SocketAddr::from(([127, 0, 0, 1], 50_000)).into();
        let session = world.open(origin, Profile::IRC).unwrap();
        world.set_caps(session, Caps::SASL, true);
        Stage { world, session, table: Table::new(crate::commands::FILES).unwrap() }
    }

    fn says(&mut self, word: &str) -> Vec<String> {
        let me = self.world.session(self.session).and_then(|session| session.user).unwrap_or(self.world.nobody());
        let Stage { world, session, table } = self;
        let orders = &mut Vec::new();
        let mut cx = Context { world, me, session: *session, verb: "", tongue: Tongue::Irc, table, orders };
        let outcome = cx.authenticate(word, BOTH);
        let outs = self.world.exchange_tales(Tales::default()).outs;
        let words = outs.into_iter().filter_map(|out| match out {
            Out::Reply(_, Ok(Reply::Message(_, words))) => Some(words.join(" ")),
            Out::Reply(_, Ok(Reply::Numeric(numeric, words))) => Some(format!("{} {}", numeric.code, words.join(" "))),
            _ => None,
        });
        let refusal = outcome.err().map(|refusal| match refusal {
            Refusal::Numeric(numeric, _) => numeric.code.to_string(),
            other => format!("{other:?}"),
        });
        words.chain(refusal).collect()
    }
}

/// sasl-3.1, "The AUTHENTICATE command" and its example.
#[test]
fn a_proof_of_two_messages() {
    let mut stage = Stage::new();
    assert_eq!(stage.says("cat"), ["+"]);
    assert_eq!(stage.says("ZXZl"), ["Y2F0Pw=="]);
    assert_eq!(stage.says("bWlub3U="), ["900 *!*@127.0.0.1 eve You are now logged in as eve", "903 "]);
    assert_eq!(stage.world.account(stage.session), Some("eve"));
    assert_eq!(stage.says("CAT"), ["907"]);
}

/// "If authentication fails, a 904 or 905 numeric will be sent and the client MAY retry".
#[test]
fn what_is_wrong_ends_it_and_one_may_try_again() {
    let mut stage = Stage::new();
    assert_eq!(stage.says("DOG"), ["908 CAT,TALKER", "904"]);
    for (wrong, told) in [("d3Jvbmc=", "904"), ("no base64!", "904"), ("*", "906"), (&*"A".repeat(401), "905")] {
        assert_eq!(stage.says("CAT"), ["+"]);
        assert_eq!(stage.says("ZXZl"), ["Y2F0Pw=="]);
        assert_eq!(stage.says(wrong), [told]);
        assert_eq!(stage.says("*"), ["906"], "nothing goes on any more");
    }
    assert_eq!(stage.world.account(stage.session), None);
}

/// "split to 400-byte chunks"; "If the last chunk was exactly 400 bytes long, it must also be followed by AUTHENTICATE +".
#[test]
fn long_messages_come_and_go_in_pieces() {
    let mut stage = Stage::new();
    assert_eq!(stage.says("TALKER"), ["A".repeat(400), "+".to_owned()]);
    assert_eq!(stage.says(&"A".repeat(400)), [""; 0]);
    assert_eq!(stage.says("AAAA").last().map(String::as_str), Some("903 "));
    assert_eq!(stage.world.account(stage.session), Some("303"));
    let mut stage = Stage::new();
    stage.says("TALKER");
    assert_eq!(stage.says(&"A".repeat(400)), [""; 0]);
    assert_eq!(stage.says("+").last().map(String::as_str), Some("903 "));
    assert_eq!(stage.world.account(stage.session), Some("300"));
}

/// "The server MAY place a limit on the total length of a response".
#[test]
fn a_message_without_end_is_refused() {
    let mut stage = Stage::new();
    stage.says("CAT");
    (0..16).for_each(|_| assert_eq!(stage.says(&"A".repeat(400)), [""; 0]));
    assert_eq!(stage.says(&"A".repeat(400)), ["905"]);
}

/// "The client MUST enable the sasl capability before using the AUTHENTICATE command".
#[test]
fn without_the_capability_it_fails() {
    let mut stage = Stage::new();
    stage.world.set_caps(stage.session, Caps::SASL, false);
    assert_eq!(stage.says("CAT"), ["904"]);
}

/// Whoever is logged in before they arrive is so from their first moment; sasl-3.2, "SASL Reauthentication".
#[test]
fn the_account_stays_with_those_who_arrive() {
    let mut stage = Stage::new();
    stage.says("TALKER");
    stage.says("AAAA");
    let nick = Nick::new("eve").unwrap();
    let user = stage.world.arrive(stage.session, Some(nick)).unwrap();
    assert_eq!(stage.world.who(user).account.as_deref(), Some("3"));
    assert_eq!(stage.says("TALKER"), ["907"]);
}
