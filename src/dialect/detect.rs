//! Who is at the other end of a connection, told by its first bytes: an IRC program, a browser, TLS, a proxy, or a person.

use memchr::memchr2;

use super::proxy;

/// The most bytes that are looked at: the longest line of IRC with its tags, and a line before it.
const MOST: usize = 8192;

/// How TLS begins: a record with a handshake, of version 3 (RFC 8446 5.1).
const TLS: [u8; 2] = [0x16, 0x03];

/// The verbs with which an IRC program begins, `NICK` aside.
const REGISTRATION: [&str; 5] = ["CAP", "PASS", "USER", "WEBIRC", "AUTHENTICATE"];

const NICK: &str = "NICK";

/// How a request of HTTP begins (RFC 9110 9.3, RFC 5789; `PRI` is how HTTP/2 does, RFC 9113 3.4).
const METHODS: [&str; 10] = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "PRI"];

/// What the first bytes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// Nothing yet, or whole lines that people and programs both send: if nothing follows them, a person is there.
    Open,
    /// The middle of something that a program sends, and that no person stops in.
    Half,
    /// Neither of those below: a person with netcat or telnet.
    Line,
    /// An IRC program registers.
    Irc,
    /// TLS.
    Tls,
    /// A browser, or another program that speaks HTTP.
    Http,
    /// A proxy says whom it speaks for, in a header that may not have come to its end.
    Proxy,
}

impl Opening {
    /// Whether more bytes may say something else.
    #[must_use]
    pub fn is_undecided(self) -> bool {
        matches!(self, Opening::Open | Opening::Half)
    }
}

/// What the bytes say that came in so far. What is decided stays so, whatever follows: it does not matter how the bytes
/// are cut into packets.
///
/// A line ends with CR or LF, NULs and empty lines do not count, tags and a source may stand before a verb: all as in
/// IRC. A verb of IRC in capitals decides alone. In other letters it is also a word ("pass the salt"), and its words
/// must fit.
#[must_use]
pub fn detect(bytes: &[u8]) -> Opening {
    let bytes = &bytes[..bytes.len().min(MOST)];
    let found = binary(bytes).unwrap_or_else(|| lines(bytes));
    if found.is_undecided() && bytes.len() == MOST { Opening::Line } else { found }
}

/// What is told by bytes that are no lines.
fn binary(bytes: &[u8]) -> Option<Opening> {
    if bytes.is_empty() {
        return Some(Opening::Open);
    }
    if bytes.starts_with(&TLS) {
        return Some(Opening::Tls);
    }
    if proxy::STARTS.iter().any(|start| bytes.starts_with(start)) {
        return Some(Opening::Proxy);
    }
    let may_become = |start: &[u8]| start.starts_with(bytes);
    // The binary header of a proxy begins as if somebody pressed Enter.
    let is_blank = bytes.iter().all(|byte| b"\r\n".contains(byte));
    (!is_blank && (may_become(&TLS) || proxy::STARTS.into_iter().any(may_become))).then_some(Opening::Half)
}

fn lines(bytes: &[u8]) -> Opening {
    let text: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).collect();
    let (mut rest, mut after_nick, mut first) = (&text[..], false, true);
    while let Some(end) = memchr2(b'\n', b'\r', rest) {
        let line = &rest[..end];
        rest = &rest[end + 1..];
        if line.iter().all(|byte| *byte == b' ') {
            continue;
        }
        let Some(line) = Words::of(line) else { return Opening::Line };
        if line.is(NICK) {
            after_nick = true;
        } else if line.is_registration(after_nick) {
            return Opening::Irc;
        } else {
            return if first && line.is_http() { Opening::Http } else { Opening::Line };
        }
        first = false;
    }
    if rest.is_empty() { Opening::Open } else { unfinished(rest, first) }
}

/// What the line says that has not come to its end.
fn unfinished(line: &[u8], first: bool) -> Opening {
    let Some(line) = Words::of(line) else { return Opening::Line };
    let Some(verb) = line.verb else { return Opening::Half };
    let methods = METHODS.iter().filter(|_| first && !line.tagged);
    if line.words.is_none() {
        let may_become = |known: &str| known.get(..verb.len()).is_some_and(|start| start.eq_ignore_ascii_case(verb));
        let may_ask = methods.into_iter().any(|method| method.starts_with(verb));
        let may_register = REGISTRATION.into_iter().chain([NICK]).any(may_become);
        return if may_register || may_ask { Opening::Half } else { Opening::Line };
    }
    if REGISTRATION.contains(&verb) {
        return Opening::Irc;
    }
    let is_known = REGISTRATION.into_iter().chain([NICK]).any(|known| line.is(known));
    if is_known || methods.into_iter().any(|method| *method == verb) { Opening::Half } else { Opening::Line }
}

/// A line, or the start of one.
struct Words<'a> {
    /// There are tags before the verb.
    tagged: bool,
    /// The verb, or its start; none: it has not begun.
    verb: Option<&'a str>,
    /// What stands behind the space behind the verb; none: there is no space yet.
    words: Option<&'a str>,
}

impl<'a> Words<'a> {
    /// The words of a line; none when the verb is no text.
    fn of(line: &'a [u8]) -> Option<Self> {
        let mut rest = line.trim_ascii_start();
        let tagged = rest.first() == Some(&b'@');
        // Servers say who they are before every line (RFC 1459 2.3).
        for sign in [b'@', b':'] {
            if rest.first() == Some(&sign) {
                let Some(end) = space(rest) else { return Some(Words { tagged, verb: None, words: None }) };
                rest = rest[end..].trim_ascii_start();
            }
        }
        let (verb, words) = match space(rest) {
            Some(end) => (&rest[..end], Some(&rest[end + 1..])),
            None => (rest, None),
        };
        let verb = Some(str::from_utf8(verb).ok()?).filter(|verb| !verb.is_empty());
        // Bytes that are no UTF-8 say nothing else than any other word would.
        let words = words.map(|words| match str::from_utf8(words) {
            Ok(words) => words,
            Err(wrong) => str::from_utf8(&words[..wrong.valid_up_to()]).unwrap_or_default(),
        });
        Some(Words { tagged, verb, words })
    }

    fn is(&self, known: &str) -> bool {
        self.verb.is_some_and(|verb| verb.eq_ignore_ascii_case(known))
    }

    /// Whether this whole line registers, or begins to.
    fn is_registration(&self, after_nick: bool) -> bool {
        let Some(verb) = self.verb else { return false };
        REGISTRATION.contains(&verb) || self.fits(after_nick)
    }

    /// Whether the words behind a verb, in whatever letters it is, are those that a program sends.
    fn fits(&self, after_nick: bool) -> bool {
        let words = self.words.unwrap_or_default();
        let last = if words.starts_with(':') { Some(0) } else { words.find(" :") };
        let words: Vec<&str> = words[..last.unwrap_or(words.len())].split_ascii_whitespace().collect();
        let count = words.len() + usize::from(last.is_some());
        let among = |known: &[&str]| words.first().is_some_and(|w| known.iter().any(|k| k.eq_ignore_ascii_case(w)));
        let is_number = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit());
        match () {
            () if self.is("CAP") => among(&["LS", "LIST", "REQ", "END"]),
            () if self.is("PASS") || self.is("AUTHENTICATE") => count == 1,
            () if self.is("USER") => {
                count >= 4 && (after_nick || last.is_some() || words.get(1).is_some_and(is_number))
            }
            () if self.is("WEBIRC") => count >= 4,
            () => false,
        }
    }

    /// Whether this whole line asks in HTTP: a method, a target, a version (RFC 9112 3).
    fn is_http(&self) -> bool {
        let method = self.verb.is_some_and(|verb| METHODS.contains(&verb)) && !self.tagged;
        let version = self.words.and_then(|words| words.rsplit_once(' ')).map(|(_, version)| version);
        method && version.is_some_and(|version| version.starts_with("HTTP/"))
    }
}

fn space(bytes: &[u8]) -> Option<usize> {
    memchr::memchr(b' ', bytes)
}

#[cfg(test)]
#[path = "detect_tests.rs"]
mod tests;
