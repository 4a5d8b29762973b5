//! Whether it is an IRC server that answers: by what it says first.

use crate::client::texts::{Texts, fill};
use crate::dialect::irc::Message;

/// What the first lines of a server tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Greeting {
    /// It speaks IRC.
    Irc,
    /// It is no IRC server.
    Not(Other),
}

/// What a server is that is no IRC server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Other {
    /// Of the web.
    Web,
    /// Of SSH.
    Ssh,
    /// Of mail to be sent, or of FTP: both say `220` first.
    MailOrFtp,
    /// Of mail to be read.
    Mail,
    /// One of ours, at its port for netcat and telnet.
    Lines,
    /// Of VNC.
    Vnc,
    /// One that wants TLS.
    Tls,
    /// Nobody knows: what it says, without control characters.
    Unknown(String),
}

impl Other {
    /// A sentence that says it of a place.
    #[must_use]
    pub fn told(&self, place: &str, texts: &Texts) -> String {
        let sentence = match self {
            Other::Web => texts.is_web,
            Other::Ssh => texts.is_ssh,
            Other::MailOrFtp => texts.is_mail_or_ftp,
            Other::Mail => texts.is_mail,
            Other::Lines => texts.is_lines,
            Other::Vnc => texts.is_vnc,
            Other::Tls => texts.wants_tls,
            Other::Unknown(says) => return fill(texts.is_other, &[place, says]),
        };
        fill(sentence, &[place])
    }
}

/// What people know servers of other protocols by: how their first line begins, and what they are.
const OTHERS: [(&str, Other); 9] = [
    ("HTTP/", Other::Web),
    ("<!DOCTYPE", Other::Web),
    ("<html", Other::Web),
    ("SSH-", Other::Ssh),
    ("220", Other::MailOrFtp),
    ("* OK", Other::Mail),
    ("+OK", Other::Mail),
    ("[server] ", Other::Lines),
    ("RFB ", Other::Vnc),
];

/// The first bytes of a record of TLS that tells an error (RFC 8446 5.1).
const TLS_ALERT: [u8; 2] = [0x15, 0x03];

/// Looks at the first bytes; none while they do not tell.
#[must_use]
pub fn bytes(first: &[u8]) -> Option<Greeting> {
    first.starts_with(&TLS_ALERT).then_some(Greeting::Not(Other::Tls))
}

/// Looks at the first line.
#[must_use]
pub fn line(first: &str) -> Greeting {
    let lower = first.trim_start().to_ascii_lowercase();
    let other = OTHERS.iter().find(|(begin, _)| lower.starts_with(&begin.to_ascii_lowercase()));
    if let Some((_, what)) = other {
        return Greeting::Not(what.clone());
    }
    match Message::parse(first) {
        // A server names itself, but in what it asks and where it throws one out (RFC 2812 3.7).
        Ok(message) if message.source.is_some() => Greeting::Irc,
        Ok(message) if matches!(&*message.verb, "PING" | "NOTICE" | "ERROR" | "CAP" | "AUTHENTICATE") => Greeting::Irc,
        _ => {
            let shown: String = first.chars().filter(|c| !c.is_control()).take(60).collect();
            Greeting::Not(Other::Unknown(shown))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::texts::{EN, FR};

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
            let Greeting::Not(kind) = line(other) else { panic!("{other} is taken for IRC") };
            let why = kind.told("lab3:7777", &EN);
            assert!(why.contains(what), "{other}: {why}");
        }
        assert!(matches!(bytes(b"\x15\x03\x01\0\x02"), Some(Greeting::Not(Other::Tls))));
        assert_eq!(Other::Web.told("lab3:80", &FR), "lab3:80 est un serveur web.");
        assert_eq!(bytes(b":irc"), None);
    }
}
