//! `ME` says what one does, where one is.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "me",
        params: "<text...>",
        help: "Say what you do.",
        example: "ME waves",
        verbs: Verbs { irc: NOT_HERE, ..Verbs::DEFAULT },
        run: me,
        ..Command::DEFAULT
    }
}

fn me(cx: &mut Context, args: &mut Args) -> Outcome {
    cx.world.say(cx.me, cx.here()?, args.required(), How::Action)
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn it_is_shown_as_something_done() {
        let mut scene = Scene::new("#tp @toto bob");
        scene.line("toto", "/me waves");
        assert_eq!(scene.heard("bob"), ["* toto waves"]);
    }
}
