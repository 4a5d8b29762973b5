//! `DIE` stops the server.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "die",
        params: "[reason...]",
        source: "RFC 2812 4.3",
        help: "Stop the server at once; SHUTDOWN counts down first.",
        example: "DIE",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        access: Access::Admin,
        run: die,
        ..Command::DEFAULT
    }
}

fn die(cx: &mut Context, args: &mut Args) -> Outcome {
    let reason = args.optional().unwrap_or_default();
    cx.world.fits(reason)?;
    cx.world.begin_shutdown(Ending::Stop, 0, reason);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn it_is_for_operators() {
        let mut scene = Scene::many("toto irc:eve");
        scene.line("eve", "DIE");
        assert_eq!(scene.heard("eve"), [":chat.localhost 481 eve :Permission Denied- You're not an IRC operator"]);
        assert!(!scene.is_stopped());
        scene.make_admin("eve");
        scene.forget();
        scene.line("eve", "DIE :maintenance");
        scene.wait(0);
        assert_eq!(scene.heard("eve"), [":chat.localhost NOTICE * :The server stops now: maintenance"]);
        assert_eq!(scene.heard("toto"), ["[server] The server stops now: maintenance"]);
        assert!(scene.is_stopped());
        scene.hub().close_all();
        assert_eq!(scene.heard("eve"), ["ERROR :Closing link: (The server stops)"]);
        assert_eq!(scene.heard("toto"), [""; 0]);
    }
}
