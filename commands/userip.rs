//! `USERIP` says the addresses of up to five people.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "userip",
        params: "<nick> [nick]...",
        source: "ISUPPORT USERIP",
        help: "Say from which addresses up to five people come, as far as you may know it.",
        example: "USERIP toto bob",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        run: userip,
        ..Command::DEFAULT
    }
}

fn userip(cx: &mut Context, args: &mut Args) -> Outcome {
    let items = cx.places(&args.rest(), |id| cx.address_of(id));
    cx.reply(Reply::Items { numeric: RPL_USERIP, words: Vec::new(), items, between: ' ' });
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn addresses_are_told() {
        let mut scene = Scene::many("irc:eve irc:bob");
        scene.line("eve", "USERIP bob nobody");
        assert_eq!(scene.heard("eve"), [":chat.localhost 340 eve :bob=+~bob@127.0.0.1"]);
        scene.line("eve", "USERIP");
        assert_eq!(scene.heard("eve"), [":chat.localhost 461 eve USERIP :Not enough parameters"]);
    }
}
