//! `USERS` would list who is logged in to the server's machine; as RFC 2812 asks, it is disabled.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "users",
        params: "[server]",
        source: "RFC 2812 4.6",
        help: "List who is logged in to the server's machine, which is disabled here.",
        example: "USERS",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        run: users,
        ..Command::DEFAULT
    }
}

fn users(cx: &mut Context, args: &mut Args) -> Outcome {
    cx.is_asked(args.optional())?;
    Err(Refusal::Numeric(ERR_USERSDISABLED, Vec::new()))
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn it_is_disabled() {
        let mut scene = Scene::many("irc:eve");
        for (line, told) in [
            ("USERS", "446 eve :USERS has been disabled"),
            ("USERS chat.*", "446 eve :USERS has been disabled"),
            ("USERS eff.org", "402 eve eff.org :No such server"),
        ] {
            scene.line("eve", line);
            assert_eq!(scene.heard("eve"), [format!(":chat.localhost {told}")], "{line}");
        }
    }
}
