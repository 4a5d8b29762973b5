//! Standard input, line by line.

use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::thread;

use async_channel::Receiver;

/// The longest line, in bytes; a longer one comes in pieces.
pub const LONGEST: usize = 64 << 10;

/// Lines that may wait to be taken; beyond them, nothing more is read.
const WAITING: usize = 16;

/// The lines of standard input without their ends, closed where it ends. A thread of its own reads: nothing can interrupt it.
#[must_use]
pub fn lines() -> Receiver<Vec<u8>> {
    let (tell, told) = async_channel::bounded(WAITING);
    thread::spawn(move || {
        let mut input = BufReader::new(io::stdin());
        loop {
            let mut line = Vec::new();
            match input.by_ref().take(LONGEST as u64).read_until(b'\n', &mut line) {
                Ok(0) => break,
                Ok(_) => {
                    if line.last() == Some(&b'\n') {
                        line.pop();
                    }
                    if line.last() == Some(&b'\r') {
                        line.pop();
                    }
                    if tell.send_blocking(line).is_err() {
                        break;
                    }
                }
                Err(why) if why.kind() == ErrorKind::Interrupted => {}
                Err(_) => break,
            }
        }
    });
    told
}
