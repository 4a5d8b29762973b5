//! What `MODE` and `SAMODE` say, read letter by letter (RFC 2812 3.1.5 and 3.2.3).

use super::Context;
use crate::model::numeric as n;
use crate::model::{
    ChannelId, ChannelName, Flag, List, ListMask, Mode, ModeChange, Outcome, Rank, Refusal, Reply, UserFlag, UserId,
};

/// What is known of a line while it is read.
struct Reading<'w> {
    /// The one in whose name it is done.
    by: UserId,
    channel: ChannelId,
    words: std::slice::Iter<'w, &'w str>,
    /// Changes with a word that may still come (ISUPPORT `MODES`).
    left: usize,
    changes: Vec<ModeChange>,
    refused: Vec<Refusal>,
    lists: Vec<List>,
    asks_creator: bool,
}

impl Reading<'_> {
    fn refuse(&mut self, refusal: Refusal) {
        if !self.refused.contains(&refusal) {
            self.refused.push(refusal);
        }
    }

    /// The next word of the line, as long as it may have more.
    fn word(&mut self) -> Option<&str> {
        let word = self.words.next().copied();
        let counted = self.left.checked_sub(usize::from(word.is_some()))?;
        self.left = counted;
        word
    }
}

impl Context<'_> {
    /// The modes of a channel; its key for those alone who are in it.
    pub fn answer_modes(&mut self, at: ChannelId) {
        let user = self.world.user(self.me);
        let insider = user.rank(at).is_some() || user.is_admin();
        let channel = self.world.channel(at);
        let (name, modes, made) = (channel.name.clone(), channel.modes.all(insider), channel.made);
        self.reply(Reply::Modes { channel: name, modes, made });
    }

    /// Changes a channel's modes in somebody's name: groups of letters with a sign, each with the words of its letters
    /// behind it. A letter of a list without a word asks for the list. What is wrong is answered, the rest is done.
    pub fn change_modes(&mut self, by: UserId, channel: ChannelId, words: &[&str]) {
        let left = self.world.config().limits.targets;
        let (changes, refused, lists) = (Vec::new(), Vec::new(), Vec::new());
        let mut line = Reading { by, channel, words: words.iter(), left, changes, refused, lists, asks_creator: false };
        let mut first = true;
        while let Some(group) = line.words.next().copied() {
            let mut on = true;
            let signed = group.starts_with(['+', '-']);
            for letter in group.chars().filter(|_| first || signed) {
                match letter {
                    '+' => on = true,
                    '-' => on = false,
                    letter => self.read_letter(&mut line, letter, on),
                }
            }
            first = false;
        }
        let Reading { changes, mut refused, lists, asks_creator, .. } = line;
        refused.extend(self.world.change_modes(by, channel, changes));
        for refusal in refused {
            self.world.reply(self.session, Err(refusal));
        }
        lists.into_iter().for_each(|list| self.answer_list(by, channel, list));
        if asks_creator {
            let creator =
                self.world.creator(channel).map_or_else(|| "*".to_owned(), |id| self.world.who(id).nick.to_string());
            self.numeric(n::RPL_UNIQOPIS, [self.world.channel(channel).name.to_string(), creator]);
        }
    }

    /// Anybody may see whom a channel bans; its admins see the other lists, too, as today's servers have it.
    fn answer_list(&mut self, by: UserId, at: ChannelId, list: List) {
        let channel = self.world.channel(at).name.clone();
        if list != List::Banned && self.world.rank_in(by, at).unwrap_or(Rank::Member) < Rank::Op {
            return self.world.reply(self.session, Err(Refusal::NeedsRank { rank: Rank::Op, channel }));
        }
        let entries = self.world.channel(at).lists.of(list).to_vec();
        self.reply(Reply::Masks { channel, list, entries });
    }

    /// One letter with its word. A mode that lacks its word is passed over (modern.ircdocs.horse, "MODE message").
    fn read_letter(&self, line: &mut Reading, letter: char, on: bool) {
        let channel = self.world.channel(line.channel);
        let name = channel.name.clone();
        if let Some(list) = List::of(letter) {
            let Some(word) = line.words.as_slice().first().filter(|word| !word.is_empty()) else {
                line.words.next();
                if !line.lists.contains(&list) {
                    line.lists.push(list);
                }
                return;
            };
            if let Err(why) = ListMask::new(word) {
                let (target, word, why) = (name.to_string(), (*word).to_owned(), why.to_owned());
                line.words.next();
                return line.refuse(Refusal::BadModeWord { target, letter, word, why });
            }
        } else if letter == 'O' {
            line.asks_creator = true;
            return;
        } else if Flag::of(letter).is_none() && !"klfov".contains(letter) {
            return line.refuse(Refusal::UnknownMode { letter, channel: name });
        }
        if self.world.rank_in(line.by, line.channel).unwrap_or(Rank::Member) < Rank::Op {
            if Flag::of(letter).is_none() {
                line.words.next();
            }
            return line.refuse(Refusal::NeedsRank { rank: Rank::Op, channel: name });
        }
        let bad = |word: &str, why: &str| {
            let (target, word, why) = (name.to_string(), word.to_owned(), why.to_owned());
            Refusal::BadModeWord { target, letter, word, why }
        };
        let read = match (letter, on) {
            ('k', false) => {
                // Taken away with any key, or with none.
                line.word();
                channel.modes.key.clone().map(|key| Ok(Mode::Key(key)))
            }
            ('l', false) => channel.modes.limit.map(|most| Ok(Mode::Limit(most))),
            ('f', false) => channel.modes.forward.clone().map(|to| Ok(Mode::Forward(to))),
            ('k', true) => line.word().map(|key| Ok(Mode::Key(key.into()))),
            ('l', true) => line.word().map(|word| match word.parse::<u32>() {
                Ok(most @ 1..) => Ok(Mode::Limit(most as usize)),
                _ => Err(bad(word, "A limit is a whole number from 1")),
            }),
            ('f', true) => line.word().map(|word| match ChannelName::new(word) {
                Ok(to) => Ok(Mode::Forward(to)),
                Err(why) => Err(bad(word, &format!("It is no channel: {why}"))),
            }),
            ('o' | 'v', _) => line.word().map(|nick| {
                let rank = if letter == 'o' { Rank::Op } else { Rank::Voice };
                super::args::find_person(self, nick).map(|id| Mode::Rank(rank, self.world.who(id)))
            }),
            (letter, _) => match (List::of(letter), Flag::of(letter)) {
                (Some(list), _) => {
                    let mask = line.word().and_then(|word| ListMask::new(word).ok());
                    mask.map(|mask| Ok(Mode::List(list, mask)))
                }
                (None, flag) => flag.map(|flag| Ok(Mode::Flag(flag))),
            },
        };
        match read {
            Some(Ok(mode)) => line.changes.push(ModeChange { on, mode }),
            Some(Err(refusal)) => line.refuse(refusal),
            None => {}
        }
    }

    /// Changes somebody's modes: `+i-w`.
    ///
    /// # Errors
    /// When one of them is for admins, or is none; the others are changed (RFC 2812 3.1.5).
    pub fn change_user_modes(&mut self, id: UserId, letters: &str) -> Outcome {
        let (mut changes, mut on, mut unknown) = (Vec::new(), true, false);
        for letter in letters.chars() {
            match (letter, UserFlag::of(letter)) {
                ('+', _) => on = true,
                ('-', _) => on = false,
                (_, Some(mode)) => changes.push((on, mode)),
                (_, None) => unknown = true,
            }
        }
        let changed = self.world.change_user_modes(id, &changes);
        if unknown {
            self.world.reply(self.session, Err(Refusal::Numeric(n::ERR_UMODEUNKNOWNFLAG, Vec::new())));
        }
        changed
    }
}
