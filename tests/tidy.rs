//! Our own sources, read: the floors of `src/lib.rs`, the sizes of files, their first lines, and words we do not use.

use std::fs;
use std::path::{Path, PathBuf};

/// The most lines a file may have.
const LONGEST: usize = 400;

/// Folders with sources of ours.
const FOLDERS: [&str; 5] = ["src", "commands", "tests", "benches", "fuzz"];

/// Folders in there that hold no sources.
const NOT_SOURCES: [&str; 4] = ["target", "corpus", "artifacts", "coverage"];

/// The floor of each module: it may import those below it.
const FLOORS: [(&str, u8); 17] = [
    ("main", 5),
    ("cli", 5),
    ("bin", 5),
    ("talk", 5),
    ("server", 4),
    ("net", 4),
    ("store", 4),
    ("scene", 4),
    ("client", 4),
    ("commands", 3),
    ("prelude", 3),
    ("command", 2),
    ("dialect", 2),
    ("world", 1),
    ("model", 0),
    ("config", 0),
    ("lib", 9),
];

/// Neighbours on a floor that may know each other: the first imports the second, and of it only these names.
const NEIGHBOURS: [(&str, &str, &[&str]); 6] = [
    // `chat talk`: the first word of the command line.
    ("cli", "talk", &["main"]),
    ("commands", "prelude", &["*"]),
    // The configuration is written in the words of the model.
    ("config", "model", &["*"]),
    // The way from a socket to the hub, and back.
    ("net", "server", &["Input", "Wire"]),
    ("server", "net", &["*"]),
    ("scene", "server", &["*"]),
];

/// All that `net` may import of us: it knows bytes, never the world.
const OF_NET: [&str; 3] = ["net", "server", "model"];

/// All that `client` may import of us: words, and what an IRC message is.
const OF_CLIENT: [&str; 2] = ["model", "dialect"];

/// Words that say nothing, or the wrong thing (DESIGN.md, "Words").
const NOT_WORDS: [&str; 6] = ["client", "room", "manager", "util", "helper", "data"];

/// What no source of ours contains.
const NOT_IN_CODE: [&str; 4] = ["unsafe", "todo!", "unimplemented!", "dbg!"];

/// A source of ours.
struct Source {
    /// From the package's root.
    path: String,
    text: String,
    /// The text without comments, strings and test modules.
    code: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    FOLDERS.iter().for_each(|folder| collect(&root.join(folder), &mut files));
    files.sort();
    let read = |file: PathBuf| {
        let text = fs::read_to_string(&file).unwrap_or_else(|why| panic!("{}: {why}", file.display()));
        let path = file.strip_prefix(root).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        let code = without_tests(&code(&text));
        Source { path, text, code }
    };
    files.into_iter().map(read).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() && !NOT_SOURCES.iter().any(|not| name == *not) {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

/// Checks every source, and tells all mistakes at once.
fn check_all(check: impl Fn(&Source) -> Vec<String>) {
    let sources = sources();
    assert!(sources.len() > 50, "only {} sources found", sources.len());
    let tell =
        |source: &Source| check(source).into_iter().map(|what| format!("{}: {what}", source.path)).collect::<Vec<_>>();
    let wrong: Vec<String> = sources.iter().flat_map(tell).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The text with comments, strings and characters blanked out; lines stay where they are.
fn code(text: &str) -> String {
    let (mut code, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(first) = rest.chars().next() {
        let skipped = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' => 1 + end_of_string(&rest[1..]),
            'r' if !code.ends_with(is_word) => raw_string(rest).unwrap_or(0),
            '\'' => character(rest).unwrap_or(0),
            _ => 0,
        };
        let (gone, after) = rest.split_at(if skipped == 0 { first.len_utf8() } else { skipped });
        if skipped == 0 {
            code += gone;
        } else {
            code.extend(gone.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        }
        rest = after;
    }
    code
}

fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' if !escaped => return at + 1,
            c => escaped = c == '\\' && !escaped,
        }
    }
    text.len()
}

fn raw_string(text: &str) -> Option<usize> {
    let hashes = text[1..].bytes().take_while(|byte| *byte == b'#').count();
    let inner = text[1 + hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    Some(2 + hashes + inner.find(&end)? + end.len())
}

/// The length of a character in quotes; none for a lifetime.
fn character(text: &str) -> Option<usize> {
    let inner = &text[1..];
    if let Some(escape) = inner.strip_prefix('\\') {
        let end = escape.char_indices().skip(1).find(|(_, c)| *c == '\'')?.0;
        return Some(2 + end + 1);
    }
    let c = inner.chars().next()?;
    inner[c.len_utf8()..].starts_with('\'').then_some(2 + c.len_utf8())
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The code without its `#[cfg(test)]` modules, which end with a `}` at the start of a line.
fn without_tests(code: &str) -> String {
    let mut kept = String::new();
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        if line.trim_end() == "#[cfg(test)]" {
            lines.by_ref().find(|line| line.trim_end() == "}");
        } else {
            kept += line;
            kept.push('\n');
        }
    }
    kept
}

/// Every path from the crate's root that the code names, as its words: `model`, `Nick`.
fn paths(source: &Source) -> Vec<Vec<String>> {
    let module: Vec<&str> = source.path.trim_end_matches(".rs").split('/').filter(|part| *part != "src").collect();
    let depth = module.len() - usize::from(module.last() == Some(&"mod"));
    let mut found = Vec::new();
    for (at, _) in source.code.match_indices("crate::") {
        let alone = !source.code[..at].ends_with(|c| is_word(c) || c == '$');
        found.extend(alone.then(|| tree(&source.code[at + 7..])).into_iter().flatten());
    }
    for (at, _) in source.code.match_indices("super::") {
        let mut rest = &source.code[at..];
        let mut up = 0;
        while let Some(after) = rest.strip_prefix("super::") {
            (rest, up) = (after, up + 1);
        }
        if up == depth && !source.code[..at].ends_with(|c| is_word(c) || c == ':') {
            found.extend(tree(rest));
        }
    }
    found
}

/// The paths of a `use` tree: of `a::{b, c::d}`, `a b` and `a c d`.
fn tree(text: &str) -> Vec<Vec<String>> {
    let text = text.trim_start();
    if let Some(inner) = text.strip_prefix('{') {
        let (mut depth, mut start, mut found) = (0, 0, Vec::new());
        for (at, c) in inner.char_indices() {
            match c {
                '{' => depth += 1,
                ',' | '}' if depth == 0 => {
                    found.extend(tree(&inner[start..at]));
                    start = at + 1;
                    if c == '}' {
                        break;
                    }
                }
                '}' => depth -= 1,
                _ => {}
            }
        }
        return found;
    }
    let end = text.find(|c| !is_word(c) && c != '*').unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    if word.is_empty() {
        return Vec::new();
    }
    let below = rest.strip_prefix("::").map(tree).filter(|below| !below.is_empty()).unwrap_or_else(|| vec![Vec::new()]);
    below.into_iter().map(|path| [vec![word.to_owned()], path].concat()).collect()
}

fn floor(module: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == module).map(|(_, floor)| *floor)
}

/// The module of the crate a source belongs to; none for tests, benches and the fuzz targets.
fn module(source: &Source) -> Option<&str> {
    let inside =
        source.path.strip_prefix("src/").or_else(|| source.path.starts_with("commands/").then_some(&*source.path))?;
    inside.split('/').next().map(|name| name.trim_end_matches(".rs"))
}

#[test]
fn each_floor_imports_only_from_those_below_it() {
    check_all(|source| {
        let Some(from) = module(source) else { return Vec::new() };
        let Some(mine) = floor(from) else { return vec![format!("`{from}` is on no floor: add it in tests/tidy.rs")] };
        let wrong = |path: &Vec<String>| {
            let to = path.first()?.as_str();
            let name = path.get(1).map_or("", String::as_str);
            let told = |why: &str| Some(format!("it imports crate::{}: {why}", path.join("::")));
            match floor(to) {
                None => None,
                Some(_) if to == from => None,
                Some(_) if from == "commands" && to != "prelude" => told("a command imports `prelude` alone"),
                Some(_) if from == "net" && !OF_NET.contains(&to) => {
                    told("`net` knows bytes, nothing of what they mean")
                }
                Some(_) if from == "client" && (!OF_CLIENT.contains(&to) || to == "dialect" && name != "irc") => {
                    told("`client` knows the model and the IRC message, nothing of the server")
                }
                Some(_) if to == "prelude" && from != "commands" => told("the prelude is for commands"),
                Some(_) if to == "commands" && name != "FILES" => told("nobody imports a command"),
                Some(theirs) if theirs < mine => None,
                Some(theirs) if theirs > mine => told("that is a floor above"),
                Some(_) if is_neighbour(from, to, name) => None,
                Some(_) => told("the two do not know each other"),
            }
        };
        paths(source).iter().filter_map(wrong).collect()
    });
}

fn is_neighbour(from: &str, to: &str, name: &str) -> bool {
    let allowed = NEIGHBOURS.iter().filter(|(one, other, _)| (*one, *other) == (from, to));
    allowed.into_iter().any(|(_, _, names)| names.contains(&"*") || names.contains(&name))
}

#[test]
fn commands_import_the_prelude_and_in_their_tests_the_scene() {
    check_all(|source| {
        if !source.path.starts_with("commands/") {
            return Vec::new();
        }
        let whole = Source { path: source.path.clone(), text: String::new(), code: code(&source.text) };
        let allowed = |path: &&Vec<String>| !path.first().is_some_and(|to| to == "prelude" || to == "scene");
        paths(&whole).iter().filter(allowed).map(|path| format!("it imports crate::{}", path.join("::"))).collect()
    });
}

#[test]
fn no_file_is_too_long_and_each_says_what_it_holds() {
    check_all(|source| {
        let lines = source.text.lines().count();
        let long = (lines > LONGEST).then(|| format!("it has {lines} lines, at most {LONGEST}"));
        let first = source.text.lines().next().unwrap_or_default();
        let silent = !first.starts_with("//! ");
        let silent = silent.then(|| "its first line is no `//!` that says what it holds".to_owned());
        long.into_iter().chain(silent).collect()
    });
}

#[test]
fn nothing_is_unsafe_or_left_to_do() {
    check_all(|source| {
        let code = code(&source.text);
        let has = |word: &&&str| {
            code.match_indices(**word).any(|(at, _)| {
                let before = code[..at].chars().next_back();
                let after = code[at + word.len()..].chars().next();
                !before.is_some_and(is_word) && (word.ends_with('!') || !after.is_some_and(is_word))
            })
        };
        NOT_IN_CODE.iter().filter(has).map(|word| format!("it has `{word}`")).collect()
    });
}

#[test]
fn names_say_what_they_mean() {
    check_all(|source| {
        // The design gives this one folder its name.
        let path = source.path.replacen("src/client/", "src/", 1);
        let of_file = path.trim_end_matches(".rs").split('/').flat_map(words);
        let mut of_code: Vec<String> =
            if source.path.starts_with("src/") { declared(&source.code) } else { Vec::new() };
        of_code.retain(|name| source.path != "src/lib.rs" || name != "client");
        let all = of_file.chain(of_code.iter().flat_map(|name| words(name)));
        let not = |word: &String| NOT_WORDS.iter().any(|not| word == not || *word == format!("{not}s"));
        all.filter(not).map(|word| format!("`{word}` is a word we do not use in names")).collect()
    });
}

/// The names of the types, functions and modules that the code declares.
fn declared(code: &str) -> Vec<String> {
    const KEYWORDS: [&str; 6] = ["fn", "struct", "enum", "trait", "type", "mod"];
    let mut tokens = code.split(|c| !is_word(c)).filter(|token| !token.is_empty());
    let mut names = Vec::new();
    while let Some(token) = tokens.next() {
        if KEYWORDS.contains(&token) {
            names.extend(tokens.next().map(str::to_owned));
        }
    }
    names
}

/// The words of a name: of `some_name` and `SomeName`, `some` and `name`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for c in name.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && was_small) {
            words.push(String::new());
        }
        was_small = c.is_lowercase();
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
    }
    words
}

#[test]
fn the_reader_of_sources_reads_them_rightly() {
    let text = "//! crate::a\nuse crate::{b::{C, d}, e}; let s = \"crate::f \\\" // \"; let c = '\"'; // crate::g\n\
                let r = r#\"crate::h\"#; fn x<'a>() { super::i::j(); }\n#[cfg(test)]\nmod tests {\n    use crate::k;\n}\n";
    let code = without_tests(&code(text));
    let found: Vec<String> =
        paths(&Source { path: "src/x.rs".into(), text: String::new(), code }).iter().map(|p| p.join(" ")).collect();
    assert_eq!(found, ["b C", "b d", "e", "i j"]);
    assert_eq!(words("SomeName_of-it"), ["some", "name", "of", "it"]);
}
