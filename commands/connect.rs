//! `CONNECT` asks the server to link itself with another one.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "connect",
        params: "<server> [port] [remote-server]",
        source: "RFC 2812 3.4.7",
        help: "Link the server with another one, which the configuration knows.",
        example: "CONNECT tolsun.oulu.fi 6667",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        access: Access::Admin,
        run: connect,
        ..Command::DEFAULT
    }
}

fn connect(cx: &mut Context, args: &mut Args) -> Outcome {
    let server = args.required();
    args.optional();
    cx.is_asked(args.optional().as_deref())?;
    // The configuration knows no other server yet.
    Err(Refusal::Numeric(ERR_NOSUCHSERVER, vec![server.into_owned()]))
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn it_is_for_operators_and_no_server_is_known() {
        let mut scene = Scene::many("irc:eve");
        scene.line("eve", "CONNECT tolsun.oulu.fi 6667");
        assert_eq!(scene.heard("eve"), [":chat.localhost 481 eve :Permission Denied- You're not an IRC operator"]);
        scene.make_admin("eve");
        scene.forget();
        for (line, told) in [
            ("CONNECT", "461 eve CONNECT :Not enough parameters"),
            ("CONNECT tolsun.oulu.fi 6667", "402 eve tolsun.oulu.fi :No such server"),
            ("CONNECT eff.org 12765 csd.bu.edu", "402 eve csd.bu.edu :No such server"),
            ("CONNECT eff.org 12765 chat.*", "402 eve eff.org :No such server"),
        ] {
            scene.line("eve", line);
            assert_eq!(scene.heard("eve"), [format!(":chat.localhost {told}")], "{line}");
        }
    }
}
