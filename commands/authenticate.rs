//! `AUTHENTICATE` proves, in one message or several, that an account is one's own.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "authenticate",
        params: "<mechanism|message>",
        source: "IRCv3 sasl-3.1",
        help: "Prove that an account is yours: first how, then what that asks for; * breaks off.",
        example: "AUTHENTICATE PLAIN",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        access: Access::Anyone,
        cost: 3,
        run: authenticate,
        ..Command::DEFAULT
    }
}

fn authenticate(cx: &mut Context, args: &mut Args) -> Outcome {
    let word = args.required();
    cx.authenticate(word, MECHANISMS)
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    /// sasl-3.1: "If this fails, a 904 numeric will be sent"; sasl-3.2: no mechanism, no capability.
    #[test]
    fn without_a_mechanism_every_proof_fails() {
        let mut scene = Scene::empty("irc:eve");
        scene.connect_irc("new");
        for (line, told) in [
            ("AUTHENTICATE PLAIN", "904 * :SASL authentication failed"),
            ("AUTHENTICATE *", "906 * :SASL authentication aborted"),
            ("AUTHENTICATE", "461 * AUTHENTICATE :Not enough parameters"),
            ("CAP REQ :sasl", "CAP * NAK :sasl"),
        ] {
            scene.line("new", line);
            assert_eq!(scene.heard("new"), [format!(":chat.localhost {told}")]);
        }
        scene.line("new", &format!("AUTHENTICATE {}", "A".repeat(401)));
        assert_eq!(scene.heard("new"), [":chat.localhost 905 * :SASL message too long"]);
        scene.line("eve", "AUTHENTICATE PLAIN");
        assert_eq!(scene.heard("eve"), [":chat.localhost 904 eve :SASL authentication failed"]);
    }
}
