//! SERVER as people write it: `host`, `host:port`, `[v6]:port`, a port of this machine, `irc://` and `ircs://`.

use percent_encoding::percent_decode_str;

use super::texts::{Texts, fill};

/// Where servers of ours listen, and where others do: without a port both are tried, ours first.
pub const PORTS: [u16; 2] = [7777, 6667];

/// Where servers listen with TLS (RFC 7194).
pub const TLS_PORT: u16 = 6697;

/// What a channel's name begins with (RFC 2812 1.3).
const MARKS: [char; 4] = ['#', '&', '+', '!'];

/// Where a server is, and where to go once one is on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// A name or an IP address, without brackets.
    pub host: String,
    /// The ports to try, the likeliest first; more than one only where none was named.
    pub ports: Vec<u16>,
    /// Whether the connection is encrypted.
    pub tls: bool,
    /// Channels to join, each with its key behind a space where it has one.
    pub channels: Vec<String>,
}

impl Address {
    /// Reads it. A number alone is a port of this machine; `/channel` may stand behind any form, with `?key`. Without a
    /// port it is 6667 for `irc://`, 6697 for `ircs://` and with `--tls`, and else [`PORTS`].
    ///
    /// # Errors
    /// Says what is wrong with it, and what would have worked, in the words of `texts`.
    pub fn parse(text: &str, tls: bool, texts: &Texts) -> Result<Self, String> {
        let (scheme, rest) = text.split_once("://").map_or((None, text), |(scheme, rest)| (Some(scheme), rest));
        let scheme = scheme.map(str::to_ascii_lowercase);
        let (tls, default) = match scheme.as_deref() {
            _ if tls => (true, vec![TLS_PORT]),
            None => (false, PORTS.to_vec()),
            Some("irc") => (false, vec![PORTS[1]]),
            Some("ircs") => (true, vec![TLS_PORT]),
            Some(other) => return Err(fill(texts.wrong_scheme, &[other])),
        };
        let (place, path) = rest.split_once('/').unwrap_or((rest, ""));
        let wrong = |why: String| fill(texts.wrong_part, &[text, &why]);
        if place.contains('@') {
            return Err(wrong(texts.wrong_secret.to_owned()));
        }
        let (host, port) = host_and_port(place, texts).map_err(wrong)?;
        let ports = port.map_or(default, |port| vec![port]);
        Ok(Address { host, ports, tls, channels: channels(path, texts).map_err(wrong)? })
    }

    /// Host and port, as people read them.
    #[must_use]
    pub fn place(&self) -> String {
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        match self.ports.as_slice() {
            [port] => format!("{host}:{port}"),
            _ => host,
        }
    }
}

/// Channels as `--join` has them: names with commas between them, each with its key behind a space or `?`.
#[must_use]
pub fn joined(text: &str) -> Vec<String> {
    text.split(',').filter_map(|word| channel(word.trim())).collect()
}

fn channel(word: &str) -> Option<String> {
    let (name, key) = word.split_once(['?', ' ']).unwrap_or((word, ""));
    let mark = if name.starts_with(MARKS) { "" } else { "#" };
    let key = if key.is_empty() { String::new() } else { format!(" {}", key.trim()) };
    (!name.is_empty()).then(|| format!("{mark}{name}{key}"))
}

fn host_and_port(place: &str, texts: &Texts) -> Result<(String, Option<u16>), String> {
    if let Some(rest) = place.strip_prefix('[') {
        let (host, behind) = rest.split_once(']').ok_or(texts.wrong_bracket)?;
        let port = match behind.strip_prefix(':') {
            Some(port) => Some(self::port(port, texts)?),
            None if behind.is_empty() => None,
            None => return Err(fill(texts.wrong_behind, &[behind])),
        };
        return Ok((host.to_owned(), port));
    }
    // An IPv6 address without brackets has no port.
    if place.parse::<std::net::Ipv6Addr>().is_ok() {
        return Ok((place.to_owned(), None));
    }
    match place.split_once(':') {
        _ if place.is_empty() => Err(texts.wrong_nothing.to_owned()),
        Some(("", _)) => Err(texts.wrong_hostless.to_owned()),
        Some((host, port)) => Ok((host.to_owned(), Some(self::port(port, texts)?))),
        None if place.bytes().all(|byte| byte.is_ascii_digit()) => {
            Ok(("localhost".to_owned(), Some(port(place, texts)?)))
        }
        None if place.contains(char::is_whitespace) => Err(texts.wrong_space.to_owned()),
        None => Ok((place.to_owned(), None)),
    }
}

fn port(word: &str, texts: &Texts) -> Result<u16, String> {
    let port = word.parse().ok().filter(|port| *port > 0);
    port.ok_or_else(|| fill(texts.wrong_port, &[word]))
}

/// The channels of an address, `tp,#lab?key`: `#` may be left out, and stand as `%23`.
fn channels(path: &str, texts: &Texts) -> Result<Vec<String>, String> {
    let decoded = percent_decode_str(path).decode_utf8().map_err(|_| texts.wrong_utf8)?;
    if decoded.contains(['\r', '\n', '\0']) {
        return Err(texts.wrong_control.to_owned());
    }
    Ok(joined(&decoded))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::texts::{EN, FR};

    #[test]
    fn reads_what_people_write() {
        let all = &PORTS[..];
        for (text, host, ports, tls, channels) in [
            ("irc.example.org", "irc.example.org", all, false, &[][..]),
            ("irc.example.org:6668", "irc.example.org", &[6668], false, &[]),
            ("7777", "localhost", &[7777], false, &[]),
            ("::1", "::1", all, false, &[]),
            ("[::1]", "::1", all, false, &[]),
            ("[fe80::1%eth0]:7000", "fe80::1%eth0", &[7000], false, &[]),
            ("localhost/tp", "localhost", all, false, &["#tp"]),
            ("7777/#tp,&lab", "localhost", &[7777], false, &["#tp", "&lab"]),
            ("irc://irc.example.org", "irc.example.org", &[6667], false, &[]),
            ("irc://irc.example.org/", "irc.example.org", &[6667], false, &[]),
            ("irc://irc.example.org:7000/tp", "irc.example.org", &[7000], false, &["#tp"]),
            ("IRCS://irc.example.org/%23%C3%A9t%C3%A9?secret", "irc.example.org", &[6697], true, &["#été secret"]),
            ("ircs://[::1]:9999/a,b", "::1", &[9999], true, &["#a", "#b"]),
        ] {
            let channels = channels.iter().map(|name: &&str| (*name).to_owned()).collect();
            let expected = Address { host: host.into(), ports: ports.to_vec(), tls, channels };
            assert_eq!(Address::parse(text, false, &EN), Ok(expected), "{text}");
        }
        for (text, place) in [("lab3", "lab3:6697"), ("irc://lab3", "lab3:6697"), ("[::1]:7000", "[::1]:7000")] {
            let address = Address::parse(text, true, &EN).unwrap();
            assert_eq!((address.place(), address.tls), (place.to_owned(), true));
        }
        assert_eq!(Address::parse("lab3", false, &EN).unwrap().place(), "lab3");
        assert_eq!(joined("tp, #lab key,,&x?y"), ["#tp", "#lab key", "&x y"]);
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, part) in [
            ("", "there is no host"),
            (":7777", "no host before the port"),
            ("lab3:http", "`http` is no port"),
            ("lab3:0", "`0` is no port"),
            ("70000", "`70000` is no port"),
            ("[::1:7777", "a `]` is missing"),
            ("[::1]7777", "stands behind the `]`"),
            ("http://lab3", "`http://` is no address of IRC"),
            ("irc://bob:secret@lab3", "--password-file"),
            ("lab 3", "no space"),
            ("irc://lab3/%FF", "no UTF-8"),
            ("irc://lab3/a%0D%0AQUIT", "control character"),
        ] {
            let why = Address::parse(text, false, &EN).unwrap_err();
            assert!(why.contains(part), "{text}: {why}");
        }
        let why = Address::parse("lab3:http", false, &FR).unwrap_err();
        assert_eq!(why, "`lab3:http` : `http` n'est pas un port : un port est un nombre de 1 à 65535");
    }
}
