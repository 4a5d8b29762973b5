//! `LUSERS` counts the people, channels and servers there are.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "lusers",
        irc_params: Some("[mask] [server]"),
        source: "RFC 2812 3.4.2",
        help: "Count the people, the channels and the servers there are.",
        example: "LUSERS",
        run: lusers,
        ..Command::DEFAULT
    }
}

fn lusers(cx: &mut Context, args: &mut Args) -> Outcome {
    cx.is_asked(args.optional().as_deref())?;
    cx.is_asked(args.optional().as_deref())?;
    cx.lusers();
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

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
}
