//! What passes between the connection's task and the rest of the program.

use std::time::Duration;

/// What the connection tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FromNet {
    /// It begins to connect.
    Connecting {
        /// Host and port, as people read them.
        to: String,
        /// 1 for the first time since the start or since the last [`FromNet::Connected`].
        attempt: u32,
    },
    /// The connection stands; nothing was sent on it yet. Registration may begin.
    Connected {
        /// What encrypts it, in a few words (`TLS 1.3`); none: nothing does.
        tls: Option<String>,
    },
    /// A line of the server, without its CR LF; bytes that are no UTF-8 are replaced.
    Line(String),
    /// The connection is gone, or none came about.
    Lost {
        /// A sentence for people.
        why: String,
        /// It tries again after this long; none: it waits for [`ToNet::Reconnect`].
        again_in: Option<Duration>,
    },
    /// It will not work, however often one tries: no IRC server, a certificate that changed. A sentence for people.
    Refused(String),
    /// A certificate that no authority vouches for was seen for the first time, and is remembered.
    Fingerprint {
        /// Host and port it belongs to.
        host: String,
        /// SHA-256 of the certificate, in hexadecimal with colons.
        fingerprint: String,
    },
}

/// What the connection is asked to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToNet {
    /// Send this line; the connection adds CR LF.
    Line(String),
    /// Connect again, at once.
    Reconnect,
    /// Send QUIT with this reason, wait a moment for the server to close, and end.
    Quit(Option<String>),
}
