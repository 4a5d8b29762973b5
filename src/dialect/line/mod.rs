//! The line protocol: what a person types into netcat or telnet, and what they read.

mod frame;
mod modes;
mod parse;
mod refuse;
mod render;
mod whois;

pub use frame::Framer;
pub use parse::parse;
pub use refuse::{describe, render_refusal};
pub use render::{answer, render_event, render_reply};

/// The line that tells a newcomer which commands to try first.
#[must_use]
pub fn first_steps(lobby: bool, many: bool) -> &'static str {
    match (lobby, many) {
        (true, _) => {
            "Try NICK <nick>, MSG <text>, @<nick> <text>, NAMES, JOIN <channel>, QUIT. HELP lists all commands."
        }
        (false, false) => {
            "Try NICK <nick>, LIST, JOIN <channel>, MSG <channel> <text>, NAMES, QUIT. HELP lists all commands."
        }
        (false, true) => {
            "Try /NICK <nick>, /LIST, /JOIN <channel>, then just type. /WHO, /BYE. /HELP lists all commands."
        }
    }
}
