//! `PING` asks for a `PONG`: whoever reads it knows that all they sent before was run.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "ping",
        params: "[token] [server]",
        source: "RFC 2812 3.7.2",
        help: "Ask for a PONG with the same token.",
        example: "PING 123",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        access: Access::Anyone,
        run: ping,
        ..Command::DEFAULT
    }
}

fn ping(cx: &mut Context, args: &mut Args) -> Outcome {
    let Some(token) = args.optional() else { return Err(Refusal::Numeric(ERR_NOORIGIN, Vec::new())) };
    let server = cx.world.config().server.name.clone();
    cx.reply(Reply::Message("PONG", vec![server, token.to_owned()]));
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    /// RFC 2812 3.7.2; also for those who are nobody yet, who ask so before they register.
    #[test]
    fn the_answer_has_the_token() {
        let mut scene = Scene::many("irc:eve");
        scene.connect_irc("newcomer");
        for who in ["eve", "newcomer"] {
            scene.line(who, "PING 123");
            scene.line(who, "ping :two words");
            scene.line(who, "PING chat.localhost elsewhere");
            let pong = |token: &str| format!(":chat.localhost PONG chat.localhost :{token}");
            assert_eq!(scene.heard(who), [pong("123"), pong("two words"), pong("chat.localhost")]);
        }
        scene.line("newcomer", "PING");
        assert_eq!(scene.heard("newcomer"), [":chat.localhost 409 * :No origin specified"]);
    }
}
