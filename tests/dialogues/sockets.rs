//! A dialogue over TCP: against the real program, on free ports.
//!
//! Nothing waits on the clock. After each line its sender also sends a mark, a verb that nobody knows or a PING, and waits
//! for the answer: what was sent before is done then. The same answer tells for certain that somebody was sent nothing else.
//! Where a protocol has no verbs, the mark is said, and those who hear it have heard what was said before. Lines with
//! a mark are left out of what people hear.

use std::collections::{BTreeMap, VecDeque};
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpStream};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use chat::dialect::Dialect;
use socket2::{Domain, SockRef, Socket, Type};

use super::script::{Door, Script};
use super::stage::{Heard, Stage, lines};
use super::support::{CHAT, PATIENCE, Server};

/// The last line the program prints before anybody comes.
const GREETING: &str = "Welcome to Chat Server";

/// What every mark begins with; its number and `=` follow.
const MARK: &str = "=mark-";

/// The program, and the people on it.
pub struct Sockets {
    server: Server,
    people: BTreeMap<String, Person>,
    /// Lines of the server's terminal that were read already.
    printed: usize,
    marks: u64,
}

impl Sockets {
    /// Starts the program for a script.
    pub fn start(script: &Script) -> Self {
        let listeners: String = script.doors.iter().map(Door::listener).collect();
        let config = format!("server.console = \"on\"\n{}{listeners}", script.config);
        let server = Server::run(Command::new(CHAT).stdin(Stdio::piped()), &config);
        let printed = server.out.all().iter().take_while(|line| *line != GREETING).count() + 1;
        Sockets { server, people: BTreeMap::new(), printed, marks: 0 }
    }

    /// What the program's log says, for a failure's reader.
    pub fn log(&self) -> String {
        self.server.log.all().iter().map(|line| format!("  log: {line}\n")).collect()
    }

    /// The next line on the server's terminal, once there is one.
    fn print(&mut self) -> Option<String> {
        let start = Instant::now();
        loop {
            if let Some(line) = self.server.out.all().get(self.printed) {
                self.printed += 1;
                return Some(line.clone());
            }
            if start.elapsed() > PATIENCE {
                return None;
            }
            thread::sleep(Duration::from_millis(1));
        }
    }

    fn mark(&mut self) -> (u64, String) {
        self.marks += 1;
        (self.marks, format!("{MARK}{}=", self.marks))
    }

    fn person(&mut self, who: &str) -> Result<&mut Person, String> {
        self.people.get_mut(who).ok_or_else(|| format!("{who} is nobody"))
    }

    /// Others who hear what somebody says where a protocol has no verbs.
    fn peers(&self, who: &str) -> Vec<String> {
        let Some(me) = self.people.get(who) else { return Vec::new() };
        let hears = |other: &Person| {
            other.dialect == me.dialect && !other.ended && (me.dialect == Dialect::Relay || other.typed)
        };
        self.people.iter().filter(|(name, other)| *name != who && hears(other)).map(|(name, _)| name.clone()).collect()
    }

    /// Makes certain that all somebody sent is done.
    fn settle(&mut self, who: &str) -> Result<(), String> {
        let (number, mark) = self.mark();
        let me = self.person(who)?;
        match me.dialect {
            _ if me.ended => Ok(()),
            _ if me.over => me.read_while(|me| !me.ended),
            Dialect::Irc => me.speak_and_wait(number, &format!("PING :{mark}\r\n")),
            Dialect::Line | Dialect::Auto | Dialect::Console | Dialect::Link => {
                me.speak_and_wait(number, &format!("/{mark}\n"))
            }
            Dialect::Echo => me.speak_and_wait(number, &format!("{mark}\n")),
            Dialect::Budget if !me.typed => me.read_while(|me| me.unread.is_empty() && !me.ended),
            Dialect::Relay | Dialect::Budget => {
                let peers = self.peers(who);
                if !peers.is_empty() {
                    self.person(who)?.speak(&format!("{mark}\n"));
                }
                peers.iter().try_for_each(|peer| self.person(peer)?.wait_for(number))
            }
        }
    }
}

impl Stage for Sockets {
    fn name(&self) -> &'static str {
        "over TCP"
    }

    fn connect(&mut self, who: &str, number: usize, door: &Door, from: Ipv4Addr) -> Result<String, String> {
        let (person, address) = Person::connect(from, self.server.ports[number], door.dialect)
            .map_err(|why| format!("{who} cannot connect from {from}: {why}"))?;
        self.people.insert(who.to_owned(), person);
        self.settle(who)?;
        Ok(address)
    }

    fn send(&mut self, who: &str, bytes: &[u8]) -> Result<(), String> {
        let me = self.person(who)?;
        me.write(bytes);
        me.middle = !bytes.ends_with(b"\n") && !bytes.ends_with(b"\r\0");
        if me.middle {
            return Ok(());
        }
        if me.dialect == Dialect::Budget && !me.typed {
            me.read_while(|me| !me.ended && !me.unread.iter().any(|line| line.starts_with("* room contains")))?;
        }
        me.typed = true;
        self.settle(who)
    }

    fn end(&mut self, who: &str, reset: bool) -> Result<(), String> {
        let me = self.person(who)?;
        if reset {
            let lost = SockRef::from(&me.socket).set_linger(Some(Duration::ZERO));
            self.people.remove(who);
            return lost.map_err(|why| format!("{who}'s connection cannot be reset: {why}"));
        }
        me.over = true;
        me.socket.shutdown(Shutdown::Write).map_err(|why| why.to_string())?;
        self.settle(who)
    }

    fn hear(&mut self, who: &str) -> Heard {
        let Ok(me) = self.person(who) else { return Heard::End };
        // Whatever was read before a timeout is there.
        let _ = me.read_while(|me| me.unread.is_empty() && !me.ended);
        match me.unread.pop_front() {
            Some(line) => Heard::Line(line),
            None if me.ended => Heard::End,
            None => Heard::Silence,
        }
    }

    fn hear_all(&mut self, who: &str) -> Result<(Vec<String>, bool), String> {
        let me = self.person(who)?;
        if me.middle && !me.over {
            return Err(format!("{who} is in the middle of a line: what they heard cannot be certain"));
        }
        if !matches!(me.dialect, Dialect::Relay | Dialect::Budget) {
            self.settle(who)?;
        } else if let Some(peer) = self.peers(who).first() {
            self.settle(peer)?;
        }
        let me = self.person(who)?;
        Ok((me.unread.drain(..).collect(), me.ended))
    }

    fn type_on_console(&mut self, line: &str) -> Result<(), String> {
        let mark = self.mark().1;
        self.server.types(line);
        self.server.types(&mark);
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if self.server.out.all().iter().any(|line| line.contains(&mark)) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(1));
        }
        Err("the console does not answer".into())
    }

    fn printed(&mut self) -> Heard {
        loop {
            match self.print() {
                Some(line) if line.contains(MARK) => {}
                Some(line) => return Heard::Line(line),
                None => return Heard::Silence,
            }
        }
    }

    fn all_printed(&mut self) -> Result<Vec<String>, String> {
        self.type_on_console("")?;
        let all = self.server.out.all();
        let new = all.iter().skip(std::mem::replace(&mut self.printed, all.len()));
        Ok(new.filter(|line| !line.contains(MARK)).cloned().collect())
    }

    fn pass(&mut self, _: u64) {}

    fn stop(&mut self) -> Result<(), String> {
        let status = self.server.ends();
        if status.success() { Ok(()) } else { Err(format!("the server has stopped with {status}\n{}", self.log())) }
    }
}

/// Somebody's end of a connection.
struct Person {
    socket: TcpStream,
    dialect: Dialect,
    /// Bytes of a line that is not complete.
    begun: Vec<u8>,
    unread: VecDeque<String>,
    /// The last mark they heard.
    marked: u64,
    /// They have sent a line.
    typed: bool,
    /// What they sent last ends in the middle of a line.
    middle: bool,
    /// They send no more.
    over: bool,
    /// The server sends no more.
    ended: bool,
}

impl Person {
    fn connect(from: Ipv4Addr, port: u16, dialect: Dialect) -> std::io::Result<(Self, String)> {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
        socket.bind(&SocketAddr::from((from, 0)).into())?;
        socket.connect(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)).into())?;
        let socket = TcpStream::from(socket);
        socket.set_nodelay(true)?;
        socket.set_read_timeout(Some(PATIENCE))?;
        let address = socket.local_addr()?.to_string();
        let person = Person {
            socket,
            dialect,
            begun: Vec::new(),
            unread: VecDeque::new(),
            marked: 0,
            typed: false,
            middle: false,
            over: false,
            ended: false,
        };
        Ok((person, address))
    }

    /// Sends; a server that has hung up is noticed when reading.
    fn write(&mut self, bytes: &[u8]) {
        let _ = self.socket.write_all(bytes);
    }

    fn speak(&mut self, line: &str) {
        self.write(line.as_bytes());
    }

    fn speak_and_wait(&mut self, number: u64, line: &str) -> Result<(), String> {
        self.speak(line);
        self.wait_for(number)
    }

    fn wait_for(&mut self, number: u64) -> Result<(), String> {
        self.read_while(|me| me.marked < number && !me.ended)
    }

    /// Reads as long as there is reason to.
    fn read_while(&mut self, reason: impl Fn(&Self) -> bool) -> Result<(), String> {
        let start = Instant::now();
        let mut buffer = [0; 4096];
        while reason(self) {
            match self.socket.read(&mut buffer) {
                Ok(0) => self.ended = true,
                Ok(count) => self.take(&buffer[..count]),
                Err(error) if error.kind() == ErrorKind::ConnectionReset => self.ended = true,
                Err(error) if start.elapsed() >= PATIENCE => {
                    return Err(format!("the server does not answer: {error}"));
                }
                Err(_) => {}
            }
        }
        Ok(())
    }

    fn take(&mut self, bytes: &[u8]) {
        self.begun.extend_from_slice(bytes);
        while let Some(end) = self.begun.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.begun.drain(..=end).collect();
            for line in lines(&line, self.dialect) {
                let mark = line.split_once(MARK).and_then(|(_, rest)| rest.split('=').next()?.parse().ok());
                match mark {
                    Some(mark) => self.marked = mark,
                    None => self.unread.push_back(line),
                }
            }
        }
    }
}
