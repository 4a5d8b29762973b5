//! One IRC message, written: whatever it is made of, it is one line, and no longer than it may be.

use std::fmt;

use super::message::{LONGEST, LONGEST_TAGS, Message};
use super::split;
use super::tags::Tags;

impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let mut line = String::new();
        build(&mut line, &self.tags, self.source.as_deref(), &self.verb, &self.params);
        f.write_str(line.trim_end_matches(['\r', '\n']))
    }
}

/// Writes a whole line, CR LF included. Its last param gets a `:` where it needs one: empty, with a space, or beginning
/// with `:`.
///
/// Whatever it is handed, one line comes out that is read as this source, this verb and this many params: CR, LF and NUL
/// become a space in the last param and `_` elsewhere, as does a space; another param that begins with `:` begins with
/// `_`, and an empty one is `*`. What goes beyond [`LONGEST`] is cut off its end, between two grapheme clusters; tags that go
/// beyond [`LONGEST_TAGS`] are left out, the last ones first.
pub fn build(out: &mut String, tags: &Tags, source: Option<&str>, verb: &str, params: &[impl AsRef<str>]) {
    write_line(out, tags, source, verb, params, false);
}

/// The same, for a last param that is a text, a new nick or an answer to PING: always with its `:`.
///
/// COMPAT: sic takes what stands behind the first `:` for the text, and without one it finds none.
pub fn build_text(out: &mut String, tags: &Tags, source: Option<&str>, verb: &str, params: &[impl AsRef<str>]) {
    write_line(out, tags, source, verb, params, true);
}

fn write_line(
    out: &mut String,
    tags: &Tags,
    source: Option<&str>,
    verb: &str,
    params: &[impl AsRef<str>],
    colon: bool,
) {
    if !tags.is_empty() {
        let begin = out.len();
        out.push('@');
        tags.write(out, LONGEST_TAGS - 2);
        match out.len() - begin {
            1 => out.truncate(begin),
            _ => out.push(' '),
        }
    }
    let begin = out.len();
    if let Some(source) = source.filter(|source| !source.is_empty()) {
        out.push(':');
        push_clean(out, source, '_');
        out.push(' ');
    }
    push_middle(out, verb);
    if let Some((last, middle)) = params.split_last() {
        for param in middle {
            out.push(' ');
            push_middle(out, param.as_ref());
        }
        let last = last.as_ref();
        out.push(' ');
        if colon || last.is_empty() || last.starts_with(':') || last.bytes().any(breaks) {
            out.push(':');
        }
        push_clean(out, last, ' ');
    }
    if out.len() - begin > LONGEST - 2 {
        let kept = split::start(&out[begin..], LONGEST - 2).len();
        out.truncate(begin + kept);
    }
    out.push_str("\r\n");
}

/// Writes a word that more words follow.
fn push_middle(out: &mut String, word: &str) {
    match word.strip_prefix(':') {
        _ if word.is_empty() => out.push('*'),
        Some(rest) => {
            out.push('_');
            push_clean(out, rest, '_');
        }
        None => push_clean(out, word, '_'),
    }
}

/// Writes a text without what would end the line or, where `instead` is no space, the word.
fn push_clean(out: &mut String, text: &str, instead: char) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(breaks) {
        out.push_str(&rest[..at]);
        out.push(instead);
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

/// Whether a byte ends a word, or must not be in a message (RFC 2812 2.3.1 `nospcrlfcl`).
fn breaks(byte: u8) -> bool {
    matches!(byte, b' ' | b'\r' | b'\n' | 0)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    fn line(source: &str, verb: &str, params: &[&str]) -> String {
        let mut out = String::new();
        build(&mut out, &Tags::default(), Some(source), verb, params);
        out
    }

    #[test]
    fn joins_messages() {
        for (verb, params, expected) in [
            ("QUIT", &[][..], ":s QUIT"),
            ("JOIN", &["#c"], ":s JOIN #c"),
            ("MODE", &["#c", "+ov", "bob", "eve"], ":s MODE #c +ov bob eve"),
            ("PRIVMSG", &["#c", "hi"], ":s PRIVMSG #c hi"),
            ("PRIVMSG", &["#c", "hi there"], ":s PRIVMSG #c :hi there"),
            ("PRIVMSG", &["#c", " hi"], ":s PRIVMSG #c : hi"),
            ("PRIVMSG", &["#c", "hi "], ":s PRIVMSG #c :hi "),
            ("PRIVMSG", &["#c", ""], ":s PRIVMSG #c :"),
            ("PRIVMSG", &["#c", ":-)"], ":s PRIVMSG #c ::-)"),
            ("PRIVMSG", &["#c", ":"], ":s PRIVMSG #c ::"),
            ("PRIVMSG", &["#c", "a:b"], ":s PRIVMSG #c a:b"),
            ("366", &["bob", "#c", "End of /NAMES list."], ":s 366 bob #c :End of /NAMES list."),
        ] {
            assert_eq!(line("s", verb, params), format!("{expected}\r\n"));
        }
        let (mut out, tags) = (String::from("before\r\n"), Tags::parse("label=a\\sb;+typing"));
        build(&mut out, &tags, None, "TAGMSG", &["#c"]);
        build_text(&mut out, &Tags::default(), Some(""), "PING", &["token"]);
        assert_eq!(out, "before\r\n@label=a\\sb;+typing TAGMSG #c\r\nPING :token\r\n");
    }

    #[test]
    fn nothing_breaks_out_of_its_place() {
        for (source, verb, params, expected) in [
            ("a b", "PING", &["x"][..], ":a_b PING x"),
            ("a\r\nQUIT", "PI NG", &["x"], ":a__QUIT PI_NG x"),
            ("s", "", &["x"], ":s * x"),
            ("s", "X", &["", "y"], ":s X * y"),
            ("s", "X", &["a b", ":c", "::1", "d\0e", "y"], ":s X a_b _c _:1 d_e y"),
            ("s", "X", &["a\r\nQUIT :b"], ":s X :a  QUIT :b"),
            ("s", "X", &["a\nb"], ":s X :a b"),
            ("s", "X", &["a\0"], ":s X :a "),
        ] {
            assert_eq!(line(source, verb, params), format!("{expected}\r\n"));
        }
        let mut tags = Tags::default();
        tags.set("a\r\nb", "c");
        let mut out = String::new();
        build(&mut out, &tags, None, "X", &[""; 0]);
        tags.set("ok", "d\r\n e");
        build(&mut out, &tags, None, "X", &[""; 0]);
        assert_eq!(out, "X\r\n@ok=d\\r\\n\\se X\r\n");
    }

    #[test]
    fn a_long_message_is_cut_to_512_bytes() {
        let text = "é".repeat(300) + "x";
        let mut out = String::new();
        build(&mut out, &Tags::parse("time=now"), Some("se"), "PRIVMSG", &["#c", &text]);
        let message = out.strip_prefix("@time=now ").unwrap();
        assert_eq!(message.len(), LONGEST - 1, "a byte less, as `é` has two");
        assert!(message.ends_with("é\r\n"));
        for size in 508..514 {
            assert_eq!(line("s", "X", &[&"x".repeat(size - ":s X ".len())]).len(), size.min(510) + 2);
        }
    }

    #[test]
    fn tags_beyond_8191_bytes_are_left_out() {
        for (more, kept) in [(0, true), (1, false)] {
            let mut tags = Tags::parse("time=now");
            tags.set("+long", "x".repeat(LONGEST_TAGS - "@time=now;+long= ".len() + more));
            let mut out = String::new();
            build(&mut out, &tags, None, "X", &[""; 0]);
            assert_eq!(out.len(), "X\r\n".len() + if kept { LONGEST_TAGS } else { "@time=now ".len() });
        }
    }

    /// What is built is read as it was.
    #[test]
    fn reads_what_it_writes() {
        let mut random = fastrand::Rng::with_seed(3);
        let alphabet: Vec<char> = "ab:;= \\\r\n+/@!*\té🦀\u{301}".chars().collect();
        let text = |random: &mut fastrand::Rng, most: usize, no: &str| -> String {
            let chars: Vec<char> = alphabet.iter().copied().filter(|c| !no.contains(*c)).collect();
            (0..random.usize(..=most)).map(|_| chars[random.usize(..chars.len())]).collect()
        };
        for _ in 0..20_000 {
            let mut message = Message { verb: ["PING", "x", "001"][random.usize(..3)].into(), ..Message::default() };
            for _ in 0..random.usize(..4) {
                let (key, value) = (text(&mut random, 3, ";= \r\n"), text(&mut random, 6, ""));
                if !key.is_empty() {
                    message.tags.set(key, value);
                }
            }
            message.source = Some(text(&mut random, 5, " \r\n").into()).filter(|source: &Cow<str>| !source.is_empty());
            for _ in 0..random.usize(..4) {
                message.params.push(text(&mut random, 5, " \r\n").into());
            }
            message.params.retain(|param| !param.is_empty() && !param.starts_with(':'));
            if random.bool() {
                message.params.push(text(&mut random, 8, "\r\n").into());
            }
            let line = message.to_string();
            assert_eq!(Message::parse(&line).as_ref(), Ok(&message), "{line:?}");
            assert_eq!(Message::parse(&line).unwrap().into_owned(), message);
        }
    }

    /// Whatever the parts are, one line comes out, with as many params, and it is read.
    #[test]
    fn survives_anything() {
        let mut random = fastrand::Rng::with_seed(5);
        let parts = ["a", ":", " ", "@", ";", "=", "\\", "\r", "\n", "\0", "é", "é\u{301}", "PING", "  "];
        let text = |random: &mut fastrand::Rng| -> String {
            (0..random.usize(..8)).map(|_| parts[random.usize(..parts.len())]).collect()
        };
        for _ in 0..20_000 {
            let mut tags = Tags::default();
            (0..random.usize(..3)).for_each(|_| tags.set(text(&mut random), text(&mut random)));
            let params: Vec<String> = (0..random.usize(..4)).map(|_| text(&mut random)).collect();
            let mut line = String::new();
            let source = text(&mut random);
            build(&mut line, &tags, Some(&source), "PING", &params);
            let inner = line.strip_suffix("\r\n").unwrap();
            assert!(!inner.contains(['\r', '\n', '\0']), "{line:?}");
            assert_eq!(Message::parse(inner).unwrap().params.len(), params.len(), "{line:?} {params:?}");
            let typed = text(&mut random).replace(['\r', '\n', '\0'], "");
            if let Ok(message) = Message::parse(&typed) {
                assert_eq!(message.params, Message::parse(&message.to_string()).unwrap().params, "{typed:?}");
            }
        }
    }
}
