//! What the admins of the server do to others: another host, words to those who read `WALLOPS`, channels entered and left
//! for them.

use std::sync::Arc;

use super::World;
use super::tell::Audience;
use crate::model::fact::Fact;
use crate::model::numeric::RPL_VISIBLEHOST;
use crate::model::{Caps, ChannelName, Event, Outcome, Refusal, Reply, SessionId, UserFlag, UserId, Who};

impl World {
    /// Gives somebody another user name and another host: those around who asked for such are told, others in IRC read
    /// that they left and came again (IRCv3 chghost).
    pub fn change_host(&mut self, id: UserId, user: &str, host: &str) {
        let old = self.who(id);
        let new = Arc::new(Who { user: user.into(), host: host.into(), ..(*old).clone() });
        if old == new {
            return;
        }
        self.user_mut(id).who = Arc::clone(&new);
        self.tell_rejoined(id, &old, &new);
        let audience = Audience::Acquaintances(id, Caps::EXTENDED_MONITOR | Caps::CHGHOST);
        self.tell(id, audience, Event::HostChanged { old, new });
        self.reply_to(id, &Reply::Numeric(RPL_VISIBLEHOST, vec![host.to_owned()]));
        self.relay_changed(id);
    }

    /// Tells programs that know no other way of somebody's new host ("Fallback when the capability has not been
    /// negotiated").
    fn tell_rejoined(&mut self, id: UserId, old: &Arc<Who>, new: &Arc<Who>) {
        let around = self.those_around(id).into_iter().collect::<Vec<_>>();
        let left = Event::Quit { who: Arc::clone(old), text: None, why: Some("Changing host".into()) };
        self.tell(id, Audience::Sessions(self.unaware(id, &around)), left);
        for seat in self.user(id).channels.clone() {
            let there = self.channel(seat.channel);
            let (name, sessions) = (there.name.clone(), self.unaware(id, &there.members));
            let came = Event::Joined { who: Arc::clone(new), channel: name.clone(), quiet: false };
            self.tell(id, Audience::Sessions(sessions.clone()), came);
            let changes = seat.modes(new, true);
            if !changes.is_empty() {
                let by = self.who(self.server);
                self.tell(self.server, Audience::Sessions(sessions), Event::Modes { by, channel: name, changes });
            }
        }
        // away-notify: "as well as when a user joins and has an away message set".
        if let Some(text) = self.user(id).rare.away.clone() {
            let who = Arc::clone(new);
            self.tell(id, Audience::Sessions(self.unaware(id, &around)), Event::Away { who, text: Some(text) });
        }
    }

    /// The sessions of these people, but `id`, whose programs speak IRC and have not asked to be told of new hosts.
    fn unaware(&self, id: UserId, people: &[UserId]) -> Vec<SessionId> {
        let others = people.iter().filter(|other| **other != id).map(|other| self.user(*other));
        let sessions = others.filter(|user| user.in_irc).flat_map(|user| user.sessions.iter().copied());
        sessions.filter(|session| !self.caps(*session).has(Caps::CHGHOST)).collect()
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
        if !self.is_alone() {
            let by = self.as_cause(by);
            self.relay(Fact::Wallops { by, text: text.into() });
        }
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
                self.relay_parted(id, channel, None);
                self.tell_parted(id, channel, None, self.is_home(id));
                self.leave(id, channel);
            }
        }
        self.enter_named(id, name, false);
        Ok(())
    }
}
