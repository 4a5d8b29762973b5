//! Lists the files under `commands/` as modules, so that dropping a file in adds a command and deleting it removes one.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=commands");
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let folder = Path::new(&root).join("commands");
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        let Some(name) = path.file_stem().and_then(|stem| stem.to_str()) else { continue };
        if path.extension().is_some_and(|ending| ending == "rs") {
            names.push(name.to_owned());
        }
    }
    names.sort();
    let mut text = String::new();
    for name in &names {
        let path = folder.join(format!("{name}.rs"));
        text += &format!("#[path = {path:?}]\nmod r#{name};\n");
    }
    text +=
        &format!("/// The files under `commands/`, without their ending.\npub const FILES: &[&str] = &{names:?};\n");
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("commands.rs"), text)
}
