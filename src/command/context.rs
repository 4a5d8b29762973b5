//! What a command has to work with: the world, the one who asked, and a way to answer.

use super::dispatch::usable;
use super::params::names;
use super::{BARE_LINE, Command, Pages, Table, Tongue};
use crate::model::numeric::Numeric;
use crate::model::{
    Caps, ChannelId, ChannelName, Claim, How, Limit, Nick, Outcome, Place, Rank, Refusal, Reply, SessionId, UserId,
};
use crate::world::World;

/// What a command has to work with.
pub struct Context<'a> {
    /// Everyone and every channel.
    pub world: &'a mut World,
    /// The one who asked.
    pub me: UserId,
    /// The connection they asked on.
    pub session: SessionId,
    /// The verb, as the table has it.
    pub verb: &'a str,
    pub(super) tongue: Tongue,
    pub(super) table: &'a Table,
    pub(super) orders: &'a mut Vec<Order>,
}

/// What a command asks of the server, which does it beside the hub.
pub enum Order {
    /// Compare a password with the hash of this admin, or with everybody's when none is named.
    Prove {
        /// The admin one says one is.
        nick: Option<Nick>,
        /// What one says proves it.
        password: String,
    },
    /// Compare a gateway's password, and believe it what it says of somebody.
    Vouch {
        /// What it sent.
        password: String,
        /// What it says.
        claim: Claim,
    },
    /// Read the configuration again.
    Rehash,
    /// Answer with what went over the connections: everybody's, or only one's own (RFC 2812 3.4.4 `l`).
    Traffic {
        /// Everybody's.
        all: bool,
    },
    /// Ask another server in the place of this one.
    Ask {
        /// The server.
        server: Box<str>,
        /// The command, as IRC calls it.
        verb: Box<str>,
        /// Its words.
        words: Vec<Box<str>>,
    },
    /// Call another server, which the configuration knows, whatever it says of calling (RFC 2812 3.4.7).
    Connect {
        /// Its name.
        server: Box<str>,
        /// The port, in the place of the one it has in the configuration.
        port: Option<u16>,
    },
    /// End the link with another server, which is not called again until somebody asks for it (RFC 2812 3.1.8).
    Disconnect {
        /// Its name.
        server: Box<str>,
        /// Why.
        why: Box<str>,
    },
    /// Answer with the connections to other servers.
    Trace {
        /// Also with those that only admins are shown.
        hidden: bool,
    },
    /// Answer at length.
    Answer(Pages),
}

impl From<String> for Reply {
    fn from(text: String) -> Reply {
        Reply::Text(text)
    }
}

impl From<&str> for Reply {
    fn from(text: &str) -> Reply {
        Reply::Text(text.to_owned())
    }
}

impl Context<'_> {
    /// Answers the one who asked; a text is an answer too.
    pub fn reply(&mut self, reply: impl Into<Reply>) {
        self.world.reply(self.session, Ok(reply.into()));
    }

    /// Answers with a numeric: the words behind the reader's nick, then its standard text, if it has one.
    pub fn numeric<W: Into<String>>(&mut self, numeric: Numeric, words: impl IntoIterator<Item = W>) {
        self.reply(Reply::Numeric(numeric, words.into_iter().map(Into::into).collect()));
    }

    /// Whether one asked in IRC.
    #[must_use]
    pub fn speaks_irc(&self) -> bool {
        self.tongue == Tongue::Irc
    }

    /// What the program of the one who asked wants to be told.
    #[must_use]
    pub fn caps(&self) -> Caps {
        self.world.caps(self.session)
    }

    /// Whether the one who asked is somebody already.
    #[must_use]
    pub fn is_registered(&self) -> bool {
        self.me != self.world.nobody()
    }

    /// The channel being talked in.
    ///
    /// # Errors
    /// When one is in none.
    pub fn here(&self) -> Result<ChannelId, Refusal> {
        self.world.user(self.me).here.ok_or(Refusal::NoChannel)
    }

    /// Where the one who asked is.
    #[must_use]
    pub fn place(&self) -> Place {
        self.world.place(self.me)
    }

    /// That one's rank in a channel is high enough.
    ///
    /// # Errors
    /// Says which rank is needed.
    pub fn require(&self, rank: Rank, channel: ChannelId) -> Outcome {
        self.world.require(self.me, channel, rank)
    }

    /// Whether one is an admin of the server.
    #[must_use]
    pub fn is_admin(&self) -> bool {
        self.world.is_admin_here(self.me)
    }

    /// Says something to a person, found by name.
    ///
    /// # Errors
    /// When nobody has this name.
    pub fn whisper(&mut self, name: &str, text: &str, how: How) -> Outcome {
        let whom = super::args::find_person(self, name)?;
        self.world.whisper(self.me, whom, text, how)
    }

    /// The person of this name.
    ///
    /// # Errors
    /// When nobody has it.
    pub fn person(&self, name: &str) -> Result<UserId, Refusal> {
        super::args::find_person(self, name)
    }

    /// A text as a channel's name; at a terminal its `#` may be missing.
    ///
    /// # Errors
    /// When it cannot name a channel.
    pub fn channel_name(&self, text: &str) -> Result<ChannelName, Refusal> {
        super::args::channel_name(text, !self.speaks_irc())
    }

    /// The channel of this name, which exists; its `#` may be missing where people at a terminal leave it out.
    ///
    /// # Errors
    /// When there is none, or the text cannot name one.
    pub fn channel_named(&self, name: &str) -> Result<ChannelId, Refusal> {
        super::args::find_channel(self, name, true)
    }

    /// Says something to several people, `toto;tata`, each once; whoever is not here is answered, the others hear it.
    ///
    /// # Errors
    /// When they are too many.
    pub fn whisper_each(&mut self, list: &str, text: &str, how: How) -> Outcome {
        let names = names(list, self.tongue);
        let most = self.world.config().limits.targets;
        if names.len() > most {
            return Err(Refusal::Limit { what: Limit::Targets, most });
        }
        for (_, name) in names {
            if let Err(refusal) = self.whisper(name, text, how) {
                self.world.reply(self.session, Err(refusal));
            }
        }
        Ok(())
    }

    /// How a command is written by those who speak as the one who asked.
    #[must_use]
    pub fn form(&self, verb: &str, command: &Command) -> String {
        command.form(verb, self.tongue)
    }

    /// Asks something of the server, which does it beside the hub.
    pub fn order(&mut self, order: Order) {
        self.orders.push(order);
    }

    /// The commands that were asked for, by their names, each with how often.
    #[must_use]
    pub fn usage(&self) -> Vec<(String, u64)> {
        self.table.usage().map(|(command, count)| (command.name.to_uppercase(), count)).collect()
    }

    /// The commands the one who asked may use, each with its verb here, sorted by it.
    #[must_use]
    pub fn commands(&self) -> Vec<(String, &'static Command)> {
        let many = self.place().many;
        self.table
            .verbs(self.tongue)
            .filter(|(verb, command)| usable(self.world, self.me, command) && (many || *verb != BARE_LINE))
            .map(|(verb, command)| (verb.to_owned(), command))
            .collect()
    }

    /// The command of this verb or name, among those one may use.
    #[must_use]
    pub fn command(&self, verb: &str) -> Option<(String, &'static Command)> {
        let upper = verb.to_uppercase();
        let bare = |v: &str| v.trim_start_matches('/').to_owned();
        let mut all = self.commands();
        let found = all.iter().position(|(v, _)| *v == upper);
        let found = found.or_else(|| all.iter().position(|(v, c)| bare(v) == bare(&upper) || c.name == verb));
        found.map(|index| all.swap_remove(index))
    }
}
