//! `HELP` lists the commands one may use, or shows one in full.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "help",
        params: "[verb]",
        help: "List the commands you may use, or show one in full.",
        example: "HELP MSG",
        verbs: Verbs::EVERYWHERE,
        run: help,
        ..Command::DEFAULT
    }
}

fn help(cx: &mut Context, args: &mut Args) -> Outcome {
    let Some(verb) = args.optional() else {
        let commands = cx.commands().into_iter().map(|(verb, command)| (cx.form(&verb, command), command.help)).collect();
        cx.reply(Reply::Commands(commands));
        return Ok(());
    };
    let Some((verb, command)) = cx.command(&verb) else {
        let verbs = cx.commands();
        let near = nearest(&verb, verbs.iter().map(|(verb, _)| verb.as_str())).map(str::to_owned);
        return Err(Refusal::UnknownVerb { verb: verb.into_owned(), near });
    };
    cx.reply(format!("{}\n{}\nExample: {}", cx.form(&verb, command), command.help, command.example));
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn one_command_is_shown_in_full() {
        let mut scene = Scene::lobby("toto");
        scene.line("toto", "HELP kick");
        assert_eq!(
            scene.heard("toto"),
            [
                "[server] KICK [#channel] <nick> [reason...]",
                "[server] Put a member out of a channel; they stay connected.",
                "[server] Example: KICK bob be nice",
            ]
        );
    }

    #[test]
    fn admins_read_of_more_commands_than_others() {
        let mut scene = Scene::lobby("toto tata");
        scene.make_admin("tata");
        scene.line("toto", "HELP");
        scene.line("tata", "HELP");
        let (toto, tata) = (scene.heard("toto"), scene.heard("tata"));
        assert!(tata.iter().any(|line| line.starts_with("[server] KILL <nick>")));
        assert!(!toto.iter().any(|line| line.contains("KILL")));
    }

    #[test]
    fn a_misspelt_one_is_named() {
        let mut scene = Scene::lobby("toto");
        scene.line("toto", "HELP NIK");
        assert_eq!(scene.heard("toto"), ["[server] Invalid command \"NIK\": did you mean NICK? Type HELP."]);
    }
}
