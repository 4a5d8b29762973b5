//! Bytes made into lines, whatever is in them.

use memchr::memchr;

pub use crate::client::plain::input::LONGEST;

/// Makes lines of the bytes that come in. A line ends with LF or CR LF; neither is part of it.
#[derive(Debug, Default)]
pub struct Lines {
    kept: Vec<u8>,
}

impl Lines {
    /// Takes in what was received.
    pub fn push(&mut self, bytes: &[u8]) {
        self.kept.extend_from_slice(bytes);
    }

    /// The next complete line.
    pub fn line(&mut self) -> Option<Vec<u8>> {
        match memchr(b'\n', &self.kept) {
            Some(end) if end <= LONGEST => {
                let mut line: Vec<u8> = self.kept.drain(..=end).collect();
                line.truncate(end);
                if line.last() == Some(&b'\r') {
                    line.pop();
                }
                Some(line)
            }
            None if self.kept.len() <= LONGEST => None,
            _ => Some(self.kept.drain(..LONGEST).collect()),
        }
    }

    /// The input has ended: what is unfinished.
    pub fn rest(&mut self) -> Option<Vec<u8>> {
        let rest = std::mem::take(&mut self.kept);
        (!rest.is_empty()).then_some(rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_lines_however_the_bytes_are_cut() {
        let bytes = b"one\r\ntwo\n\nthr\xFFee\r\r\nrest";
        for size in 1..bytes.len() {
            let (mut lines, mut all) = (Lines::default(), Vec::new());
            for packet in bytes.chunks(size) {
                lines.push(packet);
                all.extend(std::iter::from_fn(|| lines.line()));
            }
            all.extend(lines.rest());
            assert_eq!(all, [&b"one"[..], b"two", b"", b"thr\xFFee\r", b"rest"]);
            assert_eq!(lines.rest(), None);
        }
    }

    #[test]
    fn an_endless_line_comes_in_pieces() {
        let mut lines = Lines::default();
        lines.push(&vec![b'x'; LONGEST * 2 + 1]);
        lines.push(b"\n");
        let all: Vec<_> = std::iter::from_fn(|| lines.line()).map(|line| line.len()).collect();
        assert_eq!(all, [LONGEST, LONGEST, 1]);
    }
}
