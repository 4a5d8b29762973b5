//! `TOPIC` says, or sets, what a channel is about.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "topic",
        params: "[#channel] [text...]",
        help: "Say, or set, what a channel is about; TOPIC - takes it away.",
        example: "TOPIC sockets in Python",
        run: topic,
        ..Command::DEFAULT
    }
}

fn topic(cx: &mut Context, args: &mut Args) -> Outcome {
    let channel = args.channel(cx)?;
    if let Some(text) = args.optional() {
        let text = if text == "-" { "" } else { &*text };
        return cx.world.set_topic(cx.me, channel, text);
    }
    let here = cx.world.channel(channel);
    let (channel, topic) = (here.name.clone(), here.topic.clone());
    cx.reply(Reply::Topic { channel, topic });
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn newcomers_and_those_who_ask_read_it() {
        let mut scene = Scene::new("#tp @toto bob");
        scene.line("bob", "TOPIC mine");
        assert_eq!(scene.heard("bob"), ["[server] Only the creator and the admins of #tp may do this."]);
        scene.line("toto", "TOPIC sockets");
        assert_eq!(scene.heard("bob"), ["[server] Topic of #tp, by toto: sockets"]);
        scene.line("bob", "TOPIC");
        assert_eq!(scene.heard("bob"), ["[server] Topic of #tp, by toto: sockets"]);
        scene.line("toto", "TOPIC -");
        assert_eq!(scene.heard("bob"), ["[server] toto took the topic of #tp away"]);
        scene.line("toto", "TOPIC sockets");
        scene.enter("eve");
        scene.heard("eve");
        scene.line("eve", "JOIN tp");
        assert_eq!(
            scene.heard("eve"),
            ["[server] You are in #tp: @toto@ bob eve", "[server] Topic of #tp, by toto: sockets"]
        );
    }
}
