//! `UNBAN` ends a ban.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "unban",
        params: "<nick|address>",
        help: "End a ban.",
        example: "UNBAN bob",
        access: Access::Admin,
        verbs: Verbs { irc: NOT_HERE, ..Verbs::EVERYWHERE },
        run: unban,
        ..Command::DEFAULT
    }
}

fn unban(cx: &mut Context, args: &mut Args) -> Outcome {
    let what = args.required();
    let banned = match what.parse() {
        Ok(network) => Banned::Network(network),
        Err(_) => Banned::Nick(Nick::new(&what).map_err(|why| Refusal::BadNick { nick: what.into_owned(), why })?),
    };
    cx.world.unban(&banned)?;
    cx.reply(format!("{banned} is no longer banned."));
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn what_is_not_banned_cannot_be_unbanned() {
        let mut scene = Scene::lobby("toto");
        assert_eq!(scene.console("unban bob"), ["bob is not banned: BAN lists the bans."]);
        scene.console("ban bob");
        assert_eq!(scene.console("unban BOB"), ["BOB is no longer banned."]);
    }
}
