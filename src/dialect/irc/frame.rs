//! Bytes from an IRC program, made into lines.

use memchr::{memchr, memchr3};

use super::message::{LONGEST, LONGEST_TAGS, LONGEST_TAGS_OF_ONE_SIDE};
use crate::dialect::Framed;
use crate::dialect::kept::{self, Kept};

const LF: u8 = b'\n';
const CR: u8 = b'\r';
const NUL: u8 = 0;

/// Stands in `kept` for a line that was too long. No other line can hold it: NUL is dropped as it comes in.
const TOO_LONG: u8 = NUL;

/// The most bytes of `@`, tags and one space.
const MOST_OF_TAGS: usize = LONGEST_TAGS_OF_ONE_SIDE + 2;

/// The most bytes of what follows the tags, without the line's end.
const MOST_OF_REST: usize = LONGEST - 2;

/// Makes lines of the bytes that come in, however they were cut into packets.
///
/// A line ends with CR LF (RFC 2812 2.3), or with one of the two alone; an empty one is passed over, as RFC 2812 2.3.1
/// says. Bytes that are NUL are dropped. It holds no buffer while no byte waits in it.
#[derive(Debug, Default)]
pub struct Framer {
    /// The lines that are ready, and the one that is coming in.
    kept: Kept,
    /// Where in the line that is coming in the rest begins, behind the tags; none while that is not known.
    rest: Option<usize>,
    /// The line that is coming in is too long: nothing more of it is kept.
    overflowing: bool,
    /// So many bytes more may its tags have.
    more_of_tags: usize,
    /// So many bytes more may the rest have.
    more_of_rest: usize,
}

impl Framer {
    /// For the lines of a server, which may add tags of its own (IRCv3 message-tags, "Size limit").
    #[must_use]
    pub fn of_server() -> Self {
        Framer { more_of_tags: LONGEST_TAGS - MOST_OF_TAGS, ..Framer::default() }
    }

    /// Lines may have so many bytes more from now on: those of another server do.
    pub fn lengthen(&mut self, more: usize) {
        (self.more_of_tags, self.more_of_rest) = (more, more);
    }

    /// Takes in what was received.
    pub fn push(&mut self, mut bytes: &[u8]) {
        while let Some(end) = memchr3(LF, CR, NUL, bytes) {
            let (text, rest) = bytes.split_at(end);
            self.keep(text);
            if rest[0] != NUL {
                self.finish_line();
            }
            bytes = rest.strip_prefix(b"\r\n").unwrap_or(&rest[1..]);
        }
        self.keep(bytes);
        self.kept.tidy();
    }

    /// The next complete line.
    pub fn line(&mut self) -> Option<Framed> {
        let line = self.kept.take()?;
        Some(match kept::text(line) {
            Ok(text) if text.as_bytes() == [TOO_LONG] => Framed::TooLong,
            Ok(text) => Framed::Line(text),
            Err(text) => Framed::NotUtf8(text),
        })
    }

    /// The input has ended: what is unfinished becomes a last line.
    pub fn end(&mut self) {
        self.finish_line();
    }

    /// How many bytes are kept, in complete lines and in the unfinished one.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.kept.waiting()
    }

    /// Puts text at the end of the line that is coming in.
    fn keep(&mut self, text: &[u8]) {
        if text.is_empty() || self.overflowing {
            return;
        }
        let before = self.kept.coming().len();
        if before == 0 && text[0] != b'@' {
            self.rest = Some(0);
        }
        if self.rest.is_none() {
            self.rest = memchr(b' ', text).map(|space| before + space + 1);
        }
        let length = before + text.len();
        let fits = match self.rest {
            Some(rest) => rest <= MOST_OF_TAGS + self.more_of_tags && length - rest <= MOST_OF_REST + self.more_of_rest,
            None => length < MOST_OF_TAGS + self.more_of_tags,
        };
        if fits {
            self.kept.add(text);
        } else {
            self.overflowing = true;
            self.kept.cut(0);
        }
    }

    fn finish_line(&mut self) {
        if std::mem::take(&mut self.overflowing) {
            self.kept.add(&[TOO_LONG]);
        }
        if !self.kept.coming().is_empty() {
            self.kept.finish();
        }
        self.rest = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All lines of these packets: one taken after each, the others after the end of the input.
    fn lines<'a>(packets: impl IntoIterator<Item = &'a [u8]>) -> Vec<String> {
        let (mut framer, mut lines) = (Framer::default(), Vec::new());
        for packet in packets {
            framer.push(packet);
            lines.extend(framer.line().map(shown));
        }
        framer.end();
        lines.extend(ready(&mut framer));
        assert_eq!((framer.waiting(), framer.kept.capacity()), (0, 0), "a drained framer holds nothing");
        lines
    }

    fn ready(framer: &mut Framer) -> Vec<String> {
        std::iter::from_fn(|| framer.line()).map(shown).collect()
    }

    fn shown(framed: Framed) -> String {
        match framed {
            Framed::Line(line) => line,
            Framed::TooLong => "<too long>".to_owned(),
            Framed::NotUtf8(line) => format!("<not UTF-8> {line}"),
        }
    }

    /// The lines expected come out of the bytes: whole, cut in two at every place, and byte by byte.
    fn check(bytes: &[u8], expected: &[&str]) {
        for cut in 0..=bytes.len() {
            let (start, rest) = bytes.split_at(cut);
            assert_eq!(lines([start, rest]), expected, "b\"{}\" cut at {cut}", bytes.escape_ascii());
        }
        assert_eq!(lines(bytes.chunks(1)), expected, "b\"{}\" byte by byte", bytes.escape_ascii());
    }

    #[test]
    fn makes_lines() {
        check(b"", &[]);
        check(b"PING a\r\n", &["PING a"]);
        check(b"one\r\ntwo\nthree\rfour\n\rfive", &["one", "two", "three", "four", "five"]);
        check(b"\n\r\n\r\r\n\0\n\0\0", &[]);
        check(b" \r\n@\r\n", &[" ", "@"]);
        check(b"\0N\0ICK\0 bob\0\r\0\n", &["NICK bob"]);
        check("PRIVMSG #c :été 🦀\r\n".as_bytes(), &["PRIVMSG #c :été 🦀"]);
        check(b"a\tb\x01\x7F\n", &["a\tb\x01\x7F"]);
    }

    #[test]
    fn tells_what_is_no_utf8() {
        check(b"caf\xE9\nok\n", &["<not UTF-8> caf\u{FFFD}", "ok"]);
        check(b"\xC3\n\xA9\n\xC3\0\xA9", &["<not UTF-8> \u{FFFD}", "<not UTF-8> \u{FFFD}", "é"]);
        check(b"@+a=\xFF PING\xF0\x9F\xA6\n", &["<not UTF-8> @+a=\u{FFFD} PING\u{FFFD}"]);
        check(b"\xED\xA0\x80\n", &["<not UTF-8> \u{FFFD}\u{FFFD}\u{FFFD}"]);
    }

    #[test]
    fn refuses_lines_that_are_too_long() {
        let rest = |size: usize| "x".repeat(size);
        let tags = |size: usize| format!("@{} ", "t".repeat(size));
        for (line, fits) in [
            (rest(510), true),
            (rest(511), false),
            (rest(20_000), false),
            (tags(4094) + &rest(510), true),
            (tags(4094) + &rest(511), false),
            (tags(4095) + "PING", false),
            (tags(4094) + " " + &rest(509), true),
            (tags(4094) + " " + &rest(510), false),
            (tags(1) + &rest(510), true),
            (tags(1) + &rest(511), false),
            (tags(4094).trim_end().to_owned(), true),
            (tags(4095).trim_end().to_owned(), false),
            (tags(20_000), false),
            (" ".to_owned() + &tags(600) + "PING", false),
            ("é".repeat(255), true),
            ("é".repeat(255) + "x", false),
            ("\0".repeat(600) + &rest(510) + "\0", true),
        ] {
            let bytes = format!("before\n{line}\r\nafter\n");
            let line = line.replace('\0', "");
            let expected = ["before", if fits { &line } else { "<too long>" }, "after"];
            assert_eq!(lines([bytes.as_bytes()]), expected);
            assert_eq!(lines(bytes.as_bytes().chunks(1)), expected);
            assert_eq!(lines(bytes.as_bytes().chunks(509)), expected);
        }
        assert_eq!(lines([&[b'x'; 600][..]]), ["<too long>"], "also without an end");
        assert_eq!(lines([&[b'x'; 600][..], b"\r", b"\n", &[0xFF; 600], b"\n"]), ["<too long>"; 2]);
    }

    #[test]
    fn a_server_may_add_as_many_tags_again() {
        for (size, fits) in [(LONGEST_TAGS - 2, true), (LONGEST_TAGS - 1, false)] {
            let line = format!("@{} PING", "t".repeat(size));
            let mut framer = Framer::of_server();
            framer.push(format!("{line}\n").as_bytes());
            assert_eq!(framer.line(), Some(if fits { Framed::Line(line) } else { Framed::TooLong }));
        }
    }

    #[test]
    fn gives_the_same_lines_however_the_bytes_are_cut() {
        let mut random = fastrand::Rng::with_seed(2);
        let parts: [&[u8]; 12] =
            [b"\r", b"\n", b"\r\n", b"\0", b"@", b" ", b"PING", b"\xC3", b"\xA9", b"\xFF", &[b'x'; 300], &[b't'; 2500]];
        for _ in 0..2000 {
            let bytes =
                (0..random.usize(..25)).map(|_| parts[random.usize(..parts.len())]).collect::<Vec<_>>().concat();
            let mut packets = Vec::new();
            let mut rest = &bytes[..];
            while !rest.is_empty() {
                let (packet, behind) = rest.split_at(random.usize(1..=rest.len().min(400)));
                packets.push(packet);
                rest = behind;
            }
            assert_eq!(lines(packets), lines([&bytes[..]]), "b\"{}\"", bytes.escape_ascii());
        }
    }

    #[test]
    fn stays_small() {
        let mut framer = Framer::default();
        for byte in [b'x', b'@'] {
            for _ in 0..10_000 {
                framer.push(&[byte; 1000]);
                assert!(framer.waiting() <= 4606 && framer.kept.capacity() <= 2 * 4606);
            }
            framer.push(b"\n");
        }
        framer.push(b"next\nhalf");
        assert_eq!(ready(&mut framer), ["<too long>", "<too long>", "next"]);
        assert_eq!((framer.waiting(), framer.kept.capacity()), (4, 4));
    }

    /// 300,000 lines in one packet: minutes, were what waits moved for each of them.
    #[test]
    fn many_lines_take_little_time() {
        let mut framer = Framer::default();
        framer.push(&b"PING\r\n".repeat(300_000));
        assert_eq!(framer.waiting(), 1_500_000);
        framer.line();
        framer.push(b"\n");
        assert_eq!(framer.kept.taken(), 5, "a packet does not move the lines that wait, either");
        assert_eq!(ready(&mut framer).len(), 299_999);
        assert_eq!((framer.waiting(), framer.kept.capacity()), (0, 0));
    }
}
