//! Real IRC programs in one channel with a netcat, on the default kind of listener: irssi, weechat, ii, sic, a library.
//!
//! Each test seats its cast at one table ([`table::Table`]) and plays the same evening with them: they join, talk, query,
//! set the topic, kick, rename themselves and quit, and each must show all of it in its own way, with no error in its
//! status window. A program that is not installed is passed over; with `CHAT_REQUIRE_PEERS=1` the test fails.
#![allow(clippy::unwrap_used)]

mod folder;
mod happening;
mod ii;
mod irssi;
mod library;
mod netcat;
mod program;
mod sic;
mod socket;
#[path = "../support/mod.rs"]
mod support;
mod table;
mod weechat;

use happening::Peer;
use support::Server;
use table::Table;

/// The default kind of listener, on a free port.
const AUTO: &str = "[[listener]]\naddress = \"127.0.0.1:0\"\nprotocol = \"auto\"\n";

/// How a program comes to the table: the port and the nick; none where it is not installed.
type Comes = fn(u16, &str) -> Option<Box<dyn Peer>>;

/// Plays the evening with our own socket, those of these programs that are installed, and a netcat.
fn evening(programs: &[(Comes, &str)]) {
    let server = Server::start(AUTO);
    let come = |(comes, nick): &(Comes, &str)| Some(((*nick).to_owned(), comes(server.port(), nick)?));
    let guests: Vec<_> = programs.iter().filter_map(come).collect();
    let (Some(first), Some(last)) = (come(&(socket::come, "rita")), come(&(netcat::come, "nina"))) else { return };
    if !guests.is_empty() {
        Table::of([first].into_iter().chain(guests).chain([last]).collect()).evening();
    }
}

#[test]
fn irssi_with_netcat() {
    evening(&[(irssi::come, "ivan")]);
}

#[test]
fn weechat_with_netcat() {
    evening(&[(weechat::come, "wanda")]);
}

#[test]
fn weechat_with_all_capabilities_with_netcat() {
    evening(&[(weechat::come_with_capabilities, "wim")]);
}

#[test]
fn ii_with_netcat() {
    evening(&[(ii::come, "ida")]);
}

#[test]
fn sic_with_netcat() {
    evening(&[(sic::come, "silas")]);
}

#[test]
fn a_python_library_with_netcat() {
    evening(&[(library::come, "pia")]);
}

#[test]
fn all_of_them_in_one_channel() {
    evening(&[
        (irssi::come, "ivan"),
        (weechat::come, "wanda"),
        (ii::come, "ida"),
        (irssi::come, "irma"),
        (sic::come, "silas"),
        (weechat::come_with_capabilities, "wim"),
        (library::come, "pia"),
    ]);
}
