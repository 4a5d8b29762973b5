//! `REN` renames the current channel.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "ren",
        params: "<channel>",
        help: "Give your channel another name.",
        example: "REN games",
        verbs: Verbs { irc: NOT_HERE, ..Verbs::DEFAULT },
        run: ren,
        ..Command::DEFAULT
    }
}

fn ren(cx: &mut Context, args: &mut Args) -> Outcome {
    let name = args.channel_name()?;
    cx.world.rename_channel(cx.me, cx.here()?, name)
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn members_are_told_and_stay() {
        let mut scene = Scene::new("#tp @toto bob");
        scene.line("toto", "REN tp2");
        assert_eq!(scene.heard("bob"), ["[server] #tp is now called #tp2, says toto"]);
        scene.line("bob", "MSG tp2 fine");
        assert_eq!(scene.heard("toto").last().map(String::as_str), Some("[bob] fine"));
    }

    #[test]
    fn a_taken_name_and_a_mere_member_are_refused() {
        let mut scene = Scene::new("#tp @toto bob");
        scene.enter("eve");
        scene.line("eve", "JOIN games");
        scene.heard("toto");
        scene.line("toto", "REN games");
        assert_eq!(scene.heard("toto"), ["[server] There is a channel #games already: choose another name."]);
        scene.heard("bob");
        scene.line("bob", "REN mine");
        assert_eq!(scene.heard("bob"), ["[server] Only the creator of #tp may do this."]);
    }
}
