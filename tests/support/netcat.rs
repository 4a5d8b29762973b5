//! A small blocking netcat: it sends, and it hears lines until a deadline.
#![allow(clippy::unwrap_used)]

use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Shutdown, SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use socket2::{Domain, SockRef, Socket, Type};

use super::PATIENCE;

/// Somebody with netcat. When what they should hear does not come, all they heard is told.
pub struct Netcat {
    /// The connection.
    pub stream: TcpStream,
    unread: Vec<u8>,
    heard: Vec<String>,
}

impl Netcat {
    /// Connects to a port of this machine.
    pub fn connect(port: u16) -> Netcat {
        Netcat::connect_to((Ipv4Addr::LOCALHOST, port).into())
    }

    /// Connects to an address.
    pub fn connect_to(to: SocketAddr) -> Netcat {
        Netcat::over(TcpStream::connect_timeout(&to, PATIENCE).unwrap())
    }

    /// Connects from another address of this machine.
    pub fn connect_from(from: IpAddr, port: u16) -> Netcat {
        let socket = Socket::new(Domain::for_address((from, 0).into()), Type::STREAM, None).unwrap();
        socket.bind(&SocketAddr::from((from, 0)).into()).unwrap();
        socket.connect(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)).into()).unwrap();
        Netcat::over(socket.into())
    }

    /// Connects with little room for what is not read.
    pub fn connect_narrow(port: u16) -> Netcat {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        socket.set_recv_buffer_size(16 << 10).unwrap();
        socket.connect(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)).into()).unwrap();
        Netcat::over(socket.into())
    }

    fn over(stream: TcpStream) -> Netcat {
        stream.set_nodelay(true).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        Netcat { stream, unread: Vec::new(), heard: Vec::new() }
    }

    /// The address as the server shows it.
    pub fn name(&self) -> String {
        let address = self.stream.local_addr().unwrap();
        format!("{}:{}", address.ip(), address.port())
    }

    /// Sends a line.
    pub fn line(&mut self, line: &str) {
        self.bytes(format!("{line}\n").as_bytes());
    }

    /// Sends bytes, as one packet if they are few.
    #[track_caller]
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).unwrap();
    }

    /// The next line, whatever it is.
    #[track_caller]
    pub fn next_line(&mut self) -> String {
        let line = self.read_line(Instant::now() + PATIENCE);
        line.unwrap_or_else(|| panic!("nothing more came; heard before:\n{}", self.all_heard()))
    }

    /// Waits for exactly this line; returns those before it.
    #[track_caller]
    pub fn hear(&mut self, line: &str) -> Vec<String> {
        self.hear_where(line, |heard| heard == line)
    }

    /// Waits for a line with this at its start; returns those before it.
    #[track_caller]
    pub fn hear_start(&mut self, start: &str) -> Vec<String> {
        self.hear_where(start, |heard| heard.starts_with(start))
    }

    /// Waits for such a line; returns those before it.
    #[track_caller]
    pub fn hear_where(&mut self, what: &str, mut right: impl FnMut(&str) -> bool) -> Vec<String> {
        let (deadline, mut before) = (Instant::now() + PATIENCE, Vec::new());
        while let Some(line) = self.read_line(deadline) {
            if right(&line) {
                return before;
            }
            before.push(line);
        }
        panic!("{what:?} did not come; heard:\n{}", self.all_heard());
    }

    /// Waits until all that was sent has been run: asks something, and hears the answer.
    #[track_caller]
    pub fn is_done(&mut self) -> Vec<String> {
        self.line("done?");
        self.hear_start("[server] Invalid command \"done?\"")
    }

    /// Hears to the end of the connection; returns the lines until then.
    #[track_caller]
    pub fn hear_out(&mut self) -> Vec<String> {
        let (deadline, mut lines) = (Instant::now() + PATIENCE, Vec::new());
        while let Some(line) = self.read_line(deadline) {
            lines.push(line);
        }
        assert!(Instant::now() < deadline, "the connection does not end; heard:\n{}", self.all_heard());
        lines
    }

    /// Says that nothing more comes, and goes on hearing: Ctrl-D.
    pub fn half_close(&mut self) {
        self.stream.shutdown(Shutdown::Write).unwrap();
    }

    /// Resets the connection.
    pub fn reset(self) {
        SockRef::from(&self.stream).set_linger(Some(Duration::ZERO)).unwrap();
    }

    /// Throws away from now on all that comes, beside the test; what is sent is still sent.
    pub fn does_not_listen(&self) {
        let mut stream = self.stream.try_clone().unwrap();
        stream.set_read_timeout(None).unwrap();
        thread::spawn(move || io::copy(&mut stream, &mut io::sink()));
    }

    /// What was heard, for a person to read: the last lines, each to a bearable length.
    fn all_heard(&self) -> String {
        let lines = self.heard.iter().skip(self.heard.len().saturating_sub(40));
        lines.map(|line| line.chars().take(120).chain(['\n']).collect::<String>()).collect()
    }

    /// The next line; none at the end of the connection or after the deadline.
    fn read_line(&mut self, deadline: Instant) -> Option<String> {
        loop {
            if let Some(end) = self.unread.iter().position(|byte| *byte == b'\n') {
                let line = self.unread.drain(..=end).collect::<Vec<u8>>();
                let line = String::from_utf8_lossy(&line[..end]).into_owned();
                self.heard.push(line.clone());
                return Some(line);
            }
            let left = deadline.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())?;
            self.stream.set_read_timeout(Some(left)).unwrap();
            let mut buffer = [0; 16 << 10];
            match self.stream.read(&mut buffer) {
                Ok(0) => return None,
                Ok(count) => self.unread.extend_from_slice(&buffer[..count]),
                Err(error) if error.kind() == ErrorKind::ConnectionReset => return None,
                Err(_) => {}
            }
        }
    }
}
