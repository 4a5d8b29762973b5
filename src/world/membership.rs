//! Joining and leaving channels, and who succeeds a creator.

use super::World;
use super::metadata::Subject;
use super::person::Membership;
use super::tell::Audience;
use crate::model::fact::{Seat, Slot};
use crate::model::{Bar, ChannelId, ChannelName, Event, Flag, Limit, Outcome, Rank, Refusal, Reply, UserId, check_key};

impl World {
    /// Enters a channel, or makes it: the first one in is its creator, and the key they gave its key, except in IRC,
    /// where `JOIN` never sets one. Where a channel names another one for those it keeps out (mode `f`), that is tried.
    ///
    /// # Errors
    /// When one is in it already, in too many, or it keeps one out (RFC 2812 3.2.1).
    pub fn join(&mut self, id: UserId, name: ChannelName, key: Option<&str>) -> Outcome {
        let name = self.name_to_join(name)?;
        let refusal = match self.join_this(id, name.clone(), key) {
            Err(refusal @ (Refusal::CannotEnter { .. } | Refusal::BadKey { .. })) => refusal,
            done => return done,
        };
        let channel = self.find_channel(&name).map(|channel| self.channel(channel));
        let Some(to) = channel.and_then(|channel| channel.modes.forward.clone()) else { return Err(refusal) };
        // One step, and only to what is still there: a chain could be a ring.
        if self.find_channel(&to).is_none() {
            return Err(refusal);
        }
        self.reply_to(id, &Reply::Forwarded { from: name, to: to.clone() });
        self.join_this(id, to, None)
    }

    fn join_this(&mut self, id: UserId, name: ChannelName, key: Option<&str>) -> Outcome {
        self.fits_channel(&name)?;
        let limits = &self.config.limits;
        let user = self.user(id);
        let leaves = !user.profile.many || self.is_home(id);
        let there = self.find_channel(&name);
        if there.is_some_and(|there| user.rank(there).is_some()) {
            return Err(Refusal::AlreadyHere { channel: name });
        }
        if !leaves && user.channels.len() >= limits.channels_per_user {
            return Err(Refusal::Limit { what: Limit::Channels, most: limits.channels_per_user });
        }
        let new = there.is_none() && name.is_ruled();
        let key_to_set = key.filter(|_| new && !user.in_irc);
        if let Some(why) = key_to_set.and_then(|key| check_key(key).err()) {
            return Err(Refusal::because(format!("{why}.")));
        }
        if let Some(channel) = there {
            self.may_enter(id, channel, key)?;
        }
        if leaves {
            for channel in self.user(id).channels.iter().map(|m| m.channel).collect::<Vec<_>>() {
                self.relay_parted(id, channel, None);
                self.tell_parted(id, channel, None, self.is_home(id));
                self.leave(id, channel);
            }
        }
        let channel = self.enter_named(id, name, false);
        if let Some(key) = key_to_set {
            self.channel_mut(channel).modes.key = Some(key.into());
            self.relay_setting(id, channel, Slot::Mode('k'));
        }
        Ok(())
    }

    /// Whoever was invited needs no key; an admin's invitation opens every door (RFC 2811 4.2.2 and 4.3.1).
    fn may_enter(&self, id: UserId, at: ChannelId, key: Option<&str>) -> Outcome {
        let user = self.user(id);
        let there = self.channel(at);
        let (invited, by_op) = self.invitation(id, at);
        if user.is_admin() || by_op {
            return Ok(());
        }
        let bar = if self.is_banned(id, at) {
            Bar::Banned
        } else if there.has(Flag::InviteOnly) && !invited && !self.is_always_invited(id, at) {
            Bar::InviteOnly
        } else if there.modes.key.is_some() && there.modes.key.as_deref() != key && !invited {
            return Err(Refusal::BadKey { channel: there.name.clone() });
        } else if there.modes.limit.is_some_and(|most| there.members.len() >= most) && !invited {
            Bar::Full
        } else if there.has(Flag::AccountToEnter) && user.who.account.is_none() {
            Bar::Account
        } else {
            return Ok(());
        };
        Err(Refusal::CannotEnter { channel: there.name.clone(), bar })
    }

    /// Puts somebody into a channel, which is made if there is none. `quiet`: all who care know it already.
    pub(super) fn enter_named(&mut self, id: UserId, name: ChannelName, quiet: bool) -> ChannelId {
        let known = self.find_channel(&name);
        let rank = if known.is_some() || !name.is_ruled() { Rank::Member } else { Rank::Creator };
        let irc = self.user(id).in_irc;
        let channel = known.unwrap_or_else(|| self.found(name, irc));
        let mark = self.mark();
        self.add_member(id, channel, Seat { joined: mark, rank, voice: false, changed: mark });
        self.relay_joined(id, channel, quiet);
        if known.is_none() {
            self.relay_first_settings(channel);
        }
        let user = self.user_mut(id);
        user.here = Some(channel);
        if let Some(rare) = user.rare.there() {
            rare.invited.retain(|invitation| invitation.to != channel);
        }
        let name = self.channel(channel).name.clone();
        self.tell(id, Audience::Channel(channel), Event::Joined { who: self.who(id), channel: name.clone(), quiet });
        if let Some(text) = self.user(id).rare.away.clone() {
            // away-notify: told also "when a user joins and has an away message set".
            self.tell(id, Audience::Channel(channel), Event::Away { who: self.who(id), text: Some(text) });
        }
        if !quiet {
            let topic = self.channel(channel).topic.clone();
            let people = self.roll(channel);
            let secrecy = self.channel(channel).secrecy();
            self.hand_to(id, Reply::Entered { channel: name.clone(), secrecy, topic, people });
            for session in self.user(id).sessions.clone() {
                self.synchronize(session, Subject::Channel(channel));
            }
        }
        let lines = self.last_said(channel, self.config.channels.history_on_join);
        if !lines.is_empty() {
            self.reply_to(id, &Reply::History { channel: name, lines });
        }
        channel
    }

    /// Leaves a channel, for the lobby if nothing else is left and there is one.
    ///
    /// # Errors
    /// For one who is not in it, or whose home is the lobby.
    pub fn part(&mut self, id: UserId, channel: ChannelId) -> Outcome {
        self.part_saying(id, channel, None)
    }

    /// The same with a last word; a channel that would not hear it otherwise does not now.
    ///
    /// # Errors
    /// As [`World::part`].
    pub fn part_saying(&mut self, id: UserId, channel: ChannelId, text: Option<&str>) -> Outcome {
        let name = &self.channel(channel).name;
        if self.user(id).rank(channel).is_none() {
            return Err(Refusal::NotOnChannel { channel: name.clone() });
        }
        if name.is_lobby() && self.is_home(id) {
            return Err(Refusal::Lobby { what: "leave" });
        }
        let here = self.user(id).here;
        let text = text.filter(|text| !text.is_empty() && self.may_say(id, channel, text).is_ok());
        let text = text.map(|text| self.as_heard(channel, text).into_owned());
        self.relay_parted(id, channel, text.as_deref());
        self.tell_parted(id, channel, text.as_deref(), false);
        self.leave(id, channel);
        self.go_on(id, here);
        Ok(())
    }

    pub(super) fn tell_parted(&mut self, id: UserId, channel: ChannelId, text: Option<&str>, quiet: bool) {
        let (who, text) = (self.who(id), text.map(Into::into));
        let event = Event::Parted { who, channel: self.channel(channel).name.clone(), text, quiet };
        self.tell(id, Audience::Channel(channel), event);
    }

    /// Puts somebody out of a channel.
    ///
    /// # Errors
    /// When one's rank is too low, or theirs protects them.
    pub fn kick(&mut self, by: UserId, channel: ChannelId, id: UserId, reason: Option<&str>) -> Outcome {
        let name = self.channel(channel).name.clone();
        if name.is_lobby() {
            return Err(Refusal::Lobby { what: "be put out of" });
        }
        self.require(by, channel, Rank::Op)?;
        self.fits(reason.unwrap_or_default())?;
        let Some(theirs) = self.user(id).rank(channel) else {
            return Err(Refusal::NotThere { nick: self.who(id).shown().to_owned(), channel: name });
        };
        if theirs == Rank::Creator && by != id && self.rank_in(by, channel)? < Rank::Creator {
            let nick = self.who(id).shown().to_owned();
            return Err(Refusal::Protected { nick, channel: name, rank: theirs });
        }
        self.puts_out(by, channel)?;
        let reason: Option<Box<str>> = reason.map(Into::into);
        self.relay_kicked(by, id, channel, reason.clone());
        let event = Event::Kicked { who: self.who(id), by: self.who(by), channel: name, reason };
        let here = self.user(id).here;
        self.tell(by, Audience::Channel(channel), event);
        self.leave(id, channel);
        self.go_on(id, here);
        Ok(())
    }

    /// Takes somebody out of a channel without telling; the channel ends with the last, and a creator is succeeded.
    pub(super) fn leave(&mut self, id: UserId, channel: ChannelId) {
        let user = self.user_mut(id);
        let was = user.rank(channel);
        let via = user.remote.as_ref().map(|remote| remote.via);
        user.channels.retain(|m| m.channel != channel);
        if user.here == Some(channel) {
            user.here = user.channels.last().map(|m| m.channel);
        }
        let there = self.channel_mut(channel);
        if let Some(place) = there.members.iter().position(|m| *m == id) {
            there.members.remove(place);
        }
        if let Some(via) = via {
            there.count_behind(via, false);
        }
        if was == Some(Rank::Creator) {
            self.succeed(channel);
        } else {
            self.fill_vacancy(channel);
        }
        self.end_if_empty(channel);
    }

    /// A channel's creator left: another one who is its creator by right has the rank, or somebody succeeds them.
    fn succeed(&mut self, channel: ChannelId) {
        self.channel_mut(channel).vacant = true;
        if let Some(heir) = self.settle_creators(channel) {
            self.tell_succeeded(heir, channel, true);
        }
        self.fill_vacancy(channel);
    }

    /// Somebody's being in a channel.
    #[must_use]
    pub fn membership(&self, id: UserId, channel: ChannelId) -> Option<&Membership> {
        self.user(id).channels.iter().find(|m| m.channel == channel)
    }

    pub(super) fn membership_mut(&mut self, id: UserId, channel: ChannelId) -> Option<&mut Membership> {
        self.user_mut(id).channels.iter_mut().find(|m| m.channel == channel)
    }

    pub(super) fn give_rank(&mut self, id: UserId, channel: ChannelId, rank: Rank) {
        let mark = self.mark();
        if let Some(seat) = self.membership_mut(id, channel) {
            (seat.given, seat.rank, seat.changed) = (rank, rank, mark);
        }
        // Two may have been made creators before their servers met: when one is it no more, the other is.
        if let Some(heir) = self.settle_creators(channel).filter(|heir| *heir != id) {
            self.tell_succeeded(heir, channel, true);
        }
    }

    /// Gives or takes voice; whether that changed anything.
    pub(super) fn set_voice(&mut self, id: UserId, channel: ChannelId, on: bool) -> bool {
        let mark = self.mark();
        let Some(seat) = self.membership_mut(id, channel).filter(|seat| seat.voice != on) else { return false };
        (seat.voice, seat.changed) = (on, mark);
        true
    }

    /// Whether somebody has joined nothing and so is in the lobby.
    #[must_use]
    pub fn is_home(&self, id: UserId) -> bool {
        let user = self.user(id);
        user.profile.lobby && matches!(&user.channels[..], [only] if self.channel(only.channel).name.is_lobby())
    }

    /// Where somebody is who has left a channel: in the lobby, or in another channel, which they are told when they
    /// talked in the one they left.
    pub(super) fn go_on(&mut self, id: UserId, before: Option<ChannelId>) {
        let user = self.user(id);
        if user.profile.lobby && user.channels.is_empty() {
            self.enter_named(id, ChannelName::lobby(), false);
        } else if user.here.is_some() && user.here != before {
            let reply = self.current(id);
            self.reply_to(id, &reply);
        }
    }

    /// Talks in another of one's channels from now on.
    ///
    /// # Errors
    /// For a channel one is not in.
    pub fn set_here(&mut self, id: UserId, channel: ChannelId) -> Outcome {
        if self.user(id).rank(channel).is_none() {
            return Err(Refusal::NotOnChannel { channel: self.channel(channel).name.clone() });
        }
        self.user_mut(id).here = Some(channel);
        Ok(())
    }
}
