//! Two servers that get linked, and the people on both: everybody is in a channel before, and meets the others through it.

use std::thread;
use std::time::{Duration, Instant};

use super::crowd::Crowd;
use super::entry;
use super::meter;
use super::peers;
use super::server::Server;
use super::speech::{Happening, IRC, channel_name, nick};
use super::tally::Shape;
use super::witness::Witness;

/// How long the servers have to know all that there is.
const PATIENCE: Duration = Duration::from_secs(30);

/// Between two questions whether they do.
const PAUSE: Duration = Duration::from_millis(2);

/// Who is where.
#[derive(Clone, Copy, Debug)]
pub struct Spread {
    /// The channels.
    pub shape: Shape,
    /// How many members of each, its first ones, are on the first server; the others are on the second.
    pub on_first: usize,
}

impl Spread {
    fn people(&self) -> usize {
        self.shape.channels * self.shape.members
    }

    /// How many members of each channel are on each server.
    fn sides(&self) -> [usize; 2] {
        [self.on_first, self.shape.members - self.on_first]
    }
}

/// What it took until each server knew everybody on the other one.
#[derive(Clone, Copy, Debug)]
pub struct Burst {
    /// From the call on: seconds.
    pub wall: f64,
    /// Processor time of each server, in seconds.
    pub cpu: [f64; 2],
}

/// Two servers, and people on them.
pub struct Twins {
    /// The servers.
    pub servers: [Server; 2],
    /// The people.
    pub crowd: Crowd,
    witnesses: [Witness; 2],
    spread: Spread,
    /// Whether somebody heard somebody of their channel join.
    met: Vec<bool>,
    /// How often that was heard.
    heard: usize,
}

impl Twins {
    /// Starts the servers, which are not linked yet. All people are in their channels when this returns.
    ///
    /// # Errors
    /// When somebody is not let in.
    pub fn start(spread: Spread) -> Result<Self, String> {
        let [first, second] = peers::linked();
        let servers = [Server::start(&first)?, Server::start(&second)?];
        // An admin's nick of the configuration, which is proof enough on this machine.
        let witnesses = [Witness::come(servers[0].address, "toto")?, Witness::come(servers[1].address, "tata")?];
        let members = spread.shape.members;
        let mut crowd = Crowd::new(0)?;
        let address = |person: usize| servers[usize::from(person % members >= spread.on_first)].address;
        entry::register(&mut crowd, address, IRC, spread.people(), first.at_once)?;
        let met = vec![false; spread.people() * members];
        let mut twins = Twins { servers, crowd, witnesses, spread, met, heard: 0 };
        for person in 0..spread.people() {
            let join = (IRC.join)(&nick(person), &channel_name(person / members));
            twins.crowd.write(person, join.as_bytes())?;
        }
        let joins = |side: usize| side * (side + 1) / 2;
        let expected = spread.sides().into_iter().map(joins).sum::<usize>() * spread.shape.channels;
        twins.meet(expected)?;
        Ok(twins)
    }

    /// Links the servers: both know everybody, and everybody has heard of all who are in their channel, when this returns.
    ///
    /// # Errors
    /// When somebody does not hear of somebody, or twice, or a server does not know all.
    pub fn link(&mut self) -> Result<Burst, String> {
        let cpu = |servers: &[Server; 2]| [0, 1].map(|side| meter::cpu(servers[side].pid()).as_secs_f64());
        let (start, before) = (Instant::now(), cpu(&self.servers));
        self.witnesses[1].connect("first.bench", self.servers[0].address.port())?;
        while !self.is_whole()? {
            if start.elapsed() > PATIENCE {
                return Err(format!("not everybody is known everywhere after {} seconds", PATIENCE.as_secs()));
            }
            thread::sleep(PAUSE);
        }
        let (wall, after) = (start.elapsed().as_secs_f64(), cpu(&self.servers));
        let [here, there] = self.spread.sides();
        self.meet(self.heard + 2 * here * there * self.spread.shape.channels)?;
        Ok(Burst { wall, cpu: [after[0] - before[0], after[1] - before[1]] })
    }

    /// Whether each server knows everybody, and who is in which channel.
    fn is_whole(&mut self) -> Result<bool, String> {
        let people = self.spread.people();
        for witness in &mut self.witnesses {
            if witness.people()? < people + 2 || witness.members(0, self.spread.shape.channels)? < people {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Reads until so many joins were heard in all, each of them once.
    fn meet(&mut self, expected: usize) -> Result<(), String> {
        let members = self.spread.shape.members;
        let Twins { crowd, met, heard, .. } = self;
        while *heard < expected {
            crowd.hear_lines(None, |person, line| {
                let stray = || format!("hears {:?}", String::from_utf8_lossy(line));
                match (IRC.happening)(line) {
                    Happening::Joined(who) if who / members != person / members => Err(stray()),
                    Happening::Joined(who) if std::mem::replace(&mut met[person * members + who % members], true) => {
                        Err(stray() + " twice")
                    }
                    Happening::Joined(_) => {
                        *heard += 1;
                        Ok(())
                    }
                    Happening::Refused => Err(stray()),
                    _ => Ok(()),
                }
            })?;
        }
        Ok(())
    }
}
