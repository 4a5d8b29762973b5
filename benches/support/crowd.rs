//! Many connections in one thread, read as fast as they can be: one poll, one big buffer, bytes handed on uncopied.

use std::io::{self, ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

use super::speech::nick;

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
    heard: Instant,
    /// The number of the first of them.
    first: usize,
}

struct Person {
    socket: TcpStream,
    /// The beginning of a line whose end has not come.
    partial: Vec<u8>,
    /// What could not be written at once.
    unsent: Vec<u8>,
}

impl Crowd {
    /// Nobody yet; the one who connects first is called `first`.
    ///
    /// # Errors
    /// When the system gives no poll.
    pub fn new(first: usize) -> Result<Self, String> {
        let poll = Poll::new().map_err(|why| why.to_string())?;
        let (events, buffer) = (Events::with_capacity(1024), vec![0; BUFFER]);
        Ok(Crowd { poll, events, buffer, people: Vec::new(), heard: Instant::now(), first })
    }

    /// The number of the one who connects first.
    #[must_use]
    pub fn first(&self) -> usize {
        self.first
    }

    /// One more person connects.
    ///
    /// # Errors
    /// When they are not let in.
    pub fn connect(&mut self, address: SocketAddr) -> Result<(), String> {
        let person = self.people.len();
        let connect = || {
            let socket = std::net::TcpStream::connect(address)?;
            socket.set_nodelay(true)?;
            socket.set_nonblocking(true)?;
            let mut socket = TcpStream::from_std(socket);
            let interests = Interest::READABLE | Interest::WRITABLE;
            self.poll.registry().register(&mut socket, Token(person), interests)?;
            Ok(Person { socket, partial: Vec::new(), unsent: Vec::new() })
        };
        let connected = connect().map_err(|why: io::Error| format!("{} cannot connect: {why}", self.name(person)))?;
        self.people.push(connected);
        Ok(())
    }

    /// Writes for somebody; what cannot be written at once is as soon as it can.
    ///
    /// # Errors
    /// When the connection is broken.
    pub fn write(&mut self, person: usize, bytes: &[u8]) -> Result<(), String> {
        let writer = &mut self.people[person];
        writer.unsent.extend_from_slice(bytes);
        writer.write().map_err(|why| format!("{} cannot write: {why}", self.name(person)))
    }

    /// Reads everyone who has something to read; returns whether anyone had. Waits for that, or until `wait` is over.
    /// `take` is handed what somebody read and not yet took, and says how much it takes.
    ///
    /// # Errors
    /// When `take` says so, somebody is disconnected, or nothing comes for too long.
    pub fn hear(
        &mut self,
        wait: Option<Duration>,
        mut take: impl FnMut(usize, &[u8]) -> Result<usize, String>,
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
            let number = event.token().0;
            let person = &mut self.people[number];
            let named = |why: String| format!("{} {why}", nick(self.first + number));
            if event.is_writable() {
                person.write().map_err(|why| named(format!("cannot write: {why}")))?;
            }
            if event.is_readable() {
                let till_end = event.is_read_closed();
                person.read(&mut self.buffer, till_end, |bytes| take(number, bytes)).map_err(named)?;
            }
        }
        Ok(!self.events.is_empty())
    }

    /// The same, line by line; a line comes without its end.
    ///
    /// # Errors
    /// As [`Crowd::hear`].
    pub fn hear_lines(
        &mut self,
        wait: Option<Duration>,
        mut line: impl FnMut(usize, &[u8]) -> Result<(), String>,
    ) -> Result<bool, String> {
        self.hear(wait, |person, bytes| {
            let mut taken = 0;
            for end in memchr::memchr_iter(b'\n', bytes) {
                line(person, bytes[taken..end].trim_ascii_end())?;
                taken = end + 1;
            }
            Ok(taken)
        })
    }

    fn name(&self, person: usize) -> String {
        nick(self.first + person)
    }
}

impl Person {
    fn write(&mut self) -> io::Result<()> {
        while !self.unsent.is_empty() {
            match self.socket.write(&self.unsent) {
                Ok(count) => drop(self.unsent.drain(..count)),
                Err(why) if why.kind() == ErrorKind::WouldBlock => break,
                Err(why) => return Err(why),
            }
        }
        Ok(())
    }

    fn read(
        &mut self,
        buffer: &mut [u8],
        till_end: bool,
        mut take: impl FnMut(&[u8]) -> Result<usize, String>,
    ) -> Result<(), String> {
        loop {
            let kept = self.partial.len();
            buffer[..kept].copy_from_slice(&self.partial);
            let count = match self.socket.read(&mut buffer[kept..]) {
                Ok(0) => return Err("is disconnected".into()),
                Ok(count) => count,
                Err(why) if why.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(why) => return Err(format!("cannot read: {why}")),
            };
            let bytes = &buffer[..kept + count];
            let taken = take(bytes)?;
            self.partial.clear();
            self.partial.extend_from_slice(&bytes[taken..]);
            // A buffer that was not filled has emptied the socket.
            if bytes.len() < buffer.len() && !till_end {
                return Ok(());
            }
        }
    }
}
