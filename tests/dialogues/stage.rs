//! Playing a dialogue on a stage, which is a server in memory or one behind real sockets.

use std::net::Ipv4Addr;

use chat::dialect::Dialect;

use super::pattern::{Known, plain};
use super::script::{Act, CONSOLE, Door, EVERYONE, Script};

/// What a server calls itself.
const SERVER: &str = "chat.localhost";

/// What somebody reads next.
pub enum Heard {
    /// A line.
    Line(String),
    /// Nothing: the server has ended the connection.
    End,
    /// Nothing, although there was time enough.
    Silence,
}

/// A server with people on it. What somebody sends is done when `send` returns.
pub trait Stage {
    /// How it is told in a failure.
    fn name(&self) -> &'static str;
    /// Somebody comes in; returns the address they come from.
    fn connect(&mut self, who: &str, number: usize, door: &Door, from: Ipv4Addr) -> Result<String, String>;
    /// Somebody sends bytes.
    fn send(&mut self, who: &str, bytes: &[u8]) -> Result<(), String>;
    /// The end of somebody's input, or of their connection.
    fn end(&mut self, who: &str, reset: bool) -> Result<(), String>;
    /// The next line somebody reads; it may have to come first.
    fn hear(&mut self, who: &str) -> Heard;
    /// All that was sent to somebody until now, for certain; and whether their connection has ended.
    fn hear_all(&mut self, who: &str) -> Result<(Vec<String>, bool), String>;
    /// A line is typed on the server's terminal.
    fn type_on_console(&mut self, line: &str) -> Result<(), String>;
    /// The next line on the server's terminal.
    fn printed(&mut self) -> Heard;
    /// All that the server's terminal shows until now.
    fn all_printed(&mut self) -> Result<Vec<String>, String>;
    /// Time passes, where it does not by itself.
    fn pass(&mut self, seconds: u64);
    /// The server has stopped, or does at once.
    fn stop(&mut self) -> Result<(), String>;
}

/// A dialogue being played.
struct Play<'a> {
    script: &'a Script,
    stage: &'a mut dyn Stage,
    known: Known,
    /// Those who are connected, in the order they came.
    present: Vec<String>,
    /// Those who came by IRC.
    irc: Vec<String>,
    stopped: bool,
}

/// Plays a whole dialogue; the error says the line and what went wrong.
pub fn play(script: &Script, stage: &mut dyn Stage) -> Result<(), (usize, String)> {
    let mut play =
        Play { script, stage, known: Known::default(), present: Vec::new(), irc: Vec::new(), stopped: false };
    for step in &script.steps {
        play.act(&step.act).map_err(|why| (step.line, format!("{}\n{why}", step.text)))?;
    }
    let last = script.steps.last().map_or(1, |step| step.line);
    play.end().map_err(|why| (last, format!("(at the end)\n{why}")))
}

impl Play<'_> {
    fn act(&mut self, act: &Act) -> Result<(), String> {
        match act {
            Act::Connect { who, door, from } => self.connect(who, door.as_deref(), *from),
            Act::Cast { names, door, caps } => {
                for who in names {
                    self.connect(who, door.as_deref(), None)?;
                    self.enter(who, caps)?;
                }
                self.forget(&self.present.clone())
            }
            Act::Join(names, channel) => {
                for who in names {
                    self.type_line(who, &format!("JOIN {channel}"))?;
                }
                self.forget(&self.present.clone())
            }
            Act::Type(who, line) => {
                let line = self.known.fill(line)?;
                self.type_line(who, &line)
            }
            Act::Send(who, bytes) => self.is_present(who).and_then(|()| self.stage.send(who, bytes)),
            Act::Hear(names, line) => self.those(names)?.iter().try_for_each(|who| self.hear(who, line, false)),
            Act::HearAtLast(names, line) => self.those(names)?.iter().try_for_each(|who| self.hear(who, line, true)),
            Act::HearNothing(names) => self.those(names)?.iter().try_for_each(|who| self.hear_nothing(who)),
            Act::Forget(names) => self.forget(&self.those(names)?),
            Act::End { who, reset } => {
                self.is_present(who)?;
                self.present.retain(|name| name != who || !reset);
                self.stage.end(who, *reset)
            }
            Act::Gone(names) => self.those(names)?.iter().try_for_each(|who| self.gone(who)),
            Act::Pass(seconds) => {
                self.stage.pass(*seconds);
                Ok(())
            }
            Act::Stop => {
                self.stopped = true;
                self.stage.stop()
            }
        }
    }

    fn connect(&mut self, who: &str, door: Option<&str>, from: Option<Ipv4Addr>) -> Result<(), String> {
        if [EVERYONE, CONSOLE].contains(&who) || self.known.addresses.contains_key(who) {
            return Err(format!("{who} cannot connect: the name stands for somebody else"));
        }
        let doors = &self.script.doors;
        let number = door.map_or(Some(0), |name| doors.iter().position(|door| door.name == name));
        let number = number.ok_or("no line at the top of the file names that profile")?;
        let address = self.stage.connect(who, number, &doors[number], from.unwrap_or(Ipv4Addr::LOCALHOST))?;
        self.known.addresses.insert(who.to_owned(), address);
        self.present.push(who.to_owned());
        if doors[number].dialect == Dialect::Irc {
            self.irc.push(who.to_owned());
        }
        Ok(())
    }

    /// Somebody who has connected takes a nick, and in IRC says all that must be said.
    fn enter(&mut self, who: &str, caps: &str) -> Result<(), String> {
        if !self.irc.iter().any(|name| name == who) {
            return self.type_line(who, &format!("NICK {who}"));
        }
        if !caps.is_empty() {
            self.type_line(who, &format!("CAP REQ :{caps}"))?;
            self.hear(who, &format!(":{SERVER} CAP * ACK :{caps}"), false)?;
        }
        self.type_line(who, &format!("NICK {who}"))?;
        self.type_line(who, &format!("USER {who} 0 * :{who} of the dialogue"))?;
        if !caps.is_empty() {
            self.type_line(who, "CAP END")?;
        }
        Ok(())
    }

    fn type_line(&mut self, who: &str, line: &str) -> Result<(), String> {
        if who == CONSOLE {
            return self.stage.type_on_console(line);
        }
        self.is_present(who)?;
        let end = if self.irc.iter().any(|name| name == who) { "\r\n" } else { "\n" };
        self.stage.send(who, format!("{line}{end}").as_bytes())
    }

    fn is_present(&self, who: &str) -> Result<(), String> {
        if self.present.iter().any(|name| name == who) { Ok(()) } else { Err(format!("{who} is not connected")) }
    }

    fn those(&self, names: &[String]) -> Result<Vec<String>, String> {
        if names == [EVERYONE] {
            return Ok(self.present.clone());
        }
        names.iter().filter(|who| *who != CONSOLE).try_for_each(|who| self.is_present(who))?;
        Ok(names.to_vec())
    }

    fn next(&mut self, who: &str) -> Heard {
        if who == CONSOLE { self.stage.printed() } else { self.stage.hear(who) }
    }

    /// Whether a line may stand between the others: the server's, where the file says so; on the server's terminal,
    /// those that tell who comes and goes.
    fn may_stand_between(&self, who: &str, line: &str) -> bool {
        if who == CONSOLE { line.starts_with("client ") } else { self.script.loose && line.starts_with("[server] ") }
    }

    /// Reads somebody's next line, which must be the expected one, or, `at_last`, one of the next.
    fn hear(&mut self, who: &str, expected: &str, at_last: bool) -> Result<(), String> {
        loop {
            let heard = match self.next(who) {
                Heard::Line(line) if self.fits(who, expected, &line)? => return Ok(()),
                Heard::Line(_) if at_last => continue,
                Heard::Line(line) if self.may_stand_between(who, &line) && !expected.starts_with("client ") => continue,
                Heard::Line(line) => line,
                Heard::End => "(nothing: the connection is closed)".into(),
                Heard::Silence => "(nothing)".into(),
            };
            let (expected, heard, rest) = (short(expected), short(&heard), self.rest(who));
            return Err(format!("  {who} should hear: {expected}\n  but hears: {heard}\n{rest}"));
        }
    }

    fn fits(&mut self, who: &str, expected: &str, line: &str) -> Result<bool, String> {
        let in_irc = self.irc.iter().any(|name| name == who);
        Ok(self.known.fits(expected, line)? || in_irc && self.known.fits(&plain(expected), &plain(line))?)
    }

    /// What somebody would hear next, for a failure's reader.
    fn rest(&mut self, who: &str) -> String {
        if who == CONSOLE {
            return String::new();
        }
        let lines = self.stage.hear_all(who).map(|(lines, _)| lines);
        lines.unwrap_or_default().iter().map(|line| format!("  and then: {}\n", short(line))).collect()
    }

    fn hear_nothing(&mut self, who: &str) -> Result<(), String> {
        let (lines, closed) =
            if who == CONSOLE { (self.stage.all_printed()?, false) } else { self.stage.hear_all(who)? };
        let heard: String = lines
            .iter()
            .filter(|line| !self.may_stand_between(who, line))
            .map(|line| format!("  but hears: {}\n", short(line)))
            .collect();
        match (heard.is_empty(), closed) {
            (true, false) => Ok(()),
            (true, true) => Err(format!("  {who} should still be connected, but is gone\n")),
            (false, _) => Err(format!("  {who} should hear nothing\n{heard}")),
        }
    }

    fn forget(&mut self, names: &[String]) -> Result<(), String> {
        for who in names {
            if who == CONSOLE {
                self.stage.all_printed()?;
            } else {
                self.stage.hear_all(who)?;
            }
        }
        Ok(())
    }

    fn gone(&mut self, who: &str) -> Result<(), String> {
        loop {
            match self.next(who) {
                Heard::Line(line) if self.may_stand_between(who, &line) => {}
                Heard::Line(line) => return Err(format!("  {who} should be gone\n  but hears: {}\n", short(&line))),
                Heard::Silence => return Err(format!("  {who} should be gone, but is connected\n")),
                Heard::End => break,
            }
        }
        self.present.retain(|name| name != who);
        Ok(())
    }

    /// At the end nobody has heard more than the dialogue says, and nobody has gone unseen.
    fn end(&mut self) -> Result<(), String> {
        if !self.stopped {
            self.present.clone().iter().try_for_each(|who| self.hear_nothing(who))?;
            self.hear_nothing(CONSOLE)?;
        }
        Ok(())
    }
}

/// The lines in what was sent; those of IRC end in CR LF, and one that does not is told.
pub fn lines(bytes: &[u8], dialect: Dialect) -> Vec<String> {
    let line = |line: &[u8]| {
        let text = String::from_utf8_lossy(line);
        match (text.strip_suffix("\r\n"), text.strip_suffix('\n')) {
            (Some(text), _) => text.to_owned(),
            (None, Some(text)) if dialect == Dialect::Irc => format!("{text}(an end without CR)"),
            (None, Some(text)) => text.to_owned(),
            (None, None) => format!("{text}(without an end)"),
        }
    };
    bytes.split_inclusive(|byte| *byte == b'\n').map(line).collect()
}

/// A line as a failure shows it: of a very long one the start, and how long it is.
fn short(line: &str) -> String {
    let length = line.chars().count();
    if length <= 300 {
        line.to_owned()
    } else {
        format!("{}... ({length} characters)", line.chars().take(100).collect::<String>())
    }
}
