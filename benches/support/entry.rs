//! How people come in: they connect and register, then join their channels; everybody must hear who came after them.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::crowd::Crowd;
use super::speech::{Happening, Speech, channel_name, nick};

/// How long all may take to join; a server that is not done by then is not waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the hash of an order of nicks is multiplied with for each nick.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

/// The nicks that a member has heard join their channel, their own first.
#[derive(Clone, Copy, Default)]
struct Arrivals {
    count: u32,
    /// The nicks in their order, hashed.
    order: u64,
    entered: bool,
}

/// Lets so many people connect and register, each at their address, at most `at_once` of them on their way at any moment.
///
/// # Errors
/// When somebody is not let in.
pub fn register(
    crowd: &mut Crowd,
    address: impl Fn(usize) -> SocketAddr,
    speech: Speech,
    count: usize,
    at_once: usize,
) -> Result<(), String> {
    let first = crowd.first();
    let mut registered = vec![false; count];
    let (mut connected, mut done) = (0, 0);
    let mut asked = Vec::new();
    while done < count {
        while connected < count && connected - done < at_once {
            crowd.connect(address(connected))?;
            crowd.write(connected, (speech.register)(&nick(first + connected)).as_bytes())?;
            connected += 1;
        }
        crowd.hear_lines(None, |person, line| {
            match (speech.happening)(line) {
                Happening::Registered => done += usize::from(!std::mem::replace(&mut registered[person], true)),
                Happening::Asked => asked.push((person, answer(line))),
                Happening::Refused => return Err(format!("reads {:?}", String::from_utf8_lossy(line))),
                _ => {}
            }
            Ok(())
        })?;
        for (person, answer) in asked.drain(..) {
            crowd.write(person, &answer)?;
        }
    }
    Ok(())
}

/// What answers a `PING`.
#[must_use]
pub fn answer(line: &[u8]) -> Vec<u8> {
    let start = memchr::memmem::find(line, b"PING ").map_or(line.len(), |at| at + 5);
    [b"PONG ", line.get(start..).unwrap_or_default(), b"\r\n"].concat()
}

/// Lets people join, so many in each channel, all at once; how long it takes until everybody has heard of everybody who
/// came after them.
///
/// # Errors
/// When somebody is not let in, or does not hear of somebody, or twice, or out of order.
pub fn join(crowd: &mut Crowd, speech: Speech, channels: usize, members: usize) -> Result<Duration, String> {
    let mut arrivals = vec![Arrivals::default(); channels * members];
    let (first, mut heard, mut entered) = (crowd.first(), 0, 0);
    let expected = channels * members * (members + 1) / 2;
    let start = Instant::now();
    for person in 0..channels * members {
        let line = (speech.join)(&nick(first + person), &channel_name(first + person / members));
        crowd.write(person, line.as_bytes())?;
    }
    let mut asked = Vec::new();
    while heard < expected || entered < channels * members {
        let told = crowd.hear_lines(None, |person, line| {
            let Some(mine) = arrivals.get_mut(person) else { return Ok(()) };
            match (speech.happening)(line) {
                Happening::Joined(who) => {
                    let who = who.wrapping_sub(first);
                    if who / members != person / members {
                        return Err(format!("hears {:?}", String::from_utf8_lossy(line)));
                    }
                    mine.hear(who);
                    heard += 1;
                }
                Happening::Entered => {
                    entered += usize::from(!std::mem::replace(&mut mine.entered, true));
                    // In the line protocol, being in is all that is told of one's own joining.
                    if mine.count == 0 {
                        mine.hear(person);
                        heard += 1;
                    }
                }
                Happening::Asked => asked.push((person, answer(line))),
                Happening::Refused => return Err(format!("reads {:?}", String::from_utf8_lossy(line))),
                _ => {}
            }
            Ok(())
        });
        let in_time = || if start.elapsed() < PATIENCE { Ok(()) } else { Err("a minute is over".to_owned()) };
        told.and_then(|_| in_time()).map_err(|why| {
            format!("{why} ({entered} of {} are in, {heard} of {expected} joins heard)", channels * members)
        })?;
        for (person, answer) in asked.drain(..) {
            crowd.write(person, &answer)?;
        }
    }
    let wall = start.elapsed();
    for channel in 0..channels {
        check(&arrivals[channel * members..][..members], channel * members)
            .map_err(|(person, why)| format!("{} {why}", nick(first + person)))?;
    }
    Ok(wall)
}

impl Arrivals {
    fn hear(&mut self, who: usize) {
        self.count += 1;
        self.order = self.order.wrapping_mul(BASE).wrapping_add(hash(who));
    }
}

/// The last one in heard one nick, the one before heard two, and so on; and each heard their own, then exactly what the
/// next one heard. Otherwise, who did not, and why.
fn check(arrivals: &[Arrivals], first: usize) -> Result<(), (usize, String)> {
    let mut by_count: Vec<Option<usize>> = vec![None; arrivals.len()];
    for (person, mine) in arrivals.iter().enumerate() {
        let place = (mine.count as usize).checked_sub(1).and_then(|place| by_count.get_mut(place));
        let told = || (first + person, format!("heard of {} joins, which cannot be", mine.count));
        if place.ok_or_else(told)?.replace(person).is_some() {
            return Err(told());
        }
    }
    let (mut later, mut power) = (0_u64, 1_u64);
    for person in by_count.into_iter().flatten() {
        let expected = hash(first + person).wrapping_mul(power).wrapping_add(later);
        if arrivals[person].order != expected {
            return Err((first + person, "heard of the joins out of order".into()));
        }
        (later, power) = (expected, power.wrapping_mul(BASE));
    }
    Ok(())
}

fn hash(person: usize) -> u64 {
    (person as u64 + 1).wrapping_mul(0xff51_afd7_ed55_8ccd)
}
