//! What people do: they type, in whole lines or not, say what can be recognised, leave, stop reading; and time passes.

use chat::dialect::Dialect;
use chat::server::Input;

use super::audience::Said;
use super::{Stage, audience, irc_words, words};

impl Stage<'_> {
    /// Somebody types a line, its verb one that exists more often than not.
    pub(super) fn type_line(&mut self) {
        let Some(who) = self.choose() else { return };
        let line = self.line(who);
        let end = self.script.pick(&["\n", "\r\n", "\r\0", "\n", "\r\n", "\r\n", "\r\n", ""]);
        self.send(who, format!("{line}{end}").as_bytes());
    }

    /// A line that one of this dialect may type.
    fn line(&mut self, who: usize) -> String {
        let dialect = self.people[who].dialect;
        if dialect == Dialect::Irc || dialect == Dialect::Auto && self.script.below(2) == 0 {
            self.irc_lines += 1;
            irc_words::line(&mut self.script)
        } else {
            words::line(&mut self.script)
        }
    }

    /// Somebody sends bytes as they stand in the script.
    pub(super) fn type_bytes(&mut self) {
        let Some(who) = self.choose() else { return };
        let count = self.script.below(64);
        // The byte that marks a token is the oracle's alone.
        let bytes: Vec<u8> =
            self.script.bytes(count).iter().map(|byte| if *byte == 0xa7 { 0xa8 } else { *byte }).collect();
        self.send(who, &bytes);
    }

    /// A line comes in two packets, and between them somebody else types.
    pub(super) fn in_two_pieces(&mut self) {
        let Some(who) = self.choose() else { return };
        let line = format!("{}\n", self.line(who)).into_bytes();
        let cut = self.script.below(line.len().min(256));
        self.send(who, &line[..cut]);
        self.type_line();
        self.send(who, &line[cut..]);
    }

    /// Somebody says something of which it is known who may hear it.
    pub(super) fn say(&mut self) {
        let Some(who) = self.choose() else { return };
        if matches!(self.people[who].dialect, Dialect::Relay | Dialect::Echo) {
            let chunk = self.oracle.token();
            return self.send(who, chunk.as_bytes());
        }
        if self.people[who].dialect == Dialect::Budget && self.user(who).is_none() {
            let name = format!("n{}\n", self.people[who].port);
            return self.send(who, name.as_bytes());
        }
        // Two: the first may be swallowed by an unfinished telnet command.
        self.send(who, b"\n\n");
        if matches!(self.people[who].dialect, Dialect::Irc | Dialect::Auto) && self.user(who).is_none() {
            return self.register(who);
        }
        let Some(me) = self.user(who) else { return };
        let token = self.oracle.token();
        let world = &self.scene.hub().world;
        let said = match self.people[who].dialect {
            Dialect::Budget => audience::speak_in_budget(world, me, &token),
            Dialect::Irc => audience::speak_in_irc(&mut self.script, world, me, &token),
            _ => audience::speak(&mut self.script, world, me, &token),
        };
        self.say_aloud(who, said);
    }

    /// Somebody in IRC says all they must to be somebody, and often asks for capabilities.
    pub(super) fn register(&mut self, who: usize) {
        let caps = if self.script.below(4) == 0 { String::new() } else { irc_words::caps(&mut self.script) };
        let port = self.people[who].port;
        self.irc_lines += 4;
        self.send(who, format!("{caps}\r\nNICK n{port}\r\nUSER u 0 * :r\r\nCAP END\r\n").as_bytes());
    }

    fn say_aloud(&mut self, who: usize, mut said: Said) {
        said.ears.insert(self.people[who].port);
        let line = format!("{}\n", said.line);
        self.oracle.expect(said, self.people[who].port);
        self.send(who, line.as_bytes());
    }

    /// Somebody ends their input, or their connection breaks, seen at once or at the next write.
    pub(super) fn end(&mut self) {
        let Some(who) = self.choose() else { return };
        let Some(session) = self.people[who].session() else { return };
        let how = self.script.below(3);
        self.story.push(format!("{} ends {}", self.people[who].port, ["their input", "with a reset", "unseen"][how]));
        match how {
            0 => {
                self.people[who].over = true;
                self.input(Input::Ended { session, reset: false });
            }
            1 => {
                self.people[who].over = true;
                self.input(Input::Ended { session, reset: true });
            }
            _ if self.calm => {}
            _ => self.people[who].screen.with(|screen| screen.broken = true),
        }
    }

    pub(super) fn wait(&mut self) {
        let seconds = self.script.pick(if self.size.irc > 0 { &[0, 0, 0, 1, 3] } else { &[0, 1, 3, 10, 61] });
        self.story.push(format!("{seconds} seconds pass"));
        self.scene.wait(seconds);
        self.look();
    }

    pub(super) fn switch_rules(&mut self) {
        let config = self.size.rules(&mut self.script, self.calm);
        self.story.push(format!("other rules: {:?} {:?} {:?}", config.channels, config.limits, config.commands));
        self.input(Input::Reloaded { session: None, config: Ok(Box::new(config)) });
    }

    pub(super) fn use_console(&mut self) {
        let line = words::console(&mut self.script);
        self.story.push(format!("the console types {line:?}"));
        let shown = self.scene.console(&line);
        self.oracle.console(&shown);
        self.look();
    }

    /// Somebody stops reading after some more bytes.
    pub(super) fn stall(&mut self) {
        let Some(who) = self.choose() else { return };
        let more = usize::from(self.script.byte()) * 16;
        self.story.push(format!("{} reads {more} bytes more", self.people[who].port));
        self.people[who].screen.with(|screen| screen.appetite = Some(more));
    }

    /// Somebody reads on.
    pub(super) fn read_on(&mut self) {
        let Some(who) = self.choose() else { return };
        self.read_all(who);
    }

    fn read_all(&mut self, who: usize) {
        self.story.push(format!("{} reads on", self.people[who].port));
        let awaited = self.people[who].screen.with(|screen| {
            screen.appetite = None;
            std::mem::take(&mut screen.awaited)
        });
        if let Some(session) = self.people[who].session().filter(|_| awaited) {
            self.input(Input::Writable { session });
        }
    }
}
