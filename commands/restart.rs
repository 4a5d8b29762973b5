//! `RESTART` stops the server and starts it again.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "restart",
        params: "[reason...]",
        source: "RFC 2812 4.4",
        help: "Stop the server and start it again, with its program and its configuration as they are then.",
        example: "RESTART a new version",
        access: Access::Admin,
        verbs: Verbs::EVERYWHERE,
        run: restart,
        ..Command::DEFAULT
    }
}

fn restart(cx: &mut Context, args: &mut Args) -> Outcome {
    let reason = args.optional().unwrap_or_default();
    cx.world.fits(reason)?;
    cx.world.begin_shutdown(Ending::Restart, 0, reason);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Scene;

    #[test]
    fn everybody_is_told_and_the_server_ends_to_come_back() {
        // That it does come back is told in tests/lifecycle.rs.
        let mut scene = Scene::many("toto irc:eve");
        scene.line("eve", "RESTART");
        assert_eq!(scene.heard("eve"), [":chat.localhost 481 eve :Permission Denied- You're not an IRC operator"]);
        scene.make_admin("toto");
        scene.line("toto", "RESTART a new version");
        scene.wait(0);
        assert_eq!(scene.heard("toto"), ["[server] The server restarts now: a new version"]);
        assert_eq!(scene.hub().ending(), Some(Ending::Restart));
        scene.hub().close_all();
        assert_eq!(scene.heard("eve").last().unwrap(), "ERROR :Closing link: (The server restarts)");
    }

    #[test]
    fn a_stop_that_is_announced_is_replaced() {
        let mut scene = Scene::lobby("toto");
        scene.console("shutdown 60");
        scene.console("restart");
        scene.wait(0);
        assert_eq!(scene.hub().ending(), Some(Ending::Restart));
    }
}
