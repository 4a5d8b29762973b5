//! Any bytes, cut into packets anywhere, become the same lines; every line can be parsed, refused and shown.

use std::sync::Arc;

use chat::dialect::line::{Framer, describe, parse};
use chat::dialect::{Dialect, Flavor, Framed, budget, render_event};
use chat::model::text::{length, safe};
use chat::model::{Caps, ChannelName, Event, How, Nick, Place, Refusal, Rest, Stamp, To, Who};

use super::script::Script;

/// Everything that came out of a framer.
#[derive(Debug, Default, PartialEq, Eq)]
struct Lines {
    framed: Vec<Framed>,
    answers: usize,
    ended: bool,
}

/// Runs one input: the longest line, how the packets are cut, then the packets themselves.
///
/// # Panics
/// When something does not hold.
pub fn run(input: &[u8]) {
    let mut script = Script::new(input);
    let longest = 1 + script.below(256);
    let count = script.below(16);
    let cuts = script.bytes(count);
    let bytes = script.rest();
    let whole = frame([bytes].into_iter(), longest, &[]);
    let cut = frame(packets(bytes, cuts).into_iter(), longest, cuts);
    assert_eq!(whole, cut, "the lines depend on how the packets are cut");
    for framed in &whole.framed {
        if let Framed::Line(line) = framed {
            assert!(line.len() <= 3 * longest, "a line is longer than the longest");
            check_line(line);
        }
    }
}

/// The bytes in packets of these sizes, over and over.
fn packets<'a>(mut bytes: &'a [u8], cuts: &[u8]) -> Vec<&'a [u8]> {
    let mut packets = Vec::new();
    for cut in cuts.iter().cycle() {
        let (packet, rest) = bytes.split_at((1 + usize::from(*cut >> 2)).min(bytes.len()));
        packets.push(packet);
        bytes = rest;
        if bytes.is_empty() {
            break;
        }
    }
    packets.push(bytes);
    packets
}

/// Frames packets; `habits` say after which of them how many lines are taken.
fn frame<'a>(packets: impl Iterator<Item = &'a [u8]>, longest: usize, habits: &[u8]) -> Lines {
    let (mut framer, mut lines) = (Framer::default(), Lines::default());
    let mut came = 0;
    for (packet, habit) in packets.zip(habits.iter().copied().chain([3]).cycle()) {
        framer.push(packet, longest);
        came += packet.len();
        assert!(framer.waiting() <= came + 1, "more waits than came in");
        let wanted = [0, 1, 2, usize::MAX][usize::from(habit & 3)];
        lines.framed.extend(std::iter::from_fn(|| framer.line()).take(wanted));
        if wanted == usize::MAX {
            assert!(framer.waiting() <= longest, "more waits than the longest line");
        }
    }
    framer.end();
    lines.ended = framer.ended();
    lines.answers = std::iter::from_fn(|| framer.answer()).count();
    lines.framed.extend(std::iter::from_fn(|| framer.line()));
    assert_eq!(framer.waiting(), 0, "a drained framer holds something");
    lines
}

fn check_line(line: &str) {
    check_safe(line);
    for many in [false, true] {
        let place = Place { in_lobby: !many, many, here: None };
        let request = parse(line, &place);
        assert_eq!(request.is_none(), line.trim().is_empty(), "only an empty line is no request");
        let Some(request) = request else { continue };
        assert!(!request.verb.contains(char::is_whitespace), "a verb is one word");
        assert!(request.said.is_none_or(|said| said == line), "what is said is the whole line");
        let Rest::Text(rest) = request.rest else { panic!("the line protocol does not cut words") };
        assert!(line.ends_with(rest), "what stands behind the verb is not cut");
        let refusal = Refusal::UnknownVerb { verb: request.verb.clone().into_owned(), near: None };
        check_shown(&describe(&refusal));
    }
    assert_eq!(budget::parse(line).is_none(), line.trim().is_empty());
    match budget::name(line) {
        Ok(nick) => assert!(nick.as_str().chars().all(|c| c.is_ascii_alphanumeric())),
        Err(refusal) => check_shown(&describe(&refusal)),
    }
    check_event(line);
}

/// What is said comes out as one line in every dialect.
fn check_event(text: &str) {
    let Ok(nick) = Nick::new("toto") else { return };
    let who = Arc::new(Who::named(nick));
    for to in [To::Channel(ChannelName::lobby()), To::Person(who.clone()), To::Everyone] {
        for how in [How::Message, How::Action] {
            let event = Event::Said { from: who.clone(), to: to.clone(), text: text.into(), how };
            for dialect in [Dialect::Line, Dialect::Budget, Dialect::Console] {
                let mut out = String::new();
                let flavor = Flavor { dialect, several: true, own: false, caps: Caps::NONE };
                render_event(&event, &Stamp::default(), flavor, "chat.localhost", &mut out);
                let shown = out.strip_suffix('\n').unwrap_or(&out);
                assert_eq!(out.is_empty(), shown.len() == out.len(), "a line has its end");
                check_shown(shown);
            }
        }
    }
}

fn check_safe(text: &str) {
    let shown = safe(text);
    check_shown(&shown);
    assert_eq!(safe(&shown), shown, "what is safe stays as it is");
    assert!(length(&shown) >= length(text), "nothing disappears");
    assert_eq!(text.chars().any(is_unsafe), shown != text, "only what is unsafe is changed");
}

fn check_shown(text: &str) {
    assert!(!text.chars().any(is_unsafe), "{text:?} would write on a terminal");
}

/// Characters that move a terminal's cursor, or turn its text around.
pub fn is_unsafe(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
