//! `KICK` puts a member out of a channel.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "kick",
        params: "[#channel] <nick> [reason...]",
        irc_params: Some("<channel,...> <nick,...> [reason...]"),
        source: "RFC 2812 3.2.8",
        help: "Put a member out of a channel; they stay connected.",
        example: "KICK bob be nice",
        run: kick,
        ..Command::DEFAULT
    }
}

fn kick(cx: &mut Context, args: &mut Args) -> Outcome {
    let channel = args.channel(cx)?;
    let whom = args.member(cx, channel)?;
    let reason = args.optional();
    cx.world.kick(cx.me, channel, whom, reason.as_deref())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn everyone_in_the_channel_is_told() {
        let mut scene = Scene::new("#tp @toto bob eve");
        scene.line("toto", "KICK bob be nice");
        for nick in ["toto", "bob", "eve"] {
            assert_eq!(scene.heard(nick), ["[server] bob is put out of #tp by toto: be nice"]);
        }
        scene.line("eve", "NAMES tp");
        assert_eq!(scene.heard("eve"), ["[server] toto eve"]);
    }

    #[test]
    fn an_admin_of_the_channel_cannot_put_out_another_but_the_creator_can() {
        let mut scene = Scene::new("#tp @toto bob eve");
        scene.line("toto", "GRANT bob");
        scene.line("toto", "GRANT eve");
        scene.heard("bob");
        scene.line("bob", "KICK eve");
        assert_eq!(scene.heard("bob"), ["[server] eve is an admin of #tp: only its creator may do this."]);
        scene.heard("eve");
        scene.line("toto", "KICK eve");
        assert_eq!(scene.heard("eve"), ["[server] eve is put out of #tp by toto"]);
    }

    #[test]
    fn a_member_cannot() {
        let mut scene = Scene::new("#tp @toto bob");
        scene.line("bob", "KICK toto");
        assert_eq!(scene.heard("bob"), ["[server] Only the creator and the admins of #tp may do this."]);
    }
}
