//! Answers that are the same for all who read them, but for the reader's name: written once.

use std::sync::OnceLock;

use super::numeric::Numeric;

/// Numerics that many people are told, each with its words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    lines: Vec<(Numeric, Vec<String>)>,
    written: OnceLock<Vec<(String, String)>>,
}

impl Sheet {
    /// One of these lines.
    #[must_use]
    pub fn new(lines: Vec<(Numeric, Vec<String>)>) -> Self {
        Sheet { lines, written: OnceLock::new() }
    }

    /// The lines.
    #[must_use]
    pub fn lines(&self) -> &[(Numeric, Vec<String>)] {
        &self.lines
    }

    /// What stands in each line before the reader's name, and behind it; `write` writes it the first time.
    pub fn written(
        &self,
        write: impl Fn(Numeric, &[String]) -> (String, String),
    ) -> impl Iterator<Item = (&str, &str)> {
        let write_all = || self.lines.iter().map(|(numeric, words)| write(*numeric, words)).collect();
        self.written.get_or_init(write_all).iter().map(|(before, behind)| (before.as_str(), behind.as_str()))
    }
}
