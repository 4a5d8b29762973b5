//! `MOTD` shows the message of the day.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "motd",
        irc_params: Some("[server]"),
        source: "RFC 2812 3.4.1",
        help: "Show the message of the day.",
        example: "MOTD",
        run: motd,
        ..Command::DEFAULT
    }
}

fn motd(cx: &mut Context, args: &mut Args) -> Outcome {
    cx.is_asked(args.optional().as_deref())?;
    cx.motd();
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn its_lines_stand_between_two_numerics() {
        // RFC 2812 5.1: 375, 372 for each line, 376.
        let mut scene = Scene::lobby_with("server.motd = '''\nHello\n\n  and welcome\n'''", "toto");
        scene.enter_irc("eve", "");
        scene.line("eve", "MOTD");
        let told = ["375 eve :- chat.localhost Message of the day - ", "372 eve :- Hello", "372 eve :- "];
        let told = told.into_iter().chain(["372 eve :-   and welcome", "376 eve :End of /MOTD command"]);
        assert_eq!(scene.heard("eve"), told.map(|line| format!(":chat.localhost {line}")).collect::<Vec<_>>());
        scene.line("toto", "MOTD");
        assert_eq!(scene.heard("toto")[1], "[server] - Hello");
    }

    #[test]
    fn without_one_that_is_told() {
        let mut scene = Scene::many("irc:eve");
        for line in ["MOTD", "MOTD *.localhost", "MOTD eve"] {
            scene.line("eve", line);
            assert_eq!(scene.heard("eve"), [":chat.localhost 422 eve :MOTD File is missing"], "{line}");
        }
        scene.line("eve", "MOTD tolsun.oulu.fi");
        assert_eq!(scene.heard("eve"), [":chat.localhost 402 eve tolsun.oulu.fi :No such server"]);
    }
}
