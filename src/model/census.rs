//! How many of everything there are, and how that is told.

use compact_str::{CompactString, ToCompactString};

use super::numeric::{self as n, Numeric};

/// How many of everything there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Census {
    /// People that everybody may find.
    pub visible: usize,
    /// People who show only to those who share a channel with them (user mode `i`).
    pub invisible: usize,
    /// Admins of the server among them.
    pub admins: usize,
    /// Connections of nobody yet.
    pub unknown: usize,
    /// Channels.
    pub channels: usize,
    /// The most people there were at once.
    pub most: usize,
    /// People on this server.
    pub local: usize,
    /// The most there were at once.
    pub most_local: usize,
    /// Servers, this one among them.
    pub servers: usize,
    /// Those linked with this one.
    pub links: usize,
}

impl Census {
    /// Tells it line by line (RFC 2812 3.4.2): the numeric, the numbers that stand before its text in IRC, and the text in
    /// pieces. Of admins, newcomers and channels only when there are any.
    pub fn tell(&self, mut line: impl FnMut(Numeric, &[&str], &[&str])) {
        let Census { visible, invisible, admins, unknown, channels, most, local, most_local, servers, links } = *self;
        let (shown, hidden, there) = (digits(visible), digits(invisible), digits(servers));
        let text = ["There are ", &shown, " users and ", &hidden, " invisible on ", &there, " servers"];
        line(n::RPL_LUSERCLIENT, &[], &text);
        let counts = [(n::RPL_LUSEROP, admins), (n::RPL_LUSERUNKNOWN, unknown), (n::RPL_LUSERCHANNELS, channels)];
        for (numeric, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
            line(numeric, &[&digits(count)], &[numeric.text]);
        }
        let clients = digits(local);
        line(n::RPL_LUSERME, &[], &["I have ", &clients, " clients and ", &digits(links), " servers"]);
        let (most_local, people, most) = (digits(most_local), digits(visible + invisible), digits(most));
        line(n::RPL_LOCALUSERS, &[&clients, &most_local], &["Current local users ", &clients, ", max ", &most_local]);
        line(n::RPL_GLOBALUSERS, &[&people, &most], &["Current global users ", &people, ", max ", &most]);
    }
}

fn digits(count: usize) -> CompactString {
    count.to_compact_string()
}
