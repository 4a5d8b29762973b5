//! The last lines of each channel, kept in memory.

use super::World;
use crate::model::{ChannelId, Said};

impl World {
    pub(super) fn remember(&mut self, channel: ChannelId, said: Said) {
        let most = self.config.channels.history;
        let history = &mut self.channel_mut(channel).history;
        if most > 0 {
            history.push_back(said);
        }
        let surplus = history.len().saturating_sub(most);
        history.drain(..surplus);
    }

    /// The last `count` lines of a channel, the oldest first.
    #[must_use]
    pub fn last_said(&self, channel: ChannelId, count: usize) -> Vec<Said> {
        let history = &self.channel(channel).history;
        history.iter().skip(history.len().saturating_sub(count)).cloned().collect()
    }
}
