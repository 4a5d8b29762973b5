//! Registration: from somebody who has said all they must to a person, and what they are told first (RFC 2812 3.1).

use super::Context;
use crate::model::numeric::{ERR_PASSWDMISMATCH, RPL_CREATED, RPL_ISUPPORT, RPL_MYINFO, RPL_WELCOME, RPL_YOURHOST};
use crate::model::{Outcome, Refusal, Reply};

impl Context<'_> {
    /// Lets the one who asked arrive, once they have said all they must.
    ///
    /// # Errors
    /// When somebody was quicker to take the nick.
    pub fn register(&mut self) -> Outcome {
        let locked = self.world.config().server.password.is_some();
        let Some(newcomer) = self.world.newcomer(self.session).filter(|newcomer| newcomer.is_ready()) else {
            return Ok(());
        };
        if locked && !newcomer.admitted {
            self.reply_numeric_and_leave();
            return Ok(());
        }
        let nick = newcomer.nick.take();
        self.me = self.world.arrive(self.session, nick)?;
        self.greet();
        Ok(())
    }

    fn reply_numeric_and_leave(&mut self) {
        self.world.reply(self.session, Err(Refusal::Numeric(ERR_PASSWDMISMATCH, Vec::new())));
        self.turn_away("Wrong password");
    }

    /// Ends the connection of somebody who is nobody yet.
    pub fn turn_away(&mut self, why: &str) {
        self.reply(Reply::Message("ERROR", vec![format!("Closing link: ({why})")]));
        self.world.close(self.session);
    }

    fn greet(&mut self) {
        let who = self.world.who(self.me);
        let config = self.world.config().clone();
        let (server, network) = (&config.server.name, &config.server.network);
        let version = concat!("chat-", env!("CARGO_PKG_VERSION"));
        self.numeric(RPL_WELCOME, [format!("Welcome to {network}, {}", who.source())]);
        self.numeric(RPL_YOURHOST, [format!("Your host is {server}, running version {version}")]);
        self.numeric(RPL_CREATED, [format!("This server was started on {}", self.world.started().iso())]);
        let modes = super::isupport::MODES;
        self.numeric(RPL_MYINFO, [server.as_str(), version, modes.user, modes.channel, modes.with_word]);
        for tokens in super::isupport::lines(&config) {
            self.numeric(RPL_ISUPPORT, tokens);
        }
        self.lusers();
        self.motd();
    }
}
