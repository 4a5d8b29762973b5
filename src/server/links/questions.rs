//! Questions to another server, and their answers (RFC 2812 3.4): they go from link to link.

use crate::command::{Tongue, Turn};
use crate::dialect::link;
use crate::model::fact::{By, Fact, Question};
use crate::model::numeric::ERR_NOSUCHSERVER;
use crate::model::{Refusal, Reply, Request, Rest, SessionId, UserId};
use crate::server::hub::Hub;
use crate::server::lines::Asked;

/// The most pages of an answer that goes over a link: what is behind them is not told.
const MOST_PAGES: usize = 100;

impl Hub {
    /// Asks another server what somebody wanted to know, or have done.
    pub(in crate::server) fn ask_elsewhere(
        &mut self,
        by: Asked,
        server: Box<str>,
        verb: Box<str>,
        words: Vec<Box<str>>,
    ) {
        let Some(via) = self.world.find_server(&server).map(|server| server.via) else { return };
        let plain = by.tongue != Tongue::Irc;
        let by = self.world.as_cause(by.me);
        self.world.tell_link(via, Fact::Asked(Box::new(Question { by, server, verb, words, plain })));
    }

    /// A question of somebody on another server: answered here, or handed on.
    pub(super) fn hear_question(&mut self, session: SessionId, question: Question) {
        if *question.server != *self.world.config().server.name {
            let via = self.world.find_server(&question.server).map(|server| server.via);
            if let Some(via) = via.filter(|via| *via != session) {
                self.world.tell_link(via, Fact::Asked(Box::new(question)));
            }
            return;
        }
        let Some(me) = self.asker(&question.by) else { return };
        let Question { by, server, verb, words, plain } = question;
        let tongue = if plain { Tongue::Line } else { Tongue::Irc };
        self.world.begin_answer(by, session);
        self.links.answers_plainly = plain;
        let console = me == self.world.server();
        if console && !self.world.link(session).is_some_and(|link| link.rules.admins) {
            self.world.reply(session, Err(Refusal::AdminsOnly { verb: verb.into() }));
        } else if link::may_be_asked(&verb) {
            let rest = Rest::Words(words.iter().map(|word| &**word).collect());
            let request = Request { verb: (&*verb).into(), rest, slash: true, said: None, bare_channels: plain };
            self.run_request(Asked { me, session, tongue }, request);
            self.answer_all(Asked { me, session, tongue });
        } else {
            self.world.reply(session, Err(Refusal::Numeric(ERR_NOSUCHSERVER, vec![server.to_string()])));
        }
        self.deliver();
        self.links.answers_plainly = false;
        self.world.end_answer();
    }

    /// The person who asks over a link; for another server's console the server, which may do as much here.
    fn asker(&self, by: &By) -> Option<UserId> {
        match by {
            By::Person(named) => self.world.person_marked(named.mark),
            By::Server(_) => Some(self.world.server()),
        }
    }

    /// The pages of an answer to somebody behind a link, one after the other.
    fn answer_all(&mut self, by: Asked) {
        let Asked { me, session, tongue } = by;
        let mut left = MOST_PAGES;
        while let Some(mut pages) = self.connections.get_mut(session).and_then(|c| c.rare.there()?.pages.pop_front()) {
            let Hub { world, table, orders, .. } = self;
            let mut turn = Turn { world, table, orders, me, session, tongue };
            while left > 0 && turn.turn_page(&mut pages) {
                left -= 1;
            }
        }
    }

    /// An answer to somebody: here, or on the way to them.
    pub(super) fn hear_answer(&mut self, server: Box<str>, to: By, code: u16, words: Vec<Box<str>>) {
        let own = &self.world.config().server.name;
        let (via, sessions) = match &to {
            By::Person(named) => {
                let Some(id) = self.world.person_marked(named.mark) else { return };
                (self.world.way_to(id), self.world.user(id).sessions.clone())
            }
            By::Server(name) if **name == **own => (None, self.console.into_iter().collect()),
            By::Server(name) => match self.world.find_server(name) {
                Some(server) => (Some(server.via), Default::default()),
                None => return,
            },
        };
        if let Some(via) = via {
            return self.world.tell_link(via, Fact::Answered { server, to, code, words });
        }
        for session in sessions {
            let (server, words) = (server.clone(), words.clone());
            self.world.reply(session, Ok(Reply::Remote { server, code, words }));
        }
    }
}
