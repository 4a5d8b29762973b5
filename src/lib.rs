//! `chat`: one world of people and channels, reached by netcat and telnet, and by whatever dialect comes next.
//!
//! # Floors
//! Each module imports only from those below it; `tests/tidy.rs` holds them to it.
//!
//! | floor | modules | what they hold |
//! | --- | --- | --- |
//! | 5 | [`cli`], `main` | argv, configuration, run |
//! | 4 | [`server`], [`net`], [`scene`] | the hub, which owns the world; sockets; a whole server in memory, for tests |
//! | 3 | `commands/*` | one file each; they import [`prelude`], nobody imports them |
//! | 2 | [`command`], [`dialect`] | what a command is; how people speak and read |
//! | 1 | [`world`] | who is where, and every rule that must always hold |
//! | 0 | [`model`], [`config`] | words: names, events, replies, refusals; what `chat.toml` says |
//!
//! # One line of chat, from socket to socket
//! [`net::socket`] reads bytes and sends them to the hub's inbox; [`server::hub`] hands them to the connection's
//! framer ([`dialect::line::Framer`]), each line to [`dialect::line::parse()`], the request to [`command::dispatch`], which
//! runs `commands/msg.rs`; that calls [`world::World::say`], which tells an [`model::Event`] to an audience; the hub renders
//! it once per flavor ([`dialect::render_event`]), copies the bytes into each outbox ([`server::outbox`]) and, at the
//! end of its turn, writes each touched outbox once.
//!
//! # Where building showed the first design wrong
//! - Lines are framed and parsed by the hub, not by the sessions' tasks: what a line means depends on where its writer
//!   is at that moment (a bare line, `MSG` in the lobby), and a line that must wait for the flood budget waits as bytes.
//! - The hub writes to the sockets itself and asks for a wake-up only after a short write: no task, no buffer and no
//!   wake-up per listener of a line. Everything runs on one thread unless a password is being hashed.
//! - Somebody who speaks faster than those who listen can read waits for them ([`server::outbox`], the brake);
//!   somebody who does not read at all holds up nobody, and is disconnected when their SendQ is full.

pub mod cli;
pub mod command;
pub mod config;
pub mod dialect;
pub mod model;
pub mod net;
pub mod prelude;
pub mod scene;
pub mod server;
pub mod world;

/// The commands: every file under `commands/`.
#[allow(clippy::needless_update)] // `..Command::DEFAULT` is right also in a descriptor that says everything
pub mod commands {
    include!(concat!(env!("OUT_DIR"), "/commands.rs"));
}
