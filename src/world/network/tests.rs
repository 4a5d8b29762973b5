//! A few worlds that tell each other facts, one link at a time: what becomes of changes that were made apart.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::Arc;

use super::Rules;
use crate::config::Config;
use crate::model::fact::Fact;
use crate::model::{
    ChannelId, ChannelName, Flag, List, ListMask, Mask, Mode, ModeChange, Nick, Rank, SessionId, Time, UserId,
};
use crate::world::{Departure, Origin, Out, Profile, World};

/// Worlds, and facts that are on their way between them, in order for each link.
struct Network {
    worlds: Vec<World>,
    /// The session of each server on its link to another one.
    links: BTreeMap<(usize, usize), SessionId>,
    on_way: BTreeMap<(usize, usize), VecDeque<Fact>>,
}

impl Network {
    /// So many servers that are not linked.
    fn new(count: usize) -> Self {
        let world = |index: usize| {
            let mut config = Config::default();
            config.server.name = format!("s{index}");
            World::new(Arc::new(config), Time(1000), 1)
        };
        Network { worlds: (0..count).map(world).collect(), links: BTreeMap::new(), on_way: BTreeMap::new() }
    }

    /// Two servers are linked; neither has heard the other yet.
    fn link(&mut self, one: usize, other: usize) {
        for (here, there) in [(one, other), (other, one)] {
            let masks = || vec![Mask::new("*")];
            let rules = Rules { kin: true, servers: masks(), nicks: masks(), admins: true, hidden: false };
            let peer = Origin::from(SocketAddr::from(([127, 0, 0, 1], 7000)));
            let session = self.worlds[here].open_anyway(peer, Profile::IRC);
            self.links.insert((here, there), session);
            self.worlds[here].link_up(session, &format!("s{there}"), "", rules).unwrap();
        }
        self.collect();
    }

    /// The link of two servers is lost, with all that was on its way.
    fn cut(&mut self, one: usize, other: usize) {
        for ends in [(one, other), (other, one)] {
            self.on_way.remove(&ends);
            let session = self.links.remove(&ends).unwrap();
            self.worlds[ends.0].unlink(session, "cut");
            self.worlds[ends.0].end_session(session);
        }
        self.collect();
    }

    /// What the worlds have to tell is on its way.
    fn collect(&mut self) {
        for (index, world) in self.worlds.iter_mut().enumerate() {
            world.now = Time(world.now.0 + 1);
            for out in world.tales.outs.drain(..) {
                let Out::Fact(fact, links) = out else { continue };
                for link in links {
                    let to = self.links.iter().find(|((from, _), session)| *from == index && **session == link);
                    let Some(((_, to), _)) = to else { continue };
                    self.on_way.entry((index, *to)).or_default().push_back((*fact).clone());
                }
            }
            world.tales.clear();
        }
    }

    /// One server hears all that is on its way to it from another.
    fn hear(&mut self, from: usize, to: usize) {
        while let Some(fact) = self.on_way.get_mut(&(from, to)).and_then(VecDeque::pop_front) {
            let session = self.links[&(to, from)];
            self.worlds[to].learn(session, fact).unwrap();
            self.worlds[to].check().unwrap();
            self.collect();
        }
    }

    /// All hear all.
    fn hear_all(&mut self) {
        while let Some(ends) = self.on_way.iter().find(|(_, facts)| !facts.is_empty()).map(|(ends, _)| *ends) {
            self.hear(ends.0, ends.1);
        }
    }

    /// Somebody does something on a server.
    fn act<T>(&mut self, server: usize, act: impl FnOnce(&mut World) -> T) -> T {
        let done = act(&mut self.worlds[server]);
        self.worlds[server].check().unwrap();
        self.collect();
        done
    }

    /// Somebody does something in a channel.
    fn in_channel<T>(&mut self, server: usize, channel: &str, act: impl FnOnce(&mut World, ChannelId) -> T) -> T {
        self.act(server, |world| {
            let at = world.find_channel(&name(channel)).unwrap();
            act(world, at)
        })
    }

    /// Somebody comes to a server, and maybe enters channels.
    fn come(&mut self, server: usize, nick: &str, channels: &[&str]) {
        self.act(server, |world| {
            let origin = Origin::from(SocketAddr::from(([127, 0, 0, 1], 50_000)));
            let session = world.open(origin, Profile { lobby: false, many: true }).unwrap();
            world.arrive(session, Some(Nick::new(nick).unwrap())).unwrap();
        });
        channels.iter().for_each(|channel| self.join(server, nick, channel));
    }

    fn join(&mut self, server: usize, nick: &str, channel: &str) {
        self.act(server, |world| world.join(person(world, nick), name(channel), None).unwrap());
    }

    fn part(&mut self, server: usize, nick: &str, channel: &str) {
        self.in_channel(server, channel, |world, at| world.part(person(world, nick), at).unwrap());
    }

    fn mode(&mut self, server: usize, nick: &str, channel: &str, on: bool, mode: Mode) {
        let change = vec![ModeChange { on, mode }];
        let refused = self.in_channel(server, channel, |world, at| world.change_modes(person(world, nick), at, change));
        assert!(refused.is_empty(), "{refused:?}");
    }

    /// Who is in a channel, with `@` before the creator, `%` before other ops: the same on every server.
    fn members(&self, channel: &str) -> String {
        let there = |world: &World| {
            let Some(at) = world.find_channel(&name(channel)) else { return String::new() };
            let shown = |id: &UserId| {
                let sign = match world.user(*id).rank(at) {
                    Some(Rank::Creator) => "@",
                    Some(Rank::Op) => "%",
                    _ => "",
                };
                format!("{sign}{}", world.who(*id).nick)
            };
            let mut shown: Vec<String> = world.channel(at).members.iter().map(shown).collect();
            shown.sort_by_key(|shown| shown.trim_start_matches(['@', '%']).to_owned());
            shown.join(" ")
        };
        self.agreed(there)
    }

    /// What a channel is set to: the same on every server.
    fn modes(&self, channel: &str) -> String {
        self.agreed(|world| {
            let at = world.channel(world.find_channel(&name(channel)).unwrap());
            let masks = at.lists.of(List::Banned).iter().map(|entry| entry.mask.to_string());
            let topic = at.topic.as_ref().map(|topic| topic.text.to_string());
            at.modes
                .flags
                .iter()
                .map(|flag| flag.letter().to_string())
                .chain(masks)
                .chain(topic)
                .collect::<Vec<_>>()
                .join(" ")
        })
    }

    fn agreed(&self, look: impl Fn(&World) -> String) -> String {
        let first = look(&self.worlds[0]);
        for world in &self.worlds {
            assert_eq!(look(world), first, "on {}", world.config.server.name);
        }
        first
    }
}

fn name(channel: &str) -> ChannelName {
    ChannelName::new(channel).unwrap()
}

fn person(world: &World, nick: &str) -> UserId {
    world.find(nick).unwrap_or_else(|| panic!("nobody is called {nick}"))
}

fn ban(mask: &str) -> Mode {
    Mode::List(List::Banned, ListMask::new(mask).unwrap())
}

#[test]
fn of_two_with_one_nick_the_younger_is_renamed_by_their_own_server() {
    let mut network = Network::new(2);
    network.come(0, "ann", &["#tp"]);
    network.come(1, "ann", &["#tp"]);
    network.link(0, 1);
    network.hear_all();
    let members = network.members("#tp");
    let (first, other) = members.split_once(' ').unwrap();
    assert!(first == "@ann" && other.starts_with("ann-"), "{members}");
    assert_eq!(network.worlds[0].way_to(person(&network.worlds[0], "ann")), None);
}

#[test]
fn whoever_takes_a_nick_first_has_it_whoever_is_heard_first() {
    let mut network = Network::new(3);
    network.link(0, 1);
    network.link(1, 2);
    network.come(0, "ann", &["#tp"]);
    network.hear_all();
    network.come(2, "bob", &["#tp"]);
    network.hear_all();
    network.act(0, |world| world.rename(person(world, "ann"), Nick::literal("eve")).unwrap());
    network.act(2, |world| world.rename(person(world, "bob"), Nick::literal("eve")).unwrap());
    network.hear(2, 1);
    network.hear_all();
    assert!(network.members("#tp").starts_with("@eve eve-"), "{}", network.members("#tp"));
}

#[test]
fn a_nick_that_is_free_again_is_theirs_who_wanted_it_first() {
    let mut network = Network::new(3);
    network.come(2, "ann", &[]);
    network.come(0, "ann", &["#tp"]);
    network.link(1, 2);
    network.link(0, 1);
    network.hear(2, 1);
    network.hear(0, 1);
    network.act(2, |world| world.rename(person(world, "ann"), Nick::literal("eve")).unwrap());
    network.hear(2, 1);
    assert!(network.worlds[1].user(person(&network.worlds[1], "ann")).channels.len() == 1);
    network.hear_all();
    network.members("#tp");
}

#[test]
fn of_two_channels_of_one_name_the_older_counts_and_its_creator() {
    let mut network = Network::new(2);
    network.come(0, "ann", &["#tp"]);
    network.come(1, "bob", &["#tp"]);
    network.mode(1, "bob", "#tp", true, Mode::Flag(Flag::Moderated));
    network.link(0, 1);
    network.hear_all();
    assert_eq!((network.members("#tp"), network.modes("#tp")), ("@ann bob".into(), "t".into()));
}

#[test]
fn a_younger_channel_is_the_older_one_also_where_that_has_ended() {
    let mut network = Network::new(3);
    network.link(0, 1);
    network.link(1, 2);
    network.come(0, "ann", &[]);
    network.come(2, "bob", &[]);
    network.hear_all();
    network.join(0, "ann", "#tp");
    network.join(2, "bob", "#tp");
    network.part(0, "ann", "#tp");
    network.hear(0, 1);
    network.hear_all();
    let made = |world: &World| world.channel(world.find_channel(&name("#tp")).unwrap()).mark.to_string();
    network.agreed(made);
    network.members("#tp");
}

#[test]
fn of_what_was_set_apart_the_later_counts() {
    let mut network = Network::new(2);
    network.link(0, 1);
    network.come(0, "ann", &["#tp"]);
    network.hear_all();
    network.come(1, "bob", &["#tp"]);
    network.mode(0, "ann", "#tp", true, ban("a!*@*"));
    network.mode(0, "ann", "#tp", true, ban("b!*@*"));
    network.hear_all();
    network.in_channel(0, "#tp", |world, at| world.grant(person(world, "ann"), person(world, "bob"), at).unwrap());
    network.hear_all();
    network.cut(0, 1);
    let topic = |network: &mut Network, server: usize, nick: &str, text: &str| {
        network.in_channel(server, "#tp", |world, at| world.set_topic(person(world, nick), at, text).unwrap());
    };
    topic(&mut network, 1, "bob", "from bob");
    network.mode(1, "bob", "#tp", false, ban("a!*@*"));
    network.mode(1, "bob", "#tp", true, Mode::Flag(Flag::Moderated));
    network.mode(0, "ann", "#tp", true, Mode::Flag(Flag::Moderated));
    network.mode(0, "ann", "#tp", false, Mode::Flag(Flag::Moderated));
    topic(&mut network, 0, "ann", "from ann");
    network.link(0, 1);
    network.hear_all();
    assert_eq!(network.modes("#tp"), "t b!*@* from ann");
    assert_eq!(network.members("#tp"), "@ann %bob");
}

#[test]
fn what_was_set_of_a_channel_before_it_ended_counts_where_it_goes_on() {
    let mut network = Network::new(2);
    network.link(0, 1);
    network.come(0, "ann", &["#tp", "#other"]);
    network.hear_all();
    network.come(1, "bob", &["#tp"]);
    // Another link keeps the first server from being alone, and from forgetting what ended.
    network.worlds.push(Network::new(3).worlds.remove(2));
    network.link(0, 2);
    network.hear_all();
    network.cut(0, 1);
    network.mode(0, "ann", "#tp", true, Mode::Flag(Flag::Moderated));
    network.part(0, "ann", "#tp");
    network.hear_all();
    network.link(0, 1);
    network.hear_all();
    assert_eq!(network.modes("#tp"), "m t");
}

#[test]
fn a_kick_puts_nobody_out_who_came_back() {
    let mut network = Network::new(2);
    network.link(0, 1);
    network.come(0, "ann", &["#tp"]);
    network.hear_all();
    network.come(1, "bob", &["#tp"]);
    network.hear_all();
    network.in_channel(0, "#tp", |world, at| world.kick(person(world, "ann"), at, person(world, "bob"), None).unwrap());
    network.part(1, "bob", "#tp");
    network.join(1, "bob", "#tp");
    network.hear_all();
    assert_eq!(network.members("#tp"), "@ann bob");
}

#[test]
fn whoever_is_put_out_goes_to_the_lobby_everywhere() {
    let mut network = Network::new(2);
    network.link(0, 1);
    network.come(0, "ann", &["#tp"]);
    network.hear_all();
    network.act(1, |world| {
        let origin = Origin::from(SocketAddr::from(([127, 0, 0, 1], 50_001)));
        let session = world.open(origin, Profile { lobby: true, many: false }).unwrap();
        world.arrive(session, Some(Nick::literal("bob"))).unwrap();
    });
    network.join(1, "bob", "#tp");
    network.hear_all();
    network.in_channel(0, "#tp", |world, at| world.kick(person(world, "ann"), at, person(world, "bob"), None).unwrap());
    network.hear_all();
    assert_eq!((network.members("#tp"), network.members("#lobby")), ("@ann".into(), "bob".into()));
}

#[test]
fn of_two_creators_the_longest_present_rules_and_the_other_after_them() {
    let mut network = Network::new(2);
    network.link(0, 1);
    network.come(0, "ann", &["#tp"]);
    network.hear_all();
    network.come(1, "bob", &["#tp"]);
    network.hear_all();
    network.cut(0, 1);
    assert_eq!(network.worlds[1].find("ann"), None);
    network.link(0, 1);
    network.hear_all();
    assert_eq!(network.members("#tp"), "@ann %bob");
    let ann = network.worlds[0].who(person(&network.worlds[0], "ann"));
    network.mode(0, "ann", "#tp", false, Mode::Rank(Rank::Op, ann));
    network.hear_all();
    assert_eq!(network.members("#tp"), "ann @bob");
}

#[test]
fn a_channel_whose_creator_left_has_one_heir() {
    let mut network = Network::new(3);
    network.link(0, 1);
    network.link(1, 2);
    network.come(0, "ann", &["#tp"]);
    network.hear_all();
    network.come(2, "bob", &["#tp"]);
    network.come(1, "eve", &["#tp"]);
    network.hear_all();
    network.act(0, |world| world.depart(person(world, "ann"), Departure::default()));
    network.hear(0, 1);
    network.part(2, "bob", "#tp");
    network.hear_all();
    assert_eq!(network.members("#tp"), "@eve");
}

#[test]
fn a_channel_with_an_ampersand_is_its_own_servers() {
    let mut network = Network::new(2);
    network.come(0, "ann", &["&tp"]);
    network.link(0, 1);
    network.come(1, "bob", &["&tp"]);
    network.mode(1, "bob", "&tp", true, Mode::Flag(Flag::Moderated));
    network.hear_all();
    let alone = |world: &World| world.channel(world.find_channel(&name("&tp")).unwrap()).members.len().to_string();
    assert_eq!(network.agreed(alone), "1");
    assert!(!network.worlds[0].channel(network.worlds[0].find_channel(&name("&tp")).unwrap()).has(Flag::Moderated));
}
