//! Channels that people on several servers are in: one of each name, whichever server made it first.

use crate::model::fact::{By, Fact, Named, Place, Seat};
use crate::model::{ChannelId, ChannelName, Event, Mark, Mode, ModeChange, Rank, SessionId, UserId};
use crate::world::tell::Audience;
use crate::world::{Channel, Membership, World};

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
        if self.find_server(self.server_of(id)).is_some_and(|server| server.synchronized) {
            if younger {
                // Where they are the older one may have ended, and what keeps it here may be about to leave.
                self.tell_made(at);
            }
            let (who, channel) = (self.who(id), self.channel(at).name.clone());
            self.tell(id, Audience::Channel(at), Event::Joined { who: who.clone(), channel: channel.clone(), quiet });
            if let Some(text) = self.user(id).rare.away.clone() {
                self.tell(id, Audience::Channel(at), Event::Away { who: who.clone(), text: Some(text) });
            }
            let changes = self.membership(id, at).map(|seat| seat.modes(&who, true)).unwrap_or_default();
            self.tell_modes(self.server, at, changes);
        }
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
        // The seat alone says which one is meant, also when the channel turned out to be an older one.
        let Some((id, at)) = self.seated(who, joined) else { return };
        let event = Event::Kicked { who: self.who(id), by: self.cause_named(&by), channel: place.name, reason };
        self.tell(self.cause(&by), Audience::Channel(at), event);
        let here = self.user(id).here;
        self.leave(id, at);
        self.by_ourselves(|world| world.go_on(id, here));
    }

    /// What somebody is in a channel is something else.
    pub(super) fn learn_ranked(&mut self, who: &Named, by: By, place: Place, seat: Seat) {
        self.witness(seat.changed);
        self.relay(Fact::Ranked { who: who.clone(), by: by.clone(), place: place.clone(), seat });
        let seated = self.seated(who, seat.joined).filter(|(_, at)| self.channel(*at).mark == place.made);
        let Some((id, at)) = seated else { return };
        let Some(known) = self.membership_mut(id, at).filter(|known| known.changed < seat.changed) else { return };
        let before = (known.rank, known.voice);
        (known.given, known.rank, known.voice, known.changed) = (seat.rank, seat.rank, seat.voice, seat.changed);
        let promoted = self.settle_creators(at).filter(|heir| *heir != id);
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
        if let Some(heir) = promoted {
            self.tell_succeeded(heir, at, true);
        }
        self.fill_vacancy(at);
    }

    /// Somebody who is in a channel since then.
    fn seated(&self, who: &Named, joined: Mark) -> Option<(UserId, ChannelId)> {
        let id = self.person_marked(who.mark)?;
        let seat = self.user(id).channels.iter().find(|seat| seat.joined == joined)?;
        Some((id, seat.channel))
    }

    /// A channel has another name, unless another one has it by now. This is the one change that is told and not settled:
    /// where two give a name to channels at the same time, servers may end up with different names for them, until nobody
    /// is in them.
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
