//! A fact that a link told: what it changes here, and to whom it is handed on.

use super::servers::Offence;
use crate::model::fact::{By, Fact, Named};
use crate::model::{SessionId, UserId, Who};
use crate::world::{Departure, World};

impl World {
    /// Takes in what a link told. What comes from somebody who is not behind it, or is about nobody who is here any
    /// more, changes nothing.
    ///
    /// # Errors
    /// When the other end must not go on.
    pub fn learn(&mut self, link: SessionId, fact: Fact) -> Result<(), Offence> {
        if self.link(link).is_none() || fact.is_local() {
            return Ok(());
        }
        self.network.hearing = Some(link);
        let done = self.learn_from(link, fact);
        self.network.hearing = None;
        done
    }

    fn learn_from(&mut self, link: SessionId, fact: Fact) -> Result<(), Offence> {
        match fact {
            Fact::Linked { name, behind, hops, description, kin } => {
                if self.server_is_behind(&behind, link) {
                    self.add_server(link, &name, behind, hops, (&description, kin))?;
                }
            }
            Fact::Lost { name, why } => {
                if self.server_is_behind(&name, link) {
                    self.lose_server(&name, &why);
                }
            }
            Fact::Synchronized { server } => {
                if self.server_is_behind(&server, link) {
                    self.synchronize_server(&server);
                }
            }
            Fact::Came(arrival) => return self.learn_came(link, *arrival),
            Fact::Nick { who, nick, mark } => self.learn_nick(&who, nick, mark),
            Fact::Quit { who, text, why } => {
                if let Some(id) = self.behind(&who, link) {
                    self.depart(id, Departure { farewell: text, told: why.clone(), why });
                }
            }
            Fact::Killed { who, by, text } => {
                if let Some(id) = self.person_marked(who.mark) {
                    self.put_off(self.cause(&by), id, &by, text.as_deref());
                }
            }
            Fact::Joined { who, place, seat, quiet } => {
                if let Some(id) = self.behind(&who, link) {
                    self.learn_joined(id, place, seat, quiet);
                }
            }
            Fact::Parted { who, place, text } => {
                if let Some(id) = self.behind(&who, link) {
                    self.learn_parted(id, place, text);
                }
            }
            Fact::Kicked { who, by, place, joined, reason } => self.learn_kicked(&who, by, place, joined, reason),
            Fact::Ranked { who, by, place, seat } => self.learn_ranked(&who, by, place, seat),
            Fact::Set { by, place, setting, mark } => self.learn_set(by, place, setting, mark),
            Fact::Made { server, place } => {
                if self.server_is_behind(&server, link) {
                    self.learn_made(server, place);
                }
            }
            Fact::Renamed { by, place, new, mark, reason } => self.learn_renamed(by, place, new, mark, reason),
            Fact::Said(speech) => self.learn_said(link, *speech),
            Fact::Wallops { by, text } => {
                let _ = self.wallops(self.cause(&by), &text);
            }
            Fact::Invited { who, by, place, by_op } => self.learn_invited(&who, &by, place, by_op),
            Fact::Away { who, text } => {
                if let Some(id) = self.behind(&who, link) {
                    let _ = self.set_away(id, text.as_deref());
                }
            }
            Fact::Modes { who, modes } => {
                if let Some(id) = self.person_marked(who.mark) {
                    self.learn_modes(id, modes);
                }
            }
            Fact::Changed { who } => {
                if let Some(id) = self.person_marked(who.mark) {
                    self.learn_changed(id, &who.who);
                }
            }
            // These are the server's, not the world's: it hands them on, too.
            Fact::Asked(_) | Fact::Answered { .. } | Fact::Told { .. } => {}
        }
        Ok(())
    }

    /// Somebody who is behind this link.
    pub(super) fn behind(&self, who: &Named, link: SessionId) -> Option<UserId> {
        self.person_marked(who.mark).filter(|id| self.way_to(*id) == Some(link))
    }

    pub(super) fn server_is_behind(&self, name: &str, link: SessionId) -> bool {
        self.find_server(name).is_some_and(|server| server.via == link)
    }

    /// Who did something: the person, or the server itself for any other one.
    pub(super) fn cause(&self, by: &By) -> UserId {
        match by {
            By::Person(named) => self.person_marked(named.mark).unwrap_or(self.server),
            By::Server(_) => self.server,
        }
    }

    /// The name of the one who did something, also when they are gone by now.
    pub(super) fn cause_named(&self, by: &By) -> std::sync::Arc<Who> {
        match by {
            By::Person(named) => self.person_marked(named.mark).map_or_else(|| named.who.clone(), |id| self.who(id)),
            By::Server(_) => self.who(self.server),
        }
    }
}
