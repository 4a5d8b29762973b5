//! What comes into the hub, and how it reaches the other end of a connection.

use std::io;
use std::net::SocketAddr;

use crate::config::Config;
use crate::dialect::Dialect;
use crate::model::{Claim, Nick, SessionId};
use crate::world::Profile;

/// Something that comes into the hub.
pub enum Input {
    /// Somebody connected.
    Opened {
        /// The way to them.
        wire: Box<dyn Wire>,
        /// Where they are.
        peer: SocketAddr,
        /// What is spoken on the listener they came to.
        dialect: Dialect,
        /// What that listener lets people do.
        profile: Profile,
    },
    /// They sent bytes.
    Read {
        /// Who.
        session: SessionId,
        /// What.
        bytes: Vec<u8>,
    },
    /// They will send no more: the end of their input, or, `reset`, of the whole connection.
    Ended {
        /// Who.
        session: SessionId,
        /// They cannot be written to either.
        reset: bool,
    },
    /// They can be written to again.
    Writable {
        /// Who.
        session: SessionId,
    },
    /// A password was compared.
    Proved {
        /// Who sent it.
        session: SessionId,
        /// The admin's nick it was sent for, if for one.
        nick: Option<Nick>,
        /// The admins whose password it is; none: it is the server's own.
        proven: Vec<Option<Nick>>,
    },
    /// A gateway's password was compared.
    Vouched {
        /// Who sent it.
        session: SessionId,
        /// What it says.
        claim: Claim,
        /// The password is right.
        proven: bool,
    },
    /// The configuration was read again.
    Reloaded {
        /// Who asked for it; nobody when a signal did.
        session: Option<SessionId>,
        /// What it says, or why it cannot be used.
        config: Result<Box<Config>, String>,
    },
    /// A server was called.
    Dialed {
        /// Its name, as the configuration has it.
        server: String,
        /// The way to it, and its address; or why there is none.
        done: Result<(Box<dyn Wire>, SocketAddr), String>,
    },
    /// A signal asks to read the configuration again.
    Rehash,
    /// A signal asks to stop.
    Stop,
}

/// The way to the other end of a connection. Nothing here waits.
pub trait Wire: Send {
    /// Begins to read, as the input of `session`.
    fn start(&mut self, session: SessionId);

    /// Writes what can be written now.
    ///
    /// # Errors
    /// `WouldBlock` when nothing can be written now; any other error when the connection is broken.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize>;

    /// Asks for [`Input::Writable`] once more can be written.
    fn wake_when_writable(&mut self);

    /// What was read last is in good hands: the next bytes may come. No more than one [`Input::Read`] is on its way.
    fn taken(&mut self) {}

    /// Stops reading for now, or goes on.
    fn pause(&mut self, paused: bool);

    /// Ends the connection, once what was written has been read.
    fn finish(&mut self);
}
