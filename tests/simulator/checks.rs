//! What must be so once all is quiet: one tree of links, one world, and nobody shown what is secret.

use std::collections::BTreeSet;

use chat::model::{ChannelKind, List};
use chat::world::World;

use super::network::Network;
use super::topology::pair;

/// Checks that those servers that can reach each other are one network, and that all of it have the same world.
pub fn check(network: &Network) -> Result<(), String> {
    for part in parts(network) {
        check_tree(network, &part)?;
        let mut outlines = part.iter().filter_map(|index| Some((*index, outline(network.world(*index)?))));
        let Some((first, expected)) = outlines.next() else { continue };
        for (index, outline) in outlines {
            if outline != expected {
                return Err(format!(
                    "the worlds of s{first} and s{index} differ:\n{}",
                    differences(&expected, &outline)
                ));
            }
        }
    }
    Ok(())
}

/// The servers that run, in parts of which each can reach all of its own.
fn parts(network: &Network) -> Vec<BTreeSet<usize>> {
    let mut left: BTreeSet<usize> = network.running().into_iter().collect();
    let mut parts = Vec::new();
    while let Some(first) = left.pop_first() {
        let mut part = BTreeSet::from([first]);
        loop {
            let reaches = |index: &usize| {
                part.iter().any(|near| {
                    let pair = pair(*near, *index);
                    network.neighbours.contains(&pair) && !network.blocked.contains(&pair)
                })
            };
            let more: Vec<usize> = left.iter().copied().filter(reaches).collect();
            if more.is_empty() {
                break;
            }
            left.retain(|index| !more.contains(index));
            part.extend(more);
        }
        parts.push(part);
    }
    parts
}

/// Checks that the links of a part are a tree, and that each of its servers knows all others.
fn check_tree(network: &Network, part: &BTreeSet<usize>) -> Result<(), String> {
    let mut links = BTreeSet::new();
    for index in part {
        let Some(world) = network.world(*index) else { continue };
        for link in world.links() {
            links.insert((*index, network.index(&link.server).ok_or("a link with nobody")?));
        }
        let known: BTreeSet<usize> = world.servers().filter_map(|server| network.index(&server.name)).collect();
        let others: BTreeSet<usize> = part.iter().copied().filter(|other| other != index).collect();
        if known != others {
            return Err(format!("s{index} knows {known:?}, and {others:?} are there"));
        }
        if let Some(server) = world.servers().find(|server| !server.synchronized) {
            return Err(format!("s{index} still waits for what {} knows", server.name));
        }
    }
    if let Some((one, other)) = links.iter().find(|(one, other)| !links.contains(&(*other, *one))) {
        return Err(format!("s{one} is linked with s{other}, which is not linked with it"));
    }
    if links.len() != 2 * (part.len() - 1) {
        return Err(format!("{} servers have these links: {links:?}", part.len()));
    }
    Ok(())
}

/// All that servers of one network must agree on, as sorted lines.
fn outline(world: &World) -> Vec<String> {
    let mut lines = Vec::new();
    for id in world.people() {
        let (user, who) = (world.user(id), world.who(id));
        lines.push(format!(
            "person {} {} since {} ({}) of {} account {:?} bot {} away {:?} modes {:?} irc {} on {}",
            user.mark,
            who.source(),
            user.nick_mark,
            who.user,
            who.real,
            who.account,
            who.bot,
            user.rare.away,
            world.user_modes(id),
            user.in_irc,
            world.server_of(id),
        ));
    }
    for at in world.channels() {
        let channel = world.channel(at);
        if channel.name.kind() == ChannelKind::Local {
            if channel.members.iter().any(|id| world.way_to(*id).is_some()) {
                lines.push(format!("{} of {} has members elsewhere", channel.name, world.config().server.name));
            }
            continue;
        }
        let (name, modes) = (&channel.name, &channel.modes);
        lines.push(format!("channel {name} made {} modes {modes:?}", channel.mark));
        if let Some(topic) = &channel.topic {
            lines.push(format!("topic of {name} {:?} by {} at {}", topic.text, topic.by.source(), topic.at.0));
        }
        for id in &channel.members {
            let (Some(seat), mark) = (world.membership(*id, at), world.user(*id).mark) else { continue };
            lines.push(format!("member of {name} {mark} rank {:?} {:?}", seat.rank, seat.seat()));
        }
        for list in List::ALL {
            for entry in channel.lists.of(*list) {
                lines.push(format!("mask of {name} {list:?} {} by {} at {}", entry.mask, entry.by, entry.at.0));
            }
        }
    }
    lines.sort();
    lines
}

fn differences(one: &[String], other: &[String]) -> String {
    let only = |sign: char, these: &[String], those: &[String]| {
        these.iter().filter(|line| !those.contains(line)).map(|line| format!("{sign} {line}\n")).collect::<String>()
    };
    only('-', one, other) + &only('+', other, one)
}

/// Checks that a world that was written down is read back as it was.
pub fn check_written(world: &World) -> Result<(), String> {
    let text = serde_json::to_string(world).map_err(|why| why.to_string())?;
    let back: World = serde_json::from_str(&text).map_err(|why| why.to_string())?;
    let again = serde_json::to_string(&back).map_err(|why| why.to_string())?;
    if again != text {
        return Err("a world that was read back is another one".to_owned());
    }
    back.check()
}
