//! `ERROR` is what servers report to each other; from a person it is ignored.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "error",
        params: "[text...]",
        source: "RFC 2812 3.7.4",
        help: "Report an error from one server to another; from a person it is ignored.",
        example: "ERROR :Server *.fi already exists",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        access: Access::Anyone,
        ..Command::DEFAULT
    }
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn it_is_accepted_from_nobody() {
        // "It MUST NOT be accepted from any normal unknown clients", and no numeric answers it.
        let mut scene = Scene::many("irc:eve irc:bob");
        scene.connect_irc("newcomer");
        for who in ["eve", "newcomer"] {
            scene.line(who, "ERROR :Server *.fi already exists");
            scene.line(who, "ERROR");
            assert_eq!(scene.heard(who), [""; 0]);
            assert!(!scene.is_closed(who));
        }
        assert_eq!(scene.heard("bob"), [""; 0]);
    }
}
