//! Three servers in a line, a guest on each: after everything that happens, all of them show the same.
//!
//! Three ngIRCds agree too: what is asked for here is what the protocol's own server does.

use super::network::Network;
use super::node::Kind::{self, Chat, Ngircd};
use super::support::{Eve, Netcat};
use super::view::View;

/// Guests of three servers in one channel.
struct Guests {
    network: Network,
    /// ann, ben and cat, with IRC programs, one on each server.
    eves: Vec<Eve>,
    /// Those with netcat, on each server that has such.
    netcats: Vec<Netcat>,
    /// Those in the channel.
    nicks: Vec<String>,
}

impl Guests {
    /// They come, one after the other, into the channel that ann makes.
    fn of(kinds: [Kind; 3]) -> Option<Guests> {
        let network = Network::start(&kinds, &[(0, 1), (2, 1)])?;
        let mut guests = Guests { network, eves: Vec::new(), netcats: Vec::new(), nicks: Vec::new() };
        for (index, nick) in ["ann", "ben", "cat"].into_iter().enumerate() {
            guests.knows_the_channel(index);
            let mut eve = guests.network.nodes[index].eve(nick);
            eve.line("JOIN #tp");
            eve.hear_with(" 366 ");
            guests.eves.push(eve);
            guests.nicks.push(nick.into());
            guests.agree("one more came", |_| true);
        }
        for (index, kind) in kinds.iter().enumerate().filter(|(_, kind)| **kind == Chat) {
            let nick = format!("toto{index}");
            let mut netcat = guests.network.nodes[index].netcat(&nick);
            netcat.line("JOIN #tp");
            netcat.is_done();
            guests.netcats.push(netcat);
            guests.nicks.push(nick);
            guests.agree(&format!("one with netcat came to a {kind:?}"), |_| true);
        }
        Some(guests)
    }

    /// Waits until a server has heard of the channel that ann has made: who comes earlier makes it once more.
    fn knows_the_channel(&self, index: usize) {
        if index > 0 {
            self.network.nodes[index].tells("that ann is in #tp", |witness| {
                witness.line("NAMES #tp");
                witness.hear_to(" 366 ").iter().any(|line| line.contains("@ann"))
            });
        }
    }

    /// Waits until all servers show the same, with exactly these members, and as it should be.
    #[track_caller]
    fn agree(&mut self, what: &str, right: impl Fn(&View) -> bool) -> View {
        let nicks: Vec<&str> = self.nicks.iter().map(String::as_str).collect();
        let members = |view: &View| {
            let mut names: Vec<&str> = view.names.iter().map(|name| name.trim_start_matches(['@', '+'])).collect();
            names.sort_unstable();
            let mut expected = nicks.clone();
            expected.sort_unstable();
            names == expected
        };
        let known = |view: &View| view.people.iter().all(|person| person.who.len() == 5 && person.server.len() == 2);
        View::agreed(&mut self.eves, "#tp", &nicks, what, |view| members(view) && known(view) && right(view))
    }

    /// One of those with IRC says a line to their server.
    fn says(&mut self, index: usize, line: &str) {
        self.eves[index].line(line);
    }

    /// All with IRC hear it, except perhaps one.
    #[track_caller]
    fn hear(&mut self, part: &str, except: Option<usize>) {
        for (index, eve) in self.eves.iter_mut().enumerate() {
            if Some(index) != except {
                eve.hear_with(part);
            }
        }
    }
}

/// All that happens in an evening.
fn evening(kinds: [Kind; 3]) {
    let Some(mut guests) = Guests::of(kinds) else { return };
    talk(&mut guests);
    modes(&mut guests);
    ranks_and_kicks(&mut guests);
    names_and_absence(&mut guests);
    invitations(&mut guests);
    splits(&mut guests);
    farewells(&mut guests);
}

fn talk(guests: &mut Guests) {
    for (index, nick) in ["ann", "ben", "cat"].into_iter().enumerate() {
        guests.says(index, &format!("PRIVMSG #tp :hello from {nick}"));
        guests.hear(&format!(":{nick}!~{nick}@127.0.0.1 PRIVMSG #tp :hello from {nick}"), Some(index));
        for netcat in &mut guests.netcats {
            netcat.hear_where("hello", |line| line.contains(nick) && line.ends_with(&format!("] hello from {nick}")));
        }
    }
    for index in 0..guests.netcats.len() {
        guests.netcats[index].line(&format!("MSG #tp I have netcat {index}"));
        guests.hear(&format!(" PRIVMSG #tp :I have netcat {index}"), None);
        guests.netcats[index].line(&format!("/msg cat psst, I have netcat {index}"));
        guests.eves[2].hear_with(&format!(" PRIVMSG cat :psst, I have netcat {index}"));
    }
    guests.says(0, "NOTICE cat :psst");
    guests.eves[2].hear_with(":ann!~ann@127.0.0.1 NOTICE cat :psst");
}

fn modes(guests: &mut Guests) {
    for (line, mode) in [("+m", "m"), ("+i", "i"), ("+s", "s"), ("+k sesame", "k sesame"), ("+l 12", "l 12")] {
        guests.says(0, &format!("MODE #tp {line}"));
        guests.agree(&format!("the channel is {line}"), |view| view.modes.contains(mode));
    }
    for (line, mode) in [("-m", "m"), ("-i", "i"), ("-s", "s"), ("-k sesame", "k sesame"), ("-l", "l 12")] {
        guests.says(0, &format!("MODE #tp {line}"));
        guests.agree(&format!("the channel is {line}"), |view| !view.modes.contains(mode));
    }
    // Only operators are shown all lists.
    guests.says(0, "MODE #tp +oo ben cat");
    guests.agree("all with IRC are operators", |view| ["@ben", "@cat"].iter().all(|name| view.names.contains(*name)));
    for letter in ["b", "e", "I"] {
        let mask = format!("{letter} {letter}mask!*@*");
        guests.says(0, &format!("MODE #tp +{mask}"));
        guests.agree(&format!("there is a mask {mask}"), |view| view.masks.contains(&mask));
    }
    guests.says(0, "MODE #tp -e emask!*@*");
    guests.agree("one mask is gone", |view| view.masks.len() == 2);
    guests.says(0, "MODE #tp -I Imask!*@*");
    guests.says(0, "MODE #tp -oo ben cat");
    guests.agree("one mask is left", |view| view.masks.len() == 1 && view.names.contains("ben"));
}

fn ranks_and_kicks(guests: &mut Guests) {
    let has = |name: &'static str| move |view: &View| view.names.contains(name);
    guests.says(0, "MODE #tp +v ben");
    guests.agree("ben has voice", has("+ben"));
    guests.says(0, "MODE #tp +o cat");
    guests.agree("cat is an operator", has("@cat"));
    guests.says(2, "TOPIC #tp :what cats do");
    guests.agree("there is a topic", |view| view.topic == "what cats do");
    guests.says(2, "KICK #tp ben :no dogs");
    guests.hear(":cat!~cat@127.0.0.1 KICK #tp ben :no dogs", None);
    guests.nicks.retain(|nick| nick != "ben");
    let ben = guests.eves.remove(1);
    guests.agree("ben is out", |_| true);
    guests.eves.insert(1, ben);
    guests.says(1, "JOIN #tp");
    guests.eves[1].hear_with(" 366 ");
    guests.nicks.push("ben".into());
    guests.agree("ben is back, without voice", has("ben"));
    guests.says(2, "MODE #tp -o cat");
    guests.agree("cat is no operator", has("cat"));
    guests.says(0, "TOPIC #tp :");
    guests.agree("there is no topic", |view| view.topic.is_empty());
    guests.says(0, "TOPIC #tp :what all do");
    guests.agree("there is one again", |view| view.topic == "what all do");
}

fn names_and_absence(guests: &mut Guests) {
    guests.says(1, "NICK bea");
    guests.hear(":ben!~ben@127.0.0.1 NICK :bea", None);
    guests.nicks.iter_mut().filter(|nick| *nick == "ben").for_each(|nick| *nick = "bea".into());
    let bea = guests.nicks.iter().position(|nick| nick == "bea").unwrap();
    guests.agree("ben is bea", |_| true);
    guests.says(1, "AWAY :gone out");
    guests.agree("bea is away", |view| view.people[bea].away);
    guests.says(0, "PRIVMSG bea :are you there?");
    guests.eves[0].hear_with(" 301 ann bea :");
    guests.says(1, "AWAY");
    guests.agree("bea is back", |view| !view.people[bea].away);
}

fn invitations(guests: &mut Guests) {
    let mut dan = guests.network.nodes[2].eve("dan");
    guests.network.knows("dan", true);
    guests.says(0, "MODE #tp +i");
    guests.agree("nobody comes uninvited", |view| view.modes.contains("i"));
    dan.line("JOIN #tp");
    dan.hear_with(" 473 dan #tp ");
    guests.says(0, "INVITE dan #tp");
    dan.hear_with(":ann!~ann@127.0.0.1 INVITE dan");
    guests.eves[0].hear_with(" 341 ann dan ");
    dan.line("JOIN #tp");
    dan.hear_with(" 366 ");
    guests.nicks.push("dan".into());
    guests.agree("dan is in", |_| true);
    dan.line("PART #tp :too loud");
    guests.hear(":dan!~dan@127.0.0.1 PART #tp :too loud", None);
    guests.nicks.pop();
    guests.says(0, "MODE #tp -i");
    guests.agree("dan is out", |view| !view.modes.contains("i"));
}

fn splits(guests: &mut Guests) {
    guests.network.cables[1].cut();
    guests.network.is_split(&[&[0, 1], &[2]]);
    guests.eves[0].hear_with(":cat!~cat@127.0.0.1 QUIT :");
    guests.eves[2].hear_with(":ann!~ann@127.0.0.1 QUIT :");
    guests.says(0, "MODE #tp +b while!*@split");
    guests.network.cables[1].mend();
    guests.network.is_whole();
    guests.agree("they are together again", |view| view.masks.contains("b while!*@split"));
    guests.says(2, "PRIVMSG #tp :here again");
    guests.hear(":cat!~cat@127.0.0.1 PRIVMSG #tp :here again", Some(2));
}

fn farewells(guests: &mut Guests) {
    for netcat in guests.netcats.drain(..) {
        let mut netcat = netcat;
        netcat.line("QUIT bye");
        netcat.hear_out();
        guests.nicks.retain(|nick| !nick.starts_with("toto"));
    }
    guests.agree("those with netcat are gone", |_| true);
    let mut cat = guests.eves.pop().unwrap();
    cat.line("QUIT :going home");
    cat.hear_out();
    guests.nicks.retain(|nick| nick != "cat");
    for eve in &mut guests.eves {
        let before = eve.hear_to(":cat!~cat@127.0.0.1 QUIT :");
        assert!(before.last().unwrap().contains("going home"), "{before:#?}");
    }
    guests.agree("cat is gone", |_| true);
}

#[test]
fn three_of_ours() {
    evening([Chat; 3]);
}

#[test]
fn ngircd_in_the_middle() {
    evening([Chat, Ngircd, Chat]);
}

#[test]
fn ngircd_at_an_end() {
    evening([Chat, Chat, Ngircd]);
}

#[test]
fn three_ngircds() {
    evening([Ngircd; 3]);
}
