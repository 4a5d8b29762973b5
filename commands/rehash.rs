//! `REHASH` reads the configuration again and applies what can change while the server runs.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "rehash",
        source: "RFC 2812 4.2",
        help: "Read chat.toml again; say what changed, and what needs a restart.",
        example: "REHASH",
        access: Access::Admin,
        verbs: Verbs::EVERYWHERE,
        run: rehash,
        ..Command::DEFAULT
    }
}

fn rehash(cx: &mut Context, _: &mut Args) -> Outcome {
    if cx.speaks_irc() {
        cx.numeric(RPL_REHASHING, ["chat.toml"]);
    }
    cx.order(Order::Rehash);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn without_a_file_there_is_nothing_to_read() {
        let mut scene = Scene::lobby("toto");
        scene.line("toto", "REHASH");
        assert_eq!(scene.heard("toto").len(), 1);
        assert_eq!(
            scene.console("rehash"),
            ["The server runs on its built-in defaults: there is no file to read again."]
        );
    }

    #[test]
    fn operators_read_that_it_began_and_what_came_of_it() {
        let mut scene = Scene::many("irc:eve");
        scene.line("eve", "REHASH");
        assert_eq!(scene.heard("eve"), [":chat.localhost 481 eve :Permission Denied- You're not an IRC operator"]);
        scene.make_admin("eve");
        scene.forget();
        scene.line("eve", "REHASH");
        let heard = scene.heard("eve");
        assert_eq!(heard[0], ":chat.localhost 382 eve chat.toml :Rehashing");
        assert!(heard.len() == 2 && heard[1].starts_with(":chat.localhost NOTICE eve :"), "{heard:?}");
    }
}
