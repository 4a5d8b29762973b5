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
    let (name, key) = (args.required(), args.optional());
    if cx.speaks_irc() && name == "0" {
        let channels: Vec<ChannelId> = cx.world.user(cx.me).channels.iter().map(|at| at.channel).collect();
        return channels.into_iter().try_for_each(|channel| cx.world.part(cx.me, channel));
    }
    let joined = cx.channel_name(name).and_then(|channel| cx.world.join(cx.me, channel, key));
    // In IRC each error names its channel.
    joined.map_err(|refusal| match refusal {
        Refusal::Limit { what: Limit::Channels, .. } if cx.speaks_irc() => {
            Refusal::Numeric(ERR_TOOMANYCHANNELS, vec![name.to_owned()])
        }
        Refusal::Limit { what: Limit::Channel, .. } if cx.speaks_irc() => {
            Refusal::Numeric(ERR_BADCHANMASK, vec![name.to_owned()])
        }
        refusal => refusal,
    })
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

    #[test]
    fn in_irc_a_channel_begins_with_its_modes_and_no_key() {
        // modern.ircdocs.horse "JOIN message": JOIN, then the topic if there is one, then the names.
        let mut scene = Scene::empty("irc:eve irc:bob");
        scene.line("eve", "JOIN #tp sesame");
        assert_eq!(
            scene.heard("eve"),
            [
                ":eve!~eve@127.0.0.1 JOIN #tp",
                ":chat.localhost 353 eve = #tp :@eve",
                ":chat.localhost 366 eve #tp :End of /NAMES list",
            ]
        );
        scene.line("eve", "TOPIC #tp :sockets");
        scene.heard("eve");
        scene.line("bob", "JOIN #TP");
        assert_eq!(
            scene.heard("bob"),
            [
                ":bob!~bob@127.0.0.1 JOIN #tp",
                ":chat.localhost 332 bob #tp :sockets",
                ":chat.localhost 333 bob #tp eve!~eve@127.0.0.1 0",
                ":chat.localhost 353 bob = #tp :@eve bob",
                ":chat.localhost 366 bob #tp :End of /NAMES list",
            ]
        );
        assert_eq!(scene.heard("eve"), [":bob!~bob@127.0.0.1 JOIN #tp"]);
        scene.line("bob", "JOIN #tp");
        assert_eq!(scene.heard("bob"), [""; 0], "once more is nothing");
    }

    #[test]
    fn several_are_entered_with_their_keys_and_all_are_left() {
        // RFC 2812 3.2.1.
        let mut scene = Scene::many("irc:eve irc:bob");
        scene.line("eve", "JOIN #a,#b,#c");
        scene.line("eve", "MODE #a +k one");
        scene.line("eve", "MODE #b +k two");
        scene.line("bob", "JOIN #a,#b,#c one,wrong");
        let joined = |line: &String| line.contains(" JOIN ") || line.contains(" 475 ");
        let heard: Vec<String> = scene.heard("bob").into_iter().filter(joined).collect();
        assert_eq!(
            heard,
            [
                ":bob!~bob@127.0.0.1 JOIN #a",
                ":chat.localhost 475 bob #b :Cannot join channel (+k)",
                ":bob!~bob@127.0.0.1 JOIN #c",
            ]
        );
        scene.line("bob", "JOIN 0");
        assert_eq!(scene.heard("bob"), [":bob!~bob@127.0.0.1 PART #a", ":bob!~bob@127.0.0.1 PART #c"]);
    }

    #[test]
    fn all_names_are_read_in_lines_that_are_not_too_long() {
        let mut scene = Scene::many("#tp irc:eve");
        let nicks: Vec<String> = (0..80).map(|number| format!("m{number:012}")).collect();
        for (place, nick) in nicks.iter().enumerate() {
            scene.enter_irc(nick, if place % 3 == 0 { "userhost-in-names" } else { "" });
            scene.line(nick, "JOIN #tp");
            let lines = scene.heard(nick).into_iter().filter(|line| line.contains(" 353 ")).collect::<Vec<_>>();
            assert!(lines.iter().all(|line| line.len() <= 510), "{lines:?}");
            let names =
                lines.iter().flat_map(|line| line.rsplit(':').next().into_iter().flat_map(str::split_whitespace));
            let names: Vec<&str> = names.filter_map(|name| name.split('!').next()).collect();
            let expected: Vec<&str> = ["@eve"].into_iter().chain(nicks[..=place].iter().map(String::as_str)).collect();
            assert_eq!(names, expected);
        }
    }

    #[track_caller]
    fn refused(scene: &mut Scene, line: &str, expected: &str) {
        scene.forget();
        scene.line("bob", line);
        assert_eq!(scene.heard("bob"), [format!(":chat.localhost {expected}")], "{line}");
    }

    #[track_caller]
    fn enters(scene: &mut Scene, line: &str) {
        scene.forget();
        scene.line("bob", line);
        let heard = scene.heard("bob");
        assert!(heard.iter().any(|heard| heard.starts_with(":bob!~bob@127.0.0.1 JOIN ")), "{line}: {heard:?}");
        scene.line("bob", "PART #tp");
    }

    #[test]
    fn what_keeps_one_out_is_named() {
        // RFC 2812 3.2.1: 403, 405, 471, 473, 474, 475, 476; today's servers: 477.
        let mut scene = Scene::lobby_with("[limits]\nchannels_per_user = 2\nchannel = 12", "irc:eve irc:bob");
        scene.line("eve", "JOIN #tp");
        for (line, expected) in [
            ("JOIN", "461 bob JOIN :Not enough parameters"),
            ("JOIN tp", "403 bob tp :No such channel"),
            ("JOIN #", "403 bob # :No such channel"),
            ("JOIN #averylongname", "476 bob #averylongname :Bad Channel Mask"),
        ] {
            refused(&mut scene, line, expected);
        }
        for (mode, expected) in [
            ("+b bob", "474 bob #tp :Cannot join channel (+b)"),
            ("-b+i bob", "473 bob #tp :Cannot join channel (+i)"),
            ("-i+l 1", "471 bob #tp :Cannot join channel (+l)"),
            ("-l+R", "477 bob #tp :Cannot join channel (+R): log in to an account first"),
            ("-R+k sesame", "475 bob #tp :Cannot join channel (+k)"),
        ] {
            scene.line("eve", &format!("MODE #tp {mode}"));
            refused(&mut scene, "JOIN #tp", expected);
        }
        scene.line("bob", "JOIN #one,#two");
        refused(&mut scene, "JOIN #three", "405 bob #three :You have joined too many channels");
    }

    #[test]
    fn exceptions_and_invitations_open_what_they_say() {
        // RFC 2811 4.3.1 and 4.3.2; RFC 2812 3.2.7.
        let mut scene = Scene::many("#tp irc:eve irc:ann");
        scene.enter_irc("bob", "");
        scene.line("eve", "MODE #tp +be bob *!~bob@*");
        enters(&mut scene, "JOIN #tp");
        scene.line("eve", "MODE #tp +iI bob");
        enters(&mut scene, "JOIN #tp");
        scene.line("eve", "MODE #tp -eIi+k *!~bob@* bob sesame");
        refused(&mut scene, "JOIN #tp sesame", "474 bob #tp :Cannot join channel (+b)");
        scene.line("ann", "INVITE bob #tp");
        refused(&mut scene, "JOIN #tp", "474 bob #tp :Cannot join channel (+b)");
        scene.line("eve", "MODE #tp -b+l bob 1");
        enters(&mut scene, "JOIN #tp");
        refused(&mut scene, "JOIN #tp", "475 bob #tp :Cannot join channel (+k)");
        scene.line("eve", "MODE #tp +ibR bob");
        scene.line("eve", "INVITE bob #tp");
        enters(&mut scene, "JOIN #tp");
        refused(&mut scene, "JOIN #tp sesame", "474 bob #tp :Cannot join channel (+b)");
    }

    #[test]
    fn whoever_is_kept_out_goes_where_the_channel_sends_them() {
        // 470: the forward mode of solanum and InspIRCd.
        let mut scene = Scene::many("#tp irc:eve");
        scene.enter_irc("bob", "");
        scene.line("eve", "JOIN #more");
        scene.line("eve", "MODE #tp +if #more");
        scene.line("bob", "JOIN #tp");
        assert_eq!(
            scene.heard("bob")[..2],
            [":chat.localhost 470 bob #tp #more :Forwarding to another channel", ":bob!~bob@127.0.0.1 JOIN #more"]
        );
        scene.line("bob", "PART #more");
        scene.line("eve", "MODE #more +if #tp");
        scene.heard("bob");
        scene.line("bob", "JOIN #tp");
        assert_eq!(
            scene.heard("bob"),
            [
                ":chat.localhost 470 bob #tp #more :Forwarding to another channel",
                ":chat.localhost 473 bob #more :Cannot join channel (+i)",
            ]
        );
        scene.line("eve", "PART #more");
        refused(&mut scene, "JOIN #tp", "473 bob #tp :Cannot join channel (+i)");
    }

    #[test]
    fn a_terminal_reads_why() {
        let mut scene = Scene::many("#tp irc:eve");
        scene.enter("toto");
        for (mode, told) in [
            ("+b toto", "You are banned from #tp."),
            ("-b+i toto", "#tp lets only people in who were invited: ask one of its admins."),
            ("-i+l 1", "#tp is full: try again later, or ask one of its admins to invite you."),
            ("-l+R", "#tp lets only people with an account in."),
        ] {
            scene.line("eve", &format!("MODE #tp {mode}"));
            scene.line("toto", "JOIN tp");
            assert_eq!(scene.heard("toto"), [format!("[server] {told}")]);
        }
    }
}
