//! Slow work, done beside the hub: comparing passwords, reading the configuration. Its answers return as inputs.

use std::path::Path;

use super::hub::Hub;
use super::input::Input;
use crate::command::Table;
use crate::config::diff::{Changes, compare};
use crate::config::load::load;
use crate::config::{Config, PasswordHash};
use crate::model::{Nick, Refusal, Reply, SessionId};

/// Something slow.
pub enum Job {
    /// Compare a password with these hashes.
    Prove {
        /// Who sent it.
        session: SessionId,
        /// The admin it was sent for, if for one.
        nick: Option<Nick>,
        /// The admins it may belong to.
        hashes: Vec<(Nick, PasswordHash)>,
        /// What was sent.
        password: String,
    },
    /// Read the configuration again.
    Rehash {
        /// Who asked for it; nobody when a signal did.
        session: Option<SessionId>,
    },
}

impl Job {
    /// Does it; `source` is the file the configuration came from. This takes its time: a tenth of a second for a hash.
    #[must_use]
    pub fn run(self, source: Option<&Path>) -> Input {
        match self {
            Job::Prove { session, nick, hashes, password } => {
                let proven = hashes.into_iter().filter(|(_, hash)| hash.verify(&password)).map(|(nick, _)| nick);
                Input::Proved { session, nick, proven: proven.collect() }
            }
            Job::Rehash { session } => {
                let config = source.map_or_else(
                    || Err("The server runs on its built-in defaults: there is no file to read again.".to_owned()),
                    |file| load(file, crate::commands::FILES).map(Box::new).map_err(|problem| problem.to_string()),
                );
                Input::Reloaded { session, config }
            }
        }
    }
}

impl Hub {
    /// A password was compared: its sender's other lines go on.
    pub(super) fn proved(&mut self, session: SessionId, nick: Option<&Nick>, proven: &[Nick]) {
        let most = self.world.config().limits.password_tries;
        let Some(connection) = self.connections.get_mut(session).filter(|c| !c.closing) else { return };
        connection.busy = false;
        if proven.is_empty() {
            connection.failures += 1;
            let failures = connection.failures;
            self.world.reply(session, Err(Refusal::WrongPassword));
            if failures >= most {
                self.put_off(session, "sent too many wrong passwords");
            }
        }
        for admin in proven {
            self.world.prove(session, admin);
        }
        if let (Some(_), [first, ..], Some(user)) = (nick, proven, self.world.session(session).and_then(|s| s.user)) {
            log::info!("{} is an admin now, as {first}", self.world.who(user).shown());
            self.world.make_admin(user, first);
            self.world.reply(session, Ok(Reply::Text("You are an admin of this server.".into())));
        } else if let [first, ..] = proven {
            let text = format!("The password is right: NICK {first} makes you an admin.");
            self.world.reply(session, Ok(Reply::Text(text)));
        }
        self.queue(session);
    }

    /// The configuration was read again: what can change now does, and whoever asked is told.
    pub(super) fn reloaded(&mut self, session: Option<SessionId>, config: Result<Box<Config>, String>) {
        let lines = match config {
            Err(why) => vec![why],
            Ok(config) => {
                let changes = compare(self.world.config(), &config);
                log::set_max_level(config.server.log.into());
                self.world.set_config((*config).into());
                self.mind_new_rules();
                told(&changes)
            }
        };
        for text in &lines {
            log::info!("rehash: {text}");
        }
        if let Some(session) = session.filter(|session| self.connections.contains_key(*session)) {
            self.world.reply(session, Ok(Reply::Text(lines.join("\n"))));
        }
    }
}

fn told(changes: &Changes) -> Vec<String> {
    let applied = changes.applied.iter().cloned();
    let restart = changes.restart.iter().map(|change| format!("{change} (needs a restart)"));
    let lines: Vec<String> = applied.chain(restart).collect();
    if lines.is_empty() { vec!["Nothing has changed.".into()] } else { lines }
}

/// The table of the commands in `commands/`.
///
/// # Errors
/// Says every mistake in a command's file, each by its name.
pub fn table() -> Result<Table, String> {
    Table::new(crate::commands::FILES).map_err(|mistakes| mistakes.join("\n"))
}
