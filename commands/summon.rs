//! `SUMMON` would call a user of the server's machine to IRC; here, it is disabled.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "summon",
        params: "[user] [server] [channel]",
        source: "RFC 2812 4.5",
        help: "Ask a user of the server's machine to come to IRC, which is disabled here.",
        example: "SUMMON jto",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        run: summon,
        ..Command::DEFAULT
    }
}

fn summon(cx: &mut Context, args: &mut Args) -> Outcome {
    if args.optional().is_none() {
        return Err(Refusal::Numeric(ERR_NORECIPIENT, Vec::new()));
    }
    cx.is_asked(args.optional())?;
    Err(Refusal::Numeric(ERR_SUMMONDISABLED, Vec::new()))
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn it_is_disabled() {
        let mut scene = Scene::many("irc:eve");
        for (line, told) in [
            ("SUMMON", "411 eve :No recipient given"),
            ("SUMMON jto tolsun.oulu.fi", "402 eve tolsun.oulu.fi :No such server"),
            ("SUMMON jto", "445 eve :SUMMON has been disabled"),
            ("SUMMON jto chat.localhost #tp", "445 eve :SUMMON has been disabled"),
        ] {
            scene.line("eve", line);
            assert_eq!(scene.heard("eve"), [format!(":chat.localhost {told}")], "{line}");
        }
    }
}
