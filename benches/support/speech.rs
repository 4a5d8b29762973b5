//! How people speak to a server, and how they are heard: all that the load generator knows of a protocol.

/// The texts of a protocol.
#[derive(Clone, Copy)]
pub struct Speech {
    /// Takes a nick and enters a channel.
    pub enter: fn(nick: &str, channel: &str) -> String,
    /// What the line has in it that says one is in.
    pub entered: &'static str,
    /// Says something to a channel.
    pub say: fn(channel: &str, text: &str) -> String,
    /// The same as the others hear it, without the end of the line.
    pub heard: fn(nick: &str, channel: &str, text: &str) -> String,
}

/// Our line protocol.
pub const LINE: Speech = Speech {
    enter: |nick, channel| format!("NICK {nick}\nJOIN {channel}\n"),
    entered: "] You are in ",
    say: |channel, text| format!("MSG {channel} {text}\n"),
    heard: |nick, _, text| format!("[{nick}] {text}"),
};
