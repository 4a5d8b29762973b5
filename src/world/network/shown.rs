//! Which servers people are shown, and as what: those behind a hidden link only admins.

use std::collections::BTreeMap;

use super::Server;
use crate::model::UserId;
use crate::world::World;

/// The server somebody is on, as another one may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its name.
    pub name: Box<str>,
    /// What it says of itself.
    pub description: Box<str>,
    /// How many links away it is.
    pub hops: u32,
}

/// A server in a drawing of the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapLine {
    /// The lines that lead to it: `|- `.
    pub branch: String,
    /// Its name.
    pub name: Box<str>,
    /// The server it is linked with, on the way to this one; this one's own name for itself.
    pub behind: Box<str>,
    /// How many links away it is.
    pub hops: u32,
    /// What it says of itself.
    pub description: Box<str>,
    /// How many people are on it.
    pub people: usize,
}

impl World {
    /// The network as somebody is shown it: this server, and below each server those behind it, sorted by name.
    #[must_use]
    pub fn map(&self, to: UserId) -> Vec<MapLine> {
        let mut people: BTreeMap<&str, usize> = BTreeMap::new();
        for id in self.people() {
            *people.entry(self.server_of(id)).or_default() += 1;
        }
        let own = &self.config().server;
        let name: Box<str> = own.name.as_str().into();
        let count = people.get(&*name).copied().unwrap_or_default();
        let (behind, description) = (name.clone(), own.description.as_str().into());
        let mut lines = vec![MapLine { branch: String::new(), name, behind, hops: 0, description, people: count }];
        self.branches(to, &own.name, "", &people, &mut lines);
        lines
    }

    fn branches(
        &self,
        to: UserId,
        behind: &str,
        before: &str,
        people: &BTreeMap<&str, usize>,
        lines: &mut Vec<MapLine>,
    ) {
        let mut next = self.servers_shown(to).filter(|server| *server.behind == *behind).peekable();
        while let Some(Server { name, description, hops, .. }) = next.next() {
            let (sign, below) = if next.peek().is_some() { ("|- ", "|  ") } else { ("`- ", "   ") };
            lines.push(MapLine {
                branch: format!("{before}{sign}"),
                name: name.clone(),
                behind: behind.into(),
                hops: *hops,
                description: description.clone(),
                people: people.get(&**name).copied().unwrap_or_default(),
            });
            self.branches(to, name, &format!("{before}{below}"), people, lines);
        }
    }

    /// Whether somebody is shown a server.
    #[must_use]
    pub fn shows_server(&self, to: UserId, server: &Server) -> bool {
        self.is_admin_here(to) || !self.link(server.via).is_some_and(|link| link.rules.hidden)
    }

    /// The other servers that somebody is shown, sorted by name.
    pub fn servers_shown(&self, to: UserId) -> impl Iterator<Item = &Server> {
        self.servers().filter(move |server| self.shows_server(to, server))
    }

    /// Whether somebody may do here what admins do: one of another server only where its link lets them.
    #[must_use]
    pub fn is_admin_here(&self, id: UserId) -> bool {
        let lets = |via| self.link(via).is_some_and(|link| link.rules.admins);
        self.user(id).is_admin() && self.way_to(id).is_none_or(lets)
    }

    /// The server that somebody is on, as another one is shown it: who is behind a hidden link seems to be here.
    #[must_use]
    pub fn shown_server(&self, id: UserId, to: UserId) -> Shown {
        match self.find_server(self.server_of(id)).filter(|server| self.shows_server(to, server)) {
            Some(Server { name, description, hops, .. }) => {
                Shown { name: name.clone(), description: description.clone(), hops: *hops }
            }
            None => {
                let own = &self.config().server;
                Shown { name: own.name.as_str().into(), description: own.description.as_str().into(), hops: 0 }
            }
        }
    }
}
