//! The registry as IRC users meet it: every verb before and after registration, with too few words, without the rank,
//! and with ten thousand random ones.

use std::collections::BTreeSet;

use chat::command::{Command, Params, Table, Tongue};
use chat::config::Config;
use chat::dialect::Dialect;
use chat::dialect::irc::{LONGEST, Message};
use chat::model::{Access, Caps};
use chat::scene::Scene;
use chat::server::jobs;
use chat::world::Profile;

/// Words typed by the random people.
const WORDS: usize = 10_000;

/// Words worth typing: names that are borne and names that are not, masks, modes, and junk.
const VOCABULARY: &str = "p0|p1|P2|zoé|zoe|nobody|server|chat.localhost|*|p0,p1,nobody|#tp|#TP|#games|#games,#tp|&here|+free|\
    !!safe|#|0|1|-1|18446744073709551616|@#tp|+o|-o|+bbb|+l|-k|b|+imnpst|p1!*@*|*!*@127.0.0.0/8|m:*!*@*|$a|key|LS|302|REQ|END|\
    LIST|+|C|%tn,1|:hello there|:|:\u{1}ACTION waves\u{1}|é|🦀|\u{202e}|\u{1}|:\u{3}4red|draft/multiline|+1|-1|GET|url|:x y|::|\
    ;|\\|@a=b|@label=x";

fn table() -> Table {
    jobs::table().unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

/// Checks every verb of IRC, and tells all that fail at once.
fn check_all(check: impl Fn(&str, &Command) -> Result<(), String>) {
    let table = table();
    let failed = table.verbs(Tongue::Irc).filter_map(|(verb, command)| {
        Some(format!("commands/{}.rs: {verb}: {}", command.name, check(verb, command).err()?))
    });
    let wrong: Vec<String> = failed.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What somebody hears who says this as the first thing after they came; `admin`: they are one.
fn answer(line: &str, admin: bool) -> Vec<String> {
    let mut scene = Scene::many("");
    scene.enter_irc("eve", "");
    if admin {
        scene.make_admin("eve");
        scene.forget();
    }
    scene.line("eve", line);
    scene.heard("eve")
}

fn answer_before_registration(line: &str) -> Vec<String> {
    let mut scene = Scene::many("");
    scene.connect_irc("eve");
    scene.line("eve", line);
    scene.heard("eve")
}

fn expect(heard: &[String], expected: &str) -> Result<(), String> {
    if heard == [expected] { Ok(()) } else { Err(format!("it is answered by {heard:?}, not by {expected:?}")) }
}

/// The fewest words of a command's form in IRC.
fn least(command: &Command) -> Result<usize, String> {
    Ok(Params::parse(command.irc_params.unwrap_or(command.params))?.words().0)
}

#[test]
fn every_verb_is_one_and_unique() {
    let mut known = BTreeSet::new();
    check_all(|verb, _| {
        let fits = !verb.is_empty() && verb.bytes().all(|byte| byte.is_ascii_uppercase());
        if fits { Ok(()) } else { Err("RFC 2812 2.3.1: a verb has letters only".into()) }
    });
    table().verbs(Tongue::Irc).for_each(|(verb, _)| assert!(known.insert(verb.to_owned()), "{verb} stands for two"));
}

#[test]
fn too_few_words_are_answered_by_461() {
    check_all(|verb, command| {
        (0..least(command)?).try_for_each(|words| {
            let line = format!("{verb}{}", " word".repeat(words));
            let told = format!("{verb} :Not enough parameters");
            expect(&answer(&line, true), &format!(":chat.localhost 461 eve {told}"))?;
            match command.access {
                Access::Anyone => expect(&answer_before_registration(&line), &format!(":chat.localhost 461 * {told}")),
                _ => Ok(()),
            }
        })
    });
}

#[test]
fn before_registration_451_is_the_answer_to_all_that_is_for_somebody() {
    check_all(|verb, command| {
        if command.access == Access::Anyone {
            return Ok(());
        }
        expect(&answer_before_registration(verb), ":chat.localhost 451 * :You have not registered")?;
        let line = format!("{verb} #tp eve :some words");
        expect(&answer_before_registration(&line), ":chat.localhost 451 * :You have not registered")
    });
}

#[test]
fn what_is_for_operators_is_answered_by_481() {
    check_all(|verb, command| {
        if command.access != Access::Admin {
            return Ok(());
        }
        let line = format!("{verb}{}", " word".repeat(least(command)?));
        expect(&answer(&line, false), ":chat.localhost 481 eve :Permission Denied- You're not an IRC operator")
    });
}

#[test]
fn help_shows_each() {
    check_all(|verb, _| {
        let heard = answer(&format!("HELP {verb}"), true);
        let codes: Vec<&str> = heard.iter().filter_map(|line| line.split(' ').nth(1)).collect();
        let fits = codes.first() == Some(&"704") && codes.last() == Some(&"706") && codes.len() > 3;
        if fits { Ok(()) } else { Err(format!("HELP {verb} shows {heard:?}")) }
    });
}

/// One of several words.
fn one<'a>(random: &mut fastrand::Rng, words: &[&'a str]) -> &'a str {
    words[random.usize(..words.len())]
}

#[test]
fn ten_thousand_random_words_break_nothing() {
    let table = table();
    let verbs: Vec<&str> = table.verbs(Tongue::Irc).map(|(verb, _)| verb).collect();
    let words: Vec<&str> = VOCABULARY.split('|').collect();
    for registered in [false, true] {
        // The default admin has no password: no time is spent on hashes.
        let mut scene = Scene::with(Config::default(), Profile::IRC);
        let mut random = fastrand::Rng::with_seed(u64::from(registered));
        let (mut typed, mut known, mut heard) = (0, BTreeSet::new(), 0);
        while typed < WORDS {
            let who = format!("<{}>", random.u8(..6));
            if known.insert(who.clone()) || scene.is_closed(&who) {
                come(&mut scene, &who, registered, &mut random);
            }
            let mut line = one(&mut random, &verbs).to_owned();
            for _ in 0..random.usize(..5) {
                line += " ";
                line += one(&mut random, &words);
                typed += 1;
            }
            typed += 1;
            // The scene checks the world after each line.
            scene.line(&who, &line);
            for line in known.iter().flat_map(|who| scene.heard(who)).collect::<Vec<_>>() {
                check_line(&line);
                heard += 1;
            }
        }
        assert!(heard > WORDS / 4, "{heard} lines heard: too little has happened");
    }
}

/// Somebody comes, and registers, with some capabilities.
fn come(scene: &mut Scene, who: &str, registered: bool, random: &mut fastrand::Rng) {
    let peer = ([127, 0, 0, 1], random.u16(1024..)).into();
    scene.connect(who, peer, Dialect::Irc, Profile::IRC);
    if registered {
        let caps: Vec<&str> = Caps::ALL.iter().filter(|_| random.bool()).map(|(name, _)| *name).collect();
        scene.line(who, &format!("CAP REQ :{}", caps.join(" ")));
        scene.line(who, &format!("NICK p{}", random.u8(..4)));
        scene.line(who, &format!("NICK q{}", random.u32(..)));
        scene.line(who, "USER u 0 * :r");
        scene.line(who, "CAP END");
        scene.line(who, "JOIN #tp");
    }
}

/// A line that was sent is a message, and no longer than one may be.
fn check_line(line: &str) {
    assert!(Message::parse(line).is_ok(), "no message: {line:?}");
    let rest = line.strip_prefix('@').and_then(|tagged| tagged.split_once(' ')).map_or(line, |(_, rest)| rest);
    assert!(rest.len() + 2 <= LONGEST, "{} bytes: {line:?}", rest.len() + 2);
}
