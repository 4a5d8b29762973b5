//! What must hold, whatever people do: who hears what, what a terminal is sent, who is an admin.

use std::collections::BTreeMap;

use chat::dialect::Dialect;
use chat::model::{ChannelId, ChannelName};
use chat::world::World;

use super::super::lines::is_unsafe;
use super::audience::{Ears, Said, members, sessions};
use super::{Person, Report, rules};

/// What the hub answers to telnet's timing mark, the only bytes on a screen that are no text.
const TELNET: &[u8] = b"\xFF\xFC\x06";

/// What a newcomer to Budget Chat is asked.
const PROMPT: &str = chat::dialect::budget::PROMPT;

/// Begins and ends a token; nobody types it.
const MARK: char = '§';

/// What was said with a token, and when.
#[derive(Debug)]
struct Told {
    said: Said,
    by: u16,
}

/// What is remembered to judge what people hear.
#[derive(Debug, Default)]
pub struct Oracle {
    told: Vec<Told>,
    /// The token said in this step.
    now: Option<usize>,
    tokens: usize,
    /// Who was in which channel before this step.
    members: BTreeMap<ChannelId, Ears>,
    looks: u64,
    heard: u64,
    delivered: usize,
}

impl Oracle {
    /// A text that nobody has said yet.
    pub fn token(&mut self) -> String {
        self.tokens = self.told.len();
        format!("{MARK}{}{MARK}", self.tokens)
    }

    /// The next input says this.
    pub fn expect(&mut self, said: Said, by: u16) {
        self.told.push(Told { said, by });
        self.now = Some(self.told.len() - 1);
    }

    /// Judges what the console shows.
    pub fn console(&mut self, lines: &[String]) {
        for line in lines {
            assert!(!line.chars().any(is_unsafe), "the console would obey {line:?}");
            for token in tokens(line) {
                let told = &self.told[token];
                assert!(told.said.public || told.said.ears.contains(&0), "the console hears {line:?}: {told:?}");
            }
        }
    }

    /// Judges what everybody was sent in this step, and the world after it.
    pub fn look(&mut self, world: &World, people: &mut [Person], calm: bool) {
        self.check_admins(world);
        self.looks += 1;
        let after: BTreeMap<ChannelId, Ears> = world.channels().map(|id| (id, members(world, id))).collect();
        let mut heard_now = BTreeMap::new();
        for person in people {
            let bytes = person.screen.with(|screen| {
                // An unfinished line is looked at when it is whole.
                let whole = screen.bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
                let raw = matches!(person.dialect, Dialect::Relay | Dialect::Echo);
                let count = if raw { screen.bytes.len() } else { whole };
                screen.bytes.drain(..count).collect::<Vec<u8>>()
            });
            recognize(person, &bytes);
            for byte in &bytes {
                self.heard = (self.heard ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
            }
            match person.dialect {
                Dialect::Relay | Dialect::Echo if calm => check_raw(person, &bytes),
                Dialect::Relay | Dialect::Echo | Dialect::Auto => {}
                Dialect::Irc => {
                    let text = check_irc(world, person, &bytes);
                    // What nobody was told is noticed a little later: to ask everybody each time takes too long.
                    let asked = !bytes.is_empty() || self.looks % 16 == u64::from(person.port % 16);
                    let session = person.session().filter(|_| asked && calm && !person.is_gone());
                    if let Some(session) = session {
                        person.program.check(world, session);
                    }
                    if calm {
                        heard_now.insert(person.port, self.check_tokens(world, person.port, &text, &after));
                    }
                }
                _ => {
                    let text = check_terminal(person, &bytes);
                    if calm {
                        let count = self.check_tokens(world, person.port, &text, &after);
                        heard_now.insert(person.port, count);
                        check_nameless(world, person, &text);
                    }
                }
            }
        }
        if let Some(now) = self.now.take() {
            self.check_delivered(world, &self.told[now], &heard_now);
            self.delivered += usize::from(calm);
        }
        self.members = after;
    }

    /// What all this came to.
    #[must_use]
    pub fn report(&self) -> Report {
        Report { heard: self.heard, delivered: self.delivered, ..Report::default() }
    }

    fn check_admins(&self, world: &World) {
        for id in world.people() {
            let may = world.address(id).is_some_and(rules::is_trusted);
            assert!(!world.user(id).is_admin() || may, "{} has become an admin", world.who(id).shown());
        }
    }

    /// Whether somebody may hear each token in this text; how often it has the one said now.
    fn check_tokens(&self, world: &World, port: u16, text: &str, after: &BTreeMap<ChannelId, Ears>) -> usize {
        let mut count = 0;
        for token in tokens(text) {
            let Told { said, by } = &self.told[token];
            if Some(token) == self.now {
                assert!(said.ears.contains(&port), "{port} hears {text:?} that {by} said: {said:?}");
                count += usize::from(port != *by);
            } else {
                let is_in = |all: &BTreeMap<ChannelId, Ears>| {
                    said.channel.and_then(|id| all.get(&id)).is_some_and(|ears| ears.contains(&port))
                };
                // `JOIN #a,#b` passes through a channel in one step.
                let was_in = || {
                    let channel = said.channel.filter(|id| after.contains_key(id)).map(|id| world.channel(id));
                    let entered = |name: &ChannelName| {
                        let told = [format!("You are in {name}"), format!("JOIN {name}")];
                        told.iter().any(|told| text.contains(told))
                            || name.is_lobby() && text.contains(&world.config().server.welcome)
                    };
                    channel.is_some_and(|channel| entered(&channel.name))
                };
                let may = said.public || is_in(&self.members) || is_in(after) || was_in() || port == *by;
                assert!(may, "{port} hears later {text:?} that {by} said: {said:?}");
            }
        }
        count
    }

    /// Whether what was said now reached everyone who had to hear it, once.
    fn check_delivered(&self, world: &World, told: &Told, heard: &BTreeMap<u16, usize>) {
        let Told { said, by } = told;
        for (port, count) in heard {
            assert!(*count <= 1 || said.channel.is_none(), "{port} hears {said:?} {count} times");
        }
        let Some(command) = said.certain.filter(|command| world.config().switch(command).enabled) else { return };
        for port in said.ears.iter().filter(|port| *port != by) {
            let lost = heard.get(port).is_some_and(|count| *count == 0);
            assert!(!lost, "{port} did not hear what {by} said with {command}: {said:?}");
        }
    }
}

/// The numbers of the tokens in a text.
fn tokens(text: &str) -> impl Iterator<Item = usize> {
    text.split(MARK)
        .skip(1)
        .step_by(2)
        .map(move |number| number.parse().unwrap_or_else(|_| panic!("a token is torn: {text:?}")))
}

/// Whether an echo or a relay sent exactly what it had to.
fn check_raw(person: &mut Person, bytes: &[u8]) {
    assert!(person.due.starts_with(bytes), "{} is sent what nobody sent", person.port);
    person.due.drain(..bytes.len());
    assert!(person.due.is_empty() || person.is_gone(), "{} is not sent everything", person.port);
}

/// What somebody is told first on a listener that recognizes dialects says which one they are taken for.
fn recognize(person: &mut Person, bytes: &[u8]) {
    if person.dialect == Dialect::Auto && !bytes.is_empty() && !bytes.starts_with(b"HTTP/1.1 400 ") {
        let is_irc = [&b":"[..], b"@", b"ERROR "].iter().any(|start| bytes.starts_with(start));
        person.dialect = if is_irc { Dialect::Irc } else { Dialect::Line };
    }
}

/// Whether an IRC program can read this, and none of it contradicts what it knows.
fn check_irc(world: &World, person: &mut Person, bytes: &[u8]) -> String {
    let text = String::from_utf8(bytes.to_vec()).unwrap_or_else(|why| panic!("{} is sent no text: {why}", person.port));
    person.program.read(&world.config().server.name, &text);
    text
}

/// Whether a terminal can show this without obeying it.
fn check_terminal(person: &Person, bytes: &[u8]) -> String {
    let mut text = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, others)) = rest.split_first() {
        match rest.strip_prefix(TELNET) {
            Some(others) => rest = others,
            None => {
                text.push(*first);
                rest = others;
            }
        }
    }
    let text = String::from_utf8(text).unwrap_or_else(|why| panic!("{} is sent no text: {why}", person.port));
    let bad = text.chars().find(|c| *c != '\n' && is_unsafe(*c));
    assert_eq!(bad, None, "the terminal of {} would obey {text:?}", person.port);
    text
}

/// Whoever has not said a name to Budget Chat hears nothing but what concerns that name.
fn check_nameless(world: &World, person: &Person, text: &str) {
    let is_nameless = person.dialect == Dialect::Budget
        && person
            .screen
            .with(|screen| screen.session)
            .and_then(|id| world.session(id))
            .is_some_and(|s| s.user.is_none())
        && !world.people().iter().any(|id| sessions(world, *id).any(|port| port == person.port));
    if is_nameless && !person.is_gone() {
        assert!(text.is_empty() || text == PROMPT, "{} has no name and hears {text:?}", person.port);
    }
}
