//! `@nick text` says something to people, `@tous text` to everyone connected.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "at",
        params: "<nick,...> <text...>",
        help: "Say something to people, or to everyone connected: @tous.",
        example: "@toto;tata are you there?",
        verbs: Verbs { line: &["@"], irc: NOT_HERE, ..Verbs::DEFAULT },
        run: at,
        ..Command::DEFAULT
    }
}

fn at(cx: &mut Context, args: &mut Args) -> Outcome {
    let name = args.required();
    let text = args.required();
    if name.eq_ignore_ascii_case("tous") || name.eq_ignore_ascii_case("all") {
        return cx.world.shout(cx.me, text);
    }
    cx.whisper(name, text, How::Message)
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn tous_is_everyone_wherever_they_are() {
        let mut scene = Scene::new("#tp @toto");
        scene.enter("bob");
        scene.heard("toto");
        scene.line("bob", "@tous bonjour à tous");
        assert_eq!(scene.heard("toto"), ["[bob] bonjour à tous"]);
        assert_eq!(scene.heard("bob"), [""; 0]);
    }

    #[test]
    fn each_one_named_hears_it_once() {
        let mut scene = Scene::lobby("toto tata bob");
        scene.line("toto", "@tata;bob;tata hi");
        assert_eq!(scene.heard("tata"), ["[toto -> tata] hi"]);
        assert_eq!(scene.heard("bob"), ["[toto -> bob] hi"]);
        scene.line("toto", "@");
        assert_eq!(scene.heard("toto"), ["[server] Usage: @<nick,...> <text...>"]);
    }
}
