//! A channel: its name, its members in the order they came, and its own rules.

use std::collections::VecDeque;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::World;
use super::lists::Lists;
use super::metadata::Metadata;
use super::modes::Modes;
use super::network::Changes;
use crate::model::fact::Slot;
use crate::model::{
    ChannelId, ChannelName, Flag, Flags, Fold, Limit, Mark, Outcome, Rank, Refusal, Roll, Said, Secrecy, SessionId,
    Time, Topic, UserId, text,
};

/// A channel with at least one member.
#[derive(Debug, Serialize, Deserialize)]
pub struct Channel {
    /// Its name.
    pub name: ChannelName,
    /// Who is in it, the longest present first.
    pub members: Vec<UserId>,
    /// Who was in it when somebody entered last, for the next one who does.
    #[serde(skip)]
    pub(super) roll: Arc<Roll>,
    /// What it is about.
    pub topic: Option<Topic>,
    /// When it was made.
    pub made: Time,
    /// Its modes.
    pub modes: Modes,
    /// Whom it bans, passes over with bans, and always lets in.
    pub lists: Lists,
    /// Who knocked, and when, as long as it counts.
    pub(super) knocks: Vec<(UserId, Time)>,
    /// What it tells of itself.
    pub metadata: Metadata,
    /// The last lines, the oldest first.
    pub history: VecDeque<Said>,
    /// What it is known by on the network.
    pub mark: Mark,
    /// When each of its settings was changed last.
    pub(super) changed: Changes,
    /// How many of its members are behind each link.
    pub(super) behind: Vec<(SessionId, usize)>,
    /// Its creator left, and no successor is known yet.
    pub(super) vacant: bool,
}

impl Channel {
    /// An empty one of which nothing more is known.
    pub(super) fn new(name: ChannelName, mark: Mark, made: Time) -> Self {
        Channel {
            members: Vec::new(),
            roll: Arc::default(),
            topic: None,
            made,
            modes: Modes { flags: Flags::unruled(&name), ..Modes::default() },
            lists: Lists::default(),
            knocks: Vec::new(),
            metadata: Metadata::new(),
            history: VecDeque::new(),
            mark,
            changed: Changes::default(),
            behind: Vec::new(),
            vacant: false,
            name,
        }
    }

    /// Whether lists show it to those who are not in it.
    #[must_use]
    pub fn secrecy(&self) -> Secrecy {
        if self.has(Flag::Secret) {
            Secrecy::Secret
        } else if self.has(Flag::Private) {
            Secrecy::Private
        } else {
            Secrecy::Public
        }
    }

    /// Whether a mode is on.
    #[must_use]
    pub fn has(&self, flag: Flag) -> bool {
        self.modes.flags.has(flag)
    }
}

impl World {
    /// A channel; the id is one the world handed out and still knows.
    #[must_use]
    pub fn channel(&self, id: ChannelId) -> &Channel {
        &self.channels[id]
    }

    pub(super) fn channel_mut(&mut self, id: ChannelId) -> &mut Channel {
        &mut self.channels[id]
    }

    /// All channels, sorted by name.
    pub fn channels(&self) -> impl Iterator<Item = ChannelId> {
        self.names.values().copied()
    }

    /// Makes an empty channel, which [`World::join`] fills at once. `irc`: it has the modes that people in IRC expect.
    pub(super) fn found(&mut self, name: ChannelName, irc: bool) -> ChannelId {
        let mark = self.mark();
        let mut channel = Channel::new(name, mark, self.now);
        channel.modes.flags = self.first_modes(&channel.name, irc);
        self.add_channel(channel)
    }

    /// Adds a channel, which must be filled at once.
    pub(super) fn add_channel(&mut self, channel: Channel) -> ChannelId {
        let (fold, mark) = (channel.name.fold(), channel.mark);
        let id = self.channels.insert(channel);
        self.names.insert(fold, id);
        self.mark_channel(mark, id);
        id
    }

    /// The modes of a new channel; of one without modes RFC 2811 4 says that `t` is on.
    fn first_modes(&self, name: &ChannelName, irc: bool) -> Flags {
        let rules = &self.config.channels;
        let mut flags = Flags::default();
        if !name.kind().has_modes() {
            return flags.with(Flag::TopicLock);
        }
        if irc && !name.is_lobby() {
            return rules.irc_modes;
        }
        flags.set(Flag::NoOutsiders, !rules.hear_outsiders);
        flags.set(Flag::TopicLock, !rules.free_topic && !name.is_lobby());
        flags
    }

    /// Ends a channel that nobody is in any more.
    pub(super) fn end_if_empty(&mut self, id: ChannelId) {
        if self.channels[id].members.is_empty()
            && let Some(channel) = self.channels.remove(id)
        {
            self.names.remove(&channel.name.fold());
            self.keep_ended(channel);
        }
    }

    /// Says what a channel is about; an empty text: nothing any more.
    ///
    /// # Errors
    /// For one who is not in it, or whose rank is too low for a topic that is not free.
    pub fn set_topic(&mut self, by: UserId, id: ChannelId, text: &str) -> Outcome {
        self.fits(text)?;
        let rank = self.rank_in(by, id)?;
        if self.channel(id).has(Flag::TopicLock) && rank < Rank::Op {
            return Err(Refusal::NeedsRank { rank: Rank::Op, channel: self.channel(id).name.clone() });
        }
        let topic = Topic { text: text.into(), by: self.who(by), at: self.now };
        self.channel_mut(id).topic = (!text.is_empty()).then_some(topic);
        self.relay_setting(by, id, Slot::Topic);
        self.tell_topic(by, id, text);
        Ok(())
    }

    /// Gives a channel another name; its members, ranks and history stay.
    ///
    /// # Errors
    /// For one who is not its creator, for the lobby, and for a name that is taken.
    pub fn rename_channel(&mut self, by: UserId, id: ChannelId, new: ChannelName) -> Outcome {
        self.rename_channel_because(by, id, new, None)
    }

    /// The same, for a reason that members are told.
    ///
    /// # Errors
    /// As [`World::rename_channel`], and for a reason that is too long.
    pub fn rename_channel_because(
        &mut self,
        by: UserId,
        id: ChannelId,
        new: ChannelName,
        reason: Option<&str>,
    ) -> Outcome {
        self.fits(reason.unwrap_or_default())?;
        let old = self.channel(id).name.clone();
        if old.is_lobby() || new.is_lobby() {
            return Err(Refusal::Lobby { what: "rename" });
        }
        self.require(by, id, Rank::Creator)?;
        self.fits_channel(&new)?;
        self.may_be_renamed(&old, &new)?;
        if old == new {
            return Ok(());
        }
        if self.find_channel(&new).is_some_and(|other| other != id) {
            return Err(Refusal::ChannelTaken { channel: new });
        }
        self.relay_renamed(by, id, &new, reason);
        self.give_channel_name(id, &old, &new);
        self.tell_channel_renamed(by, id, old, new, reason);
        Ok(())
    }

    /// A channel is found under another name.
    pub(super) fn give_channel_name(&mut self, id: ChannelId, old: &ChannelName, new: &ChannelName) {
        self.names.remove(&old.fold());
        self.names.insert(new.fold(), id);
        self.channel_mut(id).name = new.clone();
    }

    /// That a channel's name is not too long.
    ///
    /// # Errors
    /// Says how long it may be.
    pub(super) fn fits_channel(&self, name: &ChannelName) -> Outcome {
        let most = self.config.limits.channel;
        if text::length(name.as_str()) > most {
            return Err(Refusal::Limit { what: Limit::Channel, most });
        }
        Ok(())
    }

    /// Whether a channel is there for somebody who names it: one that is not secret, or that they are in, is (RFC 2811
    /// 4.2.6). To the server's admins all are.
    #[must_use]
    pub fn sees(&self, who: UserId, id: ChannelId) -> bool {
        !self.channel(id).has(Flag::Secret) || self.is_insider(who, id)
    }

    /// Whether somebody may learn a channel's name from the server: one that is neither secret nor private, or that they
    /// are in, may be named to them (RFC 2811 4.2.6).
    #[must_use]
    pub fn shows(&self, who: UserId, id: ChannelId) -> bool {
        self.channel(id).secrecy() == Secrecy::Public || self.is_insider(who, id)
    }

    fn is_insider(&self, who: UserId, id: ChannelId) -> bool {
        let user = self.user(who);
        user.is_admin() || user.rank(id).is_some()
    }

    /// One's rank in a channel; an admin of the server has the creator's everywhere.
    ///
    /// # Errors
    /// For one who is not in it.
    pub fn rank_in(&self, who: UserId, id: ChannelId) -> Result<Rank, Refusal> {
        let user = self.user(who);
        match user.rank(id) {
            _ if user.is_admin() => Ok(Rank::Creator),
            Some(rank) => Ok(rank),
            None => Err(Refusal::NotOnChannel { channel: self.channel(id).name.clone() }),
        }
    }

    /// That one's rank in a channel is high enough.
    ///
    /// # Errors
    /// Says which rank is needed, or that one is not in the channel at all.
    pub fn require(&self, who: UserId, id: ChannelId, rank: Rank) -> Outcome {
        if self.rank_in(who, id)? < rank {
            return Err(Refusal::NeedsRank { rank, channel: self.channel(id).name.clone() });
        }
        Ok(())
    }

    /// The name under which a channel is found; for [`World::check`].
    pub(super) fn indexed_channels(&self) -> impl Iterator<Item = (&Fold, &ChannelId)> {
        self.names.iter()
    }
}
