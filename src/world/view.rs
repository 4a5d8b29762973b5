//! What the world answers when it is asked who and what is there.

use super::World;
use crate::model::{ChannelId, ChannelLine, ChannelName, Place, Present, Rank, Reply, UserId};

/// How many of everything there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Census {
    /// People that everybody may find.
    pub visible: usize,
    /// People who show only to those who share a channel with them (user mode `i`).
    pub invisible: usize,
    /// Admins of the server among them.
    pub admins: usize,
    /// Connections of nobody yet.
    pub unknown: usize,
    /// Channels.
    pub channels: usize,
    /// The most people there were at once.
    pub most: usize,
}

impl World {
    /// How many of everything there are.
    #[must_use]
    pub fn census(&self) -> Census {
        let people = self.people();
        let admins = people.iter().filter(|id| self.user(**id).is_admin()).count();
        let unknown = self.sessions.values().filter(|session| session.user.is_none()).count();
        Census {
            visible: people.len(),
            invisible: 0,
            admins,
            unknown,
            channels: self.channels.len(),
            most: self.most,
        }
    }

    /// The members of a channel, the longest present first.
    #[must_use]
    pub fn present(&self, channel: ChannelId) -> Vec<Present> {
        let members = self.channel(channel).members.iter();
        let there = members.filter_map(|id| {
            let membership = self.user(*id).channels.iter().find(|m| m.channel == channel)?;
            Some(Present { voice: membership.voice, ..self.presence(*id, membership.effective(), Vec::new()) })
        });
        there.collect()
    }

    /// Everyone connected, in the order they came.
    #[must_use]
    pub fn everyone(&self) -> Vec<Present> {
        let channels = |id: UserId| self.user(id).channels.iter().map(|m| self.channel(m.channel).name.clone());
        self.people().into_iter().map(|id| self.presence(id, Rank::Member, channels(id).collect())).collect()
    }

    fn presence(&self, id: UserId, rank: Rank, channels: Vec<ChannelName>) -> Present {
        let user = self.user(id);
        Present { who: user.who.clone(), rank, voice: false, away: user.away.clone(), channels }
    }

    /// The channels there are, sorted by name.
    #[must_use]
    pub fn channel_lines(&self) -> Vec<ChannelLine> {
        self.channels()
            .map(|id| self.channel(id))
            .map(|channel| ChannelLine {
                name: channel.name.clone(),
                members: channel.members.len(),
                topic: channel.topic.as_ref().map(|topic| topic.text.clone()),
            })
            .collect()
    }

    /// The channel somebody talks in, and those they are in.
    #[must_use]
    pub fn current(&self, id: UserId) -> Reply {
        let user = self.user(id);
        let name = |channel| self.channel(channel).name.clone();
        Reply::Current { here: user.here.map(name), all: user.channels.iter().map(|m| name(m.channel)).collect() }
    }

    /// Where somebody is, for the dialect that reads their next line.
    #[must_use]
    pub fn place(&self, id: UserId) -> Place {
        let user = self.user(id);
        let here = user.here.map(|channel| self.channel(channel).name.clone());
        Place { in_lobby: self.is_home(id), many: user.profile.many, here }
    }
}
