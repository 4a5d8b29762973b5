//! Telling: what happened goes to an audience, resolved to sessions at the moment it happens.
//!
//! Audiences are kept flat in one buffer that the hub empties after each request, so that a line said to a thousand
//! people allocates nothing per person.

use std::collections::BTreeSet;
use std::ops::Range;

use super::World;
use crate::model::fact::{By, Fact};
use crate::model::{Caps, ChannelId, Event, MessageId, Rank, Refusal, Reply, SenderTags, SessionId, Stamp, UserId};

/// One session that hears of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// The session.
    pub session: SessionId,
    /// It is a session of the one who did it.
    pub own: bool,
    /// They are in several channels, so that a line must name its own.
    pub several: bool,
}

/// Something that leaves the world.
#[derive(Debug)]
pub enum Out {
    /// It happened; to those of [`Tales::audience`] in this range.
    Event(Event, Stamp, Range<usize>),
    /// An answer, to one session.
    Reply(SessionId, Result<Reply, Refusal>),
    /// Nothing more comes for this session: it ends once it has read what was before.
    Close(SessionId),
    /// An answer to somebody behind a link.
    Answer(SessionId, By, Result<Reply, Refusal>),
    /// What other servers are told, over these links.
    Fact(Box<Fact>, Vec<SessionId>),
}

/// All that leaves the world in one request, in order.
#[derive(Debug, Default)]
pub struct Tales {
    /// What leaves.
    pub outs: Vec<Out>,
    /// Whom each event is for; [`Out::Event`] has the range.
    pub audience: Vec<Recipient>,
}

impl Tales {
    /// Forgets everything and keeps its room.
    pub fn clear(&mut self) {
        self.outs.clear();
        self.audience.clear();
    }
}

/// A number from another, each from one only: ids that do not tell how many there were (SplitMix64's last step).
pub(super) fn mix(number: u64) -> u64 {
    let z = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The people an event is for.
pub(super) enum Audience {
    /// One person.
    Person(UserId),
    /// The one it is said to, and the one who said it.
    Pair(UserId),
    /// All members of a channel, and the one who did it from outside.
    Channel(ChannelId),
    /// The members of a channel of at least this rank, and the one who did it.
    Ranked(ChannelId, Rank),
    /// All who share a channel with somebody, and those who watch them (extended-monitor) and want such news.
    Acquaintances(UserId, Caps),
    /// All who share a channel with somebody, and that person.
    Around(UserId),
    /// These sessions.
    Sessions(Vec<SessionId>),
    /// Everyone, as long as the server is not so full that comings and goings would drown what is said.
    Announce,
    /// Everyone, however many.
    Everyone,
}

impl World {
    /// Whether anything was told since [`World::exchange_tales`].
    #[must_use]
    pub fn has_told(&self) -> bool {
        !self.tales.outs.is_empty()
    }

    /// Hands over all that was told since, and takes an empty one in its place.
    pub fn exchange_tales(&mut self, empty: Tales) -> Tales {
        std::mem::replace(&mut self.tales, empty)
    }

    /// Answers one session.
    pub fn reply(&mut self, session: SessionId, mut answer: Result<Reply, Refusal>) {
        if let Ok(Reply::Batch { id, .. }) = &mut answer {
            *id = self.next_id();
        }
        self.tales.outs.push(match self.asker(session) {
            Some(asker) => Out::Answer(session, asker, answer),
            None => Out::Reply(session, answer),
        });
    }

    /// Answers a person, wherever they are connected.
    pub(super) fn reply_to(&mut self, user: UserId, reply: &Reply) {
        self.hand_to(user, reply.clone());
    }

    /// The same with a long answer, of which no copy is made for their only connection.
    pub(super) fn hand_to(&mut self, user: UserId, reply: Reply) {
        let Some((last, others)) = self.users[user].sessions.split_last() else { return };
        self.tales.outs.extend(others.iter().map(|session| Out::Reply(*session, Ok(reply.clone()))));
        self.tales.outs.push(Out::Reply(*last, Ok(reply)));
    }

    /// Nothing more comes for this session.
    pub fn close(&mut self, session: SessionId) {
        self.tales.outs.push(Out::Close(session));
    }

    /// The tags that the line being run came with; none: no line is being run, or it has none.
    pub fn set_sender_tags(&mut self, tags: Option<SenderTags>) {
        self.sender_tags = tags;
    }

    /// The tags that the line being run came with, and that may be passed on.
    #[must_use]
    pub fn sender_tags(&self) -> Option<&SenderTags> {
        self.sender_tags.as_ref()
    }

    /// An id that nothing else has.
    fn next_id(&mut self) -> MessageId {
        self.messages += 1;
        MessageId(mix(self.salt.wrapping_add(self.messages)))
    }

    /// The time, an id, and, with something said, the tags that the sender's program added to it.
    fn stamp(&mut self, by: UserId, event: &Event) -> Stamp {
        let id = self.next_id();
        let tagged = matches!(event, Event::Said { .. } | Event::Lines { .. } | Event::Tagged { .. });
        let tags = self.sender_tags.as_ref().filter(|_| tagged).cloned();
        let user = self.users.get(by).filter(|_| by != self.server);
        let (admin, in_irc) = user.map_or((false, false), |user| (user.is_admin(), user.in_irc));
        Stamp { at: self.now, id, tags, admin, in_irc }
    }

    /// All who share a channel with somebody, and that person.
    pub(super) fn those_around(&self, id: UserId) -> BTreeSet<UserId> {
        let channels = self.users[id].channels.iter();
        channels.flat_map(|membership| self.channels[membership.channel].members.iter().copied()).chain([id]).collect()
    }

    /// Tells an event that `by` brought about; its id.
    pub(super) fn tell(&mut self, by: UserId, audience: Audience, event: Event) -> MessageId {
        let stamp = self.stamp(by, &event);
        let id = stamp.id;
        self.tell_stamped(by, audience, event, stamp);
        id
    }

    /// Tells an event that `by` brought about, with what is known of it already.
    pub(super) fn tell_stamped(&mut self, by: UserId, audience: Audience, event: Event, stamp: Stamp) {
        if let (Event::Said { .. } | Event::Lines { .. }, Some(user)) = (&event, self.users.get_mut(by)) {
            user.active = self.now;
        }
        let World { users, channels, tales, server, .. } = self;
        let start = tales.audience.len();
        let mut add = |id: UserId| {
            let Some(user) = users.get(id) else { return };
            let (own, several) = (id == by, user.several());
            for session in &user.sessions {
                tales.audience.push(Recipient { session: *session, own, several });
            }
        };
        match audience {
            Audience::Person(id) => add(id),
            Audience::Pair(id) => {
                add(by);
                if let Some(user) = users.get(id) {
                    let several = user.several();
                    let recipient = |s: &SessionId| Recipient { session: *s, own: false, several };
                    tales.audience.extend(user.sessions.iter().map(recipient));
                }
            }
            Audience::Ranked(id, rank) => {
                let high = |m: &&UserId| **m == by || users.get(**m).and_then(|u| u.rank(id)) >= Some(rank);
                channels[id].members.iter().filter(high).copied().for_each(&mut add);
                if users.get(by).is_some_and(|user| user.rank(id).is_none()) {
                    add(by);
                }
            }
            Audience::Channel(id) => {
                channels[id].members.iter().copied().for_each(&mut add);
                if users.get(by).is_some_and(|user| user.rank(id).is_none()) {
                    add(by);
                }
            }
            Audience::Sessions(sessions) => {
                let recipient = |session| Recipient { session, own: false, several: false };
                tales.audience.extend(sessions.into_iter().map(recipient));
            }
            Audience::Everyone => users.keys().for_each(add),
            Audience::Announce if users.len() - 1 <= self.config.limits.announce => users.keys().for_each(add),
            Audience::Announce => add(*server),
            Audience::Around(id) | Audience::Acquaintances(id, _) => {
                let mut near = Vec::new();
                for membership in &users[id].channels {
                    near.extend(&channels[membership.channel].members);
                }
                // Members of one channel are mostly sorted already, which costs nothing to find out.
                near.sort_unstable();
                near.dedup();
                for one in [id, *server] {
                    if let Err(place) = near.binary_search(&one) {
                        near.insert(place, one);
                    }
                }
                near.iter().copied().for_each(&mut add);
                if let Audience::Acquaintances(_, caps) = audience {
                    let watchers = self.watchers.get(&users[id].who.nick.fold()).into_iter().flatten();
                    let far = watchers.filter(|watcher| near.binary_search(watcher).is_err());
                    for watcher in far.filter_map(|watcher| users.get(*watcher)) {
                        let wants = |s: &&SessionId| self.sessions.get(**s).is_some_and(|s| s.caps.has(caps));
                        let recipient =
                            |s: &SessionId| Recipient { session: *s, own: false, several: watcher.several() };
                        tales.audience.extend(watcher.sessions.iter().filter(wants).map(recipient));
                    }
                }
            }
        }
        let range = start..tales.audience.len();
        if !range.is_empty() {
            tales.outs.push(Out::Event(event, stamp, range));
        }
    }

    pub(super) fn tell_topic(&mut self, by: UserId, id: ChannelId, text: &str) {
        let event = Event::Topic { by: self.who(by), channel: self.channel(id).name.clone(), text: text.into() };
        self.tell(by, Audience::Channel(id), event);
    }

    /// Something the server itself says to everyone.
    pub fn announce(&mut self, text: &str) {
        let server = self.server;
        self.tell(server, Audience::Everyone, Event::Notice { text: text.into() });
    }
}
