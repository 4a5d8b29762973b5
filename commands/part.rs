//! `PART` leaves a channel.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "part",
        params: "[channel]",
        irc_params: Some("<channel,...> [text...]"),
        source: "RFC 2812 3.2.2",
        help: "Leave a channel; back to the lobby where there is one.",
        example: "PART",
        verbs: Verbs { line: &["PART", "LEAVE"], ..Verbs::DEFAULT },
        run: part,
        ..Command::DEFAULT
    }
}

fn part(cx: &mut Context, args: &mut Args) -> Outcome {
    let channel = args.channel(cx)?;
    cx.world.part(cx.me, channel)
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn the_longest_present_admin_succeeds_the_creator() {
        let mut scene = Scene::new("#tp @toto bob eve");
        scene.line("toto", "GRANT eve");
        scene.heard("eve");
        scene.heard("bob");
        scene.line("toto", "LEAVE");
        assert_eq!(scene.heard("eve"), ["[server] toto left #tp", "[server] You are now the creator of #tp"]);
        assert_eq!(scene.heard("bob"), ["[server] toto left #tp", "[server] eve is now the creator of #tp"]);
    }

    #[test]
    fn one_comes_back_to_the_lobby_and_stays_there() {
        let mut scene = Scene::lobby("toto bob");
        scene.line("toto", "JOIN tp");
        scene.heard("toto");
        scene.line("toto", "PART");
        assert_eq!(scene.heard("toto"), ["[server] You left #tp", "[server] You are back in the lobby."]);
        scene.line("toto", "PART");
        assert_eq!(
            scene.heard("toto"),
            ["[server] The lobby belongs to everyone: nobody can leave it. JOIN <channel> makes one of your own."]
        );
    }
}
