//! A channel's lists of masks: whom it bans, whom bans pass over, and whom it always lets in (RFC 2811 4.3).

use serde::{Deserialize, Serialize};

use super::{Channel, Membership, World};
use crate::model::numeric::ERR_BANONCHAN;
use crate::model::{ChannelId, List, ListEntry, ListMask, Nick, Outcome, Rank, Refusal, Time, UserId};

/// Most masks that a channel's lists have together (ISUPPORT `MAXLIST=beI:100`).
pub const LISTS: usize = 100;

/// A channel's lists, each with the oldest mask first.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Lists {
    banned: Vec<ListEntry>,
    excepted: Vec<ListEntry>,
    invited: Vec<ListEntry>,
}

impl Lists {
    /// The masks on a list.
    #[must_use]
    pub fn of(&self, list: List) -> &[ListEntry] {
        match list {
            List::Banned => &self.banned,
            List::Excepted => &self.excepted,
            List::Invited => &self.invited,
        }
    }

    fn of_mut(&mut self, list: List) -> &mut Vec<ListEntry> {
        match list {
            List::Banned => &mut self.banned,
            List::Excepted => &mut self.excepted,
            List::Invited => &mut self.invited,
        }
    }

    /// Puts a mask on a list.
    pub(super) fn put(&mut self, list: List, entry: ListEntry) {
        self.of_mut(list).push(entry);
    }

    /// Takes a mask away; it, if it was there.
    pub(super) fn remove(&mut self, list: List, mask: &ListMask) -> Option<ListEntry> {
        let entries = self.of_mut(list);
        let place = entries.iter().position(|entry| entry.mask == *mask)?;
        Some(entries.remove(place))
    }
}

impl Channel {
    /// Adds a mask; whether it is new.
    pub(super) fn add_to_list(&mut self, list: List, mask: &ListMask, by: &str, at: Time) -> Result<bool, Refusal> {
        if self.lists.of(list).iter().any(|entry| entry.mask == *mask) {
            return Ok(false);
        }
        if List::ALL.iter().map(|list| self.lists.of(*list).len()).sum::<usize>() >= LISTS {
            return Err(Refusal::ListFull { channel: self.name.clone(), list, most: LISTS });
        }
        self.lists.of_mut(list).push(ListEntry { mask: mask.clone(), by: by.into(), at });
        Ok(true)
    }
}

impl World {
    /// Whether somebody may not enter a channel: they are banned, and no exception passes them over.
    #[must_use]
    pub fn is_banned(&self, who: UserId, at: ChannelId) -> bool {
        self.is_listed(who, at, List::Banned, |mute| !mute) && !self.is_listed(who, at, List::Excepted, |mute| !mute)
    }

    /// Whether somebody may not speak in a channel, where they have no rank: they are banned or muted (RFC 2811 4.3.1).
    #[must_use]
    pub fn is_hushed(&self, who: UserId, at: ChannelId) -> bool {
        self.is_listed(who, at, List::Banned, |_| true) && !self.is_listed(who, at, List::Excepted, |_| true)
    }

    /// Whether a channel lets somebody in without an invitation (RFC 2811 4.3.2).
    #[must_use]
    pub fn is_always_invited(&self, who: UserId, at: ChannelId) -> bool {
        self.is_listed(who, at, List::Invited, |mute| !mute)
    }

    /// That no channel keeps somebody from taking another nick: where they are banned, it could be their way around that.
    pub(super) fn is_free_to_rename(&self, who: UserId, nick: &Nick) -> Outcome {
        let mut channels = self.user(who).channels.iter();
        let holds =
            |membership: &&Membership| membership.effective() < Rank::Voice && self.is_hushed(who, membership.channel);
        let Some(membership) = channels.find(holds) else { return Ok(()) };
        let words = vec![nick.to_string(), self.channel(membership.channel).name.to_string()];
        Err(Refusal::Numeric(ERR_BANONCHAN, words))
    }

    fn is_listed(&self, who: UserId, at: ChannelId, list: List, counts: impl Fn(bool) -> bool) -> bool {
        let entries = self.channel(at).lists.of(list);
        if entries.is_empty() {
            return false;
        }
        let person = self.who(who);
        let session = self.user(who).sessions.first().and_then(|session| self.session(*session));
        let address = session.map(|session| session.origin.host());
        entries.iter().any(|entry| counts(entry.mask.is_mute()) && entry.mask.matches(&person, address.as_deref()))
    }
}
