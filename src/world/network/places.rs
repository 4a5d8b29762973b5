//! Channels that people on several servers are in: one of each name, whichever server made it first.

use std::collections::VecDeque;

use super::{Changes, ENDED};
use crate::model::fact::{By, Fact, Named, Place, Seat};
use crate::model::{ChannelId, ChannelName, Event, Flag, Flags, Mark, Mode, ModeChange, Rank, SessionId, UserId};
use crate::world::tell::Audience;
use crate::world::{Channel, Lists, Membership, Modes, World};

impl World {
    /// The channel that another server means; none when it is a younger one of the same name, which counts for nothing.
    pub(super) fn find_place(&self, place: &Place) -> Option<ChannelId> {
        self.channel_marked(place.made)
    }

    /// Somebody on another server is in a channel now.
    pub(super) fn learn_joined(&mut self, id: UserId, place: Place, seat: Seat, quiet: bool) {
        [place.made, seat.joined, seat.changed].into_iter().for_each(|mark| self.witness(mark));
        self.relay(Fact::Joined { who: self.named(id), place: place.clone(), seat, quiet });
        let is_new = self.find_place(&place).is_none() && self.find_channel(&place.name).is_none();
        let (at, younger) = self.enter_place(&place);
        let seat = if younger { Seat { rank: Rank::Member, voice: false, changed: seat.joined, ..seat } } else { seat };
        if self.user(id).rank(at).is_some() {
            return self.take_seat(id, at, seat);
        }
        self.add_member(id, at, seat);
        let kin = self.network.hearing.and_then(|link| self.link(link)).is_none_or(|link| link.rules.kin);
        if is_new && !kin {
            self.relay_first_settings(at);
        }
        let server = self.server_of(id).to_owned();
        if self.find_server(&server).is_some_and(|server| server.synchronized) {
            let (who, channel) = (self.who(id), self.channel(at).name.clone());
            self.tell(id, Audience::Channel(at), Event::Joined { who: who.clone(), channel: channel.clone(), quiet });
            if let Some(text) = self.user(id).rare.away.clone() {
                self.tell(id, Audience::Channel(at), Event::Away { who: who.clone(), text: Some(text) });
            }
            let ranks = [(Rank::Op, seat.rank >= Rank::Op), (Rank::Voice, seat.voice)].into_iter();
            let modes = ranks.filter(|(_, has)| *has).map(|(rank, _)| Mode::Rank(rank, who.clone()));
            let changes = modes.map(|mode| ModeChange { on: true, mode }).collect();
            self.tell_modes(self.server, at, changes);
        }
    }

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
        let channel = ended.unwrap_or_else(|| Channel::new(place.name.clone(), place.made, self.now));
        self.add_channel(channel)
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
        let name = self.channel(at).name.clone();
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
            let ranks = [(Rank::Op, seat.rank >= Rank::Op), (Rank::Voice, seat.voice)];
            (seat.given, seat.rank, seat.voice, seat.changed) = (Rank::Member, Rank::Member, false, seat.joined);
            let lost = ranks.into_iter().filter(|(_, had)| *had).map(|(rank, _)| Mode::Rank(rank, who.clone()));
            changes.extend(lost.map(|mode| ModeChange { on: false, mode }));
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
    }

    /// All that a channel is set to, as modes.
    fn shown_modes(&self, at: ChannelId) -> Vec<Mode> {
        let channel = self.channel(at);
        let lists = crate::model::List::ALL
            .iter()
            .flat_map(|list| channel.lists.of(*list).iter().map(|entry| Mode::List(*list, entry.mask.clone())));
        channel.modes.all(true).into_iter().chain(lists).collect()
    }

    /// Puts somebody into a channel without telling anybody.
    pub(in crate::world) fn add_member(&mut self, id: UserId, channel: ChannelId, seat: Seat) {
        let Seat { joined, rank, voice, changed } = seat;
        self.user_mut(id).channels.push(Membership { channel, rank, voice, given: rank, joined, changed });
        self.channel_mut(channel).members.push(id);
        if let Some(via) = self.way_to(id) {
            self.channel_mut(channel).count_behind(via, true);
        }
        if rank == Rank::Creator {
            self.settle_creators(channel);
        }
    }

    /// Somebody is in a channel in which they are already, now since then and with that rank.
    fn take_seat(&mut self, id: UserId, at: ChannelId, seat: Seat) {
        if let Some(known) = self.membership_mut(id, at).filter(|known| known.joined < seat.joined) {
            (known.joined, known.given, known.rank) = (seat.joined, seat.rank, seat.rank);
            (known.voice, known.changed) = (seat.voice, seat.changed);
        }
        self.settle_creators(at);
    }

    /// Of several to whom the creator's rank was given, each where the others were not known, the longest present has it;
    /// the others are ops. Whoever has it now and had it not before, if anybody.
    pub(in crate::world) fn settle_creators(&mut self, at: ChannelId) -> Option<UserId> {
        let given = |id: &UserId| self.membership(*id, at).filter(|seat| seat.given == Rank::Creator);
        let mut creators: Vec<(Mark, UserId)> =
            self.channel(at).members.iter().filter_map(|id| given(id).map(|seat| (seat.joined, *id))).collect();
        creators.sort_unstable();
        let mut promoted = None;
        for (place, (_, id)) in creators.iter().enumerate() {
            let rank = if place == 0 { Rank::Creator } else { Rank::Op };
            if let Some(seat) = self.membership_mut(*id, at) {
                let was = std::mem::replace(&mut seat.rank, rank);
                promoted = promoted.or((was < rank && rank == Rank::Creator).then_some(*id));
            }
        }
        if !creators.is_empty() {
            self.channel_mut(at).vacant = false;
        }
        promoted
    }

    /// Somebody on another server left a channel.
    pub(super) fn learn_parted(&mut self, id: UserId, place: Place, text: Option<Box<str>>) {
        self.relay(Fact::Parted { who: self.named(id), place: place.clone(), text: text.clone() });
        let at = self.find_place(&place).or_else(|| self.find_channel(&place.name));
        if let Some(at) = at.filter(|at| self.user(id).rank(*at).is_some()) {
            self.tell_parted(id, at, text.as_deref(), false);
            self.leave(id, at);
        }
    }

    /// Somebody was put out of a channel. If they have left and entered it again by now, they stay.
    pub(super) fn learn_kicked(&mut self, who: &Named, by: By, place: Place, joined: Mark, reason: Option<Box<str>>) {
        let fact =
            Fact::Kicked { who: who.clone(), by: by.clone(), place: place.clone(), joined, reason: reason.clone() };
        self.relay(fact);
        let Some((id, at)) = self.seated(who, &place, joined) else { return };
        let event = Event::Kicked { who: self.who(id), by: self.cause_named(&by), channel: place.name, reason };
        self.tell(self.cause(&by), Audience::Channel(at), event);
        let here = self.user(id).here;
        self.leave(id, at);
        self.go_on(id, here);
    }

    /// What somebody is in a channel is something else.
    pub(super) fn learn_ranked(&mut self, who: &Named, by: By, place: Place, seat: Seat) {
        self.witness(seat.changed);
        self.relay(Fact::Ranked { who: who.clone(), by: by.clone(), place: place.clone(), seat });
        let Some((id, at)) = self.seated(who, &place, seat.joined) else { return };
        let Some(known) = self.membership_mut(id, at).filter(|known| known.changed < seat.changed) else { return };
        let before = (known.rank, known.voice);
        (known.given, known.rank, known.voice, known.changed) = (seat.rank, seat.rank, seat.voice, seat.changed);
        self.settle_creators(at);
        let after = self.membership(id, at).map_or(before, |seat| (seat.rank, seat.voice));
        let mode = |rank| Mode::Rank(rank, self.who(id));
        let mut changes = Vec::new();
        if (before.0 >= Rank::Op) != (after.0 >= Rank::Op) {
            changes.push(ModeChange { on: after.0 >= Rank::Op, mode: mode(Rank::Op) });
        }
        if before.1 != after.1 {
            changes.push(ModeChange { on: after.1, mode: mode(Rank::Voice) });
        }
        if !changes.is_empty() {
            let event = Event::Modes { by: self.cause_named(&by), channel: self.channel(at).name.clone(), changes };
            self.tell(self.cause(&by), Audience::Channel(at), event);
        }
        if after.0 == Rank::Creator && before.0 != Rank::Creator {
            self.tell_succeeded(id, at, before.0 == Rank::Op);
        }
        self.fill_vacancy(at);
    }

    /// Somebody in a channel, if it is the same channel and they are in it since then.
    fn seated(&self, who: &Named, place: &Place, joined: Mark) -> Option<(UserId, ChannelId)> {
        let (id, at) = (self.person_marked(who.mark)?, self.find_place(place)?);
        (self.membership(id, at)?.joined == joined).then_some((id, at))
    }

    /// A channel whose creator left has another one: its longest-present admin or, with none, its longest-present member.
    /// Their own server says so, since it knows whether they are still there.
    pub(in crate::world) fn fill_vacancy(&mut self, at: ChannelId) {
        if !self.channel(at).vacant {
            return;
        }
        let seats = self.channel(at).members.iter().filter_map(|id| Some((self.membership(*id, at)?, *id)));
        let heir = seats.min_by_key(|(seat, id)| (seat.given != Rank::Op, seat.joined, *id));
        let Some((was_op, heir)) = heir.map(|(seat, id)| (seat.given == Rank::Op, id)) else { return };
        if self.is_ours(heir) {
            self.channel_mut(at).vacant = false;
            self.give_rank(heir, at, Rank::Creator);
            self.relay_rank_everywhere(heir, at);
            self.tell_succeeded(heir, at, was_op);
        }
    }

    fn relay_rank_everywhere(&mut self, id: UserId, at: ChannelId) {
        let hearing = self.network.hearing.take();
        self.relay_rank(self.server, id, at);
        self.network.hearing = hearing;
    }

    pub(in crate::world) fn tell_succeeded(&mut self, id: UserId, at: ChannelId, was_op: bool) {
        let event = Event::Succeeded { who: self.who(id), channel: self.channel(at).name.clone(), was_op };
        self.tell(id, Audience::Channel(at), event);
    }

    /// A channel has another name, unless another one has it by now.
    pub(super) fn learn_renamed(
        &mut self,
        by: By,
        place: Place,
        new: ChannelName,
        mark: Mark,
        reason: Option<Box<str>>,
    ) {
        self.witness(mark);
        let fact =
            Fact::Renamed { by: by.clone(), place: place.clone(), new: new.clone(), mark, reason: reason.clone() };
        self.relay(fact);
        let Some(at) = self.find_place(&place) else { return };
        if self.find_channel(&new).is_some_and(|other| other != at) {
            return;
        }
        let old = self.channel(at).name.clone();
        self.give_channel_name(at, &old, &new);
        self.tell_channel_renamed(self.cause(&by), at, old, new, reason.as_deref());
    }
}

impl Channel {
    /// Counts a member behind a link in, or out.
    pub(in crate::world) fn count_behind(&mut self, via: SessionId, comes: bool) {
        match self.behind.iter_mut().find(|(link, _)| *link == via) {
            Some((_, count)) if comes => *count += 1,
            Some((_, count)) => *count -= 1,
            None if comes => self.behind.push((via, 1)),
            None => {}
        }
        self.behind.retain(|(_, count)| *count > 0);
    }
}

impl Flags {
    /// The modes of a channel of which nothing is known but its name: of one without modes RFC 2811 4 says that `t` is on.
    pub(in crate::world) fn unruled(name: &ChannelName) -> Self {
        if name.kind().has_modes() { Flags::default() } else { Flags::default().with(Flag::TopicLock) }
    }
}
