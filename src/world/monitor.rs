//! Watching nicks: one is told when somebody of such a nick comes and goes (IRCv3 monitor).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::World;
use super::metadata::Subject;
use crate::model::numeric::{RPL_MONOFFLINE, RPL_MONONLINE};
use crate::model::{Caps, Fold, Nick, Reply, SessionId, UserId, Who};

/// Nicks that one may watch (ISUPPORT `MONITOR`).
pub const MOST_WATCHED: usize = 100;

impl World {
    /// Watches a nick from now on; false when one watches as many as one may, and not this one.
    pub fn watch(&mut self, by: UserId, nick: &Nick) -> bool {
        let (fold, watched) = (nick.fold(), &mut self.users[by].rare.made().watched);
        if watched.len() >= MOST_WATCHED && !watched.contains_key(&fold) {
            return false;
        }
        watched.entry(fold.clone()).or_insert_with(|| nick.clone());
        self.watchers.entry(fold).or_default().insert(by);
        true
    }

    /// Watches a nick no more.
    pub fn unwatch(&mut self, by: UserId, nick: &str) {
        let fold = Fold::of(nick);
        if self.users[by].rare.there().is_some_and(|rare| rare.watched.remove(&fold).is_some()) {
            self.forget_watcher(by, &fold);
        }
    }

    /// Watches nothing more.
    pub fn unwatch_all(&mut self, by: UserId) {
        let watched = self.users[by].rare.there().map(|rare| std::mem::take(&mut rare.watched));
        for fold in watched.into_iter().flat_map(BTreeMap::into_keys) {
            self.forget_watcher(by, &fold);
        }
    }

    fn forget_watcher(&mut self, by: UserId, fold: &Fold) {
        if let Some(watchers) = self.watchers.get_mut(fold) {
            watchers.remove(&by);
            if watchers.is_empty() {
                self.watchers.remove(fold);
            }
        }
    }

    /// The nicks that somebody watches, sorted, as they wrote them.
    pub fn watched(&self, by: UserId) -> impl Iterator<Item = &Nick> {
        self.user(by).rare.watched.values()
    }

    /// Tells those who watch somebody's nick that they are here.
    pub(super) fn tell_online(&mut self, who: &Arc<Who>) {
        let watchers = self.watchers_of(&who.nick);
        if watchers.is_empty() {
            return;
        }
        let reply = Reply::Numeric(RPL_MONONLINE, vec![who.source().to_string()]);
        watchers.iter().for_each(|watcher| self.reply_to(*watcher, &reply));
        let Some(id) = self.find(who.nick.as_str()) else { return };
        let sessions: Vec<SessionId> =
            watchers.iter().flat_map(|watcher| self.user(*watcher).sessions.iter().copied()).collect();
        sessions.into_iter().for_each(|session| self.tell_metadata_of(session, id));
    }

    /// Sends a session what it subscribed to of somebody who is told to be here (metadata: "when server sends 730").
    pub fn tell_metadata_of(&mut self, session: SessionId, id: UserId) {
        if self.caps(session).has(Caps::METADATA_3) {
            self.synchronize(session, Subject::Person(id));
        }
    }

    /// Those who watch somebody's nick.
    pub(super) fn watchers_of(&self, nick: &Nick) -> Vec<UserId> {
        if self.watchers.is_empty() {
            return Vec::new();
        }
        self.watchers.get(&nick.fold()).into_iter().flatten().copied().collect()
    }

    /// Tells those who watch somebody's nick that nobody bears it any more.
    pub(super) fn tell_offline(&mut self, who: &Arc<Who>) {
        for watcher in self.watchers_of(&who.nick) {
            self.reply_to(watcher, &Reply::Numeric(RPL_MONOFFLINE, vec![who.nick.to_string()]));
        }
    }

    /// Checks that the index of those who watch says the same as they do.
    pub(super) fn check_watchers(&self) -> Result<(), String> {
        let mut pairs = 0;
        for (id, user) in &self.users {
            pairs += user.rare.watched.len();
            if user.rare.watched.len() > MOST_WATCHED {
                return Err(format!("{} watches too many", user.who.nick));
            }
            for fold in user.rare.watched.keys() {
                if !self.watchers.get(fold).is_some_and(|watchers| watchers.contains(&id)) {
                    return Err(format!("the index does not say that {} watches {}", user.who.nick, fold.as_str()));
                }
            }
        }
        let indexed: usize = self.watchers.values().map(std::collections::BTreeSet::len).sum();
        if indexed != pairs || self.watchers.values().any(std::collections::BTreeSet::is_empty) {
            return Err(format!("{indexed} watched nicks are indexed, {pairs} are watched"));
        }
        Ok(())
    }
}
