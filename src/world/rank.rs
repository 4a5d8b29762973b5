//! Ranks given and taken.

use super::World;
use super::tell::Audience;
use crate::model::{ChannelId, Event, Mode, ModeChange, Outcome, Rank, Refusal, UserId};

impl World {
    /// The creator makes a member an admin of the channel.
    ///
    /// # Errors
    /// For one who is not its creator, and for somebody who is not in it or is an admin of it already.
    pub fn grant(&mut self, by: UserId, id: UserId, channel: ChannelId) -> Outcome {
        self.change_rank(by, id, channel, Rank::Member, Rank::Op, "is an admin already")
    }

    /// The creator takes the admin's rank back.
    ///
    /// # Errors
    /// For one who is not its creator, and for somebody who is not in it or is no admin of it.
    pub fn revoke(&mut self, by: UserId, id: UserId, channel: ChannelId) -> Outcome {
        self.change_rank(by, id, channel, Rank::Op, Rank::Member, "is no admin")
    }

    fn change_rank(&mut self, by: UserId, id: UserId, at: ChannelId, from: Rank, to: Rank, else_: &str) -> Outcome {
        let channel = self.channel(at).name.clone();
        if channel.is_lobby() {
            return Err(Refusal::Lobby { what: "rule" });
        }
        if !channel.is_ruled() {
            return Err(Refusal::because(format!("{channel} has no modes: nobody rules it.")));
        }
        self.require(by, at, Rank::Creator)?;
        let nick = self.who(id).shown().to_owned();
        match self.user(id).rank(at) {
            None => Err(Refusal::NotThere { nick, channel }),
            Some(Rank::Creator) => Err(Refusal::because(format!("{nick} is the creator of {channel}."))),
            Some(rank) if rank.max(Rank::Voice) != from.max(Rank::Voice) => {
                Err(Refusal::because(format!("{nick} {else_} of {channel}.")))
            }
            Some(_) => {
                self.give_rank(id, at, to);
                self.relay_rank(by, id, at);
                let mode = Mode::Rank(from.max(to), self.who(id));
                let changes = vec![ModeChange { on: to > from, mode }];
                let event = Event::Modes { by: self.who(by), channel, changes };
                self.tell(by, Audience::Channel(at), event);
                Ok(())
            }
        }
    }
}
