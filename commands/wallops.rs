//! `WALLOPS` says something to all who read such (user mode `w`).
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "wallops",
        params: "<text...>",
        source: "RFC 2812 4.7",
        help: "Say something to everyone who reads WALLOPS: those with the user mode w.",
        example: "WALLOPS :the link to the other lab is down",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        access: Access::Admin,
        run: wallops,
        ..Command::DEFAULT
    }
}

fn wallops(cx: &mut Context, args: &mut Args) -> Outcome {
    cx.world.wallops(cx.me, args.required())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn those_with_mode_w_read_it() {
        let mut scene = Scene::many("toto irc:eve irc:bob irc:zoe");
        scene.make_admin("eve");
        scene.line("bob", "MODE bob +w");
        scene.forget();
        scene.line("eve", "WALLOPS :the link is down");
        assert_eq!(scene.heard("bob"), [":eve!~eve@127.0.0.1 WALLOPS :the link is down"]);
        for who in ["toto", "eve", "zoe"] {
            assert_eq!(scene.heard(who), [""; 0], "{who}");
        }
    }

    #[test]
    fn it_is_for_operators_and_wants_a_text() {
        // RFC 2812 4.7: to be allowed to few, as it was often abused.
        let mut scene = Scene::many("irc:eve irc:bob");
        scene.line("bob", "MODE bob +w");
        scene.forget();
        scene.line("eve", "WALLOPS :hello");
        assert_eq!(scene.heard("eve"), [":chat.localhost 481 eve :Permission Denied- You're not an IRC operator"]);
        scene.make_admin("eve");
        scene.forget();
        for line in ["WALLOPS", "WALLOPS :"] {
            scene.line("eve", line);
            assert_eq!(scene.heard("eve"), [":chat.localhost 461 eve WALLOPS :Not enough parameters"]);
        }
        assert_eq!(scene.heard("bob"), [""; 0]);
    }
}
