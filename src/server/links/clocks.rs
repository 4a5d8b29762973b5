//! Clocks that are apart: who came first is told by marks, which are made of each server's time.

use std::time::Duration;

use crate::model::{SessionId, Time};
use crate::server::hub::Hub;

/// Clocks that are farther apart than this are told of: what is done on a slow one loses against what was done before.
const APART: Duration = Duration::from_secs(5);

/// Clocks that are farther apart than this make no sense, and no network.
const TOO_FAR: Duration = Duration::from_secs(24 * 60 * 60);

impl Hub {
    /// Tells a server that has greeted what time it is here, in milliseconds since 1970.
    pub(super) fn tell_clock(&mut self, session: SessionId) {
        let line = format!("CLOCK {}\r\n", self.world.now().0);
        self.push(session, line.as_bytes());
    }

    /// A server tells what time it is there. A link whose ends live in different days is not made.
    pub(super) fn compare_clocks(&mut self, session: SessionId, words: &[String]) {
        let Some(there) = words.first().and_then(|word| word.parse().ok()).map(Time) else { return };
        let Some(name) = self.links.name_on(session).map(str::to_owned) else { return };
        let here = self.world.now();
        let (apart, which) = if there > here { (there.since(here), "ahead") } else { (here.since(there), "behind") };
        if apart > TOO_FAR {
            let why = format!("Our clocks are {} seconds apart: set them right first", apart.as_secs());
            return self.turn_peer_away(session, &why);
        }
        if apart > APART {
            let text = format!("The clock of {name} is {} seconds {which} of ours", apart.as_secs());
            log::warn!("{text}");
            self.world.note(&text);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::scene::Network;

    fn apart(seconds: u64) -> (usize, Vec<String>) {
        let mut network = Network::start(&["7001", "7002"]);
        network.enter_irc("7002", "eve", "");
        network.make_admin("eve");
        network.line("eve", "MODE eve +s");
        network.at("7001").wait(seconds);
        network.forget();
        network.console("7002", "connect 7001");
        (network.console("7001", "map").len(), network.heard("eve"))
    }

    #[test]
    fn a_little_is_nothing_more_is_told_and_a_day_is_too_much() {
        let (servers, told) = apart(5);
        assert!(servers == 2 && told.iter().all(|line| !line.contains("clock")), "{told:?}");
        let (servers, told) = apart(600);
        assert!(servers == 2 && told.iter().any(|line| line.ends_with("is 600 seconds ahead of ours")), "{told:?}");
        let (servers, told) = apart(100_000);
        let why = "Our clocks are 100000 seconds apart: set them right first";
        assert!(servers == 1 && told.iter().any(|line| line.ends_with(why)), "{told:?}");
    }
}
