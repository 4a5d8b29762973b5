//! Lines of a peer about channels: who is in them, what they are set to.

use std::sync::Arc;

use super::read::{AWAY, Reading};
use crate::model::fact::{Fact, Named, Place, Seat, Setting};
use crate::model::{ChannelName, Flag, List, ListMask, Mark, Nick, Rank, Secrecy, Time, Who, split_source};

impl Reading<'_> {
    /// `JOIN #one,#two\x07o` (RFC 2813 4.2.1).
    pub(super) fn joins(&mut self) -> Vec<Fact> {
        let (Some(who), Some(list)) = (self.person(), self.word(0)) else { return Vec::new() };
        let mut facts = Vec::new();
        for item in list.split(',') {
            let (name, modes) = item.split_once('\x07').unwrap_or((item, ""));
            let is_new = ChannelName::new(name).is_ok_and(|name| self.world.find_channel(&name).is_none());
            let Some(place) = self.place(name) else { continue };
            let seat = self.seat(modes, is_new);
            let quiet = self.tag("quiet").is_some();
            facts.push(Fact::Joined { who: who.clone(), place, seat, quiet });
        }
        facts
    }

    /// What somebody is who enters with these modes, or with these tags.
    fn seat(&mut self, modes: &str, is_new: bool) -> Seat {
        let rank = match self.tag("rank") {
            Some("creator") => Rank::Creator,
            Some("op") => Rank::Op,
            // RFC 2811 4.1.1: who comes first to a channel with `o` is its creator.
            _ if modes.contains(['o', 'O', 'a', 'q']) => {
                if is_new {
                    Rank::Creator
                } else {
                    Rank::Op
                }
            }
            _ => Rank::Member,
        };
        let voice = self.tag("voice").is_some() || modes.contains('v');
        let joined = self.mark("joined");
        let changed = self.tag("changed").and_then(Mark::read).unwrap_or(joined);
        Seat { joined, rank, voice, changed }
    }

    /// `NJOIN #channel :@@creator,@op,+voiced,member` (RFC 2813 4.2.2).
    pub(super) fn njoin(&mut self) -> Vec<Fact> {
        let (Some(name), list) = (self.word(0), self.rest(1)) else { return Vec::new() };
        let Some(place) = self.place(&name) else { return Vec::new() };
        let mut facts = Vec::new();
        for item in list.split(',').filter(|item| !item.is_empty()) {
            let nick = item.trim_start_matches(['~', '&', '@', '%', '+']);
            let signs = &item[..item.len() - nick.len()];
            let (Some(who), place) = (self.named(nick), place.clone()) else { continue };
            let joined = self.world.mark();
            let rank = if signs.contains(['~', '&', '@']) { Rank::Op } else { Rank::Member };
            let seat = Seat { joined, rank, voice: signs.contains('+'), changed: joined };
            facts.push(Fact::Joined { who, place, seat, quiet: false });
        }
        facts
    }

    pub(super) fn parts(&mut self) -> Vec<Fact> {
        let (Some(who), Some(list)) = (self.person(), self.word(0)) else { return Vec::new() };
        let text = Some(self.rest(1)).filter(|text| !text.is_empty());
        let names: Vec<String> = list.split(',').map(str::to_owned).collect();
        let places = names.into_iter().filter_map(|name| self.place(&name));
        places.map(|place| Fact::Parted { who: who.clone(), place, text: text.clone() }).collect()
    }

    pub(super) fn kick(&mut self) -> Option<Fact> {
        let (by, who, place) = (self.by()?, self.named(&self.word(1)?)?, self.place(&self.word(0)?)?);
        let reason = Some(self.rest(2)).filter(|reason| !reason.is_empty());
        let joined = self.tag("joined").and_then(Mark::read).or_else(|| Some(self.known_seat(&who, &place)?.joined))?;
        Some(Fact::Kicked { who, by, place, joined, reason })
    }

    /// What somebody is in a channel, as far as is known.
    fn known_seat(&self, who: &Named, place: &Place) -> Option<Seat> {
        let at = self.world.channel_marked(place.made)?;
        Some(self.world.membership(self.world.person_marked(who.mark)?, at)?.seat())
    }

    /// `CHANINFO #channel +modes [key limit] [:topic]` (ngIRCd): what a channel is set to where it has nothing of its own.
    pub(super) fn chaninfo(&mut self) -> Vec<Fact> {
        let words = self.message.params.len();
        let (Some(name), modes) = (self.word(0), self.rest(1)) else { return Vec::new() };
        if let Ok(name) = ChannelName::new(&name) {
            self.world.expect_channel(name);
        }
        let (key, limit) = if words >= 4 { (self.rest(2), self.rest(3)) } else { Default::default() };
        let mut facts = Vec::new();
        let mut given: Vec<Setting> = Vec::new();
        for letter in modes.chars() {
            match letter {
                'k' if !key.is_empty() && *key != *"*" => given.push(Setting::Key(Some(key.clone()))),
                'l' => given.extend(limit.parse().ok().filter(|most| *most > 0).map(|most| Setting::Limit(Some(most)))),
                letter => given.extend(flag(letter, true)),
            }
        }
        for setting in given {
            facts.extend(self.setting(&name, setting));
        }
        let topic = if words == 3 || words >= 5 { self.rest(words - 1) } else { Box::default() };
        let has_topic = ChannelName::new(&name)
            .ok()
            .and_then(|name| self.world.find_channel(&name))
            .is_some_and(|at| self.world.channel(at).topic.is_some());
        if !topic.is_empty() && !has_topic {
            let (by, at) = (self.world.who(self.world.server()), self.world.now());
            facts.extend(self.setting(&name, Setting::Topic { text: topic, by, at }));
        }
        facts
    }

    fn setting(&mut self, name: &str, setting: Setting) -> Option<Fact> {
        let (by, place) = (self.by()?, self.place(name)?);
        Some(Fact::Set { by, place, setting, mark: self.mark("mark") })
    }

    /// `MODE`, of a channel or of a person (RFC 2812 3.1.5 and 3.2.3).
    pub(super) fn mode(&mut self) -> Vec<Fact> {
        let Some(target) = self.word(0) else { return Vec::new() };
        if ChannelName::new(&target).is_ok() { self.channel_modes(&target) } else { self.user_modes(&target) }
    }

    fn user_modes(&mut self, target: &str) -> Vec<Fact> {
        let Some(who) = self.named(target) else { return Vec::new() };
        let Some(id) = self.world.person_marked(who.mark) else { return Vec::new() };
        let known = self.world.user_modes(id);
        let (mut modes, mut on, mut away) = (known, true, None);
        for letter in self.rest(1).chars() {
            match (letter, self.user_flag(letter)) {
                ('+' | '-', _) => on = letter == '+',
                ('a', _) if !self.kin => away = Some(on),
                (_, Some(flag)) => _ = modes.set(flag, on),
                _ => {}
            }
        }
        let mut facts = Vec::new();
        facts.extend((modes != known).then(|| Fact::Modes { who: who.clone(), modes }));
        facts.extend(away.map(|away| Fact::Away { who, text: away.then(|| AWAY.into()) }));
        facts
    }

    fn channel_modes(&mut self, name: &str) -> Vec<Fact> {
        let letters = self.rest(1);
        let mut words = (2..self.message.params.len()).filter_map(|at| self.word(at)).collect::<Vec<_>>().into_iter();
        let mut facts: Vec<Fact> = Vec::new();
        let mut on = true;
        for letter in letters.chars() {
            let setting = match letter {
                '+' | '-' => {
                    on = letter == '+';
                    continue;
                }
                'o' | 'v' | 'q' | 'a' | 'h' => {
                    if let Some(word) = words.next() {
                        self.rank(name, letter, on, &word, &mut facts);
                    }
                    continue;
                }
                'k' => {
                    let word = words.next();
                    Some(Setting::Key(word.filter(|_| on)))
                }
                'l' if on => words.next().and_then(|most| most.parse().ok()).map(|most| Setting::Limit(Some(most))),
                'l' => Some(Setting::Limit(None)),
                'f' if on => {
                    words.next().and_then(|to| ChannelName::new(&to).ok()).map(|to| Setting::Forward(Some(to)))
                }
                'f' => Some(Setting::Forward(None)),
                'b' | 'e' | 'I' => words.next().and_then(|mask| self.mask(letter, &mask, on)),
                // A `chat` says both letters of what is one setting.
                'p' if self.kin && letters.contains('s') => continue,
                's' if self.kin => Some(Setting::Secrecy(secrecy(&letters))),
                letter => flag(letter, on),
            };
            facts.extend(setting.and_then(|setting| self.setting(name, setting)));
        }
        facts
    }

    fn mask(&mut self, letter: char, mask: &str, on: bool) -> Option<Setting> {
        let (list, mask) = (List::of(letter)?, ListMask::new(mask).ok()?);
        let by = self.tag("by").unwrap_or_else(|| self.message.source.as_deref().unwrap_or_default()).into();
        let at = self.tag("at").and_then(|at| at.parse().ok()).map_or(self.world.now(), Time);
        Some(Setting::Mask { list, mask, set: on.then_some((by, at)) })
    }

    /// What somebody is in a channel: on a line with several changes of one person the last fact has them all.
    fn rank(&mut self, name: &str, letter: char, on: bool, word: &str, facts: &mut Vec<Fact>) {
        let (Some(by), Some(who), Some(place)) = (self.by(), self.named(word), self.place(name)) else { return };
        if self.tag("joined").is_some() {
            if facts.is_empty() {
                let seat = self.seat("", false);
                facts.push(Fact::Ranked { who, by, place, seat });
            }
            return;
        }
        let earlier = facts.iter().rev().find_map(|fact| match fact {
            Fact::Ranked { who: other, seat, .. } if other.mark == who.mark => Some(*seat),
            _ => None,
        });
        let Some(mut seat) = earlier.or_else(|| self.known_seat(&who, &place)) else { return };
        match letter {
            'v' => seat.voice = on,
            'o' if on => seat.rank = seat.rank.max(Rank::Op),
            'o' => seat.rank = Rank::Member,
            _ => return,
        }
        seat.changed = self.world.mark();
        facts.push(Fact::Ranked { who, by, place, seat });
    }
}

/// `TOPIC #channel :text`.
pub(super) fn topic(reading: &mut Reading) -> Option<Fact> {
    let (name, text) = (reading.word(0)?, reading.rest(1));
    let by = match reading.tag("by") {
        Some(source) => named_by(source)?,
        None => reading.person().map_or_else(|| reading.world.who(reading.world.server()), |named| named.who),
    };
    let at = reading.tag("at").and_then(|at| at.parse().ok()).map_or(reading.world.now(), Time);
    reading.setting(&name, Setting::Topic { text, by, at })
}

/// Somebody of whom `nick!user@host` is known.
fn named_by(source: &str) -> Option<Arc<Who>> {
    let (nick, user, host) = split_source(source);
    let who = Who::named(Nick::new(nick).ok()?);
    Some(Arc::new(Who { user: user.unwrap_or_default().into(), host: host.unwrap_or_default().into(), ..who }))
}

fn flag(letter: char, on: bool) -> Option<Setting> {
    Some(match Flag::of(letter)? {
        Flag::Secret => Setting::Secrecy(if on { Secrecy::Secret } else { Secrecy::Public }),
        Flag::Private => Setting::Secrecy(if on { Secrecy::Private } else { Secrecy::Public }),
        flag => Setting::Flag(flag, on),
    })
}

/// `-s+p`, `+s-p` or `-s-p`.
fn secrecy(letters: &str) -> Secrecy {
    if letters.starts_with("+s") {
        Secrecy::Secret
    } else if letters.contains("+p") {
        Secrecy::Private
    } else {
        Secrecy::Public
    }
}
