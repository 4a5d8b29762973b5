//! Questions to another server, and their answers (RFC 2812 3.4): they go from link to link.

use crate::command::Tongue;
use crate::dialect::link;
use crate::model::fact::{Fact, Named};
use crate::model::numeric::ERR_NOSUCHSERVER;
use crate::model::{Refusal, Reply, Request, Rest, SessionId};
use crate::server::hub::Hub;
use crate::server::lines::Asked;

impl Hub {
    /// Hands a question on that is meant for another server; false when it is for us.
    pub(in crate::server) fn ask_elsewhere(&mut self, by: Asked, request: &Request) -> bool {
        if self.world.is_alone() || by.me == self.world.nobody() {
            return false;
        }
        let verb = request.verb.to_ascii_uppercase();
        let words: Vec<Box<str>> = match &request.rest {
            Rest::Words(words) => words.iter().map(|word| word.as_ref().into()).collect(),
            Rest::Text(text) => text.split_whitespace().map(Into::into).collect(),
        };
        let Some(named) = link::asked_at(&verb, words.len()).and_then(|at| words.get(at)) else { return false };
        let own = self.world.config().server.name.clone();
        let Some(server) = self.world.server_asked(named).filter(|server| **server != *own) else { return false };
        let Some(via) = self.world.find_server(&server).map(|server| server.via) else { return false };
        let by = self.world.named(by.me);
        self.world.tell_link(via, Fact::Asked { by, server, verb: verb.into(), words });
        true
    }

    /// A question of somebody on another server: answered here, or handed on.
    pub(super) fn hear_question(
        &mut self,
        session: SessionId,
        by: Named,
        server: Box<str>,
        verb: &str,
        words: Vec<Box<str>>,
    ) {
        let Some(me) = self.world.person_marked(by.mark).filter(|id| self.world.way_to(*id) == Some(session)) else {
            return;
        };
        if *server != *self.world.config().server.name {
            let via = self.world.find_server(&server).map(|server| server.via).filter(|via| *via != session);
            if let Some(via) = via {
                self.world.tell_link(via, Fact::Asked { by, server, verb: verb.into(), words });
            }
            return;
        }
        let rest = Rest::Words(words.iter().map(|word| word.as_ref().into()).collect());
        let request = Request { verb: verb.into(), rest, slash: false, said: None, bare_channels: false };
        self.world.begin_answer(me, session);
        if link::asked_at(verb, words.len()).is_some() {
            self.run_request(Asked { me, session, tongue: Tongue::Irc }, request);
        } else {
            self.world.reply(session, Err(Refusal::Numeric(ERR_NOSUCHSERVER, vec![server.to_string()])));
        }
        self.world.end_answer();
    }

    /// An answer to somebody: here, or on the way to them.
    pub(super) fn hear_answer(&mut self, server: Box<str>, to: Named, code: u16, words: Vec<Box<str>>) {
        let Some(id) = self.world.person_marked(to.mark) else { return };
        match self.world.way_to(id) {
            Some(via) => self.world.tell_link(via, Fact::Answered { server, to, code, words }),
            None => {
                for session in self.world.user(id).sessions.clone() {
                    let (server, words) = (server.clone(), words.clone());
                    self.world.reply(session, Ok(Reply::Remote { server, code, words }));
                }
            }
        }
    }
}
