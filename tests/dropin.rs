//! A command dropped in works: `commands/zap.rs` in a copy of the package is built, tested, listed and switched off, and
//! so is the file that the README shows. No other file changes.

use std::path::Path;
use std::process::Command;
use std::{env, fs, io};

/// What a newcomer writes, with its test.
const ZAP: &str = r##"//! `ZAP` zaps somebody in the channel.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "zap",
        params: "<nick>",
        help: "Zap somebody in your channel.",
        example: "ZAP bob",
        run: zap,
        ..Command::DEFAULT
    }
}

fn zap(cx: &mut Context, args: &mut Args) -> Outcome {
    let here = cx.here()?;
    let whom = args.member(cx, here)?;
    let text = format!("zaps {}", cx.world.who(whom).shown());
    cx.world.say(cx.me, here, &text, How::Action)
}

#[cfg(test)]
mod tests {
    #[test]
    fn everyone_sees_it() {
        let mut scene = crate::scene::Scene::new("#tp @toto bob");
        scene.line("toto", "zap bob");
        assert_eq!(scene.heard("bob"), ["* toto zaps bob"]);
    }
}
"##;

/// What else must hold of it, as tests behind its own.
const MORE: &str = r##"
#[cfg(test)]
mod dropped_in {
    use crate::config::load::parse;
    use crate::scene::Scene;

    fn heard_by_one_who_types(config: &str, line: &str) -> Vec<String> {
        let config = parse(config, "chat.toml", crate::commands::FILES).unwrap();
        let mut scene = Scene::with(config, crate::world::Profile::default());
        scene.enter("toto");
        scene.line("toto", line);
        scene.heard("toto")
    }

    #[test]
    fn help_lists_it_and_its_usage_is_told() {
        let line = "[server] ZAP <nick> - Zap somebody in your channel.";
        assert!(heard_by_one_who_types("", "HELP").iter().any(|told| told == line));
        assert_eq!(heard_by_one_who_types("", "ZAP"), ["[server] Usage: ZAP <nick>"]);
        assert_eq!(heard_by_one_who_types("", "ZAPP")[0], "[server] Invalid command \"ZAPP\": did you mean ZAP? Type HELP.");
    }

    #[test]
    fn the_configuration_switches_it_off() {
        let off = "[commands]\nzap = false\n";
        assert_eq!(heard_by_one_who_types(off, "ZAP bob"), ["[server] Invalid command \"ZAP\": did you mean MAP? Type HELP."]);
        assert!(!heard_by_one_who_types(off, "HELP").iter().any(|told| told.contains("ZAP")));
    }
}
"##;

/// Folders that are no part of the package.
const NOT_PARTS: [&str; 4] = ["target", "corpus", "artifacts", "coverage"];

/// The copy is built in the same folder as the tests are, so that only `chat` itself is built again.
#[test]
fn a_file_dropped_into_commands_is_a_command() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let target = scratch.parent().unwrap_or(scratch);
    let copy = scratch.join("dropin");
    mirror(root, &copy).unwrap_or_else(|why| panic!("the package cannot be copied: {why}"));
    drop_in(&copy, "commands/zap.rs", &format!("{ZAP}{MORE}"));
    let (name, example) = readme_example(root);
    drop_in(&copy, &format!("commands/{name}.rs"), &example);
    let manifest = fs::read_to_string(copy.join("Cargo.toml")).unwrap_or_default();
    drop_in(&copy, "Cargo.toml", &of_its_own(&manifest));

    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(&copy).env("CARGO_TARGET_DIR", target).args(["test", "--offline", "--lib"]);
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    let run = cargo.args(["--", "::zap::", &format!("::{name}::")]).output();
    let run = run.unwrap_or_else(|why| panic!("cargo cannot be run: {why}"));
    let (told, errors) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    let passed = told.lines().filter(|line| line.ends_with("... ok")).count();
    assert!(run.status.success() && passed == 4, "4 tests should pass in the copy\n{told}\n{errors}");
}

/// The manifest with another version, so that cargo never takes what it built from the copy for what it built from the
/// package itself; and with a workspace of its own, whatever folder the copy lies in.
fn of_its_own(manifest: &str) -> String {
    let version = concat!("version = \"", env!("CARGO_PKG_VERSION"), "\"");
    assert!(manifest.contains(version), "Cargo.toml does not say {version}");
    format!("{}\n[workspace]\n", manifest.replacen(version, "version = \"0.0.0-dropin\"", 1))
}

/// The file that the README shows, and its name without ending.
fn readme_example(root: &Path) -> (String, String) {
    let readme = fs::read_to_string(root.join("README.md")).unwrap_or_else(|why| panic!("README.md: {why}"));
    let code = readme.split("```rust\n").nth(1).and_then(|rest| rest.split("```").next());
    let code = code.unwrap_or_else(|| panic!("README.md shows no command's file"));
    let name = code.split("name: \"").nth(1).and_then(|rest| rest.split('"').next());
    (name.unwrap_or_else(|| panic!("README.md names no command")).to_owned(), code.to_owned())
}

/// Writes a file of the copy.
fn drop_in(copy: &Path, name: &str, text: &str) {
    fs::write(copy.join(name), text).unwrap_or_else(|why| panic!("{name}: {why}"));
}

/// Makes a folder the copy of another. A file that is the same already is left alone: cargo then sees no change in it.
fn mirror(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let name = entry?.file_name();
        let (old, new) = (from.join(&name), to.join(&name));
        let is_part = !name.to_string_lossy().starts_with('.') && !NOT_PARTS.iter().any(|not| name == *not);
        if old.is_dir() && is_part {
            mirror(&old, &new)?;
        } else if old.is_file() && is_part && fs::read(&new).ok() != Some(fs::read(&old)?) {
            fs::copy(&old, &new)?;
        }
    }
    for entry in fs::read_dir(to)? {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        if !from.join(name).exists() {
            if path.is_dir() { fs::remove_dir_all(path)? } else { fs::remove_file(path)? }
        }
    }
    Ok(())
}
