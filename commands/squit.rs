//! `SQUIT` ends the link with another server.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "squit",
        params: "<server> [comment...]",
        source: "RFC 2812 3.1.8",
        help: "End the link with another server, and say why; it is not made again until CONNECT asks for it.",
        example: "SQUIT tolsun.oulu.fi :Bad link",
        verbs: Verbs::EVERYWHERE,
        access: Access::Admin,
        run: squit,
        ..Command::DEFAULT
    }
}

fn squit(cx: &mut Context, args: &mut Args) -> Outcome {
    let (asked, comment) = (args.required(), args.optional());
    let own = &cx.world.config().server.name;
    let server = cx.world.server_asked(asked).filter(|server| **server != **own);
    // A link that is about to open, or stands by, has no server on the network behind it.
    let server = server.unwrap_or_else(|| asked.into());
    let far = cx.world.find_server(&server).filter(|server| server.hops > 1);
    if let Some(behind) = far.map(|server| server.behind.clone()) {
        return Err(Refusal::Elsewhere { server: behind });
    }
    if cx.world.find_server(&server).is_none() && cx.world.config().link(&server).is_none() {
        return Err(Refusal::Numeric(ERR_NOSUCHSERVER, vec![asked.to_owned()]));
    }
    let why = comment.map_or_else(|| cx.world.who(cx.me).shown().into(), Into::into);
    cx.order(Order::Disconnect { server, why });
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::{Network, Scene};

    #[test]
    fn it_is_for_admins_and_ends_what_there_is() {
        let mut scene = Scene::many("irc:eve");
        scene.line("eve", "SQUIT tolsun.oulu.fi :Bad link");
        assert_eq!(scene.heard("eve"), [":chat.localhost 481 eve :Permission Denied- You're not an IRC operator"]);
        scene.make_admin("eve");
        scene.forget();
        for (line, told) in [
            ("SQUIT", "461 eve SQUIT :Not enough parameters"),
            ("SQUIT tolsun.oulu.fi :Bad link", "402 eve tolsun.oulu.fi :No such server"),
            ("SQUIT chat.localhost :me", "402 eve chat.localhost :No such server"),
        ] {
            scene.line("eve", line);
            assert_eq!(scene.heard("eve"), [format!(":chat.localhost {told}")], "{line}");
        }
    }

    /// RFC 2812 3.1.8: "the SQUIT message may be sent for a remote server connection. In this case, the SQUIT message will
    /// simply be sent to the remote server without affecting the servers in between".
    #[test]
    fn a_far_link_is_ended_by_the_server_beside_it() {
        let mut network = Network::start(&["7001", "7002 7001", "7003 7002"]);
        network.enter("7001", "toto");
        network.enter("7003", "tata");
        network.make_admin("toto");
        network.forget();
        network.line("toto", "SQUIT 7003 broken cable");
        let told = "[server] 7002: The link with 7003 is ended: CONNECT 7003 makes it again.";
        assert_eq!(network.heard("toto"), ["[server] link to 7003 lost: tata is away", told]);
        assert_eq!(network.heard("tata"), ["[server] link to 7002 lost: toto is away"]);
        assert_eq!(network.console("7001", "map"), ["7001 (1 person)", "`- 7002 (0 people)"]);
        network.wait(3600);
        assert_eq!(network.console("7001", "map").len(), 2, "nobody undoes it");
    }

    #[test]
    fn others_see_that_those_behind_it_are_gone() {
        let mut network = Network::start(&["7001", "7002 7001"]);
        network.enter_irc("7001", "eve", "");
        network.enter_irc("7002", "bob", "");
        network.line("eve", "JOIN #tp");
        network.line("bob", "JOIN #tp");
        network.make_admin("eve");
        network.forget();
        network.line("eve", "SQUIT 7002 :Bad link");
        let told = ":7001 NOTICE eve :The link with 7002 is ended: CONNECT 7002 makes it again.";
        let heard = network.heard("eve");
        assert!(heard.contains(&":bob!~bob@127.0.0.1 QUIT :7001 7002".to_owned()), "{heard:?}");
        assert!(heard.contains(&told.to_owned()), "{heard:?}");
    }
}
