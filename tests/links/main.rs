//! Several servers, one network: `chat` servers, ngIRCd and services linked as people link them.
//!
//! Each test starts its servers on free ports with cables between them that it can cut. What an ngIRCd or services are
//! needed for is passed over where they are not installed; with `CHAT_REQUIRE_PEERS=1` the test fails.
#![allow(clippy::unwrap_used)]

mod accounts;
mod agree;
mod cable;
#[path = "../irc_peers/happening.rs"]
mod happening;
#[path = "../irc_peers/table.rs"]
mod irc_table;
mod loss;
#[path = "../irc_peers/netcat.rs"]
mod netcat;
mod network;
mod node;
#[path = "../irc_peers/program.rs"]
mod program;
mod queries;
mod reach;
mod short_form;
#[path = "../irc_peers/socket.rs"]
mod socket;
#[path = "../support/mod.rs"]
mod support;
mod table;
mod view;
