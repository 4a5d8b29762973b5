//! Claims: two parts of a network are linked in one place at a time, so that links stay a tree.
//!
//! Of the `chat` servers that are linked with each other, the one whose name comes first keeps their lock. Before a link
//! joins two such parts, its ends hold both locks, that of the lesser keeper first, so that nobody waits in a ring; they
//! are let go when all that both parts knew has been told. Whoever gets a lock after that knows of the servers that came
//! with the one before.
//!
//! On a link that waits, `CLAIM <keeper> <held|wanted> <heard>` tells the other end whose lock is needed on this side,
//! whether it is held, and how many such lines were heard; `CLAIM *` that the other end is on the network already. The end
//! whose name comes first leads: once both locks are held it says `OPEN`. The other end's `held` is a promise for that
//! reason: it keeps its lock until it sees that its taking the promise back was heard, and no `OPEN` came before.

use std::collections::VecDeque;

use super::Stage;
use crate::model::SessionId;
use crate::model::fact::Fact;
use crate::server::hub::Hub;

/// What one end of a link that waits has of its lock, and what it knows of the other end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Claim {
    /// The lock of this side, when it was asked for.
    pub(super) asked: Option<Asked>,
    /// It gave it.
    held: bool,
    /// The keeper of the other side, when it said one.
    theirs: Option<String>,
    /// The other end holds its lock.
    theirs_held: bool,
    /// What was said last, and how often something was.
    said: (String, u32),
    /// How often the other end said something.
    heard: u32,
    /// The promise to hold the lock was taken back when that was said; the lock is kept until it is heard.
    taken_back: Option<u32>,
}

/// A lock that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// Who keeps it.
    pub(super) keeper: String,
    /// What this asking is called, unlike any before: a lock that comes for one that was taken back is given back.
    pub(super) ticket: String,
}

impl Claim {
    /// Whether the other end was told last that the lock is held.
    fn promised(&self) -> bool {
        self.said.0.split(' ').nth(2) == Some("held")
    }
}

/// The lock that this server keeps while its name comes first.
#[derive(Debug, Default)]
pub(super) struct Lock {
    /// Who has it: a server, and what it calls its asking.
    holder: Option<(Box<str>, Box<str>)>,
    waiting: VecDeque<(Box<str>, Box<str>)>,
    /// How often this server asked for its own lock, or another's.
    asked: u32,
}

impl Hub {
    /// The network may have changed: looks again at the links that wait, and at who has the lock.
    pub(in crate::server) fn reconsider_links(&mut self) {
        while std::mem::take(&mut self.links.changed) {
            self.tidy_lock();
            let waiting: Vec<SessionId> =
                self.links.peers.iter().filter(|(_, peer)| peer.stage == Stage::Standby).map(|(id, _)| *id).collect();
            for session in waiting {
                self.reconsider(session);
            }
            self.deliver();
        }
    }

    /// The keeper of the lock on our side.
    fn keeper(&self) -> String {
        let kin = self.world.servers().filter(|server| server.kin).map(|server| server.name.to_lowercase());
        kin.chain([self.world.config().server.name.to_lowercase()]).min().unwrap_or_default()
    }

    /// Whether this end says when the link is opened.
    fn leads(&self, server: &str) -> bool {
        self.world.config().server.name.to_lowercase() < server.to_lowercase()
    }

    /// What a link that waits does next.
    fn reconsider(&mut self, session: SessionId) {
        let keeper = self.keeper();
        let Some(peer) = self.links.peers.get(&session).filter(|peer| peer.greeting.kin) else { return };
        let (name, claim) = (peer.link.name.clone(), peer.claim.clone());
        let is_known = self.world.knows_server(&name);
        let is_turn = claim.theirs.as_ref().is_some_and(|theirs| claim.theirs_held || keeper < *theirs);
        let wants = is_turn && !is_known;
        if claim.asked.as_ref().is_some_and(|asked| !wants || asked.keeper != keeper) {
            self.give_back(session);
        }
        let Some(peer) = self.links.peers.get_mut(&session) else { return };
        if wants && peer.claim.asked.is_none() {
            self.links.lock.asked += 1;
            let ticket = format!("{name}/{}", self.links.lock.asked);
            peer.claim.asked = Some(Asked { keeper: keeper.clone(), ticket: ticket.clone() });
            self.tell_keeper(&keeper, "LOCK", &ticket);
        }
        let Some(claim) = self.links.peers.get(&session).map(|peer| peer.claim.clone()) else { return };
        let holds = claim.held && claim.taken_back.is_none();
        self.say_claim(session, if is_known { "*" } else { &keeper }, holds);
        if holds && claim.theirs_held && self.leads(&name) {
            self.push(session, b"OPEN\r\n");
            self.open_link(session);
        }
    }

    /// Tells the other end of a link that waits how far this one is, if that is new; the one that leads, also that it heard
    /// how far the other is.
    fn say_claim(&mut self, session: SessionId, keeper: &str, holds: bool) {
        let Some(peer) = self.links.peers.get(&session) else { return };
        let heard = if self.leads(&peer.link.name) { peer.claim.heard } else { 0 };
        let said = format!("CLAIM {keeper} {} {heard}\r\n", if holds { "held" } else { "wanted" });
        if peer.claim.said.0 == said {
            return;
        }
        self.push(session, said.as_bytes());
        if let Some(peer) = self.links.peers.get_mut(&session) {
            peer.claim.said = (said, peer.claim.said.1 + 1);
        }
    }

    /// The other end says how far it is.
    pub(super) fn hear_claim(&mut self, session: SessionId, words: &[String]) {
        let Some(peer) = self.links.peers.get_mut(&session) else { return };
        let claim = &mut peer.claim;
        claim.heard += 1;
        claim.theirs = words.first().filter(|keeper| *keeper != "*").map(|keeper| keeper.to_lowercase());
        claim.theirs_held = claim.theirs.is_some() && words.get(1).is_some_and(|word| word == "held");
        let heard: u32 = words.get(2).and_then(|heard| heard.parse().ok()).unwrap_or_default();
        if claim.taken_back.is_some_and(|said| said <= heard) {
            self.drop_claim(session);
        }
        self.links.changed = true;
        self.reconsider_links();
    }

    /// The other end, which leads, has opened the link.
    pub(super) fn hear_open(&mut self, session: SessionId) {
        let keeper = self.keeper();
        let Some(peer) = self.links.peers.get(&session) else { return };
        // A split may have made another server the keeper since: then nobody knows who else links this part now.
        if peer.claim.held
            && peer.claim.asked.as_ref().is_some_and(|asked| asked.keeper == keeper)
            && !self.leads(&peer.link.name)
        {
            self.open_link(session);
        } else {
            self.turn_peer_away(session, "The network has changed: this link is not to be opened now");
        }
    }

    /// Lets the lock of this side go, as soon as the other end does not count on it any more.
    fn give_back(&mut self, session: SessionId) {
        let Some(peer) = self.links.peers.get(&session).filter(|peer| peer.claim.taken_back.is_none()) else { return };
        if self.leads(&peer.link.name) || !peer.claim.promised() {
            return self.drop_claim(session);
        }
        if let Some(peer) = self.links.peers.get_mut(&session) {
            // It is the next thing that is said.
            peer.claim.taken_back = Some(peer.claim.said.1 + 1);
        }
    }

    /// Lets the lock of this side go.
    fn drop_claim(&mut self, session: SessionId) {
        let Some(peer) = self.links.peers.get_mut(&session) else { return };
        let before = std::mem::take(&mut peer.claim.asked);
        (peer.claim.held, peer.claim.taken_back) = (false, None);
        if let Some(Asked { keeper, ticket }) = before {
            self.tell_keeper(&keeper, "UNLOCK", &ticket);
        }
    }

    /// All that the other end of a link knew has been told: others may link now.
    pub(super) fn burst_ended(&mut self, session: SessionId) {
        self.drop_claim(session);
        self.links.changed = true;
    }

    /// Asks the keeper of the lock for it, or gives it back.
    pub(super) fn tell_keeper(&mut self, keeper: &str, word: &str, ticket: &str) {
        let own: Box<str> = self.world.config().server.name.as_str().into();
        if keeper.eq_ignore_ascii_case(&own) {
            return self.keep_lock(own, word, ticket.into());
        }
        self.tell_server(keeper, &[word, ticket]);
    }

    /// Tells another server something.
    fn tell_server(&mut self, to: &str, words: &[&str]) {
        let from = self.world.config().server.name.as_str().into();
        if let Some((name, via)) = self.world.find_server(to).map(|server| (server.name.clone(), server.via)) {
            let words = words.iter().map(|word| (*word).into()).collect();
            self.world.tell_link(via, Fact::Told { from, to: name, words });
            self.deliver();
        }
    }

    /// What another server tells us, or a third one.
    pub(super) fn hear_told(&mut self, session: SessionId, from: Box<str>, to: Box<str>, words: Vec<Box<str>>) {
        if self.world.find_server(&from).is_none_or(|server| server.via != session) {
            return;
        }
        if !to.eq_ignore_ascii_case(&self.world.config().server.name) {
            let via = self.world.find_server(&to).map(|server| server.via).filter(|via| *via != session);
            if let Some(via) = via {
                self.world.tell_link(via, Fact::Told { from, to, words });
            }
            return;
        }
        let (Some(word), Some(ticket)) = (words.first().cloned(), words.get(1).cloned()) else { return };
        match &*word {
            "GRANTED" => self.claim_granted(&from, &ticket),
            word => self.keep_lock(from, word, ticket),
        }
    }

    /// The lock of this side is ours, for the link that asked so.
    fn claim_granted(&mut self, keeper: &str, ticket: &str) {
        let is_it = |asked: &Asked| asked.ticket == ticket && asked.keeper.eq_ignore_ascii_case(keeper);
        match self.links.peers.values_mut().find(|peer| peer.claim.asked.as_ref().is_some_and(is_it)) {
            Some(peer) => peer.claim.held = true,
            None => self.tell_keeper(keeper, "UNLOCK", ticket),
        }
        self.links.changed = true;
    }

    /// Keeps the lock: gives it to one after the other.
    fn keep_lock(&mut self, who: Box<str>, word: &str, ticket: Box<str>) {
        let claim = (who, ticket);
        match word {
            "LOCK" if !self.links.lock.waiting.contains(&claim) => self.links.lock.waiting.push_back(claim),
            "UNLOCK" => {
                self.links.lock.waiting.retain(|waiting| *waiting != claim);
                if self.links.lock.holder.as_ref() == Some(&claim) {
                    self.links.lock.holder = None;
                }
            }
            _ => {}
        }
        self.links.changed = true;
        self.tidy_lock();
    }

    /// Takes the lock from servers that are lost, and gives it to the next.
    fn tidy_lock(&mut self) {
        let world = &self.world;
        let lock = &mut self.links.lock;
        lock.waiting.retain(|(who, _)| world.knows_server(who));
        if lock.holder.as_ref().is_some_and(|(who, _)| !world.knows_server(who)) {
            lock.holder = None;
        }
        let own = self.world.config().server.name.clone();
        // Whoever asked when the name of this server came first no more asks the next keeper, as soon as they hear of it.
        if self.links.lock.holder.is_some() || self.keeper() != own.to_lowercase() {
            return;
        }
        let Some((who, ticket)) = self.links.lock.waiting.pop_front() else { return };
        self.links.lock.holder = Some((who.clone(), ticket.clone()));
        if who.eq_ignore_ascii_case(&own) {
            self.claim_granted(&own, &ticket);
        } else {
            self.tell_server(&who, &["GRANTED", &ticket]);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::config::Config;
    use crate::model::Time;
    use crate::server::hub::Hub;
    use crate::server::jobs;

    /// A server that is linked with none, and so keeps its own lock.
    fn hub() -> Hub {
        let mut config = Config::default();
        config.server.name = "s1".into();
        Hub::new(Arc::new(config), jobs::table().unwrap(), Time(0), 1)
    }

    /// For which asking the lock is held.
    fn held_for(hub: &Hub) -> Option<&str> {
        hub.links.lock.holder.as_ref().map(|(_, ticket)| &**ticket)
    }

    #[test]
    fn the_lock_is_held_for_one_link_after_the_other() {
        let mut hub = hub();
        hub.links.lock.holder = Some(("s1".into(), "s4/4".into()));
        hub.tell_keeper("S1", "LOCK", "s2/2");
        hub.tell_keeper("S1", "LOCK", "s3/3");
        hub.tell_keeper("S1", "LOCK", "s3/3");
        assert_eq!((held_for(&hub), hub.links.lock.waiting.len()), (Some("s4/4"), 2));
        hub.tell_keeper("s1", "UNLOCK", "s2/2");
        assert_eq!((held_for(&hub), hub.links.lock.waiting.len()), (Some("s4/4"), 1));
        // No link waits there for what it is granted: it is given back at once.
        hub.tell_keeper("s1", "UNLOCK", "s4/4");
        assert_eq!((held_for(&hub), hub.links.lock.waiting.len()), (None, 0));
    }

    #[test]
    fn a_lock_that_a_lost_server_holds_is_free() {
        let mut hub = hub();
        hub.links.lock.holder = Some(("gone".into(), "s2/2".into()));
        hub.links.lock.waiting.push_back(("gone".into(), "s3/3".into()));
        hub.tidy_lock();
        assert_eq!((held_for(&hub), hub.links.lock.waiting.len()), (None, 0));
    }
}
