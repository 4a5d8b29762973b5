//! Several servers and the cables between them, started as a test wants them.

use std::collections::BTreeSet;

use super::cable::Cable;
use super::node::{Kind, Node, Peer};
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
        nodes.iter_mut().zip(&peers).for_each(|(node, peers)| node.start(peers));
        let network = Network { nodes, cables };
        network.is_whole();
        Some(network)
    }

    /// So many `chat` servers.
    pub fn of_chat(servers: usize, links: &[(usize, usize)]) -> Network {
        Network::start(&vec![Kind::Chat; servers], links).unwrap()
    }

    /// Waits until each server knows all others.
    #[track_caller]
    pub fn is_whole(&self) {
        let all: Vec<usize> = (0..self.nodes.len()).collect();
        self.is_split(&[&all]);
    }

    /// Waits until the servers are split so: each knows those of its own part, and no other.
    #[track_caller]
    pub fn is_split(&self, parts: &[&[usize]]) {
        for part in parts {
            let names: BTreeSet<String> = part.iter().map(|index| self.nodes[*index].name.clone()).collect();
            for index in *part {
                let node = &self.nodes[*index];
                node.tells(&format!("{names:?}"), |witness| linked(witness) == names);
            }
        }
    }

    /// Waits until a person is known on all servers, or on none.
    #[track_caller]
    pub fn knows(&self, nick: &str, known: bool) {
        for node in &self.nodes {
            node.tells(&format!("that {nick} is here: {known}"), |witness| {
                witness.line(&format!("ISON {nick}"));
                witness.hear_to(" 303 ").pop().unwrap().ends_with(nick) == known
            });
        }
    }
}

/// The servers that somebody's own server knows.
fn linked(witness: &mut Eve) -> BTreeSet<String> {
    witness.line("LINKS");
    let answers = witness.hear_to(" 365 ");
    let name = |line: &String| Some(line.split_once(" 364 ")?.1.split(' ').nth(1)?.to_owned());
    answers.iter().filter_map(name).collect()
}
