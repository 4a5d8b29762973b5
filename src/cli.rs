//! The command line: what `chat` was asked to do, and how it ends (0: done; 2: one line on standard error says what is wrong).

use std::env;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use argh::{EarlyExit, FromArgs};
use log::{Level, LevelFilter, Log, Record};
use simple_logger::SimpleLogger;

use crate::command::specifications;
use crate::config::load::load;
use crate::config::{Config, PasswordHash};
use crate::model::nearest;
use crate::server;
use crate::world::Ending;

/// Every flag, for "did you mean".
const FLAGS: [&str; 6] = ["--config", "--check", "--commands", "--hash-password", "--version", "--help"];

/// A chat server: everybody with netcat or telnet talks to each other.
#[derive(FromArgs)]
#[argh(
    help_triggers("-h", "--help", "help"),
    note = "Two people without a server: `{command_name} talk 7000` calls, and its own help says how to wait for a call."
)]
struct Arguments {
    /// the configuration; without it the built-in defaults, which are those of config/chat.toml
    #[argh(option, arg_name = "file")]
    config: Option<PathBuf>,
    /// only say whether the configuration is right
    #[argh(switch)]
    check: bool,
    /// print the table of all commands
    #[argh(switch)]
    commands: bool,
    /// make the hash of a password for an admin in the configuration
    #[argh(switch)]
    hash_password: bool,
    /// print the version
    #[argh(switch)]
    version: bool,
    /// listen on this port (7777 by default), not on those of the configuration; link with the servers on the other ports
    /// of this machine
    #[argh(positional)]
    ports: Vec<String>,
}

/// Does what the command line asks for; returns the exit status.
#[must_use]
pub fn main() -> ExitCode {
    let words: Vec<String> = env::args_os().skip(1).flat_map(|word| split(&word.to_string_lossy())).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if let Some(("talk", words)) = words.split_first().map(|(first, words)| (*first, words)) {
        return crate::talk::main(words);
    }
    let done = match Arguments::from_args(&["chat"], &words) {
        Ok(arguments) => act(arguments),
        Err(EarlyExit { output: help, status: Ok(()) }) => say(&help),
        Err(EarlyExit { output: mistake, .. }) => Err(wrong_words(&mistake)),
    };
    let Err(problem) = done else { return ExitCode::SUCCESS };
    // When nobody reads standard error either, the exit status has to do.
    let _ = writeln!(io::stderr(), "{problem}");
    ExitCode::from(2)
}

fn act(arguments: Arguments) -> Result<(), String> {
    if arguments.version {
        return say(concat!("chat ", env!("CARGO_PKG_VERSION")));
    }
    if arguments.commands {
        return say(&commands_table()?);
    }
    if arguments.hash_password {
        let hash = PasswordHash::new(&password()?).map_err(complaint)?;
        return say(&String::from(hash));
    }
    let ports = ports(&arguments.ports)?;
    let mut config = match &arguments.config {
        Some(file) => load(file, crate::commands::FILES).map_err(|problem| problem.to_string())?,
        None => Config::default(),
    };
    if arguments.check {
        let file = arguments
            .config
            .ok_or_else(|| complaint("--check needs a file: chat --config config/chat.toml --check"))?;
        return say(&format!("{}: ok", file.display()));
    }
    config.on_ports(&ports);
    start_log(config.server.log.into())?;
    // The file of the program, also when another one takes its place while it runs.
    let program = env::current_exe();
    let done = server::run(config, arguments.config, ports).map_err(complaint);
    log::logger().flush();
    match done? {
        Ending::Stop => Ok(()),
        Ending::Restart => Err(complaint(format!("it cannot be started again: {}", restart(program)))),
    }
}

/// Puts the program in its own place, with the same arguments; returns only why that cannot be.
#[cfg(unix)]
fn restart(program: io::Result<PathBuf>) -> io::Error {
    use std::os::unix::process::CommandExt;
    match program {
        Ok(program) => Command::new(program).args(env::args_os().skip(1)).exec(),
        Err(why) => why,
    }
}

/// Starts the program once more, with the same arguments, and ends this one.
#[cfg(not(unix))]
fn restart(program: io::Result<PathBuf>) -> io::Error {
    match program.and_then(|program| Command::new(program).args(env::args_os().skip(1)).spawn()) {
        Ok(_) => std::process::exit(0),
        Err(why) => why,
    }
}

/// The tables of the commands and of the specifications they come from, as the README has them.
fn commands_table() -> Result<String, String> {
    let commands = server::jobs::table().map_err(complaint)?.markdown();
    Ok(format!("{commands}\n{}", specifications::markdown()))
}

/// The ports asked for: the server's own, and those of the servers to link with, each another one.
fn ports(words: &[String]) -> Result<Vec<u16>, String> {
    let number = |word: &String| {
        word.parse::<u16>().ok().filter(|port| *port > 0).ok_or_else(|| {
            complaint(format!("`{word}` is no port: a port is a number from 1 to 65535, as in `chat 7001`"))
        })
    };
    let ports = words.iter().map(number).collect::<Result<Vec<_>, _>>()?;
    match ports.iter().enumerate().find(|(place, port)| ports[..*place].contains(port)) {
        Some((_, twice)) => Err(complaint(format!("port {twice} is named twice: a server does not link with itself"))),
        None => Ok(ports),
    }
}

/// A password typed twice without echo, or the line that comes through a pipe.
fn password() -> Result<String, String> {
    if io::stdin().is_terminal() {
        let ask = |prompt| rpassword::prompt_password(prompt).map_err(complaint);
        let password = ask("Password: ")?;
        return if ask("Once more: ")? == password {
            Ok(password)
        } else {
            Err(complaint("the two are not the same: nothing was hashed"))
        };
    }
    let line = io::stdin().lines().next().transpose().map_err(complaint)?;
    Ok(line.unwrap_or_default())
}

/// Sends the log to standard error. `rehash` may change its level later: `log::set_max_level`.
fn start_log(level: LevelFilter) -> Result<(), String> {
    let log = SimpleLogger::new().with_level(LevelFilter::Trace).with_utc_timestamps();
    let (lines, to_write) = sync_channel(LOG_BACKLOG);
    thread::spawn(move || to_write.into_iter().for_each(|line| write_log(&log, line)));
    log::set_boxed_logger(Box::new(Beside(lines))).map_err(complaint)?;
    log::set_max_level(level);
    Ok(())
}

/// Lines of the log that may wait while standard error stands still; beyond them, lines are dropped.
const LOG_BACKLOG: usize = 1000;

/// How long the program's end waits for the last lines of its log.
const LOG_END: Duration = Duration::from_millis(500);

/// What goes to the thread that writes the log.
enum Line {
    Told {
        level: Level,
        target: String,
        text: String,
    },
    /// All before it is written: then this is dropped.
    End(SyncSender<()>),
}

fn write_log(log: &SimpleLogger, line: Line) {
    let (level, target, text) = match line {
        Line::Told { level, target, text } => (level, target, text),
        Line::End(written) => return drop(written),
    };
    // `SimpleLogger` panics when standard error is closed; only the line is lost then, and the panic's own message.
    let _ = catch_unwind(AssertUnwindSafe(|| {
        log.log(&Record::builder().level(level).target(&target).args(format_args!("{text}")).build());
    }));
}

/// A log that nobody need read: standard error may be closed, or stand still, and the server must not.
struct Beside(SyncSender<Line>);

impl Log for Beside {
    fn enabled(&self, _: &log::Metadata) -> bool {
        true
    }

    fn log(&self, record: &Record) {
        let (level, target, text) = (record.level(), record.target().to_owned(), record.args().to_string());
        let _ = self.0.try_send(Line::Told { level, target, text });
    }

    fn flush(&self) {
        let (written, wait) = sync_channel(0);
        if self.0.try_send(Line::End(written)).is_ok() {
            let _ = wait.recv_timeout(LOG_END);
        }
    }
}

fn say(text: &str) -> Result<(), String> {
    writeln!(io::stdout(), "{}", text.trim_end()).map_err(|why| complaint(format!("standard output: {why}")))
}

/// `--config=file` as argh wants it: two words.
fn split(word: &str) -> Vec<String> {
    let flag = word.split_once('=').filter(|(flag, _)| flag.starts_with("--"));
    flag.map_or_else(|| vec![word.to_owned()], |(flag, value)| vec![flag.to_owned(), value.to_owned()])
}

/// argh's error in one line, with the nearest flag.
fn wrong_words(mistake: &str) -> String {
    let mistake = mistake.trim();
    let Some(word) = mistake.strip_prefix("Unrecognized argument: ") else {
        return complaint(format!("{} (all flags: chat --help)", mistake.trim_end_matches('.')));
    };
    let near = nearest(word, FLAGS).map(|flag| format!(": did you mean {flag}?")).unwrap_or_default();
    complaint(format!("unknown flag {word}{near} (all flags: chat --help)"))
}

fn complaint(why: impl Display) -> String {
    format!("chat: {why}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flag_is_known_to_did_you_mean() {
        let help = Arguments::from_args(&["chat"], &["--help"]).err().unwrap().output;
        let told = help.split_whitespace().filter(|word| word.starts_with("--"));
        let told: Vec<_> = told.map(|word| word.trim_end_matches([',', ']'])).collect();
        assert!(
            told.iter().all(|flag| FLAGS.contains(flag)) && FLAGS.iter().all(|flag| told.contains(flag)),
            "{told:?}"
        );
    }
}
