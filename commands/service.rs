//! `SERVICE` would register a service; here, nobody can.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "service",
        params: "<nick> <reserved> <distribution> <type> <reserved> <info...>",
        source: "RFC 2812 3.1.6",
        help: "Register as a service, which this server lets nobody do.",
        example: "SERVICE dict * *.fr 0 0 :French Dictionary",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        access: Access::Anyone,
        run: service,
        ..Command::DEFAULT
    }
}

fn service(cx: &mut Context, _: &mut Args) -> Outcome {
    let why = if cx.is_registered() { ERR_ALREADYREGISTERED } else { ERR_NOSERVICEHOST };
    Err(Refusal::Numeric(why, Vec::new()))
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn nobody_registers_as_one() {
        let mut scene = Scene::many("irc:eve");
        scene.line("eve", "SERVICE dict * *.fr 0 0 :French Dictionary");
        assert_eq!(scene.heard("eve"), [":chat.localhost 462 eve :You may not reregister"]);
        scene.line("eve", "SERVICE dict * *.fr 0 0");
        assert_eq!(scene.heard("eve"), [":chat.localhost 461 eve SERVICE :Not enough parameters"]);
        scene.connect_irc("dict");
        scene.line("dict", "SERVICE dict * *.fr 0 0 :French Dictionary");
        assert_eq!(scene.heard("dict"), [":chat.localhost 492 * :No service may connect from your host"]);
    }
}
