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
        let exchange = self.world.exchange(self.session).and_then(Option::take);
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
#[path = "sasl_tests.rs"]
mod tests;
