//! Gateways: whom a `WEBIRC` is believed from.

use super::hub::Hub;
use super::jobs::Job;
use crate::config::PasswordHash;
use crate::model::{Claim, Reply, SessionId};

impl Hub {
    /// A gateway says for whom it connects: its password is compared, if one may come from where it is.
    pub(super) fn vouch(&mut self, session: SessionId, password: String, claim: Claim) {
        let Some(address) = self.world.session(session).map(|session| session.origin.address) else { return };
        let gateways = self.world.config().gateways.iter();
        let known = gateways.filter(|gateway| gateway.networks.iter().any(|network| network.contains(address)));
        let hashes: Vec<PasswordHash> = known.map(|gateway| gateway.password.clone()).collect();
        if hashes.is_empty() {
            return self.distrust(session, "WEBIRC is not for you");
        }
        if let Some(connection) = self.connections.get_mut(session) {
            connection.busy = true;
        }
        self.jobs.push(Job::Vouch { session, claim, hashes, password });
    }

    /// Its password was compared: it is believed, or ends.
    pub(super) fn vouched(&mut self, session: SessionId, claim: Claim, proven: bool) {
        let Some(connection) = self.connections.get_mut(session).filter(|c| !c.closing) else { return };
        connection.busy = false;
        let label = connection.rare.made().label.take();
        if let Some(label) = label {
            self.hold(session, label);
        }
        if proven {
            self.believe(session, claim);
        } else {
            self.distrust(session, "Invalid WEBIRC password");
        }
        self.deliver();
        self.let_go();
        self.queue(session);
    }

    fn believe(&mut self, session: SessionId, claim: Claim) {
        let Some(origin) = self.world.session(session).map(|session| session.origin.clone()) else { return };
        let Claim { gateway, host, address, port } = claim;
        if let Err(refusal) = self.relocate(session, (address, port.unwrap_or(origin.port)).into()) {
            let told = self.told_off(crate::dialect::Dialect::Irc, refusal);
            self.push(session, told.as_bytes());
            return self.world.close(session);
        }
        log::info!("{} comes through the gateway {gateway:?} at {}", address, origin.shown());
        if let Some(newcomer) = self.world.newcomer(session) {
            newcomer.host = host;
        }
    }

    fn distrust(&mut self, session: SessionId, why: &str) {
        if let Some(session) = self.world.session(session) {
            log::info!("{} is turned away: {why}", session.origin.shown());
        }
        self.world.reply(session, Ok(Reply::Message("ERROR", vec![format!("Closing link: ({why})")])));
        self.world.close(session);
    }
}
