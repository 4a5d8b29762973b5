//! `PONG` answers the server's `PING`; that something came is all that counts.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "pong",
        params: "[token] [server]",
        source: "RFC 2812 3.7.3",
        help: "Answer the server's PING.",
        example: "PONG 123",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        access: Access::Anyone,
        cost: 0,
        ..Command::DEFAULT
    }
}
