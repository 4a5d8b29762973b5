//! The command line of `irc`.

use std::path::PathBuf;

use argh::FromArgs;

/// Chat on an IRC server.
#[derive(FromArgs, Clone, Debug, Default)]
pub struct Options {
    /// the name you go by
    #[argh(positional)]
    pub nick: String,
    /// Where; see [`super::address::Address::parse`].
    #[argh(
        positional,
        description = "host, host:port, [v6]:port, a port of this machine, or irc://host/channel; without a port, 7777 and 6667 are tried"
    )]
    pub server: String,
    /// channels to join, with commas between them
    #[argh(option, short = 'j')]
    pub join: Option<String>,
    /// encrypt the connection (port 6697 unless you name one)
    #[argh(switch)]
    pub tls: bool,
    /// a file whose first line is your password
    #[argh(option)]
    pub password_file: Option<PathBuf>,
    /// the account the password belongs to (else the name you go by)
    #[argh(option)]
    pub account: Option<String>,
    /// read lines and print lines: for pipes, scripts and screen readers
    #[argh(switch)]
    pub plain: bool,
    /// the same, with one event in JSON a line
    #[argh(switch)]
    pub json: bool,
}
