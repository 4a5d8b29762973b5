//! `TOPIC` says, or sets, what a channel is about.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "topic",
        params: "[#channel] [text...]",
        irc_params: Some("<channel> [text...]"),
        source: "RFC 2812 3.2.4",
        help: "Say, or set, what a channel is about; TOPIC - takes it away.",
        example: "TOPIC sockets in Python",
        run: topic,
        ..Command::DEFAULT
    }
}

fn topic(cx: &mut Context, args: &mut Args) -> Outcome {
    let channel = args.channel(cx)?;
    if !cx.world.sees(cx.me, channel) {
        return Err(Refusal::NoSuchChannel { channel: cx.world.channel(channel).name.to_string() });
    }
    if let Some(text) = args.optional() {
        let text = if text == "-" && !cx.speaks_irc() { "" } else { cx.cut(text) };
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

    #[test]
    fn in_irc_it_is_asked_set_and_cleared() {
        // RFC 2812 3.2.4: 331, 332, 403, 442, 461, 482; modern.ircdocs.horse: 333.
        let mut scene = Scene::many("#tp irc:eve irc:bob");
        scene.enter_irc("ann", "");
        scene.wait(5);
        for (who, line, expected) in [
            ("bob", "TOPIC #tp", ":chat.localhost 331 bob #tp :No topic is set"),
            ("bob", "TOPIC #tp :mine", ":chat.localhost 482 bob #tp :You're not channel operator"),
            ("ann", "TOPIC #tp :mine", ":chat.localhost 442 ann #tp :You're not on that channel"),
            ("ann", "TOPIC #nowhere", ":chat.localhost 403 ann #nowhere :No such channel"),
            ("ann", "TOPIC", ":chat.localhost 461 ann TOPIC :Not enough parameters"),
            ("eve", "TOPIC #tp :-", ":eve!~eve@127.0.0.1 TOPIC #tp :-"),
            ("eve", "TOPIC #tp :", ":eve!~eve@127.0.0.1 TOPIC #tp :"),
            ("eve", "TOPIC #tp", ":chat.localhost 331 eve #tp :No topic is set"),
        ] {
            scene.forget();
            scene.line(who, line);
            assert_eq!(scene.heard(who), [expected], "{line}");
        }
        scene.line("eve", "MODE #tp -t");
        scene.line("bob", "TOPIC #tp :ours");
        scene.forget();
        scene.line("ann", "TOPIC #tp");
        assert_eq!(
            scene.heard("ann"),
            [":chat.localhost 332 ann #tp :ours", ":chat.localhost 333 ann #tp bob!~bob@127.0.0.1 5"]
        );
    }

    #[test]
    fn it_is_as_long_as_was_announced() {
        // ISUPPORT TOPICLEN.
        let mut scene = Scene::many("#tp irc:eve");
        scene.line("eve", &format!("TOPIC #tp :{}", "x".repeat(450)));
        assert_eq!(scene.heard("eve"), [format!(":eve!~eve@127.0.0.1 TOPIC #tp :{}", "x".repeat(390))]);
    }
}
