//! What people in IRC read of what happened: RFC 2812 3, with what IRCv3 adds for those who asked for it.

use std::borrow::Cow;

use super::super::Flavor;
use super::modes::spell;
use super::netsplit;
use super::split::{pieces, start};
use super::write::Writer;
use crate::model::{Caps, ChannelName, Event, How, Mode, ModeChange, Rank, SaidLine, Stamp, To, Who};

/// The capabilities that change the bytes of an event.
pub const RENDERED: Caps = Caps::of(&[
    Caps::ACCOUNT_NOTIFY,
    Caps::ACCOUNT_TAG,
    Caps::AWAY_NOTIFY,
    Caps::BATCH,
    Caps::CHANNEL_RENAME,
    Caps::CHGHOST,
    Caps::ECHO_MESSAGE,
    Caps::EXTENDED_JOIN,
    Caps::INVITE_NOTIFY,
    Caps::MESSAGE_TAGS,
    Caps::METADATA,
    Caps::MULTILINE,
    Caps::OPER_TAG,
    Caps::SERVER_TIME,
    Caps::SETNAME,
]);

/// Writes an event; nothing for those who did not ask to be told of such.
pub fn render_event(event: &Event, stamp: &Stamp, flavor: Flavor, server: &str, out: &mut String) {
    let caps = flavor.caps;
    let mut w = Writer::new(out, caps, server);
    match event {
        Event::Said { .. } | Event::Lines { .. } | Event::Tagged { .. }
            if flavor.own && !caps.has(Caps::ECHO_MESSAGE) => {}
        Event::Said { from, to, text, how } => said(&mut w, stamp, from, to, text, *how),
        Event::Lines { from, to, lines, how } => said_lines(&mut w, stamp, from, to, lines, *how),
        Event::Tagged { from, to } if caps.has(Caps::MESSAGE_TAGS) => {
            w.from(from, stamp, "TAGMSG").word(target(to)).end();
        }
        Event::Joined { who, channel, .. } => joined(&mut w, stamp, who, channel),
        Event::Parted { who, channel, text, .. } => {
            let w = w.from(who, stamp, "PART").word(channel);
            match text {
                Some(text) => w.last(text),
                None => w.end(),
            }
        }
        Event::Kicked { who, by, channel, reason } => {
            let reason = reason.as_deref().unwrap_or(by.nick.as_str());
            w.from(by, stamp, "KICK").word(channel).word(&who.nick).last(reason);
        }
        Event::Quit { who, text, why } => quit(&mut w, stamp, flavor, who, text.as_deref(), why.as_deref()),
        Event::Killed { who, by, text } => {
            w.from(by, stamp, "KILL").word(&who.nick).last(text.as_deref().unwrap_or("Killed"));
        }
        Event::Banned { who, reason, .. } => {
            let because = if reason.is_empty() { "" } else { ": " };
            let why = format_args!("You are banned from this server{because}{reason}");
            w.of_server(stamp.at, "465").word(&who.nick).last_of(why);
        }
        // COMPAT: sic reads the new nick only behind a colon.
        Event::Renamed { old, new } => w.from(old, stamp, "NICK").last(&new.nick),
        Event::Topic { by, channel, text } => w.from(by, stamp, "TOPIC").word(channel).last(text),
        Event::Modes { by, channel, changes } => modes(&mut w, stamp, by, channel, changes),
        Event::UserModes { who, changes } => w.from(who, stamp, "MODE").word(&who.nick).last(changes),
        // In IRC a creator is an op like others.
        Event::Succeeded { was_op: true, .. } => {}
        Event::Succeeded { who, channel, .. } => {
            let change = ModeChange { on: true, mode: Mode::Rank(Rank::Op, who.clone()) };
            let w = w.of_server(stamp.at, "MODE").word(channel);
            spell(&[change], w.space_left()).into_iter().for_each(|words| w.word(words).end());
        }
        Event::Invited { who, by, channel } => w.from(by, stamp, "INVITE").word(&who.nick).word(channel).end(),
        Event::InvitedThere { who, by, channel } if caps.has(Caps::INVITE_NOTIFY) && !flavor.own => {
            w.from(by, stamp, "INVITE").word(&who.nick).word(channel).end();
        }
        Event::Away { who, text } if caps.has(Caps::AWAY_NOTIFY) && !flavor.own => {
            let w = w.from(who, stamp, "AWAY");
            match text {
                Some(text) => w.last(text),
                None => w.end(),
            }
        }
        Event::HostChanged { old, new } if caps.has(Caps::CHGHOST) => {
            w.from(old, stamp, "CHGHOST").word(&new.user).word(&new.host).end();
        }
        Event::RealChanged { who } if caps.has(Caps::SETNAME) => w.from(who, stamp, "SETNAME").last(&who.real),
        Event::AccountChanged { who } if caps.has(Caps::ACCOUNT_NOTIFY) => {
            w.from(who, stamp, "ACCOUNT").word(who.account.as_deref().unwrap_or("*")).end();
        }
        Event::Metadata { by, target, key, value } if caps.has(Caps::METADATA) => {
            let line = w.from(by, stamp, "METADATA").word(target).word(key).word("*");
            match value {
                Some(value) => line.last(value),
                None => line.end(),
            }
        }
        Event::Split { near, far, people } => netsplit::split(&mut w, stamp, [near, far], people),
        Event::Merged { near, far, joins, .. } => netsplit::merged(&mut w, stamp, [near, far], joins),
        Event::Wallops { from, text } => w.from(from, stamp, "WALLOPS").last(text),
        Event::Notice { text } => w.of_server(stamp.at, "NOTICE").word("*").last(text),
        Event::ChannelRenamed { by, old, new, reason } if caps.has(Caps::CHANNEL_RENAME) => {
            w.from(by, stamp, "RENAME").word(old).word(new).last(reason.as_deref().unwrap_or_default());
        }
        Event::Connected { .. }
        | Event::Disconnected { .. }
        | Event::Tagged { .. }
        | Event::ChannelRenamed { .. }
        | Event::InvitedThere { .. }
        | Event::Away { .. }
        | Event::HostChanged { .. }
        | Event::RealChanged { .. }
        | Event::Metadata { .. }
        | Event::AccountChanged { .. } => {}
    }
}

/// Whom something was said to, as the target of a message.
fn target(to: &To) -> Cow<'_, str> {
    match to {
        To::Channel(channel) => channel.as_str().into(),
        To::Ranked(rank, channel) => format!("{}{channel}", prefix(*rank)).into(),
        To::Person(who) => who.nick.as_str().into(),
        To::Everyone => "$*".into(),
    }
}

/// The sign before the nick of one of this rank, with which `PREFIX` is announced; nothing for a plain member.
pub(super) fn prefix(rank: Rank) -> &'static str {
    rank.sign()
}

/// One message; from people at a terminal, as many as a text too long for one takes: nothing of it is lost. Programs of
/// IRC cut their texts themselves, and know that what their own source leaves no room for is cut off: all of today's
/// servers do that, and programs that count lines rely on it.
fn said(w: &mut Writer, stamp: &Stamp, from: &Who, to: &To, text: &str, how: How) {
    let (verb, before, after) = match how {
        How::Message => ("PRIVMSG", "", ""),
        How::Notice => ("NOTICE", "", ""),
        How::Action => ("PRIVMSG", "\x01ACTION ", "\x01"),
    };
    let target = target(to);
    let line = w.from(from, stamp, verb).name(&target);
    let most = line.space_left().saturating_sub(before.len() + after.len());
    if text.len() <= most {
        return line.last_joined(&[before, text, after]);
    }
    if stamp.in_irc {
        return line.last_joined(&[before, start(text, most), after]);
    }
    for (count, piece) in pieces(text, most.max(1)).enumerate() {
        if count > 0 {
            w.again(from, stamp, verb).name(&target);
        }
        w.last_joined(&[before, piece, after]);
    }
}

/// A message of several lines: a batch for those who know it, its lines that are not empty for others. A line that does
/// not fit into one goes on in the next.
fn said_lines(w: &mut Writer, stamp: &Stamp, from: &Who, to: &To, lines: &[SaidLine], how: How) {
    let target = target(to);
    let verb = if how == How::Notice { "NOTICE" } else { "PRIVMSG" };
    if !w.caps.has(Caps::MULTILINE | Caps::BATCH) {
        for (count, line) in lines.iter().filter(|line| !line.text.is_empty()).enumerate() {
            let line_of = if count == 0 { Writer::from } else { Writer::again };
            let most = line_of(w, from, stamp, verb).word(&target).space_left().max(1);
            for (count, piece) in pieces(&line.text, most).enumerate() {
                if count > 0 {
                    w.again(from, stamp, verb).word(&target);
                }
                w.last(piece);
            }
        }
        return;
    }
    w.from(from, stamp, "BATCH").word_of(format_args!("+{}", stamp.id)).word("draft/multiline").word(&target).end();
    for line in lines {
        let most = w.in_batch(from, stamp, line.concat, verb).word(&target).space_left().max(1);
        let mut rest = pieces(&line.text, most);
        w.last(rest.next().unwrap_or_default());
        for piece in rest {
            w.in_batch(from, stamp, true, verb).word(&target).last(piece);
        }
    }
    w.end_batch(stamp);
}

pub(super) fn joined(w: &mut Writer, stamp: &Stamp, who: &Who, channel: &ChannelName) {
    join_words(w.from(who, stamp, "JOIN"), who, channel);
}

/// What follows `JOIN`; with extended-join also the account and the real name.
pub(super) fn join_words(line: &mut Writer, who: &Who, channel: &ChannelName) {
    line.word(channel);
    if line.caps.has(Caps::EXTENDED_JOIN) {
        line.word(who.account.as_deref().unwrap_or("*")).last(&who.real);
    } else {
        line.end();
    }
}

/// Those around read why; the one who leaves reads that the connection ends.
fn quit(w: &mut Writer, stamp: &Stamp, flavor: Flavor, who: &Who, text: Option<&str>, why: Option<&str>) {
    let text = match (text, why) {
        (Some(text), _) => format!("Quit: {text}"),
        (None, Some(why)) => why.to_owned(),
        (None, None) => "Connection closed".to_owned(),
    };
    if flavor.own {
        w.of_server(stamp.at, "ERROR").last_of(format_args!("Closing link: {} ({text})", who.host));
    } else {
        w.from(who, stamp, "QUIT").last(text);
    }
}

fn modes(w: &mut Writer, stamp: &Stamp, by: &Who, channel: &ChannelName, changes: &[ModeChange]) {
    let room = w.from(by, stamp, "MODE").word(channel).space_left();
    for (count, words) in spell(changes, room).into_iter().enumerate() {
        if count > 0 {
            w.again(by, stamp, "MODE").word(channel);
        }
        w.word(words).end();
    }
}
