//! Dialogues: every file of `tests/dialogues/` is played twice, in memory and over TCP against the real program.
//!
//! `DIALOGUE=word cargo test --test dialogues` plays only the files that have `word` in their names.
//!
//! ```text
//! # 000 1.3: what the dialogue covers (later lines that begin with # are comments)
//! lobby                                     the profile: lobby, one channel, many channels, lobby and many channels,
//!                                           irc, budget, relay or echo; several lines: several listeners
//! config: limits.message = 20               a line for the configuration
//! other [server] lines may stand between    without it, everything somebody hears must be written down
//! toto connects                             or: connects to budget, connects from 127.0.0.2
//! tutu tata are here                        they connect and take their nicks; everyone forgets what they heard of it
//! eve is here by irc with server-time       by another listener than the first; in IRC also with capabilities
//! toto tutu are in #tp                      they JOIN, the first one makes it; everyone forgets what they heard of it
//! toto: MSG hello                           toto types a line
//! toto sends "MSG hi\r\0\xFF\u{202E}"       toto sends bytes, which may be half a line
//! tutu tata hear [toto] hello               the next line of both, exactly
//! toto hears nothing                        for certain
//! toto forgets                              what they were sent until now does not matter; also: everyone forgets
//! tutu closes                               Ctrl-D; `tutu resets`: the connection breaks
//! tutu is gone                              the server has ended the connection, and they have heard everything
//! console: names                            a line on the server's own terminal
//! console prints tata                       the next one there; those that tell who comes and goes may stand between
//! 3 seconds pass                            in memory; over TCP they pass by themselves
//! the server stops                          with exit status 0
//! ```
//! In a line, `{toto}` is the address toto connected from, `{x*2000}` two thousand times an x, `{space}` a space and
//! `{ctcp}` the byte 1. Where something varies that one hears, `{time}` is a time of day like 14:05, `{moment}` a time
//! like 2026-07-30T14:05:00.000Z, `{number}` digits, `{id}` a word, `{id:a}` a word that is the same wherever it is
//! called `a`, also in what is typed later, and `{text}` all that follows. In IRC, lines end in CR LF both ways, and it is
//! the same whether a last word that needs no colon has one. Whoever only connects says nothing: what comes before one is
//! registered is typed in the dialogue. Strictness is the default because silence is half of the protocol: NICK is not
//! answered, a secret reaches nobody else. At the end nobody may have heard more than is written.

#[path = "dialogues/memory.rs"]
mod memory;
#[path = "dialogues/pattern.rs"]
mod pattern;
#[path = "dialogues/script.rs"]
mod script;
#[path = "dialogues/sockets.rs"]
mod sockets;
#[path = "dialogues/stage.rs"]
mod stage;
mod support;

use std::any::Any;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::{env, fs, thread};

use memory::Memory;
use script::Script;
use sockets::Sockets;
use stage::{Stage, play};

/// Dialogues played at the same time.
const AT_ONCE: usize = 4;

/// Where a dialogue goes wrong: its line, counted from 1, and what went wrong there.
type Failure = (usize, String);

#[test]
fn in_memory() {
    play_all(|script| {
        let mut stage = Memory::start(script).map_err(|why| (1, why))?;
        play(script, &mut stage).map_err(|(line, why)| (line, format!("{}: {why}", stage.name())))
    });
}

#[test]
fn over_tcp() {
    play_all(|script| {
        let mut stage = Sockets::start(script);
        play(script, &mut stage).map_err(|(line, why)| (line, format!("{}: {why}{}", stage.name(), stage.log())))
    });
}

/// Plays every dialogue, a few at a time, and tells all that fail at once.
fn play_all(play: impl Fn(&Script) -> Result<(), Failure> + Sync) {
    let files = files();
    assert!(!files.is_empty(), "no dialogue has that in its name");
    let (left, failures) = (Mutex::new(files.iter()), Mutex::new(BTreeSet::new()));
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(file) = next(&left) {
                    let name = file.file_stem().unwrap_or_default().to_string_lossy();
                    let played = catch_unwind(AssertUnwindSafe(|| play(&read(file)?)));
                    if let Err((line, why)) = played.unwrap_or_else(|panic| Err((1, panic_text(&*panic)))) {
                        let told = format!("\ntests/dialogues/{name}.chat:{line}: {}\n", why.trim_end());
                        failures.lock().unwrap_or_else(PoisonError::into_inner).insert(told);
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap_or_else(PoisonError::into_inner);
    assert!(failures.is_empty(), "{}", failures.into_iter().collect::<String>());
}

fn read(file: &Path) -> Result<Script, Failure> {
    Script::parse(&fs::read_to_string(file).map_err(|why| (1, why.to_string()))?)
}

/// What a panic said: of the scene, whose world was broken, or of the server, which did not start.
fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| Some((*panic.downcast_ref::<&str>()?).to_owned())).unwrap_or_else(|| "it panicked".into())
}

fn next<'a>(left: &Mutex<impl Iterator<Item = &'a PathBuf>>) -> Option<&'a PathBuf> {
    left.lock().unwrap_or_else(PoisonError::into_inner).next()
}

/// The dialogues, or those asked for.
fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dialogues");
    let asked = env::var("DIALOGUE").unwrap_or_default();
    let entries = fs::read_dir(&folder).unwrap_or_else(|why| panic!("{}: {why}", folder.display()));
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| {
        file.extension().is_some_and(|ending| ending == "chat") && file.to_string_lossy().contains(&asked)
    });
    files.sort();
    files
}
