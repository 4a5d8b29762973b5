//! `KLINE` and `DLINE` ban as IRC operators write it: a mask of `user@host`, or a network.
use crate::prelude::*;
use std::time::Duration;

inventory::submit! {
    Command {
        name: "kline",
        params: "<minutes|mask> [mask|duration] [reason...]",
        source: "today's servers",
        help: "Put off and keep off all whom a mask of user@host matches (DLINE: who come from a network).",
        example: "KLINE 60 *@192.0.2.7 :spam",
        verbs: Verbs { line: NOT_HERE, irc: &["KLINE", "DLINE"], ..Verbs::DEFAULT },
        access: Access::Admin,
        run: kline,
        ..Command::DEFAULT
    }
}

fn kline(cx: &mut Context, args: &mut Args) -> Outcome {
    let (first, second, rest) = (args.required(), args.optional(), args.optional());
    // Some servers want the duration before the mask, others behind it.
    let (whom, lasts, reason) = match duration(first) {
        Some(lasts) => {
            let missing = || Refusal::Numeric(ERR_NEEDMOREPARAMS, vec![cx.verb.to_owned()]);
            (second.ok_or_else(missing)?, lasts, rest.unwrap_or_default().to_owned())
        }
        None => match second.and_then(duration) {
            Some(lasts) => (first, lasts, rest.unwrap_or_default().to_owned()),
            None => (first, None, split_reason(second, rest).1),
        },
    };
    let banned =
        if cx.verb == "KLINE" { Banned::mask(whom) } else { Banned::Network(whom.parse().map_err(Refusal::Text)?) };
    cx.ban(banned, lasts, &reason)
}

/// A number of minutes, where 0 is for good, or a word like `1h`; none: it is neither.
fn duration(word: &str) -> Option<Option<Duration>> {
    match word.parse::<u32>() {
        Ok(minutes) => Some((minutes > 0).then(|| Duration::from_secs(u64::from(minutes) * 60))),
        Err(_) => Time::span(word).map(Some),
    }
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn mask_duration_and_reason_come_in_either_order() {
        let mut scene = Scene::many("irc:eve");
        scene.make_admin("eve");
        let hour = " until Thursday 1970-01-01 01:00:00 UTC";
        for (line, banned, until) in [
            ("KLINE 60 *@192.0.2.7 :spam and more", "*@192.0.2.7", hour),
            ("KLINE *@*.fr 1h :spam and more", "*@*.fr", hour),
            ("KLINE bad@host :spam and more", "bad@host", ""),
            ("KLINE 0 worse@host spam :and more", "worse@host", ""),
            ("DLINE 192.0.2.0/24 60 :spam and more", "192.0.2.0/24", hour),
        ] {
            scene.forget();
            scene.line("eve", line);
            let told = format!(":chat.localhost NOTICE eve :{banned} is banned{until}: UNBAN {banned} ends it.");
            assert_eq!(scene.heard("eve"), [told], "{line}");
        }
        let listed = scene.console("ban");
        assert_eq!(listed[0], format!("*@192.0.2.7, by eve at 00:00 UTC,{hour}: spam and more"));
        assert_eq!(listed[3], "worse@host, by eve at 00:00 UTC: spam");
    }

    #[test]
    fn it_is_for_operators_and_wants_a_mask() {
        let mut scene = Scene::many("irc:eve");
        scene.line("eve", "KLINE *@192.0.2.7 :spam");
        assert_eq!(scene.heard("eve"), [":chat.localhost 481 eve :Permission Denied- You're not an IRC operator"]);
        scene.make_admin("eve");
        scene.forget();
        for line in ["KLINE", "KLINE 60", "DLINE"] {
            scene.line("eve", line);
            let verb = &line[..5];
            assert_eq!(scene.heard("eve"), [format!(":chat.localhost 461 eve {verb} :Not enough parameters")]);
        }
        scene.line("eve", "DLINE host.fr");
        assert!(scene.heard("eve")[0].contains("`host.fr` is no network"), "it must say what would have worked");
    }
}
