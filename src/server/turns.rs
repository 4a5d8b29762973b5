//! Turns: whose lines are run, and how many before others have theirs.

use super::deliver::CROWD;
use super::hub::Hub;
use super::timers::Timer;
use crate::dialect::Dialect;
use crate::model::SessionId;

/// Lines of one session that are run before others have their turn.
const SLICE: usize = 256;

/// Outboxes one session may fill before that, and all those whom crowds hear together: about a quarter of a
/// millisecond's worth.
const SLICE_DELIVERIES: usize = 8192;

/// What each further page of a long answer costs of the flood budget: looking at hundreds of things takes its time.
const PAGE_COST: u32 = 1;

impl Hub {
    /// Gives every session that has lines its slice, first those who hold up nobody. Of those whom a crowd hears as many
    /// have theirs as one alone would hold up the others.
    pub(super) fn serve_all(&mut self) {
        for _ in 0..self.waiting.len() {
            let Some(session) = self.waiting.pop_front() else { break };
            self.take_turn(session);
        }
        let pushed = self.deliveries.pushed;
        for _ in 0..self.loud.len() {
            if self.deliveries.pushed.wrapping_sub(pushed) > SLICE_DELIVERIES {
                break;
            }
            let Some(session) = self.loud.pop_front() else { break };
            self.take_turn(session);
        }
    }

    fn take_turn(&mut self, session: SessionId) {
        if let Some(connection) = self.connections.get_mut(session) {
            connection.queued = false;
            self.serve_one(session);
            self.reconsider_links();
        }
    }

    /// Runs a session's lines, as many as its slice, its budget and its listeners' pace allow.
    fn serve_one(&mut self, session: SessionId) {
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
            let before = self.deliveries.pushed;
            let cost = self.run_line(session, framed);
            self.deliver();
            self.speaker = None;
            let heard = self.deliveries.pushed.wrapping_sub(before);
            let Some(connection) = self.connections.get_mut(session) else { return };
            connection.loud = heard > CROWD;
            if let Some(flood) = connection.flood.as_mut() {
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Scene;
    use crate::server::Input;

    const SPEAKERS: [&str; 4] = ["m0", "m1", "m2", "m3"];

    #[test]
    fn those_whom_crowds_hear_hold_up_others_together_no_longer_than_one_alone() {
        let names: Vec<String> = (0..300).map(|number| format!("m{number}")).collect();
        let mut scene = Scene::many(&format!("#tp {}", names.join(" ")));
        scene.enter("toto");
        SPEAKERS.iter().for_each(|nick| scene.line(nick, "MSG #tp first"));
        scene.forget();
        let hub = scene.hub();
        let (now, before) = (hub.world.now(), hub.deliveries.pushed);
        for nick in SPEAKERS.iter().chain(&["toto"]) {
            let lines = if *nick == "toto" { "TIME\n".into() } else { "MSG #tp next\n".repeat(100) };
            let session = hub.world.user(hub.world.find(nick).unwrap()).sessions[0];
            hub.take(now, Input::Read { session, bytes: lines.into_bytes() });
        }
        hub.serve(now);
        hub.flush();
        let filled = hub.deliveries.pushed - before;
        assert!(filled > SLICE_DELIVERIES && filled < SLICE_DELIVERIES + names.len() + 8, "{filled} outboxes filled");
        assert_eq!(scene.heard("toto").len(), 1, "whoever speaks to nobody has their turn before them");
        while scene.hub().has_work() {
            scene.hub().serve(now);
            scene.hub().flush();
        }
        assert_eq!(scene.heard("m9").len(), 100 * SPEAKERS.len());
    }
}
