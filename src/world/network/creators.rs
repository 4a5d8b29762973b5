//! Who rules a channel of which the creator left, or two were made creators where they did not know of each other.

use crate::model::{ChannelId, Event, Mark, Rank, UserId};
use crate::world::World;
use crate::world::tell::Audience;

impl World {
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
            self.by_ourselves(|world| world.relay_rank(world.server, heir, at));
            self.tell_succeeded(heir, at, was_op);
        }
    }

    pub(in crate::world) fn tell_succeeded(&mut self, id: UserId, at: ChannelId, was_op: bool) {
        let event = Event::Succeeded { who: self.who(id), channel: self.channel(at).name.clone(), was_op };
        self.tell(id, Audience::Channel(at), event);
    }
}
