//! `chat 7001 7002 7003`: three servers on one machine, each started with the ports of the others, and people with netcat.

use std::process::{Command, Stdio};

use super::support::{CHAT, Netcat, Server, free_port, wait_for};

/// Starts the server of the first port, linked with those of the others.
fn start(ports: &[u16]) -> Server {
    let words = ports.iter().map(u16::to_string);
    Server::run(Command::new(CHAT).args(words).stdin(Stdio::null()), "admin = []\n[server]\nsilence = 50\n")
}

/// Waits until a person is told that exactly these are connected.
#[track_caller]
fn names(netcat: &mut Netcat, nicks: &[&str]) {
    let mut expected = nicks.to_vec();
    expected.sort_unstable();
    wait_for(&format!("{nicks:?}"), || {
        netcat.line("NAMES");
        let answers = netcat.is_done();
        let line = answers.iter().rfind(|line| nicks.iter().any(|nick| line.ends_with(nick)))?;
        let mut names: Vec<&str> = line.trim_start_matches("[server] ").split(' ').collect();
        names.sort_unstable();
        (names == expected).then_some(())
    });
}

#[test]
fn three_servers_on_one_machine() {
    let [one, two, three] = [(); 3].map(|()| free_port());
    let mut servers = [start(&[one, two, three]), start(&[two, one, three]), start(&[three, one, two])];
    let come = |server: &Server, nick: &str| server.person(nick);
    let [mut toto, mut tutu, mut tata, mut titi] =
        [(0, "toto"), (1, "tutu"), (2, "tata"), (2, "titi")].map(|(index, nick)| come(&servers[index], nick));
    for netcat in [&mut toto, &mut tutu, &mut tata, &mut titi] {
        names(netcat, &["toto", "tutu", "tata", "titi"]);
    }
    tata.line("MSG hello world!");
    for netcat in [&mut toto, &mut tutu, &mut titi] {
        netcat.hear("[tata] hello world!");
        let after = netcat.is_done();
        assert!(!after.iter().any(|line| line.contains("hello world!")), "twice: {after:#?}");
    }
    toto.line("NICK tonton");
    tata.hear("[server] toto is now tonton");
    tutu.line("QUIT bye bye");
    tata.hear("[tutu] bye bye");
    toto.hear("[tutu] bye bye");

    // Dropped, it is killed.
    servers[2] = start(&[free_port()]);
    toto.hear_where("the loss of a link", |line| {
        [
            format!("[server] link to {three} lost: tata, titi are away"),
            format!("[server] link to {three} lost: titi, tata are away"),
        ]
        .contains(&line.to_owned())
    });
    tata.hear_out();
    names(&mut toto, &["tonton"]);
    servers[2] = start(&[three, one, two]);
    let mut tata = come(&servers[2], "tata");
    names(&mut tata, &["tonton", "tata"]);
    names(&mut toto, &["tonton", "tata"]);
}
