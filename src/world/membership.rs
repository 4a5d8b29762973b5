//! Joining and leaving channels, and who succeeds a creator.

use std::sync::Arc;

use super::World;
use super::person::Membership;
use super::tell::Audience;
use crate::model::{ChannelId, ChannelName, Event, Limit, Outcome, Rank, Refusal, Reply, UserId};

impl World {
    /// Enters a channel, or makes it: the first one in is its creator, and the key they gave its key.
    ///
    /// # Errors
    /// When one is in it already, in too many, or has not the key.
    pub fn join(&mut self, id: UserId, name: ChannelName, key: Option<&str>) -> Outcome {
        self.fits_channel(&name)?;
        let limits = &self.config.limits;
        let user = self.user(id);
        let leaves = !user.profile.many || self.is_home(id);
        if !leaves && user.channels.len() >= limits.channels_per_user {
            return Err(Refusal::Limit { what: Limit::Channels, most: limits.channels_per_user });
        }
        if let Some(channel) = self.find_channel(&name) {
            self.may_enter(id, channel, key)?;
        }
        if leaves {
            for channel in self.user(id).channels.iter().map(|m| m.channel).collect::<Vec<_>>() {
                self.tell_parted(id, channel, self.is_home(id));
                self.leave(id, channel);
            }
        }
        let new = self.find_channel(&name).is_none() && !name.is_lobby();
        let channel = self.enter_named(id, name, false);
        if new {
            self.channel_mut(channel).key = key.map(Into::into);
        }
        Ok(())
    }

    fn may_enter(&self, id: UserId, channel: ChannelId, key: Option<&str>) -> Outcome {
        let user = self.user(id);
        let there = self.channel(channel);
        if user.rank(channel).is_some() {
            return Err(Refusal::AlreadyHere { channel: there.name.clone() });
        }
        let invited = user.invited.contains(&channel) || user.is_admin();
        let open = there.key.is_none() || there.key.as_deref() == key || invited;
        if open { Ok(()) } else { Err(Refusal::BadKey { channel: there.name.clone() }) }
    }

    /// Puts somebody into a channel, which is made if there is none. `quiet`: all who care know it already.
    pub(super) fn enter_named(&mut self, id: UserId, name: ChannelName, quiet: bool) -> ChannelId {
        let known = self.find_channel(&name);
        let rank = if known.is_some() || name.is_lobby() { Rank::Member } else { Rank::Creator };
        let channel = known.unwrap_or_else(|| self.found(name));
        self.channel_mut(channel).members.push(id);
        let user = self.user_mut(id);
        user.channels.push(Membership { channel, rank, voice: false });
        user.here = Some(channel);
        user.invited.retain(|c| *c != channel);
        let name = self.channel(channel).name.clone();
        self.tell(id, Audience::Channel(channel), Event::Joined { who: self.who(id), channel: name.clone(), quiet });
        if !quiet {
            let topic = self.channel(channel).topic.clone();
            let people = self.present(channel);
            let secrecy = self.channel(channel).secrecy();
            self.reply_to(id, &Reply::Entered { channel: name.clone(), secrecy, topic, people });
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
        let name = &self.channel(channel).name;
        if self.user(id).rank(channel).is_none() {
            return Err(Refusal::NotOnChannel { channel: name.clone() });
        }
        if name.is_lobby() && self.is_home(id) {
            return Err(Refusal::Lobby { what: "leave" });
        }
        let here = self.user(id).here;
        self.tell_parted(id, channel, false);
        self.leave(id, channel);
        self.go_on(id, here);
        Ok(())
    }

    fn tell_parted(&mut self, id: UserId, channel: ChannelId, quiet: bool) {
        let event = Event::Parted { who: self.who(id), channel: self.channel(channel).name.clone(), quiet };
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
        if by == id {
            return Err(Refusal::Oneself { instead: "PART" });
        }
        let Some(theirs) = self.user(id).rank(channel) else {
            return Err(Refusal::NotThere { nick: self.who(id).shown().to_owned(), channel: name });
        };
        if theirs > Rank::Member && self.rank_in(by, channel)? < Rank::Creator {
            let nick = self.who(id).shown().to_owned();
            return Err(Refusal::Protected { nick, channel: name, rank: theirs });
        }
        let reason = reason.map(Into::into);
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
        user.channels.retain(|m| m.channel != channel);
        if user.here == Some(channel) {
            user.here = user.channels.last().map(|m| m.channel);
        }
        self.channel_mut(channel).members.retain(|m| *m != id);
        if was == Some(Rank::Creator) {
            self.succeed(channel);
        }
        self.end_if_empty(channel);
    }

    /// The longest-present admin becomes creator or, with none, the longest-present member.
    fn succeed(&mut self, channel: ChannelId) {
        let members = &self.channel(channel).members;
        let op = members.iter().find(|m| self.user(**m).rank(channel) == Some(Rank::Op));
        let Some(heir) = op.or_else(|| members.first()).copied() else { return };
        self.set_rank(heir, channel, Rank::Creator);
        let event = Event::Succeeded { who: self.who(heir), channel: self.channel(channel).name.clone() };
        self.tell(heir, Audience::Channel(channel), event);
    }

    pub(super) fn set_rank(&mut self, id: UserId, channel: ChannelId, rank: Rank) {
        if let Some(membership) = self.user_mut(id).channels.iter_mut().find(|m| m.channel == channel) {
            membership.rank = rank;
        }
    }

    /// Whether somebody has joined nothing and so is in the lobby.
    #[must_use]
    pub fn is_home(&self, id: UserId) -> bool {
        let user = self.user(id);
        user.profile.lobby && matches!(&user.channels[..], [only] if self.channel(only.channel).name.is_lobby())
    }

    /// Where somebody is who has left a channel: in the lobby, or in another channel, which they are told when they
    /// talked in the one they left.
    fn go_on(&mut self, id: UserId, before: Option<ChannelId>) {
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

    /// Invites somebody to a channel: they may enter it without its key.
    ///
    /// # Errors
    /// For a channel one is not in, the lobby, or somebody who is there already.
    pub fn invite(&mut self, by: UserId, id: UserId, channel: ChannelId) -> Outcome {
        self.rank_in(by, channel)?;
        let name = self.channel(channel).name.clone();
        if name.is_lobby() {
            return Err(Refusal::Lobby { what: "be invited to" });
        }
        if self.user(id).rank(channel).is_some() {
            return Err(Refusal::AlreadyOn { nick: self.who(id).shown().to_owned(), channel: name });
        }
        let most = self.config.limits.channels_per_user;
        let channels = &self.channels;
        let invited = &mut self.users[id].invited;
        invited.retain(|c| *c != channel && channels.contains_key(*c));
        if invited.len() >= most {
            invited.remove(0);
        }
        invited.push(channel);
        let event = Event::Invited { who: self.who(id), by: Arc::clone(&self.who(by)), channel: name };
        self.tell(by, Audience::Person(id), event);
        Ok(())
    }
}
