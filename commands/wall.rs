//! `WALL` says something to everyone connected.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "wall",
        params: "<text...>",
        help: "Say something to everyone connected, as an admin or from the console.",
        example: "WALL the lab closes at six",
        access: Access::Admin,
        verbs: Verbs::EVERYWHERE,
        run: wall,
        ..Command::DEFAULT
    }
}

fn wall(cx: &mut Context, args: &mut Args) -> Outcome {
    cx.world.shout(cx.me, args.required())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn everyone_reads_it_from_the_server() {
        let mut scene = Scene::lobby("toto bob");
        scene.console("wall the lab closes at six");
        assert_eq!(scene.heard("toto"), ["[server] the lab closes at six"]);
        assert_eq!(scene.heard("bob"), ["[server] the lab closes at six"]);
    }

    #[test]
    fn in_irc_it_goes_to_a_mask_of_servers() {
        // RFC 2812 3.3.1: `$<mask>` is everyone on the servers that match; it is for operators.
        let mut scene = Scene::lobby("toto");
        scene.enter_irc("eve", "");
        scene.enter_irc("bob", "");
        scene.line("eve", "WALL :hello");
        assert_eq!(scene.heard("eve"), [":chat.localhost 481 eve :Permission Denied- You're not an IRC operator"]);
        scene.make_admin("eve");
        scene.forget();
        scene.line("eve", "WALL :the lab closes at six");
        assert_eq!(scene.heard("bob"), [":eve!~eve@127.0.0.1 PRIVMSG $* :the lab closes at six"]);
        assert_eq!(scene.heard("toto"), ["[eve] the lab closes at six"]);
        assert_eq!(scene.heard("eve"), [""; 0]);
    }
}
