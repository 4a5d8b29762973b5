//! Answers that bear the label of the line they answer, in a batch where they are several (IRCv3 labeled-response).

use std::fmt::Write;

use super::tags::escape;
use crate::model::Time;

/// The answers to one line, with the label they are to bear.
#[derive(Debug)]
pub struct Labelled<'a> {
    /// What the line was labelled with.
    pub label: &'a str,
    /// A name for the batch, not in use on this connection.
    pub batch: &'a str,
    /// The server's name.
    pub server: &'a str,
    /// When it is answered, for those who want to know (IRCv3 server-time).
    pub at: Option<Time>,
}

impl Labelled<'_> {
    /// A line of the server's own, of these words.
    fn line(&self, labelled: bool, words: &str, out: &mut String) {
        let mut tags = Vec::new();
        if labelled {
            tags.push(self.tag());
        }
        tags.extend(self.at.map(|at| format!("time={}", at.iso())));
        if !tags.is_empty() {
            let _ = write!(out, "@{} ", tags.join(";"));
        }
        let _ = write!(out, ":{} {words}\r\n", self.server);
    }

    fn open(&self, out: &mut String) {
        self.line(true, &format!("BATCH +{} labeled-response", self.batch), out);
    }

    fn close(&self, out: &mut String) {
        self.line(false, &format!("BATCH -{}", self.batch), out);
    }

    fn tag(&self) -> String {
        let mut tag = String::from("label=");
        escape(self.label, &mut tag);
        tag
    }
}

/// Writes the answers to a line, as they were rendered, with its label: on the one line there is, or on the batch that
/// holds them; where there is none, an `ACK` says that the line was read.
pub fn labelled(answers: &str, by: &Labelled, out: &mut String) {
    match answers.split_inclusive("\r\n").count() {
        0 => by.line(true, "ACK", out),
        1 => tagged(answers, &by.tag(), out),
        _ if is_one_batch(answers) => {
            let first = answers.split_inclusive("\r\n").next().unwrap_or_default();
            tagged(first, &by.tag(), out);
            out.push_str(&answers[first.len()..]);
        }
        _ => {
            by.open(out);
            inside(answers, by.batch, out);
            by.close(out);
        }
    }
}

/// Lines in a batch. A batch among them is part of the one around it; its own lines name it already.
fn inside(answers: &str, batch: &str, out: &mut String) {
    for line in answers.split_inclusive("\r\n") {
        if names_a_batch(line) { out.push_str(line) } else { tagged(line, &format!("batch={batch}"), out) }
    }
}

/// Which part of an answer that is written in several: its batch is opened before the first and ends behind the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Part {
    First,
    Middle,
    Last,
}

/// Writes a part of the answers to a line, in the batch that bears its label.
pub fn labelled_part(answers: &str, by: &Labelled, part: Part, out: &mut String) {
    if part == Part::First {
        by.open(out);
    }
    inside(answers, by.batch, out);
    if part == Part::Last {
        by.close(out);
    }
}

/// Whether the answers are one batch, from its first line to its last.
fn is_one_batch(answers: &str) -> bool {
    let mut lines = answers.lines();
    let opened = |line: &str| words(line).nth(2).and_then(|word| word.strip_prefix('+')).map(str::to_owned);
    let first = lines.next().filter(|line| is_batch(line)).and_then(opened);
    let last = lines
        .next_back()
        .filter(|line| is_batch(line))
        .and_then(|line| words(line).nth(2).and_then(|word| word.strip_prefix('-')).map(str::to_owned));
    first.is_some() && first == last
}

fn is_batch(line: &str) -> bool {
    words(line).nth(1) == Some("BATCH")
}

/// The words of a line behind its tags: the source, the verb, and so on.
fn words(line: &str) -> impl Iterator<Item = &str> {
    let behind = if line.starts_with('@') { line.split_once(' ').map_or("", |(_, rest)| rest) } else { line };
    behind.split(' ').map(|word| word.trim_end_matches("\r\n"))
}

fn names_a_batch(line: &str) -> bool {
    let tags = line.strip_prefix('@').and_then(|line| line.split_once(' ')).map_or("", |(tags, _)| tags);
    tags.split(';').any(|tag| tag.starts_with("batch="))
}

/// A line with one more tag.
pub(super) fn tagged(line: &str, tag: &str, out: &mut String) {
    let _ = match line.strip_prefix('@') {
        Some(rest) => write!(out, "@{tag};{rest}"),
        None => write!(out, "@{tag} {line}"),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bears(answers: &[&str]) -> Vec<String> {
        let text: String = answers.iter().map(|line| format!("{line}\r\n")).collect();
        let mut out = String::new();
        labelled(&text, &Labelled { label: "a b;", batch: "n1", server: "s", at: None }, &mut out);
        assert_eq!(out.matches("label=").count(), 1, "exactly one logical message bears it");
        out.lines().map(str::to_owned).collect()
    }

    /// labeled-response, "Tags" and "The ACK response".
    #[test]
    fn one_answer_several_and_none() {
        assert_eq!(bears(&[]), ["@label=a\\sb\\: :s ACK"]);
        assert_eq!(bears(&[":s 401 e x :No"]), ["@label=a\\sb\\: :s 401 e x :No"]);
        assert_eq!(bears(&["@time=t;msgid=m :e PRIVMSG x :hi"]), ["@label=a\\sb\\:;time=t;msgid=m :e PRIVMSG x :hi"]);
        assert_eq!(
            bears(&["@time=t :s 1", ":s 2"]),
            [
                "@label=a\\sb\\: :s BATCH +n1 labeled-response",
                "@batch=n1;time=t :s 1",
                "@batch=n1 :s 2",
                ":s BATCH -n1"
            ]
        );
    }

    /// server-time: the lines around the answers have the time too.
    #[test]
    fn the_time_is_on_the_lines_around() {
        let by = Labelled { label: "1", batch: "b", server: "s", at: Some(Time(0)) };
        let mut out = String::new();
        labelled("", &by, &mut out);
        assert_eq!(out, "@label=1;time=1970-01-01T00:00:00.000Z :s ACK\r\n");
        out.clear();
        labelled(":s 1\r\n:s 2\r\n", &by, &mut out);
        assert!(out.ends_with("@time=1970-01-01T00:00:00.000Z :s BATCH -b\r\n"), "{out}");
    }

    /// "An existing type applicable to the entire response" bears the label itself; any other batch is nested
    /// (batch, "Nested batch": its first and last line name the outer one).
    #[test]
    fn batches_inside() {
        let inner = [":s BATCH +i x", "@batch=i :s 1", "@batch=i;time=t :s 2", ":s BATCH -i"];
        assert_eq!(bears(&inner), ["@label=a\\sb\\: :s BATCH +i x", inner[1], inner[2], inner[3]]);
        let lines = bears(&[&inner[..], &[":s 3"]].concat());
        assert_eq!(
            lines[1..],
            ["@batch=n1 :s BATCH +i x", inner[1], inner[2], "@batch=n1 :s BATCH -i", "@batch=n1 :s 3", ":s BATCH -n1"]
        );
    }
}
