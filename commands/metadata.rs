//! `METADATA` reads and sets what people and channels tell of themselves (IRCv3 draft/metadata-2 and -3).
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "metadata",
        params: "<target> <subcommand> [word]...",
        source: "IRCv3 metadata",
        help: "Get, set, list or subscribe to what people and channels tell of themselves.",
        example: "METADATA * SET url :https://example.org",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        access: Access::Anyone,
        cost: 2,
        run: metadata,
        ..Command::DEFAULT
    }
}

fn metadata(cx: &mut Context, args: &mut Args) -> Outcome {
    let target = args.required();
    let subcommand = args.required().to_uppercase();
    let words: Vec<String> = args.rest().into_iter().map(String::from).collect();
    if !cx.caps().has_any(Caps::METADATA | Caps::METADATA_3) {
        return Err(Refusal::Numeric(ERR_UNKNOWNCOMMAND, vec!["METADATA".into()]));
    }
    let early = *target == *"*" && matches!(&*subcommand, "SET" | "SUB" | "UNSUB" | "SUBS");
    if !cx.is_registered() && !early {
        return Err(Refusal::NotRegistered);
    }
    match &*subcommand {
        "GET" => get(cx, &target, &words),
        "LIST" => list(cx, &target),
        "SET" => set(cx, &target, &words),
        "CLEAR" => clear(cx, &target),
        "SUB" => subscribe(cx, &words, true),
        "UNSUB" => subscribe(cx, &words, false),
        "SUBS" => {
            let keys = cx.world.session(cx.session).map(|s| s.subscriptions.iter().cloned().collect::<Vec<_>>());
            list_keys(cx, RPL_METADATASUBS, &keys.unwrap_or_default());
            Ok(())
        }
        "SYNC" => sync(cx, &target),
        _ => Err(fail("SUBCOMMAND_INVALID", vec![subcommand], "GET, LIST, SET, CLEAR, SUB, UNSUB, SUBS, SYNC")),
    }
}

/// Whom or what it is about: `*` is oneself. What one cannot see is not there.
fn subject(cx: &Context, target: &str) -> Result<Subject, Refusal> {
    let found = if target == "*" {
        Some(Subject::Person(cx.me))
    } else if target.starts_with(ChannelName::is_prefix) {
        let channel = cx.channel_named(target).ok().filter(|channel| cx.world.sees(cx.me, *channel));
        channel.map(Subject::Channel)
    } else {
        cx.world.find(target).map(Subject::Person)
    };
    found.ok_or_else(|| fail("INVALID_TARGET", vec![target.to_owned()], "Nobody and no channel is called so"))
}

fn get(cx: &mut Context, target: &str, keys: &[String]) -> Outcome {
    let subject = subject(cx, target)?;
    let name = cx.world.subject_name(subject);
    let values = cx.world.metadata(subject);
    let answer = |word: &String| match key(word) {
        Ok(key) => Ok(told(&name, &key, values.get(&key).map(AsRef::as_ref))),
        Err(refusal) => Err(refusal),
    };
    let answers = keys.iter().map(answer).collect();
    cx.reply(Reply::batch("metadata", vec![name], answers));
    Ok(())
}

fn list(cx: &mut Context, target: &str) -> Outcome {
    let subject = subject(cx, target)?;
    let name = cx.world.subject_name(subject);
    let answers = cx.world.metadata(subject).iter().map(|(key, value)| Ok(told(&name, key, Some(value)))).collect();
    cx.reply(Reply::batch("metadata", vec![name], answers));
    Ok(())
}

fn set(cx: &mut Context, target: &str, words: &[String]) -> Outcome {
    let Some((word, value)) = words.split_first() else {
        return Err(Refusal::Numeric(ERR_NEEDMOREPARAMS, vec!["METADATA".into()]));
    };
    let (key, value) = (key(word)?, value.first().filter(|value| !value.is_empty()).map(String::as_str));
    if cx.is_registered() {
        let subject = subject(cx, target)?;
        cx.world.set_metadata(cx.me, subject, &key, value)?;
    } else {
        cx.world.set_newcomer_metadata(cx.session, &key, value)?;
    }
    cx.reply(told(target, &key, value));
    Ok(())
}

fn clear(cx: &mut Context, target: &str) -> Outcome {
    let subject = subject(cx, target)?;
    cx.world.may_set_metadata(cx.me, subject, "*")?;
    let keys: Vec<Box<str>> = cx.world.metadata(subject).keys().cloned().collect();
    for key in &keys {
        cx.world.set_metadata(cx.me, subject, key, None)?;
    }
    let name = cx.world.subject_name(subject);
    let answers = keys.iter().map(|key| Ok(told(&name, key, None))).collect();
    cx.reply(Reply::batch("metadata", vec![name], answers));
    Ok(())
}

fn subscribe(cx: &mut Context, words: &[String], on: bool) -> Outcome {
    let mut done = Vec::new();
    let mut refused = Ok(());
    for word in words {
        match key(word) {
            Err(refusal) => cx.world.reply(cx.session, Err(refusal)),
            Ok(key) => {
                refused = cx.world.subscribe(cx.session, &key, on);
                if refused.is_err() {
                    break;
                }
                done.push(key);
            }
        }
    }
    list_keys(cx, if on { RPL_METADATASUBOK } else { RPL_METADATAUNSUBOK }, &done);
    refused
}

/// As many lines of keys as they take.
fn list_keys(cx: &mut Context, numeric: Numeric, keys: &[Box<str>]) {
    for keys in keys.chunks(5) {
        cx.numeric(numeric, keys.iter().map(ToString::to_string));
    }
}

/// All that one subscribed to: of a person, or of a channel and those in it.
fn sync(cx: &mut Context, target: &str) -> Outcome {
    let subject = subject(cx, target)?;
    let answers = cx.world.subscribed(cx.session, subject);
    let name = cx.world.subject_name(subject);
    cx.reply(Reply::batch("metadata", vec![name], answers));
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    fn scene() -> Scene {
        let mut scene = Scene::many("");
        scene.enter_irc("eve", "batch draft/metadata-3");
        scene.enter_irc("bob", "batch draft/metadata-2");
        scene.enter_irc("ann", "batch draft/metadata-3");
        for nick in ["eve", "bob", "ann"] {
            scene.line(nick, "JOIN #tp");
        }
        scene.line("bob", "METADATA * SUB url");
        scene.line("ann", "METADATA * SUB url mood");
        scene.forget();
        scene
    }

    #[test]
    fn those_around_who_subscribed_are_told() {
        let mut scene = scene();
        scene.line("eve", "METADATA * SET URL :https://example.org");
        assert_eq!(scene.heard("eve"), [":chat.localhost 761 eve * url * :https://example.org"]);
        assert_eq!(scene.heard("bob"), [":eve!~eve@127.0.0.1 METADATA eve url * :https://example.org"]);
        assert_eq!(scene.heard("ann"), [":chat.localhost 761 ann eve url * :https://example.org"]);
        scene.line("eve", "METADATA * SET mood");
        assert_eq!(scene.heard("eve"), [":chat.localhost FAIL METADATA KEY_NOT_SET eve mood :The key is not set"]);
        scene.line("eve", "METADATA * SET url");
        assert_eq!(scene.heard("eve"), [":chat.localhost 766 eve * url :no matching key"]);
        assert_eq!(scene.heard("bob"), [":eve!~eve@127.0.0.1 METADATA eve url *"]);
        assert_eq!(scene.heard("ann"), [":chat.localhost 766 ann eve url :no matching key"]);
    }

    #[test]
    fn answers_come_in_a_batch() {
        let mut scene = scene();
        scene.line("eve", "METADATA * SET url :x");
        scene.forget();
        scene.line("bob", "METADATA eve GET url $ none");
        let heard = scene.heard("bob");
        assert!(heard[0].starts_with(":chat.localhost BATCH +") && heard[0].ends_with(" metadata eve"), "{heard:?}");
        let told: Vec<&str> = heard[1..4].iter().map(|line| line.split_once(' ').unwrap().1).collect();
        assert_eq!(
            told,
            [
                ":chat.localhost 761 bob eve url * :x",
                ":chat.localhost FAIL METADATA KEY_INVALID $ :A key has letters, digits and _.:/- only",
                ":chat.localhost 766 bob eve none :no matching key",
            ]
        );
        assert_eq!(heard.len(), 5);
    }

    #[test]
    fn one_sets_ones_own_and_that_of_channels_one_rules() {
        let mut scene = scene();
        scene.line("bob", "METADATA eve SET url :x");
        assert_eq!(
            scene.heard("bob"),
            [":chat.localhost FAIL METADATA KEY_NO_PERMISSION eve url :You may not set this key"]
        );
        scene.line("bob", "METADATA #tp SET url :x");
        assert_eq!(
            scene.heard("bob"),
            [":chat.localhost FAIL METADATA KEY_NO_PERMISSION #tp url :You may not set this key"]
        );
        scene.line("eve", "METADATA #tp SET url :x");
        assert_eq!(scene.heard("bob"), [":eve!~eve@127.0.0.1 METADATA #tp url * :x"]);
        scene.line("bob", "METADATA nobody LIST");
        assert_eq!(
            scene.heard("bob"),
            [":chat.localhost FAIL METADATA INVALID_TARGET nobody :Nobody and no channel is called so"]
        );
    }

    #[test]
    fn what_is_set_before_registration_is_kept() {
        let mut scene = scene();
        scene.connect_irc("new");
        scene.line("new", "METADATA * SUB url");
        assert_eq!(scene.heard("new"), [":chat.localhost 421 * METADATA :Unknown command"]);
        scene.line("new", "CAP REQ :draft/metadata-3");
        scene.forget();
        scene.line("new", "METADATA * SET mood :bright");
        scene.line("new", "METADATA * LIST");
        assert_eq!(
            scene.heard("new"),
            [":chat.localhost 761 * * mood * :bright", ":chat.localhost 451 * :You have not registered"]
        );
        scene.line("new", "NICK new");
        scene.line("new", "USER new 0 * :New");
        scene.line("new", "CAP END");
        scene.forget();
        scene.line("ann", "METADATA new GET mood");
        assert!(scene.heard("ann")[1].ends_with("761 ann new mood * :bright"));
    }
}
