//! Who may write to whom: caller id (user mode `g`, `ACCEPT`), and `R`.

use std::time::Duration;

use super::World;
use crate::model::numeric as n;
use crate::model::{How, Outcome, Refusal, Reply, UserFlag, UserId};

/// Most people that somebody accepts.
pub const ACCEPTS: usize = 50;

/// How long somebody is not told of another who would write to them.
const PATIENCE: Duration = Duration::from_secs(60);

impl World {
    /// The people whom somebody accepts, as long as they are here, the oldest first.
    #[must_use]
    pub fn accepted(&self, id: UserId) -> Vec<UserId> {
        self.user(id).rare.accepts.iter().copied().filter(|other| self.is_here(*other)).collect()
    }

    /// Accepts somebody's messages under user mode `g`, until they leave.
    ///
    /// # Errors
    /// When that is so already, or one accepts too many.
    pub fn accept(&mut self, id: UserId, other: UserId) -> Outcome {
        let mut accepts = self.accepted(id);
        let name = |world: &World| vec![world.who(other).shown().to_owned()];
        if accepts.contains(&other) {
            return Err(Refusal::Numeric(n::ERR_ACCEPTEXIST, name(self)));
        }
        if accepts.len() >= ACCEPTS {
            return Err(Refusal::Numeric(n::ERR_ACCEPTFULL, Vec::new()));
        }
        accepts.push(other);
        self.user_mut(id).rare.made().accepts = accepts;
        Ok(())
    }

    /// Accepts them no longer.
    ///
    /// # Errors
    /// When one did not.
    pub fn forget_accepted(&mut self, id: UserId, other: UserId) -> Outcome {
        let accepts = &mut self.user_mut(id).rare.made().accepts;
        let Some(place) = accepts.iter().position(|accepted| *accepted == other) else {
            return Err(Refusal::Numeric(n::ERR_ACCEPTNOT, vec![self.who(other).shown().to_owned()]));
        };
        accepts.remove(place);
        Ok(())
    }

    /// That somebody takes messages from somebody. Admins may write to everybody, and whoever writes under `g` accepts
    /// the answer.
    pub(super) fn may_whisper(&mut self, from: UserId, to: UserId, how: How) -> Outcome {
        if from == to {
            return Ok(());
        }
        if self.user(from).modes.has(UserFlag::CallerId) {
            // A full list is no reason not to write.
            let _ = self.accept(from, to);
        }
        let (modes, writer) = (self.user(to).modes, self.user(from));
        if writer.is_admin() {
            return Ok(());
        }
        let nick = vec![self.who(to).shown().to_owned()];
        if modes.has(UserFlag::AccountToWrite) && writer.who.account.is_none() {
            return Err(Refusal::Numeric(n::ERR_NONONREG, nick));
        }
        if modes.has(UserFlag::CallerId) && !self.user(to).rare.accepts.contains(&from) {
            self.announce_caller(from, to, how);
            return Err(Refusal::Numeric(n::ERR_TARGUMODEG, nick));
        }
        Ok(())
    }

    /// Tells somebody who would write to them, once in a while.
    fn announce_caller(&mut self, from: UserId, to: UserId, how: How) {
        let now = self.now;
        let user = self.user_mut(to);
        if user.rare.called.is_some_and(|before| now.since(before) < PATIENCE) {
            return;
        }
        user.rare.made().called = Some(now);
        let (caller, called) = (self.who(from), self.who(to).shown().to_owned());
        let words = vec![caller.shown().to_owned(), format!("{}@{}", caller.user, caller.host)];
        self.reply_to(to, &Reply::Numeric(n::RPL_UMODEGMSG, words));
        // RFC 2812 3.3.2: nothing is answered to a notice.
        if how != How::Notice {
            self.reply_to(from, &Reply::Numeric(n::RPL_TARGNOTIFY, vec![called]));
        }
    }
}
