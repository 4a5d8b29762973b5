//! Somebody with an IRC program, byte by byte as the test wants it.

use super::{Netcat, Server};

/// A connection on which IRC is spoken.
pub struct Eve {
    /// The connection.
    pub wire: Netcat,
}

impl Eve {
    /// On a connection that is there already.
    pub fn on(wire: Netcat) -> Eve {
        Eve { wire }
    }

    /// Connects to the first listener and registers.
    pub fn enters(server: &Server, nick: &str) -> Eve {
        Eve::on(server.netcat()).registers(nick)
    }

    /// Registers, and hears the welcome to its end.
    pub fn registers(mut self, nick: &str) -> Eve {
        self.wire.bytes(format!("NICK {nick}\r\nUSER {nick} 0 * :{nick}\r\n").as_bytes());
        self.hear_with(&format!(" 001 {nick} :"));
        self.is_done();
        self
    }

    /// Sends a line.
    #[track_caller]
    pub fn line(&mut self, line: &str) {
        self.wire.bytes(format!("{line}\r\n").as_bytes());
    }

    /// The next line, which ends with CR LF as it should.
    #[track_caller]
    pub fn next_line(&mut self) -> String {
        let line = self.wire.next_line();
        line.strip_suffix('\r').unwrap_or_else(|| panic!("{line:?} does not end with CR LF")).to_owned()
    }

    /// Waits for a line with this in it; returns those before it.
    #[track_caller]
    pub fn hear_with(&mut self, part: &str) -> Vec<String> {
        let mut heard = self.hear_to(part);
        heard.pop();
        heard
    }

    /// Waits for a line with this in it; returns those before it, and it.
    #[track_caller]
    pub fn hear_to(&mut self, part: &str) -> Vec<String> {
        let mut heard = Vec::new();
        loop {
            heard.push(self.next_line());
            if heard.last().is_some_and(|line| line.contains(part)) {
                return heard;
            }
        }
    }

    /// Waits until all that was sent has been run; returns what was heard until then.
    #[track_caller]
    pub fn is_done(&mut self) -> Vec<String> {
        self.line("PING done?");
        self.hear_with(" :done?")
    }

    /// Hears to the end of the connection; returns the lines until then.
    #[track_caller]
    pub fn hear_out(&mut self) -> Vec<String> {
        self.wire.hear_out().iter().map(|line| line.trim_end_matches('\r').to_owned()).collect()
    }
}
