//! Which of two channels of one name is meant: each is known by the mark of its making, and the older one counts.

use std::collections::VecDeque;

use super::{Changes, ENDED};
use crate::model::fact::{Fact, Place};
use crate::model::{ChannelId, ChannelName, Flag, Flags, Mark, Mode, ModeChange, Rank};
use crate::world::{Channel, Lists, Modes, World};

impl World {
    /// The channel that somebody enters who says that it was made then; whether theirs is younger than the one of this
    /// name, so that they have no rank in it.
    pub(super) fn enter_place(&mut self, place: &Place) -> (ChannelId, bool) {
        if let Some(at) = self.find_place(place) {
            return (at, false);
        }
        match self.find_channel(&place.name) {
            Some(at) if self.channel(at).mark < place.made => (at, true),
            Some(at) => {
                self.become_older(at, place.made);
                (at, false)
            }
            None => (self.open_place(place), false),
        }
    }

    /// A channel that was made elsewhere; one that had ended here goes on as it was.
    fn open_place(&mut self, place: &Place) -> ChannelId {
        self.network.expected.retain(|(_, made)| *made != place.made);
        let ended = self.take_ended(place.made).map(|channel| Channel { name: place.name.clone(), ..channel });
        let goes_on = ended.is_some();
        let at = self.add_channel(ended.unwrap_or_else(|| Channel::new(place.name.clone(), place.made, self.now)));
        if goes_on {
            self.tell_settings(at);
        }
        at
    }

    /// Tells all links what a channel is set to that was thought to have ended: whoever was linked since, or set something
    /// of it elsewhere, may not know.
    fn tell_settings(&mut self, at: ChannelId) {
        for fact in self.settings(at) {
            self.relay_to_all(fact);
        }
    }

    /// A channel was made then, says a server that was told otherwise or told otherwise itself.
    pub(super) fn learn_made(&mut self, server: Box<str>, place: Place) {
        self.witness(place.made);
        self.relay(Fact::Made { server, place: place.clone() });
        if let Some(at) = self.find_channel(&place.name).filter(|at| self.channel(*at).mark > place.made) {
            self.become_older(at, place.made);
        }
    }

    fn take_ended(&mut self, made: Mark) -> Option<Channel> {
        let ended = &mut self.network.ended;
        ended.iter().position(|channel| channel.mark == made).and_then(|place| ended.remove(place))
    }

    /// A server without marks tells what a channel is set to, before it tells who is in it.
    pub fn expect_channel(&mut self, name: ChannelName) {
        if self.find_channel(&name).is_none() && self.expected_channel(&name).is_none() {
            let mark = self.mark();
            let channel = Channel::new(name.clone(), mark, self.now);
            self.keep_ended(channel);
            self.network.expected.push((name, mark));
        }
    }

    /// The mark of a channel of which only what it is set to is known.
    #[must_use]
    pub fn expected_channel(&self, name: &ChannelName) -> Option<Mark> {
        self.network.expected.iter().find(|(known, _)| known.fold() == name.fold()).map(|(_, mark)| *mark)
    }

    /// Keeps an ended channel's settings: somebody may be on their way into it.
    pub(in crate::world) fn keep_ended(&mut self, channel: Channel) {
        self.network.channels.remove(&channel.mark);
        if self.is_alone() {
            self.network.ended.clear();
            return;
        }
        if self.network.ended.len() >= ENDED
            && let Some(Channel { mark, .. }) = self.network.ended.pop_front()
        {
            self.network.expected.retain(|(_, known)| *known != mark);
        }
        self.network.ended.push_back(Channel { history: VecDeque::new(), vacant: false, ..channel });
    }

    /// A channel turns out to have been made before, elsewhere: what it was set to and who ruled it here counts no more.
    fn become_older(&mut self, at: ChannelId, made: Mark) {
        let older = self.take_ended(made);
        let (goes_on, name) = (older.is_some(), self.channel(at).name.clone());
        let (modes, lists, topic, changed) = older.map_or_else(
            || (Modes { flags: Flags::unruled(&name), ..Modes::default() }, Lists::default(), None, Changes::new()),
            |older| (older.modes, older.lists, older.topic, older.changed),
        );
        let before = self.channel(at).mark;
        self.network.channels.remove(&before);
        self.network.channels.insert(made, at);
        let old = self.shown_modes(at);
        let old_topic = self.channel(at).topic.clone();
        let channel = self.channel_mut(at);
        (channel.mark, channel.modes, channel.lists, channel.changed) = (made, modes, lists, changed);
        (channel.topic, channel.vacant) = (topic.clone(), false);
        let mut changes = Vec::new();
        for id in self.channel(at).members.clone() {
            let who = self.who(id);
            let Some(seat) = self.membership_mut(id, at) else { continue };
            changes.extend(seat.modes(&who, false));
            (seat.given, seat.rank, seat.voice, seat.changed) = (Rank::Member, Rank::Member, false, seat.joined);
        }
        let new = self.shown_modes(at);
        changes.extend(
            old.iter().filter(|mode| !new.contains(mode)).map(|mode| ModeChange { on: false, mode: mode.clone() }),
        );
        changes.extend(
            new.iter().filter(|mode| !old.contains(mode)).map(|mode| ModeChange { on: true, mode: mode.clone() }),
        );
        self.tell_modes(self.server, at, changes);
        let text =
            |topic: &Option<crate::model::Topic>| topic.as_ref().map(|topic| topic.text.clone()).unwrap_or_default();
        if text(&old_topic) != text(&topic) {
            self.tell_topic(self.server, at, &text(&topic));
        }
        // Where the older one has ended by now, the younger one of which they were told before would be taken for the channel.
        if self.channel(at).members.iter().any(|id| self.is_ours(*id)) {
            self.tell_made(at);
        }
        if goes_on {
            self.tell_settings(at);
        }
    }

    /// Tells all links that a channel is an older one than some were told.
    pub(super) fn tell_made(&mut self, at: ChannelId) {
        let server = self.config.server.name.as_str().into();
        self.relay_to_all(Fact::Made { server, place: self.place_of(at) });
    }

    /// All that a channel is set to, as modes.
    fn shown_modes(&self, at: ChannelId) -> Vec<Mode> {
        let channel = self.channel(at);
        let lists = crate::model::List::ALL
            .iter()
            .flat_map(|list| channel.lists.of(*list).iter().map(|entry| Mode::List(*list, entry.mask.clone())));
        channel.modes.all(true).into_iter().chain(lists).collect()
    }
}

impl Flags {
    /// The modes of a channel of which nothing is known but its name: of one without modes RFC 2811 4 says that `t` is on.
    pub(in crate::world) fn unruled(name: &ChannelName) -> Self {
        if name.kind().has_modes() { Flags::default() } else { Flags::default().with(Flag::TopicLock) }
    }
}
