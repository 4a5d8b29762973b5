//! One line's way through the hub: from the framer to the command, and what it asks of the server.

use super::hub::Hub;
use super::jobs::Job;
use crate::command::{Order, Tongue, Turn, dispatch};
use crate::dialect::{Dialect, Framed, budget, line};
use crate::model::{ChannelName, Limit, Refusal, Reply, Request, Secrecy, SessionId, UserId};

/// Who asks for something, and how.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    pub(super) me: UserId,
    pub(super) session: SessionId,
    pub(super) tongue: Tongue,
}

impl Hub {
    /// Runs one line; returns what it cost.
    pub(super) fn run_line(&mut self, session: SessionId, framed: Framed) -> u32 {
        let Some(dialect) = self.connections.get(session).map(|c| c.dialect) else { return 0 };
        match dialect {
            Dialect::Irc => return self.run_irc(session, framed),
            Dialect::Link => {
                self.run_link(session, framed);
                return 0;
            }
            _ => {}
        }
        let Some(me) = self.world.session(session).and_then(|s| s.user) else {
            self.name_oneself(session, framed);
            return 1;
        };
        let Framed::Line(text) = framed else {
            let most = self.limits().message;
            self.world.reply(session, Err(Refusal::Limit { what: Limit::Message, most }));
            return 1;
        };
        let (tongue, request): (Tongue, Option<Request>) = match dialect {
            Dialect::Console => (Tongue::Console, line::parse(&text, &self.world.place(me))),
            Dialect::Budget => (Tongue::Line, budget::parse(&text)),
            _ => (Tongue::Line, line::parse(&text, &self.world.place(me))),
        };
        let Some(request) = request else { return 0 };
        self.run_request(Asked { me, session, tongue }, request)
    }

    /// Runs what was asked, and does what that asks of the server; returns what it cost.
    pub(super) fn run_request(&mut self, by: Asked, request: Request) -> u32 {
        let Asked { me, session, tongue } = by;
        let Hub { world, table, orders, .. } = self;
        let cost = dispatch(&mut Turn { world, table, orders, me, session, tongue }, request);
        if !self.orders.is_empty() {
            for order in std::mem::take(&mut self.orders) {
                self.carry_out(by, order);
            }
        }
        self.begin_pages(session);
        cost
    }

    /// Budget Chat's first line is the name; a wrong one ends the session.
    fn name_oneself(&mut self, session: SessionId, framed: Framed) {
        let room = self.world.find_channel(&ChannelName::lobby());
        let people = room.map(|room| self.world.present(room)).unwrap_or_default();
        let nick = match framed {
            Framed::Line(text) => budget::name(&text),
            Framed::TooLong | Framed::NotUtf8(_) => Err(Refusal::Limit { what: Limit::Nick, most: self.limits().nick }),
        };
        match nick.and_then(|nick| self.world.arrive(session, Some(nick))) {
            Ok(_) => self.world.reply(session, Ok(Reply::Names { channel: None, secrecy: Secrecy::Public, people })),
            Err(refusal) => {
                self.world.reply(session, Err(refusal));
                self.deliver();
                self.finish(session);
            }
        }
    }

    fn carry_out(&mut self, by: Asked, order: Order) {
        let session = by.session;
        match order {
            Order::Rehash => self.jobs.push(Job::Rehash { session: Some(session) }),
            Order::Traffic { all } => {
                let rows = self.traffic(session, all);
                self.carry_out(by, rows);
            }
            Order::Answer(pages) => {
                if let Some(connection) = self.connections.get_mut(session) {
                    connection.rare.made().pages.push_back(pages);
                }
            }
            Order::Ask { server, verb, words } => self.ask_elsewhere(by, server, verb, words),
            Order::Connect { server, port } => self.connect_by_hand(session, &server, port),
            Order::Disconnect { server, why } => self.disconnect_by_hand(session, &server, &why),
            Order::Trace { hidden } => self.trace_links(session, hidden),
            Order::Vouch { password, claim } => self.vouch(session, password, claim),
            Order::Prove { nick, password } => {
                if let Some(connection) = self.connections.get_mut(session) {
                    connection.busy = true;
                }
                let config = self.world.config();
                let admins = config.admins.iter();
                let admins = admins.filter(|admin| nick.as_ref().is_none_or(|nick| nick.fold() == admin.nick.fold()));
                let hashes = admins.filter_map(|a| Some((Some(a.nick.clone()), a.password.clone()?)));
                let entrance =
                    config.server.password.iter().filter(|_| nick.is_none()).map(|hash| (None, hash.clone()));
                let hashes = hashes.chain(entrance).collect();
                self.jobs.push(Job::Prove { session, nick, hashes, password });
            }
        }
    }
}
