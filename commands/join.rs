//! `JOIN` enters a channel, or makes it.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "join",
        params: "<channel,...> [key,...]",
        source: "RFC 2812 3.2.1",
        help: "Enter a channel, or make it and be its creator; a key given then is its key.",
        example: "JOIN tp",
        run: join,
        ..Command::DEFAULT
    }
}

fn join(cx: &mut Context, args: &mut Args) -> Outcome {
    let channel = args.channel_name()?;
    let key = args.optional();
    cx.world.join(cx.me, channel, key.as_deref())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn the_first_one_in_is_its_creator_and_members_are_told() {
        let mut scene = Scene::empty("toto bob");
        scene.line("toto", "JOIN tp");
        assert_eq!(scene.heard("toto"), ["[server] You are in #tp: @toto@"]);
        scene.line("bob", "/join #TP");
        assert_eq!(scene.heard("bob"), ["[server] You are in #tp: @toto@ bob"]);
        assert_eq!(scene.heard("toto"), ["[server] bob joins #tp"]);
    }

    #[test]
    fn a_key_keeps_others_out() {
        let mut scene = Scene::empty("toto bob");
        scene.line("toto", "JOIN secret sesame");
        scene.line("bob", "JOIN secret please");
        assert_eq!(scene.heard("bob"), ["[server] #secret wants its key: JOIN #secret <key>, or be invited."]);
        scene.line("bob", "JOIN secret sesame");
        assert_eq!(scene.heard("bob"), ["[server] You are in #secret: @toto@ bob"]);
    }

    #[test]
    fn with_one_channel_it_leaves_the_one_before() {
        let mut scene = Scene::new("#tp @toto bob");
        scene.line("bob", "JOIN games");
        assert_eq!(scene.heard("toto"), ["[server] bob left #tp"]);
    }
}
