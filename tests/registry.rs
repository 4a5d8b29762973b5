//! The registry as a whole: what every command's file must say, and that no words typed break the world.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use chat::command::{BARE_LINE, Command, NOT_HERE, Params, Table, Tongue, specifications};
use chat::commands::FILES;
use chat::config::Config;
use chat::model::Access;
use chat::scene::Scene;
use chat::server::jobs;
use chat::world::Profile;

/// Words typed by the random people, in each profile.
const WORDS: usize = 10_000;

/// The profiles a listener may have.
const PROFILES: [Profile; 4] = [
    Profile { lobby: true, many: false },
    Profile { lobby: false, many: false },
    Profile { lobby: false, many: true },
    Profile { lobby: true, many: true },
];

fn table() -> Table {
    jobs::table().unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

/// Checks every command, and tells all that fail at once.
fn check_all(check: impl Fn(&Command) -> Result<(), String>) {
    let table = table();
    let wrong: Vec<String> = table
        .commands()
        .filter_map(|command| Some(format!("commands/{}.rs: {}", command.name, check(command).err()?)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_is_a_command_and_every_command_a_file() {
    let table = table();
    let names: Vec<&str> = table.commands().map(|command| command.name).collect();
    assert_eq!(names, FILES);
}

#[test]
fn every_command_has_a_help_an_example_and_a_form() {
    check_all(|command| {
        if !command.help.starts_with(char::is_uppercase) || !command.help.ends_with('.') {
            return Err(format!("its help is no sentence: {}", command.help));
        }
        if command.example.trim().is_empty() {
            return Err("it has no example".into());
        }
        Params::parse(command.params).map_err(|why| format!("its form is malformed: {why}"))?;
        let verbs = Tongue::ALL.into_iter().flat_map(|tongue| command.verbs(tongue)).count();
        if verbs == 0 { Err("nobody can call it: it has no verb".into()) } else { Ok(()) }
    });
}

#[test]
fn every_example_is_a_line_of_its_own_command() {
    check_all(|command| {
        // What only IRC has may begin with tags.
        let tagged = command.verbs.line == NOT_HERE && command.example.starts_with('@');
        let example = command.example.split_once(' ').filter(|_| tagged).map_or(command.example, |(_, line)| line);
        let first = match example.strip_prefix('@') {
            Some(_) => "@",
            None => example.split(' ').next().unwrap_or_default(),
        };
        let verbs: Vec<String> = Tongue::ALL.into_iter().flat_map(|t| command.verbs(t)).collect();
        let upper = first.to_uppercase();
        let bare = upper.trim_start_matches('/');
        let is_verb = |verb: &String| *verb == upper || (verb == bare && !bare.is_empty());
        let said = verbs.iter().any(|verb| verb == BARE_LINE) && !is_any_verb(bare);
        if !said && !verbs.iter().any(is_verb) {
            return Err(format!("its example `{}` begins with none of {verbs:?}", command.example));
        }
        let rest = if said { example } else { example.strip_prefix(first).unwrap_or_default() };
        // In IRC, all behind a colon is one word.
        let (before, text) = rest.split_once(" :").map_or((rest, None), |(before, text)| (before, Some(text)));
        let words = before.split_whitespace().count() + text.iter().count();
        let form = command.irc_params.filter(|_| command.verbs.line == NOT_HERE).unwrap_or(command.params);
        let (least, most) = Params::parse(form)?.words();
        if words < least || most.is_some_and(|most| words > most) {
            return Err(format!("its example `{}` does not fit its form {form}", command.example));
        }
        Ok(())
    });
}

fn is_any_verb(word: &str) -> bool {
    table().verbs(Tongue::Line).any(|(verb, _)| verb == word)
}

#[test]
fn every_command_is_tested_in_its_file() {
    check_all(|command| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("commands/{}.rs", command.name));
        let text = fs::read_to_string(&path).map_err(|why| why.to_string())?;
        let tested = text.split_once("#[cfg(test)]").is_some_and(|(_, tests)| tests.contains("#[test]"));
        if tested { Ok(()) } else { Err("it has no #[cfg(test)] with a #[test]".into()) }
    });
}

#[test]
fn too_few_words_are_refused_with_a_usage_line_that_names_the_verb() {
    check_all(|command| {
        let least = Params::parse(command.params)?.words().0;
        for verb in command.verbs(Tongue::Line).filter(|verb| verb != BARE_LINE) {
            for words in 0..least {
                too_few(command, &verb, words)?;
            }
        }
        Ok(())
    });
}

/// Somebody who may use the command types it with too few words.
fn too_few(command: &Command, verb: &str, words: usize) -> Result<(), String> {
    let mut scene = Scene::lobby("toto");
    scene.make_admin("toto");
    if command.access == Access::Server {
        return Ok(());
    }
    let typed = format!("{verb}{}", " word".repeat(words));
    scene.line("toto", &typed);
    let expected = format!("[server] Usage: {}", command.form(verb, Tongue::Line));
    let heard = scene.heard("toto");
    if heard == [expected.as_str()] && expected.contains(verb) {
        return Ok(());
    }
    Err(format!("`{typed}` is answered by {heard:?}, not by {expected:?}"))
}

#[test]
fn too_many_words_are_refused_too() {
    check_all(|command| {
        let Some(most) = Params::parse(command.params)?.words().1 else { return Ok(()) };
        let verbs = command.verbs(Tongue::Line).filter(|verb| verb != BARE_LINE && verb != "@");
        for verb in verbs.filter(|_| command.access != Access::Server) {
            let mut scene = Scene::lobby("toto");
            scene.make_admin("toto");
            scene.line("toto", &format!("{verb}{}", " #word".repeat(most + 1)));
            let (heard, expected) =
                (scene.heard("toto"), format!("[server] Usage: {}", command.form(&verb, Tongue::Line)));
            if heard != [expected.as_str()] {
                return Err(format!("{verb} with {} words is answered by {heard:?}, not by {expected:?}", most + 1));
            }
        }
        Ok(())
    });
}

#[test]
fn help_lists_to_an_admin_what_the_table_has_and_shows_each_in_full() {
    let mut scene = Scene::many("#tp @toto");
    scene.make_admin("toto");
    scene.line("toto", "HELP");
    let listed = scene.heard("toto");
    check_all(|command| {
        for verb in command.verbs(Tongue::Line).filter(|_| command.access != Access::Server) {
            let line = format!("[server] {} - {}", command.form(&verb, Tongue::Line), command.help);
            if !listed.contains(&line) {
                return Err(format!("HELP does not list it as `{line}`"));
            }
        }
        Ok(())
    });
    let verbs: Vec<String> = table().commands().flat_map(|c| c.verbs(Tongue::Line)).collect();
    for verb in verbs.iter().filter(|verb| *verb != BARE_LINE) {
        scene.line("toto", &format!("HELP {verb}"));
        let shown = scene.heard("toto");
        assert!(shown.len() == 3 && shown[2].starts_with("[server] Example: "), "HELP {verb} shows {shown:?}");
    }
}

/// The client commands of RFC 1459 and RFC 2812, in the order of the latter.
const OF_THE_RFCS: [&str; 45] = [
    "PASS", "NICK", "USER", "OPER", "MODE", "SERVICE", "QUIT", "SQUIT", "JOIN", "PART", "TOPIC", "NAMES", "LIST",
    "INVITE", "KICK", "PRIVMSG", "NOTICE", "MOTD", "LUSERS", "VERSION", "STATS", "LINKS", "TIME", "CONNECT", "TRACE",
    "ADMIN", "INFO", "SERVLIST", "SQUERY", "WHO", "WHOIS", "WHOWAS", "KILL", "PING", "PONG", "ERROR", "AWAY", "REHASH",
    "DIE", "RESTART", "SUMMON", "USERS", "WALLOPS", "USERHOST", "ISON",
];

#[test]
fn every_command_of_the_rfcs_is_there_with_its_paragraph() {
    let table = table();
    let known: BTreeMap<&str, &Command> = table.verbs(Tongue::Irc).collect();
    let mut wrong = Vec::new();
    for verb in OF_THE_RFCS {
        match known.get(verb) {
            None => wrong.push(format!("{verb} is not there")),
            Some(command) if !command.source.starts_with("RFC 2812 ") => {
                wrong.push(format!("commands/{}.rs: {verb} has the source {:?}", command.name, command.source));
            }
            Some(_) => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_command_of_irc_says_where_it_is_described() {
    check_all(|command| {
        let of_ircv3 = command.source.strip_prefix("IRCv3 ");
        if of_ircv3.is_some_and(|name| specifications::find(name).is_none()) {
            return Err(format!("src/command/specifications.rs does not know its source {}", command.source));
        }
        let only_irc = command.verbs.irc != NOT_HERE && command.verbs.line == NOT_HERE;
        if only_irc && command.source.is_empty() { Err("it has no source".into()) } else { Ok(()) }
    });
}

/// Pseudo-random numbers (SplitMix64) from a fixed seed: a failure comes again.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 33) as usize % limit
    }

    fn of<'a>(&mut self, words: &'a [String]) -> &'a str {
        &words[self.below(words.len())]
    }
}

/// Everything worth typing: all verbs in several spellings, names that are borne and names that are not, and junk.
fn vocabulary() -> (Vec<String>, Vec<String>) {
    let mut verbs = Vec::new();
    for tongue in Tongue::ALL {
        for (verb, _) in table().verbs(tongue) {
            verbs.extend([verb.to_owned(), verb.to_lowercase(), format!("/{verb}")]);
        }
    }
    // Nothing happens where nobody is: one line in ten enters a channel.
    verbs.extend(vec!["JOIN".to_owned(); verbs.len() / 10]);
    let words = [
        "p0",
        "p1",
        "p2",
        "p3",
        "P4",
        "zoé",
        "ZOÉ",
        "prof",
        "tata",
        "server",
        "tous",
        "nobody",
        "p0;p1,p2",
        "p3,nobody",
        "#tp",
        "tp",
        "#TP",
        "#games",
        "#games,#tp",
        "lobby",
        "#lobby",
        "#",
        "#a,#b,#c",
        "key",
        "k1,k2",
        "0",
        "1",
        "10",
        "-1",
        "18446744073709551616",
        "off",
        "2",
        "127.0.0.9",
        "10.0.0.0/8",
        "::1",
        "127.0.0.0/33",
        "*",
        "@",
        "/",
        "//",
        ":",
        "hello",
        "\u{1b}[2J",
        "\u{202e}",
        "\u{0}",
        "é",
        "🦀",
        "👩‍🚀",
        "\t",
        "  ",
        ";",
        ",",
        "{}",
        "%s",
        "\\",
    ];
    (verbs, words.into_iter().map(str::to_owned).chain(["x".repeat(2100), "y".repeat(40)]).collect())
}

#[test]
fn ten_thousand_random_words_break_nothing() {
    let (verbs, words) = vocabulary();
    for (seed, profile) in PROFILES.into_iter().enumerate() {
        // The default admin has no password: no time is spent on hashes.
        let mut scene = Scene::with(Config::default(), profile);
        let mut dice = Dice(seed as u64);
        let (mut typed, mut known, mut channels) = (0, BTreeSet::new(), 0);
        while typed < WORDS {
            let who = format!("<{}>", dice.below(6));
            if known.insert(who.clone()) || scene.is_closed(&who) {
                scene.connect_from(&who, &format!("127.0.0.{}:{}", 1 + dice.below(3), 1024 + dice.below(60_000)));
            }
            let mut line = if dice.below(8) > 0 { dice.of(&verbs).to_owned() } else { String::new() };
            for _ in 0..dice.below(5) {
                line += " ";
                line += dice.of(&words);
                typed += 1;
            }
            typed += 1;
            // The scene checks the world after each of these.
            match dice.below(200) {
                0 => scene.end(&who, true),
                1 => scene.end(&who, false),
                2 => scene.wait(dice.below(100) as u64),
                3..20 => drop(scene.console(&line)),
                20..30 => scene.bytes(&who, line.as_bytes()),
                _ => scene.line(&who, &line),
            }
            channels = channels.max(scene.hub().world.channels().count());
        }
        assert!(channels > 2, "no more than {channels} channels at a time: too little has happened");
    }
}
