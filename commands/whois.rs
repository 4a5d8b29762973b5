//! `WHOIS` says who somebody is, where they are, and since when.
use std::collections::VecDeque;

use crate::prelude::*;

inventory::submit! {
    Command {
        name: "whois",
        params: "<nick,...>",
        irc_params: Some("[server] [nicks]"),
        source: "RFC 2812 3.6.2",
        help: "Say who somebody is, which channels they are in, and how long they have said nothing.",
        example: "WHOIS toto",
        verbs: Verbs::EVERYWHERE,
        run: whois,
        ..Command::DEFAULT
    }
}

fn whois(cx: &mut Context, args: &mut Args) -> Outcome {
    if cx.speaks_irc() {
        return ask(cx, args);
    }
    let whom = args.person(cx)?;
    tell(cx, whom);
    Ok(())
}

fn tell(cx: &mut Context, whom: UserId) {
    let whois = cx.world.whois(whom, cx.me);
    cx.reply(Reply::Whois(Box::new(whois)));
}

/// In IRC: of each nick, or of those who match a mask, and then that this is all.
fn ask(cx: &mut Context, args: &mut Args) -> Outcome {
    let (first, second) = (args.optional(), args.optional());
    let Some(nicks) = second.or(first) else {
        return Err(Refusal::Numeric(ERR_NONICKNAMEGIVEN, Vec::new()));
    };
    // Programs name a person in the place of the server, to learn how long that very person was silent.
    let is_other = |server: &&str| Fold::of(server) != Fold::of(nicks) || cx.world.find_person(server).is_some();
    let server = first.filter(|server| second.is_some() && is_other(server));
    cx.is_asked(server)?;
    let (asked, most) = (nicks.to_owned(), cx.world.config().limits.targets);
    let names = nicks.split(',').filter(|nick| !nick.is_empty()).take(most).map(str::to_owned).collect();
    let mut search = Search { names, behind: None, matched: 0, left: most };
    cx.answer_in_pages(move |cx| {
        let more = search.next(cx);
        if !more {
            cx.numeric(RPL_ENDOFWHOIS, [&asked]);
        }
        more
    });
    Ok(())
}

/// Nicks and masks that are still to be answered.
struct Search {
    names: VecDeque<String>,
    /// Of the mask that comes next: how far it was looked for, and how many matched.
    behind: Option<Fold>,
    matched: usize,
    /// How many may still be told of because they match a mask.
    left: usize,
}

impl Search {
    /// Answers some of it; whether more is left.
    fn next(&mut self, cx: &mut Context) -> bool {
        let mut budget = cx.page();
        while let Some(name) = self.names.pop_front() {
            if budget == 0 {
                self.names.push_front(name);
                return true;
            }
            let mask = Mask::new(&name);
            if mask.is_plain() {
                budget -= 1;
                match cx.world.find_person(&name) {
                    Some(whom) => tell(cx, whom),
                    None => nobody(cx, name),
                }
                continue;
            }
            let looked = self.matching(cx, &mask, budget);
            if looked == budget && self.left > 0 {
                self.names.push_front(name);
                return true;
            }
            budget -= looked;
            if self.matched == 0 {
                nobody(cx, name);
            }
            (self.behind, self.matched) = (None, 0);
        }
        false
    }

    /// Tells of those among the next people whom a mask matches and one may see; how many were looked at.
    fn matching(&mut self, cx: &mut Context, mask: &Mask, most: usize) -> usize {
        let next: Vec<UserId> = cx.world.people_behind(self.behind.as_ref()).take(most).collect();
        self.behind = next.last().map(|id| cx.world.who(*id).nick.fold());
        let fits = |id: &UserId| mask.matches(cx.world.user(*id).who.nick.as_str()) && cx.world.is_visible(*id, cx.me);
        let found: Vec<UserId> = next.iter().copied().filter(fits).take(self.left).collect();
        self.matched += found.len();
        self.left -= found.len();
        found.into_iter().for_each(|id| tell(cx, id));
        next.len()
    }
}

fn nobody(cx: &mut Context, nick: String) {
    cx.world.reply(cx.session, Err(Refusal::NoSuchNick { nick, near: None }));
}

#[cfg(test)]
mod tests {
    use crate::scene::{Network, Scene};

    fn asks(scene: &mut Scene, who: &str, line: &str) -> Vec<String> {
        scene.line(who, line);
        let heard = scene.heard(who).into_iter();
        heard.map(|line| line.trim_start_matches(":chat.localhost ").to_owned()).collect()
    }

    #[test]
    fn all_that_is_known_is_told() {
        // modern.ircdocs.horse "WHOIS message": 311, 319, 312, 301, 313, 317, and 318 with the nick as it was asked.
        let mut scene = Scene::many("#tp @toto irc:eve irc:bob");
        scene.make_admin("toto");
        scene.line("toto", "JOIN games");
        scene.line("toto", "AWAY lunch");
        scene.wait(90);
        scene.forget();
        assert_eq!(
            asks(&mut scene, "eve", "WHOIS TOTO"),
            [
                "311 eve toto ~toto 127.0.0.1 * :toto",
                "319 eve toto :@#tp @#games",
                "312 eve toto chat.localhost :A chat server",
                "301 eve toto :lunch",
                "313 eve toto :is an IRC operator",
                "317 eve toto 90 0 :seconds idle, signon time",
                "318 eve TOTO :End of /WHOIS list",
            ]
        );
    }

    #[test]
    fn what_is_said_ends_a_silence() {
        let mut scene = Scene::many("#tp irc:eve irc:bob");
        scene.wait(60);
        scene.line("bob", "PRIVMSG #tp :hello");
        scene.wait(5);
        scene.line("bob", "MODE bob");
        scene.heard("eve");
        assert!(
            asks(&mut scene, "eve", "WHOIS bob").contains(&"317 eve bob 5 0 :seconds idle, signon time".to_owned())
        );
    }

    #[test]
    fn only_oneself_and_admins_are_told_the_address() {
        let mut scene = Scene::many("irc:eve irc:bob");
        scene.make_admin("bob");
        scene.forget();
        let numerics = |lines: Vec<String>| lines.iter().map(|line| line[..3].to_owned()).collect::<Vec<_>>();
        assert_eq!(numerics(asks(&mut scene, "eve", "WHOIS bob")), ["311", "312", "313", "317", "318"]);
        let own = asks(&mut scene, "eve", "WHOIS eve");
        assert!(own.contains(&"338 eve eve ~eve@127.0.0.1 127.0.0.1 :is actually using host".to_owned()), "{own:?}");
        let admin = asks(&mut scene, "bob", "WHOIS eve");
        assert!(admin.contains(&"378 bob eve :is connecting from ~eve@127.0.0.1 127.0.0.1".to_owned()), "{admin:?}");
    }

    #[test]
    fn several_nicks_and_a_server() {
        let mut scene = Scene::many("irc:eve irc:bob");
        let heard = asks(&mut scene, "eve", "WHOIS bob,nobody,eve");
        assert!(heard.contains(&"401 eve nobody :No such nick/channel".to_owned()));
        assert_eq!(heard.last().unwrap(), "318 eve bob,nobody,eve :End of /WHOIS list");
        for line in ["WHOIS chat.localhost bob", "WHOIS *.localhost bob", "WHOIS bob bob", "WHOIS eve bob"] {
            let heard = asks(&mut scene, "eve", line);
            assert_eq!(
                (&heard[0][..11], heard.last().unwrap().as_str()),
                ("311 eve bob", "318 eve bob :End of /WHOIS list")
            );
        }
    }

    #[test]
    fn errors_say_what_was_wrong() {
        // RFC 2812 3.6.2: ERR_NONICKNAMEGIVEN, ERR_NOSUCHSERVER, ERR_NOSUCHNICK; 318 follows the last.
        let mut scene = Scene::many("irc:eve");
        for line in ["WHOIS", "WHOIS :"] {
            assert_eq!(asks(&mut scene, "eve", line), ["431 eve :No nickname given"]);
        }
        assert_eq!(asks(&mut scene, "eve", "WHOIS eff.org eve"), ["402 eve eff.org :No such server"]);
        for (line, nick) in
            [("WHOIS Nobody", "Nobody"), ("WHOIS x x", "x"), ("WHOIS server", "server"), ("WHOIS z*", "z*")]
        {
            assert_eq!(
                asks(&mut scene, "eve", line),
                [format!("401 eve {nick} :No such nick/channel"), format!("318 eve {nick} :End of /WHOIS list")]
            );
        }
    }

    #[test]
    fn masks_stand_for_several_and_not_for_too_many() {
        let mut scene = Scene::many("irc:eve irc:bob irc:bab");
        assert_eq!(asks(&mut scene, "eve", "WHOIS b?b")[0], "401 eve b?b :No such nick/channel");
        for nick in ["bob", "bab"] {
            scene.line(nick, &format!("MODE {nick} -i"));
        }
        let heard = asks(&mut scene, "eve", "WHOIS b?b");
        let nicks: Vec<&String> = heard.iter().filter(|line| line.starts_with("311")).collect();
        assert_eq!(
            nicks,
            ["311 eve bab ~bab 127.0.0.1 * :bab of the scene", "311 eve bob ~bob 127.0.0.1 * :bob of the scene"]
        );
        for n in 0..25 {
            scene.enter(&format!("c{n}"));
        }
        scene.heard("eve");
        assert_eq!(asks(&mut scene, "eve", "WHOIS *,c*").iter().filter(|line| line.starts_with("311")).count(), 20);
    }

    #[test]
    fn a_terminal_reads_sentences() {
        let mut scene = Scene::many("#tp @toto bob irc:eve");
        scene.line("bob", "JOIN games");
        scene.line("bob", "AWAY lunch");
        scene.wait(125);
        scene.forget();
        assert_eq!(
            asks(&mut scene, "toto", "WHOIS bob"),
            [
                "[server] bob is ~bob@127.0.0.1",
                "[server] bob is in #tp, #games (creator)",
                "[server] bob is away: lunch",
                "[server] bob has been here since 00:00, silent for 2 min",
            ]
        );
        assert_eq!(asks(&mut scene, "toto", "WHOIS eve")[0], "[server] eve (~eve@127.0.0.1) is eve of the scene");
        assert_eq!(asks(&mut scene, "toto", "WHOIS nobody"), ["[server] There is no nobody here: NAMES lists who is."]);
    }

    /// RFC 2812 3.6.2: 312 names the server somebody is on, and how long they were silent only that server knows.
    #[test]
    fn somebody_on_another_server() {
        let mut network = Network::start(&["7001", "7002 7001", "7003 7002"]);
        network.enter("7001", "toto");
        network.enter_irc("7001", "eve", "");
        network.enter_irc("7003", "bob", "");
        network.wait(5);
        network.forget();
        network.line("eve", "WHOIS bob");
        let told = ["311 eve bob ~bob 127.0.0.1 * :bob of the scene", "312 eve bob 7003 :A chat server"];
        let end = "318 eve bob :End of /WHOIS list";
        assert_eq!(network.heard("eve"), [told[0], told[1], end].map(|line| format!(":7001 {line}")));
        for line in ["WHOIS bob bob", "WHOIS 7003 bob", "WHOIS *3 bob"] {
            network.line("eve", line);
            let told = [told[0], told[1], "317 eve bob 5 0 :seconds idle, signon time", end];
            assert_eq!(network.heard("eve"), told.map(|line| format!(":7003 {line}")), "{line}");
        }
        network.line("toto", "WHOIS bob");
        let told = ["[server] bob (~bob@127.0.0.1) is bob of the scene", "[server] bob is on 7003: A chat server"];
        assert_eq!(network.heard("toto"), told);
    }
}
