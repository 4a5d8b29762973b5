//! `ISUPPORT` says what the server announces of itself and its limits.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "isupport",
        params: "",
        source: "IRCv3 extended-isupport",
        help: "Say what the server announces of itself and its limits.",
        example: "ISUPPORT",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        access: Access::Anyone,
        run: isupport,
        ..Command::DEFAULT
    }
}

fn isupport(cx: &mut Context, _: &mut Args) -> Outcome {
    if !cx.is_registered() && !cx.caps().has(Caps::EXTENDED_ISUPPORT) {
        return Err(Refusal::NotRegistered);
    }
    cx.isupport();
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    fn asks(lines: &[&str]) -> Vec<String> {
        let mut scene = Scene::empty("");
        scene.connect_irc("eve");
        lines.iter().for_each(|line| scene.line("eve", line));
        let mut heard = scene.heard("eve");
        heard.retain(|line| ["005", "BATCH", "451"].iter().any(|word| line.split(' ').any(|w| w == *word)));
        heard
    }

    /// extended-isupport, "draft/isupport batch": "The server MUST NOT send any unbatched RPL_ISUPPORT message while both
    /// of these capabilities are enabled".
    #[test]
    fn it_is_a_batch_for_those_who_know_it() {
        let caps = "CAP REQ :batch draft/extended-isupport";
        for lines in [&[caps, "ISUPPORT"][..], &[caps, "NICK eve", "USER eve 0 * :Eve", "CAP END"]] {
            let heard = asks(lines);
            let (first, last) = (heard.first().unwrap(), heard.last().unwrap());
            let id =
                first.strip_prefix(":chat.localhost BATCH +").and_then(|rest| rest.strip_suffix(" draft/isupport"));
            let id = id.unwrap_or_else(|| panic!("{heard:?}"));
            assert_eq!(*last, format!(":chat.localhost BATCH -{id}"));
            let inside = &heard[1..heard.len() - 1];
            assert!(!inside.is_empty());
            assert!(
                inside.iter().all(|line| line.starts_with(&format!("@batch={id} :chat.localhost 005 "))),
                "{heard:?}"
            );
        }
    }

    /// "the server MUST accept ISUPPORT commands before connection registration completes" with the capability.
    #[test]
    fn before_registration_it_needs_the_capability() {
        assert_eq!(asks(&["ISUPPORT"]), [":chat.localhost 451 * :You have not registered"]);
        let heard = asks(&["CAP REQ draft/extended-isupport", "ISUPPORT"]);
        assert!(!heard.is_empty() && heard.iter().all(|line| line.starts_with(":chat.localhost 005 * ")), "{heard:?}");
        let heard = asks(&["NICK eve", "USER eve 0 * :Eve", "ISUPPORT"]);
        assert_eq!(heard[..heard.len() / 2], heard[heard.len() / 2..]);
    }
}
