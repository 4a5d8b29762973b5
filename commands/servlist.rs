//! `SERVLIST` lists the services that are connected.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "servlist",
        params: "[mask] [type]",
        source: "RFC 2812 3.5.1",
        help: "List the services that are connected.",
        example: "SERVLIST",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        run: servlist,
        ..Command::DEFAULT
    }
}

fn servlist(cx: &mut Context, args: &mut Args) -> Outcome {
    // Services cannot register here, so the list is only its end.
    let words = [args.optional(), args.optional()].map(|word| word.unwrap_or("*"));
    cx.numeric(RPL_SERVLISTEND, words);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn the_end_of_the_list_is_always_told() {
        // RFC 2812 5.1: 235 MUST be sent also when there is none.
        let mut scene = Scene::many("irc:eve");
        for (line, words) in [("SERVLIST", "* *"), ("SERVLIST *.fr", "*.fr *"), ("SERVLIST d* 0x1", "d* 0x1")] {
            scene.line("eve", line);
            assert_eq!(scene.heard("eve"), [format!(":chat.localhost 235 eve {words} :End of service listing")]);
        }
    }
}
