//! Links that are cut and servers that are killed: who is told, and how the network comes together again.

use std::collections::BTreeSet;

use super::network::Network;
use super::node::Kind::{Chat, Ngircd};
use super::node::leaves;
use super::support::{Eve, Netcat};
use super::view::View;

/// A guest with an IRC program on each of these servers, all in one channel.
fn eves(network: &Network, on: &[usize]) -> Vec<Eve> {
    let mut eves: Vec<Eve> = on.iter().map(|index| network.nodes[*index].eve(&format!("rita{index}"))).collect();
    for eve in &mut eves {
        eve.line("JOIN #tp");
        eve.hear_with(" 366 ");
    }
    are_together(&mut eves, on);
    eves
}

/// Waits until all of them see all of them, and hear what each says.
#[track_caller]
fn are_together(eves: &mut [Eve], on: &[usize]) {
    let nicks: BTreeSet<String> = on.iter().map(|index| format!("rita{index}")).collect();
    let bare = |view: &View| view.names.iter().map(|name| name.trim_start_matches(['@', '+']).to_owned()).collect();
    View::agreed(eves.iter_mut(), "#tp", &[], "all are there", |view| nicks == bare(view));
    for (speaker, index) in on.iter().enumerate() {
        eves[speaker].line(&format!("PRIVMSG #tp :does everybody hear rita{index}?"));
        for (_, eve) in eves.iter_mut().enumerate().filter(|(hearer, _)| *hearer != speaker) {
            eve.hear_with(&format!(" PRIVMSG #tp :does everybody hear rita{index}?"));
        }
    }
}

/// Waits for the line that tells of a lost link; says who is away.
#[track_caller]
fn hears_of_loss(netcat: &mut Netcat, server: &str) -> BTreeSet<String> {
    let start = format!("[server] link to {server} lost: ");
    let mut away = BTreeSet::new();
    netcat.hear_where(&start, |line| {
        let names = line.strip_prefix(&start).and_then(|rest| rest.strip_suffix(" are away"));
        away.extend(names.into_iter().flat_map(|names| names.split(", ")).map(str::to_owned));
        names.is_some()
    });
    let after = netcat.is_done();
    let told = |line: &&String| line.contains(" lost: ") || away.iter().any(|nick| line.contains(&**nick));
    assert_eq!(after.iter().filter(told).collect::<Vec<_>>(), [""; 0], "told once");
    away
}

#[test]
fn in_a_ring_any_link_may_go() {
    let network = Network::of_chat(3, &[(0, 1), (1, 2), (2, 0)]);
    let mut eves = eves(&network, &[0, 1, 2]);
    for cable in &network.cables {
        cable.cut();
        network.is_whole();
        are_together(&mut eves, &[0, 1, 2]);
        cable.mend();
    }
}

#[test]
fn in_a_ring_any_server_may_go() {
    let mut network = Network::of_chat(3, &[(0, 1), (1, 2), (2, 0)]);
    for killed in 0..3 {
        let others: Vec<usize> = (0..3).filter(|index| *index != killed).collect();
        let mut eves = eves(&network, &others);
        network.nodes[killed].kill();
        network.is_split(&[&others]);
        are_together(&mut eves, &others);
        network.nodes[killed].restart();
        network.is_whole();
        eves.into_iter().for_each(leaves);
        others.iter().for_each(|index| network.knows(&format!("rita{index}"), false));
    }
}

#[test]
fn the_middle_of_a_line_is_killed_and_comes_back() {
    let mut network = Network::of_chat(3, &[(0, 1), (2, 1)]);
    let mut toto = network.nodes[0].netcat("toto");
    let [mut tata, mut titi] = [(1, "tata"), (2, "titi")].map(|(index, nick)| network.nodes[index].netcat(nick));
    let mut eves = eves(&network, &[0, 1, 2]);
    ["toto", "tata", "titi"].iter().for_each(|nick| network.knows(nick, true));
    // Behind these words, nobody who came only to ask is still on the way.
    are_together(&mut eves, &[0, 1, 2]);

    let middle = network.nodes[1].name.clone();
    network.nodes[1].kill();
    let names = |names: [&str; 4]| names.map(str::to_owned).into();
    assert_eq!(hears_of_loss(&mut toto, &middle), names(["rita1", "rita2", "tata", "titi"]));
    assert_eq!(hears_of_loss(&mut titi, &middle), names(["rita0", "rita1", "tata", "toto"]));
    tata.hear_out();
    eves[0].hear_with(":rita2!~rita2@127.0.0.1 QUIT :");
    eves[2].hear_with(":rita0!~rita0@127.0.0.1 QUIT :");
    network.is_split(&[&[0], &[2]]);

    network.nodes[1].restart();
    network.is_whole();
    eves.remove(1);
    are_together(&mut eves, &[0, 2]);
    toto.line("/msg titi are you there?");
    titi.hear("[toto -> titi] are you there?");
}

#[test]
fn the_middle_of_a_star_is_killed_and_comes_back() {
    let mut network = Network::of_chat(4, &[(1, 0), (2, 0), (3, 0)]);
    let mut eves = eves(&network, &[1, 2, 3]);
    network.nodes[0].kill();
    network.is_split(&[&[1], &[2], &[3]]);
    network.nodes[0].restart();
    network.is_whole();
    are_together(&mut eves, &[1, 2, 3]);
}

#[test]
fn an_ngircd_in_the_middle_is_killed_and_comes_back() {
    let Some(mut network) = Network::start(&[Chat, Ngircd, Chat], &[(0, 1), (2, 1)]) else { return };
    let mut eves = eves(&network, &[0, 2]);
    network.nodes[1].kill();
    network.is_split(&[&[0], &[2]]);
    network.nodes[1].restart();
    network.is_whole();
    are_together(&mut eves, &[0, 2]);
}

#[test]
fn so_it_is_with_ngircds() {
    let Some(mut network) = Network::start(&[Ngircd; 3], &[(0, 1), (2, 1)]) else { return };
    let mut eves = eves(&network, &[0, 2]);
    network.cables[0].cut();
    network.is_split(&[&[0], &[1, 2]]);
    network.cables[0].mend();
    network.is_whole();
    are_together(&mut eves, &[0, 2]);
    network.nodes[1].kill();
    network.is_split(&[&[0], &[2]]);
    network.nodes[1].restart();
    network.is_whole();
    are_together(&mut eves, &[0, 2]);
}

#[test]
fn a_cable_that_is_pulled_is_told_once_and_mends() {
    let network = Network::of_chat(2, &[(0, 1)]);
    let mut toto = network.nodes[0].netcat("toto");
    let [mut tata, mut titi] = ["tata", "titi"].map(|nick| network.nodes[1].netcat(nick));
    network.knows("toto", true);
    network.knows("titi", true);
    titi.line("/msg toto nobody else is here");
    toto.hear("[titi -> toto] nobody else is here");
    network.cables[0].cut();
    assert_eq!(hears_of_loss(&mut toto, &network.nodes[1].name), ["tata", "titi"].map(str::to_owned).into());
    network.is_split(&[&[0], &[1]]);
    tata.line("NICK tonton");
    tata.is_done();
    network.cables[0].mend();
    network.is_whole();
    network.knows("tonton", true);
    titi.line("/msg toto here again");
    toto.hear("[titi -> toto] here again");
    toto.line("/msg tonton hello");
    tata.hear("[toto -> tonton] hello");
}
