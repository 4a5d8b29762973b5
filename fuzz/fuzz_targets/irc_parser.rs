//! Any bytes, cut into packets anywhere, through IRC's framer, parsers and writers: see `chat_fuzz::irc_lines`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| chat_fuzz::irc_lines::run(bytes));
