//! What channels are set to, on all servers of the network alike.

use super::World;
use crate::model::fact::{By, Fact, Place, Setting, Slot};
use crate::model::{ChannelId, Event, Flag, List, ListEntry, ListMask, Mark, Mode, ModeChange, Secrecy, Topic, UserId};
use crate::world::Channel;
use crate::world::tell::Audience;

/// Things that were ever set of one channel and are remembered; beyond them, masks that are on no list any more are
/// forgotten, the oldest first.
const REMEMBERED: usize = 300;

impl Channel {
    /// When something was set last; 0: never.
    fn last_change(&self, slot: &Slot) -> Mark {
        self.changed.binary_search_by(|(known, _)| known.cmp(slot)).map_or(Mark(0), |place| self.changed[place].1)
    }

    fn remember_change(&mut self, slot: Slot, mark: Mark) {
        match self.changed.binary_search_by(|(known, _)| known.cmp(&slot)) {
            Ok(place) => self.changed[place].1 = mark,
            Err(place) => self.changed.insert(place, (slot, mark)),
        }
        if self.changed.len() > REMEMBERED {
            let (lists, changed) = (&self.lists, &mut self.changed);
            let gone = |(slot, _): &&(Slot, Mark)| match slot {
                Slot::Mask(letter, mask) => !List::of(*letter)
                    .is_some_and(|list| lists.of(list).iter().any(|entry| entry.mask.to_string() == **mask)),
                _ => false,
            };
            if let Some(oldest) =
                changed.iter().filter(gone).min_by_key(|(_, mark)| *mark).map(|(slot, _)| slot.clone())
            {
                changed.retain(|(slot, _)| *slot != oldest);
            }
        }
    }

    /// What one thing is set to now.
    fn setting(&self, slot: &Slot, nobody: &std::sync::Arc<crate::model::Who>) -> Option<Setting> {
        Some(match slot {
            Slot::Topic => match &self.topic {
                Some(Topic { text, by, at }) => Setting::Topic { text: text.clone(), by: by.clone(), at: *at },
                None => Setting::Topic { text: "".into(), by: nobody.clone(), at: self.made },
            },
            Slot::Mode('s') => Setting::Secrecy(self.secrecy()),
            Slot::Mode('k') => Setting::Key(self.modes.key.clone()),
            Slot::Mode('l') => Setting::Limit(self.modes.limit),
            Slot::Mode('f') => Setting::Forward(self.modes.forward.clone()),
            Slot::Mode(letter) => {
                let flag = Flag::of(*letter)?;
                Setting::Flag(flag, self.has(flag))
            }
            Slot::Mask(letter, mask) => {
                let (list, mask) = (List::of(*letter)?, ListMask::new(mask).ok()?);
                let entry = self.lists.of(list).iter().find(|entry| entry.mask == mask);
                Setting::Mask { list, mask, set: entry.map(|entry| (entry.by.clone(), entry.at)) }
            }
        })
    }

    /// Sets one thing; the modes that are others now. A topic is none.
    fn apply(&mut self, setting: &Setting) -> Vec<ModeChange> {
        let change = |on, mode| ModeChange { on, mode };
        match setting {
            Setting::Topic { text, by, at } => {
                let topic = Topic { text: text.clone(), by: by.clone(), at: *at };
                self.topic = (!text.is_empty()).then_some(topic);
                Vec::new()
            }
            Setting::Secrecy(secrecy) => {
                let flags = [(Flag::Private, Secrecy::Private), (Flag::Secret, Secrecy::Secret)];
                let mut changes = Vec::new();
                for (flag, wanted) in flags {
                    if self.modes.flags.set(flag, wanted == *secrecy) {
                        changes.push(change(wanted == *secrecy, Mode::Flag(flag)));
                    }
                }
                changes
            }
            Setting::Flag(flag, on) => {
                let changed = self.modes.flags.set(*flag, *on);
                Vec::from_iter(changed.then(|| change(*on, Mode::Flag(*flag))))
            }
            Setting::Key(key) => {
                let before = std::mem::replace(&mut self.modes.key, key.clone());
                let told = key.clone().or(before.clone()).filter(|_| before != *key);
                Vec::from_iter(told.map(|told| change(key.is_some(), Mode::Key(told))))
            }
            Setting::Limit(most) => {
                let before = std::mem::replace(&mut self.modes.limit, *most);
                let told = most.or(before).filter(|_| before != *most);
                Vec::from_iter(told.map(|told| change(most.is_some(), Mode::Limit(told))))
            }
            Setting::Forward(to) => {
                let before = std::mem::replace(&mut self.modes.forward, to.clone());
                let told = to.clone().or(before.clone()).filter(|_| before != *to);
                Vec::from_iter(told.map(|told| change(to.is_some(), Mode::Forward(told))))
            }
            Setting::Mask { list, mask, set } => {
                let was = self.lists.remove(*list, mask).is_some();
                if let Some((by, at)) = set {
                    self.lists.put(*list, ListEntry { mask: mask.clone(), by: by.clone(), at: *at });
                }
                let told = was != set.is_some();
                Vec::from_iter(told.then(|| change(set.is_some(), Mode::List(*list, mask.clone()))))
            }
        }
    }

    /// What it is set to, each thing with its mark, also what it is set to no more.
    fn settings(&self, nobody: &std::sync::Arc<crate::model::Who>) -> Vec<(Setting, Mark)> {
        let mut slots: Vec<Slot> = self.changed.iter().map(|(slot, _)| slot.clone()).collect();
        slots.extend(self.topic.iter().map(|_| Slot::Topic));
        let modes = self.modes.all(true).into_iter().filter_map(|mode| match mode {
            Mode::Flag(Flag::Private | Flag::Secret) => Some('s'),
            Mode::Flag(flag) => Some(flag.letter()),
            Mode::Key(_) => Some('k'),
            Mode::Limit(_) => Some('l'),
            Mode::Forward(_) => Some('f'),
            Mode::List(..) | Mode::Rank(..) => None,
        });
        slots.extend(modes.map(Slot::Mode));
        for list in List::ALL {
            let masks = self.lists.of(*list).iter().map(|entry| entry.mask.to_string());
            slots.extend(masks.map(|mask| Slot::Mask(list.letter(), mask.into())));
        }
        slots.sort_unstable();
        slots.dedup();
        let marked = |slot: &Slot| Some((self.setting(slot, nobody)?, self.last_change(slot).max(self.mark)));
        slots.iter().filter_map(marked).collect()
    }
}

impl World {
    /// What a channel is set to, for a server that knows nothing of it.
    pub(super) fn settings(&self, at: ChannelId) -> Vec<Fact> {
        let (place, nobody) = (self.place_of(at), self.who(self.server));
        let by = By::Server(self.config.server.name.as_str().into());
        let fact = |(setting, mark)| Fact::Set { by: by.clone(), place: place.clone(), setting, mark };
        self.channel(at).settings(&nobody).into_iter().map(fact).collect()
    }

    /// Something of a channel was set here: it counts from now on, and the network is told.
    pub(in crate::world) fn relay_setting(&mut self, by: UserId, at: ChannelId, slot: Slot) {
        let (mark, nobody) = (self.mark(), self.who(self.server));
        let Some(setting) = self.channel(at).setting(&slot, &nobody) else { return };
        self.channel_mut(at).remember_change(slot, mark);
        if !self.is_alone() {
            let (by, place) = (self.as_cause(by), self.place_of(at));
            self.relay(Fact::Set { by, place, setting, mark });
        }
    }

    /// Modes of a channel were changed here.
    pub(in crate::world) fn relay_mode(&mut self, by: UserId, at: ChannelId, change: &ModeChange) {
        let slot = match &change.mode {
            Mode::Flag(Flag::Secret | Flag::Private) => Slot::Mode(Flag::Secret.letter()),
            Mode::Flag(flag) => Slot::Mode(flag.letter()),
            Mode::Key(_) => Slot::Mode('k'),
            Mode::Limit(_) => Slot::Mode('l'),
            Mode::Forward(_) => Slot::Mode('f'),
            Mode::List(list, mask) => Slot::Mask(list.letter(), mask.to_string().into()),
            Mode::Rank(_, who) => {
                if let Some(id) = self.find(who.nick.as_str()) {
                    self.relay_rank(by, id, at);
                }
                return;
            }
        };
        self.relay_setting(by, at, slot);
    }

    /// A channel is new: the network is told what it is set to from the start.
    pub(in crate::world) fn relay_first_settings(&mut self, at: ChannelId) {
        if !self.is_alone() {
            self.settings(at).into_iter().for_each(|fact| self.relay(fact));
        }
    }

    /// Something of a channel is set to something else, unless it was set here later.
    pub(super) fn learn_set(&mut self, by: By, place: Place, setting: Setting, mark: Mark) {
        self.witness(mark);
        self.relay(Fact::Set { by: by.clone(), place: place.clone(), setting: setting.clone(), mark });
        let slot = setting.slot();
        let Some(at) = self.find_place(&place) else {
            // Somebody may be on their way into it.
            let ended = self.network.ended.iter_mut().find(|channel| channel.mark == place.made);
            if let Some(channel) = ended.filter(|channel| channel.last_change(&slot) < mark) {
                channel.remember_change(slot, mark);
                channel.apply(&setting);
            }
            return;
        };
        let channel = self.channel_mut(at);
        if channel.last_change(&slot) >= mark {
            return;
        }
        channel.remember_change(slot, mark);
        let before = channel.topic.as_ref().map(|topic| topic.text.clone()).unwrap_or_default();
        let changes = channel.apply(&setting);
        let (who, cause, name) = (self.cause_named(&by), self.cause(&by), self.channel(at).name.clone());
        if !changes.is_empty() {
            self.tell(cause, Audience::Channel(at), Event::Modes { by: who, channel: name, changes });
        } else if let Setting::Topic { text, .. } = setting
            && text != before
        {
            self.tell(cause, Audience::Channel(at), Event::Topic { by: who, channel: name, text });
        }
    }
}
