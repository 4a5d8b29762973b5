//! Metadata: what people and channels tell of themselves, by key, for the time they are here (IRCv3 metadata).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::World;
use super::tell::Audience;
use crate::model::numeric::{ERR_METADATASYNCLATER, RPL_KEYNOTSET, RPL_KEYVALUE};
use crate::model::{Caps, ChannelId, Event, Outcome, Rank, Refusal, Reply, SessionId, UserId};

/// Keys and values, sorted by key.
pub type Metadata = BTreeMap<Box<str>, Box<str>>;

/// What metadata is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A person.
    Person(UserId),
    /// A channel.
    Channel(ChannelId),
}

/// Most bytes of a value.
pub const LONGEST_VALUE: usize = 300;

/// Most keys that one may set on oneself or a channel.
pub const MOST_KEYS: usize = 32;

/// Most members of a channel whose metadata is sent to who enters it.
const MOST_SYNCHRONIZED: usize = 200;

/// Most keys that one is told of.
pub const MOST_SUBSCRIPTIONS: usize = 64;

/// A key as it is kept: letters of any case are the same.
///
/// # Errors
/// When it has other characters than letters, digits and `_.:/-`, or begins with a colon.
pub fn key(text: &str) -> Result<Box<str>, Refusal> {
    let fit = |c: char| c.is_ascii_alphanumeric() || "_.:/-".contains(c);
    if text.is_empty() || text.len() > 64 || text.starts_with(':') || !text.chars().all(fit) {
        return Err(fail("KEY_INVALID", vec![text.to_owned()], "A key has letters, digits and _.:/- only"));
    }
    Ok(text.to_ascii_lowercase().into())
}

/// `FAIL METADATA` with this code.
#[must_use]
pub fn fail(code: &'static str, about: Vec<String>, why: &str) -> Refusal {
    Refusal::Fail { verb: "METADATA", code, about, why: why.to_owned() }
}

impl World {
    /// What a person or a channel tells of itself.
    #[must_use]
    pub fn metadata(&self, subject: Subject) -> &Metadata {
        match subject {
            Subject::Person(id) => &self.user(id).rare.metadata,
            Subject::Channel(id) => &self.channel(id).metadata,
        }
    }

    /// What metadata is about, as it is named.
    #[must_use]
    pub fn subject_name(&self, subject: Subject) -> String {
        match subject {
            Subject::Person(id) => self.who(id).nick.to_string(),
            Subject::Channel(id) => self.channel(id).name.to_string(),
        }
    }

    /// Sets a key, or takes it away; those who subscribed to it and may know are told.
    ///
    /// # Errors
    /// For somebody else, or a channel one is no op of; for a value that is too long, one key too many, and one that is
    /// not set and cannot be taken away.
    pub fn set_metadata(&mut self, by: UserId, subject: Subject, key: &str, value: Option<&str>) -> Outcome {
        self.may_set_metadata(by, subject, key)?;
        let name = self.subject_name(subject);
        let all = match subject {
            Subject::Person(id) => &mut self.user_mut(id).rare.made().metadata,
            Subject::Channel(id) => &mut self.channel_mut(id).metadata,
        };
        match value {
            Some(value) => set(all, &name, key, value)?,
            None if all.remove(key).is_none() => {
                return Err(fail("KEY_NOT_SET", vec![name, key.to_owned()], "The key is not set"));
            }
            None => {}
        }
        self.tell_metadata(by, subject, key, value);
        Ok(())
    }

    /// That somebody may set a key.
    ///
    /// # Errors
    /// For somebody else, or a channel one is no op of.
    pub fn may_set_metadata(&self, by: UserId, subject: Subject, key: &str) -> Outcome {
        let own = match subject {
            // What one server keeps of somebody the others do not know.
            Subject::Person(id) => id == by || self.user(by).is_admin() && self.way_to(id).is_none(),
            Subject::Channel(id) => self.require(by, id, Rank::Op).is_ok(),
        };
        let about = || vec![self.subject_name(subject), key.to_owned()];
        if own { Ok(()) } else { Err(fail("KEY_NO_PERMISSION", about(), "You may not set this key")) }
    }

    /// Tells those who subscribed to a key: those around a person, or the members of a channel; not the one who did it.
    fn tell_metadata(&mut self, by: UserId, subject: Subject, key: &str, value: Option<&str>) {
        let target = self.subject_name(subject);
        let mut near: BTreeSet<UserId> = match subject {
            Subject::Person(id) => self.those_around(id),
            Subject::Channel(id) => self.channel(id).members.iter().copied().collect(),
        };
        if let Subject::Person(id) = subject {
            let newer = |id: &UserId| self.user(*id).sessions.iter().any(|s| self.caps(*s).has(Caps::METADATA_3));
            near.extend(self.watchers_of(&self.user(id).who.nick).into_iter().filter(newer));
        }
        let wants = |id: &UserId| *id != by && self.user(*id).sessions.iter().any(|s| self.is_subscribed(*s, key));
        let readers: Vec<UserId> = near.into_iter().filter(wants).collect();
        let sessions: Vec<SessionId> = readers.iter().flat_map(|id| self.user(*id).sessions.clone()).collect();
        let (newer, older): (Vec<_>, Vec<_>) =
            sessions.into_iter().partition(|session| self.caps(*session).has(Caps::METADATA_3));
        for session in newer {
            self.reply(session, Ok(told(&target, key, value)));
        }
        if !older.is_empty() {
            let (target, key, value) = (target.into(), key.into(), value.map(Into::into));
            let event = Event::Metadata { by: Arc::clone(&self.who(by)), target, key, value };
            self.tell(by, Audience::Sessions(older), event);
        }
    }

    /// All that a session subscribed to: of a person, or of a channel and those in it.
    #[must_use]
    pub fn subscribed(&self, session: SessionId, subject: Subject) -> Vec<Result<Reply, Refusal>> {
        let mut subjects = vec![subject];
        if let Subject::Channel(id) = subject {
            subjects.extend(self.channel(id).members.iter().map(|member| Subject::Person(*member)));
        }
        self.values_of(subjects, |key| self.is_subscribed(session, key))
    }

    fn values_of(&self, subjects: Vec<Subject>, wanted: impl Fn(&str) -> bool) -> Vec<Result<Reply, Refusal>> {
        let mut answers = Vec::new();
        for subject in subjects {
            let mut values = self.metadata(subject).iter().filter(|(key, _)| wanted(key)).peekable();
            if values.peek().is_some() {
                let name = self.subject_name(subject);
                answers.extend(values.map(|(key, value)| Ok(told(&name, key, Some(value)))));
            }
        }
        answers
    }

    /// The values of these keys of all that one is told of: the channels one is in, those in them, those one watches.
    #[must_use]
    pub fn values_around(&self, by: UserId, keys: &[Box<str>]) -> Vec<Result<Reply, Refusal>> {
        let channels = self.user(by).channels.iter().map(|at| Subject::Channel(at.channel));
        let watched = self.watched(by).filter_map(|nick| self.find(nick.as_str()));
        let people: BTreeSet<UserId> = self.those_around(by).into_iter().chain(watched).collect();
        let subjects = channels.chain(people.into_iter().map(Subject::Person)).collect();
        self.values_of(subjects, |key| keys.iter().any(|wanted| **wanted == *key))
    }

    /// Sends a session, unasked, what it subscribed to of a person, or of a channel and those in it ("Automatic
    /// synchronization"); of very many people it is told to ask for that itself. By draft/metadata-2 nothing is sent where
    /// there is nothing.
    pub fn synchronize(&mut self, session: SessionId, subject: Subject) {
        let caps = self.caps(session);
        if !caps.has(Caps::BATCH) || !caps.has_any(Caps::METADATA | Caps::METADATA_3) {
            return;
        }
        let name = self.subject_name(subject);
        let subscribes = self.session(session).is_some_and(|session| !session.rare.subscriptions.is_empty());
        let many = matches!(subject, Subject::Channel(id) if self.channel(id).members.len() > MOST_SYNCHRONIZED);
        if subscribes && many {
            let words = vec![name, "0".to_owned(), "Ask for it with METADATA SYNC".to_owned()];
            return self.reply(session, Ok(Reply::Numeric(ERR_METADATASYNCLATER, words)));
        }
        let answers = if subscribes { self.subscribed(session, subject) } else { Vec::new() };
        if caps.has(Caps::METADATA_3) || !answers.is_empty() {
            self.reply(session, Ok(Reply::batch("metadata", vec![name], answers)));
        }
    }

    /// Whether a session is told of a key.
    #[must_use]
    pub fn is_subscribed(&self, session: SessionId, key: &str) -> bool {
        self.session(session).is_some_and(|session| session.rare.subscriptions.contains(key))
    }

    /// Subscribes a session to a key, or ends that.
    ///
    /// # Errors
    /// When it has too many already.
    pub fn subscribe(&mut self, session: SessionId, key: &str, on: bool) -> Outcome {
        let Some(session) = self.sessions.get_mut(session) else { return Ok(()) };
        let subscriptions = &mut session.rare.made().subscriptions;
        if !on {
            subscriptions.remove(key);
        } else if subscriptions.len() >= MOST_SUBSCRIPTIONS {
            return Err(fail("TOO_MANY_SUBS", vec![key.to_owned()], "You are told of too many keys already"));
        } else {
            subscriptions.insert(key.into());
        }
        Ok(())
    }

    /// Sets a key for somebody who has not arrived yet.
    ///
    /// # Errors
    /// As [`World::set_metadata`].
    pub fn set_newcomer_metadata(&mut self, session: SessionId, key: &str, value: Option<&str>) -> Outcome {
        let Some(newcomer) = self.newcomer(session) else { return Ok(()) };
        match value {
            Some(value) => set(&mut newcomer.metadata, "*", key, value),
            None => match newcomer.metadata.remove(key) {
                Some(_) => Ok(()),
                None => Err(fail("KEY_NOT_SET", vec!["*".into(), key.to_owned()], "The key is not set")),
            },
        }
    }
}

fn set(all: &mut Metadata, name: &str, key: &str, value: &str) -> Outcome {
    if value.len() > LONGEST_VALUE {
        return Err(fail("VALUE_INVALID", Vec::new(), &format!("A value has at most {LONGEST_VALUE} bytes")));
    }
    if all.len() >= MOST_KEYS && !all.contains_key(key) {
        return Err(fail("LIMIT_REACHED", vec![name.to_owned()], &format!("{MOST_KEYS} keys are set already")));
    }
    all.insert(key.into(), value.into());
    Ok(())
}

/// A key and its value, or that it has none, as an answer.
#[must_use]
pub fn told(target: &str, key: &str, value: Option<&str>) -> Reply {
    let words = [target.to_owned(), key.to_owned()];
    match value {
        Some(value) => Reply::Numeric(RPL_KEYVALUE, [&words[..], &["*".to_owned(), value.to_owned()]].concat()),
        None => Reply::Numeric(RPL_KEYNOTSET, words.to_vec()),
    }
}
