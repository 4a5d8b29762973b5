//! What was said, who must hear it, and who heard it.

use std::collections::BTreeMap;

use chat::model::{ChannelKind, ChannelName, Fold, Mark};
use chat::world::World;

use super::network::Network;
use super::people::Person;

/// Whom something was said to, as the sender's server understood it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A channel, by its name.
    Channel(Fold),
    /// A person, by their mark.
    Person(Mark),
}

impl Target {
    /// A channel; one with `&` is another one on each server.
    pub fn channel(name: &ChannelName, server: usize) -> Self {
        Target::Channel(match name.kind() {
            ChannelKind::Local => Fold::of(&format!("{name} on {server}")),
            _ => name.fold(),
        })
    }
}

/// Somebody who must hear something, if nothing changes until it is there: since when both are in the channel.
struct Reach {
    person: usize,
    seats: Option<[Mark; 2]>,
}

/// Something that somebody said.
struct Said {
    from: Mark,
    to: Target,
    /// When whoever hears it has heard it.
    due: u64,
    /// How often links had been opened or lost.
    upheavals: u64,
    reach: Vec<Reach>,
    heard: BTreeMap<usize, u32>,
}

/// All that was said.
#[derive(Default)]
pub struct Ledger {
    said: Vec<Said>,
    /// Those of which it is not known yet whether all have heard them.
    open: Vec<usize>,
    /// The last thing that somebody heard another one say there.
    last: BTreeMap<(usize, Mark, Target), usize>,
    /// How many had to hear something, and did.
    pub delivered: usize,
}

/// Where in a line a text that is only said once begins.
const SIGN: &str = "said-";

impl Ledger {
    /// The text of what is said next.
    pub fn next_text(&self) -> String {
        format!("{SIGN}{}.", self.said.len())
    }

    /// Somebody says the next text, and their server takes it; who must hear it is known from how things are before.
    pub fn say(&mut self, network: &Network, people: &[Person], from: usize, to: Target) {
        let sender = &people[from];
        let Some(world) = network.world(sender.server) else { return };
        let Some(mark) = sender.user(world).map(|id| world.user(id).mark) else { return };
        let mut reach = Vec::new();
        for (person, hearer) in people.iter().enumerate().filter(|(person, _)| *person != from) {
            let Some(hearing) = network.world(hearer.server) else { continue };
            let Some(id) = hearer.user(hearing) else { continue };
            let theirs = hearing.user(id).mark;
            if to == Target::Person(theirs) {
                reach.push(Reach { person, seats: None });
            } else if let Target::Channel(name) = &to
                && let Some(seats) = seats(network, name, [mark, theirs])
            {
                reach.push(Reach { person, seats: Some(seats) });
            }
        }
        let due = network.now.max(network.stalled_until) + network.longest_way();
        self.open.push(self.said.len());
        self.said.push(Said { from: mark, to, due, upheavals: network.upheavals, reach, heard: BTreeMap::new() });
    }

    /// The server refused what was said last: nobody hears it.
    pub fn refused(&mut self) {
        if let Some(said) = self.said.last_mut() {
            said.reach.clear();
        }
    }

    /// Somebody read a line; `channels` are those they were in before it came, or after.
    pub fn hear(&mut self, person: usize, mark: Option<Mark>, channels: &[Target], line: &str) -> Result<(), String> {
        let Some(index) = line.split_once(SIGN).and_then(|(_, rest)| rest.split_once('.')?.0.parse().ok()) else {
            return Ok(());
        };
        let Some(said) = self.said.get_mut::<usize>(index) else { return Ok(()) };
        let may = match &said.to {
            to @ Target::Channel(_) => channels.contains(to),
            Target::Person(to) => Some(*to) == mark,
        };
        if !may {
            return Err(format!("person {person} heard {index}, which was said to {:?}: {line}", said.to));
        }
        let times = said.heard.entry(person).or_default();
        *times += 1;
        if *times > 1 {
            return Err(format!("person {person} heard {index} twice: {line}"));
        }
        let before = self.last.insert((person, said.from, said.to.clone()), index);
        if before.is_some_and(|before| before > index) {
            return Err(format!("person {person} heard {index} after {before:?} of the same sender: {line}"));
        }
        Ok(())
    }

    /// Looks at what all must have heard by now.
    pub fn check(&mut self, network: &Network, people: &[Person]) -> Result<(), String> {
        let due: Vec<usize> = self.open.extract_if(.., |index| self.said[*index].due <= network.now).collect();
        for index in due {
            let said = &self.said[index];
            for Reach { person, seats: before } in &said.reach {
                let hearer = &people[*person];
                let Some(world) = network.world(hearer.server) else { continue };
                let Some(mark) = hearer.user(world).map(|id| world.user(id).mark) else { continue };
                let stayed = match &said.to {
                    Target::Channel(name) => *before == seats(network, name, [said.from, mark]),
                    Target::Person(_) => knows(world, said.from),
                };
                if !stayed || said.upheavals != network.upheavals {
                    continue;
                }
                if !said.heard.contains_key(person) {
                    return Err(format!("person {person} did not hear {index}, which was said to {:?}", said.to));
                }
                self.delivered += 1;
            }
        }
        Ok(())
    }
}

/// Since when two people are in a channel, if all servers that know one of them say the same.
fn seats(network: &Network, name: &Fold, people: [Mark; 2]) -> Option<[Mark; 2]> {
    let mut agreed = None;
    for index in network.running() {
        let world = network.world(index)?;
        if !people.iter().any(|mark| knows(world, *mark)) {
            continue;
        }
        let at = world.find_channel(&ChannelName::new(name.as_str()).ok()?)?;
        let mut seats = people.iter().map(|mark| {
            let id = world.person_marked(*mark)?;
            Some(world.membership(id, at)?.seat().joined)
        });
        let these = [seats.next()??, seats.next()??];
        if agreed.is_some_and(|agreed| agreed != these) {
            return None;
        }
        agreed = Some(these);
    }
    agreed
}

fn knows(world: &World, mark: Mark) -> bool {
    world.person_marked(mark).is_some()
}
