//! Who is in a channel, as those read it who enter: kept from one to the next, since most of it stays the same.

use std::sync::{Arc, Mutex, PoisonError};

use super::{Caps, Present, Rank, Who};

/// The members of a channel, and their names as they were written last.
#[derive(Debug, Default)]
pub struct Roll {
    people: Vec<Present>,
    written: Mutex<Vec<Written>>,
}

/// The names of the first so many members, one after the other with spaces between, for programs of certain capabilities.
#[derive(Clone, Debug)]
struct Written {
    caps: Caps,
    count: usize,
    text: String,
}

impl Roll {
    /// Its members, the longest present first.
    #[must_use]
    pub fn people(&self) -> &[Present] {
        &self.people
    }

    /// Brings it up to date with those who are there now, their ranks, and whether they have voice.
    pub fn update<'a>(&mut self, now: impl Iterator<Item = (&'a Arc<Who>, Rank, bool)>) {
        let mut same = 0;
        for (who, rank, voice) in now {
            let is_same = |p: &Present| Arc::ptr_eq(&p.who, who) && (p.rank, p.voice) == (rank, voice);
            if !self.people.get(same).is_some_and(is_same) {
                self.forget_behind(same);
                let who = Arc::clone(who);
                self.people.push(Present { who, rank, voice, away: None, channels: Vec::new() });
            }
            same += 1;
        }
        self.forget_behind(same);
    }

    /// The names of all, for a program of these capabilities; `write` writes one that was not written before.
    pub fn names<R>(&self, caps: Caps, write: impl Fn(&Present, &mut String), read: impl FnOnce(&str) -> R) -> R {
        let mut all = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let place = all.iter().position(|written| written.caps == caps).unwrap_or_else(|| {
            all.push(Written { caps, count: 0, text: String::new() });
            all.len() - 1
        });
        let Written { count, text, .. } = &mut all[place];
        for present in &self.people[*count..] {
            if *count > 0 {
                text.push(' ');
            }
            write(present, text);
            *count += 1;
        }
        read(text)
    }

    fn forget_behind(&mut self, count: usize) {
        if self.people.len() > count {
            self.people.truncate(count);
            self.written.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
        }
    }
}

impl From<Vec<Present>> for Roll {
    fn from(people: Vec<Present>) -> Self {
        Roll { people, written: Mutex::default() }
    }
}

/// A copy forgets what was written: it is made to be changed.
impl Clone for Roll {
    fn clone(&self) -> Self {
        self.people.clone().into()
    }
}

impl PartialEq for Roll {
    fn eq(&self, other: &Self) -> bool {
        self.people == other.people
    }
}

impl Eq for Roll {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Nick;

    fn names(roll: &Roll) -> String {
        let write = |present: &Present, text: &mut String| {
            *text += present.rank.sign();
            *text += present.who.nick.as_str();
        };
        roll.names(Caps::NONE, write, str::to_owned)
    }

    #[test]
    fn it_names_those_who_are_there_whatever_changed() {
        let who = |nick: &str| Arc::new(Who::named(Nick::new(nick).unwrap()));
        let (toto, tata, bob, other_bob) = (who("toto"), who("tata"), who("bob"), who("bob2"));
        let mut roll = Roll::default();
        for (now, named) in [
            (vec![(&toto, Rank::Op)], "@toto"),
            (vec![(&toto, Rank::Op), (&tata, Rank::Member), (&bob, Rank::Member)], "@toto tata bob"),
            (vec![(&toto, Rank::Op), (&tata, Rank::Member), (&other_bob, Rank::Member)], "@toto tata bob2"),
            (vec![(&toto, Rank::Member), (&tata, Rank::Voice), (&other_bob, Rank::Member)], "toto +tata bob2"),
            (vec![(&tata, Rank::Voice)], "+tata"),
            (vec![], ""),
        ] {
            roll.update(now.into_iter().map(|(who, rank)| (who, rank, rank == Rank::Voice)));
            assert_eq!(names(&roll), named);
            assert_eq!(names(&roll.clone()), named);
        }
    }
}
