//! The server's own terminal: the lines of TP5c, and the answers to what is typed there.

use crate::dialect::line;
use crate::model::{Event, Refusal, Reply, text::safe};

/// Writes the event lines of TP5c, and nothing for other events.
pub fn render_event(event: &Event, out: &mut String) {
    let text = match event {
        Event::Connected { who } => format!("client connected \"{}\"\n", who.shown()),
        Event::Disconnected { who, .. } => format!("client disconnected \"{}\"\n", who.shown()),
        Event::Renamed { old, new } => format!("client \"{}\" => \"{}\"\n", old.shown(), new.shown()),
        Event::Notice { text } => format!("{}\n", safe(text)),
        Event::Said { from, text, to: crate::model::To::Person(_), .. } => {
            format!("[{} -> server] {}\n", from.shown(), safe(text))
        }
        _ => return,
    };
    out.push_str(&text);
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
