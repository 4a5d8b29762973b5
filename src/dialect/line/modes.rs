//! Modes in words: what a channel does from now on, or does.

use crate::model::{ChannelName, Flag, List, Mode, ModeChange, Rank, text::safe};

/// A change of a channel's modes, or, `on`, how one is.
pub(super) fn mode(change: &ModeChange, channel: &ChannelName) -> String {
    let on = change.on;
    match &change.mode {
        Mode::Rank(Rank::Voice | Rank::Member, who) if on => format!("{} has voice in {channel}", who.shown()),
        Mode::Rank(Rank::Voice | Rank::Member, who) => format!("{} has no voice in {channel}", who.shown()),
        Mode::Rank(_, who) if on => format!("{} is now an admin of {channel}", who.shown()),
        Mode::Rank(_, who) => format!("{} is no longer an admin of {channel}", who.shown()),
        Mode::Key(key) if on && **key == *"*" => format!("{channel} has a key"),
        Mode::Key(key) if on => format!("{channel} has the key {}", safe(key)),
        Mode::Key(_) => format!("{channel} has no key any more"),
        Mode::Limit(most) if on => format!("{channel} takes {most} people at most"),
        Mode::Limit(_) => format!("{channel} takes any number of people"),
        Mode::Forward(to) if on => format!("{channel} sends those whom it keeps out to {to}"),
        Mode::Forward(_) => format!("{channel} sends nobody elsewhere"),
        Mode::List(kind, mask) => format!("{channel} {} {}", list(*kind, on), safe(&mask.to_string())),
        Mode::Flag(kind) => format!("{channel} {}", flag(*kind, on)),
    }
}

/// What a channel does with those on a list.
pub(super) fn list(list: List, on: bool) -> &'static str {
    match (list, on) {
        (List::Banned, true) => "bans",
        (List::Banned, false) => "no longer bans",
        (List::Excepted, true) => "does not let bans count for",
        (List::Excepted, false) => "lets bans count again for",
        (List::Invited, true) => "needs no invitation for",
        (List::Invited, false) => "again needs an invitation for",
    }
}

fn flag(flag: Flag, on: bool) -> &'static str {
    match (flag, on) {
        (Flag::NoCtcp, true) => "takes no CTCP requests",
        (Flag::NoCtcp, false) => "takes CTCP requests",
        (Flag::AccountToSpeak, true) => "hears only people with an account",
        (Flag::AccountToSpeak, false) => "hears people without an account, too",
        (Flag::NoKicks, true) => "lets nobody put people out",
        (Flag::NoKicks, false) => "lets its admins put people out",
        (Flag::AccountToEnter, true) => "lets only people with an account in",
        (Flag::AccountToEnter, false) => "lets people without an account in, too",
        (Flag::NoColours, true) => "takes colours out of what is said",
        (Flag::NoColours, false) => "leaves colours in what is said",
        (Flag::InviteOnly, true) => "lets only people in who were invited",
        (Flag::InviteOnly, false) => "lets people in without an invitation",
        (Flag::Moderated, true) => "hears only its admins and those with voice",
        (Flag::Moderated, false) => "hears all its members",
        (Flag::NoOutsiders, true) => "hears only its members",
        (Flag::NoOutsiders, false) => "hears people who are not in it, too",
        (Flag::Private, true) => "is private: lists do not name it",
        (Flag::Private, false) => "is no longer private: lists name it",
        (Flag::Secret, true) => "is secret: it is there for its members only",
        (Flag::Secret, false) => "is no longer secret: it is there for all",
        (Flag::TopicLock, true) => "lets only its admins change the topic",
        (Flag::TopicLock, false) => "lets every member change the topic",
    }
}
