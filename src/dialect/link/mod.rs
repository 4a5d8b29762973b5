//! What servers say to each other: RFC 2813 with ngIRCd's additions (IRC+), written and read as [`Fact`]s.
//!
//! Between two `chat` servers, which say so in the handshake ([`Greeting`]), each line bears tags with what the RFC lacks:
//! the marks by which both come to the same world, ids and times of what is said, accounts, creators, farewells. There,
//! people are named by the mark of their coming, `=0c5m2k1a2b3c4`, which no other server's line can mistake for a nick.
//!
//! [`Fact`]: crate::model::fact::Fact

mod greeting;
mod line;
mod read;
mod read_channel;
mod write;
mod write_channel;

use crate::model::fact::{By, Named};

pub use greeting::{Greeting, Introduction, SOFTWARE};
pub use read::{may_be_asked, read};
pub use write::write;

/// The most bytes of one line of a peer, tags included: a message of several lines is one.
pub const LONGEST: usize = 256 << 10;

/// The name of a person on a link.
#[must_use]
pub fn name_of(named: &Named, kin: bool) -> String {
    if kin { line::person(named.mark) } else { named.who.nick.as_str().to_owned() }
}

/// The name of a person or a server on a link.
#[must_use]
pub fn cause_of(by: &By, kin: bool) -> String {
    match by {
        By::Person(named) => name_of(named, kin),
        By::Server(name) => name.to_string(),
    }
}

/// Before the mark that names a person.
const PERSON: char = '=';

/// The modes of channels that other servers know: RFC 2811 4, and those of ngIRCd that mean the same here.
const KNOWN_MODES: &str = "imMnQRst";

/// The modes of people that other servers know.
const KNOWN_USER_MODES: &str = "Biow";
