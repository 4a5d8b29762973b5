//! `WHO` lists the members of the current channel with their ranks, or everyone.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "who",
        params: "[channel]",
        help: "List a channel's members with their ranks (@creator@, @admin), or everyone.",
        example: "WHO",
        verbs: Verbs { irc: NOT_HERE, ..Verbs::EVERYWHERE },
        run: who,
        ..Command::DEFAULT
    }
}

fn who(cx: &mut Context, args: &mut Args) -> Outcome {
    let here = cx.here().ok().filter(|_| !cx.place().in_lobby);
    let channel = args.channel_named(cx)?.or(here);
    if let Some(id) = channel.filter(|id| !cx.world.sees(cx.me, *id)) {
        return Err(Refusal::NoSuchChannel { channel: cx.world.channel(id).name.to_string() });
    }
    let people = channel.map_or_else(|| cx.world.everyone(cx.me), |id| cx.world.present(id));
    let channel = channel.map(|id| cx.world.channel(id).name.clone());
    cx.reply(Reply::Who { channel, people });
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn ranks_are_marked() {
        let mut scene = Scene::new("#tp @toto bob eve");
        scene.line("toto", "GRANT bob");
        scene.heard("eve");
        scene.line("eve", "WHO");
        assert_eq!(scene.heard("eve"), ["[server] @toto@ @bob eve"]);
    }

    #[test]
    fn in_the_lobby_it_is_everyone() {
        let mut scene = Scene::lobby("toto bob");
        scene.line("toto", "WHO");
        assert_eq!(scene.heard("toto"), ["[server] toto bob"]);
    }
}
