//! `CURRENT` says, or changes, which of one's channels bare lines go to.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "current",
        params: "[channel]",
        help: "Say, or change, which of your channels you talk in.",
        example: "CURRENT tp",
        verbs: Verbs { irc: NOT_HERE, ..Verbs::DEFAULT },
        run: current,
        ..Command::DEFAULT
    }
}

fn current(cx: &mut Context, args: &mut Args) -> Outcome {
    if let Some(channel) = args.channel_named(cx)? {
        cx.world.set_here(cx.me, channel)?;
    }
    let current = cx.world.current(cx.me);
    cx.reply(current);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn bare_lines_follow_it() {
        let mut scene = Scene::many("#tp @toto bob");
        scene.line("toto", "JOIN games");
        scene.heard("toto");
        scene.line("toto", "CURRENT tp");
        assert_eq!(scene.heard("toto"), ["[server] You talk in #tp (and you are in #games)"]);
        scene.line("toto", "hello");
        assert_eq!(scene.heard("bob"), ["[toto] hello"]);
        scene.line("bob", "hello yourself");
        assert_eq!(scene.heard("toto"), ["[#tp bob] hello yourself"]);
        scene.line("bob", "CURRENT games");
        assert_eq!(scene.heard("bob"), ["[server] You are not in #games: JOIN #games first."]);
    }
}
