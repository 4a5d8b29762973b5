//! Who may hear what somebody says, worked out from the world before it is said and from nothing else.

use std::collections::BTreeSet;

use chat::model::{ChannelId, ChannelName, Flag, List, Rank, UserId};
use chat::world::World;

use super::super::script::Script;

/// People, by the port they came from; the console is 0.
pub type Ears = BTreeSet<u16>;

/// Something said, and who may hear it.
#[derive(Debug, Default)]
pub struct Said {
    /// The line that says it.
    pub line: String,
    /// Who may hear it now.
    pub ears: Ears,
    /// The channel it was said to, whose members may read it later.
    pub channel: Option<ChannelId>,
    /// Anybody may read it later: a topic, a reason for being away.
    pub public: bool,
    /// The command by which all others in `ears` hear it once, if it is switched on.
    pub certain: Option<&'static str>,
}

/// What the words of somebody who is on the world say when they hold this token, in a way the script chooses.
pub fn speak(script: &mut Script, world: &World, me: UserId, token: &str) -> Said {
    let place = world.place(me);
    let here = world.user(me).here;
    let channels: Vec<ChannelId> = world.channels().collect();
    let channel = (!channels.is_empty()).then(|| script.pick(&channels));
    let people = world.people();
    let whom = if script.below(8) == 0 { world.server() } else { script.pick(&people) };
    let nick = world.who(whom).nick.to_string();
    let name = channel.map_or_else(|| "#none".to_owned(), |id| world.channel(id).name.to_string());
    let to = |line: String, ears: Ears| Said { line, ears, ..Said::default() };
    let aloud = |line: String, channel: Option<ChannelId>, command: &'static str| {
        let ears = channel.map(|id| members(world, id)).unwrap_or_default();
        let certain = channel.filter(|id| is_heard(world, me, *id)).map(|_| command);
        Said { line, ears, channel, certain, ..Said::default() }
    };
    let lobby_only = here.filter(|_| place.in_lobby);
    let mut said = match script.below(14) {
        0 => aloud(format!("MSG {token}"), lobby_only, "msg"),
        1 if place.in_lobby => aloud(format!("MSG {name} {token}"), here, "msg"),
        1 => aloud(format!("MSG {name} {token}"), channel.filter(|id| world.user(me).rank(*id).is_some()), "msg"),
        2 => aloud(format!("/msg {name} {token}"), channel, "tell"),
        3 => to(format!("@{nick} {token}"), sessions(world, whom).collect()),
        4 => to(format!("/msg {nick} {token}"), sessions(world, whom).collect()),
        5 => aloud(token.to_owned(), here.filter(|_| place.many), "say"),
        6 => aloud(format!("ME {token}"), here, "me"),
        7 => to(format!("@tous {token}"), everyone(world)),
        8 => to(format!("QUIT {token}"), around(world, me)),
        9 => Said { public: true, certain: None, ..aloud(format!("TOPIC {token}"), here, "topic") },
        10 => Said { public: true, ..to(format!("AWAY {token}"), everyone(world)) },
        11 => Said { certain: None, channel: None, ..aloud(format!("KICK {nick} {token}"), here, "kick") },
        12 if world.user(me).is_admin() => to(format!("WALL {token}"), everyone(world)),
        12 => to(format!("WALL {token}"), Ears::new()),
        _ if world.user(me).is_admin() => to(format!("KILL {nick} {token}"), to_be_killed(world, whom)),
        _ => to(format!("KILL {nick} {token}"), Ears::new()),
    };
    said.ears.extend(sessions(world, me));
    said
}

/// What somebody of Budget Chat says: to the lobby.
pub fn speak_in_budget(world: &World, me: UserId, token: &str) -> Said {
    let lobby = world.find_channel(&ChannelName::lobby());
    let ears = lobby.map(|lobby| members(world, lobby)).unwrap_or_default();
    let certain = lobby.filter(|lobby| is_heard(world, me, *lobby)).map(|_| "msg");
    Said { line: token.to_owned(), ears, channel: lobby, public: false, certain }
}

/// What somebody in IRC says when it holds this token, in a way the script chooses.
pub fn speak_in_irc(script: &mut Script, world: &World, me: UserId, token: &str) -> Said {
    let channels: Vec<ChannelId> = world.channels().collect();
    let channel = (!channels.is_empty()).then(|| script.pick(&channels[..channels.len().min(256)]));
    let people = world.people();
    let whom = script.pick(&people[..people.len().min(256)]);
    let nick = world.who(whom).nick.to_string();
    let name = channel.map_or_else(|| "#none".to_owned(), |id| world.channel(id).name.to_string());
    let inside = channel.map(|id| members(world, id)).unwrap_or_default();
    let above = |least: Rank| channel.map(|id| ranked(world, id, least)).unwrap_or_default();
    let admin = world.user(me).is_admin();
    let to = |line: String, ears: Ears| Said { line, ears, ..Said::default() };
    let aloud = |line: String| Said { line, ears: inside.clone(), channel, ..Said::default() };
    let certain = |line: String, command: &'static str| {
        let certain = channel.filter(|id| is_heard(world, me, *id)).map(|_| command);
        Said { certain, ..aloud(line) }
    };
    let public = |line: String| Said { line, ears: everyone(world), public: true, ..Said::default() };
    let mut said = match script.below(20) {
        0 | 1 => certain(format!("PRIVMSG {name} :{token}"), "tell"),
        2 => certain(format!("NOTICE {name} :{token}"), "notice"),
        3 => certain(format!("PRIVMSG {name} :\u{1}ACTION {token}\u{1}"), "tell"),
        4 => to(format!("PRIVMSG {nick} :{token}"), sessions(world, whom).collect()),
        5 => to(format!("PRIVMSG @{name} :{token}"), above(Rank::Op)),
        6 => to(format!("NOTICE +{name} :{token}"), above(Rank::Voice)),
        7 => aloud(format!("@+draft/x={token} TAGMSG {name}")),
        8 => aloud(format!("BATCH +z draft/multiline {name}\r\n@batch=z PRIVMSG {name} :{token}\r\nBATCH -z")),
        9 => Said { public: true, ..aloud(format!("TOPIC {name} :{token}")) },
        10 => to(format!("KICK {name} {nick} :{token}"), inside.clone()),
        11 => to(format!("PART {name} :{token}"), inside.clone()),
        12 => to(format!("QUIT :{token}"), around(world, me)),
        13 => public(format!("AWAY :{token}")),
        14 => public(format!("SETNAME :{token}")),
        15 => aloud(format!("MODE {name} +k {token}")),
        16 => public(format!("MODE {name} +b {token}!*@*")),
        17 => to(format!("KNOCK {name} :{token}"), above(Rank::Op)),
        18 if admin => to(format!("WALLOPS :{token}"), everyone(world)),
        18 => to(format!("OPER boss {token}"), Ears::new()),
        _ if admin => to(format!("KILL {nick} :{token}"), to_be_killed(world, whom)),
        _ => to(format!("PASS {token}"), Ears::new()),
    };
    said.ears.extend(sessions(world, me));
    said
}

/// Whether somebody is in a channel that hears all who are in it.
fn is_heard(world: &World, me: UserId, channel: ChannelId) -> bool {
    let there = world.channel(channel);
    let open = ![Flag::Moderated, Flag::AccountToSpeak].iter().any(|flag| there.has(*flag));
    open && there.lists.of(List::Banned).is_empty() && world.user(me).rank(channel).is_some()
}

/// Those of a channel who have at least this rank.
fn ranked(world: &World, channel: ChannelId, least: Rank) -> Ears {
    let above = |id: &&UserId| world.user(**id).rank(channel).is_some_and(|rank| rank >= least);
    world.channel(channel).members.iter().filter(above).flat_map(|id| sessions(world, *id)).collect()
}

/// The members of a channel.
pub fn members(world: &World, channel: ChannelId) -> Ears {
    world.channel(channel).members.iter().flat_map(|id| sessions(world, *id)).collect()
}

/// Everybody with a name.
fn everyone(world: &World) -> Ears {
    world.people().into_iter().flat_map(|id| sessions(world, id)).collect()
}

/// Those who share a channel with somebody.
fn around(world: &World, me: UserId) -> Ears {
    world.user(me).channels.iter().flat_map(|membership| members(world, membership.channel)).collect()
}

/// Who reads why somebody is killed: they, and those who read of it in a QUIT.
fn to_be_killed(world: &World, whom: UserId) -> Ears {
    &around(world, whom) | &sessions(world, whom).collect()
}

/// Where somebody is connected from.
pub fn sessions(world: &World, id: UserId) -> impl Iterator<Item = u16> {
    world.user(id).sessions.iter().filter_map(|session| Some(world.session(*session)?.origin.port))
}
