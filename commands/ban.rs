//! `BAN` keeps a nick, an address or a network off the server, or lists the bans.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "ban",
        params: "[nick|address] [reason...]",
        help: "Put somebody off and keep them off, by nick, address or network; alone: list the bans.",
        example: "BAN bob spam",
        access: Access::Admin,
        verbs: Verbs { irc: NOT_HERE, ..Verbs::EVERYWHERE },
        run: ban,
        ..Command::DEFAULT
    }
}

fn ban(cx: &mut Context, args: &mut Args) -> Outcome {
    let Some(whom) = args.optional() else {
        list(cx);
        return Ok(());
    };
    let reason = args.optional().unwrap_or_default();
    cx.world.fits(&reason)?;
    let banned = what(cx, &whom)?;
    let by = cx.world.who(cx.me).shown().to_owned();
    let hit = cx.world.those_hit_by(&banned);
    if hit.iter().any(|id| cx.world.user(*id).is_admin()) {
        return Err(Refusal::because(format!("{banned} is an admin's: that would lock them out.")));
    }
    cx.world.ban(banned.clone(), &by, &reason)?;
    for id in hit {
        cx.world.kill(cx.me, id, Some(format!("You are banned. {reason}").trim_end()))?;
    }
    cx.reply(format!("{banned} is banned: UNBAN {banned} ends it."));
    Ok(())
}

/// What is to be banned: a network as it stands; a person by their address, or by their nick where many share it.
fn what(cx: &Context, whom: &str) -> Result<Banned, Refusal> {
    if let Ok(network) = whom.parse() {
        return Ok(Banned::Network(network));
    }
    let Some(id) = cx.world.find(whom) else {
        return Nick::new(whom).map(Banned::Nick).map_err(|why| Refusal::BadNick { nick: whom.to_owned(), why });
    };
    let nick = Banned::Nick(cx.world.who(id).nick.clone());
    let address = cx.world.address(id).filter(|address| !cx.world.is_exempt(*address));
    Ok(address.map_or(nick, |address| Banned::Network(address.into())))
}

fn list(cx: &mut Context) {
    let line = |ban: &Ban| format!("{}, by {} at {} UTC: {}", ban.banned, ban.by, ban.at.hour(), ban.reason);
    let lines: Vec<String> = cx.world.bans().iter().map(line).collect();
    cx.reply(if lines.is_empty() { "Nobody is banned.".to_owned() } else { lines.join("\n") });
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn the_banned_are_put_off_and_kept_off() {
        let mut scene = Scene::lobby("toto bob");
        scene.console("ban bob spam");
        assert_eq!(scene.heard("bob"), ["[server] You are banned. spam"]);
        scene.line("toto", "NICK bob");
        assert_eq!(scene.heard("toto").last().map(String::as_str), Some("[server] bob is banned here: spam"));
        scene.console("unban bob");
        scene.line("toto", "NICK bob");
        assert_eq!(scene.heard("bob"), [""; 0]);
    }

    #[test]
    fn a_banned_network_cannot_connect() {
        let mut scene = Scene::lobby("toto");
        scene.console("ban 192.0.2.0/24 flood");
        scene.connect_from("bob", "192.0.2.7:4000");
        assert_eq!(scene.heard("bob"), ["[server] 192.0.2.0/24 is banned here: flood"]);
        assert!(scene.is_closed("bob"));
    }

    #[test]
    fn an_admin_is_not_locked_out() {
        let mut scene = Scene::lobby("tata bob");
        scene.make_admin("tata");
        scene.line("tata", "BAN 127.0.0.0/8");
        assert_eq!(scene.heard("tata"), ["[server] 127.0.0.0/8 is an admin's: that would lock them out."]);
    }
}
