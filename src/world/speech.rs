//! What people say: to a channel, to one person.

use super::World;
use super::tell::Audience;
use crate::model::{ChannelId, Event, How, Outcome, Refusal, Reply, Said, To, UserId};

impl World {
    /// Says something to a channel.
    ///
    /// # Errors
    /// For one who is not in it, when it does not hear outsiders.
    pub fn say(&mut self, from: UserId, id: ChannelId, text: &str, how: How) -> Outcome {
        let channel = self.channel(id);
        if !channel.hears_outsiders && self.user(from).rank(id).is_none() {
            return Err(Refusal::CannotSend { channel: channel.name.clone() });
        }
        let (to, who) = (To::Channel(channel.name.clone()), self.who(from));
        self.remember(id, Said { at: self.now, from: who.clone(), text: text.into(), how });
        self.tell(from, Audience::Channel(id), Event::Said { from: who, to, text: text.into(), how });
        Ok(())
    }

    /// Says something to one person, who alone hears it; one is told when they are away.
    pub fn whisper(&mut self, from: UserId, to: UserId, text: &str, how: How) {
        let event = Event::Said { from: self.who(from), to: To::Person(self.who(to)), text: text.into(), how };
        self.tell(from, Audience::Person(to), event);
        if let Some(text) = self.user(to).away.clone() {
            let reply = Reply::Away { who: self.who(to), text };
            self.reply_to(from, &reply);
        }
    }
}
