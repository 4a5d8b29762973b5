//! What the admins of the server do to others: another host, words to those who read `WALLOPS`, channels entered and left
//! for them.

use std::sync::Arc;

use super::World;
use super::tell::Audience;
use crate::model::numeric::RPL_VISIBLEHOST;
use crate::model::{Caps, ChannelName, Event, Outcome, Refusal, Reply, UserFlag, UserId, Who};

impl World {
    /// Gives somebody another user name and another host: those around who asked for such are told (IRCv3 chghost).
    pub fn change_host(&mut self, id: UserId, user: &str, host: &str) {
        let old = self.who(id);
        let new = Arc::new(Who { user: user.into(), host: host.into(), ..(*old).clone() });
        if old == new {
            return;
        }
        self.user_mut(id).who = Arc::clone(&new);
        self.tell(
            id,
            Audience::Acquaintances(id, Caps::EXTENDED_MONITOR | Caps::CHGHOST),
            Event::HostChanged { old, new },
        );
        self.reply_to(id, &Reply::Numeric(RPL_VISIBLEHOST, vec![host.to_owned()]));
    }

    /// Says something to all who read such: their user mode `w` is set (RFC 2812 4.7).
    ///
    /// # Errors
    /// For a text that is too long.
    pub fn wallops(&mut self, by: UserId, text: &str) -> Outcome {
        self.fits(text)?;
        let reads = |id: &UserId| self.user(*id).modes.has(UserFlag::Wallops);
        let readers = self.people().into_iter().filter(reads);
        let sessions = readers.flat_map(|id| self.user(id).sessions.iter().copied()).collect();
        let event = Event::Wallops { from: self.who(by), text: text.into() };
        self.tell(by, Audience::Sessions(sessions), event);
        Ok(())
    }

    /// Tells somebody something in the server's own name.
    pub fn notify(&mut self, id: UserId, text: &str) {
        self.tell(self.server, Audience::Person(id), Event::Notice { text: text.into() });
    }

    /// Puts somebody into a channel, whatever its bans, its key and its limit say.
    ///
    /// # Errors
    /// When they are there already, or the name cannot be had.
    pub fn force_join(&mut self, id: UserId, name: ChannelName) -> Outcome {
        let name = self.name_to_join(name)?;
        self.fits_channel(&name)?;
        if let Some(channel) = self.find_channel(&name).filter(|channel| self.user(id).rank(*channel).is_some()) {
            let channel = self.channel(channel).name.clone();
            return Err(Refusal::AlreadyOn { nick: self.who(id).shown().to_owned(), channel });
        }
        if !self.user(id).profile.many || self.is_home(id) {
            for channel in self.user(id).channels.iter().map(|m| m.channel).collect::<Vec<_>>() {
                self.tell_parted(id, channel, None, self.is_home(id));
                self.leave(id, channel);
            }
        }
        self.enter_named(id, name, false);
        Ok(())
    }
}
