//! `HELP` lists the commands one may use, or shows one in full.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "help",
        params: "[verb]",
        source: "modern.ircdocs.horse HELP",
        help: "List the commands you may use, or show one in full.",
        example: "HELP MSG",
        verbs: Verbs { irc: &["HELP", "HELPOP"], ..Verbs::EVERYWHERE },
        run: help,
        ..Command::DEFAULT
    }
}

fn help(cx: &mut Context, args: &mut Args) -> Outcome {
    let verb = args.optional();
    if cx.speaks_irc() {
        return in_irc(cx, verb);
    }
    let Some(verb) = verb else {
        let commands =
            cx.commands().into_iter().map(|(verb, command)| (cx.form(&verb, command), command.help)).collect();
        cx.reply(Reply::Commands(commands));
        return Ok(());
    };
    let Some((verb, command)) = cx.command(verb) else {
        let verbs = cx.commands();
        let near = nearest(verb, verbs.iter().map(|(verb, _)| verb.as_str())).map(str::to_owned);
        return Err(Refusal::UnknownVerb { verb: verb.to_owned(), near });
    };
    cx.reply(format!("{}\n{}\nExample: {}", cx.form(&verb, command), command.help, command.example));
    Ok(())
}

/// The same in numerics, each naming the subject: a title, an empty line, the text, and its last line.
fn in_irc(cx: &mut Context, subject: Option<&str>) -> Outcome {
    let Some(typed) = subject else {
        cx.numeric(RPL_HELPSTART, ["*", "The commands you may use"]);
        cx.numeric(RPL_HELPTXT, ["*", ""]);
        let items = cx.commands().into_iter().map(|(verb, _)| verb).collect();
        cx.reply(Reply::Items { numeric: RPL_HELPTXT, words: vec!["*".into()], items, between: ' ' });
        cx.numeric(RPL_ENDOFHELP, ["*", "HELP and one of them shows it in full"]);
        return Ok(());
    };
    // "Unless it would be an invalid parameter, in which case it MUST be `*`."
    let subject = if typed.is_empty() || typed.starts_with(':') || typed.contains(' ') { "*" } else { typed };
    let Some((verb, command)) = cx.command(typed) else {
        return Err(Refusal::Numeric(ERR_HELPNOTFOUND, vec![subject.to_owned()]));
    };
    cx.numeric(RPL_HELPSTART, [subject, &cx.form(&verb, command)]);
    cx.numeric(RPL_HELPTXT, [subject, ""]);
    cx.numeric(RPL_HELPTXT, [subject, command.help]);
    // An example at a terminal is none where the form is another one.
    if command.irc_params.is_none() && command.example.split(' ').next() == Some(&verb) {
        cx.numeric(RPL_HELPTXT, [subject, &format!("Example: {}", command.example)]);
    }
    let last = match command.source {
        "" => "It is this server's own command".to_owned(),
        source => format!("Source: {source}"),
    };
    cx.numeric(RPL_ENDOFHELP, [subject, &last]);
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

    #[test]
    fn in_irc_it_is_numerics_that_name_the_subject() {
        // modern.ircdocs.horse "HELP message": one 704, then 705 of which the first is empty, one 706.
        let mut scene = Scene::many("irc:eve");
        scene.line("eve", "HELP time");
        assert_eq!(
            scene.heard("eve"),
            [
                "704 eve time :TIME [server]",
                "705 eve time :",
                "705 eve time :Tell the date and the time on the server, in UTC.",
                "705 eve time :Example: TIME",
                "706 eve time :Source: RFC 2812 3.4.6",
            ]
            .map(|line| format!(":chat.localhost {line}"))
        );
        scene.line("eve", "HELPOP SERVLIST");
        let heard = scene.heard("eve");
        assert_eq!(heard[3], ":chat.localhost 705 eve SERVLIST :Example: SERVLIST");
        for (line, subject) in [("HELP BOX", "BOX"), ("HELP :unknown subject", "*"), ("HELP KILL", "KILL")] {
            scene.line("eve", line);
            let told = format!(":chat.localhost 524 eve {subject} :No help available on this topic");
            assert_eq!(scene.heard("eve"), [told]);
        }
    }

    #[test]
    fn in_irc_the_list_takes_few_lines() {
        let mut scene = Scene::many("irc:eve");
        scene.line("eve", "HELP");
        let heard = scene.heard("eve");
        assert!(heard.len() < 8, "{heard:#?}");
        assert_eq!(heard[0], ":chat.localhost 704 eve * :The commands you may use");
        assert_eq!(heard[1], ":chat.localhost 705 eve * :");
        assert!(heard[2].starts_with(":chat.localhost 705 eve * :ACCEPT ADMIN "), "{heard:#?}");
        assert!(heard.iter().any(|line| line.contains(" JOIN ")) && !heard.iter().any(|line| line.contains(" KILL ")));
        assert!(heard.last().unwrap().starts_with(":chat.localhost 706 eve * :"));
    }
}
