//! Many connections in one thread, read as fast as they can be: one poll, one big buffer, lines handed on uncopied.

use std::io::{ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use memchr::memchr_iter;
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

use super::speech::Speech;
use super::tally::{channel_name, nick};

/// Bytes read at once.
const BUFFER: usize = 512 << 10;

/// How long nothing may be heard before the rest counts as lost.
const PATIENCE: Duration = Duration::from_secs(20);

/// Many connections.
pub struct Crowd {
    poll: Poll,
    events: Events,
    buffer: Vec<u8>,
    people: Vec<Person>,
    /// Lines or batches of them written so far.
    pub writes: u64,
    heard: Instant,
    /// While it waits for a line, any other is an error.
    strict: bool,
}

struct Person {
    socket: TcpStream,
    /// The beginning of a line whose end has not come.
    partial: Vec<u8>,
    /// What could not be written at once.
    unsent: Vec<u8>,
}

impl Crowd {
    /// Lets people connect, so many for each channel, take their nicks and enter it; everyone is in when it returns.
    ///
    /// # Errors
    /// When somebody is not let in.
    pub fn enter(address: SocketAddr, speech: Speech, channels: usize, members: usize) -> Result<Self, String> {
        let poll = Poll::new().map_err(|why| why.to_string())?;
        let mut people = Vec::with_capacity(channels * members);
        for member in 0..channels * members {
            let person =
                connect(address, &poll, member).map_err(|why| format!("{} cannot connect: {why}", nick(member)))?;
            people.push(person);
        }
        let (events, buffer) = (Events::with_capacity(1024), vec![0; BUFFER]);
        let mut crowd = Crowd { poll, events, buffer, people, writes: 0, heard: Instant::now(), strict: false };
        for member in 0..channels * members {
            let line = (speech.enter)(&nick(member), &channel_name(member / members));
            crowd.write(member, line.as_bytes())?;
        }
        crowd.wait_for_all(speech.entered.as_bytes(), channels * members)?;
        crowd.settle(speech, channels, members)?;
        Ok(crowd)
    }

    /// Two say something in each channel: whoever has heard it has nothing older to read.
    ///
    /// # Errors
    /// When somebody does not hear it.
    pub fn settle(&mut self, speech: Speech, channels: usize, members: usize) -> Result<(), String> {
        for (speaker, text) in [(0, "all here now?"), (1, "all here, yes")] {
            for channel in 0..channels {
                let line = (speech.say)(&channel_name(channel), text);
                self.write(channel * members + speaker, line.as_bytes())?;
            }
            self.wait_for_all(text.as_bytes(), channels * (members - 1))?;
        }
        Ok(())
    }

    /// The same when nothing else may come before it.
    ///
    /// # Errors
    /// When something else comes.
    pub fn settle_strictly(&mut self, speech: Speech, channels: usize, members: usize) -> Result<(), String> {
        self.strict = true;
        let settled = self.settle(speech, channels, members);
        self.strict = false;
        settled
    }

    /// Waits until so many people have read a line with this text.
    fn wait_for_all(&mut self, text: &[u8], count: usize) -> Result<(), String> {
        let strict = self.strict;
        let finder = memchr::memmem::Finder::new(text);
        let mut done = 0;
        while done < count {
            self.hear(None, |_, line| {
                let is_it = finder.find(line).is_some();
                done += usize::from(is_it);
                if is_it || !strict { Ok(()) } else { Err(format!("hears also {:?}", String::from_utf8_lossy(line))) }
            })
            .map_err(|why| format!("{why} ({done} of {count} have heard {:?})", String::from_utf8_lossy(text)))?;
        }
        Ok(())
    }

    /// Writes for somebody; what cannot be written now is, as soon as it can.
    ///
    /// # Errors
    /// When the connection is broken.
    pub fn write(&mut self, member: usize, bytes: &[u8]) -> Result<(), String> {
        self.writes += 1;
        let person = &mut self.people[member];
        person.unsent.extend_from_slice(bytes);
        person.write().map_err(|why| format!("{} cannot write: {why}", nick(member)))
    }

    /// Reads everyone who has something to read; returns whether anyone had. Waits for that, or until `wait` is over.
    ///
    /// # Errors
    /// When a line is wrong, somebody is disconnected, or nothing comes for too long.
    pub fn hear(
        &mut self,
        wait: Option<Duration>,
        mut line: impl FnMut(usize, &[u8]) -> Result<(), String>,
    ) -> Result<bool, String> {
        match self.poll.poll(&mut self.events, Some(wait.unwrap_or(PATIENCE))) {
            Err(why) if why.kind() == ErrorKind::Interrupted => return Ok(false),
            other => other.map_err(|why| why.to_string())?,
        }
        if !self.events.is_empty() {
            self.heard = Instant::now();
        } else if self.heard.elapsed() >= PATIENCE {
            return Err(format!("nothing is heard for {} seconds", PATIENCE.as_secs()));
        }
        for event in &self.events {
            let member = event.token().0;
            let person = &mut self.people[member];
            if event.is_writable() {
                person.write().map_err(|why| format!("{} cannot write: {why}", nick(member)))?;
            }
            if event.is_readable() {
                person
                    .read(&mut self.buffer, |bytes| line(member, bytes))
                    .map_err(|why| format!("{}: {why}", nick(member)))?;
            }
        }
        Ok(!self.events.is_empty())
    }
}

impl Person {
    fn write(&mut self) -> std::io::Result<()> {
        while !self.unsent.is_empty() {
            match self.socket.write(&self.unsent) {
                Ok(count) => drop(self.unsent.drain(..count)),
                Err(why) if why.kind() == ErrorKind::WouldBlock => break,
                Err(why) => return Err(why),
            }
        }
        Ok(())
    }

    fn read(&mut self, buffer: &mut [u8], mut line: impl FnMut(&[u8]) -> Result<(), String>) -> Result<(), String> {
        loop {
            let kept = self.partial.len();
            buffer[..kept].copy_from_slice(&self.partial);
            let count = match self.socket.read(&mut buffer[kept..]) {
                Ok(0) => return Err("is disconnected".into()),
                Ok(count) => count,
                Err(why) if why.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(why) => return Err(why.to_string()),
            };
            let bytes = &buffer[..kept + count];
            let mut start = 0;
            for end in memchr_iter(b'\n', bytes) {
                line(&bytes[start..end])?;
                start = end + 1;
            }
            self.partial.clear();
            self.partial.extend_from_slice(&bytes[start..]);
            // A buffer that was not filled has emptied the socket.
            if bytes.len() < buffer.len() {
                return Ok(());
            }
        }
    }
}

fn connect(address: SocketAddr, poll: &Poll, member: usize) -> std::io::Result<Person> {
    let socket = std::net::TcpStream::connect(address)?;
    socket.set_nodelay(true)?;
    socket.set_nonblocking(true)?;
    let mut socket = TcpStream::from_std(socket);
    poll.registry().register(&mut socket, Token(member), Interest::READABLE | Interest::WRITABLE)?;
    Ok(Person { socket, partial: Vec::new(), unsent: Vec::new() })
}
