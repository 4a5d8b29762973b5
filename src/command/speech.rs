//! Whom a line is said to: people, channels, those of a channel above a rank, everyone (`PRIVMSG`, `NOTICE`, `TAGMSG`).

use super::args::find_person;
use super::{Context, Tongue};
use crate::model::numeric::{ERR_NOPRIVILEGES, ERR_NOTOPLEVEL, ERR_TOOMANYTARGETS, ERR_WILDTOPLEVEL};
use crate::model::{ChannelId, ChannelName, How, Mask, Outcome, Rank, Refusal, SaidLine, UserId, split_source};

/// What surrounds the words of a CTCP request; an action is the one that everybody understands.
const CTCP: char = '\x01';

/// Whom a target names.
pub enum Addressed {
    /// A channel; with a rank, those in it who have at least that (`STATUSMSG`).
    Channel(ChannelId, Option<Rank>),
    /// A person.
    Person(UserId),
    /// Everyone on this server.
    Everyone,
}

impl Context<'_> {
    /// Says something to a person, a channel or everyone, as [`Context::addressed`] finds them.
    ///
    /// # Errors
    /// When there is no such person or channel, or it does not hear one.
    pub fn tell(&mut self, target: &str, text: &str, how: How) -> Outcome {
        let (text, how) = action(text, how);
        match self.addressed(target)? {
            Addressed::Channel(channel, None) => self.world.say(self.me, channel, text, how),
            Addressed::Channel(channel, Some(rank)) => self.world.say_to_rank(self.me, channel, rank, text, how),
            Addressed::Person(whom) => self.world.whisper(self.me, whom, text, how),
            Addressed::Everyone => self.world.shout_so(self.me, text, how),
        }
    }

    /// Says several lines as one message.
    ///
    /// # Errors
    /// As [`Context::tell`].
    pub fn tell_lines(&mut self, target: &str, lines: Vec<SaidLine>, how: How) -> Outcome {
        match self.addressed(target)? {
            Addressed::Channel(channel, rank) => self.world.say_lines(self.me, channel, rank, lines, how),
            Addressed::Person(whom) => self.world.whisper_lines(self.me, whom, lines, how),
            Addressed::Everyone => lines.iter().try_for_each(|line| self.world.shout_so(self.me, &line.text, how)),
        }
    }

    /// Hands on the tags that the line came with, without words.
    ///
    /// # Errors
    /// As [`Context::tell`].
    pub fn hand_on_tags(&mut self, target: &str) -> Outcome {
        match self.addressed(target)? {
            Addressed::Channel(channel, rank) => self.world.tag_channel(self.me, channel, rank),
            Addressed::Person(whom) => self.world.tag_person(self.me, whom),
            Addressed::Everyone => Err(Refusal::NoSuchNick { nick: target.to_owned(), near: None }),
        }
    }

    /// Whom a target names: a nick, `#tp`, `@#tp` the ops of `#tp`, `+#tp` and `@+#tp` all with voice or more; in IRC also
    /// `user@server`, `user%host`, `nick!user@host` and, for admins of the server, `$*.fr` (RFC 2812 3.3.1).
    ///
    /// # Errors
    /// When there is nobody, or no channel, of this name.
    pub fn addressed(&self, target: &str) -> Result<Addressed, Refusal> {
        if let Some((signs, name)) = signs(target) {
            let lowest = if signs.contains('+') { Rank::Voice } else { Rank::Op };
            return Ok(Addressed::Channel(self.channel_named(name)?, Some(lowest)));
        }
        if target.starts_with(ChannelName::is_prefix) {
            return Ok(Addressed::Channel(self.channel_named(target)?, None));
        }
        if self.tongue == Tongue::Irc {
            if let Some(mask) = target.strip_prefix('$') {
                return self.servers(target, mask.strip_prefix('$').unwrap_or(mask));
            }
            if target.contains(['!', '@', '%']) {
                return self.by_user_name(target).map(Addressed::Person);
            }
        }
        find_person(self, target).map(Addressed::Person)
    }

    /// Everyone on the servers whose names a mask fits: it has a dot, and no wildcard behind its last one.
    fn servers(&self, target: &str, mask: &str) -> Result<Addressed, Refusal> {
        let refuse = |numeric| Err(Refusal::Numeric(numeric, vec![target.to_owned()]));
        if !self.is_admin() {
            return Err(Refusal::Numeric(ERR_NOPRIVILEGES, Vec::new()));
        }
        match mask.rsplit_once('.') {
            _ if mask == "*" => return Ok(Addressed::Everyone),
            None => return refuse(ERR_NOTOPLEVEL),
            Some((_, top)) if top.contains(['*', '?']) => return refuse(ERR_WILDTOPLEVEL),
            Some(_) => {}
        }
        if Mask::new(mask).matches(&self.world.config().server.name) {
            return Ok(Addressed::Everyone);
        }
        Err(Refusal::NoSuchNick { nick: target.to_owned(), near: None })
    }

    /// The one person of this user name, by host or by server; or the one of this nick, if all the rest is theirs too.
    fn by_user_name(&self, target: &str) -> Result<UserId, Refusal> {
        let nobody = || Refusal::NoSuchNick { nick: target.to_owned(), near: None };
        let same = |theirs: &str, user: &str| theirs.trim_start_matches('~') == user.trim_start_matches('~');
        if let (nick, Some(user), host) = split_source(target)
            && target.contains('!')
        {
            let id = self.world.find(nick).ok_or_else(nobody)?;
            let who = self.world.who(id);
            let fits = same(&who.user, user) && host.is_none_or(|host| host.eq_ignore_ascii_case(&who.host));
            return if fits { Ok(id) } else { Err(nobody()) };
        }
        let server = &self.world.config().server.name;
        let (user, at) = target.rsplit_once('@').map_or((target, None), |(user, server)| (user, Some(server)));
        let (user, host) = user.split_once('%').map_or((user, None), |(user, host)| (user, Some(host)));
        if at.is_some_and(|at| !at.eq_ignore_ascii_case(server)) {
            return Err(nobody());
        }
        let fits = |id: &UserId| {
            let who = self.world.who(*id);
            same(&who.user, user) && host.is_none_or(|host| host.eq_ignore_ascii_case(&who.host))
        };
        match self.world.people().into_iter().filter(fits).take(2).collect::<Vec<_>>()[..] {
            [] => Err(nobody()),
            [id] => Ok(id),
            _ => Err(Refusal::Numeric(ERR_TOOMANYTARGETS, vec![target.to_owned()])),
        }
    }
}

/// The signs of ranks before a channel's name, and that name. The last `+` may be the channel's own.
fn signs(target: &str) -> Option<(&str, &str)> {
    let (signs, bare) = target.split_at(target.bytes().take_while(|byte| matches!(byte, b'@' | b'+')).count());
    let own = !bare.starts_with(ChannelName::is_prefix);
    let (signs, name) = target.split_at(signs.strip_suffix('+').filter(|_| own).unwrap_or(signs).len());
    (!signs.is_empty() && name.starts_with(ChannelName::is_prefix)).then_some((signs, name))
}

/// `\x01ACTION waves\x01` is something done.
fn action(text: &str, how: How) -> (&str, How) {
    let inner = text.strip_prefix(CTCP).map(|text| text.strip_suffix(CTCP).unwrap_or(text));
    match inner.and_then(|inner| inner.strip_prefix("ACTION ")).filter(|_| how == How::Message) {
        Some(done) => (done, How::Action),
        None => (text, how),
    }
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    fn told(scene: &mut Scene, line: &str) -> Vec<String> {
        scene.line("eve", line);
        let heard = scene.heard("eve");
        heard.iter().map(|line| line.trim_start_matches(":chat.localhost ").to_owned()).collect()
    }

    /// RFC 2812 3.3.1: the forms of `msgtarget`, and the examples there.
    #[test]
    fn people_are_found_by_user_name_and_host() {
        let mut scene = Scene::many("irc:eve irc:bob toto");
        for target in
            ["bob", "BOB", "bob@chat.localhost", "bob%127.0.0.1@chat.localhost", "bob%127.0.0.1", "bob!bob@127.0.0.1"]
        {
            assert_eq!(told(&mut scene, &format!("PRIVMSG {target} hi")), [""; 0], "{target}");
            assert_eq!(scene.heard("bob"), [":eve!~eve@127.0.0.1 PRIVMSG bob :hi"]);
        }
        for target in
            ["bob@elsewhere.org", "bob%10.0.0.1", "bob!eve@127.0.0.1", "ann!bob@127.0.0.1", "x@chat.localhost"]
        {
            assert_eq!(
                told(&mut scene, &format!("PRIVMSG {target} hi")),
                [format!("401 eve {target} :No such nick/channel")]
            );
        }
        scene.connect_irc("two");
        ["NICK two", "USER bob 0 * :Another"].iter().for_each(|line| scene.line("two", line));
        scene.forget();
        assert_eq!(told(&mut scene, "PRIVMSG bob@chat.localhost hi"), ["407 eve bob@chat.localhost :Too many targets"]);
    }

    /// RFC 2812 3.3.1: `$<mask>` is for operators, "MUST have at least 1 (one) "." in it and no wildcards following the
    /// last "."".
    #[test]
    fn masks_of_servers_are_for_operators() {
        let mut scene = Scene::many("irc:eve irc:bob toto");
        let denied = "481 eve :Permission Denied- You're not an IRC operator";
        assert_eq!(told(&mut scene, "PRIVMSG $*.localhost hi"), [denied]);
        scene.make_admin("eve");
        scene.forget();
        for (line, answer) in [
            ("PRIVMSG $localhost hi", "413 eve $localhost :No toplevel domain specified"),
            ("PRIVMSG $chat.* hi", "414 eve $chat.* :Wildcard in toplevel domain"),
            ("PRIVMSG $*.org hi", "401 eve $*.org :No such nick/channel"),
        ] {
            assert_eq!(told(&mut scene, line), [answer]);
        }
        for line in ["PRIVMSG $*.localhost hi", "PRIVMSG $* hi", "PRIVMSG $$chat.localhost hi"] {
            assert_eq!(told(&mut scene, line), [""; 0]);
            assert_eq!(scene.heard("bob"), [":eve!~eve@127.0.0.1 PRIVMSG $* :hi"]);
            assert_eq!(scene.heard("toto"), ["[eve] hi"]);
        }
    }

    /// ISUPPORT `STATUSMSG`: those of a channel with at least this rank; an action stays one.
    #[test]
    fn a_rank_of_a_channel_is_a_target() {
        let mut scene = Scene::many("#tp @toto irc:eve irc:bob");
        scene.line("toto", "GRANT bob");
        scene.forget();
        assert_eq!(told(&mut scene, "PRIVMSG @#tp :help"), [""; 0]);
        assert_eq!(scene.heard("bob"), [":eve!~eve@127.0.0.1 PRIVMSG @#tp :help"]);
        // modern.ircdocs.horse "PRIVMSG message": of several signs the lowest counts.
        for target in ["@+#tp", "+@#tp"] {
            assert_eq!(told(&mut scene, &format!("PRIVMSG {target} :help")), [""; 0]);
            assert_eq!(scene.heard("bob").len(), 1, "{target}");
        }
        assert_eq!(told(&mut scene, "PRIVMSG @+tp :help"), ["403 eve +tp :No such channel"]);
        scene.line("bob", "PRIVMSG @#tp :\x01ACTION nods\x01");
        assert_eq!(scene.heard("eve"), [""; 0]);
        assert!(scene.heard("toto").last().is_some_and(|line| line.ends_with("* bob nods")));
        scene.line("bob", "PRIVMSG #tp :\x01ACTION nods\x01");
        assert_eq!(scene.heard("eve"), [":bob!~bob@127.0.0.1 PRIVMSG #tp :\x01ACTION nods\x01"]);
    }

    /// RFC 2812 3.3.1 and 3.3.2: each error of PRIVMSG; NOTICE is never answered.
    #[test]
    fn errors_are_told_and_never_to_notices() {
        let mut scene = Scene::many("irc:eve irc:bob");
        for (line, answer) in [
            ("PRIVMSG", "411 eve :No recipient given (PRIVMSG)"),
            ("PRIVMSG bob", "412 eve :No text to send"),
            ("PRIVMSG bob :", "412 eve :No text to send"),
            ("PRIVMSG nobody hi", "401 eve nobody :No such nick/channel"),
            ("PRIVMSG #none hi", "403 eve #none :No such channel"),
        ] {
            assert_eq!(told(&mut scene, line), [answer]);
            assert_eq!(told(&mut scene, &line.replace("PRIVMSG", "NOTICE")), [""; 0]);
        }
        assert_eq!(told(&mut scene, "PRIVMSG bob,nobody,bob hi"), ["401 eve nobody :No such nick/channel"]);
        assert_eq!(scene.heard("bob").len(), 1);
        let many: Vec<String> = (0..21).map(|number| format!("n{number}")).collect();
        assert!(told(&mut scene, &format!("PRIVMSG {} hi", many.join(",")))[0].starts_with("407 eve "));
        assert_eq!(told(&mut scene, &format!("NOTICE {} hi", many.join(","))), [""; 0]);
    }
}
