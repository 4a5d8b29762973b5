//! Tags without words: what programs hand to each other through the server (IRCv3 message-tags, `TAGMSG`).

use super::World;
use super::tell::Audience;
use crate::model::fact::Words;
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
        let message = self.tell(from, audience, Event::Tagged { from: self.who(from), to });
        self.relay_said_in(from, id, rank, || Words::Tags, message);
        Ok(())
    }

    /// Hands tags on to one person.
    ///
    /// # Errors
    /// As [`World::whisper`].
    pub fn tag_person(&mut self, from: UserId, to: UserId) -> Outcome {
        self.may_whisper(from, to, How::Notice)?;
        let event = Event::Tagged { from: self.who(from), to: To::Person(self.who(to)) };
        let message = self.tell(from, Audience::Pair(to), event);
        self.relay_said_to(from, to, || Words::Tags, message);
        Ok(())
    }
}
