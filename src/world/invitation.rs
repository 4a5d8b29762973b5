//! Invitations, and asking for one (RFC 2812 3.2.7; `KNOCK` of today's servers).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::World;
use super::tell::Audience;
use crate::model::fact::Fact;
use crate::model::numeric as n;
use crate::model::{ChannelId, ChannelKind, Event, Flag, Outcome, Rank, Refusal, Reply, UserId};

/// How long one waits before one knocks at the same channel again.
const PATIENCE: Duration = Duration::from_secs(60);

/// Somebody may enter a channel, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// The channel.
    pub to: ChannelId,
    /// It was said by one who rules it.
    pub by_op: bool,
}

impl World {
    /// Whether somebody is invited to a channel, and whether by one who rules it.
    pub(super) fn invitation(&self, id: UserId, to: ChannelId) -> (bool, bool) {
        let found = self.user(id).rare.invited.iter().find(|invitation| invitation.to == to);
        (found.is_some(), found.is_some_and(|invitation| invitation.by_op))
    }

    /// The channels that somebody is invited to, the oldest invitation first.
    #[must_use]
    pub fn invitations(&self, id: UserId) -> Vec<ChannelId> {
        let invited = self.user(id).rare.invited.iter().map(|invitation| invitation.to);
        invited.filter(|channel| self.channels.contains_key(*channel)).collect()
    }

    /// Invites somebody to a channel: they may enter it without its key, and when an admin of it says so, past every
    /// other door.
    ///
    /// # Errors
    /// For a channel one is not in, the lobby, somebody who is there already, and one who is no admin of a channel that
    /// wants people to be invited.
    pub fn invite(&mut self, by: UserId, id: UserId, to: ChannelId) -> Outcome {
        let name = self.channel(to).name.clone();
        if !self.sees(by, to) {
            return Err(Refusal::NoSuchChannel { channel: name.to_string() });
        }
        let by_op = self.rank_in(by, to)? >= Rank::Op;
        if name.is_lobby() {
            return Err(Refusal::Lobby { what: "be invited to" });
        }
        if self.user(id).rank(to).is_some() {
            return Err(Refusal::AlreadyOn { nick: self.who(id).shown().to_owned(), channel: name });
        }
        let closed = self.channel(to).has(Flag::InviteOnly);
        if closed && !by_op {
            return Err(Refusal::NeedsRank { rank: Rank::Op, channel: name });
        }
        if self.user(id).remote.is_some() && name.kind() == ChannelKind::Local {
            let nick = self.who(id).shown().to_owned();
            return Err(Refusal::because(format!(
                "{name} is known on this server alone, and {nick} is on another one."
            )));
        }
        self.keep_invitation(id, Invitation { to, by_op });
        if self.user(id).remote.is_some() {
            let (who, inviter, place) = (self.named(id), self.named(by), self.place_of(to));
            self.relay_towards(id, Fact::Invited { who, by: inviter, place, by_op });
        }
        let event = Event::Invited { who: self.who(id), by: self.who(by), channel: name.clone() };
        self.tell(by, Audience::Person(id), event);
        let event = Event::InvitedThere { who: self.who(id), by: self.who(by), channel: name };
        let those_who_may = if closed { Audience::Ranked(to, Rank::Op) } else { Audience::Channel(to) };
        self.tell(by, those_who_may, event);
        Ok(())
    }

    /// Somebody is invited; as many invitations are kept as they may be in channels, the latest.
    pub(super) fn keep_invitation(&mut self, id: UserId, invitation: Invitation) {
        let most = self.config.limits.channels_per_user;
        let channels = &self.channels;
        let invited = &mut self.users[id].rare.made().invited;
        invited.retain(|known| known.to != invitation.to && channels.contains_key(known.to));
        if invited.len() >= most {
            invited.remove(0);
        }
        invited.push(invitation);
    }

    /// Asks those who rule a channel for an invitation.
    ///
    /// # Errors
    /// When one is in it, banned, asked a moment ago, or needs none.
    pub fn knock(&mut self, id: UserId, at: ChannelId) -> Outcome {
        let (channel, now) = (self.channel(at), self.now);
        let name = channel.name.to_string();
        let refuse = |numeric, name: &str| Err(Refusal::Numeric(numeric, vec![name.to_owned()]));
        if self.user(id).rank(at).is_some() {
            return refuse(n::ERR_KNOCKONCHAN, &name);
        }
        let full = channel.modes.limit.is_some_and(|most| channel.members.len() >= most);
        if !channel.has(Flag::InviteOnly) && channel.modes.key.is_none() && !full {
            return refuse(n::ERR_CHANOPEN, &name);
        }
        if self.is_hushed(id, at) {
            return refuse(n::ERR_CANNOTSENDTOCHAN, &name);
        }
        let knocks = &mut self.channel_mut(at).knocks;
        knocks.retain(|(_, when)| now.since(*when) < PATIENCE);
        if knocks.iter().any(|(who, _)| *who == id) {
            return refuse(n::ERR_TOOMANYKNOCK, &name);
        }
        knocks.push((id, now));
        let words = vec![name, self.who(id).source().to_string()];
        let rules = |member: &UserId| self.user(*member).rank(at) >= Some(Rank::Op);
        let those_who_rule: Vec<UserId> = self.channel(at).members.iter().copied().filter(rules).collect();
        for member in those_who_rule {
            self.reply_to(member, &Reply::Numeric(n::RPL_KNOCK, words.clone()));
        }
        Ok(())
    }
}
