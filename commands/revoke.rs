//! `REVOKE` takes an admin's rank in the channel back.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "revoke",
        params: "[#channel] <nick>",
        help: "Take the rank of an admin of your channel back.",
        example: "REVOKE bob",
        verbs: Verbs { irc: NOT_HERE, ..Verbs::DEFAULT },
        run: revoke,
        ..Command::DEFAULT
    }
}

fn revoke(cx: &mut Context, args: &mut Args) -> Outcome {
    let channel = args.channel(cx)?;
    let whom = args.person(cx)?;
    cx.world.revoke(cx.me, whom, channel)
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn only_the_creator_can() {
        let mut scene = Scene::new("#tp @toto bob");
        scene.line("toto", "GRANT bob");
        scene.heard("bob");
        scene.line("bob", "REVOKE bob");
        assert_eq!(scene.heard("bob"), ["[server] Only the creator of #tp may do this."]);
        scene.line("toto", "REVOKE bob");
        assert_eq!(scene.heard("bob"), ["[server] bob is no longer an admin of #tp, says toto"]);
        scene.heard("toto");
        scene.line("toto", "REVOKE bob");
        assert_eq!(scene.heard("toto"), ["[server] bob is no admin of #tp."]);
    }
}
