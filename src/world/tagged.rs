//! Tags without words: what programs hand to each other through the server (IRCv3 message-tags, `TAGMSG`).

use super::World;
use super::tell::Audience;
use crate::model::{ChannelId, Event, How, Outcome, Rank, To, UserId};

impl World {
    /// Hands tags on to a channel; with a rank, to those of it who have at least that.
    ///
    /// # Errors
    /// As [`World::say`]: "This message MUST be delivered to targets in the same way".
    pub fn tag_channel(&mut self, from: UserId, id: ChannelId, rank: Option<Rank>) -> Outcome {
        self.may_say(from, id, "")?;
        let name = self.channel(id).name.clone();
        let (to, audience) = match rank {
            Some(rank) => (To::Ranked(rank, name), Audience::Ranked(id, rank)),
            None => (To::Channel(name), Audience::Channel(id)),
        };
        self.tell(from, audience, Event::Tagged { from: self.who(from), to });
        Ok(())
    }

    /// Hands tags on to one person.
    ///
    /// # Errors
    /// As [`World::whisper`].
    pub fn tag_person(&mut self, from: UserId, to: UserId) -> Outcome {
        self.may_whisper(from, to, How::Notice)?;
        let event = Event::Tagged { from: self.who(from), to: To::Person(self.who(to)) };
        self.tell(from, Audience::Pair(to), event);
        Ok(())
    }
}
