//! Many people on one server in memory, most of them in IRC, who do what the bytes say: see `chat_fuzz::sessions`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    chat_fuzz::sessions::run_crowd(bytes);
});
