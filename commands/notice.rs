//! `NOTICE` says something that no program answers; nor does the server, not even with an error.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "notice",
        params: "[target,...] [text...]",
        source: "RFC 2812 3.3.2",
        help: "Say something to a channel or to people that no program answers.",
        example: "NOTICE #tp :the build is green",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        run: notice,
        ..Command::DEFAULT
    }
}

fn notice(cx: &mut Context, args: &mut Args) -> Outcome {
    if let (Some(target), Some(text)) = (args.optional(), args.optional())
        && !text.is_empty()
    {
        // RFC 2812 3.3.2: automatic replies must never be sent in response.
        let _ = cx.tell(target, text, How::Notice);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    /// RFC 2812 3.3.2: "automatic replies MUST NEVER be sent in response to a NOTICE message".
    #[test]
    fn it_is_heard_and_never_answered() {
        let mut scene = Scene::many("#tp @toto irc:eve irc:bob");
        scene.line("bob", "AWAY :at lunch");
        scene.forget();
        for line in ["NOTICE", "NOTICE bob", "NOTICE bob :", "NOTICE nobody hi", "NOTICE #none hi", "NOTICE $* hi"] {
            scene.line("eve", line);
            assert_eq!(scene.heard("eve"), [""; 0], "{line}");
        }
        scene.line("eve", "NOTICE bob,#tp :the build is green");
        let eve = ":eve!~eve@127.0.0.1";
        assert_eq!(
            scene.heard("bob"),
            [format!("{eve} NOTICE bob :the build is green"), format!("{eve} NOTICE #tp :the build is green")]
        );
        assert_eq!(scene.heard("toto"), ["[eve] the build is green"]);
        assert_eq!(scene.heard("eve"), [""; 0]);
    }
}
