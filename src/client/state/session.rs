//! The handshake with a server, pure: capabilities, a password, a nick, and what must be answered at once.

use std::collections::{BTreeMap, BTreeSet};

use base64ct::{Base64, Encoding};

use super::support::Support;
use crate::dialect::irc::{Message, Tags, build_text};

/// Capabilities asked for where the server has them (IRCv3).
const WANTED: [&str; 21] = [
    "account-notify",
    "account-tag",
    "away-notify",
    "batch",
    "cap-notify",
    "chghost",
    "draft/channel-rename",
    "draft/chathistory",
    "draft/multiline",
    "echo-message",
    "extended-join",
    "invite-notify",
    "labeled-response",
    "message-tags",
    "multi-prefix",
    "sasl",
    "server-time",
    "setname",
    "standard-replies",
    "userhost-in-names",
    "draft/event-playback",
];

/// Most bytes of one `AUTHENTICATE` (IRCv3 sasl-3.1).
const CHUNK: usize = 400;

/// Who one wants to be.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// The nick.
    pub nick: String,
    /// The account the password belongs to; none: the nick's.
    pub account: Option<String>,
    /// The password of the account; it is sent only where the server takes it as such (SASL PLAIN).
    pub password: Option<String>,
    /// Channels to join, each with its key behind a space where it has one.
    pub channels: Vec<String>,
}

/// One's place on the server.
#[derive(Clone, Debug, Default)]
pub struct Session {
    wish: Wish,
    /// The nick one has, or asks for.
    pub nick: String,
    /// Whether the server has taken one in.
    pub registered: bool,
    /// What the server said of itself.
    pub support: Support,
    /// The capabilities in force.
    pub caps: BTreeSet<String>,
    /// What the server has, and says of it.
    pub offers: BTreeMap<String, String>,
    /// Those asked for that were neither granted nor refused.
    asked: usize,
    proof: Proof,
    ended: bool,
    tries: usize,
}

/// How far the proof of an account is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Proof {
    #[default]
    None,
    Begun,
    Done,
}

/// What people are to be told of the handshake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// One is on the server.
    Registered,
    /// A nick is in use; another was asked for.
    NickTaken {
        /// That in use.
        taken: String,
        /// That asked for.
        next: String,
    },
    /// One is signed in with an account.
    SignedIn(String),
    /// The server did not take the password, and why.
    NotSignedIn(String),
    /// There is a password, and no way to send it safely as that of an account.
    NoSasl,
}

/// What a message of the server calls for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// Lines to send, without CR LF.
    pub send: Vec<String>,
    /// What people are to be told.
    pub news: Vec<News>,
}

/// A line without CR LF; its last param has a `:` where it needs one.
#[must_use]
pub fn line(verb: &str, params: &[&str]) -> String {
    tagged(&[], verb, params)
}

/// The same, with tags.
#[must_use]
pub fn tagged(tags: &[(&str, &str)], verb: &str, params: &[&str]) -> String {
    let mut all = Tags::default();
    tags.iter().for_each(|(key, value)| all.set((*key).to_owned(), (*value).to_owned()));
    let mut text = String::new();
    if verb == "PRIVMSG" || verb == "NOTICE" {
        build_text(&mut text, &all, None, verb, params);
    } else {
        crate::dialect::irc::build(&mut text, &all, None, verb, params);
    }
    text.truncate(text.trim_end_matches(['\r', '\n']).len());
    text
}

impl Session {
    /// One who is nowhere yet.
    #[must_use]
    pub fn new(wish: Wish) -> Session {
        Session { nick: wish.nick.clone(), wish, ..Session::default() }
    }

    /// The connection stands: what to send first.
    pub fn connected(&mut self) -> Vec<String> {
        let nick = if self.nick.is_empty() { self.wish.nick.clone() } else { self.nick.clone() };
        *self = Session { nick, ..Session::new(self.wish.clone()) };
        let user: String = self.wish.nick.chars().filter(char::is_ascii_alphanumeric).take(10).collect();
        let user = if user.is_empty() { "user" } else { &user };
        vec![line("CAP", &["LS", "302"]), line("NICK", &[&self.nick]), line("USER", &[user, "0", "*", &self.wish.nick])]
    }

    /// Whether a capability is in force.
    #[must_use]
    pub fn has(&self, cap: &str) -> bool {
        self.caps.contains(cap)
    }

    /// Whether this is one's own nick.
    #[must_use]
    pub fn is_me(&self, nick: &str) -> bool {
        self.support.same(&self.nick, nick)
    }

    /// The channels to be in.
    pub fn channels(&self) -> impl Iterator<Item = &str> {
        self.wish.channels.iter().map(String::as_str)
    }

    /// Notes that one is in a channel, and wants to be there again after a new connection.
    pub fn remember(&mut self, channel: &str) {
        if !self.wish.channels.iter().any(|known| self.support.same(word(known), channel)) {
            self.wish.channels.push(channel.to_owned());
        }
    }

    /// Notes the key that a channel wants.
    pub fn remember_key(&mut self, channel: &str, key: &str) {
        self.forget(channel);
        self.wish.channels.push(format!("{channel} {key}"));
    }

    /// Notes that one no longer wants to be in a channel.
    pub fn forget(&mut self, channel: &str) {
        let support = &self.support;
        self.wish.channels.retain(|known| !support.same(word(known), channel));
    }

    /// What a message of the server calls for.
    pub fn hear(&mut self, message: &Message) -> Heard {
        let mut heard = Heard::default();
        let param = |at: usize| message.params.get(at).map_or("", |param| &**param);
        match &*message.verb.to_ascii_uppercase() {
            "PING" => heard.send.push(line("PONG", &[param(message.params.len().saturating_sub(1))])),
            "CAP" => self.hear_cap(message, &mut heard),
            "AUTHENTICATE" if param(0) == "+" => heard.send.extend(self.proof()),
            "900" => heard.news.push(News::SignedIn(param(2).to_owned())),
            "903" => self.proven(&mut heard),
            "902" | "904" | "905" | "906" | "908" if self.proof == Proof::Begun => {
                heard.news.push(News::NotSignedIn(param(message.params.len().saturating_sub(1)).to_owned()));
                self.proven(&mut heard);
            }
            "001" => {
                self.nick = param(0).to_owned();
                self.registered = true;
                heard.news.push(News::Registered);
                heard.send.extend(self.join_all());
            }
            "005" => {
                let last = message.params.len().saturating_sub(1);
                message.params.iter().take(last).skip(1).for_each(|token| self.support.read(token));
            }
            "432" | "433" | "436" | "437" if !self.registered => {
                let taken = self.nick.clone();
                self.nick = self.other_nick();
                heard.send.push(line("NICK", &[&self.nick]));
                heard.news.push(News::NickTaken { taken, next: self.nick.clone() });
            }
            "NICK" if message.source.as_deref().is_some_and(|from| self.is_me(nick_of(from))) => {
                self.nick = param(0).to_owned();
            }
            _ => {}
        }
        heard
    }

    fn join_all(&self) -> Vec<String> {
        let join = |channel: &String| line("JOIN", &channel.split(' ').collect::<Vec<_>>());
        self.wish.channels.iter().map(join).collect()
    }

    /// `toto_`, `toto__`, then `toto2` and so on.
    fn other_nick(&mut self) -> String {
        self.tries += 1;
        match self.tries {
            1 | 2 => format!("{}{}", self.wish.nick, "_".repeat(self.tries)),
            more => format!("{}{}", self.wish.nick, more - 1),
        }
    }

    fn hear_cap(&mut self, message: &Message, heard: &mut Heard) {
        let mut params = message.params.iter().skip(1).map(|param| &**param);
        let what = params.next().unwrap_or_default().to_ascii_uppercase();
        let rest: Vec<&str> = params.collect();
        let more = rest.len() > 1 && rest[0] == "*";
        let words = || rest.last().unwrap_or(&"").split(' ').filter(|word| !word.is_empty());
        match &*what {
            "LS" | "NEW" => {
                let mut new = Vec::new();
                for word in words() {
                    let (name, value) = word.split_once('=').unwrap_or((word, ""));
                    self.offers.insert(name.to_owned(), value.to_owned());
                    new.push(name.to_owned());
                }
                if what == "NEW" {
                    self.ask(new.iter().map(String::as_str).filter(|name| *name != "sasl").collect(), heard);
                } else if !more {
                    let all: Vec<String> = self.offers.keys().cloned().collect();
                    let wants = self.wish.password.is_some();
                    let sasl = self.offers.get("sasl").is_some_and(|ways| ways.is_empty() || ways.contains("PLAIN"));
                    if wants && !sasl {
                        heard.news.push(News::NoSasl);
                    }
                    let wanted = all.iter().map(String::as_str).filter(|name| *name != "sasl" || wants && sasl);
                    self.ask(wanted.collect(), heard);
                    self.end_if_done(heard);
                }
            }
            "ACK" => {
                for word in words() {
                    match word.strip_prefix('-') {
                        Some(gone) => self.caps.remove(gone),
                        None => self.caps.insert(word.to_owned()),
                    };
                }
                self.asked = self.asked.saturating_sub(1);
                if words().any(|word| word == "sasl") && self.wish.password.is_some() {
                    self.proof = Proof::Begun;
                    heard.send.push(line("AUTHENTICATE", &["PLAIN"]));
                }
                self.end_if_done(heard);
            }
            "NAK" => {
                self.asked = self.asked.saturating_sub(1);
                self.end_if_done(heard);
            }
            "DEL" => words().for_each(|word| {
                self.caps.remove(word);
                self.offers.remove(word);
            }),
            _ => {}
        }
    }

    /// Asks for those of these that are wanted: `batch` and what needs it together, so that a refusal costs little.
    fn ask(&mut self, names: Vec<&str>, heard: &mut Heard) {
        let wanted: Vec<&str> = names.into_iter().filter(|name| WANTED.contains(name)).collect();
        for some in wanted.chunks(12) {
            self.asked += 1;
            heard.send.push(line("CAP", &["REQ", &some.join(" ")]));
        }
    }

    fn end_if_done(&mut self, heard: &mut Heard) {
        if self.asked == 0 && self.proof != Proof::Begun && !self.ended && !self.registered {
            self.ended = true;
            heard.send.push(line("CAP", &["END"]));
        }
    }

    fn proven(&mut self, heard: &mut Heard) {
        self.proof = Proof::Done;
        self.end_if_done(heard);
    }

    /// The proof by password, in pieces; one that is full is followed by another, if need be an empty one.
    fn proof(&self) -> Vec<String> {
        let account = self.wish.account.as_deref().unwrap_or(&self.wish.nick);
        let password = self.wish.password.as_deref().unwrap_or_default();
        let proof = Base64::encode_string(format!("\0{account}\0{password}").as_bytes());
        let mut lines: Vec<String> = (0..proof.len())
            .step_by(CHUNK)
            .map(|at| &proof[at..proof.len().min(at + CHUNK)])
            .map(authenticate)
            .collect();
        if proof.len().is_multiple_of(CHUNK) {
            lines.push(authenticate("+"));
        }
        lines
    }
}

fn authenticate(piece: &str) -> String {
    line("AUTHENTICATE", &[piece])
}

fn word(text: &str) -> &str {
    text.split(' ').next().unwrap_or_default()
}

/// The nick of a source, `nick!user@host`.
#[must_use]
pub fn nick_of(source: &str) -> &str {
    source.split(['!', '@']).next().unwrap_or_default()
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
