//! `CHGHOST` gives somebody another user name and another host, as others see them.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "chghost",
        params: "<nick> <user> <host>",
        source: "IRCv3 chghost",
        help: "Give somebody another user name and another host, as others see them.",
        example: "CHGHOST toto toto lab.example.org",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        access: Access::Admin,
        run: chghost,
        ..Command::DEFAULT
    }
}

/// The longest host, in bytes, as servers and programs expect it (`HOSTLEN`).
const LONGEST_HOST: usize = 63;

fn chghost(cx: &mut Context, args: &mut Args) -> Outcome {
    let id = args.person(cx)?;
    cx.rules_over(id)?;
    let (user, host) = (args.required(), args.required());
    let bare = user.strip_prefix('~').unwrap_or(user);
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_.[]{}\\|^`".contains(c);
    if bare.is_empty() || bare.len() > USER_LENGTH || !bare.chars().all(fits) {
        let told = format!("{user} cannot be a user name: {USER_LENGTH} letters, digits and -_. at most, like toto.");
        return Err(Refusal::because(told));
    }
    let fits = |c: char| c.is_ascii_alphanumeric() || "-.:/_".contains(c);
    if host.len() > LONGEST_HOST || host.starts_with([':', '/', '-']) || !host.chars().all(fits) {
        let told =
            format!("{host} cannot be a host: {LONGEST_HOST} letters, digits and -.:/_ at most, like lab.example.");
        return Err(Refusal::because(told));
    }
    cx.world.change_host(id, user, host);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn those_around_who_asked_for_it_and_oneself_are_told() {
        let mut scene = Scene::many("#tp @toto irc:bob");
        scene.enter_irc("eve", "chghost");
        scene.line("eve", "JOIN #tp");
        scene.make_admin("bob");
        scene.forget();
        scene.line("bob", "CHGHOST eve ~e lab.example.org");
        assert_eq!(
            scene.heard("eve"),
            [
                ":eve!~eve@127.0.0.1 CHGHOST ~e lab.example.org",
                ":chat.localhost 396 eve lab.example.org :is now your visible host",
            ]
        );
        assert_eq!(scene.heard("toto"), [""; 0]);
        scene.forget();
        scene.line("eve", "PRIVMSG #tp :hello");
        assert_eq!(scene.heard("bob"), [":eve!~e@lab.example.org PRIVMSG #tp :hello"]);
        scene.forget();
        scene.line("bob", "CHGHOST eve ~e lab.example.org");
        assert_eq!(scene.heard("eve"), [""; 0], "nothing has changed");
    }

    #[test]
    fn what_is_no_user_name_and_no_host_is_refused() {
        let mut scene = Scene::many("irc:eve");
        scene.line("eve", "CHGHOST eve e lab");
        assert_eq!(scene.heard("eve"), [":chat.localhost 481 eve :Permission Denied- You're not an IRC operator"]);
        scene.make_admin("eve");
        scene.forget();
        let long = "x".repeat(64);
        for (line, numeric) in [
            ("CHGHOST eve e", "461"),
            ("CHGHOST nobody e lab", "401"),
            ("CHGHOST eve a@b lab", "400"),
            ("CHGHOST eve ~ lab", "400"),
            ("CHGHOST eve e!e lab", "400"),
            ("CHGHOST eve e :a b", "400"),
            ("CHGHOST eve e ::1", "400"),
            ("CHGHOST eve e été.fr", "400"),
            (&*format!("CHGHOST eve e {long}"), "400"),
            (&*format!("CHGHOST eve {long} lab"), "400"),
        ] {
            scene.line("eve", line);
            let heard = scene.heard("eve");
            assert!(heard.len() == 1 && heard[0].starts_with(&format!(":chat.localhost {numeric} eve ")), "{heard:?}");
        }
    }

    #[test]
    fn whose_program_does_not_know_it_reads_that_they_left_and_came_again() {
        // IRCv3 chghost, "Fallback when the chghost capability has not been negotiated".
        let mut scene = Scene::many("#tp @toto irc:bob irc:eve");
        scene.line("toto", "GRANT eve");
        scene.make_admin("bob");
        scene.forget();
        scene.line("bob", "CHGHOST eve e lab.example.org");
        assert_eq!(
            scene.heard("bob"),
            [
                ":eve!~eve@127.0.0.1 QUIT :Changing host",
                ":eve!e@lab.example.org JOIN #tp",
                ":chat.localhost MODE #tp +o eve",
            ]
        );
        assert_eq!(scene.heard("eve"), [":chat.localhost 396 eve lab.example.org :is now your visible host"]);
        assert_eq!(scene.heard("toto"), [""; 0]);
    }

    #[test]
    fn whoever_seems_to_come_again_is_away_still() {
        // IRCv3 away-notify: AWAY is told "when a user joins and has an away message set".
        let mut scene = Scene::many("#tp @toto irc:bob irc:eve");
        scene.enter_irc("ann", "away-notify");
        scene.line("ann", "JOIN #tp");
        scene.make_admin("bob");
        scene.line("eve", "AWAY :at lunch");
        scene.forget();
        scene.line("bob", "CHGHOST eve e lab.example.org");
        let told = ["QUIT :Changing host", "JOIN #tp", "AWAY :at lunch"];
        let heard = scene.heard("ann");
        assert!(heard.len() == 3 && heard.iter().zip(told).all(|(line, end)| line.ends_with(end)), "{heard:?}");
        assert_eq!(scene.heard("bob").len(), 2);
    }
}
