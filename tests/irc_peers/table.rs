//! An evening at one table: everybody does everything, and everybody sees all of it.

use super::happening::{Happening, Peer};

/// Words that no status window may hold, in small letters.
const TROUBLE: [&str; 14] = [
    "unknown command",
    "error",
    "no such",
    "not enough",
    "invalid",
    "erroneous",
    "not registered",
    "not channel operator",
    "permission",
    "cannot",
    "unexpected",
    "malformed",
    "too long",
    "=!=",
];

/// Numerics that tell of trouble; 422, the missing message of the day, is none.
fn is_trouble(word: &str) -> bool {
    word.len() == 3 && word != "422" && word.starts_with(['4', '5']) && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Those at the table, each with the nick they have. The first one is our own socket: it makes the channel and stays.
pub struct Table {
    seats: Vec<(String, Box<dyn Peer>)>,
    /// How many of them are in the channel.
    seated: usize,
}

impl Table {
    /// Connected, not yet in the channel.
    pub fn of(cast: Vec<(String, Box<dyn Peer>)>) -> Table {
        Table { seats: cast, seated: 0 }
    }

    /// Joins, talk, topics, queries, kicks, new nicks, farewells.
    pub fn evening(mut self) {
        for seat in 0..self.seats.len() {
            self.seated += 1;
            self.happens(Happening::Join(&self.nick(seat)));
        }
        for seat in 0..self.seats.len() {
            let me = self.nick(seat);
            self.happens(Happening::Says(&me, &format!("hello from {me}: ça va, \u{1f600}?")));
            self.happens(Happening::Acts(&me, &format!("bows, as {me} does")));
        }
        for seat in 0..self.seats.len() {
            let (me, whom) = (self.nick(seat), self.nick(self.after(seat)));
            self.happens(Happening::Tells(&me, &whom, &format!("psst, {whom}, says {me}")));
            self.happens(Happening::Tells(&whom, &me, &format!("what, {me}? asks {whom}")));
        }
        for seat in 1..self.seats.len() {
            self.as_operator(seat);
        }
        for seat in 0..self.seats.len() {
            let (old, new) = (self.nick(seat), format!("{}2", self.nick(seat)));
            self.happens(Happening::Nick(&old, &new));
            self.seats[seat].0 = new;
            let new = self.nick(seat);
            self.happens(Happening::Says(&new, &format!("{old} was my name")));
        }
        self.shows_no_trouble();
        while self.seats.len() > 1 {
            let me = self.nick(1);
            self.happens(Happening::Quit(&me, &format!("bye from {me}")));
            let (_, mut gone) = self.seats.remove(1);
            gone.ends();
        }
    }

    /// One is given the operator's rank, sets the topic, puts the next one out, who comes back, and is no operator again.
    fn as_operator(&mut self, seat: usize) {
        let (rita, me) = (self.nick(0), self.nick(seat));
        let whom = self.nick(if seat + 1 < self.seats.len() { seat + 1 } else { 1 });
        self.happens(Happening::Op(&rita, &me, true));
        self.happens(Happening::Topic(&me, &format!("the table of {me}")));
        self.happens(Happening::Kick(&me, &whom, &format!("no place says {me}")));
        self.happens(Happening::Join(&whom));
        self.happens(Happening::Op(&rita, &me, false));
    }

    fn nick(&self, seat: usize) -> String {
        self.seats[seat].0.clone()
    }

    fn after(&self, seat: usize) -> usize {
        (seat + 1) % self.seats.len()
    }

    /// It is done, and everybody in the channel sees it, or the one it is told to.
    fn happens(&mut self, what: Happening) {
        println!("{what:?}");
        let seated = self.seated.min(self.seats.len());
        let seated = &mut self.seats[..seated];
        let doer = seated.iter_mut().find(|(nick, _)| nick == what.who()).unwrap();
        doer.1.does(what);
        for (nick, peer) in seated {
            let own = nick == what.who();
            let meant = if let Happening::Tells(_, whom, _) = what { nick == whom } else { true };
            if meant && (!own || what.is_seen_by_its_doer()) {
                println!("  {nick}");
                peer.sees(what, own);
            }
        }
    }

    fn shows_no_trouble(&mut self) {
        for (nick, peer) in &mut self.seats {
            let status = peer.status();
            for line in status.lines() {
                let small = line.to_lowercase();
                let trouble = TROUBLE.iter().find(|trouble| small.contains(**trouble)).copied();
                let trouble = trouble.or_else(|| small.split_whitespace().find(|word| is_trouble(word)));
                assert!(trouble.is_none(), "{nick}'s program shows {trouble:?} in {line:?}:\n{status}");
            }
        }
    }
}
