//! Bytes from netcat or telnet, made into lines.

use memchr::{memchr2, memchr3};

use crate::dialect::Framed;
use crate::dialect::kept::{self, Kept};

const NUL: u8 = 0x00;
const BS: u8 = 0x08;
const LF: u8 = b'\n';
const CR: u8 = b'\r';
const DEL: u8 = 0x7F;

// Telnet: RFC 854, the timing mark of RFC 860, EOF of RFC 1184.
const EOF: u8 = 236;
const SE: u8 = 240;
const SB: u8 = 250;
const WILL: u8 = 251;
const WONT: u8 = 252;
const DO: u8 = 253;
const DONT: u8 = 254;
const IAC: u8 = 255;
const TIMING_MARK: u8 = 6;

/// Stands in `kept` for a line that was too long. No other line can hold it: a backspace that comes in is used up.
const TOO_LONG: u8 = BS;

/// Makes lines of the bytes that come in, however they were cut into packets.
///
/// A line ends with LF, CR LF or CR NUL. Telnet's commands are taken out, BS and DEL erase the character before them.
/// It holds no buffer while no byte waits in it.
///
/// COMPAT: telnet sends one byte of its "synch" (IAC DM) as urgent; it is seen in its place, and so can be taken out,
/// only when the socket has SO_OOBINLINE.
#[derive(Debug, Default)]
pub struct Framer {
    /// The lines that are ready, and the one being typed.
    kept: Kept,
    longest: usize,
    /// The line being typed is too long: nothing more of it is kept.
    overflowing: bool,
    /// The last byte was CR: the one that follows says whether it ends the line.
    after_cr: bool,
    telnet: Telnet,
    /// How many timing marks wait for their answer.
    marks: usize,
    ended: bool,
}

/// Where in a telnet command the input stands.
#[derive(Debug, Default, Clone, Copy)]
enum Telnet {
    /// In none.
    #[default]
    Text,
    /// After IAC.
    Command,
    /// After IAC and this one of WILL, WONT, DO, DONT.
    Option(u8),
    /// Between IAC SB and IAC SE.
    Negotiation,
    /// After an IAC in there.
    NegotiationCommand,
}

impl Telnet {
    fn after(self, byte: u8) -> Self {
        match (self, byte) {
            (Self::Text, IAC) => Self::Command,
            (Self::Command, WILL..=DONT) => Self::Option(byte),
            (Self::Command, SB) => Self::Negotiation,
            (Self::Negotiation, IAC) => Self::NegotiationCommand,
            (Self::NegotiationCommand, SE) => Self::Text,
            (Self::Negotiation | Self::NegotiationCommand, _) => Self::Negotiation,
            (Self::Text | Self::Command | Self::Option(_), _) => Self::Text,
        }
    }
}

impl Framer {
    /// Takes in what was received. A line of more than `longest` bytes is not kept.
    pub fn push(&mut self, mut bytes: &[u8], longest: usize) {
        self.longest = longest;
        while !bytes.is_empty() && !self.ended {
            bytes = match self.telnet {
                Telnet::Text => self.text(bytes),
                _ => self.command(bytes),
            };
        }
        self.kept.tidy();
    }

    /// The next complete line.
    pub fn line(&mut self) -> Option<Framed> {
        let line = self.kept.take()?;
        Some(match kept::text(line) {
            Ok(text) if text.as_bytes() == [TOO_LONG] => Framed::TooLong,
            Ok(text) | Err(text) => Framed::Line(text),
        })
    }

    /// The input has ended: what is unfinished becomes a last line. A CR at its very end does not belong to it.
    pub fn end(&mut self) {
        if !self.kept.coming().is_empty() || self.after_cr || self.overflowing {
            self.finish_line();
        }
    }

    /// How many bytes are kept, in complete lines and in the unfinished one.
    pub fn waiting(&self) -> usize {
        self.kept.waiting()
    }

    /// Bytes that must be sent back, once for each timing mark.
    ///
    /// COMPAT: the telnet of BSD and GNU asks for one (IAC DO TIMING-MARK) at Ctrl-C, Ctrl-\ and Ctrl-Z, and shows nothing
    /// of what the server sends until it is answered, even by a refusal (RFC 860).
    pub fn answer(&mut self) -> Option<&'static [u8]> {
        self.marks = self.marks.checked_sub(1)?;
        Some(&[IAC, WONT, TIMING_MARK])
    }

    /// Whether the other side said in telnet that its input has ended (IAC EOF). What it sends after that is dropped.
    pub fn ended(&self) -> bool {
        self.ended
    }

    /// Takes text up to the first byte that ends a line or begins a command, and that byte; returns what follows.
    fn text<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let (text, rest) = bytes.split_at(memchr3(LF, CR, IAC, bytes).unwrap_or(bytes.len()));
        self.edit(text);
        let Some((&byte, rest)) = rest.split_first() else { return rest };
        match byte {
            IAC => self.telnet = self.telnet.after(IAC),
            LF => self.finish_line(),
            _ => {
                self.keep_lone_cr();
                self.after_cr = true;
            }
        }
        rest
    }

    /// Takes the next byte of a telnet command, and does what it asks; returns what follows.
    fn command<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let Some((&byte, rest)) = bytes.split_first() else { return bytes };
        match (self.telnet, byte) {
            (Telnet::Command, IAC) => self.edit(&[IAC]),
            (Telnet::Command, EOF) => {
                self.end();
                self.ended = true;
            }
            (Telnet::Option(DO), TIMING_MARK) => self.marks += 1,
            _ => {}
        }
        self.telnet = self.telnet.after(byte);
        rest
    }

    /// Puts text at the end of the line being typed, and erases where it says so.
    fn edit(&mut self, mut text: &[u8]) {
        if self.after_cr && text.first() == Some(&NUL) {
            self.finish_line();
            text = &text[1..];
        }
        if !text.is_empty() {
            self.keep_lone_cr();
        }
        while let Some(erase) = memchr2(BS, DEL, text) {
            self.keep(&text[..erase]);
            self.erase();
            text = &text[erase + 1..];
        }
        self.keep(text);
    }

    fn keep_lone_cr(&mut self) {
        if std::mem::take(&mut self.after_cr) {
            self.keep(&[CR]);
        }
    }

    fn keep(&mut self, text: &[u8]) {
        if self.kept.coming().len() + text.len() > self.longest {
            self.overflowing = true;
            self.kept.cut(0);
        }
        if !self.overflowing && !text.is_empty() {
            self.kept.add(text);
        }
    }

    /// Erases the last character of the line being typed; a byte that belongs to none counts as one.
    fn erase(&mut self) {
        let line = self.kept.coming();
        let shortest = (1..=line.len().min(4)).find(|&size| str::from_utf8(&line[line.len() - size..]).is_ok());
        let erased = shortest.unwrap_or(1).min(line.len());
        self.kept.cut(line.len() - erased);
    }

    fn finish_line(&mut self) {
        self.after_cr = false;
        if std::mem::take(&mut self.overflowing) {
            self.kept.add(&[TOO_LONG]);
        }
        self.kept.finish();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONGEST: usize = 16;

    /// All lines of these packets: one taken after each, the others after the end of the input.
    fn lines<'a>(packets: impl IntoIterator<Item = &'a [u8]>) -> Vec<String> {
        let (mut framer, mut lines) = (Framer::default(), Vec::new());
        for packet in packets {
            framer.push(packet, LONGEST);
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
            _ => "<too long>".to_owned(),
        }
    }

    /// The lines expected come out of the bytes: whole, cut in two at every place, and byte by byte.
    fn check(table: &[(&[u8], &[&str])]) {
        for &(bytes, expected) in table {
            for cut in 0..=bytes.len() {
                let (start, rest) = bytes.split_at(cut);
                assert_eq!(lines([start, rest]), expected, "b\"{}\" cut at {cut}", bytes.escape_ascii());
            }
            assert_eq!(lines(bytes.chunks(1)), expected, "b\"{}\" byte by byte", bytes.escape_ascii());
        }
    }

    #[test]
    fn makes_lines() {
        check(&[
            (b"", &[]),
            (b"command\n", &["command"]),
            (b"one\ntwo\r\nthree\r\0unfinished", &["one", "two", "three", "unfinished"]),
            (b"\n\r\n\r\0\n", &["", "", "", ""]),
            (b"lone\rcr\n", &["lone\rcr"]),
            (b"two\r\r\n\r\r\0", &["two\r", "\r"]),
            (b"nul\0\n\0\r\0\0\n", &["nul\0", "\0", "\0"]),
            (b"last\r", &["last"]),
            (b"\r", &[""]),
            ("été 🦀\n".as_bytes(), &["été 🦀"]),
            (b"caf\xE9!\n\xC3\n\xE2\x82", &["caf\u{FFFD}!", "\u{FFFD}", "\u{FFFD}"]),
        ]);
    }

    #[test]
    fn erases_the_character_before() {
        check(&[
            (b"helo\x08lo\n", &["hello"]),
            (b"first\n\x08\x7Fab\x7F\x7F\x7Fc\n", &["first", "c"]),
            ("aé\x08€\x08🦀\x08b\n".as_bytes(), &["ab"]),
            (b"a\xE9\x08b\xA9\xA9\x7F\x7F\x7F\n", &["a"]),
            (b"a\r\x08b\r\n", &["ab"]),
            (b"0123456789abcdef\x08g\n", &["0123456789abcdeg"]),
        ]);
    }

    #[test]
    fn refuses_lines_that_are_too_long() {
        check(&[
            (b"0123456789abcdef\r\n", &["0123456789abcdef"]),
            (b"0123456789abcdefg\nnext\n", &["<too long>", "next"]),
            (b"one\n0123456789abcdef0123456789abcdef\r\0two\n", &["one", "<too long>", "two"]),
            (b"0123456789abcdef\rg\x08\x08\x08\n\x08\n", &["<too long>", ""]),
            (b"0123456789abcdefg", &["<too long>"]),
        ]);
    }

    #[test]
    fn takes_telnet_commands_out() {
        check(&[
            (b"a\xFF\xFB\x22b\xFF\xFC\x01\xFF\xFD\x03\xFF\xFE\xFFc\n", &["abc"]),
            (b"a\xFF\xF1\xFF\xF6b\r\xFF\xF1\nc\r\xFF\xFD\x06\0", &["ab", "c"]),
            (b"a\xFF\xFA\x22\n\x08\xFF\xFF\xF0 \xFF\xF1 ...\xFF\xF0b\n", &["ab"]),
            (b"a\xFF\xFFb\r\xFF\xFF\xFF\xFF\x08\n", &["a\u{FFFD}b\r\u{FFFD}"]),
            (b"done\nrest\xFF\xECdropped\n", &["done", "rest"]),
            (b"done\n\xFF\xEC\n\xFF\xEC\n", &["done"]),
            (b"cut\xFF\xFA\x1F\n", &["cut"]),
        ]);
    }

    /// What GNU telnet 2.4 sent when these keys were pressed in it, each in a packet of its own.
    #[test]
    fn understands_a_real_telnet() {
        let mut framer = Framer::default();
        for (keys, packet, expected) in [
            ("été, edited by the terminal itself", &b"\xC3\xA9t\xC3\xA9\r\n"[..], &["été"][..]),
            ("x Up Left", b"x\x1B[A\x1B[D\r\n", &["x\x1B[A\x1B[D"]),
            ("unfinished Ctrl-C", b"\xFF\xF4\xFF\xFD\x06", &[]),
            ("the same, after: toggle autosynch", b"\xFF\xF2", &[]),
            ("after", b"after\r\n", &["after"]),
            ("Ctrl-\\", b"\xFF\xF3\xFF\xFD\x06", &[]),
            ("Ctrl-Z", b"\xFF\xED\xFF\xFD\x06", &[]),
            ("nocr Ctrl-D", b"nocr", &[]),
            ("more", b"more\r\n", &["nocrmore"]),
            ("Ctrl-D", b"\x04", &[]),
            ("Enter", b"\r\n", &["\x04"]),
            ("mode character", b"\xFF\xFD\x03\xFF\xFD\x01", &[]),
            ("ab", b"ab", &[]),
            ("Backspace", b"\x7F", &[]),
            ("Ctrl-H", b"\x08", &[]),
            ("é", b"\xC3\xA9", &[]),
            ("Enter", b"\r\0", &["é"]),
            ("mode line", b"\xFF\xFB\x22", &[]),
            ("Ctrl-D", b"\xFF\xEC", &[]),
        ] {
            assert!(!framer.ended(), "before {keys}");
            framer.push(packet, LONGEST);
            assert_eq!(ready(&mut framer), expected, "{keys}");
        }
        assert!(framer.ended());
        let answers: Vec<_> = std::iter::from_fn(|| framer.answer()).collect();
        assert_eq!(answers, [b"\xFF\xFC\x06"; 3], "one for each timing mark");
    }

    #[test]
    fn gives_the_same_lines_however_the_bytes_are_cut() {
        let alphabet = b"\xFF\xFF\xFF\xFA\xF0\xFB\xFD\x06\xEC\r\r\n\n\0\x08\x7F\xC3\xA9\xC3\xA9abc";
        let mut seed = 0x2545_F491_4F6C_DD1D_u64;
        let mut below = |limit: usize| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            (seed >> 32) as usize % limit
        };
        for _ in 0..500 {
            let packets: Vec<Vec<u8>> =
                (0..below(30)).map(|_| (0..below(12)).map(|_| alphabet[below(alphabet.len())]).collect()).collect();
            let whole = packets.concat();
            assert_eq!(lines(packets.iter().map(Vec::as_slice)), lines([&whole[..]]), "b\"{}\"", whole.escape_ascii());
        }
    }

    #[test]
    fn stays_small() {
        let mut framer = Framer::default();
        for _ in 0..10_000 {
            framer.push(&[b'x'; 1000], 2000);
            assert!(framer.waiting() <= 2000 && framer.kept.capacity() <= 4000);
        }
        framer.push(b"\xFF\xFA", 2000);
        framer.push(&[b'y'; 1_000_000], 2000);
        assert_eq!((framer.waiting(), framer.kept.capacity()), (0, 0));
        framer.push(b"\xFF\xF0\nnext\nhalf", 2000);
        assert_eq!(ready(&mut framer), ["<too long>", "next"]);
        assert_eq!((framer.waiting(), framer.kept.capacity()), (4, 4));
    }
}
