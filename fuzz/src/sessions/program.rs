//! An IRC program, as far as it must exist to judge what it is sent: it believes each line, and must never be wrong.

use std::collections::{BTreeMap, BTreeSet};

use chat::dialect::irc::{LONGEST, LONGEST_TAGS, Message, Tags};
use chat::model::{Caps, Fold, Rank, SessionId};
use chat::world::World;

/// The channel modes that have a word behind them whenever they change, and those that have one only when they are set.
const WITH_WORD: &str = "beIkovqah";
const WITH_WORD_WHEN_SET: &str = "lfj";

/// Verbs the server may send beside numerics.
const VERBS: &str = "ACCOUNT ACK AUTHENTICATE AWAY BATCH CAP CHGHOST ERROR FAIL INVITE JOIN KICK KILL METADATA MODE NICK \
    NOTE NOTICE PART PING PONG PRIVMSG QUIT RENAME SETNAME TAGMSG TOPIC WALLOPS WARN";

/// Whether a member has `@` and `+`; the second is not known of one who is shown with `@` alone.
type Signs = (bool, Option<bool>);

/// Who is in a channel, as the program was told; none until it was.
type Roster = Option<BTreeMap<Fold, Signs>>;

/// What a program knows from what it was sent.
#[derive(Debug, Default)]
pub struct Program {
    /// What it was last called; none before it was welcomed.
    nick: Option<String>,
    caps: Caps,
    channels: BTreeMap<Fold, Roster>,
    /// The names that arrive for a channel just joined.
    names: BTreeMap<Fold, BTreeMap<Fold, Signs>>,
    batches: BTreeMap<String, String>,
    /// The labels it has sent, and the line it has begun.
    labels: BTreeSet<String>,
    begun: Vec<u8>,
    /// By what it was told that the connection ends.
    over: Option<String>,
}

impl Program {
    /// It sends bytes, which may be half a line: the answers may bear its labels.
    pub fn sends(&mut self, bytes: &[u8]) {
        self.begun.extend(bytes.iter().filter(|byte| **byte != 0));
        let whole = self.begun.iter().rposition(|byte| [b'\r', b'\n'].contains(byte)).map_or(0, |end| end + 1);
        let lines: Vec<u8> = self.begun.drain(..whole).collect();
        for line in String::from_utf8_lossy(&lines).split(['\r', '\n']) {
            let tagged = line.trim_start().strip_prefix('@').and_then(|line| line.split(' ').next());
            let tags = Tags::parse(tagged.unwrap_or_default());
            self.labels.extend(tags.get("label").map(str::to_owned));
        }
    }

    /// Reads what was sent: whole lines.
    ///
    /// # Panics
    /// When a line is none, or contradicts what was sent before.
    pub fn read(&mut self, server: &str, text: &str) {
        for line in text.split_inclusive('\n') {
            let whole = line.strip_suffix("\r\n").unwrap_or_else(|| panic!("it has no end: {line:?}"));
            assert!(!whole.contains(['\r', '\n', '\0']), "it breaks the line: {line:?}");
            assert_eq!(self.over, None, "more is sent after that: {line:?}");
            let message = Message::parse(whole).unwrap_or_else(|why| panic!("it is no message, {why}: {line:?}"));
            let told = self.take(server, whole, &message);
            told.unwrap_or_else(|why| panic!("{why}: {line:?}\nwhat is known: {self:?}"));
        }
    }

    fn take(&mut self, server: &str, line: &str, message: &Message) -> Result<(), String> {
        let (tags, rest) = match line.strip_prefix('@') {
            Some(tagged) => tagged.split_once(' ').ok_or("tags alone")?,
            None => ("", line),
        };
        if rest.len() + 2 > LONGEST || tags.len() + 2 > LONGEST_TAGS {
            return Err(format!("it has {} bytes and {} of tags", rest.len() + 2, tags.len() + 2));
        }
        self.check_tags(message)?;
        self.check_source(server, message)?;
        let params: Vec<&str> = message.params.iter().map(AsRef::as_ref).collect();
        match message.verb.parse::<u16>() {
            Ok(code) => self.numeric(code, &params),
            Err(_) if VERBS.split(' ').any(|verb| verb == message.verb) => self.verb(message, &params),
            Err(_) => Err("nobody sends such a verb".into()),
        }
    }

    /// Tags only for those who asked, each with the capability it belongs to.
    fn check_tags(&self, message: &Message) -> Result<(), String> {
        for tag in &message.tags {
            let cap = match &*tag.key {
                "time" => Caps::SERVER_TIME,
                "account" => Caps::ACCOUNT_TAG,
                "batch" => Caps::BATCH,
                "label" => Caps::LABELED_RESPONSE,
                "draft/oper" => Caps::OPER_TAG,
                "draft/multiline-concat" => Caps::MULTILINE,
                _ => Caps::MESSAGE_TAGS,
            };
            if !self.caps.has(cap) {
                return Err(format!("a tag {} that was not asked for", tag.key));
            }
            if tag.key == "label" && !self.labels.contains(&*tag.value) {
                return Err(format!("a label that was not sent: {:?}", tag.value));
            }
            if tag.key == "batch" && !self.batches.contains_key(&*tag.value) {
                return Err(format!("a batch that is not open: {:?}", tag.value));
            }
        }
        Ok(())
    }

    fn check_source(&self, server: &str, message: &Message) -> Result<(), String> {
        let Some(source) = message.source.as_deref() else {
            let needs_none = ["ERROR", "PING", "AUTHENTICATE"].contains(&&*message.verb);
            return if needs_none { Ok(()) } else { Err("it has no source".into()) };
        };
        if source == server {
            return Ok(());
        }
        let parts = source.split_once('!').and_then(|(nick, rest)| Some((nick, rest.split_once('@')?)));
        match parts {
            Some((nick, (user, host)))
                if ![nick, user, host].iter().any(|part| part.is_empty() || part.contains(['!', '@'])) =>
            {
                Ok(())
            }
            _ => Err(format!("its source is {source:?}")),
        }
    }

    fn numeric(&mut self, code: u16, params: &[&str]) -> Result<(), String> {
        let to = *params.first().ok_or("a numeric for nobody")?;
        if code == 1 {
            self.nick = Some(to.to_owned());
        }
        if to != self.nick.as_deref().unwrap_or("*") {
            return Err(format!("a numeric for {to:?}"));
        }
        match (code, params) {
            (353, [_, _, channel, names]) => {
                if let Some(known) = self.names.get_mut(&Fold::of(channel)) {
                    let both = self.caps.has(Caps::MULTI_PREFIX);
                    known.extend(names.split(' ').map(|name| named(name, both)));
                }
            }
            // The end of the names of all channels: no list of one was begun.
            (366, [_, "*", ..]) => self.names.values_mut().for_each(BTreeMap::clear),
            (366, [_, channel, ..]) => {
                let fold = Fold::of(channel);
                if let Some((roster, names)) = self.channels.get_mut(&fold).zip(self.names.remove(&fold)) {
                    *roster = Some(names);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn verb(&mut self, message: &Message, params: &[&str]) -> Result<(), String> {
        let source = message.source.as_deref().unwrap_or_default();
        let who = source.split('!').next().unwrap_or_default();
        let mine = self.nick.as_deref() == Some(who);
        match (&*message.verb, params) {
            ("ERROR", why) => self.over = Some(why.concat()),
            ("CAP", [_, "ACK", caps]) => caps.split(' ').for_each(|cap| {
                let (on, name) = cap.strip_prefix('-').map_or((true, cap), |name| (false, name));
                self.caps.set(Caps::named(name).unwrap_or(Caps::NONE), on);
            }),
            ("BATCH", [reference, kind @ ..]) => return self.batch(reference, kind),
            ("JOIN", [channel, ..]) => return self.join(channel, who, mine),
            ("PART", [channel, ..]) => return self.leave(channel, who, mine),
            // An operator of the server is told what they do to a channel from outside.
            ("KICK" | "RENAME", [channel, ..]) if mine && self.is_in(channel).is_err() => {}
            ("KICK", [channel, whom, ..]) => return self.leave(channel, whom, self.nick.as_deref() == Some(whom)),
            ("QUIT", _) if mine => return Err("one's own QUIT".into()),
            ("QUIT", _) => {
                self.shares_one(who)?;
                self.rosters().for_each(|roster| {
                    roster.remove(&Fold::of(who));
                });
            }
            ("NICK", [new]) => {
                if mine {
                    self.nick = Some((*new).to_owned());
                } else {
                    self.shares_one(who)?;
                }
                self.rosters().for_each(|roster| {
                    let signs = roster.remove(&Fold::of(who));
                    roster.extend(signs.map(|signs| (Fold::of(new), signs)));
                });
            }
            ("MODE", [target, letters, words @ ..]) if is_channel(target) => {
                if !mine {
                    self.is_in(target)?;
                }
                self.modes(target, letters, words);
            }
            ("MODE" | "KILL", [target, ..]) if self.nick.as_deref() != Some(target) => {
                return Err("not for this one".into());
            }
            ("TOPIC", [channel, _]) if !mine => self.is_in(channel)?,
            ("RENAME", [old, new, ..]) => {
                self.is_in(old)?;
                let roster = self.channels.remove(&Fold::of(old)).unwrap_or_default();
                self.channels.insert(Fold::of(new), roster);
            }
            ("INVITE", [whom, channel]) if self.nick.as_deref() != Some(whom) => {
                self.asked(Caps::INVITE_NOTIFY)?;
                self.is_in(channel)?;
            }
            ("AWAY", _) => return self.news_of(who, Caps::AWAY_NOTIFY),
            ("ACCOUNT", _) => return self.news_of(who, Caps::ACCOUNT_NOTIFY),
            ("CHGHOST", _) => return self.news_of(who, Caps::CHGHOST),
            ("SETNAME", _) => return self.news_of(who, Caps::SETNAME),
            ("TAGMSG", [target]) => {
                self.asked(Caps::MESSAGE_TAGS)?;
                return self.said(target, mine);
            }
            ("PRIVMSG" | "NOTICE", [target, _]) => return self.said(target, mine),
            _ => {}
        }
        Ok(())
    }

    fn batch(&mut self, reference: &str, kind: &[&str]) -> Result<(), String> {
        self.asked(Caps::BATCH)?;
        let fits = match (reference.strip_prefix('+'), reference.strip_prefix('-'), kind) {
            (Some(name), _, [kind, ..]) => self.batches.insert(name.to_owned(), (*kind).to_owned()).is_none(),
            (_, Some(name), []) => self.batches.remove(name).is_some(),
            _ => false,
        };
        if fits { Ok(()) } else { Err("a batch that does not fit the others".into()) }
    }

    fn join(&mut self, channel: &str, who: &str, mine: bool) -> Result<(), String> {
        let fold = Fold::of(channel);
        if mine {
            self.names.insert(fold.clone(), BTreeMap::new());
            return if self.channels.insert(fold, None).is_none() { Ok(()) } else { Err("in it already".into()) };
        }
        self.is_in(channel)?;
        let Some(Some(roster)) = self.channels.get_mut(&fold) else { return Ok(()) };
        let new = roster.insert(Fold::of(who), (false, Some(false))).is_none();
        if new { Ok(()) } else { Err(format!("{who} is in it already")) }
    }

    fn leave(&mut self, channel: &str, who: &str, mine: bool) -> Result<(), String> {
        self.is_in(channel)?;
        let fold = Fold::of(channel);
        if mine {
            self.channels.remove(&fold);
            self.names.remove(&fold);
        } else if let Some(Some(roster)) = self.channels.get_mut(&fold) {
            roster.remove(&Fold::of(who)).ok_or_else(|| format!("{who} was not in it"))?;
        }
        Ok(())
    }

    fn modes(&mut self, channel: &str, letters: &str, words: &[&str]) {
        let (mut on, mut words) = (true, words.iter());
        for letter in letters.chars() {
            match letter {
                '+' | '-' => on = letter == '+',
                _ if WITH_WORD.contains(letter) || (on && WITH_WORD_WHEN_SET.contains(letter)) => {
                    let whom = words.next().map(|word| Fold::of(word));
                    let Some(Some(roster)) = self.channels.get_mut(&Fold::of(channel)) else { continue };
                    match whom.and_then(|whom| roster.get_mut(&whom)) {
                        Some((op, _)) if letter == 'o' => *op = on,
                        Some((_, voice)) if letter == 'v' => *voice = Some(on),
                        _ => {}
                    }
                }
                _ => {}
            }
        }
    }

    fn said(&self, target: &str, mine: bool) -> Result<(), String> {
        let to_me = self.nick.as_deref().unwrap_or("*") == target || ["*", "$*"].contains(&target);
        let ranked = target.strip_prefix(['@', '+']).is_some_and(|channel| self.is_in(channel).is_ok());
        match mine {
            true if self.caps.has(Caps::ECHO_MESSAGE) || to_me => Ok(()),
            true => Err("one's own words, and no echo was asked for".into()),
            false if to_me || ranked => Ok(()),
            false => self.is_in(target),
        }
    }

    fn asked(&self, cap: Caps) -> Result<(), String> {
        if self.caps.has(cap) { Ok(()) } else { Err("it was not asked for".into()) }
    }

    /// News of somebody, for those who asked for such.
    fn news_of(&self, who: &str, cap: Caps) -> Result<(), String> {
        self.asked(cap)?;
        let of_me = self.nick.as_deref() == Some(who);
        if of_me || self.caps.has(Caps::EXTENDED_MONITOR) { Ok(()) } else { self.shares_one(who) }
    }

    fn is_in(&self, channel: &str) -> Result<(), String> {
        if self.channels.contains_key(&Fold::of(channel)) { Ok(()) } else { Err(format!("not in {channel}")) }
    }

    /// That one shares a channel with somebody, as far as is known.
    fn shares_one(&self, who: &str) -> Result<(), String> {
        let fold = Fold::of(who);
        let shares = |roster: &Roster| roster.as_ref().is_none_or(|roster| roster.contains_key(&fold));
        if self.channels.values().any(shares) { Ok(()) } else { Err(format!("no channel is shared with {who}")) }
    }

    fn rosters(&mut self) -> impl Iterator<Item = &mut BTreeMap<Fold, Signs>> {
        self.channels.values_mut().flatten()
    }

    /// Whether the program knows what is so: who it is, where, and who is there with which sign.
    ///
    /// # Panics
    /// When it was told wrong, or too little.
    pub fn check(&self, world: &World, session: SessionId) {
        assert!(self.batches.is_empty(), "a batch is never closed: {:?}", self.batches);
        let Some(user) = world.session(session).and_then(|session| session.user).filter(|_| self.over.is_none()) else {
            return;
        };
        assert_eq!(self.nick.as_deref(), Some(world.who(user).nick.as_str()), "it does not know its nick");
        let there: BTreeSet<Fold> =
            world.user(user).channels.iter().map(|m| world.channel(m.channel).name.fold()).collect();
        let known: BTreeSet<Fold> = self.channels.keys().cloned().collect();
        assert_eq!(known, there, "{:?} does not know where it is", self.nick);
        for membership in &world.user(user).channels {
            let channel = world.channel(membership.channel);
            let Some(Some(roster)) = self.channels.get(&channel.name.fold()) else { continue };
            let mut left = roster.len();
            for member in &channel.members {
                let (who, there) = (world.who(*member), world.user(*member));
                let signs = roster.get(&who.nick.fold());
                let (op, voice) =
                    *signs.unwrap_or_else(|| panic!("{:?} does not see {} in {}", self.nick, who.nick, channel.name));
                let membership = there.channels.iter().find(|m| m.channel == membership.channel);
                let is = membership.map(|m| (m.rank >= Rank::Op, m.voice));
                let fits =
                    is.is_some_and(|(is_op, is_voice)| op == is_op && voice.is_none_or(|voice| voice == is_voice));
                assert!(
                    fits,
                    "{:?} sees {} in {} as {:?}, they are {is:?}",
                    self.nick,
                    who.nick,
                    channel.name,
                    (op, voice)
                );
                left -= 1;
            }
            assert_eq!(left, 0, "{:?} sees somebody in {} who is not there: {roster:?}", self.nick, channel.name);
        }
    }
}

/// Whether a target of `MODE` is a channel.
fn is_channel(target: &str) -> bool {
    target.starts_with(['#', '&', '!', '+'])
}

/// A name of `353 RPL_NAMREPLY` without its signs; `both`: it has all that it bears.
fn named(name: &str, both: bool) -> (Fold, Signs) {
    let plain = name.trim_start_matches(['@', '+']);
    let signs = &name[..name.len() - plain.len()];
    let (op, voice) = (signs.contains('@'), signs.contains('+'));
    let nick = plain.split('!').next().unwrap_or_default();
    (Fold::of(nick), (op, Some(voice).filter(|_| both || !op)))
}
