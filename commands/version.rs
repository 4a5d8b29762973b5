//! `VERSION` tells which program runs here, and what it can.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "version",
        params: "[server]",
        source: "RFC 2812 3.4.3",
        help: "Tell which program runs here, in which version, and what it can.",
        example: "VERSION",
        verbs: Verbs::EVERYWHERE,
        run: version,
        ..Command::DEFAULT
    }
}

fn version(cx: &mut Context, args: &mut Args) -> Outcome {
    cx.is_asked(args.optional())?;
    let (name, comment) = (cx.world.config().server.name.clone(), env!("CARGO_PKG_DESCRIPTION"));
    if !cx.speaks_irc() {
        cx.reply(format!("{VERSION}: {comment}"));
        return Ok(());
    }
    cx.numeric(RPL_VERSION, [VERSION, &name, comment]);
    cx.isupport();
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::{Network, Scene};

    #[test]
    fn program_then_features() {
        // modern.ircdocs.horse "VERSION message": one 351, one or more 005.
        let mut scene = Scene::many("toto irc:eve");
        scene.line("eve", "VERSION chat.local*");
        let heard = scene.heard("eve");
        let program = concat!(":chat.localhost 351 eve chat-", env!("CARGO_PKG_VERSION"), " chat.localhost :");
        assert!(heard[0].starts_with(program), "{heard:?}");
        assert!(heard.len() > 1 && heard[1..].iter().all(|line| line.starts_with(":chat.localhost 005 eve ")));
        scene.line("toto", "VERSION");
        assert!(scene.heard("toto")[0].starts_with("[server] chat-"));
    }

    #[test]
    fn another_server_is_not_known() {
        let mut scene = Scene::many("irc:eve");
        scene.line("eve", "VERSION *.se");
        assert_eq!(scene.heard("eve"), [":chat.localhost 402 eve *.se :No such server"]);
    }

    /// RFC 2812 3.4.3: "if the server is given, the version of it"; its answer comes from it.
    #[test]
    fn another_server_tells_its_own() {
        let mut network = Network::start(&["7001", "7002 7001", "7003 7002"]);
        network.enter("7001", "toto");
        network.enter_irc("7001", "eve", "");
        network.enter("7003", "tata");
        let told = concat!("7003: chat-", env!("CARGO_PKG_VERSION"), ": ");
        for line in ["VERSION 7003", "VERSION *3", "VERSION tata"] {
            network.line("toto", line);
            let heard = network.heard("toto");
            assert!(heard.len() == 1 && heard[0].starts_with(&format!("[server] {told}")), "{line}: {heard:?}");
            network.line("eve", line);
            let heard = network.heard("eve");
            let program = concat!(":7003 351 eve chat-", env!("CARGO_PKG_VERSION"), " 7003 :");
            assert!(heard[0].starts_with(program), "{line}: {heard:?}");
            assert!(heard.len() > 1 && heard[1..].iter().all(|line| line.starts_with(":7003 005 eve ")), "{heard:?}");
        }
        let printed = network.console("7001", "version 7003");
        assert!(printed.len() == 1 && printed[0].starts_with(told), "{printed:?}");
    }
}
