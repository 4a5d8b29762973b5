//! `MAP` draws the servers of the network.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "map",
        params: "[server]",
        source: "today's servers",
        help: "Draw how the servers of the network are linked, with the people on each.",
        example: "MAP",
        verbs: Verbs::EVERYWHERE,
        run: map,
        ..Command::DEFAULT
    }
}

fn map(cx: &mut Context, args: &mut Args) -> Outcome {
    cx.is_asked(args.optional())?;
    for MapLine { branch, name, people, .. } in cx.world.map(cx.me) {
        let count = if people == 1 { "1 person".to_owned() } else { format!("{people} people") };
        cx.numeric(RPL_MAP, [format!("{branch}{name} ({count})")]);
    }
    cx.numeric::<String>(RPL_MAPEND, []);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::{Network, Scene};

    #[test]
    fn there_is_one_server() {
        let mut scene = Scene::many("toto irc:eve");
        scene.line("eve", "MAP");
        assert_eq!(
            scene.heard("eve"),
            [":chat.localhost 006 eve :chat.localhost (2 people)", ":chat.localhost 007 eve :End of /MAP"]
        );
    }

    #[test]
    fn a_network_is_a_tree_with_the_people_on_each() {
        let mut network = Network::start(&["7001", "7002 7001", "7003 7002", "7004 7002", "7005 7001"]);
        network.enter("7003", "tata");
        network.enter("7001", "toto");
        let drawn = ["7001 (1 person)", "|- 7002 (0 people)", "|  |- 7003 (1 person)", "|  `- 7004 (0 people)"];
        let drawn: Vec<&str> = drawn.into_iter().chain(["`- 7005 (0 people)"]).collect();
        assert_eq!(network.console("7001", "map"), drawn);
        network.line("tata", "MAP 7001");
        assert_eq!(
            network.heard("tata"),
            drawn.iter().map(|line| format!("[server] 7001: {line}")).collect::<Vec<_>>()
        );
    }
}
