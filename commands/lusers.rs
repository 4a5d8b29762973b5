//! `LUSERS` counts the people, channels and servers there are.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "lusers",
        params: "[server]",
        irc_params: Some("[mask] [server]"),
        source: "RFC 2812 3.4.2",
        help: "Count the people, the channels and the servers there are.",
        example: "LUSERS",
        verbs: Verbs::EVERYWHERE,
        run: lusers,
        ..Command::DEFAULT
    }
}

fn lusers(cx: &mut Context, args: &mut Args) -> Outcome {
    let (mask, server) = (args.optional(), args.optional());
    cx.is_asked(server.or(mask))?;
    cx.lusers();
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::{Network, Scene};

    #[test]
    fn it_counts() {
        let mut scene = Scene::many("#tp @toto irc:eve bob");
        scene.make_admin("toto");
        scene.connect_irc("newcomer");
        scene.line("eve", "MODE eve +i");
        scene.forget();
        scene.line("eve", "LUSERS");
        assert_eq!(
            scene.heard("eve"),
            [
                "251 eve :There are 2 users and 1 invisible on 1 servers",
                "252 eve 1 :operator(s) online",
                "253 eve 1 :unknown connection(s)",
                "254 eve 1 :channels formed",
                "255 eve :I have 3 clients and 0 servers",
                "265 eve 3 3 :Current local users 3, max 3",
                "266 eve 3 3 :Current global users 3, max 3",
            ]
            .map(|line| format!(":chat.localhost {line}"))
        );
    }

    #[test]
    fn what_there_is_none_of_is_not_counted() {
        // RFC 2812 5.1: 252 to 254 only when they are not zero.
        let mut scene = Scene::empty("toto");
        scene.line("toto", "LUSERS");
        let told = [
            "There are 1 users and 0 invisible on 1 servers",
            "I have 1 clients and 0 servers",
            "Current local users 1, max 1",
            "Current global users 1, max 1",
        ];
        assert_eq!(scene.heard("toto"), told.map(|line| format!("[server] {line}")));
    }

    #[test]
    fn another_server_is_not_counted() {
        let mut scene = Scene::many("irc:eve");
        for line in ["LUSERS *.fi", "LUSERS * tolsun.*"] {
            scene.line("eve", line);
            let heard = scene.heard("eve");
            assert!(heard.len() == 1 && heard[0].starts_with(":chat.localhost 402 eve "), "{heard:?}");
        }
    }

    /// RFC 2812 3.4.2, and 265 and 266 as today's servers have them: here, and on the whole network.
    #[test]
    fn a_network_is_counted_as_one_and_each_server_alone() {
        let mut network = Network::start(&["7001", "7002 7001", "7003 7002"]);
        for (server, nick) in [("7001", "toto"), ("7001", "titi"), ("7003", "tata")] {
            network.enter(server, nick);
        }
        network.enter_irc("7001", "eve", "");
        network.line("eve", "LUSERS");
        let told = [
            "251 eve :There are 3 users and 1 invisible on 3 servers",
            "254 eve 1 :channels formed",
            "255 eve :I have 3 clients and 1 servers",
            "265 eve 3 3 :Current local users 3, max 3",
            "266 eve 4 4 :Current global users 4, max 4",
        ];
        assert_eq!(network.heard("eve"), told.map(|line| format!(":7001 {line}")));
        for line in ["LUSERS * 7003", "LUSERS 7003"] {
            network.line("eve", line);
            assert!(
                network.heard("eve").contains(&":7003 255 eve :I have 1 clients and 1 servers".to_owned()),
                "{line}"
            );
        }
        network.line("toto", "LUSERS 7002");
        assert!(network.heard("toto").contains(&"[server] 7002: I have 0 clients and 2 servers".to_owned()));
    }
}
