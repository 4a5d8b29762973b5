//! Answers that bear the label of the line they answer, in a batch where they are several (IRCv3 labeled-response).

use std::fmt::Write;

use super::tags::escape;

/// The answers to one line, with the label they are to bear.
#[derive(Debug)]
pub struct Labelled<'a> {
    /// What the line was labelled with.
    pub label: &'a str,
    /// A name for the batch, not in use on this connection.
    pub batch: &'a str,
    /// The server's name.
    pub server: &'a str,
}

/// Writes the answers to a line, as they were rendered, with its label: on the one line there is, or on the batch that
/// holds them; where there is none, an `ACK` says that the line was read.
pub fn labelled(answers: &str, by: &Labelled, out: &mut String) {
    let Labelled { label, batch, server } = by;
    let mut tag = String::from("label=");
    escape(label, &mut tag);
    let count = answers.split_inclusive("\r\n").count();
    match count {
        0 => {
            let _ = write!(out, "@{tag} :{server} ACK\r\n");
        }
        1 => tagged(answers, &tag, out),
        _ => {
            // A batch in the answers is part of the one around it; its own lines name it already.
            if is_one_batch(answers) {
                let (first, rest) = answers.split_once("\r\n").unwrap_or((answers, ""));
                tagged(&format!("{first}\r\n"), &tag, out);
                out.push_str(rest);
                return;
            }
            let _ = write!(out, "@{tag} :{server} BATCH +{batch} labeled-response\r\n");
            for line in answers.split_inclusive("\r\n") {
                if names_a_batch(line) { out.push_str(line) } else { tagged(line, &format!("batch={batch}"), out) }
            }
            let _ = write!(out, ":{server} BATCH -{batch}\r\n");
        }
    }
}

/// Whether the answers are one batch, from its first line to its last.
fn is_one_batch(answers: &str) -> bool {
    let mut lines = answers.lines();
    let opened = |line: &str| words(line).nth(2).and_then(|word| word.strip_prefix('+')).map(str::to_owned);
    let first = lines.next().filter(|line| is_batch(line)).and_then(opened);
    let last = lines.next_back().filter(|line| is_batch(line)).and_then(|line| {
        words(line).nth(2).and_then(|word| word.strip_prefix('-')).map(str::to_owned)
    });
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
fn tagged(line: &str, tag: &str, out: &mut String) {
    let _ = match line.strip_prefix('@') {
        Some(rest) => write!(out, "@{tag};{rest}"),
        None => write!(out, "@{tag} {line}"),
    };
}
