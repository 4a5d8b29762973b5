//! The README says what is true: its tables of commands and of specifications are those the program prints.
#![allow(clippy::expect_used)]

use std::fs;
use std::path::Path;

fn readme() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    fs::read_to_string(path).expect("there is a README")
}

fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let from = text.find(start).expect(start) + start.len();
    let to = text[from..].find(end).expect(end) + from;
    text[from..to].trim()
}

/// A file dropped into `commands/`, or taken out, is not in the README yet: only CI, which asks for every real program
/// too, insists on it.
#[test]
fn the_table_of_commands_is_the_one_the_program_prints() {
    let readme = readme();
    let told = between(&readme, "<!-- commands -->", "<!-- /commands -->");
    let table = chat::server::jobs::table().unwrap_or_else(|mistakes| panic!("{mistakes}")).markdown();
    let strict = std::env::var_os("CHAT_REQUIRE_PEERS").is_some();
    if strict || told.lines().count() == table.lines().count() {
        for (told, true_) in told.lines().zip(table.lines()) {
            assert_eq!(told, true_, "put what `chat --commands` prints into the README");
        }
        assert_eq!(told.lines().count(), table.lines().count(), "put what `chat --commands` prints into the README");
    } else {
        println!("passed over: commands/ holds other files than the README lists");
    }
}

#[test]
fn the_table_of_specifications_is_the_one_the_program_prints() {
    let readme = readme();
    let told = between(&readme, "<!-- specifications -->", "<!-- /specifications -->");
    let table = chat::command::specifications::markdown();
    assert_eq!(told, table.trim(), "put what `chat --commands` prints into the README");
}

#[test]
fn every_file_it_links_to_is_there() {
    let readme = readme();
    for link in readme.split("](").skip(1) {
        let target = link.split(')').next().unwrap_or_default();
        if !target.contains("://") {
            assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(target).exists(), "{target}");
        }
    }
}
