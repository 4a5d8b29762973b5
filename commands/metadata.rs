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
    let early = target == "*" && matches!(&*subcommand, "SET" | "SUB" | "UNSUB" | "SUBS");
    if !cx.is_registered() && !early {
        return Err(Refusal::NotRegistered);
    }
    let one = matches!(&*subcommand, "SUB" | "UNSUB" | "SUBS");
    if one && target != "*" && cx.world.find(target) != Some(cx.me) {
        return Err(fail("INVALID_TARGET", vec![target.to_owned()], "One subscribes oneself: write *"));
    }
    let done = match &*subcommand {
        "GET" => get(cx, target, &words),
        "LIST" => list(cx, target),
        "SET" => set(cx, target, &words),
        "CLEAR" => clear(cx, target),
        "SUB" => subscribe(cx, &words, true),
        "UNSUB" => subscribe(cx, &words, false),
        "SUBS" => {
            let keys = cx.world.session(cx.session).map(|s| s.rare.subscriptions.iter().cloned().collect::<Vec<_>>());
            list_subscriptions(cx, &keys.unwrap_or_default());
            Ok(())
        }
        "SYNC" => sync(cx, target),
        _ => {
            let known = "GET, LIST, SET, CLEAR, SUB, UNSUB, SUBS, SYNC";
            Err(fail("SUBCOMMAND_INVALID", vec![subcommand.clone()], known))
        }
    };
    let key = words.first().map(String::as_str).unwrap_or_default();
    done.map_err(|refusal| if is_newer(cx) { renamed(refusal, &subcommand, key) } else { refusal })
}

/// Whether draft/metadata-3 is spoken.
fn is_newer(cx: &Context) -> bool {
    cx.caps().has(Caps::METADATA_3)
}

/// What draft/metadata-3 calls an error, and the words with which it does.
fn renamed(refusal: Refusal, subcommand: &str, key: &str) -> Refusal {
    let Refusal::Fail { verb, code, about, why } = refusal else { return refusal };
    let limit = |most: usize, about: Vec<String>| [vec![subcommand.to_owned()], about, vec![most.to_string()]].concat();
    let (code, about) = match code {
        "KEY_INVALID" => ("INVALID_KEY", about),
        "SUBCOMMAND_INVALID" => ("INVALID_PARAMS", about),
        "VALUE_INVALID" => ("INVALID_VALUE", vec![key.to_owned()]),
        "LIMIT_REACHED" => ("LIMIT_REACHED", limit(MOST_KEYS, about)),
        "TOO_MANY_SUBS" => ("LIMIT_REACHED", limit(MOST_SUBSCRIPTIONS, about)),
        code => (code, about),
    };
    Refusal::Fail { verb, code, about, why }
}

/// Of one key among several that it is none: draft/metadata-3 warns.
fn no_key(cx: &Context, word: &str, refusal: Refusal) -> Result<Reply, Refusal> {
    match refusal {
        Refusal::Fail { why, .. } if is_newer(cx) => {
            let words = ["METADATA", "INVALID_KEY", word, &why];
            Ok(Reply::Message("WARN", words.map(str::to_owned).to_vec()))
        }
        refusal => Err(refusal),
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
        Err(refusal) => no_key(cx, word, refusal),
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
    let done = if cx.is_registered() {
        let subject = subject(cx, target)?;
        cx.world.set_metadata(cx.me, subject, &key, value)
    } else {
        cx.world.set_newcomer_metadata(cx.session, &key, value)
    };
    match done {
        // draft/metadata-3, "METADATA SET": "It is not an error".
        Err(Refusal::Fail { code: "KEY_NOT_SET", .. }) if is_newer(cx) => {}
        done => done?,
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
    let (mut done, mut new) = (Vec::new(), Vec::new());
    let mut refused = Ok(());
    for word in words {
        match key(word) {
            Err(refusal) => {
                let answer = no_key(cx, word, refusal);
                cx.world.reply(cx.session, answer);
            }
            Ok(key) => {
                let is_new = on && !cx.world.is_subscribed(cx.session, &key);
                refused = cx.world.subscribe(cx.session, &key, on);
                if refused.is_err() {
                    break;
                }
                new.extend(is_new.then(|| key.clone()));
                done.push(key);
            }
        }
    }
    list_keys(cx, if on { RPL_METADATASUBOK } else { RPL_METADATAUNSUBOK }, &done);
    if let Err(refusal) = refused {
        let refusal = if is_newer(cx) { renamed(refusal, "SUB", "") } else { refusal };
        cx.world.reply(cx.session, Err(refusal));
    }
    if !new.is_empty() && cx.is_registered() && cx.caps().has(Caps::BATCH) {
        let answers = cx.world.values_around(cx.me, &new);
        if is_newer(cx) || !answers.is_empty() {
            cx.reply(Reply::batch("metadata", vec!["*ALL".to_owned()], answers));
        }
    }
    Ok(())
}

/// What one subscribed to: in a batch by draft/metadata-3.
fn list_subscriptions(cx: &mut Context, keys: &[Box<str>]) {
    if !is_newer(cx) {
        return list_keys(cx, RPL_METADATASUBS, keys);
    }
    let line = |keys: &[Box<str>]| Ok(Reply::Numeric(RPL_METADATASUBS, keys.iter().map(ToString::to_string).collect()));
    cx.reply(Reply::batch("metadata-subs", Vec::new(), keys.chunks(5).map(line).collect()));
}

/// As many lines of keys as they take.
fn list_keys(cx: &mut Context, numeric: Numeric, keys: &[Box<str>]) {
    for keys in keys.chunks(5) {
        cx.numeric(numeric, keys.iter().map(ToString::to_string));
    }
}

/// All that one subscribed to: of a person, or of a channel and those in it.
fn sync(cx: &mut Context, target: &str) -> Outcome {
    if target == "*ALL" {
        let keys =
            cx.world.session(cx.session).map(|session| session.rare.subscriptions.iter().cloned().collect::<Vec<_>>());
        let answers = cx.world.values_around(cx.me, &keys.unwrap_or_default());
        cx.reply(Reply::batch("metadata", vec![target.to_owned()], answers));
        return Ok(());
    }
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
        assert_eq!(scene.heard("eve"), [":chat.localhost 766 eve * mood :no matching key"]);
        scene.line("bob", "METADATA * SET mood");
        assert_eq!(scene.heard("bob"), [":chat.localhost FAIL METADATA KEY_NOT_SET bob mood :The key is not set"]);
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

    /// What somebody reads, each batch by its kind alone.
    fn asks(scene: &mut Scene, who: &str, line: &str) -> Vec<String> {
        scene.line(who, line);
        let plain = |line: String| {
            let line = line.strip_prefix('@').and_then(|line| line.split_once(' ')).map_or(&*line, |(_, line)| line);
            let words = line.trim_start_matches(":chat.localhost ").split(' ');
            words.filter(|word| !word.starts_with('+')).collect::<Vec<_>>().join(" ")
        };
        scene.heard(who).into_iter().map(plain).filter(|line| !line.starts_with("BATCH -")).collect()
    }

    #[test]
    fn whoever_comes_near_is_known_without_asking() {
        // draft/metadata-3, "Automatic synchronization" and "METADATA SUB"; -2, "Concepts", for what there is.
        let mut scene = scene();
        for line in ["METADATA * SET url :mine", "METADATA #tp SET url :ours"] {
            scene.line("eve", line);
        }
        scene.enter_irc("new", "batch draft/metadata-3");
        scene.enter_irc("old", "batch draft/metadata-2");
        scene.forget();
        assert_eq!(asks(&mut scene, "new", "METADATA * SUB url"), ["770 new :url", "BATCH metadata *ALL"]);
        assert_eq!(asks(&mut scene, "old", "METADATA * SUB url"), ["770 old :url"]);
        let eves = "761 new eve url * :mine";
        assert_eq!(asks(&mut scene, "new", "MONITOR + eve")[1..], ["BATCH metadata eve", eves]);
        scene.line("eve", "METADATA * SET url :mine");
        assert_eq!(asks(&mut scene, "new", "METADATA *ALL SYNC"), [eves, "BATCH metadata *ALL", eves]);
        let told = ["BATCH metadata #tp", "761 new #tp url * :ours", eves];
        assert_eq!(asks(&mut scene, "new", "JOIN #tp")[3..], told);
        assert_eq!(asks(&mut scene, "old", "JOIN #tp")[3..], told.map(|line| line.replace(" new ", " old ")));
        assert_eq!(asks(&mut scene, "old", "JOIN #other").len(), 3);
        assert_eq!(asks(&mut scene, "new", "JOIN #third")[4..], ["BATCH metadata #third"]);
        assert_eq!(asks(&mut scene, "new", "METADATA * SUBS"), ["BATCH metadata-subs", "772 new :url"]);
        scene.line("new", "CAP REQ :-batch");
        scene.line("new", "CAP REQ :batch");
        scene.forget();
        assert_eq!(asks(&mut scene, "new", "METADATA * SUBS"), ["BATCH metadata-subs"]);
    }

    #[test]
    fn each_version_has_its_errors() {
        // draft/metadata-3, "Replies"; nobody has both versions.
        let mut scene = scene();
        let long = "x".repeat(301);
        for (line, new, old) in [
            ("METADATA * FOO", "FAIL METADATA INVALID_PARAMS FOO", "FAIL METADATA SUBCOMMAND_INVALID FOO"),
            ("METADATA * SET $ :x", "FAIL METADATA INVALID_KEY $", "FAIL METADATA KEY_INVALID $"),
            (&format!("METADATA * SET a {long}"), "FAIL METADATA INVALID_VALUE a", "FAIL METADATA VALUE_INVALID"),
            ("METADATA * UNSUB $", "WARN METADATA INVALID_KEY $", "FAIL METADATA KEY_INVALID $"),
            ("METADATA ann SUB url", "FAIL METADATA INVALID_TARGET ann", "FAIL METADATA INVALID_TARGET ann"),
            ("CAP REQ :draft/metadata-2 draft/metadata-3", "CAP eve NAK", "CAP bob NAK"),
        ] {
            for (who, told) in [("eve", new), ("bob", old)] {
                let heard = asks(&mut scene, who, line);
                assert!(heard.len() == 1 && heard[0].starts_with(&format!("{told} :")), "{line}: {heard:?}");
            }
        }
        for n in 0..33 {
            scene.line("eve", &format!("METADATA * SET k{n} x"));
        }
        assert!(scene.heard("eve")[32].contains(" FAIL METADATA LIMIT_REACHED SET eve 32 :"));
        let keys: Vec<String> = (0..65).map(|n| format!("k{n}")).collect();
        let heard = asks(&mut scene, "eve", &format!("METADATA * SUB {}", keys.join(" ")));
        assert!(heard.iter().any(|line| line.starts_with("FAIL METADATA LIMIT_REACHED SUB k64 64 :")), "{heard:?}");
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
        scene.line("new", "CAP REQ :batch");
        scene.line("new", "CAP END");
        let heard = scene.heard("new");
        let own = heard.iter().position(|line| line.ends_with(" 761 new new mood * :bright")).unwrap();
        assert!(heard[own - 1].ends_with(" metadata new") && heard[own + 2].contains(" 422 "), "{heard:?}");
        scene.line("ann", "METADATA new GET mood");
        assert!(scene.heard("ann")[1].ends_with("761 ann new mood * :bright"));
    }
}
