//! What people say: to a channel, to one person.

use super::World;
use super::tell::Audience;
use crate::model::{ChannelId, Event, How, Limit, Outcome, Rank, Refusal, Reply, Said, To, UserId, text};

impl World {
    /// Says something to a channel.
    ///
    /// # Errors
    /// For one who is not in it, when it does not hear outsiders; for a text that is too long.
    pub fn say(&mut self, from: UserId, id: ChannelId, text: &str, how: How) -> Outcome {
        self.may_say(from, id, text)?;
        let (to, who) = (To::Channel(self.channel(id).name.clone()), self.who(from));
        self.remember(id, Said { at: self.now, from: who.clone(), text: text.into(), how });
        self.tell(from, Audience::Channel(id), Event::Said { from: who, to, text: text.into(), how });
        Ok(())
    }

    /// Says something to those of a channel who have at least this rank; its history does not keep it.
    ///
    /// # Errors
    /// As [`World::say`].
    pub fn say_to_rank(&mut self, from: UserId, id: ChannelId, rank: Rank, text: &str, how: How) -> Outcome {
        self.may_say(from, id, text)?;
        let to = To::Ranked(rank, self.channel(id).name.clone());
        let event = Event::Said { from: self.who(from), to, text: text.into(), how };
        self.tell(from, Audience::Ranked(id, rank), event);
        Ok(())
    }

    fn may_say(&self, from: UserId, id: ChannelId, text: &str) -> Outcome {
        self.fits(text)?;
        let channel = self.channel(id);
        if !channel.hears_outsiders && self.user(from).rank(id).is_none() {
            return Err(Refusal::CannotSend { channel: channel.name.clone() });
        }
        Ok(())
    }

    /// Says something to one person, who alone hears it; one is told when they are away.
    ///
    /// # Errors
    /// For a text that is too long.
    pub fn whisper(&mut self, from: UserId, to: UserId, text: &str, how: How) -> Outcome {
        self.fits(text)?;
        let event = Event::Said { from: self.who(from), to: To::Person(self.who(to)), text: text.into(), how };
        self.tell(from, Audience::Pair(to), event);
        if let Some(text) = self.user(to).away.clone().filter(|_| how != How::Notice) {
            let reply = Reply::Away { who: self.who(to), text };
            self.reply_to(from, &reply);
        }
        Ok(())
    }

    /// Says something to everyone connected.
    ///
    /// # Errors
    /// For a text that is too long.
    pub fn shout(&mut self, from: UserId, text: &str) -> Outcome {
        self.fits(text)?;
        let event = Event::Said { from: self.who(from), to: To::Everyone, text: text.into(), how: How::Message };
        self.tell(from, Audience::Everyone, event);
        Ok(())
    }

    /// That a text is not too long: a message, a topic, a reason, a farewell.
    ///
    /// # Errors
    /// Says how long it may be.
    pub fn fits(&self, text: &str) -> Outcome {
        let most = self.config.limits.message;
        if text::length(text) > most { Err(Refusal::Limit { what: Limit::Message, most }) } else { Ok(()) }
    }
}
