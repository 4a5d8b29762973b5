//! What must hold after every input, whatever people send. Tests and fuzzers ask it after each.

use super::World;
use crate::model::Rank;

impl World {
    /// Checks every invariant.
    ///
    /// # Errors
    /// Says the first one that is broken.
    pub fn check(&self) -> Result<(), String> {
        self.check_people()?;
        self.check_looks()?;
        self.check_watchers()?;
        self.check_census()?;
        self.check_channels()?;
        self.check_sessions()?;
        self.check_network()
    }

    fn check_people(&self) -> Result<(), String> {
        for (id, user) in self.users.iter().filter(|(id, _)| *id != self.nobody) {
            let nick = user.who.nick.as_str();
            if self.find(nick) != Some(id) {
                return Err(format!("the index does not find {nick}"));
            }
            if user.here.is_some_and(|here| user.rank(here).is_none()) {
                return Err(format!("{nick} talks in a channel they are not in"));
            }
            if id != self.server && user.sessions.is_empty() && user.remote.is_none() {
                return Err(format!("{nick} is on no session"));
            }
            if id != self.server && !user.profile.many && user.channels.len() > 1 {
                return Err(format!("{nick} is in several channels"));
            }
            if user.profile.lobby && user.channels.is_empty() {
                return Err(format!("{nick} is nowhere, not even in the lobby"));
            }
            for membership in &user.channels {
                let Some(channel) = self.channels.get(membership.channel) else {
                    return Err(format!("{nick} is in a channel that is gone"));
                };
                if channel.members.iter().filter(|m| **m == id).count() != 1 {
                    return Err(format!("{} does not know once that {nick} is in it", channel.name));
                }
            }
        }
        if !self.users[self.nobody].channels.is_empty() || !self.users[self.nobody].sessions.is_empty() {
            return Err("nobody is somewhere".into());
        }
        let people = self.users.iter().filter(|(id, _)| *id != self.nobody).map(|(_, user)| user);
        let names = people.map(|user| 1 + usize::from(user.who.address.is_some())).sum::<usize>();
        if self.nicks.len() != names {
            return Err(format!("{} names are indexed, {names} are borne", self.nicks.len()));
        }
        Ok(())
    }

    fn check_channels(&self) -> Result<(), String> {
        if self.names.len() != self.channels.len() {
            return Err("the index of channels has another length than the channels".into());
        }
        for (fold, id) in self.indexed_channels() {
            let Some(channel) = self.channels.get(*id).filter(|channel| channel.name.fold() == *fold) else {
                return Err(format!("the index finds a wrong channel for {}", fold.as_str()));
            };
            let name = &channel.name;
            if channel.members.is_empty() {
                return Err(format!("{name} is empty"));
            }
            let ranks: Option<Vec<Rank>> =
                channel.members.iter().map(|m| self.users.get(*m).and_then(|user| user.rank(*id))).collect();
            let Some(ranks) = ranks else { return Err(format!("{name} has a member who does not know it")) };
            let creators = ranks.iter().filter(|rank| **rank == Rank::Creator).count();
            if creators > usize::from(name.is_ruled()) {
                return Err(format!("{name} has {creators} creators"));
            }
            channel.check_modes()?;
            if channel.history.len() > self.config.channels.history {
                return Err(format!("{name} remembers too much"));
            }
        }
        Ok(())
    }

    fn check_sessions(&self) -> Result<(), String> {
        for (id, session) in &self.sessions {
            if session.user.is_some_and(|u| !self.users.get(u).is_some_and(|user| user.sessions.contains(&id))) {
                return Err(format!("session {id:?} has a user who is not on it"));
            }
        }
        let counted: usize = self.addresses.values().sum();
        let console = self.users[self.server].sessions.len();
        if counted + console != self.sessions.len() {
            return Err(format!("{counted} connections are counted, {} are open", self.sessions.len() - console));
        }
        Ok(())
    }
}
