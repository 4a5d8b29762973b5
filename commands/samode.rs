//! `SAMODE` changes how a channel or a person is, in the server's name.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "samode",
        params: "<target> <modes> [word]...",
        source: "today's servers",
        help: "Change the modes of any channel, or of a person, in the server's name.",
        example: "SAMODE #tp +o bob",
        verbs: Verbs::EVERYWHERE,
        access: Access::Admin,
        run: samode,
        ..Command::DEFAULT
    }
}

fn samode(cx: &mut Context, args: &mut Args) -> Outcome {
    let (target, modes, rest) = (args.required(), args.required(), args.rest());
    if !target.starts_with(ChannelName::is_prefix) {
        let Some(whom) = cx.world.find_person(target) else {
            return Err(Refusal::NoSuchNick { nick: target.to_owned(), near: None });
        };
        cx.rules_over(whom)?;
        return cx.change_user_modes(whom, modes);
    }
    let missing = || Refusal::NoSuchChannel { channel: target.to_string() };
    let channel = cx.channel_named(target).map_err(|_| missing())?;
    let words: Vec<&str> = [modes].into_iter().chain(rest).collect();
    cx.change_modes(cx.world.server(), channel, &words);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn an_admin_sets_what_they_could_not_by_rank() {
        let mut scene = Scene::many("#tp irc:eve irc:bob");
        scene.enter_irc("root", "");
        scene.line("root", "SAMODE #tp +o bob");
        assert_eq!(scene.heard("root"), [":chat.localhost 481 root :Permission Denied- You're not an IRC operator"]);
        scene.make_admin("root");
        scene.forget();
        scene.line("root", "SAMODE #tp +om-t bob");
        assert_eq!(scene.heard("eve"), [":chat.localhost MODE #tp +om-t bob"]);
        assert_eq!(scene.heard("root"), [""; 0], "they are not in it");
        scene.line("root", "SAMODE #tp -o eve");
        assert_eq!(scene.heard("bob").last().map(String::as_str), Some(":chat.localhost MODE #tp -o eve"));
    }

    #[test]
    fn a_person_is_told_of_their_modes() {
        let mut scene = Scene::many("#tp irc:eve");
        scene.enter_irc("root", "");
        scene.make_admin("root");
        scene.forget();
        scene.line("root", "SAMODE eve +w-i");
        assert_eq!(scene.heard("eve"), [":eve!~eve@127.0.0.1 MODE eve :+w-i"]);
        scene.line("root", "SAMODE nobody +w");
        assert_eq!(scene.heard("root"), [":chat.localhost 401 root nobody :No such nick/channel"]);
        scene.line("root", "SAMODE #nowhere +m");
        assert_eq!(scene.heard("root"), [":chat.localhost 403 root #nowhere :No such channel"]);
        scene.line("root", "SAMODE #tp");
        assert_eq!(scene.heard("root"), [":chat.localhost 461 root SAMODE :Not enough parameters"]);
    }

    #[test]
    fn a_name_that_turns_the_writing_around_is_shown_harmless() {
        let mut scene = Scene::many("");
        let told = scene.console("samode #b;\u{202E}x +m");
        assert_eq!(told, ["There is no channel #b;\u{FFFD}x: LIST lists them, JOIN #b;\u{FFFD}x makes it."]);
    }
}
