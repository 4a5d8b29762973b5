//! Calling other servers: at the start, after a loss, and when an admin asks for it.

use std::net::SocketAddr;
use std::time::Duration;

use super::{Call, Claim, Peer, Stage};
use crate::config::Link;
use crate::dialect::Dialect;
use crate::dialect::link::Greeting;
use crate::model::{SessionId, Time};
use crate::server::connection::Connection;
use crate::server::hub::Hub;
use crate::server::input::Wire;
use crate::server::jobs::Job;
use crate::server::timers::Timer;
use crate::world::{Origin, Profile};

/// How long one waits after the first call that was in vain; twice as long after each further one.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// The longest pause between two calls.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

impl Hub {
    /// Calls the servers that should be called now.
    pub(in crate::server) fn call_peers(&mut self, now: Time) {
        let config = self.world.config().clone();
        for link in config.links.iter().filter(|link| link.autoconnect) {
            if self.call_due(link).is_some_and(|due| due <= now) {
                self.call_peer(link);
            }
        }
    }

    /// When a server is to be called next; none while there is a connection to it, or it is being called.
    fn call_due(&self, link: &Link) -> Option<Time> {
        link.address.as_ref()?;
        if self.links.to(&link.name).is_some() {
            return None;
        }
        match self.links.calls.get(&link.name.to_lowercase()) {
            Some(call) if call.busy || call.held => None,
            Some(call) => Some(call.next),
            None => Some(Time::default()),
        }
    }

    /// When the next server is to be called.
    pub(in crate::server) fn next_call(&self) -> Option<Time> {
        let links = self.world.config().links.iter().filter(|link| link.autoconnect);
        links.filter_map(|link| self.call_due(link)).min()
    }

    /// Calls a server.
    pub(super) fn call_peer(&mut self, link: &Link) {
        let Some(address) = link.address.clone() else { return };
        self.call_at(link, address);
    }

    /// Calls a server at this address.
    pub(super) fn call_at(&mut self, link: &Link, address: String) {
        self.links.call(&link.name).busy = true;
        self.jobs.push(Job::Dial { server: link.name.clone(), address });
    }

    /// A call was answered, or not.
    pub(in crate::server) fn dialed(&mut self, server: &str, done: Result<(Box<dyn Wire>, SocketAddr), String>) {
        let call = self.links.call(server);
        call.busy = false;
        match done {
            Ok((wire, peer)) => {
                let link = self.world.config().link_or_local(server);
                if let Some(link) = link.filter(|_| self.links.to(server).is_none()) {
                    self.greet_called(link, wire, peer);
                }
            }
            Err(why) => {
                if call.failures == 0 {
                    log::info!("{server} does not answer: {why}");
                    self.world.note(&format!("{server} does not answer: {why}"));
                }
                self.pause_calls(server);
            }
        }
    }

    /// The next call of a server waits, longer each time; by how much also chance says, so that two servers do not call
    /// each other at the same moment again and again.
    pub(super) fn pause_calls(&mut self, server: &str) {
        let call = self.links.call(server);
        let pause = FIRST_PAUSE.saturating_mul(1 << call.failures.min(6)).min(LONGEST_PAUSE);
        call.failures = call.failures.saturating_add(1);
        let most = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX) / 2;
        let pause = pause / 2 + Duration::from_millis(self.world.random(most + 1));
        let next = self.world.now() + pause;
        self.links.call(server).next = next;
    }

    /// A server is linked: the next call after a loss is at once.
    pub(super) fn forget_failures(&mut self, server: &str) {
        self.links.calls.insert(server.to_lowercase(), Call::default());
    }

    fn greet_called(&mut self, link: Link, mut wire: Box<dyn Wire>, peer: SocketAddr) {
        let session = self.world.open_anyway(Origin::from(peer), Profile::IRC);
        wire.start(session);
        let now = self.world.now();
        self.connections.insert(session, Connection::new(Dialect::Link, wire, None, now));
        let server = &self.world.config().server;
        let first = Greeting::write(&link.password, &server.name, &server.description);
        let claim = Claim::default();
        let (greeting, description) = (Greeting::default(), String::new());
        let peer = Peer { stage: Stage::Called, link, greeting, description, claim, why: None };
        self.links.peers.insert(session, peer);
        self.push(session, first.as_bytes());
        self.watch_call(session);
    }

    /// A server that was called greets before long, and shows now and then that it is there; of one who came this is seen
    /// to since they came.
    fn watch_call(&mut self, session: SessionId) {
        let registration = self.limits().registration;
        self.watch_for_pong(session);
        if registration > 0 {
            let at = self.world.now() + Duration::from_secs(registration);
            self.timers.insert((at, session, Timer::Registration));
        }
    }
}
