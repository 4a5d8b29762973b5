//! `GRANT` makes a member an admin of the channel.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "grant",
        params: "[#channel] <nick>",
        help: "Make a member an admin of your channel.",
        example: "GRANT bob",
        verbs: Verbs { irc: NOT_HERE, ..Verbs::DEFAULT },
        run: grant,
        ..Command::DEFAULT
    }
}

fn grant(cx: &mut Context, args: &mut Args) -> Outcome {
    let channel = args.channel(cx)?;
    let whom = args.person(cx)?;
    cx.world.grant(cx.me, whom, channel)
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn only_the_creator_can() {
        let mut scene = Scene::new("#tp @toto bob");
        scene.line("bob", "GRANT bob");
        assert_eq!(scene.heard("bob"), ["[server] Only the creator of #tp may do this."]);
        scene.line("toto", "GRANT bob");
        assert_eq!(scene.heard("bob"), ["[server] bob is now an admin of #tp, says toto"]);
        scene.heard("toto");
        scene.line("toto", "GRANT bob");
        assert_eq!(scene.heard("toto"), ["[server] bob is an admin already of #tp."]);
    }
}
