//! Why something was not done. A refusal names what was wrong, so that every dialect can say what would have worked.

use super::numeric::Numeric;
use super::{BadName, ChannelName, List, Rank, Time};

/// What a command comes to.
pub type Outcome = Result<(), Refusal>;

/// Something that was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Refusal {
    /// There is no such command; `near` is the one most like it.
    UnknownVerb { verb: String, near: Option<String> },
    /// Too few or too many words; `form` is how it is written.
    Usage { verb: String, form: String },
    /// The command is for others.
    AdminsOnly { verb: String },
    /// The command is the console's.
    ConsoleOnly { verb: String },
    /// One must have a name first.
    NotRegistered,
    /// There is nobody of this name; `near` is one who is here.
    NoSuchNick { nick: String, near: Option<String> },
    /// There is no channel of this name.
    NoSuchChannel { channel: String },
    /// One is in no channel, and the command needs one.
    NoChannel,
    /// One is not in this channel.
    NotOnChannel { channel: ChannelName },
    /// That person is not in this channel.
    NotThere { nick: String, channel: ChannelName },
    /// One is in this channel already.
    AlreadyHere { channel: ChannelName },
    /// They are in this channel already.
    AlreadyOn { nick: String, channel: ChannelName },
    /// In the lobby there is nothing to leave, rename or rule.
    Lobby { what: &'static str },
    /// The nick is somebody's.
    NickTaken { nick: String },
    /// The nick can be taken for somebody's.
    NickLooksLike { nick: String, other: String },
    /// The nick is an admin's, who must prove it.
    NickReserved { nick: String },
    /// One is banned from the server, by one's address or by a mask; for good, or until then.
    Banned { what: String, reason: String, until: Option<Time> },
    /// The nick is banned, as `what`.
    BannedNick { nick: String, what: String, reason: String, until: Option<Time> },
    /// The text is no nick.
    BadNick { nick: String, why: BadName },
    /// The text is no channel's name.
    BadChannel { channel: String, why: BadName },
    /// A channel of this name exists.
    ChannelTaken { channel: ChannelName },
    /// The channel wants a key, and this is not it.
    BadKey { channel: ChannelName },
    /// The channel lets one not in, with this key or any.
    CannotEnter { channel: ChannelName, bar: Bar },
    /// The channel does not hear people who are not in it.
    CannotSend { channel: ChannelName },
    /// The channel does not hear this, or not from this person.
    CannotSpeak { channel: ChannelName, why: Hush },
    /// There is no such mode of channels.
    UnknownMode { letter: char, channel: ChannelName },
    /// A mode cannot be set to this.
    BadModeWord { target: String, letter: char, word: String, why: String },
    /// A channel's lists are full.
    ListFull { channel: ChannelName, list: List, most: usize },
    /// The channel has no modes that could be changed.
    NoModes { channel: ChannelName },
    /// One's rank in the channel is too low.
    NeedsRank { rank: Rank, channel: ChannelName },
    /// That person's rank protects them.
    Protected { nick: String, channel: ChannelName, rank: Rank },
    /// One does this to oneself.
    Oneself { instead: &'static str },
    /// A limit of the configuration.
    Limit { what: Limit, most: usize },
    /// The password is wrong.
    WrongPassword,
    /// One is put off, because one did this: `said nothing for too long`.
    Disconnected { why: String },
    /// Another server is asked in the place of this one: its answer comes later.
    Elsewhere { server: Box<str> },
    /// What only IRC has a word for, by its number; a terminal shows the words.
    Numeric(Numeric, Vec<String>),
    /// What IRCv3 refuses with `FAIL`: verb, code, what it is about, and why in words.
    Fail { verb: &'static str, code: &'static str, about: Vec<String>, why: String },
    /// What only this command refuses, in words.
    Text(String),
}

/// What keeps somebody out of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// They are banned.
    Banned,
    /// It wants people to be invited.
    InviteOnly,
    /// As many are in as may be.
    Full,
    /// It wants people to have an account.
    Account,
}

/// What keeps somebody in a channel from being heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hush {
    /// Only those with voice are.
    Moderated,
    /// They are banned, or muted.
    Banned,
    /// Only those with an account are.
    Account,
    /// It was a CTCP request.
    Ctcp,
    /// There was nothing in it but colours.
    Empty,
}

/// What there is a limit of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Characters of a message.
    Message,
    /// Characters of a nick.
    Nick,
    /// Characters of a channel's name.
    Channel,
    /// Channels one is in.
    Channels,
    /// Targets of one message.
    Targets,
    /// People on the server.
    Users,
    /// Connections from one address.
    Connections,
}

impl Refusal {
    /// A refusal that no other command needs.
    pub fn because(why: impl Into<String>) -> Self {
        Refusal::Text(why.into())
    }
}
