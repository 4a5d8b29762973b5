//! `KILL` puts somebody off the server, after a last word.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "kill",
        params: "<nick> [text...]",
        help: "Put somebody off the server; they read your text first.",
        example: "KILL tutu I kill you!",
        access: Access::Admin,
        verbs: Verbs { console: &["KICK", "KILL"], ..Verbs::DEFAULT },
        run: kill,
        ..Command::DEFAULT
    }
}

fn kill(cx: &mut Context, args: &mut Args) -> Outcome {
    let whom = args.person(cx)?;
    let text = args.optional();
    cx.world.kill(cx.me, whom, text.as_deref())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn the_victim_reads_the_text_and_the_others_that_they_are_gone() {
        let mut scene = Scene::lobby("tata tutu bob");
        scene.make_admin("tata");
        scene.line("tata", "KILL tutu I kill you!");
        assert_eq!(scene.heard("tutu"), ["[tata] I kill you!"]);
        assert!(scene.is_closed("tutu"));
        assert_eq!(scene.heard("bob"), ["[server] tutu is disconnected"]);
    }

    #[test]
    fn it_is_for_admins_and_the_console() {
        let mut scene = Scene::lobby("toto bob");
        scene.line("toto", "KILL bob");
        let told = "[server] KILL is for admins of the server: OPER <nick> <password> proves that you are one.";
        assert_eq!(scene.heard("toto"), [told]);
        scene.console("kick bob be nice");
        assert_eq!(scene.heard("bob"), ["[server] be nice"]);
    }
}
