//! `INVITE` asks somebody into a channel, for which they need no key then.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "invite",
        params: "<nick> [channel]",
        help: "Ask somebody into a channel; they need no key then.",
        example: "INVITE tata",
        run: invite,
        ..Command::DEFAULT
    }
}

fn invite(cx: &mut Context, args: &mut Args) -> Outcome {
    let whom = args.person(cx)?;
    let channel = args.channel(cx)?;
    cx.world.invite(cx.me, whom, channel)?;
    let who = cx.world.who(whom);
    let away = cx.world.user(whom).away.clone();
    cx.reply(Reply::Inviting { who: who.clone(), channel: cx.world.channel(channel).name.clone() });
    if let Some(text) = away {
        cx.reply(Reply::Away { who, text });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn the_invited_need_no_key() {
        let mut scene = Scene::empty("toto bob");
        scene.line("toto", "JOIN secret sesame");
        scene.heard("toto");
        scene.line("toto", "INVITE bob");
        assert_eq!(scene.heard("toto"), ["[server] bob is invited to #secret."]);
        assert_eq!(scene.heard("bob"), ["[server] toto invites you to #secret: JOIN #secret"]);
        scene.line("bob", "JOIN #secret");
        assert_eq!(scene.heard("bob"), ["[server] You are in #secret: @toto@ bob"]);
    }
}
