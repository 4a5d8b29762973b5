//! Several servers and the cables between them, started as a test wants them.

use super::cable::Cable;
use super::node::{Kind, Node, Peer, leaves};
use super::support::Eve;

/// The servers and cables; all end when this is dropped.
pub struct Network {
    /// The servers.
    pub nodes: Vec<Node>,
    /// The cables, in the order of the links they were asked for as.
    pub cables: Vec<Cable>,
}

impl Network {
    /// Starts servers and links them: of each pair the first calls the second. None where one is not installed.
    pub fn start(kinds: &[Kind], links: &[(usize, usize)]) -> Option<Network> {
        Network::start_with(kinds, links, |_| Vec::new())
    }

    /// The same, where servers may have links beyond those of the network.
    pub fn start_with(kinds: &[Kind], links: &[(usize, usize)], more: impl Fn(usize) -> Vec<Peer>) -> Option<Network> {
        if !kinds.iter().all(|kind| kind.is_installed()) {
            return None;
        }
        let mut nodes: Vec<Node> = kinds.iter().copied().map(Node::new).collect();
        let cables: Vec<Cable> = links.iter().map(|(_, called)| Cable::to(nodes[*called].port)).collect();
        let mut peers: Vec<Vec<Peer>> = (0..nodes.len()).map(more).collect();
        for ((caller, called), cable) in links.iter().zip(&cables) {
            for (mine, other, port) in [(*caller, *called, Some(cable.port)), (*called, *caller, None)] {
                let (password, accept) = (format!("from-{mine}-to-{other}"), format!("from-{other}-to-{mine}"));
                peers[mine].push(Peer { name: nodes[other].name.clone(), port, password, accept });
            }
        }
        // Those who are called are there first, as far as that is possible.
        let mut order: Vec<usize> = (0..nodes.len()).collect();
        order.sort_by_key(|index| links.iter().filter(|(caller, _)| caller == index).count());
        order.into_iter().for_each(|index| nodes[index].start(&peers[index]));
        let network = Network { nodes, cables };
        network.is_whole();
        Some(network)
    }

    /// So many `chat` servers.
    pub fn of_chat(servers: usize, links: &[(usize, usize)]) -> Network {
        Network::start(&vec![Kind::Chat; servers], links).unwrap()
    }

    /// Waits until people on each server know those on all others.
    #[track_caller]
    pub fn is_whole(&self) {
        let all: Vec<usize> = (0..self.nodes.len()).collect();
        self.is_split(&[&all]);
    }

    /// Waits until the servers are split so: people know those of their own part, and nobody else.
    #[track_caller]
    pub fn is_split(&self, parts: &[&[usize]]) {
        let nick = |index: usize| format!("witness-{}", self.nodes[index].port);
        let servers = || parts.iter().flat_map(|part| *part).copied();
        let mut witnesses: Vec<Eve> = servers().map(|index| self.nodes[index].eve(&nick(index))).collect();
        for (index, witness) in servers().zip(&mut witnesses) {
            let part = parts.iter().find(|part| part.contains(&index)).unwrap();
            let others = |known: bool| servers().filter(move |other| part.contains(other) == known).map(nick);
            self.nodes[index].waits(witness, &format!("that it is linked with {part:?}"), |witness| {
                is_here(witness, others(true)) == part.len() && is_here(witness, others(false)) == 0
            });
        }
        witnesses.into_iter().for_each(leaves);
    }

    /// Waits until a person is known on all servers, or on none.
    #[track_caller]
    pub fn knows(&self, nick: &str, known: bool) {
        for node in &self.nodes {
            let here = |witness: &mut Eve| (is_here(witness, [nick.to_owned()]) == 1) == known;
            node.tells(&format!("that {nick} is here: {known}"), here);
        }
    }
}

/// How many of these people are connected, as somebody is told.
fn is_here(witness: &mut Eve, nicks: impl IntoIterator<Item = String>) -> usize {
    let nicks: Vec<String> = nicks.into_iter().collect();
    if nicks.is_empty() {
        return 0;
    }
    witness.line(&format!("ISON {}", nicks.join(" ")));
    let answer = witness.hear_to(" 303 ").pop().unwrap();
    answer.rsplit_once(':').unwrap().1.split_whitespace().count()
}
