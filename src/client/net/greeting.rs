//! Whether it is an IRC server that answers: by what it says first.

use crate::dialect::irc::Message;

/// What the first lines of a server tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Greeting {
    /// It speaks IRC.
    Irc,
    /// It is no IRC server; a clause for people, that begins with a verb.
    Not(String),
}

/// What people know servers of other protocols by: how their first line begins, and what they are.
const OTHERS: [(&str, &str); 9] = [
    ("HTTP/", "is a web server"),
    ("<!DOCTYPE", "is a web server"),
    ("<html", "is a web server"),
    ("SSH-", "is an SSH server"),
    ("220", "is a mail or FTP server"),
    ("* OK", "is a mail server"),
    ("+OK", "is a mail server"),
    ("[server] ", "is a port for netcat and telnet: ask for the port of IRC, or use `nc`"),
    ("RFB ", "is a VNC server"),
];

/// The first bytes of a record of TLS that tells an error (RFC 8446 5.1).
const TLS_ALERT: [u8; 2] = [0x15, 0x03];

/// Looks at the first bytes; none while they do not tell.
#[must_use]
pub fn bytes(first: &[u8]) -> Option<Greeting> {
    first.starts_with(&TLS_ALERT).then(|| Greeting::Not("wants TLS: --tls, or ircs:// for irc://".to_owned()))
}

/// Looks at the first line.
#[must_use]
pub fn line(first: &str) -> Greeting {
    let lower = first.trim_start().to_ascii_lowercase();
    let other = OTHERS.iter().find(|(begin, _)| lower.starts_with(&begin.to_ascii_lowercase()));
    if let Some((_, what)) = other {
        return Greeting::Not((*what).to_owned());
    }
    match Message::parse(first) {
        // A server names itself, but in what it asks and where it throws one out (RFC 2812 3.7).
        Ok(message) if message.source.is_some() => Greeting::Irc,
        Ok(message) if matches!(&*message.verb, "PING" | "NOTICE" | "ERROR" | "CAP" | "AUTHENTICATE") => Greeting::Irc,
        _ => {
            let shown: String = first.chars().filter(|c| !c.is_control()).take(60).collect();
            Greeting::Not(format!("is no IRC server: it says `{shown}`"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_irc_from_what_is_none() {
        for irc in [
            ":irc.example.org NOTICE * :*** Looking up your hostname",
            "NOTICE AUTH :*** Checking Ident",
            "PING :1234",
            "ERROR :Closing link: too many connections",
            "CAP * LS :sasl",
            "@time=x :s 001 bob :Welcome",
        ] {
            assert_eq!(line(irc), Greeting::Irc, "{irc}");
        }
        for (other, what) in [
            ("HTTP/1.1 400 Bad Request", "web server"),
            ("<html>", "web server"),
            ("SSH-2.0-OpenSSH_9.2p1", "SSH"),
            ("220 mail.example.org ESMTP", "mail"),
            ("[server] Welcome to Chat Server !", "netcat"),
            ("hello, who is it?", "no IRC server: it says `hello, who is it?`"),
            ("Password:\x1b[31m", "says `Password:[31m`"),
        ] {
            let Greeting::Not(why) = line(other) else { panic!("{other} is taken for IRC") };
            assert!(why.contains(what), "{other}: {why}");
        }
        assert!(matches!(bytes(b"\x15\x03\x01\0\x02"), Some(Greeting::Not(why)) if why.contains("--tls")));
        assert_eq!(bytes(b":irc"), None);
    }
}
