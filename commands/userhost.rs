//! `USERHOST` says where up to five people come from, and who of them is away.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "userhost",
        params: "<nick> [nick]...",
        source: "RFC 2812 4.8",
        help: "Say of up to five people who they are, where they come from, and whether they are away.",
        example: "USERHOST toto bob",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        run: userhost,
        ..Command::DEFAULT
    }
}

fn userhost(cx: &mut Context, args: &mut Args) -> Outcome {
    let items = cx.places(&args.rest(), |id| cx.world.user(id).who.host.to_string());
    cx.reply(Reply::Items { numeric: RPL_USERHOST, words: Vec::new(), items, between: ' ' });
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn admins_and_those_who_are_away_are_marked() {
        // RFC 2812 5.1, 302: `*` for operators, `-` for those who are away; who is not here is left out.
        let mut scene = Scene::many("irc:eve irc:bob toto");
        scene.make_admin("bob");
        scene.line("toto", "AWAY lunch");
        scene.forget();
        scene.line("eve", "USERHOST BOB nobody toto");
        assert_eq!(scene.heard("eve"), [":chat.localhost 302 eve :bob*=+~bob@127.0.0.1 toto=-~toto@127.0.0.1"]);
        scene.line("eve", "USERHOST nobody server");
        assert_eq!(scene.heard("eve"), [":chat.localhost 302 eve :"]);
    }

    #[test]
    fn five_and_no_more() {
        let mut scene = Scene::many("irc:a irc:b irc:c irc:d irc:e irc:f");
        scene.line("a", "USERHOST a b c d e f");
        assert_eq!(scene.heard("a")[0].matches('=').count(), 5);
        scene.line("a", "USERHOST");
        assert_eq!(scene.heard("a"), [":chat.localhost 461 a USERHOST :Not enough parameters"]);
    }
}
