//! `ISON` says which of some people are here.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "ison",
        params: "<nick> [nick]...",
        source: "RFC 2812 4.9",
        help: "Say which of these people are here.",
        example: "ISON toto bob",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        run: ison,
        ..Command::DEFAULT
    }
}

fn ison(cx: &mut Context, args: &mut Args) -> Outcome {
    let words = args.rest();
    let nicks = words.iter().flat_map(|word| word.split_whitespace());
    let items =
        nicks.filter_map(|nick| cx.world.find_person(nick)).map(|id| cx.world.who(id).nick.to_string()).collect();
    cx.reply(Reply::Items { numeric: RPL_ISON, words: Vec::new(), items, between: ' ' });
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn those_who_are_here_are_named_as_they_write_themselves() {
        // RFC 2812 4.9: any subset of the nicks, or none of them.
        let mut scene = Scene::many("irc:eve irc:Bob toto");
        scene.line("eve", "ISON nobody bob TOTO");
        assert_eq!(scene.heard("eve"), [":chat.localhost 303 eve :Bob toto"]);
        scene.line("eve", "ISON eve :toto bob");
        assert_eq!(scene.heard("eve"), [":chat.localhost 303 eve :eve toto Bob"]);
        scene.line("eve", "ISON nobody");
        assert_eq!(scene.heard("eve"), [":chat.localhost 303 eve :"]);
        scene.line("eve", "ISON");
        assert_eq!(scene.heard("eve"), [":chat.localhost 461 eve ISON :Not enough parameters"]);
    }
}
