//! Facts of channels, as the lines that tell them.

use super::KNOWN_MODES;
use super::line::Lines;
use crate::model::fact::{By, Named, Place, Seat, Setting};
use crate::model::{Mark, Rank, Secrecy};

/// `JOIN`, with what they are there (RFC 2813 4.2.1).
pub(super) fn joined(lines: &mut Lines, who: &Named, place: &Place, seat: Seat) {
    tag_seat(lines.place(place), seat);
    let mut modes = String::new();
    if !lines.kin && (seat.rank >= Rank::Op || seat.voice) {
        modes.push('\x07');
        modes.push_str(if seat.rank >= Rank::Op { "o" } else { "" });
        modes.push_str(if seat.voice { "v" } else { "" });
    }
    lines.person(who, "JOIN").word(format_args!("{}{modes}", place.name)).end();
}

fn tag_seat(lines: &mut Lines, seat: Seat) {
    let rank = match seat.rank {
        Rank::Creator => Some("creator"),
        Rank::Op => Some("op"),
        Rank::Voice | Rank::Member => None,
    };
    lines.tag("joined", seat.joined).tag("changed", seat.changed).tag_if("rank", rank);
    lines.tag_if("voice", seat.voice.then_some(""));
}

/// `MODE` with a member's rank and voice.
pub(super) fn ranked(lines: &mut Lines, who: &Named, by: &By, place: &Place, seat: Seat) {
    let name = lines.name(who);
    tag_seat(lines.place(place), seat);
    let sign = |on| if on { '+' } else { '-' };
    let modes = format!("{}o{}v", sign(seat.rank >= Rank::Op), sign(seat.voice));
    lines.by(by, "MODE").word(&place.name).word(modes).word(&name).word(&name).end();
}

/// `TOPIC` and `MODE`; what a server says of itself that it knows no word for, it is not told.
pub(super) fn set(lines: &mut Lines, by: &By, place: &Place, setting: &Setting, mark: Mark) {
    let told = |letter: char, lines: &Lines| lines.kin || KNOWN_MODES.contains(letter) || "klbeI".contains(letter);
    let (modes, word): (String, Option<String>) = match setting {
        Setting::Topic { text, by: setter, at } => {
            lines.place(place).tag("mark", mark).tag("by", setter.source()).tag("at", at.0);
            match by {
                By::Server(server) if !lines.kin => {
                    lines.from(server, "CHANINFO").word(&place.name).word("+").last(text);
                }
                by => lines.by(by, "TOPIC").word(&place.name).last(text),
            }
            return;
        }
        Setting::Secrecy(secrecy) => {
            let private = if lines.kin { if *secrecy == Secrecy::Private { "+p" } else { "-p" } } else { "" };
            (format!("{}s{private}", if *secrecy == Secrecy::Secret { '+' } else { '-' }), None)
        }
        Setting::Flag(flag, on) => (format!("{}{}", if *on { '+' } else { '-' }, flag.letter()), None),
        Setting::Key(Some(key)) => ("+k".into(), Some(key.to_string())),
        Setting::Key(None) => ("-k".into(), Some("*".into())),
        Setting::Limit(Some(most)) => ("+l".into(), Some(most.to_string())),
        Setting::Limit(None) => ("-l".into(), None),
        Setting::Forward(Some(to)) => ("+f".into(), Some(to.to_string())),
        Setting::Forward(None) => ("-f".into(), None),
        Setting::Mask { list, mask, set } => {
            let sign = if set.is_some() { '+' } else { '-' };
            (format!("{sign}{}", list.letter()), Some(mask.to_string()))
        }
    };
    if !modes.chars().nth(1).is_some_and(|letter| told(letter, lines)) {
        return;
    }
    lines.place(place).tag("mark", mark);
    if let Setting::Mask { set: Some((setter, at)), .. } = setting {
        lines.tag("by", setter).tag("at", at.0);
    }
    lines.by(by, "MODE").word(&place.name).word(modes);
    if let Some(word) = word {
        lines.word(word);
    }
    lines.end();
}
