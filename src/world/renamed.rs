//! A channel with another name, told also to programs that know of no such thing (IRCv3 channel-rename).

use std::sync::Arc;

use super::World;
use super::tell::Audience;
use crate::model::{Caps, ChannelId, ChannelName, Event, Reply, SessionId, UserId};

impl World {
    /// Tells the members of a channel that it has another name; programs that did not ask to be told so leave the old
    /// one and enter the new one, unless the names differ in their case alone.
    pub(super) fn tell_channel_renamed(
        &mut self,
        by: UserId,
        id: ChannelId,
        old: ChannelName,
        new: ChannelName,
        reason: Option<&str>,
    ) {
        let same = old.fold() == new.fold();
        let reason = reason.filter(|reason| !reason.is_empty());
        let event = Event::ChannelRenamed { by: self.who(by), old: old.clone(), new, reason: reason.map(Into::into) };
        self.tell(by, Audience::Channel(id), event);
        if same {
            return;
        }
        let entered = Arc::new(self.entered(id));
        let knows = |session: &SessionId| self.caps(*session).has(Caps::CHANNEL_RENAME);
        let members = self.channel(id).members.iter().map(|member| self.user(*member));
        let moved: Vec<_> = members
            .flat_map(|user| user.sessions.iter().filter(|s| !knows(s)).map(|s| (*s, Arc::clone(&user.who))))
            .collect();
        for (session, who) in moved {
            let (old, reason, entered) = (old.clone(), reason.map(Into::into), Arc::clone(&entered));
            self.reply(session, Ok(Reply::Moved { who, old, reason, entered }));
        }
    }

    /// What is answered to somebody who enters a channel.
    fn entered(&self, id: ChannelId) -> Reply {
        let channel = self.channel(id);
        Reply::Entered {
            channel: channel.name.clone(),
            secrecy: channel.secrecy(),
            topic: channel.topic.clone(),
            people: Arc::new(self.present(id).into()),
        }
    }
}
