//! `chat`: one world of people and channels, reached by netcat, telnet and every IRC program.
//!
//! # Floors
//! Each module imports only from those below it; `tests/tidy.rs` holds them to it.
//!
//! | floor | modules | what they hold |
//! | --- | --- | --- |
//! | 5 | [`cli`], `main`, `bin/irc`, [`talk`] | argv, configuration, run; two people on one connection |
//! | 4 | [`server`], [`net`], [`scene`] | the hub, which owns the world; sockets; a whole server in memory, for tests |
//! | 4 | [`client`] | the program `irc`; of us it knows the model and [`dialect::irc`], never the world |
//! | 3 | `commands/*` | one file each; they import [`prelude`], nobody imports them |
//! | 2 | [`command`], [`dialect`] | what a command is; how people speak and read |
//! | 1 | [`world`] | who is where, and every rule that must always hold |
//! | 0 | [`model`], [`config`] | words: names, events, replies, refusals; what `chat.toml` says |
//!
//! # One line of chat, from socket to socket
//! [`net::sockets`] waits until something can be read; [`server::hub`] reads it and hands the bytes, once
//! [`dialect::detect`] has told what is spoken, to the connection's framer ([`dialect::Framer`]), each line to
//! [`dialect::line::parse()`] or, behind `server/irc_lines.rs`, to [`dialect::irc::parse()`], the request to
//! [`command::dispatch`], which runs `commands/msg.rs` or `commands/tell.rs`; that calls [`world::World::say`], which
//! tells an [`model::Event`] to an audience; the hub renders it once per flavor ([`dialect::render_event`]), puts the
//! bytes into each outbox ([`server::outbox`]) and, at the end of its turn, writes each touched outbox once.
//!
//! # Where building showed the first design wrong
//! - Lines are framed and parsed by the hub, not by the sessions' tasks: what a line means depends on where its writer
//!   is at that moment (a bare line, `MSG` in the lobby), and a line that must wait for the flood budget waits as bytes.
//! - The hub's own thread waits for people's sockets, reads them and writes to them ([`net::sockets`], on `mio`): no task,
//!   no buffer and no wake-up for each of them. With a task for each reader on smol's executor, a line took eight system
//!   calls where waiting, reading and writing are three, since its reactor watches each socket for one event only; and
//!   with the tasks on other threads, each line woke one. Signals, the terminal, passwords, files: whatever is slow runs
//!   on smol, beside the hub, and reaches it through [`net::Inbox`].
//! - Nor does that thread wait until a time: the poll's own timer would be set and taken back with every line, which costs a
//!   hop a quarter of a microsecond. An alarm ([`net::alarm`]) is set once for many waits.
//! - What a crowd hears is kept once for all of them ([`server::stream`]) as long as nothing else comes between, and is
//!   written to a few of them at a time: between these, those who are in no crowd have their turn. Those whom crowds hear
//!   speak after all others, and together no more in a turn than one alone might (`server/turns.rs`).
//! - No other thread helps with the writes, whatever the number of cores. Of a line to a hundred, more than nine tenths of
//!   the time are the system's, in `send`; a second thread that took half of a crowd's sockets made the bench's floor, which
//!   does nothing else, 7 to 22 % slower on two cores with the readers on the same machine (windows of 16). More cores could
//!   write faster, at the price of a lock or a hand-over for each outbox; what grows with them here are servers: one process
//!   a core, linked, each of which writes to its own people, and where a relayed line costs at most a tenth more than one
//!   that was said there.
//! - Servers do not tell each other events but facts ([`model::fact::Fact`]): an event is what people read, and lacks what
//!   another world needs to come to the same state. A fact says what is now, with the [`model::Mark`] of when it came to be
//!   so; [`world::network`] says why that is enough, [`dialect::link`] how RFC 2813 carries it, `tests/simulator` tries it.
//! - A link is opened only while its two ends hold the locks of both parts that it joins (`server/links/claims.rs`):
//!   looking for loops after the fact, as RFC 2813 does, lets lines through twice.
//! - Whoever has not registered runs commands as [`world::World::nobody`], a person who is nowhere: a handler needs no
//!   second form for those who are nobody yet, and only commands whose descriptor says [`model::Access::Anyone`] run.
//! - A label (IRCv3) is put on the rendered answers, in one place ([`dialect::irc::labelled`]): commands know nothing of it.
//! - Ranks are a member's one rank (none, op, creator) and a voice beside it, since IRC's `+v` outlives `+o` and `-o`.
//! - Somebody who speaks faster than those who listen can read waits for them ([`server::outbox`], the brake);
//!   somebody who does not read at all holds up nobody, and is disconnected when their SendQ is full.
//! - What many read in the same words is written once: the lines that greet everybody ([`model::Sheet`]), and the names of
//!   a channel's members, of which only the last is new to the next one who enters ([`model::Roll`]).
//! - What few people and connections have is kept apart ([`model::Rare`]): an idle one takes about a kilobyte.

pub mod cli;
pub mod client;
pub mod command;
pub mod config;
pub mod dialect;
pub mod model;
pub mod net;
pub mod prelude;
pub mod scene;
pub mod server;
pub mod talk;
pub mod world;

/// The commands: every file under `commands/`.
#[allow(clippy::needless_update)] // `..Command::DEFAULT` is right also in a descriptor that says everything
pub mod commands {
    include!(concat!(env!("OUT_DIR"), "/commands.rs"));
}
