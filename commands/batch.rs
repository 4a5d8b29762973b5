//! `BATCH` opens and closes a message of several lines (IRCv3 client batches, draft/multiline).
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "batch",
        params: "<reference> [type] [target]",
        source: "IRCv3 multiline",
        help: "Open (+name) or close (-name) a message of several lines.",
        example: "BATCH +1 draft/multiline #tp",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        run: batch,
        ..Command::DEFAULT
    }
}

fn batch(cx: &mut Context, args: &mut Args) -> Outcome {
    let reference = args.required();
    let (kind, target) = (args.optional(), args.optional());
    if let Some(reference) = reference.strip_prefix('-') {
        let Some(batch) = cx.world.close_batch(cx.session, reference)? else { return Ok(()) };
        return cx.tell_lines(&batch.target, batch.lines, batch.how);
    }
    match (reference.strip_prefix('+'), kind, target) {
        (Some(reference), Some("draft/multiline"), Some(target)) if cx.caps().has(Caps::MULTILINE | Caps::BATCH) => {
            cx.world.open_batch(cx.session, reference, target)
        }
        _ => Err(Refusal::Fail {
            verb: "BATCH",
            code: "MULTILINE_INVALID",
            about: Vec::new(),
            why: "Write BATCH +<name> draft/multiline <target>, with the capabilities batch and draft/multiline".into(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    const CAPS: &str = "batch draft/multiline message-tags";

    fn scene() -> Scene {
        let mut scene = Scene::many("");
        scene.enter_irc("eve", CAPS);
        scene.enter_irc("bob", CAPS);
        scene.enter_irc("old", "");
        scene.enter("toto");
        for nick in ["eve", "bob", "old", "toto"] {
            scene.line(nick, "JOIN #tp");
        }
        scene.forget();
        scene
    }

    fn say(scene: &mut Scene, lines: &[&str]) {
        lines.iter().for_each(|line| scene.line("eve", line));
    }

    const POEM: &[&str] = &[
        "@+reply=x BATCH +1 draft/multiline #tp",
        "@batch=1 PRIVMSG #tp hello",
        "@batch=1 PRIVMSG #tp :",
        "@batch=1 PRIVMSG #tp :how is ",
        "@batch=1;draft/multiline-concat PRIVMSG #tp :everyone?",
        "BATCH -1",
    ];

    #[test]
    fn it_is_one_message_for_those_who_know_and_lines_for_others() {
        let mut scene = scene();
        say(&mut scene, POEM);
        let bob = scene.heard("bob");
        let id = bob[0].split_once(" BATCH +").and_then(|(_, rest)| rest.split(' ').next()).unwrap().to_owned();
        assert!(bob[0].starts_with("@msgid=") && bob[0].contains(";+reply=x :eve!~eve@"), "{bob:?}");
        let eve = ":eve!~eve@127.0.0.1 PRIVMSG #tp";
        assert_eq!(
            bob[1..],
            [
                format!("@batch={id} {eve} :hello"),
                format!("@batch={id} {eve} :"),
                format!("@batch={id} {eve} :how is "),
                format!("@batch={id};draft/multiline-concat {eve} :everyone?"),
                format!(":chat.localhost BATCH -{id}"),
            ]
        );
        assert_eq!(
            scene.heard("old"),
            [format!("{eve} :hello"), format!("{eve} :how is "), format!("{eve} :everyone?")]
        );
        assert_eq!(scene.heard("toto"), ["[eve] hello", "[eve] how is everyone?"]);
        assert_eq!(scene.heard("eve"), [""; 0]);
    }

    #[test]
    fn the_label_of_the_opening_line_is_on_the_echo() {
        let mut scene = scene();
        scene.enter_irc("ann", "batch draft/multiline labeled-response echo-message");
        scene.line("ann", "JOIN #tp");
        scene.forget();
        scene.line("ann", "@label=7 BATCH +1 draft/multiline #tp");
        assert_eq!(scene.heard("ann"), [""; 0]);
        scene.line("ann", "@batch=1 PRIVMSG #tp :a");
        scene.line("ann", "@batch=1 PRIVMSG #tp :b");
        scene.line("ann", "BATCH -1");
        let heard = scene.heard("ann");
        assert!(heard[0].starts_with("@label=7 :ann!~ann@127.0.0.1 BATCH +"), "{heard:?}");
        assert_eq!(heard.iter().filter(|line| line.contains("label=")).count(), 1, "{heard:?}");
        assert_eq!(heard.len(), 4, "{heard:?}");
    }

    #[test]
    fn an_error_bears_the_label_of_the_opening_line_and_ends_it() {
        // labeled-response: "the server MUST include the same tag and value in any response produced from this message".
        let mut scene = scene();
        scene.enter_irc("ann", "batch draft/multiline labeled-response");
        let ask = |scene: &mut Scene, lines: &[&str]| {
            lines.iter().for_each(|line| scene.line("ann", line));
            scene.heard("ann")
        };
        let lines = ["@label=7 BATCH +1 draft/multiline #tp", "@batch=1 PRIVMSG #a x", "BATCH -1"];
        let told = "@label=7 :chat.localhost FAIL BATCH MULTILINE_INVALID_TARGET #tp #a :A batch has one target";
        assert_eq!(ask(&mut scene, &lines), [told]);
        let lines = [
            "@label=1 BATCH +1 draft/multiline bob",
            "@label=2 PING x",
            "@label=3 BATCH -2",
            "@label=4;batch=2 PRIVMSG bob x",
            "@batch=1 PRIVMSG bob hi",
            "BATCH -1",
        ];
        let heard = ask(&mut scene, &lines);
        let labels = ["@label=2 ", "@label=3 ", "@label=4 ", "@label=1 :chat.localhost ACK"];
        assert_eq!(heard.len(), 4, "{heard:?}");
        assert!(heard.iter().zip(labels).all(|(line, label)| line.starts_with(label)), "{heard:?}");
    }

    #[test]
    fn a_line_may_be_as_long_as_a_line_can_be() {
        // multiline: "servers SHOULD maintain the line composition"; what does not fit behind the source goes on.
        let mut scene = scene();
        let long = "x".repeat(495);
        let line = format!("@batch=1;draft/multiline-concat PRIVMSG #TP {long}");
        say(&mut scene, &["BATCH +1 draft/multiline #tp", &line, "@batch=1 PRIVMSG #tp y", "BATCH -1"]);
        let (bob, old) = (scene.heard("bob"), scene.heard("old"));
        let text = |lines: &[String]| lines.iter().map(|line| line.rsplit(" :").next().unwrap()).collect::<String>();
        assert_eq!((text(&bob[1..3]), bob[3].ends_with(" :y"), bob.len()), (long.clone(), true, 5));
        assert_eq!((text(&old[..2]), old.len()), (long, 3));
        assert!(!bob[1].contains("concat") && bob[2].contains(";draft/multiline-concat :"), "{bob:?}");
    }

    #[test]
    fn what_cannot_be_is_told_once_and_nobody_hears_it() {
        let mut scene = scene();
        for (lines, told) in [
            (
                &["BATCH +1 draft/multiline #tp", "@batch=1 PRIVMSG #other x", "BATCH -1"][..],
                "MULTILINE_INVALID_TARGET #tp #other",
            ),
            (&["BATCH +1 draft/multiline #tp", "@batch=1 PRIVMSG #tp :", "BATCH -1"], "MULTILINE_INVALID"),
            (
                &["BATCH +1 draft/multiline #tp", "@batch=1;draft/multiline-concat PRIVMSG #tp :", "BATCH -1"],
                "MULTILINE_INVALID",
            ),
            (&["BATCH +1 draft/multiline #tp", "@batch=1 PART #tp", "BATCH -1"], "MULTILINE_INVALID"),
            (
                &["BATCH +1 draft/multiline #tp", "@batch=1 PRIVMSG #tp x", "@batch=1 NOTICE #tp x", "BATCH -1"],
                "MULTILINE_INVALID",
            ),
            (&["@batch=1 PRIVMSG #tp x"], "MULTILINE_INVALID"),
            (&["BATCH -1"], "MULTILINE_INVALID"),
            (&["BATCH +1 other #tp"], "MULTILINE_INVALID"),
        ] {
            say(&mut scene, lines);
            let heard = scene.heard("eve");
            assert_eq!(heard.len(), 1, "{lines:?}: {heard:?}");
            assert!(heard[0].starts_with(&format!(":chat.localhost FAIL BATCH {told} :")), "{heard:?}");
            assert_eq!(scene.heard("bob"), [""; 0]);
        }
        scene.line("eve", "BATCH +1 draft/multiline #tp");
        (0..101).for_each(|_| scene.line("eve", "@batch=1 PRIVMSG #tp x"));
        scene.line("eve", "BATCH -1");
        assert_eq!(
            scene.heard("eve"),
            [":chat.localhost FAIL BATCH MULTILINE_MAX_LINES 100 :The message has too many lines"]
        );
    }
}
