//! `PONG` answers the server's `PING`; that something came is all that counts.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "pong",
        params: "[token] [server]",
        source: "RFC 2812 3.7.3",
        help: "Answer the server's PING.",
        example: "PONG 123",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        access: Access::Anyone,
        cost: 0,
        ..Command::DEFAULT
    }
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn it_is_never_answered() {
        let mut scene = Scene::many("irc:eve");
        scene.connect_irc("newcomer");
        for who in ["eve", "newcomer"] {
            scene.line(who, "PONG 123");
            scene.line(who, "PONG");
            assert_eq!(scene.heard(who), [""; 0]);
        }
    }
}
