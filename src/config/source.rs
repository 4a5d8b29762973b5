//! The text of a configuration, and where each of its keys and values stands.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::load::Problem;

/// A file of TOML: its name, its text, and its values with their places.
pub(super) struct Source<'t> {
    file: &'t str,
    text: &'t str,
    places: Vec<Place<'t>>,
}

/// A key, its value, and their bytes in the text.
pub(super) struct Place<'t> {
    /// The keys that lead here, and the positions in arrays from 0: `listener.1.address`.
    pub path: String,
    /// Where the key begins; in an array, where the value does.
    pub key: usize,
    /// The bytes of the value; of a section, those of its header.
    pub span: Range<usize>,
    /// The value.
    pub value: DeValue<'t>,
}

impl<'t> Source<'t> {
    /// Reads TOML: the file's places, and its values for serde.
    ///
    /// # Errors
    /// The first mistake in its syntax.
    pub fn parse(file: &'t str, text: &'t str) -> Result<(Self, toml::Deserializer<'t>), Problem> {
        let root = DeTable::parse(text).map_err(|error| wrong_syntax(file, text, &error))?;
        let mut places = Vec::new();
        for (key, value) in root.get_ref() {
            list(key.get_ref().to_string(), key.span().start, value, &mut places);
        }
        Ok((Source { file, text, places }, root.into()))
    }

    /// A problem at this byte of the text.
    pub fn problem(&self, at: usize, message: impl Into<String>) -> Problem {
        Problem::at(self.file, self.text, at, message)
    }

    /// The place of this path, if the file has it.
    pub fn find(&self, path: &str) -> Option<&Place<'t>> {
        self.places.iter().find(|place| place.path == path)
    }

    /// The outermost place whose value has these bytes.
    pub fn spanning(&self, span: &Range<usize>) -> Option<&Place<'t>> {
        self.places.iter().find(|place| place.span == *span)
    }

    /// The text between two bytes.
    pub fn text(&self, span: &Range<usize>) -> &'t str {
        self.text.get(span.clone()).unwrap_or_default()
    }

    /// The line of a byte, counted from 1.
    pub fn line(&self, at: usize) -> usize {
        position(self.text, at).0
    }
}

/// Adds a value and all that is in it, the outermost first.
fn list<'t>(path: String, key: usize, value: &Spanned<DeValue<'t>>, places: &mut Vec<Place<'t>>) {
    places.push(Place { path: path.clone(), key, span: value.span(), value: value.get_ref().clone() });
    match value.get_ref() {
        DeValue::Table(table) => {
            for (key, value) in table {
                list(format!("{path}.{}", key.get_ref()), key.span().start, value, places);
            }
        }
        DeValue::Array(array) => {
            for (position, value) in array.iter().enumerate() {
                list(format!("{path}.{position}"), value.span().start, value, places);
            }
        }
        _ => {}
    }
}

fn wrong_syntax(file: &str, text: &str, error: &toml::de::Error) -> Problem {
    let span = error.span().unwrap_or_default();
    let message = match error.message() {
        "duplicate key" => format!("`{}` is set twice", text.get(span.clone()).unwrap_or_default()),
        other if other.starts_with("string values must be quoted") => {
            "the value is missing, or lacks its quotes".to_owned()
        }
        other => other.to_owned(),
    };
    Problem::at(file, text, span.start, message)
}

/// The line and the column, in characters, of a byte of `text`; both counted from 1.
pub(super) fn position(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (before.matches('\n').count() + 1, column)
}
