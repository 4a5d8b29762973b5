//! The servers of the network: how they are linked and lost.

use super::tokens::FIRST_TOKEN;
use super::{Link, Rules, Server};
use crate::model::SessionId;
use crate::model::fact::Fact;
use crate::world::World;

/// Why a peer is not listened to any longer: told to it, and to admins.
pub type Offence = String;

impl World {
    /// The other servers, sorted by name.
    pub fn servers(&self) -> impl Iterator<Item = &Server> {
        self.network.servers.values()
    }

    /// Another server, by its name in any case.
    #[must_use]
    pub fn find_server(&self, name: &str) -> Option<&Server> {
        self.network.servers.get(&name.to_lowercase())
    }

    /// Whether a server of this name is on the network, this one among them.
    #[must_use]
    pub fn knows_server(&self, name: &str) -> bool {
        name.eq_ignore_ascii_case(&self.config.server.name) || self.find_server(name).is_some()
    }

    /// The name of the server that somebody is on.
    #[must_use]
    pub fn server_of(&self, id: crate::model::UserId) -> &str {
        self.users[id].remote.as_ref().map_or(&self.config.server.name, |remote| &remote.server)
    }

    /// A connection is a link now: the other end is told all that is known, and the network of the other end.
    ///
    /// # Errors
    /// When a server of this name is on the network already.
    pub fn link_up(&mut self, session: SessionId, name: &str, description: &str, rules: Rules) -> Result<(), Offence> {
        if self.knows_server(name) {
            return Err(format!("{name} is on the network already"));
        }
        let burst = self.burst();
        self.network.links.push(Link { session, server: name.into(), rules });
        burst.into_iter().for_each(|fact| self.relay_on([session], fact));
        self.network.hearing = Some(session);
        let behind = self.config.server.name.as_str().into();
        let kin = self.link(session).is_some_and(|link| link.rules.kin);
        let done = self.add_server(session, name, behind, 1, (description, kin));
        self.network.hearing = None;
        done
    }

    /// From now on this may come over a link.
    pub fn set_link_rules(&mut self, session: SessionId, rules: Rules) {
        if let Some(link) = self.network.links.iter_mut().find(|link| link.session == session) {
            link.rules = rules;
        }
    }

    /// A server is on the network now.
    pub(super) fn add_server(
        &mut self,
        via: SessionId,
        name: &str,
        behind: Box<str>,
        hops: u32,
        (description, kin): (&str, bool),
    ) -> Result<(), Offence> {
        if self.knows_server(name) {
            return Err(format!("{name} is on the network already: this link would close a loop"));
        }
        let link = self.link(via).ok_or("no link")?;
        if hops > 1 && !link.rules.servers.iter().any(|mask| mask.matches(name)) {
            return Err(format!("{name} may not be behind {}", link.server));
        }
        // A server without marks never says that all was told of one behind it: its people come one by one.
        let synchronized = !link.rules.kin && self.find_server(&link.server).is_some_and(|peer| peer.synchronized);
        let server = Server {
            name: name.into(),
            description: description.into(),
            behind: behind.clone(),
            hops,
            via,
            since: self.now,
            synchronized,
            kin: kin && link.rules.kin,
            token: self.network.numbered + FIRST_TOKEN,
        };
        let kin = server.kin;
        self.network.numbered += 1;
        self.network.servers.insert(name.to_lowercase(), server);
        self.note(&format!("{name} is on the network, behind {behind}"));
        let description = description.into();
        self.relay(Fact::Linked { name: name.into(), behind, hops: hops + 1, description, kin });
        if synchronized {
            self.relay(Fact::Synchronized { server: name.into() });
        }
        Ok(())
    }

    /// A link ends: the servers behind it are lost, and so are the people on them. Others are told.
    pub fn unlink(&mut self, session: SessionId, why: &str) {
        let Some(place) = self.network.links.iter().position(|link| link.session == session) else { return };
        let name = self.network.links[place].server.clone();
        self.network.hearing = Some(session);
        self.lose_server(&name, why);
        self.network.hearing = None;
        self.network.links.retain(|link| link.session != session);
        self.network.tokens.retain(|(link, ..)| *link != session);
    }

    /// A server is on the network no more, nor are those behind it.
    pub(super) fn lose_server(&mut self, name: &str, why: &str) {
        let Some(server) = self.find_server(name).cloned() else { return };
        let lost = self.servers_behind(&server.name);
        self.split(&server, &lost);
        for name in &lost {
            self.network.servers.remove(&name.to_lowercase());
        }
        self.note(&format!("{} is lost: {why}", server.name));
        self.relay(Fact::Lost { name: server.name, why: why.into() });
    }

    /// A server and those behind it, the nearest first.
    #[must_use]
    pub fn servers_behind(&self, name: &str) -> Vec<Box<str>> {
        let mut found: Vec<Box<str>> = vec![name.into()];
        let mut next = 0;
        while let Some(name) = found.get(next).cloned() {
            let behind = self.network.servers.values().filter(|server| *server.behind == *name);
            found.extend(behind.map(|server| server.name.clone()));
            next += 1;
        }
        found
    }

    /// All that a server knew when it was linked has been told: so has what those behind it knew.
    pub(super) fn synchronize_server(&mut self, name: &str) {
        let behind = self.servers_behind(name);
        let mut fresh = Vec::new();
        for name in behind {
            if let Some(server) = self.network.servers.get_mut(&name.to_lowercase()).filter(|s| !s.synchronized) {
                server.synchronized = true;
                fresh.push(name);
            }
        }
        if let Some(server) = self.find_server(name).cloned().filter(|_| !fresh.is_empty()) {
            self.merge(&server, &fresh);
            self.relay(Fact::Synchronized { server: server.name });
        }
    }
}
