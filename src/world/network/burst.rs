//! All that is known, as facts: what the other end of a new link is told, and what two servers that agree have in common.

use crate::model::fact::{Arrival, Fact};
use crate::world::{Membership, World};

impl World {
    /// All that this server knows, in an order in which it can be told: servers, people, channels with who is in them and
    /// what they are set to.
    pub(super) fn burst(&self) -> Vec<Fact> {
        let mut facts = Vec::new();
        let own = self.config.server.name.as_str();
        let mut servers: Vec<_> = self.network.servers.values().collect();
        servers.sort_by_key(|server| server.hops);
        for server in servers {
            let (name, behind) = (server.name.clone(), server.behind.clone());
            let (description, kin) = (server.description.clone(), server.kin);
            facts.push(Fact::Linked { name, behind, hops: server.hops + 1, description, kin });
        }
        for id in self.people() {
            facts.push(self.arrival(id));
        }
        for at in self.channels() {
            let place = self.place_of(at);
            for id in &self.channel(at).members {
                let seat = self.membership(*id, at).map(Membership::seat).unwrap_or_default();
                facts.push(Fact::Joined { who: self.named(*id), place: place.clone(), seat, quiet: true });
            }
            facts.extend(self.settings(at));
        }
        facts.push(Fact::Synchronized { server: own.into() });
        facts
    }

    /// That somebody is there.
    pub(super) fn arrival(&self, id: crate::model::UserId) -> Fact {
        let user = self.user(id);
        Fact::Came(Box::new(Arrival {
            named: self.named(id),
            server: self.server_of(id).into(),
            nick: user.nick_mark,
            modes: self.user_modes(id),
            away: user.rare.away.clone(),
            in_irc: user.in_irc,
        }))
    }
}
