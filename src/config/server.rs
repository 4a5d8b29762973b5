//! `[server]`: what the server says of itself, and what its terminal is for.

use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::network::Network;
use super::password::PasswordHash;
use crate::model::{UserFlag, UserFlags};

/// `[server]`: what the server says of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// Its name, told to those who ask and to other servers.
    pub name: String,
    /// The name of the network it belongs to, one word.
    pub network: String,
    /// What it is, in a few words: IRC programs show it beside the name.
    pub description: String,
    /// Where it is: the city, the country (`ADMIN`); empty: not told.
    pub location: String,
    /// Who runs it: the school, the club (`ADMIN`); empty: not told.
    pub organisation: String,
    /// How its administrator is reached (`ADMIN`); empty: not told.
    pub email: String,
    /// The message of the day, as many lines as there are; empty: none.
    pub motd: String,
    /// The first line a newcomer reads.
    pub welcome: String,
    /// The server's own notice, after the welcome; empty: none.
    pub notice: String,
    /// The modes that people in IRC have from the start.
    pub user_modes: UserFlags,
    /// A hash of what everyone in IRC must send with `PASS`, as `chat --hash-password` prints it; none: no password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<PasswordHash>,
    /// Milliseconds of silence on an `auto` listener after which a person with netcat is there.
    pub silence: u64,
    /// Whether any server on this machine may link itself with this one, without `[[link]]` and password.
    pub local_links: bool,
    /// Networks whose PROXY headers are believed on an `auto` listener.
    pub proxies: Vec<Network>,
    /// Whether standard input is the console.
    pub console: Console,
    /// How much the log on standard error tells.
    pub log: LogLevel,
}

impl Default for Server {
    fn default() -> Self {
        Server {
            name: "chat.localhost".into(),
            network: "ChatNet".into(),
            description: "A chat server".into(),
            location: String::new(),
            organisation: String::new(),
            email: String::new(),
            motd: String::new(),
            welcome: "Welcome to Chat Server !".into(),
            notice: String::new(),
            user_modes: UserFlags::default().with(UserFlag::Invisible),
            password: None,
            silence: 300,
            local_links: false,
            proxies: Vec::new(),
            console: Console::Auto,
            log: LogLevel::Info,
        }
    }
}

/// Whether standard input is read as the server's console; in the file also `true` and `false`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Console {
    /// While it is a terminal.
    Auto,
    /// Always: also from a pipe.
    On,
    /// Never.
    Off,
}

impl<'de> Deserialize<'de> for Console {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ConsoleVisitor)
    }
}

struct ConsoleVisitor;

impl Visitor<'_> for ConsoleVisitor {
    type Value = Console;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("\"auto\", \"on\" or \"off\"")
    }

    fn visit_bool<E: de::Error>(self, on: bool) -> Result<Console, E> {
        Ok(if on { Console::On } else { Console::Off })
    }

    fn visit_str<E: de::Error>(self, word: &str) -> Result<Console, E> {
        match word {
            "auto" => Ok(Console::Auto),
            "on" => Ok(Console::On),
            "off" => Ok(Console::Off),
            _ => Err(E::unknown_variant(word, &["auto", "on", "off"])),
        }
    }
}

/// How much the log on standard error tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum LogLevel {
    Error,
    Warn,
    Info,
    Debug,
}

impl From<LogLevel> for log::LevelFilter {
    fn from(level: LogLevel) -> Self {
        match level {
            LogLevel::Error => log::LevelFilter::Error,
            LogLevel::Warn => log::LevelFilter::Warn,
            LogLevel::Info => log::LevelFilter::Info,
            LogLevel::Debug => log::LevelFilter::Debug,
        }
    }
}
