//! A proof of who one is, given in several messages: what is known of one that goes on (IRCv3 sasl-3.1).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::World;
use super::tell::Audience;
use crate::model::{Caps, Event, SessionId, UserId, Who};

/// A proof that goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// How it is given: `PLAIN`.
    pub mechanism: Box<str>,
    /// What came of the message that is not whole yet, in Base64.
    pub received: String,
    /// What the mechanism remembers from one message to the next.
    pub memory: Vec<u8>,
}

impl World {
    /// Where the proof is kept that goes on on a session.
    pub fn exchange(&mut self, session: SessionId) -> Option<&mut Option<Exchange>> {
        self.sessions.get_mut(session).map(|session| &mut session.rare.made().exchange)
    }

    /// Ends the proof that goes on on a session, if there is one.
    pub fn take_exchange(&mut self, session: SessionId) -> Option<Exchange> {
        self.sessions.get_mut(session)?.rare.there()?.exchange.take()
    }

    /// The account that is logged in on a session, also of somebody who has not arrived yet.
    #[must_use]
    pub fn account(&self, session: SessionId) -> Option<&str> {
        let session = self.sessions.get(session)?;
        session.user.map_or_else(|| session.newcomer.account.as_deref(), |user| self.users[user].who.account.as_deref())
    }

    /// Somebody is logged in to an account from now on or, with none, out of it: those around are told.
    pub fn set_account(&mut self, session: SessionId, account: Option<&str>) {
        let Some(known) = self.sessions.get_mut(session) else { return };
        let Some(id) = known.user else {
            known.newcomer.made().account = account.map(Into::into);
            return;
        };
        self.log_in(id, account);
    }

    /// Somebody is logged in to an account from now on or, with none, out of it: those around are told.
    pub(super) fn log_in(&mut self, id: UserId, account: Option<&str>) {
        let old = self.who(id);
        if old.account.as_deref() == account {
            return;
        }
        let who = Arc::new(Who { account: account.map(Into::into), ..(*old).clone() });
        self.user_mut(id).who = Arc::clone(&who);
        let caps = Caps::ACCOUNT_NOTIFY | Caps::EXTENDED_MONITOR;
        self.tell(id, Audience::Acquaintances(id, caps), Event::AccountChanged { who });
        self.relay_changed(id);
    }
}
