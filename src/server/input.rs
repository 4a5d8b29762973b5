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
    /// They sent something: it can be read from their wire.
    Readable {
        /// Who.
        session: SessionId,
        /// A read that takes less than it could is not the last one.
        to_the_end: bool,
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
    /// Begins to tell what happens, as the input of `session`: whenever something more can be read or written,
    /// [`Input::Readable`] or [`Input::Writable`]. Or it tells [`Input::Read`] by itself.
    fn start(&mut self, session: SessionId);

    /// Reads what has come in; nothing, 0, once the other end will send no more.
    ///
    /// # Errors
    /// `WouldBlock` when nothing has come in; any other error when the connection is broken.
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::ErrorKind::WouldBlock.into())
    }

    /// Writes what can be written now.
    ///
    /// # Errors
    /// `WouldBlock` when nothing can be written now; any other error when the connection is broken.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize>;

    /// Ends the connection, once what was written has been read.
    fn finish(self: Box<Self>);
}
