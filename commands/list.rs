//! `LIST` lists the channels.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "list",
        help: "List the channels, how many are in each, and their topics.",
        example: "LIST",
        verbs: Verbs::EVERYWHERE,
        run: list,
        ..Command::DEFAULT
    }
}

fn list(cx: &mut Context, _: &mut Args) -> Outcome {
    let channels = cx.world.channel_lines();
    cx.reply(Reply::Channels(channels));
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn topics_and_headcounts_are_listed() {
        let mut scene = Scene::new("#tp @toto bob");
        scene.line("toto", "TOPIC sockets in Python");
        scene.heard("toto");
        scene.line("toto", "LIST");
        assert_eq!(scene.heard("toto"), ["[server] #tp (2) - sockets in Python"]);
    }
}
