//! The configuration: the file in the repository, what can be wrong with one, and what changed between two.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use chat::config::diff::compare;
use chat::config::load::{load, parse};
use chat::config::{Admin, Config, Console, Listener, PasswordHash, Switch};
use chat::model::Access;
use toml::Value;

const COMMANDS: [&str; 5] = ["dice", "history", "invite", "kick", "list"];

fn read(text: &str) -> Config {
    parse(text, "chat.toml", &COMMANDS).unwrap()
}

#[track_caller]
fn wrong(text: &str, problem: &str) {
    let found = parse(text, "chat.toml", &COMMANDS).unwrap_err().to_string();
    assert_eq!(found, format!("chat.toml:{problem}"), "in {text:?}");
}

/// The start of the problem: for those that end in a long list.
#[track_caller]
fn wrong_from(text: &str, problem: &str) {
    let found = parse(text, "chat.toml", &COMMANDS).unwrap_err().to_string();
    assert!(found.starts_with(&format!("chat.toml:{problem}")), "in {text:?}: {found}");
    assert!(!found.contains('\n'));
}

fn shipped() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("config/chat.toml")).unwrap()
}

#[test]
fn the_shipped_file_is_the_defaults() {
    assert_eq!(read(&shipped()), Config::default());
    assert_eq!(read(""), Config::default());
}

#[test]
fn the_shipped_file_has_every_key_and_its_examples_work() {
    let example = |line: &str| line.strip_prefix('#').filter(|rest| !rest.starts_with([' ', '\n'])).map(str::to_owned);
    let lines = shipped();
    let lines = lines.lines().map(|line| example(line).unwrap_or_else(|| line.to_owned()));
    let text = lines.collect::<Vec<_>>().join("\n");
    let config = read(&text);
    assert_eq!((config.listeners.len(), config.admins.len(), config.commands.len()), (6, 2, 3));
    assert_eq!(config.gateways.len(), 1);

    let every = Config {
        admins: vec![Admin { password: config.admins[1].password.clone(), ..Admin::default() }],
        gateways: config.gateways.clone(),
        commands: [("invite".to_owned(), Switch { enabled: true, access: Some(Access::User), cost: Some(5) })].into(),
        ..Config::default()
    };
    assert!(every.admins[0].password.is_some());
    let present = keys(&text.parse::<toml::Table>().unwrap().into());
    for key in keys(&Value::try_from(&every).unwrap()) {
        assert!(present.contains(&key), "config/chat.toml lacks {key}");
    }
}

/// Paths of all keys, without positions in arrays.
fn keys(value: &Value) -> Vec<String> {
    match value {
        Value::Table(table) => {
            let deeper = |(key, value): (&String, &Value)| {
                let below = keys(value).into_iter().map(|rest| format!("{key}.{rest}")).collect::<Vec<_>>();
                [vec![key.clone()], below].concat()
            };
            table.iter().flat_map(deeper).collect()
        }
        Value::Array(all) => all.iter().flat_map(keys).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn syntax() {
    wrong("[server\n", "1:8: unclosed table, expected `]`");
    wrong("\n[server]\nname = \n", "3:8: the value is missing, or lacks its quotes");
    wrong("[[listener]]\nprotocol = line", "2:12: the value is missing, or lacks its quotes");
    wrong("[server]\nname = 'a'\nname = 'b'", "3:1: `name` is set twice");
}

#[test]
fn unknown_keys() {
    wrong(
        "\n[[listener]]\nlobby = true\n  prot = 'line'",
        "4:3: unknown key `prot`: did you mean `protocol`? (known here: address, protocol, lobby, channels)",
    );
    wrong(
        "[server]\nwelcome = 'é' # é\nnmae = 'x'",
        "3:1: unknown key `nmae`: did you mean `name`? (known here: name, network, description, location, organisation, email, motd, welcome, notice, user_modes, password, silence, local_links, proxies, console, log)",
    );
    wrong_from(
        "limits = { users = 1, usrs = 2 }",
        "1:23: unknown key `usrs`: did you mean `users`? (known here: message,",
    );
    wrong_from("[commands]\ndice = { csot = 2 }", "2:10: unknown key `csot`: did you mean `cost`?");
    wrong("[[admin]]\nnick = 'x'\nzzz = 1", "3:1: unknown key `zzz` (known here: nick, password, trusted)");
    wrong_from("\"\\u001b[31m\" = 1", "1:1: unknown key `\\u{1b}[31m` (known here:");
}

#[test]
fn keys_in_the_wrong_section() {
    wrong_from("[limits]\nhistory = 5", "2:1: unknown key `history`: it belongs in [channels] (known here:");
    wrong_from("protocol = 'line'", "1:1: unknown key `protocol`: it belongs in [[listener]] (known here:");
    wrong_from("[server]\n[server.limits]\nusers = 1", "2:9: unknown key `limits`: write `[limits]` (known here:");
    wrong_from(
        "[server]\nadmin = []",
        "2:1: unknown key `admin`: write `[[admin]]`, or `admin = []` above the first section (",
    );
    wrong("[admin]\nnick = 'x'", "1:1: there may be several: write `[[admin]]`");
    wrong("[[limits]]\nusers = 1", "1:1: there is only one: write `[limits]`");
    wrong("[[listener]]\n\n[[admin]]\ntrusted = []", "3:1: `admin` needs the key `nick`");
}

#[test]
fn unknown_values() {
    wrong(
        "[[listener]]\nprotocol = 'lin'",
        "2:12: unknown value `lin` for `listener.protocol`: did you mean `line`? (known: auto, line, irc, relay, echo, budget)",
    );
    wrong("[server]\nlog = 'loud'", "2:7: unknown value `loud` for `server.log` (known: error, warn, info, debug)");
    wrong_from("[commands]\ndice = 'admn'", "2:8: unknown value `admn` for `commands.dice`: did you mean `admin`?");
}

#[test]
fn wrong_types() {
    wrong(
        "[limits]\nusers = 'many'",
        "2:9: `limits.users`: expected a whole number, 0 or more, found text (for example 20000)",
    );
    wrong("[limits]\nidle = -1", "2:8: `limits.idle`: expected a whole number, 0 or more, found `-1` (for example 0)");
    wrong(
        "[limits]\nflood_burst = 1e3",
        "2:15: `limits.flood_burst`: expected a whole number from 0 to 4294967295, found `1e3` (for example 40)",
    );
    wrong(
        "[[listener]]\nlobby = 1",
        "2:9: `listener.lobby`: expected true or false, found a number (for example true)",
    );
    wrong("server = 3", "1:10: `server`: expected a section, found a number");
    wrong(
        "[server]\nconsole = 1",
        "2:11: `server.console`: expected \"auto\", \"on\" or \"off\", found a number (for example \"auto\")",
    );
    wrong("[[admin]]\nnick = 'x'\npassword = 1234", "3:12: `admin.password`: expected text in quotes, found a number");
}

#[test]
fn wrong_words() {
    for (address, shown) in [("'localhost:7777'", "`'localhost:7777'`"), ("7777", "a number")] {
        let problem = format!(
            "2:11: `listener.address`: expected an address and a port in quotes, found {shown} (for example \"[::]:7777\")"
        );
        wrong(&format!("[[listener]]\naddress = {address}"), &problem);
    }
    wrong_from("[limits]\nexempt = ['::1', 'lab']", "2:18: `limits.exempt`: `lab` is no network: write one like");
    wrong("[[admin]]\nnick = 'a b'", "2:8: `admin.nick`: `a b` is no name: it cannot have a space");
    wrong(
        "[[admin]]\nnick = 'x'\npassword = 'secret'",
        "3:12: `admin.password`: this is no argon2id hash: make a hash with `chat --hash-password`",
    );
}

#[test]
fn names_and_notices() {
    wrong("[server]\nname = 'a b'", "2:8: `server.name` is one word, without spaces or control characters");
    wrong_from("[server]\nwelcome = ' '", "2:11: `server.welcome` is empty");
    wrong_from("[server]\nnotice = \"a\\nb\"", "2:10: `server.notice` is one line, without control");
}

#[test]
fn listeners_on_one_address() {
    let two = |a: &str, b: &str| format!("[[listener]]\naddress = '{a}'\n[[listener]]\naddress = '{b}'");
    let taken = |a: &str, b: &str| {
        wrong(&two(a, b), &format!("4:11: {b} is taken by the listener of line 2: give it another port"));
    };
    taken("127.0.0.1:7001", "127.0.0.1:7001");
    taken("[::]:7001", "0.0.0.0:7001");
    taken("10.0.0.1:7001", "0.0.0.0:7001");
    wrong_from("[[listener]]\n[[listener]]\nprotocol = 'echo'", "2:1: [::]:7777 is taken by the listener of line 1");
    for (a, b) in [("127.0.0.1:0", "127.0.0.1:0"), ("[::]:7001", "[::]:7002"), ("0.0.0.0:7001", "[::1]:7001")] {
        assert_eq!(read(&two(a, b)).listeners.len(), 2);
    }
    assert_eq!(read("listener = []").listeners, [Listener::default()]);
}

#[test]
fn admins_nobody_can_be() {
    wrong("[[admin]]\nnick = 'Zoé'\n[[admin]]\nnick = 'ZOÉ'", "4:8: `ZOÉ` is already the nick of the admin of line 2");
    wrong(
        "[[admin]]\nnick = 'prof'\ntrusted = []",
        "3:11: nobody can prove to be `prof`: set `password` or a network in `trusted`",
    );
    for nobodys in ["*", "Server", "tоus"] {
        let problem = format!("2:8: the admin's nick `{nobodys}` is nobody's to take: choose another");
        wrong(&format!("[[admin]]\nnick = '{nobodys}'"), &problem);
    }
    wrong("limits.nick = 3", "1:15: the admin's nick `tata` is longer than `limits.nick` = 3");
    assert!(read("admin = []").admins.is_empty());
    assert_eq!(read("[[admin]]\nnick = 'prof'").admins[0].trusted, Admin::default().trusted);
}

#[test]
fn names_that_nobody_could_take() {
    for types in ["", "&+!", "##", "#@"] {
        let problem =
            format!("2:17: `names.channel_types` = \"{types}\": it is made of #, &, + and !, each once, # among them");
        wrong(&format!("[names]\nchannel_types = '{types}'"), &problem);
    }
    wrong(
        "[names]\ncharacters = 'asci'",
        "2:14: unknown value `asci` for `names.characters`: did you mean `ascii`? (known: unicode, ascii)",
    );
    wrong(
        "[names]\ncharacters = 'ascii'\n[[admin]]\nnick = 'Zoé'",
        "4:8: nobody can take the admin's nick `Zoé`: names here have no 'é' (`names.characters`)",
    );
    assert_eq!(read("names.channel_types = '#!'").names.idchan().as_deref(), Some("!:5"));
}

#[test]
fn gateways_and_proxies() {
    wrong(
        "[[webirc]]\nnetworks = []\npassword = '$argon2id$v=19$m=19456,t=2,p=1$7MdSHD5Zn9sAO6bskIXkcQ$VsvOPVhT9vLT56h1tV5lIc+CSx3ZDR2a/gHbo27BSkk'",
        "2:12: `webirc.networks` is empty: nobody could use this gateway; name where it connects from",
    );
    wrong("[[webirc]]\nnetworks = ['10.0.0.1']", "1:1: `webirc` needs the key `password`");
    wrong_from(
        "[[webirc]]\nnetworks = ['10.0.0.1']\npassword = 'x'",
        "3:12: `webirc.password`: this is no argon2id hash",
    );
    wrong("[webirc]\nnetworks = []", "1:1: there may be several: write `[[webirc]]`");
    wrong_from("[server]\nproxies = ['lab']", "2:12: `server.proxies`: `lab` is no network: write one like");
    wrong_from("[server]\nsilence = 0", "2:11: `server.silence` = 0 is too small: nobody could speak IRC");
    changes("", "server.proxies = ['10.0.0.1']", &[r#"server.proxies: [] -> ["10.0.0.1"]"#], &[]);
    let gateway = |password| {
        let hash = String::from(PasswordHash::new(password).unwrap());
        format!("[[webirc]]\nnetworks = ['10.0.0.1', '::1']\npassword = '{hash}'")
    };
    changes("", &gateway("a"), &["webirc 10.0.0.1 ::1: added"], &[]);
    changes(&gateway("a"), &gateway("b"), &["webirc 10.0.0.1 ::1: password changed"], &[]);
}

#[test]
fn limits_that_make_no_sense() {
    wrong("[limits]\nusers = 0", "2:9: `limits.users` = 0 is too small: nobody could come in; at least 1");
    wrong_from("[limits]\nmessage = 5\nsendq = 4095", "3:9: `limits.sendq` = 4095 is too small: a message of");
    wrong_from("[limits]\nmessage = 5000", "2:11: `limits.recvq` = 16384 is too small: a message of");
    wrong_from("[limits]\nidle = 9223372036854775807", "2:8: `limits.idle` = 9223372036854775807 is too much");
    for key in ["message", "nick", "channel", "channels_per_user", "targets", "connections_per_address", "flood_burst"]
    {
        wrong_from(&format!("[limits]\n{key} = 0"), &format!("2:{}: `limits.{key}` = 0 is too small", key.len() + 4));
    }
    wrong(
        "[channels]\nhistory_on_join = 200",
        "2:19: `channels.history_on_join` = 200 is more than the 100 lines of `channels.history`",
    );
}

#[test]
fn commands_that_do_not_exist_or_cost_too_much() {
    wrong(
        "[commands]\nlist = false\nKik = false",
        "3:1: unknown command `Kik`: did you mean `kick`? (`chat --commands` lists all)",
    );
    wrong("[commands]\nxyz = false", "2:1: unknown command `xyz` (`chat --commands` lists all)");
    wrong_from("[commands]\ndice = { cost = 41 }", "2:1: `commands.dice` costs 41, nobody can spend more than 40");
}

#[test]
fn a_file_that_cannot_be_read() {
    let folder = env!("CARGO_TARGET_TMPDIR");
    let missing = load(&Path::new(folder).join("missing.toml"), &[]).unwrap_err().to_string();
    assert!(
        missing.ends_with(
            "missing.toml: No such file or directory (without --config, chat runs on its built-in defaults)"
        )
    );
    assert!(load(Path::new(folder), &[]).unwrap_err().to_string().contains("Is a directory"));
    let latin = Path::new(folder).join("latin.toml");
    fs::write(&latin, b"[server]\nname = 'caf\xe9'").unwrap();
    assert!(
        load(&latin, &[]).unwrap_err().to_string().ends_with(":2:12: these bytes are no UTF-8: save the file as UTF-8")
    );
}

#[test]
fn commands_are_switched_in_three_ways() {
    let config = read("[commands]\ndice = false\nkick = 'admin'\nlist = { cost = 7 }");
    assert!(!config.switch("dice").enabled && config.switch("invite") == Switch::default());
    assert_eq!(config.switch("kick").access, Some(Access::Admin));
    assert_eq!(config.switch("list"), Switch { cost: Some(7), ..Switch::default() });
    assert_eq!(read("[server]\nconsole = true").server.console, Console::On);
}

#[track_caller]
fn changes(old: &str, new: &str, applied: &[&str], restart: &[&str]) {
    let changes = compare(&read(old), &read(new));
    assert_eq!(changes.applied, applied);
    assert_eq!(changes.restart, restart);
}

#[test]
fn keys_that_changed() {
    changes("", &shipped(), &[], &[]);
    changes("", "limits.message = 500", &["limits.message: 2000 -> 500"], &[]);
    changes("", "limits.exempt = []", &[r#"limits.exempt: ["127.0.0.0/8", "::1"] -> []"#], &[]);
    changes(
        "",
        "channels.history = 5\nserver.notice = 'hi'",
        &[r#"server.notice: "" -> "hi""#, "channels.history: 100 -> 5"],
        &[],
    );
    changes("", "names.characters = 'ascii'", &[r#"names.characters: "unicode" -> "ascii""#], &[]);
    changes("", "server.console = 'off'", &[], &[r#"server.console: "auto" -> "off""#]);
}

#[test]
fn listeners_that_changed_wait_for_a_restart() {
    let two = "[[listener]]\n[[listener]]\naddress = '[::]:7778'";
    changes("", two, &[], &["listener [::]:7778: added"]);
    changes(two, "", &[], &["listener [::]:7778: removed"]);
    changes("", "[[listener]]\nprotocol = 'echo'", &[], &[r#"listener [::]:7777: protocol: "auto" -> "echo""#]);
}

#[test]
fn admins_that_changed_keep_their_hashes_secret() {
    let prof = "[[admin]]\nnick = 'prof'\n";
    let hash = |password| format!("{prof}password = '{}'", String::from(PasswordHash::new(password).unwrap()));
    changes("", prof, &["admin prof: added", "admin tata: removed"], &[]);
    changes(prof, &hash("a"), &["admin prof: password changed"], &[]);
    changes(&hash("a"), &hash("b"), &["admin prof: password changed"], &[]);
    let trusted = format!("{prof}trusted = ['10.0.0.0/8']");
    changes(prof, &trusted, &[r#"admin prof: trusted: ["127.0.0.0/8", "::1"] -> ["10.0.0.0/8"]"#], &[]);
}

#[test]
fn commands_that_changed() {
    changes("", "commands.dice = false", &["command dice: off"], &[]);
    changes("commands.dice = false", "", &["command dice: on"], &[]);
    let dear = "commands.dice = { access = 'admin', cost = 5 }";
    changes("", dear, &["command dice: for admin", "command dice: cost 5"], &[]);
    changes(dear, "", &["command dice: for as its file says", "command dice: cost as its file says"], &[]);
}
