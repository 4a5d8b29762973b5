//! A line of a peer, as the facts it tells: servers, people, what is said.

use std::sync::Arc;

use super::read_channel;
use super::{KNOWN_USER_MODES, PERSON};
use crate::dialect::irc::Message;
use crate::model::fact::{Arrival, By, Fact, Named, Place, Question, Speech, Target, Words};
use crate::model::{
    ChannelName, How, Mark, MessageId, Nick, Rank, SaidLine, SenderTags, SessionId, Time, UserFlag, UserFlags, Who,
};
use crate::world::World;

/// What is needed to read one line of a peer.
pub(super) struct Reading<'a> {
    pub(super) message: Message<'a>,
    pub(super) world: &'a mut World,
    pub(super) link: SessionId,
    pub(super) kin: bool,
}

/// Reads a line of a peer, of this verb in upper case. Nothing comes of what is not understood, or is about nobody who is
/// known (any more).
#[must_use]
pub fn read(verb: &str, message: Message, link: SessionId, world: &mut World) -> Vec<Fact> {
    let Some(kin) = world.link(link).map(|link| link.rules.kin) else { return Vec::new() };
    let mut reading = Reading { message, world, link, kin };
    if verb.bytes().all(|byte| byte.is_ascii_digit()) {
        return Vec::from_iter(reading.answer());
    }
    match verb {
        "MODE" => return reading.mode(),
        "NJOIN" => return reading.njoin(),
        "CHANINFO" => return reading.chaninfo(),
        "JOIN" => return reading.joins(),
        "PART" => return reading.parts(),
        "KICK" => return Vec::from_iter(reading.kick()),
        _ => {}
    }
    Vec::from_iter(reading.fact(verb))
}

/// Where the server stands among the words of a question, by its verb; none where it is no question, or names none (RFC
/// 2812 3.4 and 3.6).
fn asked_at(verb: &str, words: usize) -> Option<usize> {
    match (verb, words) {
        ("VERSION" | "TIME" | "ADMIN" | "INFO" | "MOTD" | "TRACE", 1..) | ("WHOIS" | "LINKS", 2..) => Some(0),
        ("STATS" | "LUSERS" | "NAMES" | "LIST", 2..) => Some(1),
        ("WHOWAS" | "CONNECT", 3..) => Some(2),
        _ => None,
    }
}

/// Whether one server may ask this of another one: it is a question, or what only the server of a person, or that beside
/// a link, can do.
#[must_use]
pub fn may_be_asked(verb: &str) -> bool {
    let orders = ["SAJOIN", "SAPART", "SANICK", "SAMODE", "CHGHOST", "SQUIT", "MAP"];
    orders.contains(&verb) || asked_at(verb, usize::MAX).is_some()
}

impl Reading<'_> {
    fn fact(&mut self, verb: &str) -> Option<Fact> {
        match verb {
            "SERVER" => self.server(),
            "SQUIT" if self.tag("asked").is_none() => Some(Fact::Lost { name: self.word(0)?, why: self.rest(1) }),
            "EOB" => Some(Fact::Synchronized { server: self.source()?.into() }),
            "NICK" if self.message.params.len() >= 7 => self.came(),
            "NICK" => {
                let (Named { mark, who }, nick) = (self.person()?, Nick::new(self.message.params.first()?).ok()?);
                let user = self.tag("user").map_or_else(|| who.user.clone(), Into::into);
                let real = self.tag("real").map_or_else(|| who.real.clone(), Into::into);
                let who = Named { mark, who: Arc::new(Who { user, real, ..(*who).clone() }) };
                Some(Fact::Nick { who, nick, mark: self.mark("mark") })
            }
            "SERVICE" => None,
            "QUIT" => {
                let (who, text) = (self.person()?, self.rest(0));
                let text = Some(text).filter(|text| !text.is_empty());
                // ngIRCd says a server's reasons in the same place, and people's own words in quotes.
                let own = text.as_ref().and_then(|text| text.strip_prefix('"')?.strip_suffix('"')).map(Into::into);
                let (text, why) = match (self.kin, self.tag("why")) {
                    (true, None) => (text, None),
                    (true, Some(_)) => (None, text),
                    (false, _) if own.is_some() => (own, None),
                    (false, _) => (None, text),
                };
                Some(Fact::Quit { who, text, why })
            }
            "KILL" => {
                let (who, by) = (self.named(&self.word(0)?)?, self.by()?);
                Some(Fact::Killed { who, by, text: Some(self.rest(1)) })
            }
            "TOPIC" => read_channel::topic(self),
            "MADE" => Some(Fact::Made { server: self.source()?.into(), place: self.place(&self.word(0)?)? }),
            "RENAME" => {
                let (by, place) = (self.by()?, self.place(&self.word(0)?)?);
                let new = ChannelName::new(&self.word(1)?).ok()?;
                let reason = Some(self.rest(2)).filter(|reason| !reason.is_empty());
                Some(Fact::Renamed { by, place, new, mark: self.mark("mark"), reason })
            }
            "PRIVMSG" | "NOTICE" | "TAGMSG" => self.said(verb),
            "WALLOPS" => Some(Fact::Wallops { by: self.by()?, text: self.rest(0) }),
            "INVITE" => {
                let (by, who) = (self.person()?, self.named(&self.word(0)?)?);
                Some(Fact::Invited { who, by, place: self.place(&self.word(1)?)?, by_op: self.tag("op").is_some() })
            }
            "AWAY" => {
                let text = Some(self.rest(0)).filter(|text| !text.is_empty());
                Some(Fact::Away { who: self.person()?, text })
            }
            "METADATA" => self.metadata(),
            "PEER" => {
                let words = self.message.params.iter().skip(1).map(|word| word.as_ref().into()).collect();
                Some(Fact::Told { from: self.source()?.into(), to: self.word(0)?, words })
            }
            verb => self.asked(verb),
        }
    }

    /// A word of the line.
    pub(super) fn word(&self, at: usize) -> Option<Box<str>> {
        self.message.params.get(at).map(|word| word.as_ref().into())
    }

    /// The same where it may be missing.
    pub(super) fn rest(&self, at: usize) -> Box<str> {
        self.word(at).unwrap_or_default()
    }

    pub(super) fn tag(&self, key: &str) -> Option<&str> {
        self.message.tags.get(key).filter(|_| self.kin)
    }

    /// The mark of this tag; from servers that tell none, one of ours.
    pub(super) fn mark(&mut self, key: &str) -> Mark {
        let told = self.tag(key).and_then(Mark::read);
        told.unwrap_or_else(|| self.world.mark())
    }

    /// The line's source, without what stands behind a nick; the server at the other end where it has none.
    fn source(&self) -> Option<&str> {
        let source = self.message.source.as_deref().map(|source| source.split('!').next().unwrap_or(source));
        source.or_else(|| self.world.link(self.link).map(|link| &*link.server))
    }

    /// Somebody by the name they have on this link.
    pub(super) fn named(&self, name: &str) -> Option<Named> {
        let id = match name.strip_prefix(PERSON).and_then(Mark::read) {
            Some(mark) => self.world.person_marked(mark)?,
            None => self.world.find_person(name)?,
        };
        Some(self.world.named(id))
    }

    /// The person from whom the line comes: of servers without marks none that is not behind them. (A `chat` may also say
    /// what became of somebody who came to it.)
    pub(super) fn person(&self) -> Option<Named> {
        let named = self.named(self.source()?)?;
        let via = self.world.person_marked(named.mark).and_then(|id| self.world.way_to(id));
        (self.kin || via == Some(self.link)).then_some(named)
    }

    /// The one from whom it comes: a server, or a person; none: they are not behind this link.
    pub(super) fn by(&self) -> Option<By> {
        let by = self.by_name(self.source()?)?;
        let via = match &by {
            By::Server(name) => self.world.find_server(name).map(|server| server.via),
            By::Person(named) => self.world.way_to(self.world.person_marked(named.mark)?),
        };
        (via == Some(self.link)).then_some(by)
    }

    /// A server, this one among them, or a person.
    fn by_name(&self, name: &str) -> Option<By> {
        // No server is called so.
        if name.starts_with(PERSON) {
            return self.named(name).map(By::Person);
        }
        let own = &self.world.config().server.name;
        match self.world.find_server(name) {
            Some(server) => Some(By::Server(server.name.clone())),
            None if name.eq_ignore_ascii_case(own) => Some(By::Server(own.as_str().into())),
            None => self.named(name).map(By::Person),
        }
    }

    /// A channel by its name, and the tag that says when it was made; without one it is the one there is, or a new one.
    pub(super) fn place(&mut self, name: &str) -> Option<Place> {
        self.place_called(ChannelName::new(name).ok()?)
    }

    /// The same, of a name that is valid.
    fn place_called(&mut self, name: ChannelName) -> Option<Place> {
        let told = self.tag("made").and_then(Mark::read);
        let known = || self.world.find_channel(&name).map(|at| self.world.channel(at).mark);
        let made = told.or_else(known).or_else(|| self.world.expected_channel(&name));
        Some(Place { made: made.unwrap_or_else(|| self.world.mark()), name })
    }

    /// `SERVER name hops token :description` (RFC 2813 4.1.2).
    fn server(&mut self) -> Option<Fact> {
        let (name, behind) = (self.word(0)?, self.source()?.into());
        let hops = self.word(1)?.parse().ok()?;
        if let Some(token) = self.word(2).and_then(|token| token.parse().ok()) {
            self.world.expect_token(self.link, &name, token);
        }
        let (description, kin) = (self.word(self.message.params.len() - 1)?, self.tag("kin").is_some());
        Some(Fact::Linked { name, behind, hops, description, kin })
    }

    /// `NICK nick hops user host token modes :real name` (RFC 2813 4.1.3).
    fn came(&mut self) -> Option<Fact> {
        self.by()?;
        let nick = Nick::new(&self.word(0)?).ok()?;
        let (user, host, real) = (self.word(2)?, self.word(3)?, self.rest(6));
        let token = self.word(4)?.parse().ok()?;
        let server = self.world.server_with_token(self.link, token)?;
        let mut modes = UserFlags::default();
        let mut away = self.tag("away").map(Into::into);
        for letter in self.rest(5).chars() {
            if let Some(flag) = self.user_flag(letter) {
                modes.set(flag, true);
            } else if letter == 'a' && !self.kin {
                away = Some(AWAY.into());
            }
        }
        let account = self.tag("account").map(Into::into);
        let address = self.tag("address").map(Into::into);
        let bot = modes.has(UserFlag::Bot);
        let (user, host, real) = (user.as_ref().into(), host.as_ref().into(), real.as_ref().into());
        let who = Arc::new(Who { user, host, real, account, address, bot, ..Who::named(nick) });
        let in_irc = !self.kin || self.tag("irc").is_some();
        let mark = self.mark("mark");
        let nick = self.tag("nick").and_then(Mark::read).unwrap_or(mark);
        Some(Fact::Came(Box::new(Arrival { named: Named { mark, who }, server, nick, modes, away, in_irc })))
    }

    /// A mode of people; those that other servers mean otherwise are none.
    pub(super) fn user_flag(&self, letter: char) -> Option<UserFlag> {
        UserFlag::of(letter).filter(|_| self.kin || KNOWN_USER_MODES.contains(letter))
    }

    /// `PRIVMSG`, `NOTICE` and `TAGMSG`, also to those with a rank in a channel (`@#channel`).
    fn said(&mut self, verb: &str) -> Option<Fact> {
        let (from, target, text) = (self.by()?, self.word(0)?, self.rest(1));
        let (signs, name) = target.split_at(target.len() - target.trim_start_matches(['~', '&', '@', '%', '+']).len());
        let channel = |name: &str| ChannelName::new(name).ok();
        let to = if *target == *"$*" {
            Target::Everyone
        } else if let Some(channel) = channel(&target) {
            Target::Channel(self.place_called(channel)?)
        } else if let Some(channel) = channel(name).filter(|_| !signs.is_empty()) {
            let rank = if signs == "+" { Rank::Voice } else { Rank::Op };
            Target::Ranked(rank, self.place_called(channel)?)
        } else {
            Target::Person(self.named(&target)?)
        };
        let how = if verb == "NOTICE" { How::Notice } else { How::Message };
        let action = text.strip_prefix("\x01ACTION ").map(|text| text.trim_end_matches('\x01'));
        let words = match (self.tag("lines"), action) {
            _ if verb == "TAGMSG" => Words::Tags,
            (Some(lines), _) => Words::Lines(unpacked(lines), how),
            (None, Some(action)) if how == How::Message => Words::Line(action.into(), How::Action),
            (None, _) => Words::Line(text.into(), how),
        };
        let id = self.tag("msgid").and_then(MessageId::read).unwrap_or_else(|| MessageId(self.world.mark().0));
        let at = self.tag("time").and_then(|time| time.parse().ok()).map_or(self.world.now(), Time);
        let own = self.message.tags.with_plus().filter(|_| self.kin);
        let tags: SenderTags = own.map(|tag| (tag.key.as_ref().into(), tag.value.as_ref().into())).collect();
        let tags = (!tags.is_empty()).then_some(tags);
        Some(Fact::Said(Box::new(Speech { from, to, words, id, at, tags })))
    }

    /// `METADATA target key :value` (ngIRCd).
    fn metadata(&mut self) -> Option<Fact> {
        let named = self.named(&self.word(0)?)?;
        let (key, value) = (self.word(1)?, self.rest(2));
        let mut who = (*named.who).clone();
        match &*key {
            "user" => who.user = value.as_ref().into(),
            "host" | "cloakhost" => who.host = value.as_ref().into(),
            "info" => who.real = value.as_ref().into(),
            "account" | "accountname" => who.account = Some(value.as_ref().into()).filter(|_| !value.is_empty()),
            _ => return None,
        }
        if let (Some(user), Some(host)) = (self.tag("user"), self.tag("host")) {
            (who.user, who.host) = (user.into(), host.into());
            who.account = self.tag("account").filter(|account| !account.is_empty()).map(Into::into);
        }
        Some(Fact::Changed { who: Named { who: Arc::new(who), ..named } })
    }

    /// A question to a server, by somebody behind this link.
    fn asked(&mut self, verb: &str) -> Option<Fact> {
        let words: Vec<Box<str>> = self.message.params.iter().map(|word| word.as_ref().into()).collect();
        let named = match self.tag("asked").filter(|_| may_be_asked(verb)) {
            Some(server) => Some(server.into()),
            None => asked_at(verb, words.len()).and_then(|at| words.get(at)).cloned(),
        };
        let server = named.map(|name: Box<str>| self.world.server_asked(&name)).unwrap_or_default()?;
        let plain = self.tag("plain").is_some();
        Some(Fact::Asked(Box::new(Question { by: self.by()?, server, verb: verb.into(), words, plain })))
    }

    /// An answer to somebody.
    fn answer(&mut self) -> Option<Fact> {
        let server = self.source()?.into();
        let to = self.by_name(&self.word(0)?)?;
        let words = self.message.params.iter().skip(1).map(|word| word.as_ref().into()).collect();
        Some(Fact::Answered { server, to, code: self.message.verb.parse().ok()?, words })
    }
}

/// Why somebody is away whose server does not say it.
pub(super) const AWAY: &str = "Away";

/// What `write` packed into one tag.
fn unpacked(lines: &str) -> Vec<SaidLine> {
    let line = |line: &str| SaidLine { text: line.get(1..).unwrap_or_default().into(), concat: line.starts_with('+') };
    lines.split('\n').map(line).collect()
}
