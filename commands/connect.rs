//! `CONNECT` asks a server to link itself with another one.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "connect",
        params: "<server> [port] [remote-server]",
        source: "RFC 2812 3.4.7",
        help: "Link this server, or a remote one, with one that its configuration knows; now, and again after a loss.",
        example: "CONNECT tolsun.oulu.fi 6667",
        verbs: Verbs::EVERYWHERE,
        access: Access::Admin,
        run: connect,
        ..Command::DEFAULT
    }
}

fn connect(cx: &mut Context, args: &mut Args) -> Outcome {
    let (server, port) = (args.required(), args.number()?);
    cx.is_asked(args.optional())?;
    // A 0 stands for the configuration's port, where a remote server follows.
    let port = match port {
        Some(0) | None => None,
        Some(port) => Some(u16::try_from(port).map_err(|_| Refusal::because(format!("{port} is no port.")))?),
    };
    cx.order(Order::Connect { server: server.into(), port });
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::{Network, Scene};

    #[test]
    fn it_is_for_admins_and_knows_the_servers_of_the_configuration() {
        let mut scene = Scene::many("irc:eve toto");
        scene.line("eve", "CONNECT tolsun.oulu.fi 6667");
        assert_eq!(scene.heard("eve"), [":chat.localhost 481 eve :Permission Denied- You're not an IRC operator"]);
        scene.make_admin("eve");
        scene.forget();
        for (line, told) in [
            ("CONNECT", "461 eve CONNECT :Not enough parameters"),
            ("CONNECT tolsun.oulu.fi 6667", "402 eve tolsun.oulu.fi :No such server"),
            ("CONNECT eff.org 12765 csd.bu.edu", "402 eve csd.bu.edu :No such server"),
            ("CONNECT eff.org 12765 chat.*", "402 eve eff.org :No such server"),
            ("CONNECT eff.org ircd", "400 eve * :ircd is no whole number, like 10."),
            ("CONNECT eff.org 70000", "400 eve * :70000 is no port."),
        ] {
            scene.line("eve", line);
            assert_eq!(scene.heard("eve"), [format!(":chat.localhost {told}")], "{line}");
        }
        scene.line("toto", "CONNECT eff.org");
        let told = "[server] CONNECT is for admins of the server: OPER <nick> <password> proves that you are one.";
        assert_eq!(scene.heard("toto"), [told]);
        assert_eq!(scene.console("connect eff.org"), ["eff.org No such server."]);
    }

    /// RFC 2812 3.4.7: "force a server to try to establish a new connection to another server immediately", and "the
    /// remote server" does so when it is named.
    #[test]
    fn a_link_that_an_admin_ended_waits_for_it() {
        let mut network = Network::start(&["7001", "7002 7001", "7003 7002"]);
        let told = network.console("7002", "squit 7001 enough");
        assert_eq!(told[0], "The link with 7001 is ended: CONNECT 7001 makes it again.");
        network.wait(3600);
        assert_eq!(
            network.console("7003", "links"),
            ["7003: A chat server (this server)", "7002: A chat server (linked with this server)",]
        );
        assert_eq!(network.console("7003", "connect 7001 0 7002"), ["7002: 7001 is called, at localhost:7001."]);
        assert_eq!(network.console("7003", "links 7001"), ["7001: A chat server (2 links away, behind 7002)"]);
        assert_eq!(network.console("7002", "connect 7001"), ["There is a link with 7001 already."]);
        assert_eq!(network.console("7001", "connect 7009"), ["7009 is called, at localhost:7009."]);
    }

    #[test]
    fn another_port_stands_for_the_one_of_the_configuration() {
        let mut network = Network::start(&["7001", "7002 7001"]);
        network.console("7002", "squit 7001");
        assert_eq!(network.console("7002", "connect 7001 7009"), ["7001 is called, at localhost:7009."]);
    }
}
