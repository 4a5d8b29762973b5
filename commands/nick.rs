//! `NICK` takes a nick.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "nick",
        params: "<nick>",
        irc_params: Some("[nick]"),
        source: "RFC 2812 3.1.2",
        help: "Take a nick; nobody else can have it while you are here.",
        example: "NICK toto",
        access: Access::Anyone,
        run: nick,
        ..Command::DEFAULT
    }
}

fn nick(cx: &mut Context, args: &mut Args) -> Outcome {
    let nick = args.nick()?;
    let typed = nick.clone();
    let in_irc = cx.speaks_irc();
    // RFC 2812 3.1.2: the one that is too long is named, as any that cannot be.
    let named = |refusal: Refusal| match refusal {
        Refusal::Limit { .. } if in_irc => Refusal::Numeric(ERR_ERRONEUSNICKNAME, vec![typed.to_string()]),
        other => other,
    };
    if cx.is_registered() {
        return cx.world.rename(cx.me, nick).map_err(named);
    }
    cx.world.may_take(None, Some(cx.session), &nick).map_err(named)?;
    if let Some(newcomer) = cx.world.newcomer(cx.session) {
        newcomer.nick = Some(nick);
    }
    cx.register()
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn those_around_are_told_and_the_sender_is_not() {
        let mut scene = Scene::lobby("toto bob");
        scene.line("toto", "NICK titi");
        assert_eq!(scene.heard("bob"), ["[server] toto is now titi"]);
        assert_eq!(scene.heard("titi"), [""; 0]);
    }

    #[test]
    fn what_cannot_be_had_is_refused() {
        let mut scene = Scene::lobby("toto bob");
        for (typed, told) in [
            ("NICK BOB", "[server] The nick BOB is taken: try another."),
            ("NICK", "[server] Usage: NICK <nick>"),
            ("NICK two words", "[server] Usage: NICK <nick>"),
            (
                "NICK server",
                "[server] \"server\" cannot be a nick: the server uses it itself. Letters, digits and -_[]{} do.",
            ),
            ("NICK prof", "[server] The nick prof is an admin's: PASS <password> first proves that it is yours."),
        ] {
            scene.line("toto", typed);
            assert_eq!(scene.heard("toto"), [told]);
        }
    }

    #[test]
    fn one_may_change_the_case_of_ones_own() {
        let mut scene = Scene::lobby("toto bob");
        scene.line("toto", "NICK Toto");
        assert_eq!(scene.heard("bob"), ["[server] toto is now Toto"]);
    }
}
