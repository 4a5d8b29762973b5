//! Nicks: who may take which, and what is kept so that a name finds its bearer.

use std::sync::Arc;

use slotmap::KeyData;

use super::World;
use super::tell::Audience;
use crate::model::fact::Fact;
use crate::model::{
    BadName, Event, Fold, Limit, Nick, Outcome, Refusal, SessionId, UserId, Who, look_alike, looks, same_look, text,
};

/// Before all people, in a set that is sorted by them.
fn least() -> UserId {
    KeyData::from_ffi(0).into()
}

impl World {
    /// Gives somebody another nick. An admin's nick makes them an admin, since it was proved.
    ///
    /// # Errors
    /// See [`World::may_take`].
    pub fn rename(&mut self, id: UserId, nick: Nick) -> Outcome {
        let session = self.user(id).sessions.first().copied();
        self.may_take(Some(id), session, &nick)?;
        self.is_free_to_rename(id, &nick)?;
        let old = self.who(id);
        let new = Arc::new(Self::renamed(&old, nick));
        if old == new {
            return Ok(());
        }
        if let Some(banned) = session.and_then(|session| self.ban_on_person(&new, session)) {
            return Err(banned);
        }
        let mark = self.mark();
        self.user_mut(id).nick_mark = mark;
        self.relay_nick(id, &new, mark);
        self.take_name(id, &old, &new);
        self.hand_on(&old.nick);
        if old.user != new.user || old.real != new.real {
            // Servers of other kinds do not know which names follow the nick.
            let who = self.named(id);
            self.relay(Fact::Changed { who });
        }
        let admin = self.config.admin(&new.nick).map(|admin| admin.nick.fold());
        self.count_out(id);
        let user = self.user_mut(id);
        let becomes_admin = admin.is_some() && !user.is_admin();
        if admin.is_some() {
            user.rare.made().admin = admin;
        }
        self.count_in(id);
        if becomes_admin {
            self.tell_admin(id, true);
            self.relay_modes(id);
        }
        Ok(())
    }

    /// Somebody under another nick. Of one who had no name yet, all names were made from the same number.
    pub(super) fn renamed(old: &Who, nick: Nick) -> Who {
        let mut new = Who { nick, address: None, ..old.clone() };
        if *old.user == *format!("~{}", old.nick) && old.address.is_some() {
            new.user = format!("~{}", new.nick).into();
        }
        if *old.real == *old.nick.as_str() && old.address.is_some() {
            new.real = new.nick.as_str().into();
        }
        new
    }

    /// Somebody has another name: they are found under it, and those around are told.
    pub(super) fn take_name(&mut self, id: UserId, old: &Arc<Who>, new: &Arc<Who>) {
        let moves = old.nick.fold() != new.nick.fold();
        if moves {
            self.remember_nick(id);
        }
        self.unindex(old);
        self.index(new, id);
        self.user_mut(id).who = Arc::clone(new);
        self.tell(id, Audience::Around(id), Event::Renamed { old: Arc::clone(old), new: Arc::clone(new) });
        if moves {
            self.tell_offline(old);
            self.tell_online(new);
        }
    }

    /// Whether this nick can be had: by somebody who has another one, or on a session that has none yet.
    ///
    /// # Errors
    /// When it is the server's own, too long, not of the characters that the configuration wants, somebody else's or a
    /// look-alike of theirs, banned, or an admin's or a look-alike of it, and not proved.
    pub fn may_take(&self, id: Option<UserId>, session: Option<SessionId>, nick: &Nick) -> Outcome {
        let bad = |why| Refusal::BadNick { nick: nick.to_string(), why };
        if nick.is_reserved() {
            return Err(bad(BadName::Reserved));
        }
        self.config.names.allow_nick(nick).map_err(bad)?;
        let most = self.config.limits.nick;
        if text::length(nick.as_str()) > most {
            return Err(Refusal::Limit { what: Limit::Nick, most });
        }
        if self.find(nick.as_str()).is_some_and(|bearer| Some(bearer) != id) {
            return Err(Refusal::NickTaken { nick: nick.to_string() });
        }
        let looks_like = |other: &Nick| Refusal::NickLooksLike { nick: nick.to_string(), other: other.to_string() };
        if let Some(other) = self.find_look_alike(id, nick.as_str()) {
            return Err(looks_like(&self.user(other).who.nick));
        }
        if let Some(banned) = self.ban_on_nick(nick) {
            return Err(banned);
        }
        let Some(admin) = self.config.admin(nick) else {
            let admins = &self.config.admins;
            let other = admins.iter().find(|admin| look_alike(admin.nick.as_str(), nick.as_str()));
            return other.map_or(Ok(()), |admin| Err(looks_like(&admin.nick)));
        };
        let proven = session.and_then(|s| self.session(s)).is_some_and(|session| {
            session.rare.proven.contains(&nick.fold())
                || admin.trusted.iter().any(|net| net.contains(session.origin.address))
        });
        if proven { Ok(()) } else { Err(Refusal::NickReserved { nick: nick.to_string() }) }
    }

    /// Somebody but `id` whose nick can be taken for this one: UTS #39 4, except between two nicks of ASCII alone.
    pub(super) fn find_look_alike(&self, id: Option<UserId>, nick: &str) -> Option<UserId> {
        let name = |id: UserId| self.user(id).who.nick.as_str();
        looks(nick).into_iter().find_map(|number| {
            let bearers = self.looks.range((number, least())..).take_while(|(other, _)| *other == number);
            let mut others = bearers.map(|(_, bearer)| *bearer).filter(|bearer| Some(*bearer) != id);
            let other = others.find(|other| same_look(nick, name(*other)))?;
            // When several others share it, all of them are ASCII: one speaks for all.
            (!nick.is_ascii() || !name(other).is_ascii()).then_some(other)
        })
    }

    pub(super) fn index(&mut self, who: &Who, id: UserId) {
        self.nicks.insert(who.nick.fold(), id);
        if let Some(address) = &who.address {
            self.nicks.insert(Fold::of(address), id);
        }
        for number in looks(who.nick.as_str()) {
            self.looks.insert((number, id));
        }
    }

    pub(super) fn unindex(&mut self, who: &Who) {
        let Some(id) = self.nicks.remove(&who.nick.fold()) else { return };
        if let Some(address) = &who.address {
            self.nicks.remove(&Fold::of(address));
        }
        for number in looks(who.nick.as_str()) {
            self.looks.remove(&(number, id));
        }
    }

    /// Checks that each person is found by the looks of their nick, and that nobody can be taken for another.
    pub(super) fn check_looks(&self) -> Result<(), String> {
        let mut borne = 0;
        for id in self.people() {
            let nick = &self.user(id).who.nick;
            for number in looks(nick.as_str()) {
                borne += 1;
                if !self.looks.contains(&(number, id)) {
                    return Err(format!("the index of looks does not find {nick}"));
                }
            }
            let here = |id: UserId| self.user(id).remote.is_none();
            let other = self.find_look_alike(Some(id), nick.as_str()).filter(|other| here(*other) && here(id));
            if let Some(other) = other {
                return Err(format!("{nick} can be taken for {}", self.user(other).who.nick));
            }
        }
        let indexed = self.looks.len();
        if indexed != borne {
            return Err(format!("{indexed} looks are indexed, {borne} are borne"));
        }
        Ok(())
    }

    /// Every name that finds somebody, folded and sorted.
    pub fn nicks(&self) -> impl Iterator<Item = (&Fold, &UserId)> {
        self.nicks.iter()
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;
    use std::sync::Arc;

    use crate::config::Config;
    use crate::model::{Nick, Outcome, Refusal, Time, UserId};
    use crate::world::{Departure, Origin, Profile, World};

    fn world() -> World {
        World::new(Arc::new(Config::default()), Time(0), 1)
    }

    fn arrive(world: &mut World, port: u16, nick: Option<&str>) -> Result<UserId, Refusal> {
        let origin = Origin::from(SocketAddr::from(([127, 0, 0, 1], port)));
        let session = world.open(origin, Profile::default())?;
        let arrived = world.arrive(session, nick.map(|nick| Nick::new(nick).unwrap()));
        world.check().unwrap();
        arrived
    }

    fn rename(world: &mut World, id: UserId, nick: &str) -> Outcome {
        let renamed = world.rename(id, Nick::new(nick).unwrap());
        world.check().unwrap();
        renamed
    }

    fn looks_like(nick: &str, other: &str) -> Refusal {
        Refusal::NickLooksLike { nick: nick.into(), other: other.into() }
    }

    #[test]
    fn nobody_is_taken_for_another() {
        let mut world = world();
        let alice = arrive(&mut world, 1, Some("alice")).unwrap();
        assert_eq!(arrive(&mut world, 2, Some("аlice")), Err(looks_like("аlice", "alice")));
        let bob = arrive(&mut world, 2, Some("bob")).unwrap();
        assert_eq!(rename(&mut world, bob, "АLICE"), Err(looks_like("АLICE", "alice")));
        assert_eq!(rename(&mut world, alice, "аlice"), Ok(()));
        assert_eq!(rename(&mut world, bob, "Alice"), Err(looks_like("Alice", "аlice")));
        world.depart(alice, Departure::default());
        assert_eq!(rename(&mut world, bob, "Alice"), Ok(()));
    }

    #[test]
    fn names_of_ascii_alone_are_two_people() {
        let mut world = world();
        for (port, nick) in (1..).zip(["toto1", "totol", "TOTOI", "IRIS", "lrls", "emily", "ernily"]) {
            arrive(&mut world, port, Some(nick)).unwrap();
        }
        assert!(arrive(&mut world, 9, Some("tоtol")).is_err());
    }

    #[test]
    fn an_admin_who_is_not_here_is_not_passed_for() {
        let mut world = world();
        assert_eq!(arrive(&mut world, 1, Some("tаta")), Err(looks_like("tаta", "tata")));
        assert!(arrive(&mut world, 1, Some("tata")).is_ok());
    }

    #[test]
    fn a_guest_keeps_their_nick_to_themselves() {
        let mut world = world();
        let guest = arrive(&mut world, 51116, None).unwrap();
        assert_eq!(world.who(guest).nick.as_str(), "guest-51116");
        let bob = arrive(&mut world, 1, Some("bob")).unwrap();
        assert_eq!(rename(&mut world, bob, "GUEST-51116"), Err(Refusal::NickTaken { nick: "GUEST-51116".into() }));
        assert_eq!(rename(&mut world, bob, "guеst-51116"), Err(looks_like("guеst-51116", "guest-51116")));
        assert_eq!(rename(&mut world, bob, "guеst-7"), Ok(()));
        let other = arrive(&mut world, 7, None).unwrap();
        assert_eq!(world.who(other).nick.as_str(), "guest-7-2");
        assert_eq!(rename(&mut world, guest, "toto"), Ok(()));
        assert_eq!(rename(&mut world, bob, "guest-51116"), Ok(()));
    }
}
