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
    let (channel, text) = (args.channel(cx)?, args.optional());
    if !cx.world.sees(cx.me, channel) {
        return Err(Refusal::NoSuchChannel { channel: cx.world.channel(channel).name.to_string() });
    }
    cx.world.part_saying(cx.me, channel, text)
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

    #[test]
    fn in_irc_one_says_why_and_may_leave_several() {
        // RFC 2812 3.2.2: 403, 442, 461.
        let mut scene = Scene::many("#tp irc:eve toto");
        scene.line("eve", "JOIN #a,#b");
        scene.enter_irc("bob", "");
        scene.line("bob", "JOIN #a");
        scene.forget();
        scene.line("eve", "PART #a,#b,#tp :off to bed");
        let parts = ["#a", "#b", "#tp"].map(|channel| format!(":eve!~eve@127.0.0.1 PART {channel} :off to bed"));
        assert_eq!(scene.heard("eve"), parts);
        assert_eq!(scene.heard("bob")[0], parts[0]);
        assert_eq!(scene.heard("toto")[0], "[server] eve left #tp: off to bed");
        scene.line("bob", "PART #a");
        assert_eq!(scene.heard("bob").last().map(String::as_str), Some(":bob!~bob@127.0.0.1 PART #a"));
        for (line, expected) in [
            ("PART", "461 bob PART :Not enough parameters"),
            ("PART #tp", "442 bob #tp :You're not on that channel"),
            ("PART #nowhere", "403 bob #nowhere :No such channel"),
            ("PART nowhere", "403 bob nowhere :No such channel"),
            ("PART #a:b", "403 bob #a:b :No such channel"),
        ] {
            scene.line("bob", line);
            assert_eq!(scene.heard("bob"), [format!(":chat.localhost {expected}")], "{line}");
        }
    }

    #[test]
    fn who_may_not_speak_leaves_in_silence() {
        let mut scene = Scene::many("#tp irc:eve irc:bob");
        scene.line("eve", "MODE #tp +m");
        scene.forget();
        scene.line("bob", "PART #tp :I hate you all");
        assert_eq!(scene.heard("eve"), [":bob!~bob@127.0.0.1 PART #tp"]);
    }

    #[test]
    fn in_irc_a_new_creator_is_an_op_and_told_so_when_they_were_none() {
        let mut scene = Scene::many("#tp irc:eve irc:bob irc:ann");
        scene.line("eve", "MODE #tp +o ann");
        scene.forget();
        scene.line("eve", "PART #tp");
        assert_eq!(scene.heard("bob"), [":eve!~eve@127.0.0.1 PART #tp"]);
        scene.line("ann", "PART #tp");
        assert_eq!(scene.heard("bob"), [":ann!~ann@127.0.0.1 PART #tp", ":chat.localhost MODE #tp +o bob"]);
    }
}
