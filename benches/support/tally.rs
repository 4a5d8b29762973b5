//! What everybody must hear: each line of each other who speaks in their channel, once, and in the order it was sent.
//!
//! How a server tells somebody's line is learned from the first one; from then on every byte that somebody reads is
//! compared with the lines that must come, and nothing is parsed.

use std::time::Instant;

use super::crowd::Crowd;
use super::entry::answer;
use super::speech::{Speech, channel_name, member, nick};

/// The words of every line, before its number.
const WORDS: &str = "the quick brown fox jumps over 0000-";

/// What stands in the place of the number in the first line.
const NO_NUMBER: &str = "xxxxxxxx";

/// How many of them tell apart those who speak: `:m00042` or `[m00042`.
const NAMED: usize = 7;

/// All that was said and heard.
pub struct Tally {
    /// The number of the first person.
    first: usize,
    members: usize,
    /// Those who speak in each channel: its first members.
    voices_each: usize,
    voices: Vec<Voice>,
    /// The number of the next line of each voice, for each person.
    next: Vec<u32>,
    /// Voices of which a line has reached everyone since they spoke last.
    ready: Vec<usize>,
    /// Lines that have not reached everyone.
    pub under_way: usize,
    /// Lines heard, over all listeners.
    pub heard: u64,
    /// From a line's time to each of its listeners, in nanoseconds, where that is asked for.
    pub delays: Option<Vec<u64>>,
    /// Answers to be written.
    pub answers: Vec<(usize, Vec<u8>)>,
}

/// Somebody who speaks.
struct Voice {
    member: usize,
    /// What they send, before the line's number.
    say: Vec<u8>,
    /// As many lines as can be under way, as the others hear them.
    lines: Vec<u8>,
    /// Bytes of one of them.
    length: usize,
    /// Where its number is in it.
    digits: usize,
    /// How many listeners a line has yet to reach, by its number modulo the length.
    missing: Vec<u32>,
    /// When it was to be sent.
    times: Vec<Instant>,
    sent: u32,
    done: u32,
    is_ready: bool,
}

impl Tally {
    /// Lets all who will speak say a first line; it is heard before this returns. At least two speak in each channel, so
    /// that everyone hears somebody.
    ///
    /// # Errors
    /// When somebody does not hear it, or not as the others.
    pub fn learn(crowd: &mut Crowd, speech: Speech, shape: Shape) -> Result<Self, String> {
        let Shape { channels, members, senders, window } = shape;
        let first = crowd.first();
        let voices_each = senders.max(2).min(members);
        let slots = window.next_power_of_two() as usize;
        let voice = |number: usize| {
            let (channel, voice) = (number / voices_each, number % voices_each);
            let member = channel * members + voice;
            let line =
                (speech.say)(&nick(first + member), &channel_name(first + channel), &format!("{WORDS}{NO_NUMBER}"));
            let say = line.split(NO_NUMBER).next().unwrap_or_default().into();
            let (missing, times) = (vec![0; slots], vec![Instant::now(); slots]);
            let (lines, is_ready) = (Vec::new(), true);
            Voice { member, say, lines, length: 0, digits: 0, missing, times, sent: 0, done: 0, is_ready }
        };
        let voices: Vec<_> = (0..channels * voices_each).map(voice).collect();
        let mut heard: Vec<Vec<u8>> = vec![Vec::new(); voices.len()];
        for voice in &voices {
            crowd.write(voice.member, &[&voice.say, NO_NUMBER.as_bytes(), b"\r\n"].concat())?;
        }
        let mut missing = channels * (members - 1) * voices_each;
        while missing > 0 {
            crowd
                .hear(None, |person, bytes| {
                    let mut taken = 0;
                    for end in memchr::memchr_iter(b'\n', bytes) {
                        let line = &bytes[taken..=end];
                        taken = end + 1;
                        if memchr::memmem::find(line, NO_NUMBER.as_bytes()).is_none() {
                            continue;
                        }
                        let stray = || format!("hears {:?}", String::from_utf8_lossy(line));
                        let who = member(&line[1..]).and_then(|who| who.checked_sub(first)).ok_or_else(stray)?;
                        let number = who % members;
                        let known = &mut heard[person / members * voices_each + number];
                        if known.is_empty() {
                            known.extend_from_slice(line);
                        } else if known != line {
                            return Err(stray());
                        }
                        missing -= 1;
                    }
                    Ok(taken)
                })
                .map_err(|why| format!("{why} ({missing} first lines not heard)"))?;
        }
        let next = vec![0; channels * members * voices_each];
        let ready = (0..voices.len()).collect();
        let mut tally = Tally {
            first,
            members,
            voices_each,
            voices,
            next,
            ready,
            under_way: 0,
            heard: 0,
            delays: None,
            answers: Vec::new(),
        };
        for (voice, line) in tally.voices.iter_mut().zip(heard) {
            voice.digits = memchr::memmem::find(&line, NO_NUMBER.as_bytes()).unwrap_or_default();
            voice.length = line.len();
            voice.lines = line.repeat(slots);
        }
        Ok(tally)
    }

    /// Those whose turn it is to speak; `all`: also those whose lines have not moved.
    pub fn take_ready(&mut self, all: bool, into: &mut Vec<usize>) {
        into.clear();
        into.append(&mut self.ready);
        if all {
            into.clear();
            into.extend(0..self.voices.len());
        }
        for voice in into.iter() {
            self.voices[*voice].is_ready = false;
        }
    }

    /// Whether this voice is one of those who speak all the time.
    #[must_use]
    pub fn is_sender(&self, voice: usize, senders: usize) -> bool {
        voice % self.voices_each < senders
    }

    /// Appends as many lines to `out` as the window lets a voice send, at most `most`; returns whose they are.
    pub fn speak(&mut self, voice: usize, window: u32, most: u32, due: Option<Instant>, out: &mut Vec<u8>) -> usize {
        let speaker = &mut self.voices[voice];
        let count = window.saturating_sub(speaker.sent - speaker.done).min(most);
        let audience = u32::try_from(self.members - 1).unwrap_or(u32::MAX);
        for _ in 0..count {
            let slot = speaker.sent as usize & (speaker.missing.len() - 1);
            let digits = digits(speaker.sent);
            let line = &mut speaker.lines[slot * speaker.length..][..speaker.length];
            line[speaker.digits..][..digits.len()].copy_from_slice(&digits);
            speaker.missing[slot] = audience;
            if let Some(due) = due {
                speaker.times[slot] = due;
            }
            out.extend_from_slice(&speaker.say);
            out.extend_from_slice(&digits);
            out.extend_from_slice(b"\r\n");
            speaker.sent += 1;
        }
        self.under_way += count as usize;
        speaker.member
    }

    /// Somebody reads these bytes; how many of them are whole lines.
    ///
    /// # Errors
    /// When a line is not the next one of whoever said it.
    pub fn hear(&mut self, person: usize, bytes: &[u8]) -> Result<usize, String> {
        let now = self.delays.as_ref().map(|_| Instant::now());
        let (channel, place) = (person / self.members, person % self.members);
        let (first, first_of_all) = (channel * self.voices_each, self.first + channel * self.members);
        let mut rest = bytes;
        while rest.len() >= NAMED {
            let named = member(&rest[1..NAMED]).map_or(usize::MAX, |who| who.wrapping_sub(first_of_all));
            let is_voice = named < self.voices_each && named != place;
            let voice = is_voice.then(|| &mut self.voices[first + named]).filter(|voice| voice.sent > voice.done);
            let Some(voice) = voice else {
                let Some(count) = self.stray(person, rest)? else { break };
                rest = &rest[count..];
                continue;
            };
            let next = &mut self.next[person * self.voices_each + named];
            let slot = *next as usize & (voice.missing.len() - 1);
            let line = &voice.lines[slot * voice.length..][..voice.length];
            if !rest.starts_with(line) || *next >= voice.sent {
                let Some(count) = self.stray(person, rest)? else { break };
                rest = &rest[count..];
                continue;
            }
            rest = &rest[voice.length..];
            *next += 1;
            self.heard += 1;
            if let (Some(delays), Some(now)) = (&mut self.delays, now) {
                delays.push(u64::try_from((now - voice.times[slot]).as_nanos()).unwrap_or(u64::MAX));
            }
            voice.missing[slot] -= 1;
            if voice.missing[slot] == 0 {
                voice.done += 1;
                self.under_way -= 1;
                if !std::mem::replace(&mut voice.is_ready, true) {
                    self.ready.push(first + named);
                }
            }
        }
        Ok(bytes.len() - rest.len())
    }

    /// A line that nobody said: how long it is if it may come all the same, nothing while its end has not come.
    fn stray(&mut self, person: usize, bytes: &[u8]) -> Result<Option<usize>, String> {
        let Some(end) = memchr::memchr(b'\n', bytes) else { return Ok(None) };
        let line = &bytes[..end];
        if !line.starts_with(b"PING ") && memchr::memmem::find(line, b" PING ").is_none() {
            let line = String::from_utf8_lossy(line);
            return Err(format!("hears {:?}, and should hear: {}", line.trim_end(), self.awaited(person)));
        }
        self.answers.push((person, answer(line.trim_ascii_end())));
        Ok(Some(end + 1))
    }

    /// The lines that somebody should hear next, for an error.
    fn awaited(&self, person: usize) -> String {
        let first = person / self.members * self.voices_each;
        let voices = self.voices[first..][..self.voices_each].iter().enumerate();
        let others = voices.filter(|(number, voice)| *number != person % self.members && voice.sent > 0);
        let told = others.map(|(number, voice)| {
            let next = self.next[person * self.voices_each + number];
            format!("line {next} of {}, who sent {}", nick(self.first + voice.member), voice.sent)
        });
        told.collect::<Vec<_>>().join("; ")
    }

    /// What is still on its way, for an error.
    #[must_use]
    pub fn missing(&self) -> String {
        let late = self.voices.iter().find(|voice| voice.sent != voice.done);
        late.map_or_else(String::new, |voice| {
            let missing = voice.missing[voice.done as usize & (voice.missing.len() - 1)];
            format!("line {} of {} has not reached {missing} listeners", voice.done, nick(self.first + voice.member))
        })
    }
}

/// Who is where, and who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Channels, each with people of its own.
    pub channels: usize,
    /// People in each of them.
    pub members: usize,
    /// Those of them who speak.
    pub senders: usize,
    /// Lines of each of these that may be on their way: the next one is sent when the oldest has reached every listener.
    pub window: u32,
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
