//! `WALL` says something to everyone connected.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "wall",
        params: "<text...>",
        help: "Say something to everyone connected, as an admin or from the console.",
        example: "WALL the lab closes at six",
        access: Access::Admin,
        verbs: Verbs::EVERYWHERE,
        run: wall,
        ..Command::DEFAULT
    }
}

fn wall(cx: &mut Context, args: &mut Args) -> Outcome {
    cx.world.shout(cx.me, &args.required())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn everyone_reads_it_from_the_server() {
        let mut scene = Scene::lobby("toto bob");
        scene.console("wall the lab closes at six");
        assert_eq!(scene.heard("toto"), ["[server] the lab closes at six"]);
        assert_eq!(scene.heard("bob"), ["[server] the lab closes at six"]);
    }
}
