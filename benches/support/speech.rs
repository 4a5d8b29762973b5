//! How people speak to a server, and how they are heard: all that the load generator knows of a protocol.

/// The texts of a protocol. In a line that others hear, the nick is behind one byte: `:m00042!..` or `[m00042] ..`.
#[derive(Clone, Copy)]
pub struct Speech {
    /// Takes a nick, and lets the server say when that is done.
    pub register: fn(nick: &str) -> String,
    /// Enters a channel.
    pub join: fn(nick: &str, channel: &str) -> String,
    /// Says something to a channel.
    pub say: fn(nick: &str, channel: &str, text: &str) -> String,
    /// What a line tells.
    pub happening: fn(line: &[u8]) -> Happening,
}

/// What a line of the server tells, as far as the load generator cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happening {
    /// One's registration is complete.
    Registered,
    /// One is in, and has read who else is.
    Entered,
    /// Somebody, perhaps oneself, is in.
    Joined(usize),
    /// One must answer.
    Asked,
    /// One may not.
    Refused,
    /// Something else.
    Other,
}

/// Our line protocol.
pub const LINE: Speech = Speech {
    register: |nick| format!("NICK {nick}\nCURRENT\n"),
    join: |_, channel| format!("JOIN {channel}\n"),
    say: |_, channel, text| format!("MSG {channel} {text}\n"),
    happening: |line| {
        let Some(told) = line.strip_prefix(b"[server] ") else { return Happening::Other };
        if told.starts_with(b"You are in no channel") {
            Happening::Registered
        } else if told.starts_with(b"You are in ") {
            Happening::Entered
        } else if told.get(6..).is_some_and(|rest| rest.starts_with(b" joins ")) {
            member(told).map_or(Happening::Other, Happening::Joined)
        } else if told.starts_with(b"Welcome") || told.starts_with(b"Try ") {
            Happening::Other
        } else {
            Happening::Refused
        }
    },
};

/// IRC (RFC 2812).
pub const IRC: Speech = Speech {
    register: |nick| format!("NICK {nick}\r\nUSER {nick} 0 * :{nick}\r\n"),
    join: |_, channel| format!("JOIN {channel}\r\n"),
    say: |_, channel, text| format!("PRIVMSG {channel} :{text}\r\n"),
    happening: irc,
};

/// The floor's: lines that need nothing but to be passed on, as long as IRC's are.
pub const FLOOR: Speech = Speech {
    register: |nick| format!("NICK {nick}\r\n"),
    join: |nick, channel| format!(":{nick}!~{nick}@127.0.0.1 JOIN {channel}\r\n"),
    say: |nick, channel, text| format!(":{nick}!~{nick}@127.0.0.1 PRIVMSG {channel} :{text}\r\n"),
    happening: irc,
};

fn irc(line: &[u8]) -> Happening {
    let mut words = line.splitn(3, |byte| *byte == b' ');
    let first = words.next().unwrap_or_default();
    let (source, verb) = match first.strip_prefix(b":") {
        Some(source) => (source, words.next().unwrap_or_default()),
        None => (&[][..], first),
    };
    match verb {
        b"JOIN" => member(source).map_or(Happening::Other, Happening::Joined),
        b"366" => Happening::Entered,
        // The end of the message of the day, or that there is none.
        b"376" | b"422" => Happening::Registered,
        b"PING" => Happening::Asked,
        b"ERROR" => Happening::Refused,
        [b'4' | b'5', ..] if verb.len() == 3 => Happening::Refused,
        _ => Happening::Other,
    }
}

/// What somebody is called; always six bytes.
#[must_use]
pub fn nick(member: usize) -> String {
    format!("m{member:05}")
}

/// What a channel is called.
#[must_use]
pub fn channel_name(channel: usize) -> String {
    format!("#c{channel}")
}

/// Whose nick this begins with.
#[must_use]
pub fn member(nick: &[u8]) -> Option<usize> {
    let digits = nick.strip_prefix(b"m")?.get(..5)?;
    digits.iter().try_fold(0, |number, digit| {
        let digit = digit.wrapping_sub(b'0');
        (digit < 10).then(|| number * 10 + usize::from(digit))
    })
}
