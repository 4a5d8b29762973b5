//! Budget Chat, the exercise of Protohackers: a name, then everything one types is said to the room.

use super::Flavor;
use crate::model::{BadName, Event, How, Nick, Refusal, Reply, Request, Rest, SaidLine, To, text::safe};

/// What a newcomer is asked.
pub const PROMPT: &str = "Welcome to Budget Chat! What shall I call you?\n";

/// Reads the first line, the name: letters and digits only.
///
/// # Errors
/// Says why it is no name.
pub fn name(line: &str) -> Result<Nick, Refusal> {
    let name = line.trim_end_matches('\r');
    let refuse = |why| Refusal::BadNick { nick: name.to_owned(), why };
    if let Some(bad) = name.chars().find(|c| !c.is_ascii_alphanumeric()) {
        return Err(refuse(BadName::Character(bad)));
    }
    Nick::new(name).map_err(refuse)
}

/// Reads a later line: something said to the room; none when there is nothing on it.
#[must_use]
pub fn parse(line: &str) -> Option<Request<'_>> {
    let line = line.trim_end_matches('\r');
    let rest = Rest::Words([line].into_iter().collect());
    (!line.trim().is_empty()).then_some(Request {
        verb: "MSG".into(),
        rest,
        slash: false,
        said: None,
        bare_channels: true,
    })
}

/// Writes what is said in the room, and who enters and leaves it.
pub fn render_event(event: &Event, flavor: Flavor, out: &mut String) {
    if flavor.own {
        return;
    }
    let text = match event {
        Event::Said { from, to: To::Channel(_) | To::Everyone, text, how: How::Message | How::Notice } => {
            format!("[{}] {}\n", from.nick, safe(text))
        }
        Event::Said { from, to: To::Ranked(..), text, .. } => format!("[{}] {}\n", from.nick, safe(text)),
        Event::Said { from, to: To::Person(whom), text, .. } => {
            format!("[{} -> {}] {}\n", from.nick, whom.nick, safe(text))
        }
        Event::Lines { from, lines, .. } => {
            SaidLine::joined(lines).iter().map(|text| format!("[{}] {}\n", from.nick, safe(text))).collect()
        }
        Event::Said { from, text, how: How::Action, .. } => format!("* {} {}\n", from.nick, safe(text)),
        Event::Joined { who, .. } => format!("* {} has entered the room\n", who.nick),
        Event::Quit { who, text: Some(text), .. } => {
            format!("[{0}] {1}\n* {0} has left the room\n", who.nick, safe(text))
        }
        Event::Parted { who, .. } | Event::Quit { who, .. } => format!("* {} has left the room\n", who.nick),
        Event::Renamed { old, new } => format!("* {} is now {}\n", old.nick, new.nick),
        Event::Killed { by, text, .. } => {
            format!("[{}] {}\n", by.nick, safe(text.as_deref().unwrap_or("You are put off.")))
        }
        Event::Banned { by, reason, .. } => format!("[{}] You are banned. {}\n", by.nick, safe(reason)),
        Event::Notice { text } => format!("* {}\n", safe(text)),
        _ => return,
    };
    out.push_str(&text);
}

/// Writes who is in the room already; Budget Chat has no other answers.
pub fn render_reply(reply: &Reply, out: &mut String) {
    if let Reply::Names { people, .. } = reply {
        let names: Vec<&str> = people.iter().map(|present| present.who.nick.as_str()).collect();
        out.push_str(&format!("* room contains: {}\n", names.join(", ")));
    }
}

/// Writes why a name or a message is refused.
pub fn render_refusal(refusal: &Refusal, out: &mut String) {
    out.push_str(&format!("* {}\n", super::line::describe(refusal)));
}
