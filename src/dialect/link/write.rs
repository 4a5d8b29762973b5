//! A fact, as the line or lines that tell it: servers, people, what is said.

use super::KNOWN_USER_MODES;
use super::line::Lines;
use super::write_channel;
use crate::dialect::irc::split;
use crate::model::fact::{Arrival, Fact, Named, Question, Speech, Target, Words};
use crate::model::{How, Rank, SaidLine, UserFlag, UserFlags};
use crate::world::World;

/// Bytes of a text that fit on a line of RFC 1459 behind the longest source and target.
const FITTING: usize = 350;

/// Writes a fact for a peer; `kin`: it is a `chat`. Servers of other kinds are told nothing of what they have no word for.
pub fn write(fact: &Fact, kin: bool, world: &World, out: &mut String) {
    let own = &world.config().server.name;
    let mut lines = Lines::new(out, kin);
    match fact {
        Fact::Linked { name, behind, hops, description, kin } => {
            let token = world.token_of(name);
            lines
                .tag_if("kin", kin.then_some(""))
                .from(behind, "SERVER")
                .word(name)
                .word(hops)
                .word(token)
                .last(description);
        }
        Fact::Lost { name, why } => lines.from(own, "SQUIT").word(name).last(why),
        Fact::Synchronized { server } if kin => lines.from(server, "EOB").end(),
        Fact::Synchronized { server } if **server == **own => lines.from(server, "PING").last(server),
        Fact::Synchronized { .. } => {}
        Fact::Came(arrival) => came(&mut lines, arrival, world),
        Fact::Nick { who, nick, mark } => {
            lines.tag("mark", mark).tag("user", &who.who.user).tag("real", &who.who.real);
            lines.person(who, "NICK").last(nick);
        }
        Fact::Quit { who, text, why } => {
            let own_will = text.is_some() || why.is_none();
            let why = why.as_ref().filter(|_| !own_will);
            lines.tag_if("why", why.map(|_| "")).person(who, "QUIT");
            match text {
                // As ngIRCd has people's own words, so that they are told from a server's reasons.
                Some(text) if !lines.kin => lines.last(format_args!("\"{text}\"")),
                text => lines.last(text.as_ref().or(why).map_or("", |text| text)),
            }
        }
        Fact::Killed { who, by, text } => {
            let name = lines.name(who);
            lines.by(by, "KILL").word(name).last(text.as_deref().unwrap_or("no reason given"));
        }
        Fact::Joined { who, place, seat, quiet } => {
            lines.tag_if("quiet", quiet.then_some(""));
            write_channel::joined(&mut lines, who, place, *seat);
        }
        Fact::Parted { who, place, text } => {
            lines.place(place).person(who, "PART").word(&place.name).last(text.as_deref().unwrap_or_default());
        }
        Fact::Kicked { who, by, place, joined, reason } => {
            let name = lines.name(who);
            let reason = reason.as_deref().unwrap_or_default();
            lines.place(place).tag("joined", joined).by(by, "KICK").word(&place.name).word(name).last(reason);
        }
        Fact::Ranked { who, by, place, seat } => write_channel::ranked(&mut lines, who, by, place, *seat),
        Fact::Set { by, place, setting, mark } => write_channel::set(&mut lines, by, place, setting, *mark),
        Fact::Made { server, place } if kin => lines.place(place).from(server, "MADE").word(&place.name).end(),
        Fact::Made { .. } => {}
        Fact::Renamed { by, place, new, mark, reason } if kin => {
            let reason = reason.as_deref().unwrap_or_default();
            lines.place(place).tag("mark", mark).by(by, "RENAME").word(&place.name).word(new).last(reason);
        }
        Fact::Renamed { .. } => {}
        Fact::Said(speech) => said(&mut lines, speech),
        Fact::Wallops { by, text } => lines.by(by, "WALLOPS").last(text),
        Fact::Invited { who, by, place, by_op } => {
            let name = lines.name(who);
            lines.place(place).tag_if("op", by_op.then_some("")).person(by, "INVITE").word(name).last(&place.name);
        }
        Fact::Away { who, text } if kin => {
            lines.person(who, "AWAY").last(text.as_deref().unwrap_or_default());
        }
        Fact::Away { who, text } => {
            let name = lines.name(who);
            lines.person(who, "MODE").word(name).last(if text.is_some() { "+a" } else { "-a" });
        }
        Fact::Modes { who, modes } => {
            let (name, modes) = (lines.name(who), user_modes(*modes, kin));
            lines.person(who, "MODE").word(name).last(modes);
        }
        Fact::Changed { who } => changed(&mut lines, who, own),
        Fact::Asked(question) => {
            let Question { by, server, verb, words, plain } = &**question;
            words_of(lines.tag("asked", server).tag_if("plain", plain.then_some("")).by(by, verb), words);
        }
        Fact::Told { from, to, words } if kin => words_of(lines.from(from, "PEER").word(to), words),
        Fact::Told { .. } => {}
        Fact::Answered { server, to, code, words } => {
            let name = lines.cause(to);
            words_of(lines.from(server, &format!("{code:03}")).word(name), words);
        }
    }
}

/// Words, of which the last may hold spaces.
fn words_of(lines: &mut Lines, words: &[Box<str>]) {
    match words.split_last() {
        Some((last, words)) => {
            words.iter().for_each(|word| _ = lines.word(word));
            lines.last(last);
        }
        None => lines.end(),
    }
}

/// `NICK` with seven words (RFC 2813 4.1.3).
fn came(lines: &mut Lines, arrival: &Arrival, world: &World) {
    let Arrival { named: Named { mark, who }, server, nick, modes, away, in_irc } = arrival;
    let hops = world.find_server(server).map_or(0, |server| server.hops) + 1;
    let token = world.token_of(server);
    let mut modes = format!("+{}", letters(*modes, lines.kin, true));
    if !lines.kin && away.is_some() {
        modes.push('a');
    }
    lines.tag("mark", mark).tag("nick", nick).tag_if("irc", in_irc.then_some(""));
    lines.tag_if("account", who.account.as_deref()).tag_if("address", who.address.as_deref());
    lines.tag_if("away", away.as_deref());
    lines.from(server, "NICK").word(&who.nick).word(hops).word(&who.user).word(&who.host).word(token).word(modes);
    lines.last(&who.real);
    if let Some(account) = who.account.as_deref().filter(|_| !lines.kin) {
        lines.from(server, "METADATA").word(&who.nick).word("accountname").last(account);
    }
}

fn letters(modes: UserFlags, kin: bool, on: bool) -> String {
    let told = |mode: &&UserFlag| kin || KNOWN_USER_MODES.contains(mode.letter());
    UserFlag::ALL.iter().filter(told).filter(|mode| modes.has(**mode) == on).map(|mode| mode.letter()).collect()
}

/// Those that are on, and those that are not.
fn user_modes(modes: UserFlags, kin: bool) -> String {
    let (on, off) = (letters(modes, kin, true), letters(modes, kin, false));
    let part = |sign: &str, letters: String| if letters.is_empty() { letters } else { format!("{sign}{letters}") };
    part("+", on) + &part("-", off)
}

/// What is told of somebody beside their nick, each by its name (ngIRCd's `METADATA`); a `chat` is told all at once.
fn changed(lines: &mut Lines, named: &Named, own: &str) {
    let who = &named.who;
    let account = who.account.as_deref().unwrap_or_default();
    if lines.kin {
        let name = lines.name(named);
        lines.tag("user", &who.user).tag("host", &who.host).tag("account", account);
        return lines.from(own, "METADATA").word(name).word("info").last(&who.real);
    }
    for (key, value) in [("user", &*who.user), ("host", &who.host), ("info", &who.real), ("accountname", account)] {
        let name = lines.name(named);
        lines.from(own, "METADATA").word(name).word(key).last(value);
    }
}

fn said(lines: &mut Lines, speech: &Speech) {
    let Speech { from, to, words, id, at, tags } = speech;
    let target = match to {
        Target::Channel(place) => place.name.to_string(),
        Target::Ranked(rank, place) => format!("{}{}", if *rank >= Rank::Op { "@" } else { "+" }, place.name),
        Target::Person(named) => lines.name(named),
        Target::Everyone => "$*".to_owned(),
    };
    let told: Vec<String> = match words {
        _ if lines.kin => vec![first_line(words).to_owned()],
        Words::Line(text, _) => split::pieces(text, FITTING).map(str::to_owned).collect(),
        Words::Lines(said, _) => {
            let whole = SaidLine::joined(said);
            whole.iter().flat_map(|text| split::pieces(text, FITTING)).map(str::to_owned).collect()
        }
        Words::Tags => return,
    };
    for text in told {
        lines.tag("msgid", id).tag("time", at.0);
        if let Target::Channel(place) | Target::Ranked(_, place) = to {
            lines.place(place);
        }
        if let Words::Lines(said, _) = words {
            lines.tag("lines", packed(said));
        }
        for (key, value) in tags.iter().flat_map(|tags| tags.iter()) {
            lines.tag(key, value);
        }
        match words {
            Words::Line(_, How::Action) => {
                lines.by(from, "PRIVMSG").word(&target).last(format_args!("\x01ACTION {text}\x01"));
            }
            Words::Tags => lines.by(from, "TAGMSG").word(&target).end(),
            words => lines.by(from, if is_notice(words) { "NOTICE" } else { "PRIVMSG" }).word(&target).last(text),
        }
    }
}

fn first_line(words: &Words) -> &str {
    match words {
        Words::Line(text, _) => text,
        Words::Lines(lines, _) => lines.first().map_or("", |line| &line.text),
        Words::Tags => "",
    }
}

fn is_notice(words: &Words) -> bool {
    matches!(words, Words::Line(_, How::Notice) | Words::Lines(_, How::Notice))
}

/// Lines as the value of one tag, each with a sign that says whether it goes on where the one before it ended.
fn packed(lines: &[SaidLine]) -> String {
    let line = |line: &SaidLine| format!("{}{}", if line.concat { '+' } else { '-' }, line.text);
    lines.iter().map(line).collect::<Vec<_>>().join("\n")
}
