//! Reading `chat.toml`: the first thing wrong with it is told in one line, with its place and what would have worked.

use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

use serde::Deserialize;

use super::source::{Source, position};
use super::{Config, Listener, check, explain};
use crate::model::is_format;

/// Reads and checks a file. `commands` are the names of all commands, which `[commands]` may mention.
///
/// # Errors
/// The first thing wrong with it, or why it cannot be read.
pub fn load(path: &Path, commands: &[&str]) -> Result<Config, Problem> {
    let file = path.display().to_string();
    let bytes = fs::read(path).map_err(|why| Problem::unread(&file, &why))?;
    match String::from_utf8(bytes) {
        Ok(text) => parse(&text, &file, commands),
        Err(wrong) => {
            let at = wrong.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(wrong.as_bytes());
            Err(Problem::at(&file, &text, at, "these bytes are no UTF-8: save the file as UTF-8"))
        }
    }
}

/// Reads and checks a text; `file` is its name in problems. What it does not set keeps its default.
///
/// # Errors
/// The first thing wrong with it.
pub fn parse(text: &str, file: &str, commands: &[&str]) -> Result<Config, Problem> {
    let (source, values) = Source::parse(file, text)?;
    let mut config = Config::deserialize(values).map_err(|error| explain::problem(&source, &error))?;
    if config.listeners.is_empty() {
        config.listeners.push(Listener::default());
    }
    check::all(&config, &source, commands)?;
    Ok(config)
}

/// What is wrong with a configuration, shown as one line: ``config/chat.toml:12:5: unknown key `prot`: ...``.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, as it was named.
    pub file: String,
    /// Line and column, in characters, both counted from 1; none: the file cannot be read.
    pub place: Option<(usize, usize)>,
    /// What is wrong, and what would have worked.
    pub message: String,
}

impl Problem {
    pub(super) fn at(file: &str, text: &str, at: usize, message: impl Into<String>) -> Self {
        Problem { file: file.to_owned(), place: Some(position(text, at)), message: message.into() }
    }

    fn unread(file: &str, why: &io::Error) -> Self {
        let reason = why.to_string();
        let reason = reason.split(" (os error").next().unwrap_or_default();
        let message = match why.kind() {
            io::ErrorKind::NotFound => format!("{reason} (without --config, chat runs on its built-in defaults)"),
            io::ErrorKind::PermissionDenied => format!("{reason} (the user who starts chat must be able to read it)"),
            _ => format!("{reason} (a file like config/chat.toml is wanted here)"),
        };
        Problem { file: file.to_owned(), place: None, message }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some((line, column)) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        f.write_str(": ")?;
        let hidden = |c: char| c.is_control() || is_format(c);
        self.message
            .chars()
            .try_for_each(|c| if hidden(c) { write!(f, "{}", c.escape_unicode()) } else { write!(f, "{c}") })
    }
}

impl std::error::Error for Problem {}
