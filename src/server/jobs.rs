//! Slow work, done beside the hub: comparing passwords, reading the configuration. Its answers return as inputs.

use std::path::Path;
use std::sync::Arc;

use super::hub::Hub;
use super::input::Input;
use super::partings::Why;
use crate::command::Table;
use crate::config::diff::{Changes, compare};
use crate::config::load::load;
use crate::config::{Config, PasswordHash};
use crate::model::{Claim, Nick, Refusal, Reply, SessionId};

/// Something slow.
pub enum Job {
    /// Compare a password with these hashes.
    Prove {
        /// Who sent it.
        session: SessionId,
        /// The admin it was sent for, if for one.
        nick: Option<Nick>,
        /// The admins it may belong to; none: the server, which asks everyone for it.
        hashes: Vec<(Option<Nick>, PasswordHash)>,
        /// What was sent.
        password: String,
    },
    /// Compare the password of a gateway.
    Vouch {
        /// Who sent it.
        session: SessionId,
        /// What is believed if it is right.
        claim: Claim,
        /// The gateways it may be.
        hashes: Vec<PasswordHash>,
        /// What was sent.
        password: String,
    },
    /// Call another server. This is for whoever has the network: [`Job::run`] only says that there is none.
    Dial {
        /// Its name, as the configuration has it.
        server: String,
        /// Where it is: `host:port`.
        address: String,
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
            Job::Vouch { session, claim, hashes, password } => {
                Input::Vouched { session, claim, proven: hashes.iter().any(|hash| hash.verify(&password)) }
            }
            Job::Dial { server, .. } => Input::Dialed { server, done: Err("there is no network here".into()) },
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
    pub(super) fn proved(&mut self, session: SessionId, nick: Option<&Nick>, proven: &[Option<Nick>]) {
        let most = self.world.config().limits.password_tries;
        let Some(connection) = self.connections.get_mut(session).filter(|c| !c.closing) else { return };
        connection.busy = false;
        if let Some(label) = connection.rare.made().label.take() {
            self.hold(session, label);
        }
        self.told_of_password(session, nick, proven, most);
        self.deliver();
        self.let_go();
        self.queue(session);
    }

    fn told_of_password(&mut self, session: SessionId, nick: Option<&Nick>, proven: &[Option<Nick>], most: u32) {
        let Some(connection) = self.connections.get_mut(session) else { return };
        // Programs send a password to servers that ask for none: they are told when they arrive, if one was needed.
        let silent = self.world.newcomer(session).is_some();
        if proven.is_empty() {
            let failures = &mut connection.rare.made().failures;
            *failures += 1;
            let failures = *failures;
            if !silent {
                self.world.reply(session, Err(Refusal::WrongPassword));
            }
            if failures >= most {
                self.put_off(session, Why::Passwords);
            }
        }
        if let Some(newcomer) = self.world.newcomer(session) {
            newcomer.admitted |= proven.contains(&None);
        }
        let admins: Vec<&Nick> = proven.iter().flatten().collect();
        admins.iter().for_each(|admin| self.world.prove(session, admin));
        let user = self.world.session(session).and_then(|s| s.user);
        let Some(admin) = admins.first().copied().cloned().filter(|_| !silent) else { return };
        if let (Some(_), Some(user)) = (nick, user) {
            log::info!("{} is an admin now, as {admin}", self.world.who(user).shown());
            self.world.make_admin(user, &admin);
            self.world.reply(session, Ok(Reply::Proved { admin, at_once: true }));
        } else {
            self.world.reply(session, Ok(Reply::Proved { admin, at_once: false }));
        }
    }

    /// The configuration was read again: what can change now does, and whoever asked is told.
    pub(super) fn reloaded(&mut self, session: Option<SessionId>, config: Result<Box<Config>, String>) {
        let lines = match config {
            Err(why) => vec![why],
            Ok(mut config) => {
                let kept = self.keep_name(&mut config);
                let mut changes = compare(self.world.config(), &config);
                changes.restart.extend(kept);
                log::set_max_level(config.server.log.into());
                let before = Arc::clone(self.world.config());
                self.world.set_config((*config).into());
                self.tell_news(&before);
                self.mind_new_rules();
                self.mind_new_links();
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
