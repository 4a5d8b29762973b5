//! Somebody who asks a server what it knows: who is there, and who is in which channel.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use super::speech::{IRC, channel_name};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A connection in IRC, one question after the other.
pub struct Witness {
    connection: BufReader<TcpStream>,
}

impl Witness {
    /// Somebody comes under this nick.
    ///
    /// # Errors
    /// When they are not let in.
    pub fn come(address: SocketAddr, nick: &str) -> Result<Self, String> {
        let connect = || {
            let stream = TcpStream::connect(address)?;
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            Ok(Witness { connection: BufReader::new(stream) })
        };
        let mut witness = connect().map_err(|why: io::Error| format!("{nick} cannot connect: {why}"))?;
        witness.ask(&(IRC.register)(nick), "376", 1)?;
        Ok(witness)
    }

    /// Tells the server to call another one.
    ///
    /// # Errors
    /// When it cannot be told.
    pub fn connect(&mut self, server: &str, port: u16) -> Result<(), String> {
        self.write(&format!("CONNECT {server} {port}\r\n"))
    }

    /// How many people the server knows.
    ///
    /// # Errors
    /// When it does not say.
    pub fn people(&mut self) -> Result<usize, String> {
        let told = self.ask("LUSERS\r\n", "266", 1)?;
        let number = told.last().and_then(|line| line.split(' ').nth(3)?.parse().ok());
        number.ok_or_else(|| format!("LUSERS is answered with {told:?}"))
    }

    /// How many members so many channels have, all together, from this one on.
    ///
    /// # Errors
    /// When the server does not say.
    pub fn members(&mut self, first: usize, channels: usize) -> Result<usize, String> {
        let names = (first..first + channels).map(|channel| format!("NAMES {}\r\n", channel_name(channel)));
        let told = self.ask(&names.collect::<String>(), "366", channels)?;
        let lists = told.iter().filter(|line| verb(line) == "353").filter_map(|line| line.rsplit_once(" :"));
        Ok(lists.map(|(_, names)| names.split_whitespace().count()).sum())
    }

    fn write(&mut self, text: &str) -> Result<(), String> {
        self.connection.get_mut().write_all(text.as_bytes()).map_err(|why| format!("a witness cannot write: {why}"))
    }

    /// Sends this; all that is told until so many answers ended with this numeric.
    fn ask(&mut self, text: &str, end: &str, mut ends: usize) -> Result<Vec<String>, String> {
        self.write(text)?;
        let mut told = Vec::new();
        while ends > 0 {
            let mut line = String::new();
            match self.connection.read_line(&mut line) {
                Ok(0) => return Err("a witness is disconnected".into()),
                Ok(_) => {}
                Err(why) => return Err(format!("a witness waits for {end}: {why}")),
            }
            ends -= usize::from(verb(&line) == end);
            told.push(line.trim_end().to_owned());
        }
        Ok(told)
    }
}

fn verb(line: &str) -> &str {
    line.split(' ').nth(1).unwrap_or_default()
}
