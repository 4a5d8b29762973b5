//! The last lines of each channel, kept in memory.

use super::{Channel, World};
use crate::model::{ChannelId, Said};

impl Channel {
    /// Keeps the last `most` lines and no others.
    pub(super) fn forget(&mut self, most: usize) {
        while self.history.len() > most {
            self.history.pop_front();
        }
    }
}

impl World {
    pub(super) fn remember(&mut self, channel: ChannelId, said: Said) {
        let most = self.config.channels.history;
        let channel = self.channel_mut(channel);
        channel.history.push_back(said);
        channel.forget(most);
    }

    /// The last `count` lines of a channel, the oldest first.
    #[must_use]
    pub fn last_said(&self, channel: ChannelId, count: usize) -> Vec<Said> {
        let history = &self.channel(channel).history;
        history.iter().skip(history.len().saturating_sub(count)).cloned().collect()
    }
}
