//! What serde found wrong with a configuration, said for the person who wrote the file.

use toml::{Table, Value};

use super::Config;
use super::load::Problem;
use super::source::{Place, Source};
use crate::model::nearest;

/// What `listener.address` wants.
const ADDRESS: &str = "an address and a port in quotes";

/// Serde's error, in our words and at its place.
pub(super) fn problem(source: &Source, error: &toml::de::Error) -> Problem {
    let message = error.message();
    let span = error.span().unwrap_or_default();
    if let Some((key, known)) = unknown(message, "unknown field `") {
        return source.problem(span.start, wrong_key(key, &known));
    }
    let Some(place) = source.spanning(&span) else {
        return source.problem(span.start, message);
    };
    let name = name(&place.path);
    if let Some((word, known)) = unknown(message, "unknown variant `") {
        let message =
            format!("unknown value `{word}` for `{name}`{} (known: {})", hint(word, &known), known.join(", "));
        return source.problem(span.start, message);
    }
    if let Some(key) = message.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
        return source.problem(span.start, format!("`{name}` needs the key `{key}`"));
    }
    if let Some(message) = wrong_brackets(place) {
        return source.problem(span.start, message);
    }
    if let Some(expected) = expected(message) {
        let found = found(source, place, expected);
        return source
            .problem(span.start, format!("`{name}`: expected {expected}, found {found}{}", example(&place.path)));
    }
    source.problem(element(place, message), format!("`{name}`: {message}"))
}

/// The wrong word and the right ones in serde's "unknown ... `x`, expected one of `a`, `b`".
fn unknown<'m>(message: &'m str, start: &str) -> Option<(&'m str, Vec<&'m str>)> {
    let (word, known) = message.strip_prefix(start)?.rsplit_once("`, expected ")?;
    Some((word, known.split('`').skip(1).step_by(2).collect()))
}

fn wrong_key(key: &str, known: &[&str]) -> String {
    let hint = if nearest(key, known.iter().copied()).is_none() { elsewhere(key) } else { None };
    let hint = hint.unwrap_or_else(|| self::hint(key, known));
    format!("unknown key `{key}`{hint} (known here: {})", known.join(", "))
}

fn hint(word: &str, known: &[&str]) -> String {
    nearest(word, known.iter().copied()).map(|near| format!(": did you mean `{near}`?")).unwrap_or_default()
}

/// Every key with its default.
fn defaults() -> Table {
    Table::try_from(Config::default()).unwrap_or_default()
}

/// Where a key belongs that is not known where it stands.
fn elsewhere(key: &str) -> Option<String> {
    let defaults = defaults();
    match defaults.get(key) {
        Some(Value::Array(_)) => {
            return Some(format!(": write `[[{key}]]`, or `{key} = []` above the first section"));
        }
        Some(_) => return Some(format!(": write `[{key}]`")),
        None => {}
    }
    defaults.iter().find_map(|(section, value)| match value {
        Value::Table(keys) if keys.contains_key(key) => Some(format!(": it belongs in [{section}]")),
        Value::Array(all) if all.iter().any(|one| one.get(key).is_some()) => {
            Some(format!(": it belongs in [[{section}]]"))
        }
        _ => None,
    })
}

/// `[admin]` for `[[admin]]`, or the other way round.
fn wrong_brackets(place: &Place) -> Option<String> {
    let key = &place.path;
    match defaults().get(key)? {
        Value::Array(_) if place.value.is_table() => Some(format!("there may be several: write `[[{key}]]`")),
        Value::Table(_) if place.value.is_array() => Some(format!("there is only one: write `[{key}]`")),
        _ => None,
    }
}

/// What would have been right, if serde's message says so.
fn expected(message: &str) -> Option<&str> {
    match message {
        "wanted string or table" => return Some("a word in quotes"),
        "invalid socket address syntax" => return Some(ADDRESS),
        _ => {}
    }
    let (_, expected) = message.strip_prefix("invalid ")?.rsplit_once(", expected ")?;
    Some(match expected {
        "usize" | "u64" => "a whole number, 0 or more",
        "u32" => "a whole number from 0 to 4294967295",
        "a boolean" => "true or false",
        "a string" => "text in quotes",
        "socket address" => ADDRESS,
        "a sequence" => "a list in [ ]",
        section if section.starts_with("struct ") => "a section",
        other => other,
    })
}

/// What stands there instead: a number that is out of range as it is written, else only its kind, for it may be a secret.
fn found(source: &Source, place: &Place, expected: &str) -> String {
    let kind = match place.value.type_str() {
        "integer" | "float" if expected.contains("number") => return format!("`{}`", source.text(&place.span)),
        "string" if expected == ADDRESS => return format!("`{}`", source.text(&place.span)),
        "integer" | "float" => "a number",
        "string" => "text",
        "boolean" => "true or false",
        "datetime" => "a date",
        "array" => "a list",
        _ => "a section",
    };
    kind.to_owned()
}

/// The default of the key at this path, as it would be written.
fn example(path: &str) -> String {
    let value = path.split('.').try_fold(Value::Table(defaults()), |value, key| match value {
        Value::Array(all) => all.into_iter().next(),
        Value::Table(mut keys) => keys.remove(key),
        _ => None,
    });
    match value {
        Some(Value::Table(_)) | None => String::new(),
        Some(value) => format!(" (for example {value})"),
    }
}

/// A path as the file's reader knows it: without positions in arrays.
fn name(path: &str) -> String {
    path.split('.').filter(|key| key.parse::<usize>().is_err()).collect::<Vec<_>>().join(".")
}

/// Where the element of an array stands that the message quotes; else the array.
fn element(place: &Place, message: &str) -> usize {
    let all = place.value.as_array().into_iter().flat_map(|array| array.iter());
    let quoted = |text: &str| message.starts_with(&format!("`{text}`"));
    let mut wrong = all.filter(|one| one.get_ref().as_str().is_some_and(quoted));
    wrong.next().map_or(place.span.start, |one| one.span().start)
}
