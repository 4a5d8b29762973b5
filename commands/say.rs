//! A bare line, where one may be in several channels: said in the current one.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "say",
        params: "<text...>",
        help: "Where you may be in several channels: a line without a command is said in the current one.",
        example: "hello everyone",
        verbs: Verbs { line: &[BARE_LINE], irc: NOT_HERE, ..Verbs::DEFAULT },
        run: say,
        ..Command::DEFAULT
    }
}

fn say(cx: &mut Context, args: &mut Args) -> Outcome {
    cx.world.say(cx.me, cx.here()?, args.required(), How::Message)
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn a_bare_line_goes_to_the_current_channel() {
        let mut scene = Scene::many("#tp @toto bob");
        scene.line("toto", "hello, how are you?");
        assert_eq!(scene.heard("bob"), ["[toto] hello, how are you?"]);
    }

    #[test]
    fn it_is_an_invalid_command_where_one_is_in_one_channel_at_most() {
        let mut scene = Scene::new("#tp @toto bob");
        scene.line("toto", "hello");
        assert_eq!(scene.heard("toto"), ["[server] Invalid command \"hello\": type HELP."]);
        assert_eq!(scene.heard("bob"), [""; 0]);
    }

    #[test]
    fn a_slash_is_never_said_aloud() {
        let mut scene = Scene::many("#tp @toto bob");
        scene.line("toto", "/nik secret");
        assert_eq!(scene.heard("bob"), [""; 0]);
    }
}
