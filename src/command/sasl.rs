//! SASL: how somebody proves that an account is theirs, message by message (IRCv3 sasl-3.1 and 3.2, RFC 4422).

use base64ct::{Base64, Encoding};

use super::{Context, Order};
use crate::model::numeric::{self, Numeric};
use crate::model::{Caps, Outcome, Refusal, Reply};
use crate::world::Exchange;

/// Bytes of one `AUTHENTICATE`; a shorter one ends the message.
const CHUNK: usize = 400;

/// The most bytes of a message, in Base64.
const LONGEST: usize = 16 * CHUNK;

/// A way to prove that an account is one's own.
pub trait Mechanism: Sync {
    /// What it is called: `PLAIN`.
    fn name(&self) -> &'static str;

    /// What the server says first; nothing where it is the other side's turn.
    fn first(&self, _exchange: &mut Exchange) -> Vec<u8> {
        Vec::new()
    }

    /// Takes a message of the one who proves.
    fn step(&self, cx: &mut Context, exchange: &mut Exchange, message: &[u8]) -> Step;
}

/// What a message of a proof comes to.
pub enum Step {
    /// The server says this, and waits for the next one.
    Challenge(Vec<u8>),
    /// The account is theirs.
    Proved(String),
    /// It is not, or the message is none of this mechanism.
    Failed,
    /// It is looked into beside the hub; [`Context::prove`] is called with the answer.
    Wait(Order),
}

/// The mechanisms there are, the best first. Without any, the capability `sasl` is not on offer (sasl-3.2).
pub static MECHANISMS: &[&dyn Mechanism] = &[];

/// The names of mechanisms, as the capability and `908` list them.
#[must_use]
pub fn names(mechanisms: &[&dyn Mechanism]) -> String {
    mechanisms.iter().map(|mechanism| mechanism.name()).collect::<Vec<_>>().join(",")
}

fn refuse(numeric: Numeric) -> Outcome {
    Err(Refusal::Numeric(numeric, Vec::new()))
}

impl Context<'_> {
    /// Takes the word of an `AUTHENTICATE`: a mechanism, a piece of a message, or `*`, which breaks off.
    ///
    /// # Errors
    /// `904` to `907`, as sasl-3.1 has them: whatever is wrong ends the proof that goes on.
    pub fn authenticate(&mut self, word: &str, mechanisms: &[&dyn Mechanism]) -> Outcome {
        let exchange = self.world.take_exchange(self.session);
        if word == "*" {
            return refuse(numeric::ERR_SASLABORTED);
        }
        if word.len() > CHUNK {
            return refuse(numeric::ERR_SASLTOOLONG);
        }
        if !self.caps().has(Caps::SASL) {
            return refuse(numeric::ERR_SASLFAIL);
        }
        let named = |name: &str| mechanisms.iter().find(|known| known.name().eq_ignore_ascii_case(name)).copied();
        match exchange {
            None if self.world.account(self.session).is_some() => refuse(numeric::ERR_SASLALREADY),
            None => {
                let Some(mechanism) = named(word) else {
                    if !mechanisms.is_empty() {
                        self.numeric(numeric::RPL_SASLMECHS, [names(mechanisms)]);
                    }
                    return refuse(numeric::ERR_SASLFAIL);
                };
                let mut exchange = Exchange { mechanism: mechanism.name().into(), ..Exchange::default() };
                let first = mechanism.first(&mut exchange);
                self.go_on(exchange, &first);
                Ok(())
            }
            Some(exchange) => match named(&exchange.mechanism) {
                Some(mechanism) => self.take_piece(word, exchange, mechanism),
                None => refuse(numeric::ERR_SASLFAIL),
            },
        }
    }

    fn take_piece(&mut self, word: &str, mut exchange: Exchange, mechanism: &dyn Mechanism) -> Outcome {
        if word != "+" {
            exchange.received.push_str(word);
        }
        if exchange.received.len() > LONGEST {
            return refuse(numeric::ERR_SASLTOOLONG);
        }
        if word.len() == CHUNK {
            self.keep(exchange);
            return Ok(());
        }
        let Ok(message) = Base64::decode_vec(&std::mem::take(&mut exchange.received)) else {
            return refuse(numeric::ERR_SASLFAIL);
        };
        match mechanism.step(self, &mut exchange, &message) {
            Step::Challenge(text) => self.go_on(exchange, &text),
            Step::Proved(account) => return self.prove(Some(&account)),
            Step::Failed => return self.prove(None),
            Step::Wait(order) => self.order(order),
        }
        Ok(())
    }

    /// A proof is given, of this account; or it is none.
    ///
    /// # Errors
    /// `904` when it is none.
    pub fn prove(&mut self, account: Option<&str>) -> Outcome {
        let Some(account) = account else { return refuse(numeric::ERR_SASLFAIL) };
        self.world.set_account(self.session, Some(account));
        let text = format!("You are now logged in as {account}");
        let source = self.own_source();
        self.numeric(numeric::RPL_LOGGEDIN, [source, account.to_owned(), text]);
        self.numeric::<String>(numeric::RPL_SASLSUCCESS, []);
        Ok(())
    }

    /// `nick!user@host` of the one who asked, as far as it is known already.
    fn own_source(&mut self) -> String {
        if self.is_registered() {
            return self.world.who(self.me).source().to_string();
        }
        let host = self.world.session(self.session).map(|session| session.origin.host());
        let Some(newcomer) = self.world.newcomer(self.session) else { return "*".to_owned() };
        let nick = newcomer.nick.as_ref().map_or("*", |nick| nick.as_str());
        let user = newcomer.user.as_ref().map_or_else(|| "*".to_owned(), |user| format!("~{user}"));
        format!("{nick}!{user}@{}", newcomer.host.clone().or(host).unwrap_or_default())
    }

    fn keep(&mut self, exchange: Exchange) {
        if let Some(place) = self.world.exchange(self.session) {
            *place = Some(exchange);
        }
    }

    /// Says something in a proof, in as many pieces as it takes, and waits for the answer.
    fn go_on(&mut self, exchange: Exchange, text: &[u8]) {
        self.keep(exchange);
        let text = Base64::encode_string(text);
        let pieces = text.as_bytes().chunks(CHUNK).map(|piece| String::from_utf8_lossy(piece).into_owned());
        // A piece of full length does not end a message.
        let end = (text.len() % CHUNK == 0).then(|| "+".to_owned());
        for piece in pieces.chain(end).collect::<Vec<_>>() {
            self.reply(Reply::Message("AUTHENTICATE", vec![piece]));
        }
    }
}

#[cfg(test)]
mod tests {
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
                Out::Reply(_, Ok(Reply::Numeric(numeric, words))) => {
                    Some(format!("{} {}", numeric.code, words.join(" ")))
                }
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
}
