//! The floor: the least that a server can do, about what the system alone costs.
//!
//! One thread, one epoll, one buffer that everything is read into. Lines go as they came to all others in the channel, all
//! of a round in one write. Only a person's first two lines are looked at, a nick and a channel.

use std::collections::HashMap;
use std::io::{self, ErrorKind, Read, Write};
use std::ops::Range;

use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};
use socket2::{Domain, Socket, Type};

/// Bytes read at once.
const BUFFER: usize = 256 << 10;

/// The listener among the tokens.
const LISTENER: Token = Token(usize::MAX - 1);

struct Floor {
    poll: Poll,
    listener: TcpListener,
    people: Vec<Option<Person>>,
    free: Vec<usize>,
    names: HashMap<Vec<u8>, usize>,
    channels: Vec<Channel>,
    /// Channels in which something was said in this round.
    loud: Vec<usize>,
    /// People for whom something waits that has not been tried to write.
    touched: Vec<usize>,
}

struct Person {
    socket: TcpStream,
    channel: Option<usize>,
    /// The beginning of a line whose end has not come.
    partial: Vec<u8>,
    /// What waits to be written.
    out: Vec<u8>,
}

/// People, and what they said in this round.
#[derive(Default)]
struct Channel {
    members: Vec<usize>,
    said: Vec<u8>,
    parts: Vec<(usize, Range<usize>)>,
}

/// Says where it listens, then serves until it is killed.
///
/// # Errors
/// When the system gives no socket, or no poll.
pub fn serve() -> io::Result<()> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    socket.bind(&std::net::SocketAddr::from(([127, 0, 0, 1], 0)).into())?;
    socket.listen(4096)?;
    socket.set_nonblocking(true)?;
    let mut listener = TcpListener::from_std(socket.into());
    let port = listener.local_addr()?.port();
    let poll = Poll::new()?;
    poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
    println!("listening on 127.0.0.1 port {port} (floor)");
    let (people, free, names, channels) = (Vec::new(), Vec::new(), HashMap::new(), Vec::new());
    let (loud, touched) = (Vec::new(), Vec::new());
    let mut floor = Floor { poll, listener, people, free, names, channels, loud, touched };
    let (mut events, mut buffer) = (Events::with_capacity(1024), vec![0; BUFFER]);
    loop {
        match floor.poll.poll(&mut events, None) {
            Err(why) if why.kind() == ErrorKind::Interrupted => continue,
            other => other?,
        }
        for event in &events {
            if event.token() == LISTENER {
                floor.accept()?;
                continue;
            }
            let number = event.token().0;
            let Some(person) = floor.people.get_mut(number).and_then(Option::as_mut) else { continue };
            if event.is_writable() && !person.out.is_empty() {
                person.write();
            }
            if event.is_readable() && !floor.read(number, &mut buffer, event.is_read_closed()) {
                floor.leave(number);
            }
        }
        floor.tell();
    }
}

impl Floor {
    fn accept(&mut self) -> io::Result<()> {
        loop {
            let mut socket = match self.listener.accept() {
                Ok((socket, _)) => socket,
                Err(why) if why.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(why) => return Err(why),
            };
            // A connection may be gone already; then its first read says so.
            let _ = socket.set_nodelay(true);
            let number = self.free.pop().unwrap_or(self.people.len());
            let interests = Interest::READABLE | Interest::WRITABLE;
            self.poll.registry().register(&mut socket, Token(number), interests)?;
            let person = Some(Person { socket, channel: None, partial: Vec::new(), out: Vec::new() });
            match self.people.get_mut(number) {
                Some(place) => *place = person,
                None => self.people.push(person),
            }
        }
    }

    /// Reads what somebody sent; false when they are gone.
    fn read(&mut self, number: usize, buffer: &mut [u8], till_end: bool) -> bool {
        loop {
            let Some(person) = self.people[number].as_mut() else { return true };
            let kept = person.partial.len();
            buffer[..kept].copy_from_slice(&person.partial);
            let count = match person.socket.read(&mut buffer[kept..]) {
                Ok(0) => return false,
                Ok(count) => count,
                Err(why) => return why.kind() == ErrorKind::WouldBlock,
            };
            let bytes = &buffer[..kept + count];
            let lines = memchr::memrchr(b'\n', bytes).map_or(0, |end| end + 1);
            person.partial.clear();
            person.partial.extend_from_slice(&bytes[lines..]);
            match person.channel {
                Some(channel) => self.say(number, channel, &bytes[..lines]),
                None => bytes[..lines].split_inclusive(|byte| *byte == b'\n').for_each(|line| self.enter(number, line)),
            }
            if bytes.len() < buffer.len() && !till_end {
                return true;
            }
        }
    }

    /// A nick gets an answer; a line that names a channel is told to all in it.
    fn enter(&mut self, number: usize, line: &[u8]) {
        let last = line.trim_ascii_end().rsplit(|byte| *byte == b' ').next().unwrap_or_default();
        if line.starts_with(b"NICK ") {
            self.put(number, &[b":floor 376 ", last, b" :.\r\n"].concat());
            return;
        }
        let channel = self.names.get(last).copied().unwrap_or(self.channels.len());
        if channel == self.channels.len() {
            self.names.insert(last.to_vec(), channel);
            self.channels.push(Channel::default());
        }
        self.channels[channel].members.push(number);
        if let Some(person) = self.people[number].as_mut() {
            person.channel = Some(channel);
        }
        let members = std::mem::take(&mut self.channels[channel].members);
        members.iter().for_each(|member| self.put(*member, line));
        self.channels[channel].members = members;
        self.put(number, b":floor 366 :.\r\n");
    }

    fn put(&mut self, number: usize, bytes: &[u8]) {
        let Some(person) = self.people[number].as_mut() else { return };
        if person.out.is_empty() {
            self.touched.push(number);
        }
        person.out.extend_from_slice(bytes);
    }

    fn say(&mut self, number: usize, channel: usize, lines: &[u8]) {
        let said = &mut self.channels[channel];
        if said.parts.is_empty() {
            self.loud.push(channel);
        }
        let start = said.said.len();
        said.said.extend_from_slice(lines);
        said.parts.push((number, start..said.said.len()));
    }

    /// Writes everybody what was said in this round.
    fn tell(&mut self) {
        for number in self.touched.drain(..) {
            if let Some(person) = self.people[number].as_mut() {
                person.write();
            }
        }
        for channel in self.loud.drain(..) {
            let Channel { members, said, parts } = &mut self.channels[channel];
            for number in members.iter() {
                let Some(person) = self.people[*number].as_mut() else { continue };
                if parts.iter().any(|(from, _)| from == number) {
                    let of_others = parts.iter().filter(|(from, _)| from != number);
                    of_others.for_each(|(_, range)| person.out.extend_from_slice(&said[range.clone()]));
                    person.write();
                } else if person.out.is_empty() {
                    let written = person.socket.write(said).unwrap_or_default();
                    person.out.extend_from_slice(&said[written..]);
                } else {
                    person.out.extend_from_slice(said);
                }
            }
            said.clear();
            parts.clear();
        }
    }

    fn leave(&mut self, number: usize) {
        let Some(person) = self.people[number].take() else { return };
        if let Some(channel) = person.channel {
            self.channels[channel].members.retain(|member| *member != number);
        }
        self.free.push(number);
    }
}

impl Person {
    /// Writes what can be written; a broken connection is noticed where it is read.
    fn write(&mut self) {
        let mut written = 0;
        while let Some(rest) = self.out.get(written..).filter(|rest| !rest.is_empty()) {
            match self.socket.write(rest) {
                Ok(count) => written += count,
                Err(_) => break,
            }
        }
        self.out.drain(..written);
        if self.out.is_empty() {
            self.out = Vec::new();
        }
    }
}
