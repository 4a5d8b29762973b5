//! `ACCEPT` names the people who may write to one whose user mode `g` is set.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "accept",
        params: "[nick,...]",
        source: "today's servers",
        help: "With user mode +g: take messages from these people; -nick: no longer; * or nothing: list them.",
        example: "ACCEPT bob,-eve",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        run: accept,
        ..Command::DEFAULT
    }
}

fn accept(cx: &mut Context, args: &mut Args) -> Outcome {
    let named = args.optional();
    let Some(nick) = named.filter(|nick| *nick != "*") else {
        let nicks = cx.world.accepted(cx.me).into_iter().map(|id| cx.world.who(id).nick.to_string());
        let items = nicks.collect::<Vec<_>>();
        if !items.is_empty() {
            cx.reply(Reply::Items { numeric: RPL_ACCEPTLIST, words: Vec::new(), items, between: ' ' });
        }
        cx.numeric::<String>(RPL_ENDOFACCEPT, []);
        return Ok(());
    };
    let bare = nick.strip_prefix('-');
    let name = bare.unwrap_or(nick);
    let whom = cx.world.find_person(name);
    let whom = whom.ok_or_else(|| Refusal::NoSuchNick { nick: name.to_owned(), near: None })?;
    if bare.is_some() { cx.world.forget_accepted(cx.me, whom) } else { cx.world.accept(cx.me, whom) }
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn others_are_told_off_and_the_called_person_is_told_once() {
        let mut scene = Scene::many("irc:eve irc:bob tom");
        scene.line("eve", "MODE eve +g");
        scene.forget();
        scene.line("bob", "PRIVMSG eve :hello?");
        assert_eq!(
            scene.heard("eve"),
            [":chat.localhost 718 eve bob ~bob@127.0.0.1 :is messaging you, and you have umode +g."]
        );
        assert_eq!(
            scene.heard("bob"),
            [
                ":chat.localhost 717 bob eve :has been informed that you messaged them.",
                ":chat.localhost 716 bob eve :is in +g mode (server-side ignore.)",
            ]
        );
        scene.line("bob", "NOTICE eve :hello?");
        assert_eq!((scene.heard("eve"), scene.heard("bob")), (vec![], vec![]), "RFC 2812 3.3.2");
        scene.line("eve", "ACCEPT bob,tom");
        scene.line("bob", "PRIVMSG eve :hello!");
        assert_eq!(scene.heard("eve"), [":bob!~bob@127.0.0.1 PRIVMSG eve :hello!"]);
        scene.line("eve", "ACCEPT");
        assert_eq!(
            scene.heard("eve"),
            [":chat.localhost 281 eve :bob tom", ":chat.localhost 282 eve :End of /ACCEPT list"]
        );
    }

    #[test]
    fn whoever_writes_hears_the_answer() {
        let mut scene = Scene::many("irc:eve irc:bob");
        scene.line("eve", "MODE eve +g");
        scene.line("eve", "PRIVMSG bob :hi");
        scene.forget();
        scene.line("bob", "PRIVMSG eve :hi you");
        assert_eq!(scene.heard("eve"), [":bob!~bob@127.0.0.1 PRIVMSG eve :hi you"]);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let mut scene = Scene::many("irc:eve irc:bob");
        scene.line("eve", "ACCEPT bob,bob,-eve,nobody");
        assert_eq!(
            scene.heard("eve"),
            [
                ":chat.localhost 458 eve eve :is not on your accept list",
                ":chat.localhost 401 eve nobody :No such nick/channel",
            ]
        );
        scene.line("eve", "ACCEPT BOB");
        assert_eq!(scene.heard("eve"), [":chat.localhost 457 eve bob :is already on your accept list"]);
        scene.line("eve", "ACCEPT -bob");
        scene.line("eve", "ACCEPT *");
        assert_eq!(scene.heard("eve"), [":chat.localhost 282 eve :End of /ACCEPT list"]);
    }
}
