//! `[[link]]`: another server, and what may come from it.

use serde::{Deserialize, Serialize};

/// The longest name of a server, in bytes (RFC 2812 1.1).
const LONGEST_NAME: usize = 63;

/// `[[link]]`: a server that this one is linked with. The connection comes from either side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// Its name, as it says it of itself.
    pub name: String,
    /// Where it is called, `host:port`; none: it calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// What is sent to prove this server; none: it takes anybody who comes from there.
    #[serde(default)]
    pub password: String,
    /// What it must send; none: the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accept: Option<String>,
    /// Whether it is called at the start, and again whenever the link is lost.
    #[serde(default = "yes")]
    pub autoconnect: bool,
    /// Whether it is shown to admins alone.
    #[serde(default)]
    pub hidden: bool,
    /// Masks of the servers that may be behind it.
    #[serde(default = "everybody")]
    pub allow_servers: Vec<String>,
    /// Masks of the nicks of those who may come over it.
    #[serde(default = "everybody")]
    pub allow_nicks: Vec<String>,
    /// Whether an admin of it, or of a server behind it, may have an admin's nick here, and do what admins do.
    #[serde(default = "yes")]
    pub admins: bool,
}

fn yes() -> bool {
    true
}

fn everybody() -> Vec<String> {
    vec!["*".into()]
}

impl Link {
    /// The server on a port of this machine, which is named after it; no password is needed.
    #[must_use]
    pub fn on_port(port: u16) -> Self {
        Link { address: Some(format!("localhost:{port}")), ..Link::nameless(&port.to_string()) }
    }

    /// A server of this machine that comes by itself.
    #[must_use]
    pub fn nameless(name: &str) -> Self {
        Link {
            name: name.to_owned(),
            address: None,
            password: String::new(),
            accept: None,
            autoconnect: true,
            hidden: false,
            allow_servers: everybody(),
            allow_nicks: everybody(),
            admins: true,
        }
    }

    /// Whether a server can be called so (RFC 2812 2.3.1, and names without dots).
    #[must_use]
    pub fn can_be_named(name: &str) -> bool {
        let fits = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
        (1..=LONGEST_NAME).contains(&name.len()) && name.chars().all(fits)
    }

    /// What the other end must send.
    #[must_use]
    pub fn expected(&self) -> &str {
        self.accept.as_deref().unwrap_or(&self.password)
    }
}
