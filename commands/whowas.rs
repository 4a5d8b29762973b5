//! `WHOWAS` says who bore a nick last that nobody bears now.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "whowas",
        params: "<nick,...> [count]",
        irc_params: Some("[nicks] [count] [server]"),
        source: "RFC 2812 3.6.3",
        help: "Say who bore a nick and left, or took another; the last one first.",
        example: "WHOWAS toto",
        run: whowas,
        ..Command::DEFAULT
    }
}

fn whowas(cx: &mut Context, args: &mut Args) -> Outcome {
    let nicks = args.optional();
    let most = most(args.optional());
    if cx.speaks_irc() {
        let Some(nicks) = nicks else { return Err(Refusal::Numeric(ERR_NONICKNAMEGIVEN, Vec::new())) };
        cx.is_asked(args.optional())?;
        answer(cx, nicks, most);
        return Ok(());
    }
    let nick = nicks.unwrap_or_default();
    let told: Vec<String> = cx.world.past(nick).take(most).map(sentence).collect();
    if told.is_empty() {
        return Err(Refusal::because(format!("There was no {nick} here that is remembered.")));
    }
    cx.reply(told.join("\n"));
    Ok(())
}

/// How many to tell of: all where no number stands, or none above zero.
fn most(count: Option<&str>) -> usize {
    let count = count.and_then(|count| count.parse().ok());
    count.filter(|count| *count > 0).unwrap_or(usize::MAX)
}

fn sentence(past: &Past) -> String {
    let who = &past.who;
    format!("{} ({}@{}) was here until {}", who.nick, who.user, who.host, past.until.hour())
}

/// In IRC: those who bore each nick, or that there was none; at the end, that this is all.
fn answer(cx: &mut Context, nicks: &str, most: usize) {
    let mut found: Vec<Result<Past, String>> = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    for nick in nicks.split(',').filter(|nick| !nick.is_empty()).take(cx.world.config().limits.targets) {
        if names.iter().any(|name| Fold::of(name) == Fold::of(nick)) {
            continue;
        }
        names.push(nick);
        let before = found.len();
        found.extend(cx.world.past(nick).take(most).cloned().map(Ok));
        if found.len() == before {
            found.push(Err(nick.to_owned()));
        }
    }
    let (asked, mut found) = (nicks.to_owned(), found.into_iter());
    cx.answer_in_pages(move |cx| {
        for one in found.by_ref().take((cx.page() / 3).max(1)) {
            match one {
                Ok(past) => tell(cx, &past),
                Err(nick) => cx.world.reply(cx.session, Err(Refusal::Numeric(ERR_WASNOSUCHNICK, vec![nick]))),
            }
        }
        let more = found.len() > 0;
        if !more {
            cx.numeric(RPL_ENDOFWHOWAS, [&asked]);
        }
        more
    });
}

fn tell(cx: &mut Context, past: &Past) {
    let Past { who, until, .. } = past;
    let nick = who.nick.as_str();
    cx.numeric(RPL_WHOWASUSER, [nick, &who.user, &who.host, "*", &who.real]);
    let server = past.server.as_deref().filter(|server| cx.is_shown(server)).map(str::to_owned);
    let server = server.unwrap_or_else(|| cx.world.config().server.name.clone());
    cx.numeric(RPL_WHOISSERVER, [nick, &server, &until.iso()]);
    if let Some(address) = past.address.filter(|_| cx.is_admin()).map(of_address) {
        cx.numeric(RPL_WHOISACTUALLY, [nick, &format!("{}@{address}", who.user), &address]);
    }
}

#[cfg(test)]
mod tests {
    use crate::scene::{Network, Scene};

    fn asks(scene: &mut Scene, who: &str, line: &str) -> Vec<String> {
        scene.line(who, line);
        let heard = scene.heard(who).into_iter();
        heard.map(|line| line.trim_start_matches(":chat.localhost ").to_owned()).collect()
    }

    /// Somebody was `bob`, left, and somebody else was, until they took another nick.
    fn scene() -> Scene {
        let mut scene = Scene::many("irc:eve irc:bob toto");
        scene.wait(60);
        scene.line("bob", "QUIT");
        scene.wait(60);
        scene.line("toto", "NICK bob");
        scene.wait(60);
        scene.line("bob", "NICK bib");
        scene.heard("eve");
        scene
    }

    #[test]
    fn the_last_one_comes_first() {
        let mut scene = scene();
        let last = ["314 eve bob ~toto 127.0.0.1 * :toto", "312 eve bob chat.localhost :1970-01-01T00:03:00.000Z"];
        let first =
            ["314 eve bob ~bob 127.0.0.1 * :bob of the scene", "312 eve bob chat.localhost :1970-01-01T00:01:00.000Z"];
        let end = ["369 eve BOB :End of WHOWAS"];
        // RFC 2812 3.6.3: a number that is not positive, or none, asks for all.
        for line in ["WHOWAS BOB", "WHOWAS BOB 0", "WHOWAS BOB -1", "WHOWAS BOB x", "WHOWAS BOB 7 chat.localhost"] {
            assert_eq!(asks(&mut scene, "eve", line), [&last[..], &first, &end].concat(), "{line}");
        }
        assert_eq!(asks(&mut scene, "eve", "WHOWAS BOB 1"), [&last[..], &end].concat());
    }

    #[test]
    fn another_case_is_the_same_nick_still() {
        let mut scene = Scene::many("irc:eve irc:bob");
        scene.line("bob", "NICK BOB");
        assert_eq!(asks(&mut scene, "eve", "WHOWAS bob")[0], "406 eve bob :There was no such nickname");
    }

    #[test]
    fn errors_say_what_was_wrong() {
        // RFC 2812 3.6.3: 431; 406 for each that nobody bore, and 369 behind all.
        let mut scene = scene();
        assert_eq!(asks(&mut scene, "eve", "WHOWAS"), ["431 eve :No nickname given"]);
        assert_eq!(asks(&mut scene, "eve", "WHOWAS bob 1 eff.org"), ["402 eve eff.org :No such server"]);
        let heard = asks(&mut scene, "eve", "WHOWAS x,toto,X,b*");
        assert_eq!(heard[0], "406 eve x :There was no such nickname");
        assert_eq!(heard[1], "314 eve toto ~toto 127.0.0.1 * :toto");
        assert_eq!(heard[3..], ["406 eve b* :There was no such nickname", "369 eve x,toto,X,b* :End of WHOWAS"]);
    }

    #[test]
    fn admins_are_told_the_address() {
        let mut scene = scene();
        scene.make_admin("eve");
        scene.heard("eve");
        assert_eq!(
            asks(&mut scene, "eve", "WHOWAS bob 1")[2],
            "338 eve bob ~toto@127.0.0.1 127.0.0.1 :is actually using host"
        );
    }

    #[test]
    fn a_terminal_reads_sentences() {
        let mut scene = scene();
        scene.heard("bib");
        assert_eq!(asks(&mut scene, "bib", "WHOWAS bob 1"), ["[server] bob (~toto@127.0.0.1) was here until 00:03"]);
        assert_eq!(asks(&mut scene, "bib", "WHOWAS x"), ["[server] There was no x here that is remembered."]);
    }

    #[test]
    fn a_thousand_are_remembered_and_told() {
        let mut scene = Scene::many("irc:eve irc:bob");
        for n in 0..1100 {
            scene.line("eve", if n % 2 == 0 { "NICK other" } else { "NICK eve" });
        }
        scene.forget();
        let heard = asks(&mut scene, "bob", "WHOWAS eve");
        assert_eq!(heard.iter().filter(|line| line.starts_with("314")).count(), 500);
        assert_eq!(heard.last().unwrap(), "369 bob eve :End of WHOWAS");
    }

    /// RFC 2812 3.6.3: 312 names the server somebody was on.
    #[test]
    fn somebody_was_on_another_server() {
        let mut network = Network::start(&["7001", "7002 7001"]);
        network.enter_irc("7001", "eve", "");
        network.enter("7002", "bob");
        network.line("bob", "BYE");
        network.line("eve", "WHOWAS bob");
        assert_eq!(network.heard("eve")[1], ":7001 312 eve bob 7002 :1970-01-01T00:00:00.000Z");
    }
}
