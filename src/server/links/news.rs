//! What a configuration that was read again means to links: new ones are made, others end, rules count from now on.

use crate::config::Config;
use crate::model::SessionId;
use crate::server::hub::Hub;

impl Hub {
    /// While other servers know this one by its name it keeps it: the line that says so, if the configuration has another.
    pub(in crate::server) fn keep_name(&self, config: &mut Config) -> Option<String> {
        let own = &self.world.config().server.name;
        if self.links.peers.is_empty() || config.server.name == *own {
            return None;
        }
        let new = std::mem::replace(&mut config.server.name, own.clone());
        Some(format!("server.name: \"{own}\" -> \"{new}\""))
    }

    /// Servers that the configuration has no more are no longer linked; of the others the new rules count, a new password
    /// from the next link on. Each may be called at once, also one whose link an admin had ended.
    pub(in crate::server) fn mind_new_links(&mut self) {
        let config = self.world.config().clone();
        let mut gone: Vec<SessionId> = Vec::new();
        for (session, peer) in &mut self.links.peers {
            match config.link_or_local(&peer.link.name) {
                Some(link) => {
                    peer.link = link;
                    self.world.set_link_rules(*session, peer.rules());
                }
                None => gone.push(*session),
            }
        }
        for session in gone {
            self.turn_peer_away(session, "It is no longer in the configuration");
        }
        self.links.calls.values_mut().filter(|call| !call.busy).for_each(|call| *call = super::Call::default());
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Link;
    use crate::scene::Network;

    #[test]
    fn what_is_new_is_called_and_what_is_gone_ends() {
        let mut network = Network::start(&["7001", "7002 7001", "7003"]);
        network.enter("7002", "toto");
        network.enter("7001", "tata");
        network.reconfigure("7002", |config| {
            config.server.local_links = false;
            config.links = vec![Link::on_port(7003)];
        });
        network.wait(2);
        assert_eq!(network.heard("toto"), ["[server] link to 7001 lost: tata is away", "[server] linked with 7003"]);
        assert_eq!(network.console("7002", "map"), ["7002 (1 person)", "`- 7003 (0 people)"]);
    }

    #[test]
    fn rules_count_at_once_and_passwords_from_the_next_link_on() {
        let mut network = Network::start(&["7001", "7002 7001"]);
        network.enter("7002", "toto");
        network.reconfigure("7002", |config| {
            config.links[0].hidden = true;
            config.links[0].password = "another".into();
        });
        network.line("toto", "LINKS");
        assert_eq!(network.heard("toto"), ["[server] 7002: A chat server (this server)"]);
        assert_eq!(network.console("7002", "map").len(), 2);
        network.cut("7001", "7002");
        network.wait(5);
        assert_eq!(network.console("7002", "map").len(), 1, "7001 sends the password it had");
    }

    #[test]
    fn a_name_that_others_know_is_kept() {
        let mut network = Network::start(&["7001", "7002 7001"]);
        network.reconfigure("7002", |config| config.server.name = "other".into());
        assert_eq!(network.console("7001", "map"), ["7001 (0 people)", "`- 7002 (0 people)"]);
        assert_eq!(network.console("7002", "map")[0], "7002 (0 people)");
    }

    #[test]
    fn whom_an_admin_put_off_is_called_again() {
        let mut network = Network::start(&["7001", "7002 7001"]);
        network.console("7002", "squit 7001");
        network.wait(60);
        assert_eq!(network.console("7002", "map").len(), 1);
        network.reconfigure("7002", |_| {});
        network.wait(1);
        assert_eq!(network.console("7002", "map").len(), 2);
    }
}
