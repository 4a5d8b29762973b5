//! `REN` gives a channel another name: in IRC `RENAME`.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "ren",
        params: "<channel>",
        irc_params: Some("<channel> <new> [reason...]"),
        source: "IRCv3 channel-rename",
        help: "Give your channel another name.",
        example: "REN games",
        verbs: Verbs { irc: &["RENAME"], ..Verbs::DEFAULT },
        cost: 3,
        run: ren,
        ..Command::DEFAULT
    }
}

fn ren(cx: &mut Context, args: &mut Args) -> Outcome {
    if !cx.speaks_irc() {
        let name = args.channel_name()?;
        return cx.world.rename_channel(cx.me, cx.here()?, name);
    }
    let channel = args.channel(cx)?;
    let old = cx.world.channel(channel).name.to_string();
    cx.world.rank_in(cx.me, channel)?;
    let typed = args.required();
    let reason = args.optional();
    let renamed = ChannelName::new(typed)
        .map_err(|why| Refusal::BadChannel { channel: typed.to_string(), why })
        .and_then(|new| cx.world.rename_channel_because(cx.me, channel, new, reason));
    renamed.map_err(|refusal| in_irc(refusal, old, typed.to_owned()))
}

/// channel-rename, "Errors": its own codes, and numerics where they are "more appropriate".
fn in_irc(refusal: Refusal, old: String, new: String) -> Refusal {
    let fail = |code, why: &str| {
        let (about, why) = (vec![old.clone(), new], why.to_owned());
        Refusal::Fail { verb: "RENAME", code, about, why }
    };
    match refusal {
        Refusal::ChannelTaken { .. } => fail("CHANNEL_NAME_IN_USE", "There is a channel of this name already"),
        Refusal::BadChannel { .. } | Refusal::Limit { .. } | Refusal::Lobby { .. } => {
            fail("CANNOT_RENAME", "The channel cannot have this name")
        }
        Refusal::Text(why) => fail("CANNOT_RENAME", &why),
        Refusal::NeedsRank { .. } => Refusal::Numeric(ERR_CHANOPRIVSNEEDED, vec![old]),
        other => other,
    }
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

    fn scene() -> Scene {
        let mut scene = Scene::many("");
        scene.enter_irc("eve", "draft/channel-rename");
        scene.enter_irc("bob", "draft/channel-rename");
        scene.enter_irc("old", "");
        scene.enter_irc("new", "extended-join no-implicit-names");
        scene.enter("toto");
        ["eve", "bob", "old", "new", "toto"].iter().for_each(|nick| scene.line(nick, "JOIN #tp"));
        scene.line("eve", "TOPIC #tp :networks");
        scene.forget();
        scene
    }

    /// channel-rename, "Examples" and "Fallback".
    #[test]
    fn programs_that_know_it_are_told_and_others_go_from_one_to_the_other() {
        let mut scene = scene();
        scene.line("eve", "RENAME #tp #games :A better name");
        let told = ":eve!~eve@127.0.0.1 RENAME #tp #games :A better name";
        assert_eq!([scene.heard("eve"), scene.heard("bob")], [[told], [told]]);
        let old = ":old!~old@127.0.0.1";
        let heard = scene.heard("old");
        assert_eq!(heard[0], format!("{old} PART #tp :A better name"));
        assert_eq!(heard[1], format!("{old} JOIN #games"));
        let numerics: Vec<&str> = heard[2..].iter().filter_map(|line| line.split(' ').nth(1)).collect();
        assert_eq!(numerics, ["332", "333", "353", "366"]);
        let heard = scene.heard("new");
        assert_eq!(heard[1], ":new!~new@127.0.0.1 JOIN #games * :new of the scene");
        assert_eq!(heard.len(), 4, "no names: {heard:?}");
        assert_eq!(scene.heard("toto"), ["[server] #tp is now called #games, says eve: A better name"]);
        scene.line("eve", "RENAME #games #tp");
        assert_eq!(scene.heard("bob"), [":eve!~eve@127.0.0.1 RENAME #games #tp :"]);
        assert_eq!(scene.heard("old")[0], format!("{old} PART #games"));
    }

    /// "Implementations MUST allow channels to be renamed while only changing the casing"; the fallback "SHOULD NOT be
    /// used" then.
    #[test]
    fn the_case_alone_may_change() {
        let mut scene = scene();
        scene.line("eve", "RENAME #tp #TP");
        assert_eq!(scene.heard("bob"), [":eve!~eve@127.0.0.1 RENAME #tp #TP :"]);
        assert_eq!(scene.heard("old"), [""; 0]);
    }

    /// channel-rename, "Errors".
    #[test]
    fn what_cannot_be_is_refused() {
        let mut scene = scene();
        scene.line("old", "JOIN #other");
        scene.line("new", "PART #tp");
        scene.forget();
        for (nick, line, told) in [
            ("eve", "RENAME #tp #other", "FAIL RENAME CHANNEL_NAME_IN_USE #tp #other :"),
            ("eve", "RENAME #tp &tp", "FAIL RENAME CANNOT_RENAME #tp &tp :"),
            ("eve", "RENAME #tp nohash", "FAIL RENAME CANNOT_RENAME #tp nohash :"),
            ("bob", "RENAME #tp #mine", "482 bob #tp :"),
            ("new", "RENAME #tp #mine", "442 new #tp :"),
            ("eve", "RENAME #none #mine", "403 eve #none :"),
            ("eve", "RENAME #tp", "461 eve RENAME :"),
            ("eve", "RENAME", "461 eve RENAME :"),
        ] {
            scene.line(nick, line);
            let heard = scene.heard(nick);
            assert!(heard.len() == 1 && heard[0].starts_with(&format!(":chat.localhost {told}")), "{line}: {heard:?}");
        }
    }

    /// "If a client sends a valid RENAME command without having negotiated the capability, the server SHOULD rename".
    #[test]
    fn without_the_capability_one_may_rename_too() {
        let mut scene = Scene::many("#tp irc:eve");
        scene.line("eve", "RENAME #tp #games");
        let heard = scene.heard("eve");
        assert_eq!(heard[0], ":eve!~eve@127.0.0.1 PART #tp");
        assert_eq!(heard[1], ":eve!~eve@127.0.0.1 JOIN #games");
        assert_eq!(heard[2], ":chat.localhost 353 eve = #games :@eve");
    }
}
