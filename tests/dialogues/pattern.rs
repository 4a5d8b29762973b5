//! The braces in a dialogue's lines: what they stand for, and what is heard where something varies.

use std::collections::BTreeMap;

/// The names that braces stand for.
#[derive(Debug, Default)]
pub struct Known {
    /// Where each one connected from, as `{toto}` has it: address and port.
    pub addresses: BTreeMap<String, String>,
    /// What each `{id:name}` was when it was first heard.
    ids: BTreeMap<String, String>,
}

/// A piece of a line.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    /// These characters.
    Exactly(String),
    /// `{time}`: a time of day like 14:05.
    Time,
    /// `{moment}`: a time like 2026-07-30T14:05:00.000Z.
    Moment,
    /// `{number}`: digits.
    Number,
    /// `{id:a}`: one word, the same wherever it is called `a`; `{id}`: any word.
    Id(String),
    /// `{text}`: whatever the line goes on with, but something.
    Text,
}

/// Times, a digit where one stands.
const TIME: &str = "00:00";
const MOMENT: &str = "0000-00-00T00:00:00.000Z";

impl Known {
    /// A line somebody types, with its braces filled in.
    pub fn fill(&self, line: &str) -> Result<String, String> {
        self.parts(line)?.into_iter().try_fold(String::new(), |filled, part| match part {
            Part::Exactly(text) => Ok(filled + &text),
            Part::Id(name) => match self.ids.get(&name) {
                Some(id) => Ok(filled + id),
                None => Err(format!("{{id:{name}}} was not heard before")),
            },
            part => Err(format!("{part:?} varies: it can be heard, not said")),
        })
    }

    /// Whether a line is the one expected; what its ids are is remembered.
    pub fn fits(&mut self, expected: &str, heard: &str) -> Result<bool, String> {
        let known = self.ids.clone();
        let fits = self.matches(expected, heard)?;
        if !fits {
            self.ids = known;
        }
        Ok(fits)
    }

    fn matches(&mut self, expected: &str, heard: &str) -> Result<bool, String> {
        let mut rest = heard;
        for part in self.parts(expected)? {
            let length = match part {
                Part::Exactly(text) => rest.starts_with(&text).then_some(text.len()),
                Part::Time => is_like(rest, TIME),
                Part::Moment => is_like(rest, MOMENT),
                Part::Number => Some(rest.bytes().take_while(u8::is_ascii_digit).count()).filter(|length| *length > 0),
                Part::Id(name) => self.id(&name, rest),
                Part::Text => Some(rest.len()).filter(|length| *length > 0),
            };
            let Some(length) = length else { return Ok(false) };
            rest = &rest[length..];
        }
        Ok(rest.is_empty())
    }

    /// The length of an id at the start of a text, if it is one, and the one that has this name.
    fn id(&mut self, name: &str, text: &str) -> Option<usize> {
        let ends = |(at, c): (usize, char)| (" ;,:=".contains(c) || at > 0 && "!@".contains(c)).then_some(at);
        let length = text.char_indices().find_map(ends).unwrap_or(text.len());
        let id = &text[..length];
        if id.is_empty() || self.ids.get(name).is_some_and(|known| known != id) {
            return None;
        }
        // Another name is another id.
        if name.is_empty() || self.ids.iter().any(|(other, known)| other != name && known == id) {
            return Some(length).filter(|_| name.is_empty());
        }
        self.ids.insert(name.to_owned(), id.to_owned());
        Some(length)
    }

    /// The pieces of a line. Braces around something that is no word stay; around a word they must stand for something.
    fn parts(&self, line: &str) -> Result<Vec<Part>, String> {
        let (mut parts, mut text, mut rest) = (Vec::new(), String::new(), line);
        while let Some((before, after)) = rest.split_once('{') {
            text += before;
            let Some((word, behind)) = after.split_once('}') else {
                text.push('{');
                rest = after;
                continue;
            };
            rest = behind;
            let varying = match word {
                "time" => Part::Time,
                "moment" => Part::Moment,
                "number" => Part::Number,
                "text" => Part::Text,
                "id" => Part::Id(String::new()),
                _ => match word.strip_prefix("id:").filter(|name| is_name(name)) {
                    Some(name) => Part::Id(name.to_owned()),
                    None => {
                        text += &self.word(word)?;
                        continue;
                    }
                },
            };
            parts.extend([Part::Exactly(std::mem::take(&mut text)), varying]);
        }
        parts.push(Part::Exactly(text + rest));
        Ok(parts)
    }

    /// What a word in braces stands for, where that is always the same.
    fn word(&self, word: &str) -> Result<String, String> {
        let repeated = word.split_once('*').and_then(|(text, times)| Some(text.repeat(times.parse().ok()?)));
        match (word, repeated, self.addresses.get(word)) {
            (_, Some(repeated), _) => Ok(repeated),
            (_, _, Some(address)) => Ok(address.clone()),
            ("space", ..) => Ok(" ".into()),
            ("ctcp", ..) => Ok("\u{1}".into()),
            (word, ..) if is_name(word) => Err(format!("{{{word}}} stands for nothing here")),
            (word, ..) => Ok(format!("{{{word}}}")),
        }
    }
}

/// A line of IRC, its last word without the colon that it does not need: programs read both as the same
/// (modern.ircdocs.horse "Parameters").
pub fn plain(line: &str) -> String {
    let behind_tags = line.strip_prefix('@').and_then(|tagged| Some(line.len() - tagged.len() + tagged.find(' ')?));
    let source = behind_tags.map_or(0, |at| at + 1);
    let verb = source + line[source..].find(' ').unwrap_or(0);
    match line[verb..].split_once(" :") {
        Some((before, last))
            if !last.is_empty()
                && !last.starts_with(':')
                && ![" ", "{space}"].iter().any(|space| last.contains(space)) =>
        {
            format!("{}{before} {last}", &line[..verb])
        }
        _ => line.to_owned(),
    }
}

/// Whether a text begins like this one, a digit where it has one; how long that is.
fn is_like(text: &str, like: &str) -> Option<usize> {
    let is = |(byte, like): (u8, u8)| if like == b'0' { byte.is_ascii_digit() } else { byte == like };
    (text.len() >= like.len() && text.bytes().zip(like.bytes()).all(is)).then_some(like.len())
}

/// Whether a word may be somebody's name in a dialogue.
pub fn is_name(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(known: &mut Known, expected: &str, heard: &str) -> bool {
        known.fits(expected, heard).is_ok_and(|fits| fits)
    }

    #[test]
    fn only_what_varies_may_vary() {
        let mut known = Known::default();
        for (expected, heard) in [
            ("at {time}", "at 14:05"),
            ("@time={moment} x", "@time=2026-07-30T14:05:00.123Z x"),
            ("{number} {number}", "1 23"),
            (":s 003 eve :{text}", ":s 003 eve :any words"),
            ("{id};{id:a}", "x;y"),
            ("{x*3}{space}{}", "xxx {}"),
        ] {
            assert!(fits(&mut known, expected, heard), "{expected} {heard}");
            assert!(
                !fits(&mut known, expected, &format!("{heard}\u{1}")) || expected.ends_with("{text}"),
                "{expected}"
            );
            assert!(!fits(&mut known, expected, &heard[1..]) && !fits(&mut known, expected, ""), "{expected}");
        }
        assert!(!fits(&mut known, "at {time}", "at 1405:"));
        assert!(known.fits("{nobody} hi", "x hi").is_err(), "a slip is told");
    }

    #[test]
    fn an_id_is_the_same_by_the_same_name_and_another_by_another() {
        let mut known = Known::default();
        assert!(known.fill("{id:a}").is_err());
        assert!(!fits(&mut known, "{id:a} one", "x two"), "what does not fit is not remembered");
        assert!(fits(&mut known, "+{id:a} one", "+y one"));
        assert!(fits(&mut known, "-{id:a}", "-y") && !fits(&mut known, "-{id:a}", "-z"));
        assert!(fits(&mut known, "-{id:b}", "-z") && !fits(&mut known, "{id:c}", "y"));
        assert_eq!(known.fill("reply={id:a}").as_deref(), Ok("reply=y"));
    }

    #[test]
    fn a_colon_that_is_not_needed_is_no_difference() {
        for (line, same) in [
            (":s NICK :eve", ":s NICK eve"),
            ("@a=b :s PONG s :x", "@a=b :s PONG s x"),
            (":s PRIVMSG #tp :two words", ":s PRIVMSG #tp :two words"),
            (":s TOPIC #tp :", ":s TOPIC #tp :"),
            (":s PRIVMSG #tp ::-)", ":s PRIVMSG #tp ::-)"),
            (":eve", ":eve"),
            ("", ""),
        ] {
            assert_eq!(plain(line), same);
        }
    }
}
