//! Coming and going: a connection is opened, a person arrives on it, and leaves.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::batch::OpenBatch;
use super::tell::Audience;
use super::{Exchange, Newcomer, Particulars, User, World};
use crate::model::{
    Caps, ChannelName, Empty, Event, Fold, Limit, Nick, Outcome, Rare, Refusal, SessionId, Time, UserId, Who, host,
};

/// Where a connection comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The address, an IPv4 one as such.
    pub address: IpAddr,
    /// The port.
    pub port: u16,
    /// It came to a listener of both IPv4 and IPv6, which has an IPv4 address within one of IPv6.
    mapped: bool,
}

impl Origin {
    /// Address and port as the TP writes them: `::ffff:127.0.0.1:51116`, `::1:51120`.
    #[must_use]
    pub fn shown(&self) -> String {
        format!("{}{}:{}", if self.mapped { "::ffff:" } else { "" }, self.address, self.port)
    }

    /// The address as IRC names a host: none begins with a colon.
    #[must_use]
    pub fn host(&self) -> Box<str> {
        host::of_address(self.address).into()
    }
}

impl From<SocketAddr> for Origin {
    fn from(peer: SocketAddr) -> Self {
        let address = peer.ip().to_canonical();
        Origin { address, port: peer.port(), mapped: address != peer.ip() }
    }
}

/// What a listener lets people do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Whoever has joined nothing talks in the lobby.
    pub lobby: bool,
    /// One may be in several channels.
    pub many: bool,
}

impl Profile {
    /// IRC: no lobby, several channels.
    pub const IRC: Profile = Profile { lobby: false, many: true };
}

/// One connection.
#[derive(Debug, Serialize, Deserialize)]
pub struct Session {
    /// The person on it, once they have arrived.
    pub user: Option<UserId>,
    /// Where it comes from.
    pub origin: Origin,
    /// What its listener lets people do.
    pub profile: Profile,
    /// What is known of the one on it until they have arrived.
    pub newcomer: Rare<Newcomer>,
    /// What the program at its other end asked to be told.
    pub caps: Caps,
    /// It speaks of capabilities in the way of this version; 0: it never did, 302: with values, and it is told of news.
    pub cap_version: u16,
    /// When it was opened.
    pub since: Time,
    /// What goes on on few connections.
    pub rare: Rare<Dealings>,
}

/// What goes on on few connections.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Dealings {
    /// The keys of metadata that it is told of.
    pub subscriptions: BTreeSet<Box<str>>,
    /// A message of several lines that is not whole yet.
    pub batch: Option<Box<OpenBatch>>,
    /// A proof of who one is that goes on (`AUTHENTICATE`).
    pub exchange: Option<Exchange>,
    /// Admins' nicks that were proved with a password on it.
    pub proven: Vec<Fold>,
}

impl Empty for Dealings {
    const EMPTY: &'static Dealings =
        &Dealings { subscriptions: BTreeSet::new(), batch: None, exchange: None, proven: Vec::new() };
}

impl Session {
    fn new(user: Option<UserId>, origin: Origin, profile: Profile, since: Time) -> Self {
        let (caps, cap_version) = (Caps::NONE, 0);
        Session { user, origin, profile, newcomer: Rare::NONE, caps, cap_version, since, rare: Rare::NONE }
    }
}

/// How somebody leaves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Departure {
    /// Their farewell.
    pub farewell: Option<Box<str>>,
    /// Why, when it was not their own will.
    pub why: Option<Box<str>>,
    /// What those around are told in the place of `why`.
    pub told: Option<Box<str>>,
}

impl Departure {
    /// Not by their own will.
    #[must_use]
    pub fn because(why: &str) -> Self {
        Departure { why: Some(why.into()), ..Departure::default() }
    }
}

impl World {
    /// Opens a session for a new connection.
    ///
    /// # Errors
    /// When the server is full, the address has too many connections or is banned.
    pub fn open(&mut self, origin: Origin, profile: Profile) -> Result<SessionId, Refusal> {
        self.may_come_from(origin.address)?;
        let limits = &self.config.limits;
        let consoles = self.users[self.server].sessions.len();
        if self.sessions.len() - consoles >= limits.users {
            return Err(Refusal::Limit { what: Limit::Users, most: limits.users });
        }
        Ok(self.open_anyway(origin, profile))
    }

    /// Opens a session for one who may not come in, as long as it takes to tell them so.
    pub fn open_anyway(&mut self, origin: Origin, profile: Profile) -> SessionId {
        *self.addresses.entry(origin.address).or_default() += 1;
        self.sessions.insert(Session::new(None, origin, profile, self.now))
    }

    fn may_come_from(&self, address: IpAddr) -> Outcome {
        if let Some(banned) = self.ban_on_address(address) {
            return Err(banned);
        }
        let most = self.config.limits.connections_per_address;
        let count = self.addresses.get(&address).copied().unwrap_or(0);
        if count >= most && !self.is_exempt(address) {
            return Err(Refusal::Limit { what: Limit::Connections, most });
        }
        Ok(())
    }

    /// A proxy or a gateway says where a session really comes from.
    ///
    /// # Errors
    /// When there are too many connections from that address, or it is banned.
    pub fn come_from(&mut self, session: SessionId, origin: Origin) -> Outcome {
        let Some(before) = self.sessions.get(session).map(|session| session.origin.address) else { return Ok(()) };
        if before != origin.address {
            self.may_come_from(origin.address)?;
            *self.addresses.entry(origin.address).or_default() += 1;
            self.uncount(before);
        }
        self.sessions[session].origin = origin;
        Ok(())
    }

    /// One connection less comes from this address.
    fn uncount(&mut self, address: IpAddr) {
        if let Some(count) = self.addresses.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                self.addresses.remove(&address);
            }
        }
    }

    /// Opens the console's session, on which the server itself is.
    pub fn open_console(&mut self) -> SessionId {
        let here = SocketAddr::from(([0, 0, 0, 0], 0));
        let user = Some(self.server);
        let id = self.sessions.insert(Session::new(user, here.into(), Profile::default(), self.now));
        let server = self.server;
        self.user_mut(server).sessions.push(id);
        id
    }

    /// Lets a person arrive on a session, under a nick or, without one, under their address.
    ///
    /// # Errors
    /// When the nick cannot be had, see [`World::may_take`]; when they are banned.
    pub fn arrive(&mut self, session: SessionId, nick: Option<Nick>) -> Result<UserId, Refusal> {
        let profile = self.sessions[session].profile;
        let who = match nick {
            Some(nick) => {
                self.may_take(None, Some(session), &nick)?;
                self.called(session, nick)
            }
            None => self.guest(session),
        };
        if let Some(banned) = self.ban_on_person(&who, session) {
            return Err(banned);
        }
        let admin = self.config.admin(&who.nick).map(|admin| admin.nick.fold());
        let who = Arc::new(who);
        let Newcomer { user: named, away, metadata, .. } = self.sessions[session].newcomer.take();
        self.arrivals += 1;
        let mark = self.mark();
        let mut user = User::new(Arc::clone(&who), profile, self.arrivals, self.now);
        // Only in IRC one says `USER`.
        (user.mark, user.nick_mark, user.in_irc) = (mark, mark, named.is_some());
        if admin.is_some() || away.is_some() || !metadata.is_empty() {
            *user.rare.made() = Particulars { admin, away, metadata, ..Particulars::default() };
        }
        let id = self.users.insert(user);
        self.count_in(id);
        self.index(&who, id);
        self.count_most();
        self.sessions[session].user = Some(id);
        self.users[id].sessions.push(session);
        self.mark_person(mark, id);
        self.relay_arrival(id);
        self.tell(id, Audience::Announce, Event::Connected { who: Arc::clone(&who) });
        self.tell_online(&who);
        if profile.lobby {
            self.enter_named(id, ChannelName::lobby(), true);
        }
        Ok(id)
    }

    /// Somebody of this nick, with all that they said of themselves.
    fn called(&self, session: SessionId, nick: Nick) -> Who {
        let Session { origin, newcomer, .. } = &self.sessions[session];
        let user = newcomer.user.as_deref().unwrap_or(nick.as_str());
        Who {
            // No ident server was asked whether the user name is theirs.
            user: ["~", user].into_iter().collect(),
            real: newcomer.real.as_deref().unwrap_or(user).into(),
            host: newcomer.host.as_deref().map_or_else(|| origin.host().into(), Into::into),
            account: newcomer.account.as_deref().map(Into::into),
            address: None,
            bot: false,
            nick,
        }
    }

    /// A name for somebody who has none: the address for terminals, `guest-51116` for everybody else.
    fn guest(&self, session: SessionId) -> Who {
        let origin = &self.sessions[session].origin;
        let base = format!("guest-{}", origin.port);
        let nick = self.unused(&base);
        let address = self.unused(&origin.shown());
        Who { address: Some(address.into()), ..self.called(session, Nick::literal(&nick)) }
    }

    /// `base`, or with a number behind it when somebody has that already.
    fn unused(&self, base: &str) -> String {
        let mut name = base.to_owned();
        let mut number = 2;
        while self.find(&name).or_else(|| self.find_look_alike(None, &name)).is_some() {
            name = format!("{base}-{number}");
            number += 1;
        }
        name
    }

    /// Somebody leaves: everyone who should know is told, and their sessions end.
    pub fn depart(&mut self, id: UserId, departure: Departure) {
        self.relay_quit(id, &departure);
        self.depart_untold(id, departure);
    }

    /// The same, of which other servers are told otherwise.
    pub(super) fn depart_untold(&mut self, id: UserId, departure: Departure) {
        let who = self.who(id);
        let sessions = self.user(id).sessions.clone();
        let Departure { farewell: text, why, told } = departure;
        let told = told.or_else(|| why.clone());
        self.tell(id, Audience::Around(id), Event::Quit { who: Arc::clone(&who), text, why: told });
        for channel in self.user(id).channels.iter().map(|m| m.channel).collect::<Vec<_>>() {
            self.leave(id, channel);
        }
        self.tell(id, Audience::Announce, Event::Disconnected { who: Arc::clone(&who), why });
        self.remove_person(id);
        for session in sessions {
            self.sessions[session].user = None;
            self.close(session);
        }
    }

    /// Somebody who has left every channel is here no more.
    pub(super) fn remove_person(&mut self, id: UserId) {
        let who = self.who(id);
        self.remember_nick(id);
        self.unindex(&who);
        self.unwatch_all(id);
        self.count_out(id);
        self.unmark_person(id);
        self.forget_wish(id);
        self.users.remove(id);
        self.hand_on(&who.nick);
        self.tell_offline(&who);
    }

    /// A connection is gone: so is the person, if this was their last one.
    pub fn end_session(&mut self, session: SessionId) {
        let Some(Session { user, origin, .. }) = self.sessions.get(session) else { return };
        let (user, address) = (*user, origin.address);
        if let Some(id) = user.filter(|id| self.users.contains_key(*id)) {
            self.user_mut(id).sessions.retain(|s| *s != session);
            if self.user(id).sessions.is_empty() && id != self.server {
                self.depart(id, Departure::default());
            }
        }
        self.sessions.remove(session);
        self.uncount(address);
    }

    /// A connection.
    #[must_use]
    pub fn session(&self, id: SessionId) -> Option<&Session> {
        self.sessions.get(id)
    }

    /// The addresses of those who are connected and nobody yet.
    #[must_use]
    pub fn newcomers(&self) -> Vec<IpAddr> {
        let unknown = self.sessions.values().filter(|session| session.user.is_none());
        unknown.map(|session| session.origin.address).collect()
    }

    /// Somebody proved on this session, with a password, that these admins' nicks are theirs.
    pub fn prove(&mut self, session: SessionId, nick: &Nick) {
        if let Some(session) = self.sessions.get_mut(session) {
            session.rare.made().proven.push(nick.fold());
        }
    }

    /// An admin puts somebody off the server, who reads `text` first.
    ///
    /// # Errors
    /// For the server itself.
    pub fn kill(&mut self, by: UserId, id: UserId, text: Option<&str>) -> Outcome {
        if id == self.server {
            return Err(Refusal::because("The server stays: SHUTDOWN <seconds> ends it."));
        }
        self.fits(text.unwrap_or_default())?;
        let cause = self.as_cause(by);
        self.put_off(by, id, &cause, text);
        Ok(())
    }

    /// Whether the limits per address and the flood budget pass this address over.
    #[must_use]
    pub fn is_exempt(&self, address: IpAddr) -> bool {
        self.config.limits.exempt.iter().any(|net| net.contains(address))
    }
}
