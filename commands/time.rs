//! `TIME` tells the time on the server.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "time",
        params: "[server]",
        source: "RFC 2812 3.4.6",
        help: "Tell the date and the time on the server, in UTC.",
        example: "TIME",
        verbs: Verbs::EVERYWHERE,
        run: time,
        ..Command::DEFAULT
    }
}

fn time(cx: &mut Context, args: &mut Args) -> Outcome {
    cx.is_asked(args.optional())?;
    let (now, server) = (cx.world.now(), cx.world.config().server.name.clone());
    let told = now.utc();
    if cx.speaks_irc() {
        // modern.ircdocs.horse "RPL_TIME": the timestamp, how far it is off, then the time in words.
        cx.numeric(RPL_TIME, [server, now.seconds().to_string(), "0".into(), told]);
    } else {
        cx.reply(told);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::{Network, Scene};

    #[test]
    fn it_is_told_in_words_and_in_seconds() {
        let mut scene = Scene::many("toto irc:eve");
        scene.wait(61);
        scene.line("eve", "TIME");
        let told = ":chat.localhost 391 eve chat.localhost 61 0 :Thursday 1970-01-01 00:01:01 UTC";
        assert_eq!(scene.heard("eve"), [told]);
        scene.line("toto", "TIME");
        assert_eq!(scene.heard("toto"), ["[server] Thursday 1970-01-01 00:01:01 UTC"]);
    }

    #[test]
    fn another_server_has_none() {
        let mut scene = Scene::many("irc:eve");
        scene.line("eve", "TIME tolsun.oulu.fi");
        assert_eq!(scene.heard("eve"), [":chat.localhost 402 eve tolsun.oulu.fi :No such server"]);
    }

    #[test]
    fn something_said_is_not_taken_for_it() {
        let mut scene = Scene::many("#tp @toto bob");
        scene.line("toto", "time flies");
        assert_eq!(scene.heard("bob"), ["[toto] time flies"]);
    }

    /// RFC 2812 3.4.6.
    #[test]
    fn another_server_tells_its_own() {
        let mut network = Network::start(&["7001", "7002 7001"]);
        network.enter("7001", "toto");
        network.enter_irc("7001", "eve", "");
        network.line("eve", "TIME 7002");
        assert_eq!(network.heard("eve"), [":7002 391 eve 7002 0 0 :Thursday 1970-01-01 00:00:00 UTC"]);
        for line in ["TIME 7002", "time 7002", "/time 7002"] {
            network.line("toto", line);
            assert_eq!(network.heard("toto"), ["[server] 7002: Thursday 1970-01-01 00:00:00 UTC"], "{line}");
        }
        assert_eq!(network.console("7001", "time 7002"), ["7002: Thursday 1970-01-01 00:00:00 UTC"]);
    }
}
