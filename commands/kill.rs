//! `KILL` puts somebody off the server, after a last word.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "kill",
        params: "<nick> [text...]",
        source: "RFC 2812 3.7.1",
        help: "Put somebody off the server; they read your text first.",
        example: "KILL tutu I kill you!",
        access: Access::Admin,
        verbs: Verbs { console: &["KICK", "KILL"], ..Verbs::DEFAULT },
        run: kill,
        ..Command::DEFAULT
    }
}

fn kill(cx: &mut Context, args: &mut Args) -> Outcome {
    let name = args.required();
    let server = &cx.world.config().server.name;
    if cx.speaks_irc() && (name.eq_ignore_ascii_case(server) || cx.world.find(name) == Some(cx.world.server())) {
        return Err(Refusal::Numeric(ERR_CANTKILLSERVER, Vec::new()));
    }
    let whom = cx.person(name)?;
    // RFC 2812 wants a comment; of today's servers many do not.
    let text = args.optional().filter(|text| !text.is_empty());
    cx.world.kill(cx.me, whom, text)
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn the_victim_reads_the_text_and_the_others_that_they_are_gone() {
        let mut scene = Scene::lobby("tata tutu bob");
        scene.make_admin("tata");
        scene.line("tata", "KILL tutu I kill you!");
        assert_eq!(scene.heard("tutu"), ["[tata] I kill you!"]);
        assert!(scene.is_closed("tutu"));
        assert_eq!(scene.heard("bob"), ["[server] tutu is disconnected"]);
    }

    #[test]
    fn it_is_for_admins_and_the_console() {
        let mut scene = Scene::lobby("toto bob");
        scene.line("toto", "KILL bob");
        let told = "[server] KILL is for admins of the server: OPER <nick> <password> proves that you are one.";
        assert_eq!(scene.heard("toto"), [told]);
        scene.console("kick bob be nice");
        assert_eq!(scene.heard("bob"), ["[server] be nice"]);
    }

    #[test]
    fn in_irc_the_victim_reads_kill_and_error_and_others_quit() {
        // modern.ircdocs.horse "KILL message".
        let mut scene = Scene::many("#tp @toto irc:eve irc:bob irc:zoe");
        scene.make_admin("eve");
        scene.forget();
        scene.line("eve", "KILL bob :be nice");
        assert_eq!(
            scene.heard("bob"),
            [":eve!~eve@127.0.0.1 KILL bob :be nice", "ERROR :Closing link: 127.0.0.1 (Killed (eve (be nice)))",]
        );
        assert!(scene.is_closed("bob"));
        for who in ["eve", "zoe"] {
            assert_eq!(scene.heard(who), [":bob!~bob@127.0.0.1 QUIT :Killed (eve (be nice))"]);
        }
        assert_eq!(scene.heard("toto"), ["[server] bob is disconnected"]);
        scene.line("eve", "KILL zoe");
        assert_eq!(scene.heard("eve"), [":zoe!~zoe@127.0.0.1 QUIT :Killed (eve (no reason given))"]);
    }

    #[test]
    fn what_cannot_be_killed() {
        let mut scene = Scene::many("irc:eve irc:bob");
        scene.line("eve", "KILL bob :be nice");
        assert_eq!(scene.heard("eve"), [":chat.localhost 481 eve :Permission Denied- You're not an IRC operator"]);
        scene.make_admin("eve");
        scene.forget();
        for (line, told) in [
            ("KILL", "461 eve KILL :Not enough parameters"),
            ("KILL nobody :be nice", "401 eve nobody :No such nick/channel"),
            ("KILL Chat.localhost :be nice", "483 eve :You can't kill a server!"),
            ("KILL server :be nice", "483 eve :You can't kill a server!"),
        ] {
            scene.line("eve", line);
            assert_eq!(scene.heard("eve"), [format!(":chat.localhost {told}")], "{line}");
        }
        assert_eq!(scene.heard("bob"), [""; 0]);
    }
}
