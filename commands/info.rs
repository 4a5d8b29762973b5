//! `INFO` describes the server.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "info",
        params: "[server]",
        source: "RFC 2812 3.4.10",
        help: "Describe the server: its program, its version, since when it runs.",
        example: "INFO",
        verbs: Verbs::EVERYWHERE,
        run: info,
        ..Command::DEFAULT
    }
}

fn info(cx: &mut Context, args: &mut Args) -> Outcome {
    cx.is_asked(args.optional())?;
    let (config, started) = (cx.world.config().clone(), cx.world.started());
    let lines = [
        format!("{}: {}", config.server.name, config.server.description),
        format!("It runs {VERSION}: {}", env!("CARGO_PKG_DESCRIPTION")),
        format!("The program is written in Rust and licensed under {}", env!("CARGO_PKG_LICENSE")),
        format!("It was built for {} on {}", std::env::consts::OS, std::env::consts::ARCH),
        format!("It has run since {}", started.utc()),
    ];
    for line in lines {
        cx.numeric(RPL_INFO, [line]);
    }
    cx.numeric::<String>(RPL_ENDOFINFO, []);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::{Network, Scene};

    #[test]
    fn version_and_start_are_told() {
        let mut scene = Scene::many("toto irc:eve");
        scene.line("eve", "INFO eve");
        let heard = scene.heard("eve");
        let (end, lines) = heard.split_last().unwrap();
        assert_eq!(end, ":chat.localhost 374 eve :End of /INFO list");
        assert!(lines.iter().all(|line| line.starts_with(":chat.localhost 371 eve :")), "{lines:?}");
        for part in [concat!("chat-", env!("CARGO_PKG_VERSION")), "since Thursday 1970-01-01 00:00:00 UTC"] {
            assert!(lines.iter().any(|line| line.contains(part)), "{part}: {lines:?}");
        }
        scene.line("toto", "INFO");
        assert_eq!(scene.heard("toto").len(), lines.len(), "a terminal needs no line that says where a list ends");
    }

    #[test]
    fn another_server_is_not_known() {
        let mut scene = Scene::many("irc:eve");
        scene.line("eve", "INFO csd.bu.edu");
        assert_eq!(scene.heard("eve"), [":chat.localhost 402 eve csd.bu.edu :No such server"]);
    }

    /// RFC 2812 3.4.10.
    #[test]
    fn another_server_tells_of_itself() {
        let mut network = Network::start(&["7001", "7002 7001"]);
        network.enter_irc("7001", "eve", "");
        network.line("eve", "INFO 7002");
        let heard = network.heard("eve");
        assert_eq!(heard[0], ":7002 371 eve :7002: A chat server");
        assert_eq!(heard.last().unwrap(), ":7002 374 eve :End of /INFO list");
        assert_eq!(network.console("7001", "info 7002")[0], "7002: 7002: A chat server");
    }
}
