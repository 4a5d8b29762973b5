//! Facts: what servers of a network tell each other, so that all of them have the same world.
//!
//! A fact says what is now, with the mark of when it came to be so. Told twice, or in another order, it comes to the same.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    ChannelKind, ChannelName, Flag, How, List, ListMask, Mark, MessageId, Nick, Rank, SaidLine, Secrecy, SenderTags,
    Time, UserFlags, Who,
};

/// A person as servers name them to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The mark of their coming, which is theirs until they leave.
    pub mark: Mark,
    /// Who they are.
    pub who: Arc<Who>,
}

/// Who brought something about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// A person.
    Person(Named),
    /// A server, by its name.
    Server(Box<str>),
}

/// A channel as servers name it to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The mark of its making; of two channels of one name the older one is meant.
    pub made: Mark,
    /// Its name.
    pub name: ChannelName,
}

/// What somebody is in a channel, since when, and since when they are that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// The mark of their entering.
    pub joined: Mark,
    /// The rank they were given, which is not the one that counts where two are creators.
    pub rank: Rank,
    /// Whether they have voice.
    pub voice: bool,
    /// The mark of the last change of the two.
    pub changed: Mark,
}

/// What one thing of a channel is set to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting {
    /// What it is about; empty: nothing.
    Topic {
        /// In words.
        text: Box<str>,
        /// Who said so.
        by: Arc<Who>,
        /// When.
        at: Time,
    },
    /// Whether it is public, private or secret.
    Secrecy(Secrecy),
    /// Any other mode that is on or off.
    Flag(Flag, bool),
    /// Its key.
    Key(Option<Box<str>>),
    /// How many may be in.
    Limit(Option<usize>),
    /// Where those go who cannot enter.
    Forward(Option<ChannelName>),
    /// A mask that is on a list, or on it no more.
    Mask {
        /// The list.
        list: List,
        /// The mask.
        mask: ListMask,
        /// Who put it there, `nick!user@host`, and when; none: it was taken away.
        set: Option<(Box<str>, Time)>,
    },
}

/// Which thing of a channel a [`Setting`] sets.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Slot {
    /// What it is about.
    Topic,
    /// A mode, by its letter.
    Mode(char),
    /// A mask on a list, by the list's letter.
    Mask(char, Box<str>),
}

impl Setting {
    /// Which thing it sets.
    #[must_use]
    pub fn slot(&self) -> Slot {
        match self {
            Setting::Topic { .. } => Slot::Topic,
            Setting::Secrecy(_) => Slot::Mode(Flag::Secret.letter()),
            Setting::Flag(flag, _) => Slot::Mode(flag.letter()),
            Setting::Key(_) => Slot::Mode('k'),
            Setting::Limit(_) => Slot::Mode('l'),
            Setting::Forward(_) => Slot::Mode('f'),
            Setting::Mask { list, mask, .. } => Slot::Mask(list.letter(), mask.to_string().into()),
        }
    }
}

/// Whom something is said to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A channel.
    Channel(Place),
    /// Those of a channel who have at least this rank.
    Ranked(Rank, Place),
    /// One person.
    Person(Named),
    /// Everyone on the network.
    Everyone,
}

/// What is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words {
    /// One line.
    Line(Arc<str>, How),
    /// Several as one message.
    Lines(Vec<SaidLine>, How),
    /// None: tags alone.
    Tags,
}

/// Something said, on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speech {
    /// By whom.
    pub from: By,
    /// To whom.
    pub to: Target,
    /// What.
    pub words: Words,
    /// Its id, the same on every server.
    pub id: MessageId,
    /// When.
    pub at: Time,
    /// What the sender's program added.
    pub tags: Option<SenderTags>,
}

/// Somebody who came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Who.
    pub named: Named,
    /// The server they are on.
    pub server: Box<str>,
    /// The mark of their taking their nick: of two who want it the earlier one has it.
    pub nick: Mark,
    /// Their modes.
    pub modes: UserFlags,
    /// Why they are away, if they are.
    pub away: Option<Box<str>>,
    /// They came in IRC.
    pub in_irc: bool,
}

/// What a server is asked by somebody on another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// By whom: a person, or a server's console.
    pub by: By,
    /// The server.
    pub server: Box<str>,
    /// The command, in upper case.
    pub verb: Box<str>,
    /// Its words.
    pub words: Vec<Box<str>>,
    /// They want sentences, not numbers.
    pub plain: bool,
}

/// What servers tell each other.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Fact {
    /// A server is on the network now, behind the one it is linked with, so many links away from whoever is told; `kin`:
    /// it and all on the way are `chat` servers.
    Linked { name: Box<str>, behind: Box<str>, hops: u32, description: Box<str>, kin: bool },
    /// A server is not on the network any more, nor are those behind it.
    Lost { name: Box<str>, why: Box<str> },
    /// All that a server knew when it was linked has been told.
    Synchronized { server: Box<str> },
    /// Somebody is on the network now.
    Came(Box<Arrival>),
    /// Somebody has another nick, and maybe the user and the real name of `who`: those of a guest follow their nick.
    Nick { who: Named, nick: Nick, mark: Mark },
    /// Somebody left the network, with a farewell, or for this reason.
    Quit { who: Named, text: Option<Box<str>>, why: Option<Box<str>> },
    /// Somebody is put off the network.
    Killed { who: Named, by: By, text: Option<Box<str>> },
    /// Somebody is in a channel now; `quiet`: all who care know it already, since they just came.
    Joined { who: Named, place: Place, seat: Seat, quiet: bool },
    /// Somebody left a channel.
    Parted { who: Named, place: Place, text: Option<Box<str>> },
    /// Somebody was put out of a channel, into which they came at that mark.
    Kicked { who: Named, by: By, place: Place, joined: Mark, reason: Option<Box<str>> },
    /// What somebody is in a channel is something else.
    Ranked { who: Named, by: By, place: Place, seat: Seat },
    /// Something of a channel is set to something else.
    Set { by: By, place: Place, setting: Setting, mark: Mark },
    /// A channel was made then, as this server has it: the one that others were told of is a younger one of the same name,
    /// which counts no more.
    Made { server: Box<str>, place: Place },
    /// A channel has another name.
    Renamed { by: By, place: Place, new: ChannelName, mark: Mark, reason: Option<Box<str>> },
    /// Something was said.
    Said(Box<Speech>),
    /// Said to those who read such.
    Wallops { by: By, text: Box<str> },
    /// Somebody is invited to a channel, by one who rules it or by another member.
    Invited { who: Named, by: Named, place: Place, by_op: bool },
    /// Somebody is away, or back.
    Away { who: Named, text: Option<Box<str>> },
    /// Somebody's modes are these.
    Modes { who: Named, modes: UserFlags },
    /// Somebody's user name, host, real name or account is another: those of `who` are the new ones.
    Changed { who: Named },
    /// Somebody asks a server something, or to do something.
    Asked(Box<Question>),
    /// A server tells another one something that is of no interest to others.
    Told { from: Box<str>, to: Box<str>, words: Vec<Box<str>> },
    /// A server answers somebody: a line as IRC has it, from the code on; 0: a line of plain words.
    Answered { server: Box<str>, to: By, code: u16, words: Vec<Box<str>> },
}

impl Fact {
    /// The channel it is about, if it is about one.
    #[must_use]
    pub fn place(&self) -> Option<&Place> {
        match self {
            Fact::Joined { place, .. }
            | Fact::Parted { place, .. }
            | Fact::Kicked { place, .. }
            | Fact::Ranked { place, .. }
            | Fact::Set { place, .. }
            | Fact::Made { place, .. }
            | Fact::Renamed { place, .. }
            | Fact::Invited { place, .. } => Some(place),
            Fact::Said(speech) => match &speech.to {
                Target::Channel(place) | Target::Ranked(_, place) => Some(place),
                Target::Person(_) | Target::Everyone => None,
            },
            _ => None,
        }
    }

    /// Whether it is no other server's business: what happens in a channel of one server (RFC 2811 2.2).
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.place().is_some_and(|place| place.name.kind() == ChannelKind::Local)
    }
}
