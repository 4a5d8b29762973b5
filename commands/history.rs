//! `HISTORY` shows the last lines said in a channel.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "history",
        params: "[#channel] [count]",
        help: "Show the last lines said in your channel (10, or as many as you ask for), with their time in UTC.",
        example: "HISTORY 20",
        cost: 2,
        run: history,
        ..Command::DEFAULT
    }
}

fn history(cx: &mut Context, args: &mut Args) -> Outcome {
    let id = args.channel(cx)?;
    let count = args.number()?.unwrap_or(10).max(1);
    let channel = cx.world.channel(id).name.clone();
    if cx.world.user(cx.me).rank(id).is_none() {
        return Err(Refusal::NotOnChannel { channel });
    }
    let lines = cx.world.last_said(id, usize::try_from(count).unwrap_or(usize::MAX));
    cx.reply(Reply::History { channel, lines });
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn members_read_what_was_said_and_others_do_not() {
        let mut scene = Scene::new("#tp @toto bob");
        scene.line("toto", "MSG tp one");
        scene.line("toto", "MSG tp two");
        scene.heard("bob");
        scene.line("bob", "HISTORY 1");
        assert_eq!(scene.heard("bob"), ["[server] 00:00 [#tp toto] two"]);
        scene.enter("eve");
        scene.heard("eve");
        scene.line("eve", "HISTORY #tp");
        assert_eq!(scene.heard("eve"), ["[server] You are not in #tp: JOIN #tp first."]);
    }
}
