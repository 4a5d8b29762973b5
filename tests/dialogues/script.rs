//! The format of a dialogue: a `.chat` file becomes the doors people come in by, the configuration, and steps.

use std::net::Ipv4Addr;

use chat::dialect::Dialect;
use chat::world::Profile;

use super::pattern::is_name;

/// The hash of the password `sesame`, written `{sesame}` in a `config:` line.
const SESAME: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$jC4/wjd174sQ7y4GHN8qlg$xzqdE6yZ6lMGzu/PGZR7bG6HsBitQSxcoJrj6JuuFpo";

/// The documents a first line may begin with.
const DOCUMENTS: [&str; 11] = [
    "000 ",
    "001",
    "002 ",
    "003 ",
    "004",
    "LINE-PROTOCOL",
    "RFC 1459 ",
    "RFC 2811 ",
    "RFC 2812 ",
    "modern.ircdocs.horse ",
    "IRCv3 ",
];

/// The listeners a dialogue may have.
const DOORS: [Door; 8] = [
    Door::line("lobby", true, false),
    Door::line("one channel", false, false),
    Door::line("many channels", false, true),
    Door::line("lobby and many channels", true, true),
    Door { name: "irc", protocol: "irc", dialect: Dialect::Irc, profile: Profile::IRC },
    Door {
        name: "budget",
        protocol: "budget",
        dialect: Dialect::Budget,
        profile: Profile { lobby: true, many: false },
    },
    Door { name: "relay", protocol: "relay", dialect: Dialect::Relay, profile: Profile { lobby: false, many: false } },
    Door { name: "echo", protocol: "echo", dialect: Dialect::Echo, profile: Profile { lobby: false, many: false } },
];

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
#[derive(Clone, Copy)]
pub struct Door {
    /// As the file calls it: `one channel`.
    pub name: &'static str,
    /// What is spoken there, as the configuration calls it.
    protocol: &'static str,
    /// What is spoken there.
    pub dialect: Dialect,
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
    /// `toto bob are here`, `eve is here by irc with server-time`: they connect and take these nicks, and everyone
    /// forgets what they heard of it.
    Cast { names: Vec<String>, door: Option<String>, caps: String },
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
        if let Some(door) = DOORS.iter().find(|door| door.name == text) {
            self.doors.push(*door);
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
    const fn line(name: &'static str, lobby: bool, many: bool) -> Self {
        Door { name, protocol: "line", dialect: Dialect::Line, profile: Profile { lobby, many } }
    }

    /// Its table in a configuration file, on a free port.
    pub fn listener(&self) -> String {
        let Door { protocol, profile: Profile { lobby, many }, .. } = self;
        let channels = if *many { "many" } else { "one" };
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
        ("is" | "are", here) if here == "here" || here.starts_with("here by ") => {
            let (door, caps) =
                here.strip_prefix("here by ").map(|by| by.split_once(" with ").unwrap_or((by, ""))).unzip();
            Ok(Act::Cast { names, door: door.map(str::to_owned), caps: caps.unwrap_or_default().to_owned() })
        }
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
