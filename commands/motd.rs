//! `MOTD` shows the message of the day.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "motd",
        params: "[server]",
        source: "RFC 2812 3.4.1",
        help: "Show the message of the day.",
        example: "MOTD",
        verbs: Verbs::EVERYWHERE,
        run: motd,
        ..Command::DEFAULT
    }
}

fn motd(cx: &mut Context, args: &mut Args) -> Outcome {
    cx.is_asked(args.optional())?;
    cx.motd();
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::{Network, Scene};

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

    /// RFC 2812 3.4.1.
    #[test]
    fn another_server_has_its_own() {
        let mut network = Network::configured(&["7001", "7002 7001"], |config| {
            config.server.motd = format!("Welcome to {}", config.server.name);
        });
        network.enter("7001", "toto");
        network.enter_irc("7001", "eve", "");
        network.line("eve", "MOTD 7002");
        let told =
            ["375 eve :- 7002 Message of the day - ", "372 eve :- Welcome to 7002", "376 eve :End of /MOTD command"];
        assert_eq!(network.heard("eve"), told.map(|line| format!(":7002 {line}")));
        network.line("toto", "MOTD 7002");
        assert_eq!(network.heard("toto")[1], "[server] 7002: - Welcome to 7002");
    }
}
