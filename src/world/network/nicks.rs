//! Two people of one nick, each from another server: the one who had it first keeps it.

use std::sync::Arc;

use crate::model::fact::{By, Fact, Named};
use crate::model::{Mark, MessageId, Nick, SessionId, UserId, Who};
use crate::world::World;
use crate::world::tell::mix;

/// Letters of the number behind the nick of somebody who lost theirs.
const LETTERS: usize = 4;

impl World {
    /// Tells the network that somebody is called so from now on.
    pub(in crate::world) fn relay_nick(&mut self, id: UserId, new: &Who, mark: Mark) {
        // Servers that know no marks know them by the nick they had.
        let who = Arc::new(Who { nick: self.who(id).nick.clone(), ..new.clone() });
        let who = Named { mark: self.user(id).mark, who };
        self.relay_to_all(Fact::Nick { who, nick: new.nick.clone(), mark });
    }

    /// Somebody has another nick. The one who wanted it earlier has it, whoever heard of it first.
    pub(super) fn learn_nick(&mut self, who: &Named, nick: Nick, mark: Mark) {
        self.witness(mark);
        self.relay(Fact::Nick { who: who.clone(), nick: nick.clone(), mark });
        let Some(id) = self.person_marked(who.mark).filter(|id| mark > self.user(*id).nick_mark) else { return };
        self.user_mut(id).nick_mark = mark;
        let (old, user, real) = (self.who(id), who.who.user.clone(), who.who.real.clone());
        self.claim(id, Who { nick, user, real, address: None, ..(*old).clone() });
        self.hand_on(&old.nick);
    }

    /// Gives somebody the name that they have since their mark, or one like it while another has the nick by right.
    pub(super) fn claim(&mut self, id: UserId, new: Who) {
        self.forget_wish(id);
        let nick = new.nick.clone();
        match self.find(nick.as_str()).filter(|holder| *holder != id) {
            Some(holder) if self.has_prior(holder, id) => {
                let other = self.another(&nick, self.user(id).mark);
                self.bear(id, Who { nick: other, ..new });
                self.network.wanting.push((nick, id));
            }
            Some(holder) => {
                self.displace(holder);
                self.bear(id, new);
            }
            None => self.bear(id, new),
        }
    }

    /// A nick may be free: of those whom their own servers call so, while others had it here, the first has it now.
    pub(in crate::world) fn hand_on(&mut self, nick: &Nick) {
        if self.find(nick.as_str()).is_some() {
            return;
        }
        let wanting = self.network.wanting.iter().filter(|(wanted, _)| wanted.fold() == nick.fold());
        let first = wanting.min_by_key(|(_, id)| (self.user(*id).nick_mark, self.user(*id).mark)).cloned();
        if let Some((nick, id)) = first {
            self.forget_wish(id);
            self.bear(id, Who { nick, ..(*self.who(id)).clone() });
        }
    }

    /// Somebody has the nick that they want, or is gone.
    pub(in crate::world) fn forget_wish(&mut self, id: UserId) {
        self.network.wanting.retain(|(_, other)| *other != id);
    }

    /// Whether one wanted their nick before the other did.
    fn has_prior(&self, one: UserId, other: UserId) -> bool {
        let since = |id: UserId| (self.user(id).nick_mark, self.user(id).mark);
        since(one) < since(other)
    }

    /// Somebody who is of another server, older than theirs, has a right to their nick: they get another one. Whoever is
    /// here, or behind a server that knows no marks, has it for good; of others their own server says the same.
    pub(super) fn displace(&mut self, id: UserId) {
        let who = self.who(id);
        let nick = self.another(&who.nick, self.user(id).mark);
        if self.is_ours(id) {
            self.give_nick(id, nick);
        } else {
            self.bear(id, Who { nick, address: None, ..(*who).clone() });
            self.network.wanting.push((who.nick.clone(), id));
        }
    }

    /// Gives somebody another nick for good, whether they want it or not, and tells the whole network.
    pub(super) fn give_nick(&mut self, id: UserId, nick: Nick) {
        let mark = self.mark();
        self.user_mut(id).nick_mark = mark;
        let new = Self::renamed(&self.who(id), nick);
        self.relay_nick(id, &new, mark);
        self.bear(id, new);
    }

    /// Whether what becomes of somebody is for this server to say: they are here, or behind a server that knows no marks.
    pub(super) fn is_ours(&self, id: UserId) -> bool {
        self.way_to(id).is_none_or(|via| self.link(via).is_some_and(|link| !link.rules.kin))
    }

    /// A nick like this one that nobody has: the same on every server.
    pub(super) fn another(&self, nick: &Nick, mark: Mark) -> Nick {
        let most = self.config.limits.nick.saturating_sub(LETTERS + 1);
        let base: String = nick.as_str().chars().take(most).collect();
        let mut seed = mark.0;
        loop {
            seed = mix(seed);
            let number = MessageId(seed).to_string();
            let name = format!("{base}-{}", &number[number.len() - LETTERS..]);
            if let Some(nick) = Nick::new(&name).ok().filter(|nick| self.find(nick.as_str()).is_none()) {
                return nick;
            }
        }
    }

    /// Somebody is called so from now on, and those around are told.
    fn bear(&mut self, id: UserId, new: Who) {
        let (old, new) = (self.who(id), Arc::new(new));
        if old != new {
            self.take_name(id, &old, &new);
        }
    }

    /// Takes somebody of a server without marks off the network: their nick is somebody's (RFC 1459 4.1.2).
    pub(super) fn kill_for_nick(&mut self, link: SessionId, who: Arc<Who>, why: &str) {
        let by = By::Server(self.config.server.name.as_str().into());
        let named = Named { mark: Mark::default(), who };
        self.relay_on([link], Fact::Killed { who: named, by, text: Some(why.into()) });
    }
}
