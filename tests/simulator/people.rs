//! People: where they are, what they speak, and what they type.

use chat::dialect::Dialect;
use chat::model::{ChannelName, UserId};
use chat::world::{Profile, World};
use fastrand::Rng;

use super::wires::End;

/// Names for which everybody quarrels.
pub const NICKS: [&str; 8] = ["ann", "bob", "cid", "dot", "eve", "Fay", "gus", "hal"];
/// Channels in which they meet.
pub const CHANNELS: [&str; 5] = ["#a", "#b", "#c", "+d", "&e"];
/// Keys that they may know.
pub const KEYS: [&str; 2] = ["sesame", "mellon"];
const MASKS: [&str; 4] = ["ann!*@*", "*!~bob@*", "c*!*@127.*", "*!*@*.example"];

/// What somebody came with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    /// Netcat, and a lobby.
    Lobby,
    /// Netcat, and several channels at once.
    Many,
    /// An IRC program.
    Irc,
}

/// Somebody who came to a server.
pub struct Person {
    /// The server.
    pub server: usize,
    /// What they speak.
    pub tongue: Tongue,
    /// Their end of the connection.
    pub end: End,
    /// They have not hung up, and their server has not crashed.
    pub is_there: bool,
}

/// What somebody types.
pub enum Act {
    /// A line.
    Line(String),
    /// A line with a text that only they say, here: to a channel or to a person, by the name that they know.
    Say(String),
    /// They hang up.
    HangUp,
}

impl Tongue {
    /// Any of them.
    pub fn any(random: &mut Rng) -> Self {
        match random.u8(..4) {
            0 => Tongue::Lobby,
            1 => Tongue::Many,
            _ => Tongue::Irc,
        }
    }

    /// How a server takes them.
    pub fn listener(self) -> (Dialect, Profile) {
        match self {
            Tongue::Lobby => (Dialect::Line, Profile { lobby: true, many: false }),
            Tongue::Many => (Dialect::Line, Profile { lobby: false, many: true }),
            Tongue::Irc => (Dialect::Irc, Profile::IRC),
        }
    }

    /// What is typed to say a text to a channel or a person.
    pub fn says(self, target: &str, text: &str) -> String {
        match self {
            Tongue::Irc => format!("PRIVMSG {target} :{text}"),
            Tongue::Lobby | Tongue::Many => format!("/msg {target} {text}"),
        }
    }

    /// Whether a line that they read refuses something.
    pub fn is_refusal(self, line: &str) -> bool {
        match self {
            Tongue::Irc => line.split(' ').nth(1).is_some_and(|code| code.len() == 3 && ("400".."600").contains(&code)),
            Tongue::Lobby | Tongue::Many => line.starts_with("[server]"),
        }
    }
}

impl Person {
    /// Who they are in the world of their server, if it knows them.
    pub fn user(&self, world: &World) -> Option<UserId> {
        self.end.session().filter(|_| self.is_there).and_then(|session| world.session(session)).and_then(|s| s.user)
    }

    /// The next thing that they do.
    pub fn act(&self, world: &World, random: &mut Rng) -> Act {
        let nick = pick(&NICKS, random);
        let mine = self.channels(world);
        let channel = if mine.is_empty() || random.u8(..5) == 0 {
            pick(&CHANNELS, random).to_owned()
        } else {
            mine[random.usize(..mine.len())].clone()
        };
        let other = self.other(world, &channel, random).unwrap_or_else(|| nick.to_owned());
        match random.u8(..100) {
            0..28 => Act::Say(channel),
            28..36 => Act::Say(other),
            36..52 => self.join(random),
            52..58 => Act::Line(format!("PART {channel}")),
            58..65 => Act::Line(format!("NICK {nick}")),
            65..80 => self.rule(&channel, &other, random),
            80..85 => self.topic(&channel, random),
            85..89 => self.kick(&channel, &other),
            89..92 => Act::Line(match self.tongue {
                Tongue::Irc => format!("INVITE {other} {channel}"),
                Tongue::Lobby | Tongue::Many => format!("INVITE {other}"),
            }),
            92..95 => Act::Line(if random.bool() { "AWAY lunch".into() } else { "AWAY".into() }),
            95 => Act::Line("QUIT".into()),
            96 => Act::HangUp,
            _ => match self.tongue {
                Tongue::Irc => Act::Line(format!("SETNAME :{nick} of the simulator")),
                Tongue::Lobby | Tongue::Many => Act::Line(format!("NAMES {channel}")),
            },
        }
    }

    /// The channels that they are in.
    pub fn channels(&self, world: &World) -> Vec<String> {
        let Some(id) = self.user(world) else { return Vec::new() };
        world.user(id).channels.iter().map(|seat| world.channel(seat.channel).name.to_string()).collect()
    }

    /// Another member of a channel.
    fn other(&self, world: &World, channel: &str, random: &mut Rng) -> Option<String> {
        let at = world.find_channel(&ChannelName::new(channel).ok()?)?;
        let members = &world.channel(at).members;
        let id = members[random.usize(..members.len())];
        Some(world.who(id).nick.to_string())
    }

    fn join(&self, random: &mut Rng) -> Act {
        let channel = pick(&CHANNELS, random);
        let key = if random.u8(..3) == 0 { pick(&KEYS, random) } else { "" };
        Act::Line(format!("JOIN {channel} {key}").trim_end().to_owned())
    }

    fn topic(&self, channel: &str, random: &mut Rng) -> Act {
        let text = format!("about {}", random.u32(..1000));
        Act::Line(match self.tongue {
            Tongue::Irc => format!("TOPIC {channel} :{text}"),
            Tongue::Lobby | Tongue::Many => format!("TOPIC {text}"),
        })
    }

    fn kick(&self, channel: &str, other: &str) -> Act {
        Act::Line(match self.tongue {
            Tongue::Irc => format!("KICK {channel} {other} :out"),
            Tongue::Lobby | Tongue::Many => format!("KICK {other}"),
        })
    }

    /// They change what a channel, or somebody in it, is.
    fn rule(&self, channel: &str, other: &str, random: &mut Rng) -> Act {
        if self.tongue != Tongue::Irc {
            return Act::Line(format!("{} {other}", if random.bool() { "GRANT" } else { "REVOKE" }));
        }
        let sign = if random.bool() { '+' } else { '-' };
        Act::Line(match random.u8(..16) {
            0..3 => format!("MODE {channel} {sign}o {other}"),
            3..5 => format!("MODE {channel} {sign}v {other}"),
            5..8 => format!("MODE {channel} {sign}{} {}", pick(&["b", "e", "I"], random), pick(&MASKS, random)),
            8 => format!("MODE {channel} {sign}k {}", pick(&KEYS, random)),
            9 if sign == '+' => format!("MODE {channel} +l {}", random.u8(1..6)),
            9 => format!("MODE {channel} -l"),
            _ => format!("MODE {channel} {sign}{}", pick(&["i", "m", "s", "p", "t", "n"], random)),
        })
    }
}

/// One of several words.
pub fn pick<'a>(words: &[&'a str], random: &mut Rng) -> &'a str {
    words[random.usize(..words.len())]
}
