//! Message tags: `@key=value;key`, read and written as the IRCv3 specification `message-tags` says.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

/// The tags of one message, in the order they are written in. A key stands in it once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tags<'a>(Vec<Tag<'a>>);

/// One tag. A value that is missing and one that is empty are the same (message-tags, "Format").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    /// Its whole name, with its `+` and its vendor: case counts, and nothing is read out of it.
    pub key: Cow<'a, str>,
    /// What it says, unescaped.
    pub value: Cow<'a, str>,
}

impl Tag<'_> {
    /// Whether it begins with `+`: a "client-only" tag, which goes unchanged to those who hear the message.
    #[must_use]
    pub fn has_plus(&self) -> bool {
        self.key.starts_with('+')
    }

    /// What stands before the `/` of its key, without the `+`: `draft`, `example.com`.
    #[must_use]
    pub fn vendor(&self) -> Option<&str> {
        let key = self.key.strip_prefix('+').unwrap_or(&self.key);
        key.split_once('/').map(|(vendor, _)| vendor)
    }
}

impl<'a> Tags<'a> {
    /// Reads what stands between `@` and the space. Of several tags of one key the last counts; one without a key is
    /// passed over. A key that is not valid stays: no message is refused for its keys (message-tags, "Format").
    #[must_use]
    pub fn parse(text: &'a str) -> Self {
        let (mut tags, mut seen) = (Vec::new(), BTreeSet::new());
        for tag in text.rsplit(';') {
            let (key, value) = tag.split_once('=').unwrap_or((tag, ""));
            if !key.is_empty() && seen.insert(key) {
                tags.push(Tag { key: Cow::Borrowed(key), value: unescape(value) });
            }
        }
        tags.reverse();
        Tags(tags)
    }

    /// The value of a tag; empty where it has none.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.iter().find(|tag| tag.key == key).map(|tag| &*tag.value)
    }

    /// Gives a tag this value, in its old place, or else behind the others.
    pub fn set(&mut self, key: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>) {
        let (key, value) = (key.into(), value.into());
        match self.0.iter_mut().find(|tag| tag.key == key) {
            Some(tag) => tag.value = value,
            None => self.0.push(Tag { key, value }),
        }
    }

    /// All of them, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Tag<'a>> {
        self.0.iter()
    }

    /// Those that begin with `+`, in order.
    pub fn with_plus(&self) -> impl Iterator<Item = &Tag<'a>> {
        self.iter().filter(|tag| tag.has_plus())
    }

    /// Takes out all others.
    pub fn retain(&mut self, keep: impl FnMut(&Tag<'a>) -> bool) {
        self.0.retain(keep);
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The same, borrowing from nothing.
    #[must_use]
    pub fn into_owned(self) -> Tags<'static> {
        let owned = |tag: Tag| Tag { key: tag.key.into_owned().into(), value: tag.value.into_owned().into() };
        Tags(self.0.into_iter().map(owned).collect())
    }

    /// Writes as many of them, from the first on, as fit in `most` bytes, each escaped: no `@`, no space behind.
    pub fn write(&self, out: &mut String, most: usize) {
        let begin = out.len();
        for tag in self.iter().filter(|tag| is_writable(&tag.key)) {
            let before = out.len();
            if before > begin {
                out.push(';');
            }
            out.push_str(&tag.key);
            if !tag.value.is_empty() {
                out.push('=');
                escape(&tag.value, out);
            }
            if out.len() - begin > most {
                out.truncate(before);
                return;
            }
        }
    }
}

impl<'a, 'b> IntoIterator for &'b Tags<'a> {
    type Item = &'b Tag<'a>;
    type IntoIter = std::slice::Iter<'b, Tag<'a>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Without the `@` and the space.
impl fmt::Display for Tags<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let mut text = String::new();
        self.write(&mut text, usize::MAX);
        f.write_str(&text)
    }
}

/// Whether a key is one that we may make up ourselves: `[+][vendor/]name`, letters, digits and hyphens, in the vendor
/// also dots (message-tags, "Format").
#[must_use]
pub fn is_key(text: &str) -> bool {
    let is_name =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let key = text.strip_prefix('+').unwrap_or(text);
    match key.split_once('/') {
        Some((vendor, name)) => vendor.split('.').all(is_name) && is_name(name),
        None => is_name(key),
    }
}

/// Whether a key, valid or not, leaves the line around it whole.
fn is_writable(key: &str) -> bool {
    !key.is_empty() && !key.bytes().any(|byte| matches!(byte, 0 | b'\r' | b'\n' | b' ' | b';' | b'='))
}

/// Writes a value as it stands in a message. NUL has no escape and is left out.
pub fn escape(value: &str, out: &mut String) {
    let mut rest = value;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b';' | b' ' | b'\\' | b'\r' | b'\n' | 0)) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b';' => "\\:",
            b' ' => "\\s",
            b'\\' => "\\\\",
            b'\r' => "\\r",
            b'\n' => "\\n",
            _ => "",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

/// Reads a value as it stands in a message. A backslash that escapes nothing, also at the end, is dropped.
#[must_use]
pub fn unescape(value: &str) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(b'\\', value.as_bytes()) else { return Cow::Borrowed(value) };
    let (start, rest) = value.split_at(first);
    let mut text = String::with_capacity(value.len());
    text.push_str(start);
    let mut chars = rest.chars();
    while let Some(c) = chars.next() {
        let meant = match c {
            '\\' => chars.next().map(|escaped| match escaped {
                ':' => ';',
                's' => ' ',
                'r' => '\r',
                'n' => '\n',
                other => other,
            }),
            other => Some(other),
        };
        text.extend(meant);
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Vec<(String, String)> {
        let pair = |tag: &Tag| (tag.key.to_string(), tag.value.to_string());
        Tags::parse(text).iter().map(pair).collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())).collect()
    }

    fn escaped(value: &str) -> String {
        let mut out = String::new();
        escape(value, &mut out);
        out
    }

    /// The examples of message-tags and of modern.ircdocs.horse "Tags", and what their grammar leaves open.
    #[test]
    fn reads_tags() {
        for (text, expected) in [
            ("", &[][..]),
            ("id=123AB;rose", &[("id", "123AB"), ("rose", "")]),
            ("url=;netsplit=tur,ty", &[("url", ""), ("netsplit", "tur,ty")]),
            ("aaa=bbb;ccc;example.com/ddd=eee", &[("aaa", "bbb"), ("ccc", ""), ("example.com/ddd", "eee")]),
            ("+example=raw+:=,escaped\\:\\s\\\\", &[("+example", "raw+:=,escaped; \\")]),
            ("+icon=https://example.com/f.png?a=b", &[("+icon", "https://example.com/f.png?a=b")]),
            ("a=1;b=2;a=3", &[("b", "2"), ("a", "3")]),
            ("a=1;A=2;+a=3;v/a=4", &[("a", "1"), ("A", "2"), ("+a", "3"), ("v/a", "4")]),
            ("a=1;a", &[("a", "")]),
            ("a==", &[("a", "=")]),
            (";a=1;;b;", &[("a", "1"), ("b", "")]),
            ("=x;a", &[("a", "")]),
            ("under_score=1;été=2", &[("under_score", "1"), ("été", "2")]),
            ("a=\u{1F980}", &[("a", "\u{1F980}")]),
        ] {
            assert_eq!(parsed(text), pairs(expected), "{text:?}");
        }
    }

    /// The table of message-tags, "Escaping values".
    #[test]
    fn escapes_and_unescapes() {
        for (raw, wire) in [
            ("", ""),
            ("plain", "plain"),
            (";", "\\:"),
            (" ", "\\s"),
            ("\\", "\\\\"),
            ("\r\n", "\\r\\n"),
            ("raw+:=,escaped; \\", "raw+:=,escaped\\:\\s\\\\"),
            ("\\s", "\\\\s"),
            ("\\\\s \\;", "\\\\\\\\s\\s\\\\\\:"),
            ("é ;🦀", "é\\s\\:🦀"),
        ] {
            assert_eq!(escaped(raw), wire);
            assert_eq!(unescape(wire), raw);
        }
        for (wire, raw) in
            [("test\\", "test"), ("\\", ""), ("\\b", "b"), ("a\\é", "aé"), ("\\\\\\", "\\"), ("\\:\\", ";")]
        {
            assert_eq!(unescape(wire), raw, "{wire}");
        }
        assert_eq!(escaped("a\0b"), "ab");
        assert!(matches!(unescape("nothing: to=do"), Cow::Borrowed(_)));
    }

    #[test]
    fn writes_what_can_be_read_again() {
        let mut tags = Tags::default();
        for (key, value) in [("time", "a b"), ("", "no key"), ("a;b", "1"), ("a b", "2"), ("a=b", "3"), ("+x\r\n", "4")]
        {
            tags.set(key, value);
        }
        tags.set("time", "c;d");
        tags.set("+draft/reply", "");
        assert_eq!(tags.to_string(), "time=c\\:d;+draft/reply");
        assert_eq!(Tags::parse("a=;b=\\b;c=x\\").to_string(), "a;b=b;c=x");
    }

    #[test]
    fn leaves_out_the_tags_that_do_not_fit() {
        let tags = Tags::parse("label=12;msgid=abc;+a=1");
        for (most, expected) in
            [(100, "label=12;msgid=abc;+a=1"), (23, "label=12;msgid=abc;+a=1"), (22, "label=12;msgid=abc"), (7, "")]
        {
            let mut out = String::from("@");
            tags.write(&mut out, most);
            assert_eq!(out[1..], *expected, "{most}");
        }
    }

    #[test]
    fn knows_the_parts_of_a_key() {
        let tags = Tags::parse("label=1;+typing=active;+draft/reply=2;draft/x;znc.in/time");
        let found: Vec<_> = tags.iter().map(|tag| (tag.has_plus(), tag.vendor())).collect();
        assert_eq!(
            found,
            [(false, None), (true, None), (true, Some("draft")), (false, Some("draft")), (false, Some("znc.in"))]
        );
        assert_eq!(tags.with_plus().map(|tag| &*tag.key).collect::<Vec<_>>(), ["+typing", "+draft/reply"]);
        assert_eq!((tags.get("label"), tags.get("draft/x"), tags.get("typing")), (Some("1"), Some(""), None));
        let mut relayed = tags.clone();
        relayed.retain(Tag::has_plus);
        assert_eq!(relayed.to_string(), "+typing=active;+draft/reply=2");
    }

    #[test]
    fn knows_a_valid_key() {
        for key in ["a", "msgid", "+typing", "draft/x-0", "+xn--e1afmkfd.org/foo", "9-/-"] {
            assert!(is_key(key), "{key}");
        }
        for key in ["", "+", "/", "a/", "/a", "+/a", "a_b", "a.b", "é", "++a", "a/b/c", "a..b/c", "a b", "a=b", "a;b"]
        {
            assert!(!is_key(key), "{key}");
        }
    }

    #[test]
    fn many_tags_take_little_time() {
        let text: String = (0..2000).map(|n| format!("{:x};", n % 1900)).collect();
        let tags = Tags::parse(&text);
        assert_eq!((tags.len(), tags.get("0"), tags.get("76b")), (1900, Some(""), Some("")));
    }
}
