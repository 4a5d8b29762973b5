//! Faults planted into what a server writes to others, to see that the simulator finds them.

use chat::model::Mark;

use super::network::{DAWN, Network};

/// What the servers of a network do wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// They do not hand on that somebody on another server enters a channel.
    JoinNotForwarded,
    /// They do not hand on that somebody on another server left a channel.
    PartNotForwarded,
    /// They tell each change of a channel with a mark that is the earlier the later the change was: of two the first counts.
    MarksTurnedRound,
    /// They say what people say to channels twice.
    SaidTwice,
    /// They say nothing to the whole network of a nick taken from somebody.
    NickNotForwarded,
}

impl Fault {
    /// What becomes of a line; `forwards`: it is about somebody who is on another server than the one that writes it.
    fn spoil(self, line: String, forwards: bool) -> Vec<String> {
        let verb = verb(&line);
        match self {
            Fault::JoinNotForwarded if forwards && verb == "JOIN" && !line.contains("quiet") => Vec::new(),
            Fault::PartNotForwarded if forwards && verb == "PART" => Vec::new(),
            Fault::NickNotForwarded if forwards && verb == "NICK" && line.starts_with("@mark=") => Vec::new(),
            Fault::MarksTurnedRound if matches!(verb, "MODE" | "TOPIC") => vec![turn_marks(&line)],
            Fault::SaidTwice if verb == "PRIVMSG" => vec![line.clone(), line],
            _ => vec![line],
        }
    }
}

/// The verb of a line, behind its tags and its source.
fn verb(line: &str) -> &str {
    line.split(' ').find(|word| !word.starts_with(['@', ':'])).unwrap_or_default()
}

/// The source of a line, without its colon.
fn source(line: &str) -> Option<&str> {
    line.split(' ').find_map(|word| word.strip_prefix(':'))
}

/// The mark of each change is as long before the dawn of the simulation as it was behind it.
fn turn_marks(line: &str) -> String {
    let Some(start) = line.find(";mark=").map(|at| at + ";mark=".len()) else { return line.to_owned() };
    let length = line[start..].find([';', ' ']).unwrap_or(line.len() - start);
    let Some(mark) = Mark::read(&line[start..start + length]) else { return line.to_owned() };
    let dawn = (DAWN * 1000) << 12;
    format!("{}{}{}", &line[..start], Mark((2 * dawn).saturating_sub(mark.0)), &line[start + length..])
}

impl Network {
    /// What comes of whole lines when servers do something wrong.
    pub fn spoiled(&mut self, connection: usize, from: usize, written: &[u8]) -> Vec<u8> {
        if self.fault.is_none() && self.trace.is_none() {
            return written.to_vec();
        }
        let mut bytes = std::mem::take(&mut self.connections[connection].unfinished[from]);
        bytes.extend_from_slice(written);
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        self.connections[connection].unfinished[from] = bytes.split_off(whole);
        let [writer, reader] = [from, 1 - from].map(|end| self.connections[connection].servers[end]);
        let mut spoiled = Vec::new();
        for line in String::from_utf8_lossy(&bytes).split_inclusive('\n') {
            self.note(|| format!("  s{writer} > s{reader}: {}", line.trim_end()));
            let told = match self.fault {
                Some(fault) => fault.spoil(line.to_owned(), self.forwards(writer, line)),
                None => vec![line.to_owned()],
            };
            told.iter().for_each(|line| spoiled.extend_from_slice(line.as_bytes()));
        }
        spoiled
    }

    /// Whether a line of a server is about somebody on another one.
    fn forwards(&self, writer: usize, line: &str) -> bool {
        let Some(world) = self.world(writer) else { return false };
        let mark = source(line).and_then(|source| source.strip_prefix('=')).and_then(Mark::read);
        mark.and_then(|mark| world.person_marked(mark)).is_some_and(|id| world.way_to(id).is_some())
    }
}
