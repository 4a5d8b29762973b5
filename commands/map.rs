//! `MAP` draws the servers of the network.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "map",
        source: "today's servers",
        help: "Draw how the servers of the network are linked, with the people on each.",
        example: "MAP",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        run: map,
        ..Command::DEFAULT
    }
}

fn map(cx: &mut Context, _: &mut Args) -> Outcome {
    let (name, people) = (cx.world.config().server.name.clone(), cx.world.headcount());
    cx.numeric(RPL_MAP, [format!("{name} ({people} users)")]);
    cx.numeric::<String>(RPL_MAPEND, []);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn there_is_one_server() {
        let mut scene = Scene::many("toto irc:eve");
        scene.line("eve", "MAP");
        assert_eq!(
            scene.heard("eve"),
            [":chat.localhost 006 eve :chat.localhost (2 users)", ":chat.localhost 007 eve :End of /MAP"]
        );
    }
}
