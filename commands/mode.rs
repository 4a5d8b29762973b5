//! `MODE` says, or changes, how a channel is, or in IRC how one is oneself.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "mode",
        params: "[channel] [modes] [word]...",
        irc_params: Some("<target> [modes] [word]..."),
        source: "RFC 2812 3.1.5, 3.2.3",
        help: "Say how a channel is, or change it: +t only its admins set the topic, +i only the invited enter, +m only those with voice are heard, +k <key>, +l <count>, +v <nick>, +b <mask> bans.",
        example: "MODE #tp +t",
        run: mode,
        ..Command::DEFAULT
    }
}

fn mode(cx: &mut Context, args: &mut Args) -> Outcome {
    let (target, modes, rest) = (args.optional(), args.optional(), args.rest());
    let mut words: Vec<&str> = modes.into_iter().chain(rest).collect();
    if !cx.speaks_irc() {
        let channel = match target {
            // At a terminal, the channel one talks in need not be named.
            Some(modes) if modes.starts_with(['+', '-']) => {
                words.insert(0, modes);
                cx.here()?
            }
            Some(name) => cx.channel_named(name)?,
            None => cx.here()?,
        };
        return of_channel(cx, channel, &words);
    }
    let target = target.unwrap_or_default();
    if target.starts_with(ChannelName::is_prefix) {
        let missing = || Refusal::NoSuchChannel { channel: target.to_string() };
        let channel = cx.channel_named(target).map_err(|_| missing())?;
        return of_channel(cx, channel, &words);
    }
    let Some(whom) = cx.world.find_person(target) else {
        return Err(Refusal::NoSuchNick { nick: target.to_owned(), near: None });
    };
    if whom != cx.me {
        return Err(Refusal::Numeric(ERR_USERSDONTMATCH, Vec::new()));
    }
    match modes {
        Some(letters) => cx.change_user_modes(whom, letters),
        None => {
            cx.numeric(RPL_UMODEIS, [format!("+{}", cx.world.user_modes(whom))]);
            Ok(())
        }
    }
}

fn of_channel(cx: &mut Context, channel: ChannelId, words: &[&str]) -> Outcome {
    if !cx.world.sees(cx.me, channel) {
        return Err(Refusal::NoSuchChannel { channel: cx.world.channel(channel).name.to_string() });
    }
    match words {
        [] => cx.answer_modes(channel),
        words => cx.change_modes(cx.me, channel, words),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    /// What somebody reads of the server's own after a line.
    #[track_caller]
    fn says(scene: &mut Scene, who: &str, line: &str, expected: &[&str]) {
        scene.forget();
        scene.line(who, line);
        let heard = scene.heard(who);
        let heard: Vec<&str> = heard.iter().map(|line| line.strip_prefix(":chat.localhost ").unwrap_or(line)).collect();
        assert_eq!(heard, expected, "{line}");
    }

    const EVE: &str = ":eve!~eve@127.0.0.1 MODE #tp";

    #[test]
    fn a_channel_says_how_it_is() {
        // RFC 2812 5.1 (324), modern.ircdocs.horse "RPL_CREATIONTIME".
        let mut scene = Scene::many("irc:eve irc:bob");
        scene.wait(100);
        scene.line("eve", "JOIN #tp");
        says(&mut scene, "eve", "MODE #tp", &["324 eve #tp +nt", "329 eve #tp 100"]);
        scene.line("eve", "MODE #tp +sklf sesame 20 #nowhere");
        scene.line("eve", "MODE #tp -tn+c");
        says(&mut scene, "eve", "MODE #tp", &["324 eve #tp +cskl sesame 20", "329 eve #tp 100"]);
        scene.line("eve", "MODE #tp -s");
        says(&mut scene, "bob", "MODE #tp", &["324 bob #tp +ckl * 20", "329 bob #tp 100"]);
        scene.line("eve", "MODE #tp -ckl x");
        says(&mut scene, "eve", "MODE #TP", &["324 eve #tp +", "329 eve #tp 100"]);
    }

    #[test]
    fn several_modes_are_told_as_one_and_what_was_so_is_not() {
        // RFC 2812 3.2.3: at most so many changes with a word; here the limit is MODES=20.
        let mut scene = Scene::many("#tp irc:eve irc:bob tom");
        scene.line("eve", "MODE #tp +ov-t+m bob tom");
        assert_eq!(scene.heard("bob"), [format!("{EVE} +ov-t+m bob tom")]);
        assert_eq!(
            scene.heard("tom"),
            [
                "[server] bob is now an admin of #tp, says eve",
                "[server] tom has voice in #tp, says eve",
                "[server] #tp lets every member change the topic, says eve",
                "[server] #tp hears only its admins and those with voice, says eve",
            ]
        );
        says(&mut scene, "eve", "MODE #tp +ov-t+mn bob tom", &[]);
        says(&mut scene, "eve", "MODE #tp -v+l-k+l tom 5 x 5", &[&format!("{EVE} -v+l tom 5")]);
        says(&mut scene, "eve", "MODE #tp +o eve -o bob", &[&format!("{EVE} -o bob")]);
        says(&mut scene, "eve", "MODE #tp m", &[]);
        says(&mut scene, "eve", "MODE #tp -m", &[&format!("{EVE} -m")]);
    }

    #[test]
    fn errors_are_told_and_the_rest_is_done() {
        // RFC 2812 3.2.3: 403, 401, 441, 472, 482; modern.ircdocs.horse "ERR_INVALIDMODEPARAM (696)".
        let mut scene = Scene::many("#tp irc:eve irc:bob");
        scene.enter_irc("ann", "");
        for (line, heard) in [
            ("MODE", &["461 eve MODE :Not enough parameters"][..]),
            ("MODE #nowhere +m", &["403 eve #nowhere :No such channel"]),
            ("MODE # +m", &["403 eve # :No such channel"]),
            ("MODE #tp +Zm", &[":eve!~eve@127.0.0.1 MODE #tp +m", "472 eve Z :is unknown mode char to me"]),
            ("MODE #tp +o nobody", &["401 eve nobody :No such nick/channel"]),
            ("MODE #tp +v ann", &["441 eve ann #tp :They aren't on that channel"]),
            (
                "MODE #tp +k :a b",
                &[
                    "696 eve #tp k a\u{a0}b :A key has neither space nor comma nor control character, and does not begin with a colon",
                ],
            ),
            ("MODE #tp +k :", &["696 eve #tp k * :A key has 1 to 32 characters"]),
            ("MODE #tp +l many", &["696 eve #tp l many :A limit is a whole number from 1"]),
            ("MODE #tp +l 0", &["696 eve #tp l 0 :A limit is a whole number from 1"]),
            ("MODE #tp +l -1", &["696 eve #tp l -1 :A limit is a whole number from 1"]),
            ("MODE #tp +f nowhere", &["696 eve #tp f nowhere :It is no channel: a channel begins with #"]),
            ("MODE #tp +f #nowhere", &["403 eve #nowhere :No such channel"]),
            ("MODE #tp +b $x:y", &["696 eve #tp b $x:y :There are $a:account, $~a:account, $a, $~a and $m:mask"]),
            // modern.ircdocs.horse "MODE message": what lacks its word is passed over.
            ("MODE #tp +klov", &[]),
        ] {
            says(&mut scene, "eve", line, heard);
        }
    }

    #[test]
    fn only_ops_change_anything() {
        // RFC 2812 3.2.3 (482): also for those who are not in it, and once a line.
        let mut scene = Scene::many("#tp irc:eve irc:bob");
        scene.enter_irc("ann", "");
        for who in ["bob", "ann"] {
            let refused = format!("482 {who} #tp :You're not channel operator");
            for line in
                ["MODE #tp +mk sesame", "MODE #tp +o bob", "MODE #tp +b +x!*@*", "MODE #tp e", "MODE #tp +o nobody"]
            {
                says(&mut scene, who, line, &[&refused]);
            }
            says(&mut scene, who, "MODE #tp b", &[&format!("368 {who} #tp :End of channel ban list")]);
        }
        assert_eq!(scene.heard("eve"), [""; 0]);
    }

    #[test]
    fn lists_say_who_is_on_them_since_when() {
        // RFC 2812 5.1: 367/368, 348/349, 346/347.
        let mut scene = Scene::many("#tp irc:eve irc:bob");
        scene.wait(7);
        says(&mut scene, "eve", "MODE #tp +b bob", &[&format!("{EVE} +b bob!*@*")]);
        says(
            &mut scene,
            "eve",
            "MODE #tp +beI *@10.* $a:toto m:ann",
            &[&format!("{EVE} +beI *!*@10.* $a:toto $m:ann!*@*")],
        );
        says(&mut scene, "eve", "MODE #tp +b BOB!*@*", &[]);
        let by = "eve!~eve@127.0.0.1 7";
        for (line, heard) in [
            (
                "MODE #tp b",
                &[
                    &*format!("367 eve #tp bob!*@* {by}"),
                    &format!("367 eve #tp *!*@10.* {by}"),
                    "368 eve #tp :End of channel ban list",
                ][..],
            ),
            ("MODE #tp +e", &[&format!("348 eve #tp $a:toto {by}"), "349 eve #tp :End of channel exception list"]),
            (
                "MODE #tp -I",
                &[&format!("346 eve #tp $m:ann!*@* {by}"), "347 eve #tp :End of channel invite exception list"],
            ),
            ("MODE #tp -b Bob", &[&format!("{EVE} -b bob!*@*")]),
            ("MODE #tp -b bob", &[]),
        ] {
            says(&mut scene, "eve", line, heard);
        }
        for batch in 0..5 {
            let masks: Vec<String> = (0..20).map(|n| format!("n{batch}x{n}")).collect();
            scene.line("eve", &format!("MODE #tp +{} {}", "b".repeat(20), masks.join(" ")));
        }
        says(&mut scene, "eve", "MODE #tp +bb one more", &["478 eve #tp b :Channel list is full"]);
    }

    #[test]
    fn the_creator_is_named_and_stays_until_they_want() {
        // RFC 2811 4.1.1, RFC 2812 5.1 (325).
        let mut scene = Scene::many("#tp irc:eve irc:bob");
        says(&mut scene, "bob", "MODE #tp O", &["325 bob #tp :eve"]);
        scene.line("eve", "MODE #tp +o bob");
        let told = "482 bob #tp :eve created the channel: other operators cannot do this to them";
        says(&mut scene, "bob", "MODE #tp -o eve", &[told]);
        says(&mut scene, "eve", "MODE #tp -o eve", &[&format!("{EVE} -o eve")]);
        says(&mut scene, "bob", "MODE #tp O", &["325 bob #tp :*"]);
        says(&mut scene, "eve", "MODE #tp +m", &["482 eve #tp :You're not channel operator"]);
        says(&mut scene, "bob", "MODE #tp +o eve", &[":bob!~bob@127.0.0.1 MODE #tp +o eve"]);
        says(&mut scene, "eve", "MODE #tp -o bob", &[&format!("{EVE} -o bob")]);
    }

    #[test]
    fn secret_and_private_exclude_each_other_and_hide() {
        // RFC 2811 4.2.6.
        let mut scene = Scene::many("#tp irc:eve");
        scene.enter_irc("bob", "");
        says(&mut scene, "eve", "MODE #tp +p", &[&format!("{EVE} +p")]);
        says(&mut scene, "bob", "MODE #tp", &["324 bob #tp +npt", "329 bob #tp 0"]);
        says(&mut scene, "eve", "MODE #tp +s", &[&format!("{EVE} -p+s")]);
        for line in
            ["MODE #tp", "MODE #tp b", "MODE #tp +m", "TOPIC #tp", "TOPIC #tp :mine", "PART #tp", "INVITE eve #tp"]
        {
            says(&mut scene, "bob", line, &["403 bob #tp :No such channel"]);
        }
        scene.make_admin("bob");
        says(&mut scene, "bob", "MODE #tp", &["324 bob #tp +nst", "329 bob #tp 0"]);
    }

    #[test]
    fn a_channel_without_modes_has_none() {
        // RFC 2811 2.4.1 and 4.2.8, RFC 2812 5.2 (477).
        let mut scene = Scene::many("irc:eve");
        scene.line("eve", "JOIN +tp");
        says(&mut scene, "eve", "MODE +tp", &["324 eve +tp +t", "329 eve +tp 0"]);
        says(&mut scene, "eve", "MODE +tp +m", &["482 eve +tp :You're not channel operator"]);
        scene.make_admin("eve");
        says(&mut scene, "eve", "MODE +tp +mi", &["477 eve +tp :Channel doesn't support modes"]);
    }

    #[test]
    fn long_changes_take_several_lines() {
        let mut scene = Scene::many("#tp irc:eve");
        let masks: Vec<String> = (0..20).map(|n| format!("{n}@host-of-some-len.fr")).collect();
        scene.line("eve", &format!("MODE #tp +{} {}", "b".repeat(20), masks.join(" ")));
        let heard = scene.heard("eve");
        assert!(heard.len() == 2 && heard.iter().all(|line| line.len() <= 510 && line.starts_with(EVE)), "{heard:?}");
        assert_eq!(heard.iter().map(|line| line.matches("*!").count()).sum::<usize>(), 20);
    }

    #[test]
    fn ones_own_modes() {
        // RFC 2812 3.1.5: 221, 401, 501, 502; modern.ircdocs.horse "User mode": known modes are set, then 501 is sent.
        let mut scene = Scene::many("irc:eve irc:bob");
        let mode = ":eve!~eve@127.0.0.1 MODE eve";
        for (line, heard) in [
            ("MODE eve", &["221 eve :+i"][..]),
            ("MODE EVE +w-i", &[&format!("{mode} :+w-i")]),
            ("MODE eve +w", &[]),
            ("MODE eve +oO", &["501 eve :Unknown MODE flag"]),
            ("MODE eve +BZg", &[&format!("{mode} :+Bg"), "501 eve :Unknown MODE flag"]),
            ("MODE eve", &["221 eve :+Bgw"]),
            ("MODE eve +s", &["481 eve :Permission Denied- You're not an IRC operator"]),
            ("MODE bob +i", &["502 eve :Cannot change mode for other users"]),
            ("MODE bob", &["502 eve :Cannot change mode for other users"]),
            ("MODE nobody", &["401 eve nobody :No such nick/channel"]),
        ] {
            says(&mut scene, "eve", line, heard);
        }
        scene.make_admin("eve");
        says(&mut scene, "eve", "MODE eve +s", &[&format!("{mode} :+s")]);
        says(&mut scene, "eve", "MODE eve -o", &[&format!("{mode} :-os")]);
        says(&mut scene, "eve", "SAMODE eve +i", &["481 eve :Permission Denied- You're not an IRC operator"]);
    }

    #[test]
    fn a_newcomer_has_the_modes_of_the_house_and_those_they_ask_for() {
        // RFC 2812 3.1.3.
        let mut scene = Scene::lobby_with("[server]\nuser_modes = \"B\"", "toto");
        scene.connect_irc("eve");
        scene.line("eve", "NICK eve");
        scene.line("eve", "USER eve 12 * :Eve");
        let modes: Vec<String> = scene.heard("eve").into_iter().filter(|line| line.contains(" :+")).collect();
        assert_eq!(modes, [":chat.localhost 221 eve :+Biw"]);
    }

    #[test]
    fn at_a_terminal_modes_are_words() {
        let mut scene = Scene::new("#tp @toto bob");
        says(&mut scene, "toto", "MODE", &["[server] #tp lets only its admins change the topic"]);
        says(
            &mut scene,
            "toto",
            "MODE +mk sesame",
            &[
                "[server] #tp hears only its admins and those with voice, says toto",
                "[server] #tp has the key sesame, says toto",
            ],
        );
        says(&mut scene, "bob", "MODE #tp -m", &["[server] Only the creator and the admins of #tp may do this."]);
        says(
            &mut scene,
            "toto",
            "MODE tp -k+l x 5",
            &["[server] #tp has no key any more, says toto", "[server] #tp takes 5 people at most, says toto"],
        );
        says(
            &mut scene,
            "toto",
            "MODE +l five",
            &["[server] The mode l cannot be \"five\": A limit is a whole number from 1."],
        );
        says(&mut scene, "toto", "MODE +x", &["[server] There is no mode x: channels have CMQRcimnpstbeIfklov."]);
        says(&mut scene, "toto", "MODE +b eve", &["[server] #tp bans eve!*@*, says toto"]);
        says(&mut scene, "bob", "MODE b", &["[server] There is no channel #b: LIST lists them, JOIN #b makes it."]);
        says(&mut scene, "bob", "MODE +b", &["[server] #tp bans eve!*@*, says toto!~toto@127.0.0.1"]);
        says(
            &mut scene,
            "bob",
            "MODE #nowhere",
            &["[server] There is no channel #nowhere: LIST lists them, JOIN #nowhere makes it."],
        );
    }
}
