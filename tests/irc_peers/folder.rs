//! The folder a program lives in during a test, its pipes and its logs.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::happening::fits;
use super::support::wait_for;

/// A new folder; it is taken away with this.
pub struct Folder {
    path: PathBuf,
    /// How many lines of each log were read already.
    read: HashMap<String, usize>,
    /// The pipe written to last, held open so that its reader does not see its end.
    pipe: Option<File>,
}

impl Folder {
    /// Makes it.
    pub fn new() -> Folder {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("irc-{}-{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&path).unwrap();
        Folder { path, read: HashMap::new(), pipe: None }
    }

    /// Where it is, or something in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The same as text.
    pub fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    /// All of a log; nothing where there is none yet.
    pub fn log(&self, name: &str) -> String {
        String::from_utf8_lossy(&fs::read(self.path(name)).unwrap_or_default()).into_owned()
    }

    /// All logs of a folder and of the folders below.
    pub fn logs(&self, name: &str) -> String {
        let mut all = String::new();
        for entry in fs::read_dir(self.path(name)).into_iter().flatten().flatten() {
            let inner = format!("{name}/{}", entry.file_name().to_string_lossy());
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => all += &self.logs(&inner),
                Ok(kind) if kind.is_file() => all += &self.log(&inner),
                _ => {}
            }
        }
        all
    }

    /// Waits for a line of a log that fits the pattern, after those that were waited for before. Of each line `trim`
    /// takes the time away.
    #[track_caller]
    pub fn waits(&mut self, name: &str, pattern: &str, trim: fn(&str) -> &str) {
        let read = self.read.get(name).copied().unwrap_or(0);
        let what = format!("{pattern:?} in {}", self.path(name).display());
        let found = wait_for(&what, || {
            let log = self.log(name);
            let complete = log.rfind('\n').map_or("", |end| &log[..end]);
            complete.lines().skip(read).position(|line| fits(pattern, trim(line)))
        });
        self.read.insert(name.to_owned(), read + found + 1);
    }

    /// Writes a line into a pipe, as soon as there is one.
    pub fn pipes(&mut self, name: &str, line: &str) {
        // Open for both, it is never the last reader's or writer's end: nothing is lost, and nobody waits.
        let open = || OpenOptions::new().read(true).write(true).open(self.path(name)).ok();
        let mut pipe = wait_for(&format!("the pipe {name}"), open);
        // In one write: ii throws away the half of a line.
        pipe.write_all(format!("{line}\n").as_bytes()).unwrap();
        self.pipe = Some(pipe);
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}
