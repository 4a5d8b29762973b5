//! `SQUERY` says something to a service.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "squery",
        params: "[service] [text...]",
        source: "RFC 2812 3.5.2",
        help: "Say something to a service.",
        example: "SQUERY irchelp :HELP privmsg",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        run: squery,
        ..Command::DEFAULT
    }
}

fn squery(_: &mut Context, args: &mut Args) -> Outcome {
    let Some(service) = args.optional() else { return Err(Refusal::Numeric(ERR_NORECIPIENT, Vec::new())) };
    if args.optional().is_none_or(|text| text.is_empty()) {
        return Err(Refusal::Numeric(ERR_NOTEXTTOSEND, Vec::new()));
    }
    // "The recipient MUST be a service", and people are none.
    Err(Refusal::Numeric(ERR_NOSUCHSERVICE, vec![service.to_owned()]))
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn nobody_is_a_service() {
        let mut scene = Scene::many("irc:eve irc:bob");
        for (line, told) in [
            ("SQUERY", "411 eve :No recipient given"),
            ("SQUERY dict@irc.fr", "412 eve :No text to send"),
            ("SQUERY dict@irc.fr :", "412 eve :No text to send"),
            ("SQUERY dict@irc.fr :fr2en blaireau", "408 eve dict@irc.fr :No such service"),
            ("SQUERY bob :hello", "408 eve bob :No such service"),
        ] {
            scene.line("eve", line);
            assert_eq!(scene.heard("eve"), [format!(":chat.localhost {told}")], "{line}");
        }
        assert_eq!(scene.heard("bob"), [""; 0]);
    }
}
