//! `MSG` says something where one is: in the lobby all of it; after `JOIN` the first word is whom it is for.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "msg",
        params: "<text...>",
        help: "In the lobby: say it to all. After JOIN: MSG <channel> <text>. With several channels also: MSG <nick>[;<nick>...] <text>.",
        example: "MSG hello world!",
        verbs: Verbs { irc: NOT_HERE, ..Verbs::DEFAULT },
        run: msg,
        ..Command::DEFAULT
    }
}

fn msg(cx: &mut Context, args: &mut Args) -> Outcome {
    let typed = args.required();
    let place = cx.place();
    if place.in_lobby {
        return cx.world.say(cx.me, cx.here()?, typed, How::Message);
    }
    let form = if place.many { "MSG <#channel or nick[;nick...]> <text>" } else { "MSG <channel> <text>" };
    let Some((target, text)) = typed.split_once(char::is_whitespace).filter(|(_, text)| !text.trim().is_empty()) else {
        return Err(Refusal::Usage { verb: "MSG".into(), form: form.into() });
    };
    let text = text.trim_start();
    if place.many && !target.starts_with(ChannelName::is_prefix) {
        return cx.whisper_each(target, text, How::Message);
    }
    cx.here()?;
    let channel = cx.channel_named(target).map_err(|why| match cx.world.find(target) {
        Some(_) => Refusal::because(format!("There is no channel #{target}: @{target} <text> writes to {target}.")),
        None => why,
    })?;
    if cx.world.user(cx.me).rank(channel).is_none() {
        return Err(Refusal::NotOnChannel { channel: cx.world.channel(channel).name.clone() });
    }
    cx.world.say(cx.me, channel, text, How::Message)
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn in_the_lobby_the_whole_argument_is_the_message() {
        let mut scene = Scene::lobby("toto tata");
        scene.line("toto", "MSG tata  a secret?");
        assert_eq!(scene.heard("tata"), ["[toto] tata  a secret?"]);
        assert_eq!(scene.heard("toto"), [""; 0]);
    }

    #[test]
    fn after_join_the_first_word_is_always_the_channel() {
        let mut scene = Scene::new("#tp @toto bob");
        scene.line("toto", "MSG tp hello");
        assert_eq!(scene.heard("bob"), ["[toto] hello"]);
        scene.line("toto", "MSG bob psst");
        assert_eq!(scene.heard("bob"), [""; 0]);
        assert_eq!(scene.heard("toto"), ["[server] There is no channel #bob: @bob <text> writes to bob."]);
        scene.line("toto", "MSG hello");
        assert_eq!(scene.heard("toto"), ["[server] Usage: MSG <channel> <text>"]);
    }

    #[test]
    fn with_several_channels_it_goes_to_people() {
        let mut scene = Scene::many("#tp @toto bob eve");
        scene.line("toto", "MSG bob;eve psst");
        assert_eq!(scene.heard("bob"), ["[toto -> bob] psst"]);
        assert_eq!(scene.heard("eve"), ["[toto -> eve] psst"]);
    }
}
