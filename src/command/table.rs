//! The table of all commands, made from what their files registered; a mistake in a file is told by its name.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use super::sheets::Sheets;
use super::{Command, Params, Tongue, specifications};
use crate::model::Access;

/// All commands, by verb and dialect.
pub struct Table {
    /// In the order of the alphabet.
    verbs: BTreeMap<Tongue, Vec<Verb>>,
    entries: Vec<Entry>,
    pub(super) sheets: Sheets,
}

/// A verb, and the place of its command among the entries.
struct Verb {
    key: Key,
    text: String,
    entry: usize,
}

/// A verb as a number that stands where the verb stands in the alphabet: two of them are compared at once.
type Key = u128;

/// The key of a verb, which has sixteen bytes at most and no NUL at its end: those fill it up.
fn key(verb: &str) -> Option<Key> {
    if verb.ends_with('\0') {
        return None;
    }
    let mut bytes = [0; size_of::<Key>()];
    bytes.get_mut(..verb.len())?.copy_from_slice(verb.as_bytes());
    Some(Key::from_be_bytes(bytes))
}

/// A command with its form taken apart.
pub(super) struct Entry {
    pub(super) command: &'static Command,
    params: Params,
    irc_params: Option<Params>,
    /// How often it was asked for.
    used: AtomicU64,
}

impl Entry {
    /// It is asked for once more.
    pub(super) fn count(&self) {
        self.used.fetch_add(1, Ordering::Relaxed);
    }

    /// Its form for those who speak this.
    pub(super) fn params(&self, tongue: Tongue) -> &Params {
        self.irc_params.as_ref().filter(|_| tongue == Tongue::Irc).unwrap_or(&self.params)
    }

    /// The form as it is shown to those who speak this.
    pub(super) fn form(&self, verb: &str, tongue: Tongue) -> String {
        self.command.form(verb, tongue)
    }
}

impl Table {
    /// The table of the commands that `files` (names without ending) registered.
    ///
    /// # Errors
    /// Says every mistake, each by its file's name.
    pub fn new(files: &[&str]) -> Result<Self, Vec<String>> {
        let mut commands: Vec<&'static Command> = inventory::iter::<Command>.into_iter().collect();
        commands.sort_unstable_by_key(|command| command.name);
        Table::of(&commands, files)
    }

    fn of(commands: &[&'static Command], files: &[&str]) -> Result<Self, Vec<String>> {
        let mut mistakes = Vec::new();
        for file in files {
            match commands.iter().filter(|command| command.name == *file).count() {
                1 => {}
                0 => mistakes.push(format!("commands/{file}.rs: it submits no Command with name: \"{file}\"")),
                _ => mistakes.push(format!("commands/{file}.rs: \"{file}\" is the name of several commands")),
            }
        }
        let mut table = Table { verbs: BTreeMap::new(), entries: Vec::new(), sheets: Sheets::default() };
        for command in commands {
            table.add(command, &mut mistakes);
        }
        if mistakes.is_empty() { Ok(table) } else { Err(mistakes) }
    }

    fn add(&mut self, command: &'static Command, mistakes: &mut Vec<String>) {
        let mut wrong = |what: String| mistakes.push(format!("commands/{}.rs: {what}", command.name));
        if !command.help.ends_with('.') || command.help.contains('\n') {
            wrong("help: must be a sentence on one line, with its full stop".into());
        }
        if command.example.is_empty() {
            wrong("example: must be a line to type".into());
        }
        let mut parse = |key: &str, form: &str| {
            Params::parse(form).unwrap_or_else(|why| {
                wrong(format!("{key}: {why}"));
                Params::default()
            })
        };
        let params = parse("params", command.params);
        let irc_params = command.irc_params.map(|form| parse("irc_params", form));
        for tongue in Tongue::ALL {
            for verb in command.verbs(tongue) {
                if verb.contains(char::is_whitespace) || verb != verb.to_uppercase() {
                    wrong(format!("verbs: \"{verb}\" is not a word in upper case"));
                }
                let Some(key) = key(&verb) else {
                    wrong(format!("verbs: {verb} has more than {} bytes", size_of::<Key>()));
                    continue;
                };
                let verbs = self.verbs.entry(tongue).or_default();
                match verbs.binary_search_by_key(&key, |known| known.key) {
                    Ok(known) => {
                        let other = self.entries.get(verbs[known].entry).map_or(command.name, |e| e.command.name);
                        wrong(format!("verbs: {verb} is a verb of commands/{other}.rs already"));
                    }
                    Err(place) => verbs.insert(place, Verb { key, text: verb, entry: self.entries.len() }),
                }
            }
        }
        self.entries.push(Entry { command, params, irc_params, used: AtomicU64::new(0) });
    }

    pub(super) fn find(&self, tongue: Tongue, verb: &str) -> Option<&Entry> {
        let (verbs, key) = (self.verbs.get(&tongue)?, key(verb)?);
        let place = verbs.binary_search_by_key(&key, |known| known.key).ok()?;
        self.entries.get(verbs[place].entry)
    }

    /// The verbs of a dialect with their commands, sorted.
    pub fn verbs(&self, tongue: Tongue) -> impl Iterator<Item = (&str, &'static Command)> {
        let verbs = self.verbs.get(&tongue).into_iter().flatten();
        verbs.map(|verb| (verb.text.as_str(), self.entries[verb.entry].command))
    }

    /// All commands, sorted by name.
    pub fn commands(&self) -> impl Iterator<Item = &'static Command> {
        self.entries.iter().map(|entry| entry.command)
    }

    /// The commands that were asked for, each with how often, sorted by name.
    pub fn usage(&self) -> impl Iterator<Item = (&'static Command, u64)> {
        let used = self.entries.iter().map(|entry| (entry.command, entry.used.load(Ordering::Relaxed)));
        used.filter(|(_, count)| *count > 0)
    }

    /// The table for people, in Markdown: what `chat --commands` prints and the README shows.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut text =
            String::from("| command | how it is written | who | what it does |\n| --- | --- | --- | --- |\n");
        for command in self.commands() {
            let who = match command.access {
                Access::Anyone | Access::User => "everybody",
                Access::Admin => "admins",
                Access::Server => "the console",
            };
            let (source, forms, example) = (source(command.source), forms(command), code(command.example));
            let (name, help) = (command.name, command.help.replace('|', "\\|"));
            text += &format!("| **{name}**<br>{source} | {forms} | {who} | {help}<br>{example} |\n");
        }
        text
    }
}

/// Text as code in a cell of a table.
fn code(text: &str) -> String {
    format!("`{}`", text.replace('|', "\\|"))
}

/// How a command is written in each dialect, a line each; dialects that write it the same share one.
fn forms(command: &Command) -> String {
    let mut lines: Vec<(Vec<&str>, String)> = Vec::new();
    for (tongue, dialect) in [(Tongue::Line, "netcat"), (Tongue::Irc, "IRC"), (Tongue::Console, "console")] {
        let verbs: Vec<String> = command.verbs(tongue).collect();
        let Some((first, others)) = verbs.split_first() else { continue };
        let forms = [code(&command.form(first, tongue))].into_iter().chain(others.iter().map(|verb| code(verb)));
        let forms = forms.collect::<Vec<_>>().join(", ");
        match lines.iter_mut().find(|(_, known)| *known == forms) {
            Some((dialects, _)) => dialects.push(dialect),
            None => lines.push((vec![dialect], forms)),
        }
    }
    let lines = lines.into_iter().map(|(dialects, forms)| format!("{}: {forms}", dialects.join(", ")));
    lines.collect::<Vec<_>>().join("<br>")
}

/// Where a command is described, as a link where there is a page.
fn source(source: &str) -> String {
    if source.is_empty() {
        return "this server".to_owned();
    }
    if let Some((number, sections)) = source.strip_prefix("RFC ").and_then(|source| source.split_once(' ')) {
        let link = |section| format!("[{section}](https://www.rfc-editor.org/rfc/rfc{number}#section-{section})");
        return format!("RFC {number} {}", sections.split(", ").map(link).collect::<Vec<_>>().join(", "));
    }
    let specification = source.strip_prefix("IRCv3 ").and_then(specifications::find);
    specification.map_or_else(|| source.to_owned(), |specification| format!("IRCv3 {}", specification.link()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Verbs;

    const GOOD: Command = Command { name: "good", help: "Do good.", example: "GOOD", ..Command::DEFAULT };

    fn mistakes(commands: &[&'static Command], files: &[&str]) -> String {
        Table::of(commands, files).err().unwrap_or_default().join("\n")
    }

    #[test]
    fn a_good_command_is_found_by_its_name() {
        assert_eq!(mistakes(&[&GOOD], &["good"]), "");
        let table = Table::of(&[&GOOD], &["good"]).unwrap();
        assert!(table.find(Tongue::Line, "GOOD").is_some());
        for other in ["GOO", "GOODS", "GOOD\0", "\0GOOD", "\0", "", "INCOMPREHENSIBLES"] {
            assert!(table.find(Tongue::Line, other).is_none(), "{other:?}");
        }
    }

    #[test]
    fn mistakes_are_told_by_file() {
        static HELPLESS: Command = Command { name: "helpless", params: "[a", example: "HELPLESS", ..Command::DEFAULT };
        static TWIN: Command = Command { name: "twin", verbs: Verbs { line: &["GOOD"], ..Verbs::DEFAULT }, ..GOOD };
        static LONG: Command =
            Command { verbs: Verbs { line: &["INCOMPREHENSIBLES"], ..Verbs::DEFAULT }, name: "long", ..GOOD };
        let told = mistakes(&[&GOOD, &HELPLESS, &TWIN, &LONG], &["good", "helpless", "twin", "long", "empty"]);
        assert!(told.contains("commands/helpless.rs: help:"), "{told}");
        assert!(told.contains("commands/helpless.rs: params:"), "{told}");
        assert!(told.contains("commands/twin.rs: verbs: GOOD is a verb of commands/good.rs already"), "{told}");
        assert!(told.contains("commands/long.rs: verbs: INCOMPREHENSIBLES has more than 16 bytes"), "{told}");
        assert!(told.contains("commands/empty.rs: it submits no Command"), "{told}");
    }

    #[test]
    fn a_row_shows_each_dialect_once_and_where_it_is_described() {
        static KICK: Command = Command {
            name: "kick",
            params: "[#channel] <nick|me>",
            irc_params: Some("<channel,...> <nick,...>"),
            source: "RFC 2812 3.2.8",
            help: "Put a member out.",
            example: "KICK bob",
            verbs: Verbs { line: &["KICK", "BOOT"], ..Verbs::EVERYWHERE },
            ..Command::DEFAULT
        };
        static HELP: Command = Command { name: "help", source: "IRCv3 chghost", verbs: Verbs::EVERYWHERE, ..GOOD };
        let text = Table::of(&[&KICK, &HELP], &["kick", "help"]).unwrap().markdown();
        let rows: Vec<&str> = text.lines().skip(2).collect();
        assert_eq!(
            rows[0],
            "| **kick**<br>RFC 2812 [3.2.8](https://www.rfc-editor.org/rfc/rfc2812#section-3.2.8) \
             | netcat: `KICK [#channel] <nick\\|me>`, `BOOT`<br>IRC: `KICK <channel,...> <nick,...>`\
             <br>console: `KICK [#channel] <nick\\|me>` | everybody | Put a member out.<br>`KICK bob` |"
        );
        assert!(rows[1].contains("| netcat, IRC, console: `HELP` |"), "{}", rows[1]);
        assert!(rows[1].contains("IRCv3 [chghost](https://ircv3.net/specs/extensions/chghost)"), "{}", rows[1]);
    }
}
