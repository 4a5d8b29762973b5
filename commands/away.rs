//! `AWAY` says that one is away; a second one that one is back.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "away",
        params: "[text...]",
        source: "RFC 2812 4.1",
        help: "Say that you are away: those who write to you are told. Again: you are back.",
        example: "AWAY lunch",
        access: Access::Anyone,
        run: away,
        ..Command::DEFAULT
    }
}

fn away(cx: &mut Context, args: &mut Args) -> Outcome {
    let text = args.optional().filter(|text| !text.is_empty());
    let text = text.map(|text| cx.cut(text));
    let before = cx.caps().has(Caps::PRE_AWAY);
    if let Some(newcomer) = cx.world.newcomer(cx.session) {
        if !before {
            return Err(Refusal::NotRegistered);
        }
        newcomer.away = text.map(Into::into);
        cx.reply(Reply::AwaySet(text.is_some()));
        return Ok(());
    }
    let was = cx.world.user(cx.me).rare.away.is_some();
    // In IRC "AWAY" means back, also for those who are not away.
    let goes = text.is_some() || (!was && !cx.speaks_irc());
    cx.world.set_away(cx.me, goes.then_some(text.unwrap_or("away")))?;
    cx.reply(Reply::AwaySet(goes));
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    const AWAY: &str = ":chat.localhost 306 eve :You have been marked as being away";
    const BACK: &str = ":chat.localhost 305 eve :You are no longer marked as being away";

    #[test]
    fn whoever_writes_privately_is_told_until_one_is_back() {
        let mut scene = Scene::lobby("toto bob");
        scene.line("toto", "/away at lunch");
        scene.line("bob", "/msg toto hungry?");
        assert_eq!(scene.heard("bob"), ["[server] toto is away: at lunch"]);
        scene.line("toto", "/away");
        scene.line("bob", "/msg toto and now?");
        assert_eq!(scene.heard("bob"), [""; 0]);
        assert_eq!(scene.heard("toto").last().map(String::as_str), Some("[bob -> toto] and now?"));
    }

    /// RFC 2812 4.1: with a text away, without one, or an empty one, back; RPL_AWAY for whoever writes, not for notices.
    #[test]
    fn in_irc_no_text_is_back() {
        let mut scene = Scene::many("irc:eve irc:bob");
        for (line, told) in [
            ("AWAY", BACK),
            ("AWAY :at lunch", AWAY),
            ("AWAY :", BACK),
            ("AWAY lunch now", AWAY),
            ("AWAY", BACK),
            ("AWAY :at lunch", AWAY),
        ] {
            scene.line("eve", line);
            assert_eq!(scene.heard("eve"), [told], "{line}");
        }
        scene.line("bob", "PRIVMSG eve hungry?");
        assert_eq!(scene.heard("bob"), [":chat.localhost 301 bob eve :at lunch"]);
        scene.line("bob", "NOTICE eve hungry?");
        assert_eq!(scene.heard("bob"), [""; 0]);
    }

    /// away-notify: on every change, and "when a user joins and has an away message set"; not to oneself, not without
    /// the capability, not where nothing changed.
    #[test]
    fn those_around_who_asked_for_it_are_told() {
        let mut scene = Scene::many("#tp irc:old");
        for nick in ["eve", "bob", "far"] {
            scene.enter_irc(nick, "away-notify");
        }
        ["eve", "bob"].iter().for_each(|nick| scene.line(nick, "JOIN #tp"));
        scene.forget();
        for (line, told) in [
            ("AWAY :at lunch", &[":eve!~eve@127.0.0.1 AWAY :at lunch"][..]),
            ("AWAY :at lunch", &[]),
            ("AWAY :gone home", &[":eve!~eve@127.0.0.1 AWAY :gone home"]),
            ("AWAY", &[":eve!~eve@127.0.0.1 AWAY"]),
            ("AWAY", &[]),
        ] {
            scene.line("eve", line);
            assert_eq!(scene.heard("bob"), told, "{line}");
        }
        assert_eq!(scene.heard("eve").len(), 5, "305 and 306 alone");
        scene.line("far", "AWAY :far away");
        scene.line("far", "JOIN #tp");
        let far = ":far!~far@127.0.0.1";
        assert_eq!(scene.heard("bob"), [format!("{far} JOIN #tp"), format!("{far} AWAY :far away")]);
        assert_eq!(scene.heard("old").len(), 1);
        assert!(!scene.heard("far").iter().any(|line| line.contains(" AWAY")));
    }

    /// pre-away: "servers MUST accept the AWAY command before connection registration has completed".
    #[test]
    fn one_may_be_away_before_one_is_here() {
        let mut scene = Scene::many("irc:bob");
        scene.connect_irc("eve");
        ["CAP REQ draft/pre-away", "AWAY *", "NICK eve", "USER eve 0 * :Eve"]
            .iter()
            .for_each(|line| scene.line("eve", line));
        assert_eq!(scene.heard("eve")[1], AWAY.replace("306 eve", "306 *"));
        scene.line("eve", "CAP END");
        scene.line("bob", "PRIVMSG eve hi");
        assert_eq!(scene.heard("bob"), [":chat.localhost 301 bob eve :*"]);
        scene.connect_irc("new");
        scene.line("new", "AWAY :gone");
        assert_eq!(scene.heard("new"), [":chat.localhost 451 * :You have not registered"]);
    }
}
