//! The header with which a proxy says whom it speaks for: the PROXY protocol of HAProxy, versions 1 and 2.

use std::net::SocketAddr;

use memchr::memchr;
use ppp::{v1, v2};

/// How a header begins: one of the three lines of version 1 (2.1 there), and the signature of version 2 (2.2).
pub const STARTS: [&[u8]; 4] = [b"PROXY TCP4 ", b"PROXY TCP6 ", b"PROXY UNKNOWN", b"\r\n\r\n\0\r\nQUIT\n"];

/// The most bytes of a header of version 1, CR LF included.
const LONGEST_LINE: usize = 107;

/// What a header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Header {
    /// It has not come to its end.
    Incomplete,
    /// It is whole.
    Whole {
        /// Whom the proxy speaks for; none: for itself, or it does not say.
        from: Option<SocketAddr>,
        /// Bytes of the header.
        length: usize,
    },
    /// It is no header, in words.
    Wrong(String),
}

/// Reads the header of bytes that begin with one of [`STARTS`].
#[must_use]
pub fn header(bytes: &[u8]) -> Header {
    if bytes.starts_with(v2::PROTOCOL_PREFIX) { binary(bytes) } else { line(bytes) }
}

fn line(bytes: &[u8]) -> Header {
    let bytes = &bytes[..bytes.len().min(LONGEST_LINE)];
    let Some(end) = memchr(b'\n', bytes) else {
        let wrong = || Header::Wrong(format!("there is no end of the line in {LONGEST_LINE} bytes"));
        return if bytes.len() < LONGEST_LINE { Header::Incomplete } else { wrong() };
    };
    let header = match v1::Header::try_from(&bytes[..=end]) {
        Ok(header) => header,
        Err(wrong) => return Header::Wrong(wrong.to_string()),
    };
    let from = match header.addresses {
        v1::Addresses::Unknown => None,
        v1::Addresses::Tcp4(ip) => Some((ip.source_address, ip.source_port).into()),
        v1::Addresses::Tcp6(ip) => Some((ip.source_address, ip.source_port).into()),
    };
    Header::Whole { from, length: header.header.len() }
}

fn binary(bytes: &[u8]) -> Header {
    let header = match v2::Header::try_from(bytes) {
        Ok(header) => header,
        Err(v2::ParseError::Incomplete(_) | v2::ParseError::Partial(..)) => return Header::Incomplete,
        Err(wrong) => return Header::Wrong(wrong.to_string()),
    };
    let from = match header.addresses {
        _ if header.command == v2::Command::Local => None,
        v2::Addresses::IPv4(ip) => Some((ip.source_address, ip.source_port).into()),
        v2::Addresses::IPv6(ip) => Some((ip.source_address, ip.source_port).into()),
        v2::Addresses::Unspecified | v2::Addresses::Unix(_) => None,
    };
    Header::Whole { from, length: header.length() + LENGTH_OF_START }
}

/// Bytes of a header of version 2 before those whose number it names.
const LENGTH_OF_START: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    /// The signature, version and command, family and protocol, the length, and so many bytes.
    fn version_2(command: u8, family: u8, rest: &[u8]) -> Vec<u8> {
        let length = u16::try_from(rest.len()).unwrap().to_be_bytes();
        [STARTS[3], &[0x20 | command, family], &length, rest].concat()
    }

    #[track_caller]
    fn names(bytes: &[u8], from: Option<&str>) {
        let from = from.map(|from| from.parse().unwrap());
        let whole = Header::Whole { from, length: bytes.len() };
        assert_eq!(header(&[bytes, b"NICK toto\r\n"].concat()), whole);
        let start = STARTS.into_iter().find(|start| bytes.starts_with(start)).unwrap();
        for end in start.len()..bytes.len() {
            assert_eq!(header(&bytes[..end]), Header::Incomplete, "{}", bytes[..end].escape_ascii());
        }
    }

    /// Headers as the protocol's text has them (2.1, 2.2).
    #[test]
    fn it_names_the_one_it_speaks_for() {
        names(b"PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n", Some("192.168.0.1:56324"));
        names(b"PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n", Some("255.255.255.255:65535"));
        names(b"PROXY TCP6 2001:db8::7 ::1 1 7777\r\n", Some("[2001:db8::7]:1"));
        names(b"PROXY UNKNOWN\r\n", None);
        names(b"PROXY UNKNOWN ffff::ffff ffff::ffff 65535 65535\r\n", None);
        let four = [198, 51, 100, 3, 10, 0, 0, 1, 0xDC, 0x04, 0x1E, 0x61];
        names(&version_2(1, 0x11, &four), Some("198.51.100.3:56324"));
        let six: Vec<u8> = [&[0x20, 1, 0xd, 0xb8], &[0; 11][..], &[7], &[0; 16], &[0, 1, 0, 2]].concat();
        names(&version_2(1, 0x21, &six), Some("[2001:db8::7]:1"));
        // With something more behind the addresses.
        names(&version_2(1, 0x11, &[&four[..], &[4, 0, 2, 9, 9]].concat()), Some("198.51.100.3:56324"));
        names(&version_2(0, 0, &[]), None);
        names(&version_2(0, 0x11, &four), None);
        names(&version_2(1, 0x31, &[b'/'; 216]), None);
    }

    #[test]
    fn what_is_no_header_is_told() {
        let long = format!("PROXY UNKNOWN {}\r\n", "x".repeat(100));
        for wrong in [
            &b"PROXY TCP4 300.1.1.1 1.1.1.1 1 1\r\n"[..],
            b"PROXY TCP4 1.1.1.1 1.1.1.1 1\r\n",
            b"PROXY TCP4 1.1.1.1 1.1.1.1 1 70000\r\n",
            b"PROXY TCP4 ::1 ::1 1 1\r\n",
            b"PROXY TCP4 1.1.1.1 1.1.1.1 1 1\n",
            long.as_bytes(),
            &version_2(7, 0x11, &[0; 12]),
            &version_2(1, 0x11, &[0; 4]),
            &version_2(1, 0x71, &[0; 12]),
        ] {
            assert!(matches!(header(wrong), Header::Wrong(_)), "{}: {:?}", wrong.escape_ascii(), header(wrong));
        }
    }
}
