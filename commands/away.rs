//! `AWAY` says that one is away; a second one that one is back.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "away",
        params: "[text...]",
        help: "Say that you are away: those who write to you are told. Again: you are back.",
        example: "AWAY lunch",
        run: away,
        ..Command::DEFAULT
    }
}

fn away(cx: &mut Context, args: &mut Args) -> Outcome {
    let text = args.optional();
    let was = cx.world.user(cx.me).away.is_some();
    let goes = text.is_some() || !was;
    cx.world.set_away(cx.me, goes.then_some(text.as_deref().unwrap_or("away")))?;
    cx.reply(Reply::AwaySet(goes));
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn whoever_writes_privately_is_told_until_one_is_back() {
        let mut scene = Scene::lobby("toto bob");
        scene.line("toto", "/away at lunch");
        scene.line("bob", "/msg toto hungry?");
        assert_eq!(scene.heard("bob"), ["[server] toto is away: at lunch"]);
        scene.line("toto", "/away");
        scene.line("bob", "/msg toto and now?");
        assert_eq!(scene.heard("bob"), [""; 0]);
        assert_eq!(scene.heard("toto").last().map(String::as_str), Some("[bob -> toto] and now?"));
    }
}
