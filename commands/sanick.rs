//! `SANICK` gives somebody another nick.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "sanick",
        params: "<nick> <new-nick>",
        source: "today's servers",
        help: "Give somebody another nick.",
        example: "SANICK rude-word guest",
        access: Access::Admin,
        run: sanick,
        ..Command::DEFAULT
    }
}

fn sanick(cx: &mut Context, args: &mut Args) -> Outcome {
    let id = args.person(cx)?;
    cx.rules_over(id)?;
    let nick = args.nick()?;
    if id == cx.world.server() {
        return Err(Refusal::Numeric(ERR_CANTKILLSERVER, Vec::new()));
    }
    let (by, told) = (cx.world.who(cx.me).shown().to_owned(), nick.to_string());
    cx.world.rename(id, nick)?;
    cx.world.notify(id, &format!("{by} gives you the nick {told}"));
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn everyone_around_reads_the_new_nick_and_the_bearer_by_whom() {
        let mut scene = Scene::many("#tp @toto irc:eve irc:bob");
        scene.line("eve", "SANICK bob guest");
        assert_eq!(scene.heard("eve"), [":chat.localhost 481 eve :Permission Denied- You're not an IRC operator"]);
        scene.make_admin("toto");
        scene.forget();
        scene.line("toto", "SANICK bob guest");
        assert_eq!(scene.heard("eve"), [":bob!~bob@127.0.0.1 NICK :guest"]);
        let told = [":bob!~bob@127.0.0.1 NICK :guest", ":chat.localhost NOTICE * :toto gives you the nick guest"];
        assert_eq!(scene.heard("guest"), told);
    }

    #[test]
    fn what_nobody_can_have_nobody_is_given() {
        let mut scene = Scene::lobby("tata bob");
        scene.make_admin("tata");
        for (typed, told) in [
            ("SANICK nobody bob2", "There is no nobody here: NAMES lists who is."),
            ("SANICK bob TATA", "The nick TATA is taken: try another."),
            ("SANICK bob prof", "The nick prof is an admin's: PASS <password> first proves that it is yours."),
            ("SANICK server bob2", "You can't kill a server!."),
        ] {
            scene.line("tata", typed);
            let heard = scene.heard("tata");
            assert!(
                heard.len() == 1 && (heard[0] == format!("[server] {told}") || typed.contains("server")),
                "{heard:?}"
            );
        }
        assert_eq!(scene.heard("bob"), [""; 0]);
    }
}
