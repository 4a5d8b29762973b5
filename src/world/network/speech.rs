//! What is said across servers: only those hear it behind whom somebody is meant.

use std::sync::Arc;

use super::World;
use crate::model::fact::{By, Fact, Speech, Target, Words};
use crate::model::{ChannelId, Event, How, MessageId, Rank, Said, SessionId, Stamp, To, UserId};
use crate::world::tell::Audience;

impl World {
    /// Tells the network what somebody here said to a channel, or to those in it of at least this rank.
    pub(in crate::world) fn relay_said_in(
        &mut self,
        from: UserId,
        at: ChannelId,
        rank: Option<Rank>,
        words: impl FnOnce() -> Words,
        id: MessageId,
    ) {
        if !self.channel(at).behind.is_empty() {
            let place = self.place_of(at);
            let to = rank.map_or(Target::Channel(place.clone()), |rank| Target::Ranked(rank, place));
            self.relay_speech(at.into(), from, to, words(), id);
        }
    }

    /// Tells the network what somebody here said to one person.
    pub(in crate::world) fn relay_said_to(
        &mut self,
        from: UserId,
        to: UserId,
        words: impl FnOnce() -> Words,
        id: MessageId,
    ) {
        if self.user(to).remote.is_some() {
            let target = Target::Person(self.named(to));
            self.relay_speech(Way::Person(to), from, target, words(), id);
        }
    }

    /// Tells the network what somebody here said to everyone.
    pub(in crate::world) fn relay_said_to_all(&mut self, from: UserId, words: impl FnOnce() -> Words, id: MessageId) {
        if !self.is_alone() {
            self.relay_speech(Way::All, from, Target::Everyone, words(), id);
        }
    }

    fn relay_speech(&mut self, way: Way, from: UserId, to: Target, words: Words, id: MessageId) {
        let speech = Speech { from: self.as_cause(from), to, words, id, at: self.now, tags: self.sender_tags.clone() };
        let links = self.links_on(way);
        self.relay_on(links, Fact::Said(Box::new(speech)));
    }

    /// The links on the way to those who are meant, but the one being listened to.
    fn links_on(&self, way: Way) -> Vec<SessionId> {
        let others = |link: &SessionId| Some(*link) != self.network.hearing;
        match way {
            Way::Channel(at) => self.channel(at).behind.iter().map(|(link, _)| *link).filter(others).collect(),
            Way::Person(id) => self.way_to(id).into_iter().filter(others).collect(),
            Way::All => self.network.links.iter().map(|link| link.session).filter(others).collect(),
        }
    }

    /// Somebody on another server said something.
    pub(super) fn learn_said(&mut self, link: SessionId, speech: Box<Speech>) {
        let from = match &speech.from {
            By::Person(named) => self.behind(named, link),
            By::Server(name) => self.server_is_behind(name, link).then_some(self.server),
        };
        let Some(from) = from else { return };
        let (audience, to, way) = match &speech.to {
            Target::Channel(place) => {
                let Some(at) = self.find_place(place).or_else(|| self.find_channel(&place.name)) else { return };
                (Audience::Channel(at), To::Channel(self.channel(at).name.clone()), Way::Channel(at))
            }
            Target::Ranked(rank, place) => {
                let Some(at) = self.find_place(place).or_else(|| self.find_channel(&place.name)) else { return };
                (Audience::Ranked(at, *rank), To::Ranked(*rank, self.channel(at).name.clone()), Way::Channel(at))
            }
            Target::Person(named) => {
                let Some(id) = self.person_marked(named.mark) else { return };
                (Audience::Pair(id), To::Person(self.who(id)), Way::Person(id))
            }
            Target::Everyone => (Audience::Everyone, To::Everyone, Way::All),
        };
        let who = self.who(from);
        let event = match &speech.words {
            Words::Line(text, how) => Event::Said { from: who, to, text: text.clone(), how: *how },
            Words::Lines(lines, how) => Event::Lines { from: who, to, lines: lines.clone(), how: *how },
            Words::Tags => Event::Tagged { from: who, to },
        };
        if let (Way::Channel(at), Target::Channel(_)) = (way, &speech.to) {
            self.remember_words(at, from, &speech);
        }
        let links = self.links_on(way);
        let user = self.user(from);
        let stamp = Stamp {
            at: speech.at,
            id: speech.id,
            tags: speech.tags.clone(),
            admin: user.is_admin(),
            in_irc: user.in_irc,
        };
        self.tell_stamped(from, audience, event, stamp);
        self.relay_on(links, Fact::Said(speech));
    }

    fn remember_words(&mut self, at: ChannelId, from: UserId, speech: &Speech) {
        let (who, at_time) = (self.who(from), speech.at);
        let said = |text: Arc<str>, how: How| Said { at: at_time, from: who.clone(), text, how };
        match &speech.words {
            Words::Line(text, how) => self.remember(at, said(text.clone(), *how)),
            Words::Lines(lines, how) => {
                for line in crate::model::SaidLine::joined(lines) {
                    self.remember(at, said(line.into(), *how));
                }
            }
            Words::Tags => {}
        }
    }
}

/// To whom something said is on its way.
#[derive(Clone, Copy)]
enum Way {
    Channel(ChannelId),
    Person(UserId),
    All,
}

impl From<ChannelId> for Way {
    fn from(at: ChannelId) -> Self {
        Way::Channel(at)
    }
}
