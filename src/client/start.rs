//! From the command line to the program: who, where, and with or without a screen.

use std::fs;
use std::io::{IsTerminal, stdin, stdout};
use std::path::Path;
use std::process::ExitCode;

use jiff::tz::TimeZone;

use super::address::{Address, joined};
use super::net::{self, KnownHosts, Timing};
use super::options::Options;
use super::plain::{self, Form};
use super::run::{Line, run};
use super::state::Settings;
use super::state::session::Wish;
use super::texts::{Texts, fill};

/// Lines of the server that may wait.
const WAITING: usize = 1024;

/// Reads the command line and runs the program.
#[must_use]
pub fn main() -> ExitCode {
    let options: Options = argh::from_env();
    let texts = Texts::of_locale();
    let address = match Address::parse(&options.server, options.tls, texts) {
        Ok(address) => address,
        Err(why) => return fail(&why),
    };
    let wish = match wish(&options, &address, texts) {
        Ok(wish) => wish,
        Err(why) => return fail(&why),
    };
    let form = match (options.json, options.plain) {
        (true, _) => Some(Form::Json),
        (_, true) => Some(Form::Plain),
        // `echo hello | irc bob 7777/tp` only sends.
        _ if !stdin().is_terminal() => Some(Form::Quiet),
        _ if !stdout().is_terminal() => Some(Form::Plain),
        _ => None,
    };
    let settings = Settings { wish, server: address.place(), texts, zone: TimeZone::system() };
    let (from_net, from) = async_channel::bounded(WAITING);
    // A server that reads slowly must not hold up the keys: what one person writes has room.
    let (to, to_net) = async_channel::unbounded();
    let connection = net::run(address, KnownHosts::of_user(), Timing::default(), texts, from_net, to_net);
    let line = Line { from, to };
    let done = match form {
        Some(form) => plain::run(settings, line, connection, form),
        None => run(settings, line, connection),
    };
    done.unwrap_or_else(|why| fail(&why.to_string()))
}

fn fail(why: &str) -> ExitCode {
    eprintln!("irc: {why}");
    ExitCode::from(2)
}

/// Who one wants to be, and where.
///
/// # Errors
/// Says why there is no password where a file of it was named, in the words of `texts`.
pub fn wish(options: &Options, address: &Address, texts: &Texts) -> Result<Wish, String> {
    let password = options.password_file.as_deref().map(|file| password(file, texts)).transpose()?;
    let named = options.join.as_deref().map(joined).unwrap_or_default();
    let channels = address.channels.iter().cloned().chain(named).collect();
    Ok(Wish { nick: options.nick.clone(), account: options.account.clone(), password, channels })
}

/// The first line of a file.
fn password(path: &Path, texts: &Texts) -> Result<String, String> {
    let file = path.display().to_string();
    let text = fs::read_to_string(path).map_err(|why| fill(texts.password_unread, &[&file, &why.to_string()]))?;
    let first = text.lines().next().unwrap_or_default();
    if first.is_empty() { Err(fill(texts.password_empty, &[&file])) } else { Ok(first.to_owned()) }
}
