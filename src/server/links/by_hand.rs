//! What admins do with links: make one now, end one, see all (`CONNECT`, `SQUIT`, `TRACE`).

use super::Stage;
use crate::model::numeric::{ERR_NOSUCHSERVER, RPL_TRACECONNECTING, RPL_TRACEHANDSHAKE, RPL_TRACESERVER};
use crate::model::{Refusal, Reply, SessionId};
use crate::server::hub::Hub;

/// The class that links are of.
const CLASS: &str = "servers";

impl Hub {
    /// Calls a server because an admin asks for it, at another port if they name one (RFC 2812 3.4.7).
    pub(in crate::server) fn connect_by_hand(&mut self, session: SessionId, server: &str, port: Option<u16>) {
        let told = self.call_by_hand(server, port);
        self.world.reply(session, told.map(Reply::Text));
    }

    fn call_by_hand(&mut self, server: &str, port: Option<u16>) -> Result<String, Refusal> {
        let Some(link) = self.world.config().link_or_local(server) else {
            return Err(Refusal::Numeric(ERR_NOSUCHSERVER, vec![server.to_owned()]));
        };
        let name = &link.name;
        let stage = self.links.to(name).map(|(_, peer)| peer.stage);
        match (stage, &link.address) {
            (Some(Stage::Open), _) => Err(Refusal::because(format!("There is a link with {name} already."))),
            (Some(Stage::Standby), _) => Err(Refusal::because(format!(
                "{name} is on the network by another way: the link with it stands by, and opens when that one is lost."
            ))),
            (Some(_), _) => Err(Refusal::because(format!("The link with {name} is being made already."))),
            (None, None) => {
                self.links.call(name).held = false;
                Err(Refusal::because(format!("{name} has no address in the configuration: it calls by itself.")))
            }
            (None, Some(address)) => {
                let host = address.rsplit_once(':').map_or(address.as_str(), |(host, _)| host);
                let address = port.map_or_else(|| address.clone(), |port| format!("{host}:{port}"));
                self.links.call(name).held = false;
                let told = format!("{name} is called, at {address}.");
                self.call_at(&link, address);
                Ok(told)
            }
        }
    }

    /// Ends the link with a server because an admin asks for it; it is not made again by itself (RFC 2812 3.1.8).
    pub(in crate::server) fn disconnect_by_hand(&mut self, session: SessionId, server: &str, why: &str) {
        let Some((link, peer)) = self.links.to(server) else {
            let none = Refusal::because(format!("There is no link with {server} here."));
            return self.world.reply(session, Err(none));
        };
        let (name, called) = (peer.link.name.clone(), peer.link.address.is_some());
        self.push(link, format!("SQUIT {name} :{why}\r\n").as_bytes());
        self.turn_peer_away(link, why);
        self.links.call(&name).held = true;
        let again = if called { format!("CONNECT {name} makes it again") } else { format!("{name} may call again") };
        let still = if self.world.knows_server(&name) { "; it is on the network by another way" } else { "" };
        self.world.reply(session, Ok(Reply::Text(format!("The link with {name} is ended: {again}{still}."))));
    }

    /// An admin at the other end of a link has ended it: it is not called again by itself from here either.
    pub(super) fn ended_by_hand(&mut self, session: SessionId, why: &str) {
        let name = self.links.peers.get(&session).map(|peer| peer.link.name.clone());
        self.turn_peer_away(session, why);
        if let Some(name) = name {
            self.links.call(&name).held = true;
        }
    }

    /// Tells of the connections to other servers, of those that are open with how many servers and people are behind them
    /// (RFC 2812 5.1, 201, 202 and 206).
    pub(in crate::server) fn trace_links(&mut self, session: SessionId, hidden: bool) {
        let own = self.world.config().server.name.clone();
        let mut rows = Vec::new();
        for peer in self.links.peers.values().filter(|peer| hidden || !peer.link.hidden) {
            let name = &peer.link.name;
            rows.push(match peer.stage {
                Stage::Open => {
                    let behind = self.world.servers_behind(name);
                    let people = self.world.people_on(&behind).len();
                    let [servers, people] = [format!("{}S", behind.len()), format!("{people}C")];
                    let by = format!("*!*@{own}");
                    let words = ["Serv", CLASS, &servers, &people, name, &by, "V0210"].map(str::to_owned);
                    Reply::Numeric(RPL_TRACESERVER, words.into())
                }
                Stage::Called => Reply::Numeric(RPL_TRACECONNECTING, ["Try.", CLASS, name].map(str::to_owned).into()),
                _ => Reply::Numeric(RPL_TRACEHANDSHAKE, ["H.S.", CLASS, name].map(str::to_owned).into()),
            });
        }
        rows.into_iter().for_each(|row| self.world.reply(session, Ok(row)));
    }
}
