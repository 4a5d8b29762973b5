//! People on other servers: how they come, change and leave, alone or with a whole server.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::servers::Offence;
use super::{Remote, Server};
use crate::model::fact::{Arrival, By, Fact, Named, Place};
use crate::model::{ChannelId, ChannelName, Event, ModeChange, SessionId, UserFlag, UserFlags, UserId, Who};
use crate::world::person::Particulars;
use crate::world::tell::Audience;
use crate::world::{Departure, Invitation, Profile, User, World};

impl World {
    /// Somebody is on another server now.
    pub(super) fn learn_came(&mut self, link: SessionId, arrival: Arrival) -> Result<(), Offence> {
        let Some(server) = self.find_server(&arrival.server).filter(|server| server.via == link) else {
            return Err(format!("{} is on {}, which is not behind this link", arrival.named.who.nick, arrival.server));
        };
        let server = server.name.clone();
        if self.person_marked(arrival.named.mark).is_some() {
            return Ok(());
        }
        self.witness(arrival.named.mark);
        self.witness(arrival.nick);
        let Some(rules) = self.link(link).map(|link| link.rules.clone()) else { return Ok(()) };
        let nick = arrival.named.who.nick.clone();
        let is_admin = rules.kin && rules.admins && arrival.modes.has(UserFlag::Operator);
        let admins_own = self.config.admin(&nick).is_some() && !is_admin;
        let forbidden = nick.is_reserved() || admins_own || !rules.nicks.iter().any(|mask| mask.matches(nick.as_str()));
        let holder = self.find(nick.as_str());
        if !rules.kin && (forbidden || holder.is_some()) {
            let why = if forbidden { "This nick is not for others" } else { "Nick collision" };
            self.kill_for_nick(link, arrival.named.who.clone(), why);
            if let Some(holder) = holder.filter(|id| !forbidden && *id != self.server) {
                let by = By::Server(self.config.server.name.as_str().into());
                self.by_ourselves(|world| world.put_off(world.server, holder, &by, Some(why)));
            }
            return Ok(());
        }
        self.relay(Fact::Came(Box::new(arrival.clone())));
        let id = self.introduce(link, server, arrival);
        if forbidden {
            let other = self.another(&nick, self.user(id).mark);
            self.give_nick(id, other);
        } else {
            let who = Who { nick, ..(*self.who(id)).clone() };
            self.claim(id, who);
        }
        Ok(())
    }

    /// Puts somebody on another server into the world, under a nick that nobody has.
    fn introduce(&mut self, via: SessionId, server: Box<str>, arrival: Arrival) -> UserId {
        let Arrival { named, nick, mut modes, away, in_irc, .. } = arrival;
        let wanted = named.who.nick.clone();
        let free = if self.find(wanted.as_str()).is_none() { wanted } else { self.another(&wanted, named.mark) };
        // Two servers may see somebody at the same address.
        let address = named.who.address.clone().filter(|address| self.find(address).is_none());
        let who = Arc::new(Who { nick: free, address, ..(*named.who).clone() });
        let admin = modes.has(UserFlag::Operator).then(|| who.nick.fold());
        modes.set(UserFlag::Operator, false);
        modes.set(UserFlag::Bot, false);
        self.arrivals += 1;
        let mut user = User {
            modes,
            in_irc,
            mark: named.mark,
            nick_mark: nick,
            remote: Some(Box::new(Remote { server: server.clone(), via })),
            ..User::new(Arc::clone(&who), Profile::IRC, self.arrivals, self.now)
        };
        if admin.is_some() || away.is_some() {
            *user.rare.made() = Particulars { admin, away, ..Particulars::default() };
        }
        let id = self.users.insert(user);
        self.network.people.insert(named.mark, id);
        self.count_in(id);
        self.index(&who, id);
        self.count_most();
        if self.find_server(&server).is_some_and(|server| server.synchronized) {
            self.tell(id, Audience::Announce, Event::Connected { who: Arc::clone(&who) });
        }
        self.tell_online(&who);
        id
    }

    /// Somebody is put off the network: told to them, if they are here.
    pub(in crate::world) fn put_off(&mut self, by: UserId, id: UserId, cause: &By, text: Option<&str>) {
        let killer = self.cause_named(cause);
        let told = format!("Killed ({} ({}))", killer.nick, text.unwrap_or("no reason given"));
        self.note(&format!("{} puts {} off the server: {}", killer.shown(), self.who(id).shown(), text.unwrap_or("-")));
        let event = Event::Killed { who: self.who(id), by: killer, text: text.map(Into::into) };
        self.tell(by, Audience::Person(id), event);
        let who = self.named(id);
        self.relay(Fact::Killed { who, by: cause.clone(), text: text.map(Into::into) });
        self.depart_untold(id, Departure { told: Some(told.into()), ..Departure::default() });
    }

    /// Somebody's modes are these.
    pub(super) fn learn_modes(&mut self, id: UserId, mut modes: UserFlags) {
        let who = self.named(id);
        self.relay(Fact::Modes { who, modes });
        self.count_out(id);
        let bot = modes.has(UserFlag::Bot);
        let is_admin = modes.has(UserFlag::Operator);
        modes.set(UserFlag::Bot, false);
        modes.set(UserFlag::Operator, false);
        let fold = self.who(id).nick.fold();
        let user = self.user_mut(id);
        user.modes = modes;
        if user.who.bot != bot {
            user.who = Arc::new(Who { bot, ..(*user.who).clone() });
        }
        // Whoever is here proves to us what they are.
        if user.remote.is_some() {
            user.rare.made().admin = is_admin.then_some(fold);
        }
        self.count_in(id);
    }

    /// Somebody's user name, host, real name or account is another.
    pub(super) fn learn_changed(&mut self, id: UserId, new: &Who) {
        let who = Named { mark: self.user(id).mark, who: Arc::new(new.clone()) };
        let old = self.who(id);
        if (&old.user, &old.host) != (&new.user, &new.host) {
            self.change_host(id, &new.user, &new.host);
        }
        if old.real != new.real {
            self.set_real(id, &new.real);
        }
        if old.account != new.account {
            self.log_in(id, new.account.as_deref());
        }
        self.relay(Fact::Changed { who });
    }

    /// Somebody is invited by one on another server.
    pub(super) fn learn_invited(&mut self, who: &Named, by: &Named, place: Place, by_op: bool) {
        let (Some(id), Some(inviter)) = (self.person_marked(who.mark), self.person_marked(by.mark)) else { return };
        self.relay_towards(id, Fact::Invited { who: who.clone(), by: by.clone(), place: place.clone(), by_op });
        if self.user(id).remote.is_some() {
            return;
        }
        if let Some(to) = self.find_place(&place) {
            self.keep_invitation(id, Invitation { to, by_op });
        }
        let event = Event::Invited { who: self.who(id), by: self.who(inviter), channel: place.name };
        self.tell(inviter, Audience::Person(id), event);
    }

    /// The people on a server that is lost leave together; those who share a channel with them are told, and at a terminal
    /// everybody.
    pub(super) fn split(&mut self, server: &Server, lost: &[Box<str>]) {
        let gone: Vec<UserId> = self.people_on(lost);
        let (near, far) = (server.behind.clone(), server.name.clone());
        for (sessions, people) in self.witnesses(&gone) {
            let people = people.into_iter().map(|id| self.who(id)).collect();
            let event = Event::Split { near: near.clone(), far: far.clone(), people };
            self.tell(self.server, Audience::Sessions(sessions), event);
        }
        for id in gone {
            for channel in self.user(id).channels.iter().map(|m| m.channel).collect::<Vec<_>>() {
                self.leave(id, channel);
            }
            self.remove_person(id);
        }
    }

    /// The people on servers that were told of are there together.
    pub(super) fn merge(&mut self, server: &Server, fresh: &[Box<str>]) {
        let here = self.people_on(fresh);
        let (near, far) = (server.behind.clone(), server.name.clone());
        for (sessions, people) in self.witnesses(&here) {
            let seen: BTreeSet<ChannelId> = sessions.first().map(|s| self.channels_of(*s)).unwrap_or_default();
            let at = |id: &UserId| {
                let channels: Vec<ChannelName> = self
                    .user(*id)
                    .channels
                    .iter()
                    .filter(|m| seen.contains(&m.channel))
                    .map(|m| self.channel(m.channel).name.clone())
                    .collect();
                let who = self.who(*id);
                channels.into_iter().map(move |channel| (Arc::clone(&who), channel))
            };
            let joins = people.iter().flat_map(at).collect();
            let people = people.iter().map(|id| self.who(*id)).collect();
            let event = Event::Merged { near: near.clone(), far: far.clone(), people, joins };
            self.tell(self.server, Audience::Sessions(sessions), event);
        }
        self.tell_ranks_of(&here);
    }

    /// Programs read from JOIN alone that somebody is a plain member: what more they are is told behind it.
    fn tell_ranks_of(&mut self, people: &[UserId]) {
        let mut changes: BTreeMap<ChannelId, Vec<ModeChange>> = BTreeMap::new();
        for id in people {
            for seat in &self.user(*id).channels {
                changes.entry(seat.channel).or_default().extend(seat.modes(&self.user(*id).who, true));
            }
        }
        for (channel, changes) in changes {
            self.tell_modes(self.server, channel, changes);
        }
    }

    /// The people on these servers, in the order they came.
    #[must_use]
    pub fn people_on(&self, servers: &[Box<str>]) -> Vec<UserId> {
        let on = |id: &UserId| self.user(*id).remote.as_ref().is_some_and(|remote| servers.contains(&remote.server));
        self.people().into_iter().filter(on).collect()
    }

    fn channels_of(&self, session: SessionId) -> BTreeSet<ChannelId> {
        let user = self.session(session).and_then(|session| session.user);
        user.map(|user| self.user(user).channels.iter().map(|m| m.channel).collect()).unwrap_or_default()
    }

    /// Which sessions see which of these people come or go. People in IRC see those with whom they share a channel, and
    /// those who do so in the same channels are one group; at a terminal one sees everybody.
    fn witnesses(&self, people: &[UserId]) -> Vec<(Vec<SessionId>, Vec<UserId>)> {
        let affected: BTreeSet<ChannelId> =
            people.iter().flat_map(|id| self.user(*id).channels.iter().map(|m| m.channel)).collect();
        let mut groups: BTreeMap<Vec<ChannelId>, Vec<SessionId>> = BTreeMap::new();
        let mut terminals = Vec::new();
        for (_, user) in self.users.iter().filter(|(_, user)| !user.sessions.is_empty()) {
            if user.in_irc {
                let shared: Vec<ChannelId> =
                    user.channels.iter().map(|m| m.channel).filter(|channel| affected.contains(channel)).collect();
                if !shared.is_empty() {
                    groups.entry(shared).or_default().extend(&user.sessions);
                }
            } else {
                terminals.extend(&user.sessions);
            }
        }
        let seen = |shared: &[ChannelId]| -> Vec<UserId> {
            let in_one = |id: &UserId| self.user(*id).channels.iter().any(|m| shared.contains(&m.channel));
            people.iter().copied().filter(in_one).collect()
        };
        let mut all: Vec<_> = groups.into_iter().map(|(shared, sessions)| (sessions, seen(&shared))).collect();
        if !terminals.is_empty() {
            all.push((terminals, people.to_vec()));
        }
        all
    }

    /// Tells the network of somebody's new user name, host, real name or account.
    pub(in crate::world) fn relay_changed(&mut self, id: UserId) {
        if self.network.hearing.is_none() && !self.is_alone() {
            let who = self.named(id);
            self.relay(Fact::Changed { who });
        }
    }

    /// Tells the network of somebody's modes.
    pub(in crate::world) fn relay_modes(&mut self, id: UserId) {
        if !self.is_alone() {
            let (who, modes) = (self.named(id), self.user_modes(id));
            self.relay(Fact::Modes { who, modes });
        }
    }

    /// Tells the network that somebody is away, or back.
    pub(in crate::world) fn relay_away(&mut self, id: UserId, text: Option<Box<str>>) {
        if !self.is_alone() {
            let who = self.named(id);
            self.relay(Fact::Away { who, text });
        }
    }
}
