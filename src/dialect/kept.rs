//! What a framer keeps: the lines that are ready, and the one that is coming in.

use memchr::memchr;

const LF: u8 = b'\n';

/// The bytes of lines, each with LF at its end, then those of the line that is coming in. It holds no buffer while no byte
/// waits in it, and hands the buffer itself over with the last line in it.
#[derive(Debug, Default)]
pub struct Kept {
    /// The lines already taken, then those that are ready, then the one that is coming in.
    bytes: Vec<u8>,
    /// How many bytes are taken.
    taken: usize,
    /// Where the line that is coming in begins.
    begin: usize,
    /// How many lines are ready.
    ready: usize,
}

impl Kept {
    /// The line that is coming in, so far.
    pub fn coming(&self) -> &[u8] {
        &self.bytes[self.begin..]
    }

    /// Adds to the line that is coming in.
    pub fn add(&mut self, bytes: &[u8]) {
        // With room for its end, so that a whole line takes one buffer of its size.
        self.bytes.reserve(bytes.len() + 1);
        self.bytes.extend_from_slice(bytes);
    }

    /// Leaves so many bytes of the line that is coming in.
    pub fn cut(&mut self, length: usize) {
        self.bytes.truncate(self.begin + length);
    }

    /// The line that is coming in is ready.
    pub fn finish(&mut self) {
        self.bytes.push(LF);
        self.begin = self.bytes.len();
        self.ready += 1;
    }

    /// Takes the next line that is ready, without its LF.
    pub fn take(&mut self) -> Option<Vec<u8>> {
        self.ready = self.ready.checked_sub(1)?;
        if self.ready == 0 && self.taken == 0 && self.coming().is_empty() {
            let mut line = std::mem::take(self).bytes;
            line.pop();
            return Some(line);
        }
        let ready = &self.bytes[self.taken..self.begin];
        let line = ready[..memchr(LF, ready)?].to_vec();
        self.taken += line.len() + 1;
        if self.taken == self.begin {
            self.forget_taken();
        }
        Some(line)
    }

    /// How many bytes wait, in lines that are ready and in the one that is coming in.
    pub fn waiting(&self) -> usize {
        self.bytes.len() - self.taken
    }

    /// Frees the room of what is taken if more of it is taken than waits: so the moves cost no more than the bytes' coming
    /// in did.
    pub fn tidy(&mut self) {
        if self.waiting() <= self.taken {
            self.forget_taken();
        }
    }

    /// Moves what waits into a buffer of its own size, none for nothing.
    fn forget_taken(&mut self) {
        self.bytes = self.bytes[self.taken..].to_vec();
        self.begin -= self.taken;
        self.taken = 0;
    }

    /// The bytes of room it holds.
    #[cfg(test)]
    pub fn capacity(&self) -> usize {
        self.bytes.capacity()
    }

    /// How many bytes are taken, and still held.
    #[cfg(test)]
    pub fn taken(&self) -> usize {
        self.taken
    }
}

/// The text of a line; one that is no UTF-8 with U+FFFD in the place of what was wrong.
///
/// # Errors
/// Has that other text.
pub fn text(line: Vec<u8>) -> Result<String, String> {
    String::from_utf8(line).map_err(|why| String::from_utf8_lossy(why.as_bytes()).into_owned())
}
