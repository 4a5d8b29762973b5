//! Any bytes, cut into packets anywhere, become the same lines of IRC; every line is read, or refused, and every message
//! made of it is one that a program can read.

use std::sync::Arc;

use chat::dialect::irc::{Framer, LONGEST, LONGEST_TAGS, LONGEST_TAGS_OF_ONE_SIDE, Message, Tags, build, parse};
use chat::dialect::{Dialect, Flavor, Framed, render_event};
use chat::model::{Caps, ChannelName, Event, Fold, How, Mask, Nick, SaidLine, Stamp, To, UserMask, Who};

use super::script::Script;

/// What a server calls itself.
const SERVER: &str = "chat.localhost";

/// Runs one input: how the packets are cut, then the packets themselves.
///
/// # Panics
/// When something does not hold.
pub fn run(input: &[u8]) {
    let mut script = Script::new(input);
    let count = script.below(16);
    let cuts = script.bytes(count);
    let caps = (0..4).fold(Caps::NONE, |caps, _| caps | script.pick(Caps::ALL).1);
    let bytes = script.rest();
    let whole = frame([bytes].into_iter());
    let cut = frame(packets(bytes, cuts).into_iter());
    assert_eq!(whole, cut, "the lines depend on how the packets are cut");
    for framed in &whole {
        match framed {
            Framed::Line(line) => check_line(line, caps),
            Framed::NotUtf8(line) => drop(parse(line)),
            Framed::TooLong => {}
        }
    }
}

/// The bytes in packets of these sizes, over and over.
fn packets<'a>(mut bytes: &'a [u8], cuts: &[u8]) -> Vec<&'a [u8]> {
    let mut packets = Vec::new();
    for cut in cuts.iter().cycle() {
        let (packet, rest) = bytes.split_at((1 + usize::from(*cut >> 1)).min(bytes.len()));
        packets.push(packet);
        bytes = rest;
        if bytes.is_empty() {
            break;
        }
    }
    packets.push(bytes);
    packets
}

fn frame<'a>(packets: impl Iterator<Item = &'a [u8]>) -> Vec<Framed> {
    let (mut framer, mut lines) = (Framer::default(), Vec::new());
    for packet in packets {
        framer.push(packet);
        lines.extend(std::iter::from_fn(|| framer.line()));
        assert!(framer.waiting() <= LONGEST + LONGEST_TAGS_OF_ONE_SIDE + 2, "more waits than the longest line");
    }
    framer.end();
    lines.extend(std::iter::from_fn(|| framer.line()));
    assert_eq!(framer.waiting(), 0, "a drained framer holds something");
    lines
}

fn check_line(line: &str, caps: Caps) {
    assert!(!line.contains(['\r', '\n', '\0']), "a line has no end in it");
    drop(parse(line));
    if let Ok(message) = Message::parse(line) {
        let written = message.to_string();
        let again = Message::parse(&written).unwrap_or_else(|why| panic!("{written:?} is no message: {why}"));
        assert_eq!(again.verb, message.verb);
        assert_eq!(again.params.len(), message.params.len(), "{line:?} becomes {written:?}");
        check_tags(&message.tags);
        for words in message.params.windows(2) {
            let mask = Mask::new(&words[0]);
            assert_eq!(mask.matches(&words[1]), mask.matches_fold(&Fold::of(&words[1])));
            let _ = UserMask::new(&words[0]).matches(&words[1], &words[1], &words[1]);
        }
        let mut out = String::new();
        build(&mut out, &message.tags, message.source.as_deref(), &message.verb, &message.params);
        check_sent(&out, 1);
    }
    check_names(line);
    check_event(line, caps);
}

/// Tags that were read are read so again once they are written.
fn check_tags(tags: &Tags) {
    let written = tags.to_string();
    let again = Tags::parse(&written);
    for tag in &again {
        assert_eq!(tags.get(&tag.key), Some(tag.value.replace('\0', "").as_str()), "{tags:?} becomes {written:?}");
    }
}

/// A name is valid or not, and the same however often it is folded.
fn check_names(text: &str) {
    if let Ok(nick) = Nick::new(text) {
        assert!(Nick::new(nick.as_str()).is_ok_and(|again| again.fold() == nick.fold()), "{nick} is no nick");
        assert_eq!(Fold::of(nick.fold().as_str()), nick.fold(), "{nick} folds twice");
        assert!(!nick.as_str().contains([' ', ',', '!', '@', ':', '\r', '\n', '\0']), "{nick} is no word of IRC");
    }
    if let Ok(channel) = ChannelName::new(text) {
        assert!(ChannelName::new(channel.as_str()).is_ok_and(|again| again.fold() == channel.fold()), "{channel}");
        assert!(!channel.as_str().contains([' ', ',', '\u{7}', '\r', '\n', '\0']), "{channel} is no word of IRC");
    }
}

/// What is said comes out as whole lines, of which nothing is lost.
fn check_event(text: &str, caps: Caps) {
    let (Ok(nick), Ok(channel)) = (Nick::new("toto"), ChannelName::new("#tp")) else { return };
    let from = Arc::new(Who::named(nick));
    for to in [To::Channel(channel), To::Person(from.clone()), To::Everyone] {
        for how in [How::Message, How::Action, How::Notice] {
            let event = Event::Said { from: from.clone(), to: to.clone(), text: text.into(), how };
            let said = rendered(&event, caps);
            if how == How::Message {
                assert_eq!(said.concat(), text, "something is lost");
            }
        }
        let lines = text.split(' ').map(|text| SaidLine { text: text.into(), concat: false }).collect();
        rendered(&Event::Lines { from: from.clone(), to: to.clone(), lines, how: How::Message }, caps);
    }
}

/// The last words of an event's lines, as one reads it who asked for `caps`.
fn rendered(event: &Event, caps: Caps) -> Vec<String> {
    let mut out = String::new();
    let flavor = Flavor::new(Dialect::Irc, false, false, caps);
    render_event(event, &Stamp::default(), flavor, SERVER, &mut out);
    check_sent(&out, usize::MAX);
    let last = |line: &str| Message::parse(line).ok()?.params.last().map(|word| word.clone().into_owned());
    out.split_terminator("\r\n").filter_map(last).collect()
}

/// What is sent is whole lines, at most so many, each a message and none too long.
fn check_sent(sent: &str, most: usize) {
    let lines: Vec<&str> = sent.split_inclusive('\n').collect();
    assert!(lines.len() <= most, "{sent:?} is more than {most} lines");
    for line in lines {
        let whole = line.strip_suffix("\r\n").unwrap_or_else(|| panic!("{line:?} has no end"));
        assert!(!whole.contains(['\r', '\n', '\0']), "{line:?} breaks");
        assert!(Message::parse(whole).is_ok(), "{line:?} is no message");
        let (tags, rest) = whole.strip_prefix('@').and_then(|line| line.split_once(' ')).unwrap_or(("", whole));
        assert!(rest.len() + 2 <= LONGEST && tags.len() + 2 <= LONGEST_TAGS, "{line:?} is too long");
    }
}
