//! The server's own terminal: the lines of TP5c, and the answers to what is typed there.

use crate::dialect::line;
use crate::model::{Event, Refusal, Reply, text::safe};

/// Writes the event lines of TP5c, and nothing for other events.
pub fn render_event(event: &Event, out: &mut String) {
    match event {
        Event::Connected { who } => out.extend(["client connected \"", who.shown(), "\"\n"]),
        Event::Disconnected { who, .. } => out.extend(["client disconnected \"", who.shown(), "\"\n"]),
        Event::Renamed { old, new } => out.extend(["client \"", old.shown(), "\" => \"", new.shown(), "\"\n"]),
        Event::Notice { text } => out.extend([&*safe(text), "\n"]),
        Event::Said { from, text, to: crate::model::To::Person(_), .. } => {
            out.extend(["[", from.shown(), " -> server] ", &*safe(text), "\n"]);
        }
        _ => {}
    }
}

/// Writes an answer, or why there is none.
pub fn render_reply(reply: &Result<Reply, Refusal>, out: &mut String) {
    match reply {
        Ok(reply) => line::answer(reply, &mut |text| {
            out.push_str(text);
            out.push('\n');
        }),
        Err(refusal) => {
            out.push_str(&line::describe(refusal));
            out.push('\n');
        }
    }
}
