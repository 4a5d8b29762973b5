//! A line of IRC on its way to the command: what is said of it before it is run, and of its answers after.

use super::hub::Hub;
use super::lines::Asked;
use crate::command::Tongue;
use crate::dialect::{Framed, irc};
use crate::model::numeric::ERR_INPUTTOOLONG;
use crate::model::{Caps, Refusal, SessionId};

impl Hub {
    /// Runs one line; returns what it cost.
    pub(super) fn run_irc(&mut self, session: SessionId, framed: Framed) -> u32 {
        let refusal = match framed {
            Framed::Line(text) => match irc::parse(&text) {
                Ok(Some(line)) => return self.run_message(session, line),
                Ok(None) => return 0,
                Err(refusal) => refusal,
            },
            Framed::TooLong => Refusal::Numeric(ERR_INPUTTOOLONG, Vec::new()),
            Framed::NotUtf8(text) => not_utf8(&text),
        };
        self.world.reply(session, Err(refusal));
        1
    }

    fn run_message(&mut self, session: SessionId, line: irc::Line) -> u32 {
        let me = self.world.session(session).and_then(|session| session.user).unwrap_or(self.world.nobody());
        let caps = self.world.caps(session);
        if let Some(label) = line.label.filter(|_| caps.has(Caps::LABELED_RESPONSE)) {
            self.hold(session, label);
        }
        self.world.set_client_tags(line.tags.filter(|_| caps.has(Caps::MESSAGE_TAGS)));
        let cost = self.run_request(Asked { me, session, tongue: Tongue::Irc }, line.request);
        self.world.set_client_tags(None);
        let caps = self.world.caps(session);
        let busy = self.connections.get_mut(session).is_some_and(|connection| {
            connection.caps = caps;
            connection.busy
        });
        self.deliver();
        if busy {
            let label = self.postpone(session);
            if let Some(connection) = self.connections.get_mut(session) {
                connection.label = label;
            }
        }
        self.let_go();
        cost
    }
}

/// IRCv3 UTF8ONLY: the line is not run.
fn not_utf8(text: &str) -> Refusal {
    let verb = irc::parse(text).ok().flatten().map(|line| line.request.verb.to_uppercase());
    let about = verb.unwrap_or_else(|| "*".into());
    let why = "The line is no UTF-8, and was not run: set your program to UTF-8".to_owned();
    Refusal::Fail { verb: "*", code: "INVALID_UTF8", about: vec![about], why }
}
