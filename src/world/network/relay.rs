//! What is told to other servers.

use super::Remote;
use crate::model::fact::{By, Fact, Named, Place, Seat};
use crate::model::{ChannelId, ChannelName, Mark, SessionId, UserId};
use crate::world::{Departure, Membership, Out, World};

impl World {
    /// Tells all links a fact, but the one it came from.
    pub(in crate::world) fn relay(&mut self, fact: Fact) {
        let hearing = self.network.hearing;
        let links = self.network.links.iter().map(|link| link.session).filter(|link| Some(*link) != hearing);
        let links: Vec<SessionId> = links.collect();
        self.relay_on(links, fact);
    }

    /// Tells all links a fact, also the one that is being listened to: it is news for that one, too.
    pub(super) fn relay_to_all(&mut self, fact: Fact) {
        self.by_ourselves(|world| world.relay(fact));
    }

    /// Does what this server does by itself because of what a link told: that link is told of it, too.
    pub(super) fn by_ourselves(&mut self, act: impl FnOnce(&mut World)) {
        let hearing = self.network.hearing.take();
        act(self);
        self.network.hearing = hearing;
    }

    /// Tells these links a fact.
    pub(super) fn relay_on(&mut self, links: impl Into<Vec<SessionId>>, fact: Fact) {
        let links = links.into();
        if !links.is_empty() && !fact.is_local() {
            self.tales.outs.push(Out::Fact(Box::new(fact), links));
        }
    }

    /// Tells one link something that is the server's own, or on its way to another one.
    pub fn tell_link(&mut self, link: SessionId, fact: Fact) {
        self.relay_on([link], fact);
    }

    /// What is answered on this link from now on is an answer to this person or server behind it.
    pub fn begin_answer(&mut self, to: By, link: SessionId) {
        self.network.asking = Some((to, link));
    }

    /// Nobody behind a link is answered any more.
    pub fn end_answer(&mut self) {
        self.network.asking = None;
    }

    /// Whether somebody behind a link is being answered.
    #[must_use]
    pub fn is_answering(&self) -> bool {
        self.network.asking.is_some()
    }

    /// The one behind this link who is being answered.
    pub(in crate::world) fn asker(&self, link: SessionId) -> Option<By> {
        self.network.asking.as_ref().filter(|(_, asked)| *asked == link).map(|(to, _)| to.clone())
    }

    /// Tells the link behind which somebody is a fact, unless it came from there.
    pub(in crate::world) fn relay_towards(&mut self, id: UserId, fact: Fact) {
        let hearing = self.network.hearing;
        let via = self.way_to(id).filter(|via| Some(*via) != hearing);
        self.relay_on(via.into_iter().collect::<Vec<_>>(), fact);
    }

    /// Somebody as servers name them.
    #[must_use]
    pub fn named(&self, id: UserId) -> Named {
        let user = self.user(id);
        Named { mark: user.mark, who: user.who.clone() }
    }

    /// Somebody as the one who brought something about; the server itself by its name.
    #[must_use]
    pub fn as_cause(&self, id: UserId) -> By {
        if id == self.server || id == self.nobody {
            By::Server(self.config.server.name.as_str().into())
        } else {
            By::Person(self.named(id))
        }
    }

    /// A channel as servers name it.
    #[must_use]
    pub fn place_of(&self, id: ChannelId) -> Place {
        let channel = self.channel(id);
        Place { made: channel.mark, name: channel.name.clone() }
    }

    /// Somebody is known by this mark.
    pub(in crate::world) fn mark_person(&mut self, mark: Mark, id: UserId) {
        self.network.people.insert(mark, id);
    }

    /// Somebody is known by no mark any more.
    pub(in crate::world) fn unmark_person(&mut self, id: UserId) {
        self.network.people.remove(&self.users[id].mark);
    }

    /// A channel is known by this mark.
    pub(in crate::world) fn mark_channel(&mut self, mark: Mark, id: ChannelId) {
        self.network.channels.insert(mark, id);
    }

    /// Tells the network that somebody came.
    pub(in crate::world) fn relay_arrival(&mut self, id: UserId) {
        if !self.is_alone() {
            let fact = self.arrival(id);
            self.relay(fact);
        }
    }

    /// Tells the network that somebody leaves it.
    pub(in crate::world) fn relay_quit(&mut self, id: UserId, departure: &Departure) {
        if !self.is_alone() {
            let (who, text) = (self.named(id), departure.farewell.clone());
            let why = departure.told.clone().or_else(|| departure.why.clone());
            self.relay(Fact::Quit { who, text, why });
        }
    }

    /// Tells the network that somebody leaves a channel.
    pub(in crate::world) fn relay_parted(&mut self, id: UserId, at: ChannelId, text: Option<&str>) {
        if !self.is_alone() {
            let (who, place) = (self.named(id), self.place_of(at));
            self.relay(Fact::Parted { who, place, text: text.map(Into::into) });
        }
    }

    /// Tells the network that somebody is put out of a channel.
    pub(in crate::world) fn relay_kicked(&mut self, by: UserId, id: UserId, at: ChannelId, reason: Option<Box<str>>) {
        if let Some(joined) = self.membership(id, at).map(|seat| seat.joined).filter(|_| !self.is_alone()) {
            let (who, by, place) = (self.named(id), self.as_cause(by), self.place_of(at));
            self.relay(Fact::Kicked { who, by, place, joined, reason });
        }
    }

    /// Tells the network that a channel has another name.
    pub(in crate::world) fn relay_renamed(
        &mut self,
        by: UserId,
        at: ChannelId,
        new: &ChannelName,
        reason: Option<&str>,
    ) {
        if !self.is_alone() {
            let (by, place, mark) = (self.as_cause(by), self.place_of(at), self.mark());
            self.relay(Fact::Renamed { by, place, new: new.clone(), mark, reason: reason.map(Into::into) });
        }
    }

    /// Tells the network of somebody's being in a channel.
    pub(in crate::world) fn relay_joined(&mut self, id: UserId, at: ChannelId, quiet: bool) {
        if self.is_alone() {
            return;
        }
        if let Some(seat) = self.membership(id, at).map(Membership::seat) {
            let (who, place) = (self.named(id), self.place_of(at));
            self.relay(Fact::Joined { who, place, seat, quiet });
        }
    }

    /// Tells the network what somebody is in a channel now.
    pub(in crate::world) fn relay_rank(&mut self, by: UserId, id: UserId, at: ChannelId) {
        if self.is_alone() {
            return;
        }
        if let Some(seat) = self.membership(id, at).map(Membership::seat) {
            let (who, by, place) = (self.named(id), self.as_cause(by), self.place_of(at));
            self.relay(Fact::Ranked { who, by, place, seat });
        }
    }
}

impl Membership {
    /// The same as servers tell it.
    #[must_use]
    pub fn seat(&self) -> Seat {
        Seat { joined: self.joined, rank: self.given, voice: self.voice, changed: self.changed }
    }
}

impl Remote {
    /// Whether somebody is behind this link.
    #[must_use]
    pub fn is_behind(&self, link: SessionId) -> bool {
        self.via == link
    }
}
