//! `REHASH` reads the configuration again and applies what can change while the server runs.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "rehash",
        help: "Read chat.toml again; say what changed, and what needs a restart.",
        example: "REHASH",
        access: Access::Admin,
        verbs: Verbs::EVERYWHERE,
        run: rehash,
        ..Command::DEFAULT
    }
}

fn rehash(cx: &mut Context, _: &mut Args) -> Outcome {
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
}
