//! Lists in IRC: names, channels, what is told of one person, and any list that may take several lines.

use memchr::{memchr, memrchr};

use super::event::prefix;
use super::reply::Answers;
use crate::model::numeric::{self as n, Numeric};
use crate::model::{Caps, ChannelLine, ChannelName, Inside, Present, Roll, Secrecy, Whois, host};

impl Answers<'_> {
    /// The words, then as many items as fit on a line, and on lines as are needed; at least one line.
    pub(super) fn items(&mut self, numeric: Numeric, words: &[&str], items: &[String], between: char) {
        let mut between_them = [0; 4];
        let between = between.encode_utf8(&mut between_them);
        self.rows(numeric, words, items.iter().map(|item| [item.as_str()]), between);
    }

    /// The same of items in pieces.
    fn rows<'t, const N: usize>(
        &mut self,
        numeric: Numeric,
        words: &[&str],
        items: impl Iterator<Item = [&'t str; N]>,
        between: &str,
    ) {
        let (mut open, mut room) = self.begin_row(numeric, words);
        let mut is_first = true;
        for item in items {
            let length = item.iter().map(|piece| piece.len()).sum::<usize>();
            if !is_first && between.len() + length > room {
                self.w.close(open);
                (open, room) = self.begin_row(numeric, words);
            } else if !is_first {
                self.w.push(&[between]);
                room -= between.len();
            }
            is_first = false;
            room = room.saturating_sub(length);
            self.w.push(&item);
        }
        self.w.close(open);
    }

    /// Begins a line of such a list; where, and how many bytes it has room for.
    fn begin_row(&mut self, numeric: Numeric, words: &[&str]) -> (usize, usize) {
        let w = self.begin(numeric);
        words.iter().for_each(|word| {
            w.word(word);
        });
        let room = w.space_left();
        (w.open(), room)
    }

    /// Who is in a channel (RFC 2812 3.2.5); none: no line.
    pub(super) fn some_names(&mut self, channel: Option<&ChannelName>, secrecy: Secrecy, people: &[Present]) {
        let symbol = match secrecy {
            _ if channel.is_none() => "*",
            secrecy => symbol(secrecy),
        };
        let channel = channel.map_or("*", |channel| channel.as_str());
        let caps = self.reader.caps & NAMED;
        if !people.is_empty() {
            let names = people.iter().map(|present| named(present, caps));
            self.rows(n::RPL_NAMREPLY, &[symbol, channel], names, " ");
        }
    }

    /// All who are in a channel, for one who enters it.
    pub(super) fn roll(&mut self, channel: &ChannelName, secrecy: Secrecy, roll: &Roll) {
        let caps = self.reader.caps & NAMED;
        let write = |present: &Present, out: &mut String| out.extend(named(present, caps));
        roll.names(caps, write, |names| {
            let mut rest = names;
            while !rest.is_empty() {
                let (open, room) = self.begin_row(n::RPL_NAMREPLY, &[symbol(secrecy), channel.as_str()]);
                let bytes = rest.as_bytes();
                let too_long = bytes.get(..=room);
                let space = too_long.and_then(|start| memrchr(b' ', start).or_else(|| memchr(b' ', bytes)));
                let end = space.unwrap_or(rest.len());
                self.w.push(&[&rest[..end]]);
                self.w.close(open);
                rest = rest[end..].trim_start_matches(' ');
            }
        });
        self.numeric(n::RPL_ENDOFNAMES, &[channel.as_str()]);
    }

    /// All who are in a channel, and that these are all.
    pub(super) fn names(&mut self, channel: Option<&ChannelName>, secrecy: Secrecy, people: &[Present]) {
        self.some_names(channel, secrecy, people);
        self.numeric(n::RPL_ENDOFNAMES, &[channel.map_or("*", |channel| channel.as_str())]);
    }

    /// The channels there are (RFC 2812 3.2.6).
    pub(super) fn channels(&mut self, channels: &[ChannelLine]) {
        self.numeric(n::RPL_LISTSTART, &["Channel"]);
        for ChannelLine { name, members, topic } in channels {
            let topic = topic.as_deref().unwrap_or_default();
            self.numeric(n::RPL_LIST, &[name.as_str(), &members.to_string(), topic]);
        }
        self.numeric(n::RPL_LISTEND, &[""; 0]);
    }

    /// All that is told of one person, but that it is all (RFC 2812 3.6.2).
    pub(super) fn whois(&mut self, whois: &Whois) {
        let Whois { who, away, admin, channels, server, description, remote: _, idle, inside } = whois;
        let nick = who.nick.as_str();
        self.numeric(n::RPL_WHOISUSER, &[nick, &who.user, &who.host, "*", &who.real]);
        let channels: Vec<String> = channels.iter().map(|at| format!("{}{}", prefix(at.rank), at.channel)).collect();
        if !channels.is_empty() {
            self.items(n::RPL_WHOISCHANNELS, &[nick], &channels, ' ');
        }
        self.numeric(n::RPL_WHOISSERVER, &[nick, server, description]);
        if let Some(away) = away {
            self.numeric(n::RPL_AWAY, &[nick, away]);
        }
        if *admin {
            self.numeric(n::RPL_WHOISOPERATOR, &[nick]);
        }
        if let Some(account) = &who.account {
            self.numeric(n::RPL_WHOISACCOUNT, &[nick, account]);
        }
        if who.bot {
            self.numeric(n::RPL_WHOISBOT, &[nick]);
        }
        if let Some(inside) = inside {
            self.inside(nick, &who.user, inside);
        }
        if let Some((idle, since)) = idle {
            let (idle, since) = (idle.to_string(), since.seconds().to_string());
            self.numeric(n::RPL_WHOISIDLE, &[nick, &idle, &since]);
        }
    }

    fn inside(&mut self, nick: &str, user: &str, inside: &Inside) {
        let Inside { address, modes, to_admin } = inside;
        if let Some(address) = address.map(host::of_address) {
            let place = format!("{user}@{address}");
            self.numeric(n::RPL_WHOISACTUALLY, &[nick, &place, &address]);
            if *to_admin {
                self.numeric(n::RPL_WHOISHOST, &[nick, &format!("is connecting from {place} {address}")]);
            }
        }
        self.numeric(n::RPL_WHOISMODES, &[nick, &format!("is using modes +{modes}")]);
    }
}

/// The capabilities that change the names in a list.
const NAMED: Caps = Caps::of(&[Caps::MULTI_PREFIX, Caps::USERHOST_IN_NAMES]);

/// A name in a list, with its signs: the highest, or all where the reader's program asked for that.
fn named(present: &Present, caps: Caps) -> [&str; 6] {
    let Present { who, rank, voice, .. } = present;
    let signs = match prefix(*rank) {
        "@" if *voice && caps.has(Caps::MULTI_PREFIX) => "@+",
        sign => sign,
    };
    let source = if caps.has(Caps::USERHOST_IN_NAMES) { ["!", &who.user, "@", &who.host] } else { [""; 4] };
    let [bang, user, at, host] = source;
    [signs, who.nick.as_str(), bang, user, at, host]
}

/// The sign of a channel before its name in such a list.
fn symbol(secrecy: Secrecy) -> &'static str {
    match secrecy {
        Secrecy::Public => "=",
        Secrecy::Private => "*",
        Secrecy::Secret => "@",
    }
}
