//! `CAP` agrees with a program on what it is told beyond RFC 2812.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "cap",
        params: "<subcommand> [capability]...",
        source: "IRCv3 capability-negotiation",
        help: "List what a program may ask to be told beyond RFC 2812, and ask for it.",
        example: "CAP REQ :echo-message server-time",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        access: Access::Anyone,
        run: cap,
        ..Command::DEFAULT
    }
}

/// The version in which capabilities have values, lists take several lines, and news of them are told.
const VALUES: u16 = 302;

fn cap(cx: &mut Context, args: &mut Args) -> Outcome {
    let typed = args.required();
    // extended-isupport has an example with each capability as a word of its own.
    let words = args.rest().join(" ");
    match &*typed.to_ascii_uppercase() {
        "LS" => list_all(cx, &words),
        "LIST" => {
            let names = cx.caps().names().map(str::to_owned).collect();
            cx.capabilities("LIST", names, cx.cap_version() >= VALUES);
        }
        "REQ" => request(cx, &words),
        "END" => {
            if let Some(newcomer) = cx.world.newcomer(cx.session) {
                newcomer.negotiating = false;
                return cx.register();
            }
        }
        _ => return Err(Refusal::Numeric(ERR_INVALIDCAPCMD, vec![typed.to_owned()])),
    }
    Ok(())
}

/// While capabilities are agreed on, nobody arrives.
fn hold(cx: &mut Context) {
    if let Some(newcomer) = cx.world.newcomer(cx.session) {
        newcomer.negotiating = true;
    }
}

fn list_all(cx: &mut Context, version: &str) {
    hold(cx);
    // "The CAP version number argument MUST be treated as a number": a higher one has all that this one has.
    let values = version.parse::<u64>().is_ok_and(|version| version >= u64::from(VALUES));
    if values {
        cx.world.set_cap_version(cx.session, VALUES);
        cx.world.set_caps(cx.session, Caps::CAP_NOTIFY, true);
    }
    let mut names: Vec<String> = offers(cx.world.config()).iter().map(|offer| offer.shown(values)).collect();
    if !values {
        // Old programs read one line: drafts, which they do not know, make way.
        let most = cx.longest_list("LS");
        while names.iter().map(|name| name.len() + 1).sum::<usize>() > most
            && let Some(draft) = names.iter().rposition(|name| name.contains('/'))
        {
            names.remove(draft);
        }
    }
    cx.capabilities("LS", names, values);
}

/// All of what is asked for, or nothing of it.
fn request(cx: &mut Context, list: &str) {
    hold(cx);
    let offers = offers(cx.world.config());
    let change = |word: &str| {
        let (on, name) = word.strip_prefix('-').map_or((true, word), |name| (false, name));
        let cap = offers.iter().find(|offer| offer.name == name)?.cap;
        let fixed = cap == Caps::STS || (cap == Caps::CAP_NOTIFY && !on && cx.cap_version() >= VALUES);
        (!fixed).then_some((cap, on))
    };
    let words: Vec<String> = list.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let changes: Option<Vec<(Caps, bool)>> = words.iter().map(|word| change(word)).collect();
    let mut after = cx.caps();
    changes.iter().flatten().for_each(|(cap, on)| after.set(*cap, *on));
    // metadata: nobody has two versions of it.
    let changes = changes.filter(|_| !after.has(Caps::METADATA | Caps::METADATA_3));
    cx.capabilities(if changes.is_some() { "ACK" } else { "NAK" }, words, false);
    for (cap, on) in changes.into_iter().flatten() {
        cx.world.set_caps(cx.session, cap, on);
    }
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    fn asks(lines: &[&str]) -> Vec<String> {
        let mut scene = Scene::empty("");
        scene.connect_irc("eve");
        lines.iter().for_each(|line| scene.line("eve", line));
        scene.heard("eve")
    }

    fn names(lines: &[String]) -> Vec<&str> {
        lines.iter().flat_map(|line| line.rsplit(':').next().unwrap_or_default().split(' ')).collect()
    }

    /// capability-negotiation, "The CAP LS subcommand".
    #[test]
    fn ls_lists_all_sorted_and_without_values_for_old_programs() {
        let lines = asks(&["CAP LS"]);
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0].starts_with(":chat.localhost CAP * LS :account-notify account-tag "), "{lines:?}");
        let names = names(&lines);
        assert!(names.contains(&"message-tags") && names.is_sorted() && !lines[0].contains('='), "{names:?}");
        assert!(!names.contains(&"sasl"), "sasl-3.2: no mechanism, no capability");
    }

    /// capability-negotiation, "Multiline replies to CAP LS and CAP LIST".
    #[test]
    fn long_lists_take_several_lines() {
        for version in ["302", "307", "99999999999"] {
            let lines = asks(&[&format!("CAP LS {version}")]);
            let (last, before) = lines.split_last().unwrap();
            assert!(last.starts_with(":chat.localhost CAP * LS :"), "{last}");
            assert!(before.iter().all(|line| line.starts_with(":chat.localhost CAP * LS * :") && line.len() <= 510));
        }
    }

    /// capability-negotiation, "The CAP REQ subcommand" and "The CAP NAK subcommand".
    #[test]
    fn all_that_is_asked_for_is_had_or_nothing() {
        for (asked, answer, has) in [
            ("CAP REQ :echo-message server-time ", "ACK :echo-message server-time", "echo-message server-time"),
            ("CAP REQ batch", "ACK :batch", "batch"),
            ("CAP REQ :batch nonsense", "NAK :batch nonsense", ""),
            ("CAP REQ :batch Batch", "NAK :batch Batch", ""),
            ("CAP REQ batch setname", "ACK :batch setname", "batch setname"),
            ("CAP REQ batch nonsense", "NAK :batch nonsense", ""),
            ("CAP REQ :batch -nonsense", "NAK :batch -nonsense", ""),
            ("CAP REQ :sasl", "NAK :sasl", ""),
            ("CAP REQ :sts", "NAK :sts", ""),
            ("CAP REQ :batch=x", "NAK :batch=x", ""),
            ("CAP REQ :batch setname -batch", "ACK :batch setname -batch", "setname"),
            ("CAP REQ :-batch", "ACK :-batch", ""),
            ("CAP REQ :", "ACK :", ""),
            ("CAP REQ", "ACK :", ""),
            ("cap req :batch", "ACK :batch", "batch"),
        ] {
            let lines = asks(&[asked, "CAP LIST"]);
            let without_time = lines[1].rsplit_once(" :chat").map_or(&lines[1][1..], |(_, line)| line);
            assert_eq!(lines[0], format!(":chat.localhost CAP * {answer}"), "{asked}");
            assert!(without_time.ends_with(&format!("CAP * LIST :{has}")), "{asked}: {lines:?}");
        }
    }

    /// "servers MUST NOT disable the cap-notify capability if the client requests CAP LS 302".
    #[test]
    fn cap_notify_comes_with_302_and_stays() {
        let lines = asks(&["CAP LS 302", "CAP LS", "CAP REQ :-cap-notify", "CAP REQ cap-notify", "CAP LIST"]);
        let said = &lines[lines.len() - 3..];
        assert_eq!(
            said,
            [
                ":chat.localhost CAP * NAK :-cap-notify",
                ":chat.localhost CAP * ACK :cap-notify",
                ":chat.localhost CAP * LIST :cap-notify"
            ]
        );
        let lines = asks(&["CAP REQ cap-notify", "CAP REQ :-cap-notify", "CAP LIST"]);
        assert_eq!(lines[1..], [":chat.localhost CAP * ACK :-cap-notify", ":chat.localhost CAP * LIST :"]);
    }

    /// "the server MUST not complete registration until the client sends a CAP END command".
    #[test]
    fn nobody_arrives_before_the_end() {
        for asked in ["CAP LS", "CAP LS 302", "CAP REQ :batch", "CAP REQ :nonsense"] {
            let mut scene = Scene::empty("");
            scene.connect_irc("eve");
            ["NICK eve", asked, "USER eve 0 * :Eve"].iter().for_each(|line| scene.line("eve", line));
            assert!(!scene.heard("eve").iter().any(|line| line.contains(" 001 ")), "{asked}");
            scene.line("eve", "CAP END");
            assert!(scene.heard("eve")[0].contains(" 001 eve :"), "{asked}");
        }
        let lines = asks(&["CAP LIST", "NICK eve", "USER eve 0 * :Eve"]);
        assert!(lines[1].contains(" 001 "), "LIST holds nobody up: {lines:?}");
    }

    /// "numeric 410 (ERR_INVALIDCAPCMD) should be sent"; "The server MUST accept the CAP command at any time".
    #[test]
    fn after_registration_it_answers_by_nick_and_what_is_unknown_is_told() {
        let mut scene = Scene::empty("irc:eve");
        for (line, answer) in [
            ("CAP FOO", ":chat.localhost 410 eve FOO :Invalid CAP command"),
            ("CAP ACK :batch", ":chat.localhost 410 eve ACK :Invalid CAP command"),
            ("CAP", ":chat.localhost 461 eve CAP :Not enough parameters"),
            ("CAP REQ :multi-prefix", ":chat.localhost CAP eve ACK :multi-prefix"),
            ("CAP LIST", ":chat.localhost CAP eve LIST :multi-prefix"),
            ("CAP REQ :-multi-prefix", ":chat.localhost CAP eve ACK :-multi-prefix"),
        ] {
            scene.line("eve", line);
            assert_eq!(scene.heard("eve"), [answer]);
        }
        scene.line("eve", "CAP END");
        assert_eq!(scene.heard("eve"), [""; 0]);
        assert_eq!(asks(&["CAP FOO"]), [":chat.localhost 410 * FOO :Invalid CAP command"]);
    }

    /// server-time: no tag "before acknowledging the client capability using CAP ACK".
    #[test]
    fn what_was_asked_for_begins_after_the_answer() {
        let lines = asks(&["CAP REQ server-time", "CAP REQ :-server-time", "CAP LIST"]);
        assert!(lines.iter().all(|line| line.starts_with(":chat.localhost CAP")), "{lines:?}");
    }
}
