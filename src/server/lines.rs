//! One line's way through the hub: from the framer to the command, and what it asks of the server.

use super::hub::Hub;
use super::jobs::Job;
use super::timers::Timer;
use crate::command::{Order, Tongue, Turn, dispatch};
use crate::dialect::{Dialect, Framed, budget, line};
use crate::model::{ChannelName, Limit, Refusal, Reply, Request, Secrecy, SessionId, UserId};

/// Lines of one session that are run before others have their turn.
const SLICE: usize = 256;

/// Outboxes one session may fill before that: about a quarter of a millisecond's worth.
const SLICE_DELIVERIES: usize = 8192;

/// What each further page of a long answer costs of the flood budget: looking at hundreds of things takes its time.
const PAGE_COST: u32 = 1;

/// Who asks for something, and how.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    pub(super) me: UserId,
    pub(super) session: SessionId,
    pub(super) tongue: Tongue,
}

impl Hub {
    /// Runs a session's lines, as many as its slice, its budget and its listeners' pace allow.
    pub(super) fn serve_one(&mut self, session: SessionId) {
        let now = self.world.now();
        let pushed = self.deliveries.pushed;
        for _ in 0..SLICE {
            if self.deliveries.pushed.wrapping_sub(pushed) > SLICE_DELIVERIES {
                break;
            }
            let limits = &self.world.config().limits;
            let Some(connection) = self.connections.get_mut(session).filter(|c| !c.closing) else { return };
            if connection.is_held(limits) {
                return self.settle(session);
            }
            if !connection.rare.pages.is_empty() {
                if let Some(flood) = connection.flood.as_mut() {
                    flood.spend(PAGE_COST);
                }
                self.turn_page(session);
                break;
            }
            if matches!(connection.dialect, Dialect::Relay | Dialect::Echo) {
                self.pass_on(session);
                return self.settle(session);
            }
            if let Some(wait) = connection.flood.as_mut().and_then(|flood| flood.wait(limits, now)) {
                if !std::mem::replace(&mut connection.timed, true) {
                    self.timers.insert((now + wait, session, Timer::Flood));
                }
                return self.settle(session);
            }
            let Some(framed) = connection.framer.line() else {
                if connection.input_over {
                    self.leave(session);
                }
                return self.settle(session);
            };
            connection.heard = now;
            connection.received.add(1, 0);
            self.speaker = Some(session);
            let cost = self.run_line(session, framed);
            self.deliver();
            self.speaker = None;
            if let Some(flood) = self.connections.get_mut(session).and_then(|c| c.flood.as_mut()) {
                flood.spend(cost);
            }
        }
        self.queue(session);
        self.settle(session);
    }

    /// Where there are no lines: a chunk goes back, or unchanged to everyone else on a relay, once none of them is outrun.
    fn pass_on(&mut self, from: SessionId) {
        let (now, sendq) = (self.world.now(), self.limits().sendq);
        let Some(connection) = self.connections.get_mut(from) else { return };
        let chunk = connection.rare.there().map(|rare| std::mem::take(&mut rare.chunk)).unwrap_or_default();
        if chunk.is_empty() {
            if connection.input_over {
                self.leave(from);
            }
            return;
        }
        let others = self.connections.iter().filter(|(id, other)| *id != from && other.dialect == Dialect::Relay);
        let to: Vec<SessionId> = match self.connections.get(from).map(|c| c.dialect) {
            Some(Dialect::Echo) => vec![from],
            _ => others.map(|(id, _)| id).collect(),
        };
        let outrun = |id: &&SessionId| self.connections.get(**id).is_some_and(|c| c.outbox.is_outrun(sendq, now));
        if let Some(outrun) = to.iter().find(outrun).copied() {
            if let Some(connection) = self.connections.get_mut(from) {
                connection.rare.made().chunk = chunk;
            }
            return self.brake(from, outrun);
        }
        for id in to {
            self.push(id, &chunk);
        }
        self.queue(from);
    }

    /// Runs one line; returns what it cost.
    fn run_line(&mut self, session: SessionId, framed: Framed) -> u32 {
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
