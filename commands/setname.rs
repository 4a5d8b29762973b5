//! `SETNAME` changes one's real name.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "setname",
        params: "<name...>",
        irc_params: Some("[name...]"),
        source: "IRCv3 setname",
        help: "Change your real name, which may be anything.",
        example: "SETNAME Toto Dupont",
        run: setname,
        ..Command::DEFAULT
    }
}

fn setname(cx: &mut Context, args: &mut Args) -> Outcome {
    let Some(name) = args.optional() else {
        return Err(Refusal::Numeric(ERR_NEEDMOREPARAMS, vec![cx.verb.to_owned()]));
    };
    let most = NAME_LENGTH;
    if name.trim().is_empty() || name.chars().count() > most {
        let why = format!("A real name has 1 to {most} characters");
        return Err(Refusal::Fail { verb: "SETNAME", code: "INVALID_REALNAME", about: Vec::new(), why });
    }
    cx.world.set_real(cx.me, name);
    if !cx.speaks_irc() {
        cx.reply(format!("Your real name is {name} now."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    /// setname: told "to all clients in common channels, as well as to the client from which it originated", and to
    /// those only who negotiated it.
    #[test]
    fn those_around_who_know_it_are_told() {
        let mut scene = Scene::many("#tp @toto irc:old");
        for nick in ["eve", "bob", "far"] {
            scene.enter_irc(nick, "setname extended-join");
        }
        ["eve", "bob"].iter().for_each(|nick| scene.line(nick, "JOIN #tp"));
        scene.forget();
        scene.line("eve", "SETNAME :Eve Dupont <eve@example.org>");
        let told = ":eve!~eve@127.0.0.1 SETNAME :Eve Dupont <eve@example.org>";
        assert_eq!([scene.heard("eve"), scene.heard("bob")], [[told], [told]]);
        assert_eq!([scene.heard("old"), scene.heard("far"), scene.heard("toto")], [[""; 0], [""; 0], [""; 0]]);
        scene.line("eve", "SETNAME Eve");
        assert_eq!(scene.heard("bob"), [":eve!~eve@127.0.0.1 SETNAME :Eve"]);
        scene.forget();
        scene.line("eve", "JOIN #other");
        assert!(scene.heard("eve")[0].ends_with(" JOIN #other * :Eve"));
        scene.forget();
        scene.line("old", "SETNAME :Old one");
        assert_eq!(scene.heard("old"), [""; 0]);
        assert_eq!(scene.heard("bob"), [":old!~old@127.0.0.1 SETNAME :Old one"]);
        scene.line("toto", "SETNAME Toto Dupont");
        assert_eq!(scene.heard("toto"), ["[server] Your real name is Toto Dupont now."]);
    }

    /// setname, "Errors".
    #[test]
    fn no_name_and_one_too_long_are_refused() {
        let mut scene = Scene::many("irc:eve");
        for line in ["SETNAME :".to_owned(), "SETNAME :  ".to_owned(), format!("SETNAME :{}", "x".repeat(151))] {
            scene.line("eve", &line);
            let told = ":chat.localhost FAIL SETNAME INVALID_REALNAME :A real name has 1 to 150 characters";
            assert_eq!(scene.heard("eve"), [told]);
        }
        scene.line("eve", "SETNAME");
        assert_eq!(scene.heard("eve"), [":chat.localhost 461 eve SETNAME :Not enough parameters"]);
    }
}
