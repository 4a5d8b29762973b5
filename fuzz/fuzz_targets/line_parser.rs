//! Any bytes, cut into packets anywhere, through the framer and the parsers: see `chat_fuzz::lines`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| chat_fuzz::lines::run(bytes));
