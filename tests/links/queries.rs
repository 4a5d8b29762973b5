//! Questions to another server of the network, by its name and by a mask: it is that server which answers.

use super::network::Network;
use super::node::Kind::{self, Chat, Ngircd};

/// Questions in which `SERVER` stands for its name or a mask; what the answer has in it; the numeric it ends with.
const QUESTIONS: [(&str, &str, &str); 12] = [
    ("VERSION SERVER", " 351 ann ", "351"),
    ("TIME SERVER", " 391 ann NAME ", "391"),
    ("ADMIN SERVER", " 257 ann :Here", "259"),
    ("INFO SERVER", " 371 ann :", "374"),
    ("MOTD SERVER", " 372 ann :- motd of NAME", "376"),
    ("LUSERS * SERVER", " 251 ann :There are ", "255"),
    ("STATS u SERVER", " 242 ann :", "219"),
    ("STATS l SERVER", " 211 ann NEAR", "219"),
    ("LINKS SERVER *", " 364 ann NAME NAME :0 Info of NAME", "365"),
    ("LINKS SERVER NEAR", " 364 ann NEAR NAME :1 Info of NEAR", "365"),
    ("TRACE SERVER", " 262 ann NAME ", "262"),
    ("NAMES #tp SERVER", " 353 ann = #tp :@cat", "366"),
];

/// ann asks the first server of a line about the last one.
fn asks(kinds: [Kind; 3]) {
    let Some(network) = Network::start(&kinds, &[(0, 1), (2, 1)]) else { return };
    let (near, far) = (&network.nodes[1], &network.nodes[2]);
    let mut cat = far.eve("cat");
    cat.line("JOIN #tp");
    cat.hear_with(" 366 ");
    network.knows("cat", true);
    let mut ann = network.nodes[0].eve("ann");
    network.knows("ann", true);
    let mask = format!("*{}.local*", far.port);
    for server in [&far.name, &mask] {
        for (question, expected, end) in QUESTIONS {
            let question = question.replace("SERVER", server).replace("NEAR", &near.name);
            let expected = expected.replace("NAME", &far.name).replace("NEAR", &near.name);
            ann.line(&question);
            let answer = ann.hear_to(&format!(":{} {end} ann ", far.name));
            // The sign before the last word is there or not.
            let bare = |line: &str| line.replacen(" :", " ", 1);
            let start = format!(":{}{}", far.name, bare(&expected));
            assert!(
                answer.iter().any(|line| bare(line).starts_with(&start)),
                "{question}: no {start:?} in {answer:#?}"
            );
        }
    }
    // About a person, their own server is asked, and knows how long they have been silent.
    for server in [&far.name, "cat"] {
        ann.line(&format!("WHOIS {server} cat"));
        let answer = ann.hear_to(&format!(":{} 318 ann cat ", far.name));
        assert!(answer.iter().any(|line| line.contains(" 317 ann cat ")), "{answer:#?}");
    }
    // Here ngIRCd wants the whole name.
    ann.line(&format!("LIST #tp {}", far.name));
    let answer = ann.hear_to(&format!(":{} 323 ann ", far.name));
    assert!(answer.iter().any(|line| line.contains(" 322 ann #tp 1 :")), "{answer:#?}");
    ann.line("VERSION nowhere.localhost");
    ann.hear_with(" 402 ann nowhere.localhost :");
}

#[test]
fn three_of_ours() {
    asks([Chat; 3]);
}

#[test]
fn through_an_ngircd() {
    asks([Chat, Ngircd, Chat]);
}

#[test]
fn an_ngircd() {
    asks([Chat, Chat, Ngircd]);
}

#[test]
fn as_an_ngircd_asks() {
    asks([Ngircd, Chat, Chat]);
}

#[test]
fn three_ngircds() {
    asks([Ngircd; 3]);
}

#[test]
fn the_map_and_the_links_show_the_network() {
    let network = Network::of_chat(4, &[(1, 0), (2, 1), (3, 1)]);
    let mut ann = network.nodes[0].eve("ann");
    ann.line("MAP");
    let map = ann.hear_to(" 007 ");
    ann.line("LINKS");
    let links = ann.hear_to(" 365 ");
    for (node, hops) in network.nodes.iter().zip([0, 1, 2, 2]) {
        assert!(map.iter().any(|line| line.contains(" 006 ") && line.contains(&node.name)), "{map:#?}");
        let end = format!(":{hops} Info of {}", node.name);
        assert!(links.iter().any(|line| line.contains(&node.name) && line.ends_with(&end)), "{links:#?}");
    }
}
