//! What people type: every verb there is, with words that mean something and words that do not.

use std::sync::LazyLock;

use chat::command::{Table, Tongue};
use chat::server::jobs;

use super::super::script::Script;

/// Words behind a verb, separated by spaces. None of them holds the mark of a token.
const WORDS: &str = "toto bob Bob eve zoé zoe\u{301} boss prof server tous all #a #b #A a b #lobby lobby # ## key off 0 1 5 \
    61 18446744073709551616 -1 bob;eve;bob bob,,eve ; , #a,#b,#c guest-20000 127.0.0.1:20000 10.0.0.0/8 ::1 \u{1b}[2J \
    \u{202e}x \r \t 山田 @ / n20004 @n20004";

/// Lines that do something in most worlds, so that there are channels, admins of them and people who must not be one.
const TELLING: [&str; 24] = [
    "JOIN #a",
    "JOIN #a",
    "JOIN #b",
    "JOIN #b key",
    "JOIN a,b",
    "PART",
    "LEAVE #a",
    "CURRENT #a",
    "HISTORY #a 99",
    "HISTORY #b",
    "HISTORY #lobby",
    "HISTORY",
    "GRANT guest-20001",
    "REVOKE guest-20001",
    "KICK guest-20002",
    "INVITE guest-20003 #a",
    "REN #b",
    "TOPIC here we are",
    "NICK boss",
    "NICK prof",
    "NICK toto",
    "OPER prof sesame",
    "WHO",
    "KILL guest-20004",
];

/// All there is to type.
struct Words {
    line: Vec<String>,
    console: Vec<String>,
    behind: Vec<&'static str>,
}

static ALL: LazyLock<Words> = LazyLock::new(|| {
    let table = jobs::table().unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let behind = WORDS.split(' ').collect();
    Words { line: verbs(&table, Tongue::Line), console: verbs(&table, Tongue::Console), behind }
});

/// A line somebody types, without its end.
pub fn line(script: &mut Script) -> String {
    match script.byte() % 4 {
        0 => script.pick(&TELLING).to_owned(),
        1 => format!("/{}", script.pick(&TELLING)),
        _ => typed(&ALL.line, script),
    }
}

/// A line typed on the server's terminal.
pub fn console(script: &mut Script) -> String {
    typed(&ALL.console, script)
}

/// Every verb, as it is and in small letters, an example of each command, and two that are none.
fn verbs(table: &Table, tongue: Tongue) -> Vec<String> {
    let examples = table.verbs(tongue).map(|(_, command)| command.example.to_owned());
    let verbs = table.verbs(tongue).flat_map(|(verb, _)| [verb.to_owned(), verb.to_lowercase()]);
    verbs.chain(examples).chain(["NIK".to_owned(), String::new()]).collect()
}

fn typed(verbs: &[String], script: &mut Script) -> String {
    let mut line = verbs[script.below(verbs.len())].clone();
    let shape = script.byte();
    if shape & 4 == 4 {
        line.insert(0, '/');
    }
    for _ in 0..shape & 3 {
        line.push_str(script.pick(&[" ", " ", " ", "  ", ";", ""]));
        line.push_str(script.pick(&ALL.behind));
    }
    if shape & 0xf8 == 0xf8 {
        line.push_str(&"x".repeat(50 << script.below(7)));
    }
    line
}
