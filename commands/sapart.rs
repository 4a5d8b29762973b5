//! `SAPART` takes somebody out of a channel, as if they left.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "sapart",
        params: "<nick> <channel,...> [text...]",
        source: "today's servers",
        help: "Take somebody out of a channel, as if they left it themselves.",
        example: "SAPART bob #tp",
        access: Access::Admin,
        run: sapart,
        ..Command::DEFAULT
    }
}

fn sapart(cx: &mut Context, args: &mut Args) -> Outcome {
    let id = args.person(cx)?;
    cx.rules_over(id)?;
    let channel = args.channel(cx)?;
    let text = args.optional();
    if cx.world.user(id).rank(channel).is_none() {
        let nick = cx.world.who(id).shown().to_owned();
        return Err(Refusal::NotThere { nick, channel: cx.world.channel(channel).name.clone() });
    }
    let by = cx.world.who(cx.me).shown().to_owned();
    let told = format!("{by} takes you out of {}", cx.world.channel(channel).name);
    cx.world.part_saying(id, channel, text)?;
    cx.world.notify(id, &told);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn the_channel_reads_that_they_left_and_they_by_whom() {
        let mut scene = Scene::many("#tp @toto irc:eve irc:bob");
        scene.enter("tata");
        scene.make_admin("tata");
        scene.line("tata", "SAPART bob #tp enough");
        assert_eq!(scene.heard("eve"), [":bob!~bob@127.0.0.1 PART #tp :enough"]);
        let told = [":bob!~bob@127.0.0.1 PART #tp :enough", ":chat.localhost NOTICE * :tata takes you out of #tp"];
        assert_eq!(scene.heard("bob"), told);
        scene.line("tata", "SAPART bob #tp");
        assert_eq!(scene.heard("tata"), ["[server] bob is not in #tp: NAMES #tp lists who is."]);
    }

    #[test]
    fn it_is_for_admins() {
        let mut scene = Scene::many("#tp @toto irc:eve irc:bob");
        scene.line("eve", "SAPART bob #tp");
        assert_eq!(scene.heard("eve"), [":chat.localhost 481 eve :Permission Denied- You're not an IRC operator"]);
        scene.make_admin("eve");
        scene.forget();
        for (line, numeric) in [("SAPART bob", "461"), ("SAPART nobody #tp", "401"), ("SAPART bob #none", "403")] {
            scene.line("eve", line);
            let heard = scene.heard("eve");
            assert!(heard.len() == 1 && heard[0].starts_with(&format!(":chat.localhost {numeric} eve ")), "{heard:?}");
        }
    }
}
