//! `SQUIT` ends the link with another server.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "squit",
        params: "<server> [comment...]",
        source: "RFC 2812 3.1.8",
        help: "End the link with another server, and say why.",
        example: "SQUIT tolsun.oulu.fi :Bad link",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        access: Access::Admin,
        run: squit,
        ..Command::DEFAULT
    }
}

fn squit(_: &mut Context, args: &mut Args) -> Outcome {
    // No server is linked yet, and a server is not linked with itself.
    Err(Refusal::Numeric(ERR_NOSUCHSERVER, vec![args.required().into_owned()]))
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn it_is_for_operators_and_no_server_is_linked() {
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
}
