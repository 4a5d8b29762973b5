//! The format of a dialogue: a `.chat` file becomes the doors people come in by, the configuration, and steps.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use chat::config::{Channels, Protocol};
use chat::dialect::Dialect;
use chat::world::Profile;

/// The hash of the password `sesame`, written `{sesame}` in a `config:` line.
const SESAME: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$jC4/wjd174sQ7y4GHN8qlg$xzqdE6yZ6lMGzu/PGZR7bG6HsBitQSxcoJrj6JuuFpo";

/// Stands in an expected line for `{time}`, a time of day like 14:05.
const TIME: char = '\u{1}';

/// The documents a first line may begin with.
const DOCUMENTS: [&str; 6] = ["000 ", "001", "002 ", "003 ", "004", "LINE-PROTOCOL"];

/// A dialogue.
pub struct Script {
    /// Where people come in; the first is the usual one.
    pub doors: Vec<Door>,
    /// Lines for the configuration.
    pub config: String,
    /// `[server]` lines nobody expects may stand between.
    pub loose: bool,
    /// What happens, in order.
    pub steps: Vec<Step>,
}

/// A listener and its profile.
pub struct Door {
    /// As the file calls it: `one channel`.
    pub name: String,
    /// What is spoken there.
    pub protocol: Protocol,
    /// Whether it has a lobby, and lets people be in several channels.
    pub profile: Profile,
}

/// One line of the file.
pub struct Step {
    /// Its number, counted from 1.
    pub line: usize,
    /// As it is written.
    pub text: String,
    /// What it says.
    pub act: Act,
}

/// What a step says. The names are the file's own, whatever nicks people take.
pub enum Act {
    /// `toto connects`, `toto connects to budget`, `toto connects from 127.0.0.2`.
    Connect { who: String, door: Option<String>, from: Option<Ipv4Addr> },
    /// `toto bob are here`: they connect and take these nicks, and everyone forgets what they heard of it.
    Cast(Vec<String>),
    /// `toto bob are in #tp`: they join it, and everyone forgets what they heard of it.
    Join(Vec<String>, String),
    /// `toto: MSG hello`; `console: wall hello`.
    Type(String, String),
    /// `toto sends "\xFF\n"`.
    Send(String, Vec<u8>),
    /// `toto hears [server] hello`: their next line, exactly.
    Hear(Vec<String>, String),
    /// `toto hears at last [server] hello`: one of their next lines, whatever stands before it.
    HearAtLast(Vec<String>, String),
    /// `toto hears nothing`: there is no next line, for certain.
    HearNothing(Vec<String>),
    /// `toto forgets`: whatever they were sent until now does not matter.
    Forget(Vec<String>),
    /// `toto closes`: the end of their input (Ctrl-D). `toto resets`: their connection breaks.
    End { who: String, reset: bool },
    /// `toto is gone`: the server has ended their connection.
    Gone(Vec<String>),
    /// `3 seconds pass`.
    Pass(u64),
    /// `the server stops`.
    Stop,
}

/// The name for everybody who is connected.
pub const EVERYONE: &str = "everyone";

/// The server's own terminal.
pub const CONSOLE: &str = "console";

impl Script {
    /// Reads a dialogue; the error says the line and what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, (usize, String)> {
        let mut script = Script { doors: Vec::new(), config: String::new(), loose: false, steps: Vec::new() };
        for (number, text) in text.lines().enumerate().map(|(index, text)| (index + 1, text)) {
            if number == 1 && !is_title(text) {
                return Err((1, "the first line says what the dialogue covers: # 000 1.3: the session".into()));
            }
            if text.trim().is_empty() || text.starts_with('#') || script.header(text) {
                continue;
            }
            let act = act(text).map_err(|why| (number, why))?;
            script.steps.push(Step { line: number, text: text.to_owned(), act });
        }
        if script.doors.is_empty() {
            return Err((1, "it lacks a profile: lobby, one channel, many channels, budget, relay or echo".into()));
        }
        Ok(script)
    }

    /// Takes a line about the whole dialogue; false when it is none.
    fn header(&mut self, text: &str) -> bool {
        let line = |lobby, many| Some((Protocol::Line, Profile { lobby, many }));
        let door = match text {
            "lobby" => line(true, false),
            "one channel" => line(false, false),
            "many channels" => line(false, true),
            "lobby and many channels" => line(true, true),
            "budget" => Some((Protocol::Budget, Profile { lobby: true, many: false })),
            "relay" => Some((Protocol::Relay, Profile::default())),
            "echo" => Some((Protocol::Echo, Profile::default())),
            _ => None,
        };
        if let Some((protocol, profile)) = door {
            self.doors.push(Door { name: text.to_owned(), protocol, profile });
        } else if let Some(line) = text.strip_prefix("config: ") {
            self.config += &line.replace("{sesame}", SESAME);
            self.config.push('\n');
        } else if text == "other [server] lines may stand between" {
            self.loose = true;
        } else {
            return false;
        }
        true
    }
}

impl Door {
    /// What the hub speaks there.
    pub fn dialect(&self) -> Dialect {
        match self.protocol {
            Protocol::Line => Dialect::Line,
            Protocol::Relay => Dialect::Relay,
            Protocol::Echo => Dialect::Echo,
            Protocol::Budget => Dialect::Budget,
        }
    }

    /// Its table in a configuration file, on a free port.
    pub fn listener(&self) -> String {
        let protocol = match self.protocol {
            Protocol::Line => "line",
            Protocol::Relay => "relay",
            Protocol::Echo => "echo",
            Protocol::Budget => "budget",
        };
        let channels = if self.profile.many { Channels::Many } else { Channels::One };
        let channels = if channels == Channels::Many { "many" } else { "one" };
        let lobby = self.profile.lobby;
        format!(
            "[[listener]]\naddress = \"127.0.0.1:0\"\nprotocol = \"{protocol}\"\nlobby = {lobby}\nchannels = \"{channels}\"\n"
        )
    }
}

fn is_title(text: &str) -> bool {
    let title = text.strip_prefix("# ").unwrap_or_default();
    DOCUMENTS.iter().any(|document| title.starts_with(document)) && title.contains(": ")
}

fn act(text: &str) -> Result<Act, String> {
    if let Some((who, line)) = text.split_once(':').filter(|(who, _)| is_name(who)) {
        return Ok(Act::Type(who.to_owned(), line.strip_prefix(' ').unwrap_or(line).to_owned()));
    }
    if text == "the server stops" {
        return Ok(Act::Stop);
    }
    if let Some(seconds) = text.strip_suffix(" seconds pass") {
        return seconds.parse().map(Act::Pass).map_err(|_| format!("`{seconds}` is no number of seconds"));
    }
    let verbs = ["connects", "sends", "hears", "hear", "prints", "forgets", "forget", "closes", "resets", "is", "are"];
    let is_verb = |word: &&str| verbs.contains(word);
    let verb = text.split(' ').find(is_verb).ok_or_else(|| format!("it is no step: {text}"))?;
    let (names, rest) = text.split_once(verb).unwrap_or_default();
    let names: Vec<String> = names.split_whitespace().map(str::to_owned).collect();
    let rest = rest.strip_prefix(' ').unwrap_or_default();
    let Some(who) = names.first().cloned().filter(|_| names.iter().all(|name| is_name(name))) else {
        return Err(format!("names come before `{verb}`, in small letters and digits, with a space between"));
    };
    match (verb, rest) {
        ("connects", rest) => connect(who, rest),
        ("sends", rest) => Ok(Act::Send(who, unescape(rest)?)),
        ("hears" | "hear" | "prints", "nothing") => Ok(Act::HearNothing(names)),
        ("hears" | "hear" | "prints", line) => Ok(match line.strip_prefix("at last ") {
            Some(line) => Act::HearAtLast(names, line.to_owned()),
            None => Act::Hear(names, line.to_owned()),
        }),
        ("forgets" | "forget", "") => Ok(Act::Forget(names)),
        ("closes" | "resets", "") => Ok(Act::End { who, reset: verb == "resets" }),
        ("is" | "are", "here") => Ok(Act::Cast(names)),
        ("is" | "are", "gone") => Ok(Act::Gone(names)),
        ("is" | "are", place) if place.starts_with("in #") => Ok(Act::Join(names, place[3..].to_owned())),
        _ => Err(format!("`{verb}` cannot be followed by `{rest}`")),
    }
}

fn connect(who: String, rest: &str) -> Result<Act, String> {
    let (to, from) = match rest.rsplit_once("from ") {
        Some((to, from)) => (to.trim_end(), Some(from.parse().map_err(|_| format!("`{from}` is no IPv4 address"))?)),
        None => (rest, None),
    };
    let door = match to.strip_prefix("to ") {
        None if !to.is_empty() => return Err("it goes on with `to <profile>` or `from <address>`".into()),
        door => door.map(str::to_owned),
    };
    Ok(Act::Connect { who, door, from })
}

fn is_name(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
}

/// The bytes of a text in quotes: `\n`, `\r`, `\t`, `\0`, `\"`, `\\`, `\x1B` (a byte), `\u{202E}` (a character).
fn unescape(quoted: &str) -> Result<Vec<u8>, String> {
    let inner = quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"')).ok_or("bytes stand in \"quotes\"")?;
    let (mut bytes, mut rest) = (Vec::new(), inner);
    while let Some((plain, escape)) = rest.split_once('\\') {
        bytes.extend_from_slice(plain.as_bytes());
        let wrong = || format!("`\\{escape}` begins with no escape");
        let hex = |digits: &str| u32::from_str_radix(digits, 16).map_err(|_| wrong());
        rest = escape.get(1..).ok_or_else(wrong)?;
        match escape.as_bytes()[0] {
            b'n' => bytes.push(b'\n'),
            b'r' => bytes.push(b'\r'),
            b't' => bytes.push(b'\t'),
            b'0' => bytes.push(0),
            b'x' => {
                bytes.extend(u8::try_from(hex(rest.get(..2).ok_or_else(wrong)?)?));
                rest = &rest[2..];
            }
            b'u' => {
                let (digits, after) = rest[1..].split_once('}').ok_or_else(wrong)?;
                let character = char::from_u32(hex(digits)?).ok_or_else(wrong)?;
                bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                rest = after;
            }
            plain @ (b'"' | b'\\') => bytes.push(plain),
            _ => return Err(wrong()),
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    Ok(bytes)
}

/// A line with its placeholders filled in: `{toto}` (where they connected from), `{x*2000}` (2000 times an x),
/// `{space}`, and `{time}`, which [`fits`] knows. Other braces stay, but a word in them that is none of these is a slip.
pub fn fill(line: &str, addresses: &BTreeMap<String, String>) -> Result<String, String> {
    let (mut filled, mut rest) = (String::new(), line);
    while let Some((before, after)) = rest.split_once('{') {
        filled += before;
        let Some((word, behind)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        rest = behind;
        let repeated = word.split_once('*').and_then(|(text, times)| Some(text.repeat(times.parse().ok()?)));
        match (word, repeated, addresses.get(word)) {
            (_, Some(repeated), _) => filled += &repeated,
            (_, _, Some(address)) => filled += address,
            ("space", ..) => filled.push(' '),
            ("time", ..) => filled.push(TIME),
            (word, ..) if is_name(word) => return Err(format!("{{{word}}} stands for nothing here")),
            (word, ..) => filled += &format!("{{{word}}}"),
        }
    }
    Ok(filled + rest)
}

/// Whether a line is the one expected.
pub fn fits(expected: &str, heard: &str) -> bool {
    let mut rest = heard;
    for (index, part) in expected.split(TIME).enumerate() {
        if index > 0 {
            let is_time =
                |time: &str| time.chars().zip("00:00".chars()).all(|(c, like)| c.is_ascii_digit() == (like == '0'));
            let Some(after) = rest.get(..5).filter(|time| is_time(time)).map(|_| &rest[5..]) else { return false };
            rest = after;
        }
        let Some(after) = rest.strip_prefix(part) else { return false };
        rest = after;
    }
    rest.is_empty()
}
