//! The screen of `irc`, drawn in memory from what happens: compared with the pictures beside this file.
//!
//! `CHAT_BLESS=1 cargo test --test screens` writes them anew.

#![allow(clippy::unwrap_used)]

mod commands;
mod scenes;
mod stage;
mod svg;

use std::path::{Path, PathBuf};
use std::{env, fs};

/// Compares a text with the file of this name beside this one.
fn compare(name: &str, text: &str) {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/screens").join(name);
    if env::var_os("CHAT_BLESS").is_some() {
        fs::write(&path, text).unwrap();
    }
    let expected =
        fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}: CHAT_BLESS=1 writes it", path.display()));
    assert!(expected == text, "{name} shows\n{expected}\nand was drawn as\n{text}\nCHAT_BLESS=1 takes that for right");
}
