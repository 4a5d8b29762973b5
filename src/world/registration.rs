//! Registration: what somebody says of themselves, in any order, before they are anybody (RFC 2812 3.1).

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use super::metadata::Metadata;
use super::{Profile, World};
use crate::model::{Caps, Empty, Nick, SessionId, UserFlags};

/// What is known of somebody who has not arrived yet.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Newcomer {
    /// The nick they want.
    pub nick: Option<Nick>,
    /// Their user name.
    pub user: Option<CompactString>,
    /// Their real name.
    pub real: Option<CompactString>,
    /// The host a trusted gateway names for them (`WEBIRC`).
    pub host: Option<Box<str>>,
    /// The account they are logged in to.
    pub account: Option<Box<str>>,
    /// The modes they asked for with `USER` (RFC 2812 3.1.3).
    pub modes: UserFlags,
    /// Why they are away, from the first moment.
    pub away: Option<Box<str>>,
    /// What they tell of themselves.
    pub metadata: Metadata,
    /// They are negotiating capabilities: they arrive when they say that they are done.
    pub negotiating: bool,
    /// They know the server's password.
    pub admitted: bool,
}

impl Empty for Newcomer {
    const EMPTY: &'static Newcomer = &Newcomer {
        nick: None,
        user: None,
        real: None,
        host: None,
        account: None,
        modes: UserFlags::NONE,
        away: None,
        metadata: Metadata::new(),
        negotiating: false,
        admitted: false,
    };
}

impl Newcomer {
    /// Whether all that must be said was said.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.nick.is_some() && self.user.is_some() && !self.negotiating
    }
}

impl World {
    /// What somebody who has not arrived yet said of themselves; none once they have.
    pub fn newcomer(&mut self, session: SessionId) -> Option<&mut Newcomer> {
        let session = self.sessions.get_mut(session)?;
        session.user.is_none().then(|| session.newcomer.made())
    }

    /// What a session's program asked to be told.
    #[must_use]
    pub fn caps(&self, session: SessionId) -> Caps {
        self.sessions.get(session).map(|session| session.caps).unwrap_or_default()
    }

    /// Adds to what a session's program is told, or takes away from it.
    pub fn set_caps(&mut self, session: SessionId, caps: Caps, on: bool) {
        if let Some(session) = self.sessions.get_mut(session) {
            session.caps.set(caps, on);
            // metadata: "If a client removes this capability or the batch capability", it subscribes to nothing.
            if !on
                && (Caps::METADATA | Caps::METADATA_3 | Caps::BATCH).has(caps)
                && let Some(rare) = session.rare.there()
            {
                rare.subscriptions.clear();
            }
        }
    }

    /// Capabilities are spoken of in the way of this version from now on; never in the way of a lower one again.
    pub fn set_cap_version(&mut self, session: SessionId, version: u16) {
        if let Some(session) = self.sessions.get_mut(session) {
            session.cap_version = session.cap_version.max(version);
        }
    }

    /// What a session lets people do, once it is known what is spoken on it.
    pub fn set_profile(&mut self, session: SessionId, profile: Profile) {
        if let Some(session) = self.sessions.get_mut(session).filter(|session| session.user.is_none()) {
            session.profile = profile;
        }
    }
}
