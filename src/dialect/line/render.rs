//! What people at a terminal read: `[toto] hello`, `[toto -> tutu] psst`, `[server] ...`.

use std::fmt::Write;
use std::sync::Arc;

use super::super::Flavor;
use super::modes::{list, mode};
use super::refuse::describe;
use crate::model::numeric::Numeric;
use crate::model::{ChannelLine, Event, How, ModeChange, Present, Reply, Said, SaidLine, To, Topic, Who, text::safe};

/// The longest line of names, in bytes; more names go on the next line.
const NAMES_LINE: usize = 4000;

/// More people than this are counted, not named, to a newcomer and when a server comes or goes.
const CROWD: usize = 100;

/// Writes an event as a line; nothing for what one did oneself and knows already.
pub fn render_event(event: &Event, flavor: Flavor, out: &mut String) {
    if flavor.own && is_known_to_the_doer(event) {
        return;
    }
    match event {
        Event::Said { from, to, text, how } => said(from.shown(), to, text, *how, flavor, out),
        Event::Lines { from, to, lines, how } => {
            let texts = SaidLine::joined(lines).into_iter();
            texts.for_each(|text| said(from.shown(), to, &text, *how, flavor, out));
        }
        Event::Quit { who, text: Some(text), .. } => line(out, &format!("[{}] {}", who.shown(), safe(text))),
        Event::Quit { text: None, .. } => {}
        Event::Killed { by, text, .. } => {
            line(out, &format!("[{}] {}", by.shown(), safe(text.as_deref().unwrap_or("You are put off the server."))));
        }
        Event::Banned { by, reason, .. } => {
            line(out, format!("[{}] You are banned. {}", by.shown(), safe(reason)).trim_end());
        }
        event => server(out, &told(event, flavor)),
    }
}

fn is_known_to_the_doer(event: &Event) -> bool {
    use Event::{Connected, Disconnected, Joined, Lines, Parted, Quit, Renamed, Said};
    match event {
        Connected { .. } | Disconnected { .. } | Quit { .. } | Renamed { .. } | Joined { .. } => true,
        Parted { quiet, .. } => *quiet,
        Said { from, to: To::Person(oneself), .. } => from != oneself,
        Said { .. } | Lines { .. } => true,
        _ => false,
    }
}

/// What the server tells of an event; empty where it is told otherwise.
fn told(event: &Event, flavor: Flavor) -> String {
    match event {
        Event::Connected { who } => format!("{} is connected", who.shown()),
        Event::Disconnected { who, why: None } => format!("{} is disconnected", who.shown()),
        Event::Disconnected { who, why: Some(why) } => format!("{} is disconnected ({})", who.shown(), safe(why)),
        Event::Renamed { old, new } => format!("{} is now {}", old.shown(), new.shown()),
        Event::Joined { quiet: true, .. } => String::new(),
        Event::Joined { who, channel, .. } if channel.is_lobby() => format!("{} is back in the lobby", who.shown()),
        Event::Joined { who, channel, .. } => format!("{} joins {channel}", who.shown()),
        Event::Parted { channel, .. } if flavor.own => format!("You left {channel}"),
        Event::Parted { who, channel, .. } if channel.is_lobby() => format!("{} left the lobby", who.shown()),
        Event::Parted { who, channel, text, .. } => {
            format!("{} left {channel}{}", who.shown(), because(text.as_deref()))
        }
        Event::Kicked { who, by, channel, reason } => {
            format!("{} is put out of {channel} by {}{}", who.shown(), by.shown(), because(reason.as_deref()))
        }
        Event::Topic { by, channel, text } if text.is_empty() => {
            format!("{} took the topic of {channel} away", by.shown())
        }
        Event::Topic { by, channel, text } => format!("Topic of {channel}, by {}: {}", by.shown(), safe(text)),
        Event::Modes { by, channel, changes } => {
            let told = changes.iter().map(|change| format!("{}, says {}", mode(change, channel), by.shown()));
            told.collect::<Vec<_>>().join("\n[server] ")
        }
        Event::HostChanged { .. } | Event::RealChanged { .. } | Event::AccountChanged { .. } => String::new(),
        Event::UserModes { .. } | Event::InvitedThere { .. } | Event::Tagged { .. } => String::new(),
        Event::Away { .. } | Event::Metadata { .. } => String::new(),
        Event::Split { far, people, .. } => {
            format!("link to {far} lost{}", those(people, "away"))
        }
        Event::Merged { far, people, .. } => format!("linked with {far}{}", those(people, "here")),
        Event::Wallops { from, text } => format!("{} to all operators: {}", from.shown(), safe(text)),
        Event::Succeeded { channel, .. } if flavor.own => format!("You are now the creator of {channel}"),
        Event::Succeeded { who, channel, .. } => format!("{} is now the creator of {channel}", who.shown()),
        Event::ChannelRenamed { by, old, new, reason } => {
            format!("{old} is now called {new}, says {}{}", by.shown(), because(reason.as_deref()))
        }
        Event::Invited { by, channel, .. } => format!("{} invites you to {channel}: JOIN {channel}", by.shown()),
        Event::Notice { text } => safe(text).into_owned(),
        Event::Said { .. } | Event::Lines { .. } | Event::Quit { .. } | Event::Killed { .. } | Event::Banned { .. } => {
            String::new()
        }
    }
}

fn because(reason: Option<&str>) -> String {
    reason.map_or_else(String::new, |reason| format!(": {}", safe(reason)))
}

fn said(from: &str, to: &To, text: &str, how: How, flavor: Flavor, out: &mut String) {
    let before: &[&str] = match (to, how) {
        (To::Person(whom), How::Message | How::Notice) => &["[", from, " -> ", whom.shown(), "] "],
        (To::Person(whom), How::Action) => &["[-> ", whom.shown(), "] * ", from, " "],
        (To::Channel(channel), How::Message | How::Notice) if flavor.several => {
            &["[", channel.as_str(), " ", from, "] "]
        }
        (To::Channel(channel), How::Action) if flavor.several => &["[", channel.as_str(), "] * ", from, " "],
        (To::Ranked(_, channel), How::Action) => &["[@", channel.as_str(), "] * ", from, " "],
        (To::Ranked(_, channel), _) => &["[@", channel.as_str(), " ", from, "] "],
        (_, How::Message | How::Notice) => &["[", from, "] "],
        (_, How::Action) => &["* ", from, " "],
    };
    before.iter().for_each(|piece| out.push_str(piece));
    line(out, &safe(text));
}

/// Writes an answer.
pub fn render_reply(reply: &Reply, out: &mut String) {
    answer(reply, &mut |text| server(out, text));
}

/// An answer in words, line by line: for this dialect and for the console.
pub fn answer(reply: &Reply, tell: &mut dyn FnMut(&str)) {
    match reply {
        Reply::Text(text) => text.lines().for_each(|text| tell(&safe(text))),
        Reply::Welcome { greeting, first, notice } => {
            for text in [greeting, first, notice] {
                text.lines().for_each(|text| tell(&safe(text)));
            }
        }
        Reply::Names { channel, people, .. } => {
            names(channel.as_ref().map(|c| c.as_str()), people, tell, |p| p.who.shown().into())
        }
        Reply::SomeNames { channel, people, .. } => {
            names(channel.as_ref().map(|c| c.as_str()), people, tell, |p| p.who.shown().into());
        }
        Reply::Whois(whois) => super::whois::whois(whois, tell),
        Reply::Who { channel, people } => {
            names(channel.as_ref().map(|c| c.as_str()), people, tell, |p| p.rank.mark(p.who.shown()));
        }
        Reply::Channels(channels) if channels.is_empty() => tell("There is no channel yet: JOIN <channel> makes one."),
        Reply::Channels(channels) => channels.iter().for_each(|channel| tell(&channel_line(channel))),
        Reply::Modes { channel, modes, .. } if modes.is_empty() => tell(&format!("{channel} has no modes.")),
        Reply::Modes { channel, modes, .. } => modes.iter().for_each(|is| {
            tell(&mode(&ModeChange { on: true, mode: is.clone() }, channel));
        }),
        Reply::Masks { channel, list: kind, entries } if entries.is_empty() => {
            tell(&format!("{channel} {} nobody.", list(*kind, true)));
        }
        Reply::Masks { channel, list: kind, entries } => entries.iter().for_each(|entry| {
            let mask = entry.mask.to_string();
            tell(&format!("{channel} {} {}, says {}", list(*kind, true), safe(&mask), safe(&entry.by)));
        }),
        Reply::Forwarded { from, to } => tell(&format!("{from} does not let you in, and sends you to {to}.")),
        Reply::Topic { channel, topic: None } => tell(&format!("{channel} has no topic.")),
        Reply::Topic { channel, topic: Some(topic) } => tell(&topic_line(channel.as_str(), topic)),
        Reply::Entered { channel, .. } if channel.is_lobby() => tell("You are back in the lobby."),
        Reply::Entered { channel, topic, people, .. } => {
            let people = people.people();
            if people.len() > CROWD {
                tell(&format!("You are in {channel} with {} people: NAMES {channel} lists them.", people.len()));
            } else {
                let marked: Vec<String> = people.iter().map(|p| p.rank.mark(p.who.shown())).collect();
                tell(&format!("You are in {channel}: {}", marked.join(" ")));
            }
            topic.iter().for_each(|topic| tell(&topic_line(channel.as_str(), topic)));
        }
        Reply::Current { here: None, .. } => tell("You are in no channel: JOIN <channel> enters one."),
        Reply::Current { here: Some(here), all } => {
            let others: Vec<&str> = all.iter().filter(|c| *c != here).map(|c| c.as_str()).collect();
            let others =
                if others.is_empty() { String::new() } else { format!(" (and you are in {})", others.join(" ")) };
            tell(&format!("You talk in {here}{others}"));
        }
        Reply::History { channel, lines } if lines.is_empty() => tell(&format!("Nothing was said in {channel} yet.")),
        Reply::History { channel, lines } => lines.iter().for_each(|said| tell(&spoken(channel.as_str(), said))),
        Reply::Away { who, text } => tell(&format!("{} is away: {}", who.shown(), safe(text))),
        Reply::AwaySet(true) => tell("You are away: those who write to you are told. AWAY again ends it."),
        Reply::AwaySet(false) => tell("You are back."),
        Reply::Inviting { who, channel } => tell(&format!("{} is invited to {channel}.", who.shown())),
        Reply::Proved { at_once: true, .. } => tell("You are an admin of this server."),
        Reply::Proved { admin, .. } => tell(&format!("The password is right: NICK {admin} makes you an admin.")),
        Reply::Numeric(numeric, _) if numeric.is_end() => {}
        Reply::Numeric(numeric, words) => tell(&safe(&worded(*numeric, words))),
        Reply::Sheet(sheet) => sheet
            .lines()
            .iter()
            .filter(|(numeric, _)| !numeric.is_end())
            .for_each(|(numeric, words)| tell(&safe(&worded(*numeric, words)))),
        Reply::Census(census) => census.tell(|numeric, numbers, text| {
            // The other numbers stand in the text.
            let number = numbers.first().filter(|_| !numeric.text.is_empty());
            tell(&number.map_or_else(|| text.concat(), |number| format!("{number} {}", text.concat())));
        }),
        Reply::Batch { answers, .. } => answers.iter().for_each(|one| match one {
            Ok(one) => answer(one, tell),
            Err(refusal) => tell(&describe(refusal)),
        }),
        Reply::Items { words, items, between, .. } => {
            let items = items.join(&between.to_string());
            tell(&safe(words.iter().map(String::as_str).chain([&*items]).collect::<Vec<_>>().join(" ").trim()));
        }
        Reply::Remote { code, .. } if Numeric { code: *code, text: "" }.is_end() => {}
        Reply::Remote { server, words, .. } => tell(&safe(&format!("{server}: {}", words.join(" ")))),
        Reply::Message(..) | Reply::Moved { .. } => {}
        Reply::Commands(commands) => commands.iter().for_each(|(form, help)| tell(&format!("{form} - {help}"))),
    }
}

/// A numeric in words: what it says, without its number.
pub(super) fn worded(numeric: Numeric, words: &[String]) -> String {
    let text = Some(numeric.text).filter(|text| !text.is_empty());
    words.iter().map(String::as_str).chain(text).collect::<Vec<_>>().join(" ")
}

/// All names on one line, or on as few as hold them.
fn names(channel: Option<&str>, people: &[Present], tell: &mut dyn FnMut(&str), name: impl Fn(&Present) -> String) {
    let mut row = String::new();
    for name in people.iter().map(name) {
        if row.len() + name.len() > NAMES_LINE {
            tell(&std::mem::take(&mut row));
        }
        let space = if row.is_empty() { "" } else { " " };
        let _ = write!(row, "{space}{name}");
    }
    match channel {
        _ if !row.is_empty() => tell(&row),
        Some(channel) => tell(&format!("Nobody is in {channel}.")),
        None => tell("Nobody is here."),
    }
}

fn channel_line(channel: &ChannelLine) -> String {
    let topic = channel.topic.as_ref().map_or_else(String::new, |topic| format!(" - {}", safe(topic)));
    format!("{} ({}){topic}", channel.name, channel.members)
}

fn topic_line(channel: &str, topic: &Topic) -> String {
    format!("Topic of {channel}, by {}: {}", topic.by.shown(), safe(&topic.text))
}

fn spoken(channel: &str, said: &Said) -> String {
    let from = match said.how {
        How::Message | How::Notice => format!("[{channel} {}]", said.from.shown()),
        How::Action => format!("[{channel}] * {}", said.from.shown()),
    };
    format!("{} {from} {}", said.at.hour(), safe(&said.text))
}

fn server(out: &mut String, text: &str) {
    if !text.is_empty() {
        line(out, &format!("[server] {text}"));
    }
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

/// `: tata, titi are away`; nothing for nobody.
fn those(people: &[Arc<Who>], are: &str) -> String {
    let names: Vec<&str> = people.iter().map(|who| who.shown()).collect();
    match names.len() {
        0 => String::new(),
        many if many > CROWD => format!(": {many} people are {are}"),
        1 => format!(": {} is {are}", names[0]),
        _ => format!(": {} are {are}", names.join(", ")),
    }
}
