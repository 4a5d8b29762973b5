//! What everybody must hear: each line of each other sender of their channel once, and in the order it was sent.

use super::scenario::Scenario;
use super::speech::Speech;

/// The words of every line, before the sender's number and the line's.
const WORDS: &str = "the quick brown fox jumps over";

/// Digits of a sender's number, `-`, digits of a line's number: the end of every line.
const TAIL: usize = 4 + 1 + 8;

/// All that was said and heard.
pub struct Tally {
    listeners: Vec<Listener>,
    channels: Vec<Vec<Sender>>,
    /// Lines heard, over all listeners.
    pub heard: u64,
}

/// Somebody who hears.
struct Listener {
    channel: usize,
    /// The number of the next line of each sender of the channel; one's own never comes.
    next: Vec<u32>,
}

/// Somebody who speaks.
pub struct Sender {
    /// Which of all people it is.
    pub member: usize,
    /// What they send, before the line's number.
    say: Vec<u8>,
    /// What the others hear, before the line's number.
    heard: Vec<u8>,
    sent: u32,
    /// Lines that have reached every listener.
    done: u32,
    /// How many listeners a line on its way has yet to reach, by its number modulo the length.
    missing: Vec<u32>,
}

impl Tally {
    /// Nothing said yet; people are numbered channel by channel, and the first of each speak.
    #[must_use]
    pub fn new(scenario: &Scenario, speech: Speech) -> Self {
        let Scenario { channels, members, senders, window, .. } = *scenario;
        let sender = |channel: usize, number: usize| {
            let member = channel * members + number;
            let (nick, place) = (nick(member), channel_name(channel));
            let text = format!("{WORDS} {number:04}-");
            let say = (speech.say)(&place, &text).trim_end().as_bytes().to_vec();
            let heard = (speech.heard)(&nick, &place, &text).into_bytes();
            let missing = vec![0; window.next_power_of_two() as usize];
            Sender { member, say, heard, sent: 0, done: 0, missing }
        };
        let listener = |member: usize| {
            let mut next = vec![0; senders];
            if let Some(own) = next.get_mut(member % members) {
                *own = u32::MAX;
            }
            Listener { channel: member / members, next }
        };
        Tally {
            listeners: (0..channels * members).map(listener).collect(),
            channels: (0..channels).map(|channel| (0..senders).map(|n| sender(channel, n)).collect()).collect(),
            heard: 0,
        }
    }

    /// Everyone who speaks.
    pub fn senders(&mut self) -> impl Iterator<Item = &mut Sender> {
        self.channels.iter_mut().flatten()
    }

    /// Whether every line has reached everyone.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.channels.iter().flatten().all(|sender| sender.sent == sender.done)
    }

    /// Somebody hears a line.
    ///
    /// # Errors
    /// When it is not the next one of its sender.
    pub fn hear(&mut self, member: usize, line: &[u8]) -> Result<(), String> {
        let listener = &mut self.listeners[member];
        let senders = &mut self.channels[listener.channel];
        let stray = || format!("{} hears {:?}", nick(member), String::from_utf8_lossy(line));
        let (start, tail) = line.split_at_checked(line.len().wrapping_sub(TAIL)).ok_or_else(stray)?;
        let from = number(&tail[..4]).ok_or_else(stray)? as usize;
        let (sender, next) = senders.get_mut(from).zip(listener.next.get_mut(from)).ok_or_else(stray)?;
        let (known, end) = sender.heard.split_at(start.len().min(sender.heard.len()));
        if start != known || end.len() != 5 {
            return Err(stray());
        }
        let number = number(&tail[5..]).ok_or_else(stray)?;
        if number != *next {
            return Err(format!("{}: line {next} should have come", stray()));
        }
        *next += 1;
        let slot = number as usize & (sender.missing.len() - 1);
        sender.missing[slot] = sender.missing[slot].checked_sub(1).ok_or_else(stray)?;
        self.heard += 1;
        Ok(())
    }

    /// The listeners of each line of a channel.
    #[must_use]
    pub fn audience(scenario: &Scenario) -> u32 {
        u32::try_from(scenario.members - 1).unwrap_or(u32::MAX)
    }

    /// What is still on its way, for an error.
    #[must_use]
    pub fn missing(&self) -> String {
        let late = self.channels.iter().flatten().find(|sender| sender.sent != sender.done);
        late.map_or_else(String::new, |sender| {
            let slot = sender.done as usize & (sender.missing.len() - 1);
            let (line, missing) = (sender.done, sender.missing[slot]);
            format!("line {line} of {} has not reached {missing} listeners", nick(sender.member))
        })
    }
}

impl Sender {
    /// Appends as many lines to `out` as the window lets them send, each to be heard by `audience` people.
    pub fn speak(&mut self, window: u32, audience: u32, out: &mut Vec<u8>) {
        let mask = self.missing.len() - 1;
        while self.done < self.sent && self.missing[self.done as usize & mask] == 0 {
            self.done += 1;
        }
        while self.sent - self.done < window {
            self.missing[self.sent as usize & mask] = audience;
            out.extend_from_slice(&self.say);
            out.extend_from_slice(&digits(self.sent));
            out.push(b'\n');
            self.sent += 1;
        }
    }
}

/// What somebody is called.
#[must_use]
pub fn nick(member: usize) -> String {
    format!("m{member:05}")
}

/// What a channel is called.
#[must_use]
pub fn channel_name(channel: usize) -> String {
    format!("#c{channel}")
}

/// A number in eight digits.
fn digits(mut number: u32) -> [u8; 8] {
    let mut digits = [b'0'; 8];
    for digit in digits.iter_mut().rev() {
        *digit += (number % 10) as u8;
        number /= 10;
    }
    digits
}

/// The number these digits are.
fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, digit| {
        let digit = digit.wrapping_sub(b'0');
        (digit < 10).then(|| number * 10 + u32::from(digit))
    })
}
