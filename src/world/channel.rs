//! A channel: its name, its members in the order they came, and its own rules.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::World;
use crate::model::{ChannelId, ChannelName, Fold, Limit, Outcome, Rank, Refusal, Said, Secrecy, Topic, UserId, text};

/// A channel with at least one member.
#[derive(Debug, Serialize, Deserialize)]
pub struct Channel {
    /// Its name.
    pub name: ChannelName,
    /// Who is in it, the longest present first.
    pub members: Vec<UserId>,
    /// What it is about.
    pub topic: Option<Topic>,
    /// What one must know to enter.
    pub key: Option<Box<str>>,
    /// Whether it hears people who are not in it.
    pub hears_outsiders: bool,
    /// Whether any member may set the topic.
    pub free_topic: bool,
    /// The last lines, the oldest first.
    pub history: VecDeque<Said>,
}

impl Channel {
    /// Whether lists show it to those who are not in it.
    #[must_use]
    pub fn secrecy(&self) -> Secrecy {
        Secrecy::Public
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

    /// The channel of this name, whatever its case.
    #[must_use]
    pub fn find_channel(&self, name: &ChannelName) -> Option<ChannelId> {
        self.names.get(&name.fold()).copied()
    }

    /// All channels, sorted by name.
    pub fn channels(&self) -> impl Iterator<Item = ChannelId> {
        self.names.values().copied()
    }

    /// Makes an empty channel, which [`World::join`] fills at once.
    pub(super) fn found(&mut self, name: ChannelName) -> ChannelId {
        let rules = &self.config.channels;
        let channel = Channel {
            members: Vec::new(),
            topic: None,
            key: None,
            hears_outsiders: rules.hear_outsiders,
            free_topic: rules.free_topic || name.is_lobby(),
            history: VecDeque::new(),
            name,
        };
        let fold = channel.name.fold();
        let id = self.channels.insert(channel);
        self.names.insert(fold, id);
        id
    }

    /// Ends a channel that nobody is in any more.
    pub(super) fn end_if_empty(&mut self, id: ChannelId) {
        if self.channels[id].members.is_empty()
            && let Some(channel) = self.channels.remove(id)
        {
            self.names.remove(&channel.name.fold());
        }
    }

    /// Says what a channel is about; an empty text: nothing any more.
    ///
    /// # Errors
    /// For one who is not in it, or whose rank is too low for a topic that is not free.
    pub fn set_topic(&mut self, by: UserId, id: ChannelId, text: &str) -> Outcome {
        self.fits(text)?;
        let rank = self.rank_in(by, id)?;
        if !self.channel(id).free_topic && rank < Rank::Op {
            return Err(Refusal::NeedsRank { rank: Rank::Op, channel: self.channel(id).name.clone() });
        }
        let topic = Topic { text: text.into(), by: self.who(by), at: self.now };
        self.channel_mut(id).topic = (!text.is_empty()).then_some(topic);
        self.tell_topic(by, id, text);
        Ok(())
    }

    /// Gives a channel another name; its members, ranks and history stay.
    ///
    /// # Errors
    /// For one who is not its creator, for the lobby, and for a name that is taken.
    pub fn rename_channel(&mut self, by: UserId, id: ChannelId, new: ChannelName) -> Outcome {
        let old = self.channel(id).name.clone();
        if old.is_lobby() || new.is_lobby() {
            return Err(Refusal::Lobby { what: "rename" });
        }
        self.require(by, id, Rank::Creator)?;
        self.fits_channel(&new)?;
        if self.find_channel(&new).is_some_and(|other| other != id) {
            return Err(Refusal::ChannelTaken { channel: new });
        }
        self.names.remove(&old.fold());
        self.names.insert(new.fold(), id);
        self.channel_mut(id).name = new.clone();
        self.tell_channel_renamed(by, id, old, new);
        Ok(())
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
