//! `TAGMSG` hands a program's tags to others, without words.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "tagmsg",
        params: "<target,...>",
        source: "IRCv3 message-tags",
        help: "Hand a program's tags to a channel or to people, without words.",
        example: "@+typing=active TAGMSG #tp",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        run: tagmsg,
        ..Command::DEFAULT
    }
}

fn tagmsg(cx: &mut Context, args: &mut Args) -> Outcome {
    if !cx.caps().has(Caps::MESSAGE_TAGS) {
        return Err(Refusal::UnknownVerb { verb: cx.verb.to_owned(), near: None });
    }
    let target = args.required();
    // All of its tags are kept from others: nothing is left to hand on.
    if cx.world.sender_tags().is_some_and(|tags| tags.is_empty()) {
        return Ok(());
    }
    cx.hand_on_tags(target)
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    const CAPS: &str = "message-tags";

    fn scene() -> Scene {
        let mut scene = Scene::many("#tp @toto irc:old");
        scene.enter_irc("eve", "message-tags echo-message batch labeled-response");
        scene.enter_irc("bob", CAPS);
        ["eve", "bob"].iter().for_each(|nick| scene.line(nick, "JOIN #tp"));
        scene.forget();
        scene
    }

    /// message-tags, "The TAGMSG tag-only message" and its examples.
    #[test]
    fn it_reaches_those_who_know_tags_and_nobody_else() {
        let mut scene = scene();
        scene.line("eve", "@label=1;+typing=active;other=x TAGMSG #tp");
        let (echo, line) = (scene.heard("eve").remove(0), scene.heard("bob").remove(0));
        assert!(
            line.starts_with("@msgid=") && line.ends_with(";+typing=active :eve!~eve@127.0.0.1 TAGMSG #tp"),
            "{line}"
        );
        assert_eq!(echo, line.replacen('@', "@label=1;", 1));
        assert_eq!([scene.heard("old"), scene.heard("toto")], [[""; 0], [""; 0]]);
        scene.line("eve", "@+draft/reply=1;+draft/react=:) TAGMSG bob");
        assert!(scene.heard("bob")[0].contains(";+draft/reply=1;+draft/react=:) :eve!"));
        scene.line("eve", "@unknown-tag TAGMSG bob");
        assert!(scene.heard("bob")[0].ends_with(" :eve!~eve@127.0.0.1 TAGMSG bob"));
    }

    /// "honouring channel membership, modes, echo-message, STATUSMSG prefixes, etc."
    #[test]
    fn the_rules_of_messages_count() {
        let mut scene = scene();
        scene.line("eve", "@+a TAGMSG @#tp");
        assert_eq!(scene.heard("bob"), [""; 0]);
        assert!(scene.heard("eve")[0].ends_with(" TAGMSG @#tp"));
        for (line, told) in [
            ("@+a TAGMSG", "461 eve TAGMSG :Not enough parameters"),
            ("@+a TAGMSG nobody", "401 eve nobody :No such nick/channel"),
            ("@+a TAGMSG #none", "403 eve #none :No such channel"),
        ] {
            scene.line("eve", line);
            assert_eq!(scene.heard("eve"), [format!(":chat.localhost {told}")]);
        }
        scene.line("eve", "@+a TAGMSG bob,old,#tp");
        assert_eq!(scene.heard("bob").len(), 2);
        assert_eq!(scene.heard("eve").len(), 3);
    }

    /// "This capability enables the use of client-only tags and the TAGMSG command".
    #[test]
    fn without_the_capability_there_is_no_such_command() {
        let mut scene = scene();
        scene.line("old", "@+a TAGMSG bob");
        assert_eq!(scene.heard("old"), [":chat.localhost 421 old TAGMSG :Unknown command"]);
        assert_eq!(scene.heard("bob"), [""; 0]);
    }

    /// "certain client-only tags are blocked and will be silently ignored".
    #[test]
    fn what_has_only_tags_that_are_denied_is_dropped() {
        let mut scene = Scene::lobby_with("[ircv3]\nclient_tag_deny = [\"typing\"]", "");
        scene.enter_irc("eve", CAPS);
        scene.enter_irc("bob", CAPS);
        scene.line("eve", "@+typing=active TAGMSG bob");
        assert_eq!(scene.heard("bob"), [""; 0]);
        scene.line("eve", "@+typing=active;+x TAGMSG bob");
        assert!(scene.heard("bob")[0].contains(";+x :eve!"));
    }
}
