//! Pace: who is in the row of those who wait for their turn, who waits for whom, when outboxes are written, and what happens
//! when nothing comes in.

use std::time::Duration;

use super::hub::Hub;
use super::outbox::{Due, READING};
use super::partings::Why;
use super::sessions::LAST_WORDS;
use super::timers::Timer;
use crate::dialect::Dialect;
use crate::model::{SessionId, Time};

/// Outboxes of a crowd that are written before others have their turn. A larger slice costs more than it saves: what is
/// said while the others wait for theirs goes along with what waits already.
const SLICE_WRITES: usize = 24;

/// Bytes that take about as long to write as it takes to write at all.
const BYTES_LIKE_A_WRITE: usize = 16 << 10;

impl Hub {
    /// Puts a session in the row of those who wait for their turn.
    pub(super) fn queue(&mut self, session: SessionId) {
        if let Some(connection) = self.connections.get_mut(session)
            && !connection.queued
        {
            connection.queued = true;
            if connection.loud { self.loud.push_back(session) } else { self.waiting.push_back(session) }
        }
    }

    /// Stops or goes on reading from a session.
    pub(super) fn settle(&mut self, session: SessionId) {
        let limits = &self.world.config().limits;
        if let Some(connection) = self.connections.get_mut(session) {
            connection.mind_the_recvq(limits);
            self.read_later(session);
        }
    }

    /// Makes one who speaks wait for one who is outrun.
    pub(super) fn brake(&mut self, speaker: SessionId, outrun: SessionId) {
        let Some(connection) = self.connections.get_mut(speaker).filter(|c| c.brake.is_none()) else { return };
        connection.brake = Some(outrun);
        self.timers.insert((self.world.now() + READING, speaker, Timer::Brake));
        if let Some(slow) = self.connections.get_mut(outrun) {
            slow.outbox.braked.push(speaker);
        }
    }

    /// Somebody who was outrun has caught up, or is gone.
    pub(super) fn release(&mut self, session: SessionId) {
        if let Some(connection) = self.connections.get_mut(session) {
            connection.brake = None;
            self.queue(session);
        }
    }

    /// Writes every touched outbox once, and of those that belong to a crowd as many as hold up nobody.
    pub fn flush(&mut self) {
        let now = self.world.now();
        self.flush_touched(now);
        let mut left = SLICE_WRITES;
        while left > 0
            && let Some(session) = self.deliveries.crowd.pop_front()
        {
            let due = self.connections.get(session).filter(|connection| connection.outbox.due == Due::InTurn);
            let Some(connection) = due else { continue };
            left = left.saturating_sub(1 + connection.outbox.waiting() / BYTES_LIKE_A_WRITE);
            self.flush_one(session, now);
        }
        self.flush_touched(now);
    }

    fn flush_touched(&mut self, now: Time) {
        let mut next = 0;
        while let Some(session) = self.deliveries.touched.get(next).copied() {
            next += 1;
            self.flush_one(session, now);
        }
        self.deliveries.touched.clear();
    }

    fn flush_one(&mut self, session: SessionId, now: Time) {
        let limits = &self.world.config().limits;
        let Some(connection) = self.connections.get_mut(session) else { return };
        let sendq = connection.sendq(limits);
        connection.outbox.due = Due::Never;
        connection.outbox.flush(now);
        connection.outbox.give_buffer(&mut self.deliveries.spares);
        if connection.closing && connection.outbox.waiting() == 0 {
            return self.drop_session(session);
        }
        if connection.outbox.is_easy(sendq) {
            let braked = std::mem::take(&mut connection.outbox.braked);
            if connection.has_work() {
                self.queue(session);
            }
            for speaker in braked {
                self.release(speaker);
            }
        }
    }

    pub(super) fn ring_timers(&mut self, now: Time) {
        while let Some((session, timer)) = self.timers.take_due(now) {
            let idle = Duration::from_secs(self.limits().idle);
            let Some(connection) = self.connections.get_mut(session) else { continue };
            let named = self.world.session(session).is_some_and(|s| s.user.is_some());
            match timer {
                Timer::Flood => {
                    connection.timed = false;
                    self.queue(session);
                }
                Timer::Brake => self.release(session),
                Timer::LastWords if connection.outbox.stands_still(LAST_WORDS, now) => self.give_up(session),
                Timer::LastWords => {
                    self.timers.insert((now + LAST_WORDS, session, Timer::LastWords));
                }
                Timer::Silence => self.silent(session, now),
                Timer::Ping => self.ping(session),
                Timer::Registration if connection.dialect == Dialect::Auto => self.speak(session, Dialect::Line),
                Timer::Registration if connection.dialect == Dialect::Link => {
                    if self.is_ungreeted(session) {
                        self.turn_peer_away(session, "It did not greet in time");
                    }
                }
                Timer::Registration if !named => self.put_off(session, Why::Nameless),
                Timer::Registration => {}
                Timer::Idle if idle.is_zero() || connection.closing || connection.dialect == Dialect::Link => {}
                Timer::Idle if now.since(connection.heard) >= idle => self.put_off(session, Why::Idle),
                Timer::Idle => {
                    self.timers.insert((connection.heard + idle, session, Timer::Idle));
                }
            }
        }
    }
}
