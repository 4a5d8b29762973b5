//! `KNOCK` asks those who rule a channel for an invitation.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "knock",
        params: "<channel> [text...]",
        source: "today's servers",
        help: "Ask the admins of a channel that one cannot enter to invite you.",
        example: "KNOCK #tp",
        cost: 5,
        run: knock,
        ..Command::DEFAULT
    }
}

fn knock(cx: &mut Context, args: &mut Args) -> Outcome {
    let channel = args.channel(cx)?;
    cx.world.knock(cx.me, channel)?;
    cx.numeric(RPL_KNOCKDLVR, [cx.world.channel(channel).name.to_string()]);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn those_who_rule_hear_it_and_others_do_not() {
        let mut scene = Scene::many("#tp irc:eve bob");
        scene.line("eve", "MODE #tp +i");
        scene.forget();
        scene.enter_irc("tom", "");
        scene.line("tom", "KNOCK #tp :please");
        assert_eq!(scene.heard("tom"), [":chat.localhost 711 tom #tp :Your KNOCK has been delivered."]);
        assert_eq!(scene.heard("eve"), [":chat.localhost 710 eve #tp tom!~tom@127.0.0.1 :has asked for an invite."]);
        assert_eq!(scene.heard("bob"), [""; 0]);
        scene.line("tom", "KNOCK #tp");
        assert_eq!(scene.heard("tom"), [":chat.localhost 712 tom #tp :Too many KNOCKs, wait a while."]);
        scene.wait(60);
        scene.line("tom", "KNOCK #tp");
        assert_eq!(scene.heard("tom"), [":chat.localhost 711 tom #tp :Your KNOCK has been delivered."]);
    }

    #[test]
    fn where_nobody_needs_to_be_asked_nobody_is() {
        let mut scene = Scene::many("#tp irc:eve");
        scene.enter_irc("tom", "");
        for (line, heard) in [
            ("KNOCK #tp", "713 tom #tp :Channel is open."),
            ("KNOCK #nowhere", "403 tom #nowhere :No such channel"),
            ("KNOCK", "461 tom KNOCK :Not enough parameters"),
        ] {
            scene.line("tom", line);
            assert_eq!(scene.heard("tom"), [format!(":chat.localhost {heard}")]);
        }
        scene.line("eve", "MODE #tp +ib tom");
        scene.forget();
        scene.line("tom", "KNOCK #tp");
        assert_eq!(scene.heard("tom"), [":chat.localhost 404 tom #tp :Cannot send to channel"]);
        scene.line("eve", "KNOCK #tp");
        assert_eq!(scene.heard("eve"), [":chat.localhost 714 eve #tp :You are already on that channel."]);
    }
}
