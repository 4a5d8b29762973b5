//! Services that speak ngIRCd's protocol: they link, register a nick and a channel, and log people in.

use super::network::Network;
use super::node::Kind::{self, Chat, Ngircd};
use super::node::Peer;
use super::support::{Eve, Other, has, wait_for};
use super::view::{Person, View};

/// Atheme.
const ATHEME: Services = Services {
    program: "atheme-services",
    config: include_str!("atheme.conf"),
    arguments: &["-n", "-c", "FILE", "-D", "FOLDER", "-p", "FOLDER/pid", "-l", "FOLDER/log"],
    register_channel: "REGISTER #club",
};

/// Anope.
const ANOPE: Services = Services {
    program: "anope",
    config: include_str!("anope.conf"),
    arguments: &["--nofork", "--confdir=FOLDER", "--dbdir=FOLDER", "--logdir=FOLDER", "--modulesdir=/usr/lib/anope"],
    register_channel: "REGISTER #club where we meet",
};

/// Services and how they are spoken to.
struct Services {
    program: &'static str,
    config: &'static str,
    arguments: &'static [&'static str],
    register_channel: &'static str,
}

/// A nick and a channel are registered on the last server of a line, with services on the first.
fn registers(services: &Services, kinds: &[Kind]) {
    if !has(services.program) {
        return;
    }
    let links: Vec<(usize, usize)> = (1..kinds.len()).map(|index| (index, index - 1)).collect();
    let peer = || Peer {
        name: "services.test".into(),
        port: None,
        password: "to-services".into(),
        accept: "from-services".into(),
    };
    let more = |index| if index == 0 { vec![peer()] } else { Vec::new() };
    let Some(network) = Network::start_with(kinds, &links, more) else { return };
    let (first, last) = (&network.nodes[0], network.nodes.last().unwrap());
    let config = services.config.replace("UPLINK", &first.name).replace("PORT", &first.port.to_string());
    let _services = Other::start(services.program, &config, services.arguments);
    for nick in ["NickServ", "ChanServ"] {
        last.tells(nick, |witness| {
            witness.line(&format!("WHOIS {nick}"));
            witness.hear_to(" 318 ").iter().any(|line| line.contains(" 311 ") && line.contains(" services.test "))
        });
    }

    let mut bob = last.eve("bob");
    let mut witness = first.eve("wim");
    bob.line("PRIVMSG NickServ :REGISTER sesame-sesame bob@example.com");
    bob.hear_with(":NickServ!services@services.test NOTICE bob :");
    is_known_as(&mut bob, "bob", Some("bob"));
    is_known_as(&mut witness, "bob", Some("bob"));

    bob.line("JOIN #club");
    bob.hear_with(" 366 ");
    bob.line(&format!("PRIVMSG ChanServ :{}", services.register_channel));
    bob.hear_with(":ChanServ!services@services.test NOTICE bob :");
    wait_for("the modes of a registered channel", || {
        let view = View::of(&mut bob, "#club", &[]);
        ["n", "t"].iter().all(|mode| view.modes.contains(*mode)).then_some(())
    });
    bob.line("PRIVMSG NickServ :LOGOUT");
    is_known_as(&mut witness, "bob", None);
    bob.line("QUIT :until later");
    bob.hear_out();
    network.knows("bob", false);

    let mut bob = last.eve("bob");
    bob.line("PRIVMSG NickServ :IDENTIFY wrong-password");
    bob.hear_with(":NickServ!services@services.test NOTICE bob :");
    is_known_as(&mut witness, "bob", None);
    bob.line("PRIVMSG NickServ :IDENTIFY sesame-sesame");
    is_known_as(&mut witness, "bob", Some("bob"));
    is_known_as(&mut bob, "bob", Some("bob"));
    bob.line("JOIN #club");
    bob.hear_with(" 366 ");
    wait_for("bob's rank in his channel", || {
        let names = View::of(&mut bob, "#club", &[]).names;
        names.iter().any(|name| name.ends_with("bob") && name.starts_with(['@', '~'])).then_some(())
    });
}

/// Waits until a person is logged in to this account, as somebody is told.
#[track_caller]
fn is_known_as(eve: &mut Eve, nick: &str, account: Option<&str>) {
    wait_for(&format!("{nick}'s account {account:?}"), || {
        (Person::of(eve, nick).account.as_deref() == account).then_some(())
    });
}

#[test]
fn atheme_on_ours() {
    registers(&ATHEME, &[Chat]);
}

#[test]
fn atheme_behind_another_server() {
    registers(&ATHEME, &[Chat, Chat]);
}

#[test]
fn atheme_behind_an_ngircd() {
    registers(&ATHEME, &[Ngircd, Chat]);
}

#[test]
fn atheme_on_an_ngircd() {
    registers(&ATHEME, &[Ngircd, Ngircd]);
}

#[test]
fn anope_on_ours() {
    registers(&ANOPE, &[Chat]);
}

#[test]
fn anope_behind_another_server() {
    registers(&ANOPE, &[Chat, Chat]);
}

#[test]
fn anope_on_an_ngircd() {
    registers(&ANOPE, &[Ngircd, Ngircd]);
}
