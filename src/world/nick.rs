//! Nicks: who may take which, and what is kept so that a name finds its bearer.

use std::sync::Arc;

use super::World;
use super::tell::Audience;
use crate::model::text;
use crate::model::{BadName, Event, Fold, Limit, Nick, Outcome, Refusal, SessionId, UserId, Who};

impl World {
    /// Gives somebody another nick. An admin's nick makes them an admin, since it was proved.
    ///
    /// # Errors
    /// See [`World::may_take`].
    pub fn rename(&mut self, id: UserId, nick: Nick) -> Outcome {
        let session = self.user(id).sessions.first().copied();
        self.may_take(Some(id), session, &nick)?;
        let old = self.who(id);
        let new = Arc::new(Who { nick, address: None, ..(*old).clone() });
        if old == new {
            return Ok(());
        }
        self.unindex(&old);
        self.index(&new, id);
        let admin = self.config.admin(&new.nick).map(|admin| admin.nick.fold());
        let user = self.user_mut(id);
        user.who = Arc::clone(&new);
        user.admin = admin.or_else(|| user.admin.take());
        self.tell(id, Audience::Around(id), Event::Renamed { old, new });
        Ok(())
    }

    /// Whether this nick can be had: by somebody who has another one, or on a session that has none yet.
    ///
    /// # Errors
    /// When it is the server's own, too long, somebody else's, banned, or an admin's and not proved.
    pub fn may_take(&self, id: Option<UserId>, session: Option<SessionId>, nick: &Nick) -> Outcome {
        if nick.is_reserved() {
            return Err(Refusal::BadNick { nick: nick.to_string(), why: BadName::Reserved });
        }
        let most = self.config.limits.nick;
        if text::length(nick.as_str()) > most {
            return Err(Refusal::Limit { what: Limit::Nick, most });
        }
        if self.find(nick.as_str()).is_some_and(|bearer| Some(bearer) != id) {
            return Err(Refusal::NickTaken { nick: nick.to_string() });
        }
        if let Some(banned) = self.ban_on_nick(nick) {
            return Err(banned);
        }
        let Some(admin) = self.config.admin(nick) else { return Ok(()) };
        let proven = session.and_then(|s| self.session(s)).is_some_and(|session| {
            session.proven.contains(&nick.fold())
                || admin.trusted.iter().any(|net| net.contains(session.origin.address))
        });
        if proven { Ok(()) } else { Err(Refusal::NickReserved { nick: nick.to_string() }) }
    }

    pub(super) fn index(&mut self, who: &Who, id: UserId) {
        self.nicks.insert(who.nick.fold(), id);
        if let Some(address) = &who.address {
            self.nicks.insert(Fold::of(address), id);
        }
    }

    pub(super) fn unindex(&mut self, who: &Who) {
        self.nicks.remove(&who.nick.fold());
        if let Some(address) = &who.address {
            self.nicks.remove(&Fold::of(address));
        }
    }

    /// Every name that finds somebody, folded and sorted.
    pub fn nicks(&self) -> impl Iterator<Item = (&Fold, &UserId)> {
        self.nicks.iter()
    }
}
