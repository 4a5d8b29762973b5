//! `MONITOR` watches nicks: one is told when somebody of such a nick comes and goes.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "monitor",
        params: "<action> [nicks]",
        source: "IRCv3 monitor",
        help: "Watch nicks (+ a,b), or no more (- a,b; C: none); list them (L), or say who of them is here (S).",
        example: "MONITOR + toto,bob",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        run: monitor,
        ..Command::DEFAULT
    }
}

fn monitor(cx: &mut Context, args: &mut Args) -> Outcome {
    let (action, nicks) = (args.required().to_uppercase(), args.optional());
    match (action.as_str(), nicks) {
        ("+", Some(nicks)) => add(cx, nicks),
        ("-", Some(nicks)) => nicks.split(',').for_each(|nick| cx.world.unwatch(cx.me, nick)),
        ("C", _) => cx.world.unwatch_all(cx.me),
        ("L", _) => {
            let nicks = cx.world.watched(cx.me).map(Nick::to_string).collect();
            tell(cx, RPL_MONLIST, nicks);
            cx.numeric::<String>(RPL_ENDOFMONLIST, []);
        }
        ("S", _) => {
            let nicks: Vec<Nick> = cx.world.watched(cx.me).cloned().collect();
            tell_status(cx, &nicks);
        }
        ("+" | "-", None) => {
            return Err(Refusal::Usage {
                verb: "MONITOR".into(),
                form: format!("MONITOR {action} <nick>[,<nick>...]"),
            });
        }
        _ => {
            let why = "MONITOR takes + - C L or S".to_owned();
            return Err(Refusal::Numeric(ERR_UNKNOWNERROR, vec!["MONITOR".into(), action, why]));
        }
    }
    Ok(())
}

/// Bytes of nicks that one line refuses: behind them there is space for what the line says.
const MOST_REFUSED: usize = 300;

fn add(cx: &mut Context, nicks: &str) {
    let (mut watched, mut surplus) = (Vec::new(), Vec::new());
    for text in nicks.split(',').filter(|text| !text.is_empty()) {
        match Nick::new(text) {
            Ok(nick) if cx.world.watch(cx.me, &nick) => watched.push(nick),
            Ok(_) => surplus.push(text),
            Err(why) => cx.world.reply(cx.session, Err(Refusal::BadNick { nick: text.to_owned(), why })),
        }
    }
    tell_status(cx, &watched);
    let mut lines: Vec<String> = Vec::new();
    for nick in surplus {
        match lines.last_mut().filter(|line| line.len() + nick.len() < MOST_REFUSED) {
            Some(line) => line.extend([",", nick]),
            None => lines.push(nick.to_owned()),
        }
    }
    for nicks in lines {
        let refusal = Refusal::Numeric(ERR_MONLISTFULL, vec![MOST_WATCHED.to_string(), nicks]);
        cx.world.reply(cx.session, Err(refusal));
    }
}

/// Who of these is here, as IRC names a source, and who is not.
fn tell_status(cx: &mut Context, nicks: &[Nick]) {
    let bearer = |nick: &&Nick| cx.world.find_person(nick.as_str());
    let here = nicks.iter().filter_map(|nick| bearer(&nick)).map(|id| cx.world.who(id).source().to_string()).collect();
    let gone = nicks.iter().filter(|nick| bearer(nick).is_none()).map(Nick::to_string).collect();
    tell(cx, RPL_MONONLINE, here);
    for id in nicks.iter().filter_map(|nick| cx.world.find_person(nick.as_str())).collect::<Vec<_>>() {
        cx.world.tell_metadata_of(cx.session, id);
    }
    tell(cx, RPL_MONOFFLINE, gone);
}

fn tell(cx: &mut Context, numeric: Numeric, items: Vec<String>) {
    if !items.is_empty() {
        cx.reply(Reply::Items { numeric, words: Vec::new(), items, between: ',' });
    }
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    fn asks(scene: &mut Scene, line: &str) -> Vec<String> {
        scene.line("eve", line);
        let heard = scene.heard("eve").into_iter();
        heard.map(|line| line.trim_start_matches(":chat.localhost ").to_owned()).collect()
    }

    #[test]
    fn those_one_begins_to_watch_are_here_or_not() {
        let mut scene = Scene::many("irc:eve irc:Bob");
        assert_eq!(
            asks(&mut scene, "MONITOR + bob,toto,bob"),
            ["730 eve :Bob!~Bob@127.0.0.1,Bob!~Bob@127.0.0.1", "731 eve :toto"]
        );
        assert_eq!(asks(&mut scene, "monitor l"), ["732 eve :bob,toto", "733 eve :End of MONITOR list"]);
        assert_eq!(asks(&mut scene, "MONITOR S"), ["730 eve :Bob!~Bob@127.0.0.1", "731 eve :toto"]);
        assert_eq!(asks(&mut scene, "MONITOR - BOB"), [""; 0]);
        assert_eq!(asks(&mut scene, "MONITOR L"), ["732 eve :toto", "733 eve :End of MONITOR list"]);
        assert_eq!(asks(&mut scene, "MONITOR C"), [""; 0]);
        assert_eq!(asks(&mut scene, "MONITOR L"), ["733 eve :End of MONITOR list"]);
        assert_eq!(asks(&mut scene, "MONITOR S"), [""; 0]);
    }

    #[test]
    fn one_is_told_who_comes_and_goes_and_takes_another_nick() {
        let mut scene = Scene::many("irc:eve toto");
        asks(&mut scene, "MONITOR + bob,titi,TOTO");
        scene.connect_irc("bob");
        scene.line("bob", "NICK bob");
        assert_eq!(asks(&mut scene, "PING 1").len(), 1);
        scene.line("bob", "USER bob 0 * :Bob");
        assert_eq!(scene.heard("eve"), [":chat.localhost 730 eve :bob!~bob@127.0.0.1"]);
        scene.line("bob", "NICK BOB");
        assert_eq!(scene.heard("eve"), [""; 0]);
        scene.line("bob", "NICK bobby");
        assert_eq!(scene.heard("eve"), [":chat.localhost 731 eve :BOB"]);
        scene.line("toto", "NICK titi");
        assert_eq!(
            scene.heard("eve"),
            [":chat.localhost 731 eve :toto", ":chat.localhost 730 eve :titi!~toto@127.0.0.1"]
        );
        scene.end("titi", true);
        assert_eq!(scene.heard("eve"), [":chat.localhost 731 eve :titi"]);
    }

    #[test]
    fn one_watches_under_another_nick_too_and_no_longer_when_one_is_gone() {
        let mut scene = Scene::many("irc:eve irc:bob");
        asks(&mut scene, "MONITOR + bob");
        scene.line("eve", "NICK adam");
        scene.heard("adam");
        scene.line("bob", "QUIT");
        assert_eq!(scene.heard("adam"), [":chat.localhost 731 adam :bob"]);
        scene.line("adam", "QUIT");
        scene.enter_irc("bob", "");
    }

    #[test]
    fn news_of_those_one_watches_come_once_and_only_when_asked_for() {
        // IRCv3 extended-monitor, with away-notify and setname.
        let mut scene = Scene::many("irc:bob");
        for (nick, caps) in [
            ("eve", "extended-monitor away-notify"),
            ("adam", "extended-monitor setname"),
            ("carl", "away-notify setname"),
            ("dora", "extended-monitor away-notify setname"),
        ] {
            scene.enter_irc(nick, caps);
            scene.line(nick, "MONITOR + BOB");
        }
        for nick in ["bob", "dora"] {
            scene.line(nick, "JOIN #tp");
        }
        scene.forget();
        let away = ":bob!~bob@127.0.0.1 AWAY :lunch";
        scene.line("bob", "AWAY :lunch");
        assert_eq!((scene.heard("eve"), scene.heard("dora")), (vec![away.to_owned()], vec![away.to_owned()]));
        assert!(scene.heard("adam").is_empty() && scene.heard("carl").is_empty());
        let real = ":bob!~bob@127.0.0.1 SETNAME :Robert";
        scene.enter_irc("bill", "setname");
        scene.line("bob", "NICK robert");
        scene.forget();
        scene.line("bill", "NICK bob");
        scene.forget();
        scene.line("bob", "SETNAME :Robert");
        assert_eq!(scene.heard("adam"), [real.replace("~bob", "~bill")]);
        assert_eq!(scene.heard("dora"), [real.replace("~bob", "~bill")]);
        assert!(scene.heard("eve").is_empty() && scene.heard("carl").is_empty());
        scene.line("robert", "AWAY");
        assert_eq!(scene.heard("dora"), [":robert!~bob@127.0.0.1 AWAY"]);
        assert!(scene.heard("eve").is_empty(), "eve watches the nick, not who bore it");
    }

    #[test]
    fn errors_say_what_was_wrong() {
        // IRCv3 monitor: a target is a nick; 734 names those that the list has no room for.
        let mut scene = Scene::many("irc:eve");
        let first: Vec<String> = (0..50).map(|n| format!("a{n}")).collect();
        asks(&mut scene, &format!("MONITOR + {}", first.join(",")));
        let second: Vec<String> = (0..49).map(|n| format!("b{n}")).collect();
        asks(&mut scene, &format!("MONITOR + {}", second.join(",")));
        assert_eq!(
            asks(&mut scene, "MONITOR + a1,c1,C2,c3"),
            ["731 eve :a1,c1", "734 eve 100 C2,c3 :Monitor list is full."]
        );
        let many: Vec<String> = (10..60).map(|n| format!("nobody{n}")).collect();
        let heard = asks(&mut scene, &format!("MONITOR + {}", many.join(",")));
        let refused: Vec<&str> = heard.iter().flat_map(|line| line.split(' ').nth(3).unwrap().split(',')).collect();
        assert_eq!((refused, heard.len()), (many.iter().map(String::as_str).collect(), 2));
        assert!(heard.iter().all(|line| line.ends_with(" :Monitor list is full.")), "{heard:?}");
        assert!(asks(&mut scene, "MONITOR + *!*@*")[0].starts_with("432 eve *!*@* :"));
        assert_eq!(asks(&mut scene, "MONITOR"), ["461 eve MONITOR :Not enough parameters"]);
        assert_eq!(asks(&mut scene, "MONITOR +"), ["461 eve MONITOR :Not enough parameters"]);
        assert_eq!(asks(&mut scene, "MONITOR ? bob"), ["400 eve MONITOR ? :MONITOR takes + - C L or S"]);
    }

    #[test]
    fn a_long_list_takes_several_lines() {
        let mut scene = Scene::many("irc:eve");
        for part in 0..10 {
            let nicks: Vec<String> = (0..10).map(|n| format!("a-nick-that-is-rather-long-{part}{n}")).collect();
            asks(&mut scene, &format!("MONITOR + {}", nicks.join(",")));
        }
        scene.line("eve", "MONITOR L");
        let heard = scene.heard("eve");
        assert!(heard.len() > 6 && heard.iter().all(|line| line.len() <= 510), "{heard:?}");
        assert_eq!(heard.iter().map(|line| line.matches("a-nick").count()).sum::<usize>(), 100);
    }
}
