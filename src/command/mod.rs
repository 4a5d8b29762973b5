//! What a command is: its descriptor, the table of all, the arguments it takes, and how a request reaches it.
//!
//! Invariant: this folder knows no dialect. Whichever way a line came, the same file runs.

mod args;
mod bans;
pub mod capabilities;
mod context;
mod dispatch;
pub mod isupport;
mod modes;
mod pages;
mod params;
mod people;
mod register;
pub mod sasl;
mod sheets;
pub mod specifications;
mod speech;
mod status;
mod table;

pub use args::Args;
pub use bans::{named, split_reason};
pub use context::{Context, Order};
pub use dispatch::{Turn, dispatch};
pub use pages::Pages;
pub use params::Params;
pub use speech::Addressed;
pub use status::VERSION;
pub use table::Table;

use crate::model::{Access, Outcome};

/// A command, as its file under `commands/` describes it.
#[derive(Clone, Copy)]
pub struct Command {
    /// The file's name without its ending, the key in `chat.toml`, and the `HELP` topic.
    pub name: &'static str,
    /// The form, from which the usage line and the least and most words follow: see [`Params`].
    pub params: &'static str,
    /// The form in IRC, where it is another one.
    pub irc_params: Option<&'static str>,
    /// Where it is described: `RFC 2812 3.2.8`.
    pub source: &'static str,
    /// What it does, in one sentence.
    pub help: &'static str,
    /// A line to type, as people write it.
    pub example: &'static str,
    /// How it is called, by dialect.
    pub verbs: Verbs,
    /// Who may use it.
    pub access: Access,
    /// What it costs of the flood budget; a line of chat costs 1.
    pub cost: u32,
    /// Does it.
    pub run: fn(&mut Context, &mut Args) -> Outcome,
}

impl Command {
    /// What a descriptor need not say.
    pub const DEFAULT: Command = Command {
        name: "",
        params: "",
        irc_params: None,
        source: "",
        help: "",
        example: "",
        verbs: Verbs::DEFAULT,
        access: Access::User,
        cost: 1,
        run: |_, _| Ok(()),
    };

    /// The verbs of a dialect; [`ITS_NAME`] stands for the command's name.
    pub fn verbs(&self, dialect: Tongue) -> impl Iterator<Item = String> {
        let verbs = match dialect {
            Tongue::Line => self.verbs.line,
            Tongue::Irc => self.verbs.irc,
            Tongue::Console => self.verbs.console,
        };
        let name = self.name.to_uppercase();
        verbs.iter().map(move |verb| if *verb == ITS_NAME[0] { name.clone() } else { (*verb).to_owned() })
    }

    /// The line that says how it is written: `KICK [#channel] <nick> [reason...]`.
    #[must_use]
    pub fn form(&self, verb: &str, tongue: Tongue) -> String {
        let params = self.irc_params.filter(|_| tongue == Tongue::Irc).unwrap_or(self.params);
        match verb {
            BARE_LINE => params.to_owned(),
            "@" => format!("@{params}"),
            verb => format!("{verb} {params}").trim_end().to_owned(),
        }
    }
}

inventory::collect!(Command);

/// How a command is called, in upper case, by dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verbs {
    /// In the line protocol. `/VERB` is one that counts only when it is written with its slash.
    pub line: &'static [&'static str],
    /// In IRC.
    pub irc: &'static [&'static str],
    /// On the console.
    pub console: &'static [&'static str],
}

/// The command is called by its name.
pub const ITS_NAME: &[&str] = &["="];

/// The verb of a line that has none: what is typed is said.
pub const BARE_LINE: &str = "";

/// The command is not there in this dialect.
pub const NOT_HERE: &[&str] = &[];

impl Verbs {
    /// By its name for netcat and IRC users, not on the console.
    pub const DEFAULT: Verbs = Verbs { line: ITS_NAME, irc: ITS_NAME, console: NOT_HERE };

    /// By its name everywhere.
    pub const EVERYWHERE: Verbs = Verbs { console: ITS_NAME, ..Verbs::DEFAULT };
}

/// The families of dialects that have verbs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tongue {
    /// netcat and telnet.
    Line,
    /// IRC.
    Irc,
    /// The server's own terminal.
    Console,
}

impl Tongue {
    /// Each of them.
    pub const ALL: [Tongue; 3] = [Tongue::Line, Tongue::Irc, Tongue::Console];
}
