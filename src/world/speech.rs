//! What people say: to a channel, to one person.

use std::borrow::Cow;
use std::sync::Arc;

use super::World;
use super::tell::Audience;
use crate::model::fact::Words;
use crate::model::{
    ChannelId, Event, Flag, How, Hush, Limit, Outcome, Rank, Refusal, Reply, Said, To, UserId, text, unformatted,
};

/// What a CTCP request or answer begins with; what is done in words (`ACTION`) comes as [`How::Action`].
const CTCP: char = '\x01';

impl World {
    /// Says something to a channel.
    ///
    /// # Errors
    /// For one whom it does not hear (RFC 2812 3.3.1, RFC 2811 4.2 and 4.3); for a text that is too long.
    pub fn say(&mut self, from: UserId, id: ChannelId, text: &str, how: How) -> Outcome {
        self.may_say(from, id, text)?;
        let text: Arc<str> = self.as_heard(id, text).into();
        let (to, who) = (To::Channel(self.channel(id).name.clone()), self.who(from));
        self.remember(id, Said { at: self.now, from: who.clone(), text: text.clone(), how });
        let event = Event::Said { from: who, to, text: text.clone(), how };
        let message = self.tell(from, Audience::Channel(id), event);
        self.relay_said_in(from, id, None, || Words::Line(text, how), message);
        Ok(())
    }

    /// Says something to those of a channel who have at least this rank; its history does not keep it. Whoever may speak
    /// there may do so: how else would one tell its admins, and them alone?
    ///
    /// # Errors
    /// As [`World::say`].
    pub fn say_to_rank(&mut self, from: UserId, id: ChannelId, rank: Rank, text: &str, how: How) -> Outcome {
        self.may_say(from, id, text)?;
        let text = &*self.as_heard(id, text);
        let to = To::Ranked(rank, self.channel(id).name.clone());
        let event = Event::Said { from: self.who(from), to, text: text.into(), how };
        let message = self.tell(from, Audience::Ranked(id, rank), event);
        self.relay_said_in(from, id, Some(rank), || Words::Line(text.into(), how), message);
        Ok(())
    }

    /// That a channel hears this from somebody: `n`, then for those without rank `m`, bans, mutes and `M`, then `C`.
    pub(super) fn may_say(&self, from: UserId, id: ChannelId, text: &str) -> Outcome {
        self.fits(text)?;
        let (channel, user) = (self.channel(id), self.user(from));
        let name = || channel.name.clone();
        if channel.has(Flag::NoOutsiders) && user.rank(id).is_none() {
            return Err(Refusal::CannotSend { channel: name() });
        }
        let why = if self.rank_in(from, id).is_ok_and(|rank| rank >= Rank::Voice) {
            None
        } else if channel.has(Flag::Moderated) {
            Some(Hush::Moderated)
        } else if self.is_hushed(from, id) {
            Some(Hush::Banned)
        } else if channel.has(Flag::AccountToSpeak) && user.who.account.is_none() {
            Some(Hush::Account)
        } else {
            None
        };
        let why = why.or_else(|| (channel.has(Flag::NoCtcp) && text.starts_with(CTCP)).then_some(Hush::Ctcp));
        let why = why.or_else(|| (!text.is_empty() && self.as_heard(id, text).is_empty()).then_some(Hush::Empty));
        why.map_or(Ok(()), |why| Err(Refusal::CannotSpeak { channel: name(), why }))
    }

    /// A text as a channel hears it: under mode `c` without colours.
    pub(super) fn as_heard<'a>(&self, id: ChannelId, text: &'a str) -> Cow<'a, str> {
        if self.channel(id).has(Flag::NoColours) { unformatted(text) } else { Cow::Borrowed(text) }
    }

    /// Says something to one person, who alone hears it; one is told when they are away.
    ///
    /// # Errors
    /// For a text that is too long, and for somebody who takes none from this person.
    pub fn whisper(&mut self, from: UserId, to: UserId, text: &str, how: How) -> Outcome {
        self.fits(text)?;
        self.may_whisper(from, to, how)?;
        let event = Event::Said { from: self.who(from), to: To::Person(self.who(to)), text: text.into(), how };
        let message = self.tell(from, Audience::Pair(to), event);
        self.relay_said_to(from, to, || Words::Line(text.into(), how), message);
        if how != How::Notice {
            self.tell_away(from, to);
        }
        Ok(())
    }

    /// Whoever writes to somebody who is away is told so.
    pub(super) fn tell_away(&mut self, from: UserId, to: UserId) {
        if let Some(text) = self.user(to).rare.away.clone() {
            let reply = Reply::Away { who: self.who(to), text };
            self.reply_to(from, &reply);
        }
    }

    /// Says something to everyone connected.
    ///
    /// # Errors
    /// For a text that is too long.
    pub fn shout(&mut self, from: UserId, text: &str) -> Outcome {
        self.shout_so(from, text, How::Message)
    }

    /// The same, in this way.
    ///
    /// # Errors
    /// For a text that is too long.
    pub fn shout_so(&mut self, from: UserId, text: &str, how: How) -> Outcome {
        self.fits(text)?;
        let event = Event::Said { from: self.who(from), to: To::Everyone, text: text.into(), how };
        let message = self.tell(from, Audience::Everyone, event);
        self.relay_said_to_all(from, || Words::Line(text.into(), how), message);
        Ok(())
    }

    /// That a text is not too long: a message, a topic, a reason, a farewell.
    ///
    /// # Errors
    /// Says how long it may be.
    pub fn fits(&self, text: &str) -> Outcome {
        let most = self.config.limits.message;
        // There are no more characters than bytes.
        let is_long = text.len() > most && text::length(text) > most;
        if is_long { Err(Refusal::Limit { what: Limit::Message, most }) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    /// What eve, the op, and bob read after bob says something.
    #[track_caller]
    fn hears(scene: &mut Scene, line: &str, eve: &[&str], bob: &[&str]) {
        scene.forget();
        scene.line("bob", line);
        assert_eq!((scene.heard("eve"), scene.heard("bob")), (owned(eve), owned(bob)), "{line}");
    }

    fn owned(lines: &[&str]) -> Vec<String> {
        lines.iter().map(|line| (*line).to_owned()).collect()
    }

    fn log_in(scene: &mut Scene, account: Option<&str>) {
        let world = &mut scene.hub().world;
        let session = world.user(world.find("bob").unwrap()).sessions[0];
        world.set_account(session, account);
    }

    const SAYS: &str = ":bob!~bob@127.0.0.1 PRIVMSG";

    #[test]
    fn a_moderated_channel_hears_those_with_voice() {
        // RFC 2811 4.2.3, RFC 2812 3.3.1 (404).
        let mut scene = Scene::many("#tp irc:eve irc:bob");
        scene.line("eve", "MODE #tp +m");
        hears(&mut scene, "PRIVMSG #tp :hi", &[], &[":chat.localhost 404 bob #tp :Cannot send to channel (+m)"]);
        hears(&mut scene, "NOTICE #tp :hi", &[], &[]);
        hears(&mut scene, "PRIVMSG @#tp :hi", &[], &[":chat.localhost 404 bob #tp :Cannot send to channel (+m)"]);
        scene.line("eve", "MODE #tp +v bob");
        hears(&mut scene, "PRIVMSG #tp :hi", &[&format!("{SAYS} #tp :hi")], &[]);
        scene.line("eve", "MODE #tp -m");
        scene.line("eve", "MODE #tp -v bob");
        hears(&mut scene, "PRIVMSG @#tp :psst", &[&format!("{SAYS} @#tp :psst")], &[]);
    }

    #[test]
    fn outsiders_are_heard_where_they_may_be() {
        // RFC 2811 4.2.4.
        let mut scene = Scene::many("#tp irc:eve");
        scene.enter_irc("bob", "");
        hears(&mut scene, "PRIVMSG #tp :hi", &[], &[":chat.localhost 404 bob #tp :Cannot send to channel (+n)"]);
        scene.line("eve", "MODE #tp -n");
        hears(&mut scene, "PRIVMSG #tp :hi", &[&format!("{SAYS} #tp :hi")], &[]);
    }

    #[test]
    fn the_banned_and_the_muted_are_not_heard_unless_excepted() {
        // RFC 2811 4.3.1; ISUPPORT EXTBAN=$,am.
        let mut scene = Scene::many("#tp irc:eve irc:bob");
        let refused = ":chat.localhost 404 bob #tp :Cannot send to channel (+b): you are banned or muted";
        for mask in ["bob", "*@127.0.0.1", "$m:bob", "m:*!~bob@*", "$~a"] {
            scene.line("eve", &format!("MODE #tp +b {mask}"));
            hears(&mut scene, "PRIVMSG #tp :hi", &[], &[refused]);
            scene.line("eve", "MODE #tp +e $m:bob");
            hears(&mut scene, "PRIVMSG #tp :hi", &[&format!("{SAYS} #tp :hi")], &[]);
            scene.line("eve", &format!("MODE #tp -be {mask} m:bob"));
        }
        scene.line("eve", "MODE #tp +b m:bob");
        scene.line("bob", "PART #tp");
        scene.line("bob", "JOIN #tp");
        hears(&mut scene, "PRIVMSG #tp :hi", &[], &[refused]);
    }

    #[test]
    fn whoever_is_banned_keeps_their_nick() {
        // 435, as today's servers have it.
        let mut scene = Scene::many("#tp irc:eve irc:bob");
        scene.line("eve", "MODE #tp +b bob");
        let refused = ":chat.localhost 435 bob tom #tp :Cannot change nickname while banned from channel";
        hears(&mut scene, "NICK tom", &[], &[refused]);
        scene.line("eve", "MODE #tp +v bob");
        hears(&mut scene, "NICK tom", &[":bob!~bob@127.0.0.1 NICK :tom"], &[":bob!~bob@127.0.0.1 NICK :tom"]);
    }

    #[test]
    fn requests_to_programs_and_colours_stay_out() {
        let mut scene = Scene::many("#tp irc:eve irc:bob");
        scene.line("eve", "MODE #tp +Cc");
        let refused = ":chat.localhost 404 bob #tp :Cannot send to channel (+C): no CTCP here";
        hears(&mut scene, "PRIVMSG #tp :\x01VERSION\x01", &[], &[refused]);
        hears(&mut scene, "PRIVMSG #tp :\x01ACTION waves\x01", &[&format!("{SAYS} #tp :\x01ACTION waves\x01")], &[]);
        hears(&mut scene, "PRIVMSG #tp :\x02\x0304,12red\x03 alert", &[&format!("{SAYS} #tp :red alert")], &[]);
        let refused = ":chat.localhost 404 bob #tp :Cannot send to channel (+c): there was nothing but formatting";
        hears(&mut scene, "PRIVMSG #tp :\x02\x02", &[], &[refused]);
        scene.line("eve", "MODE #tp -Cc");
        hears(&mut scene, "PRIVMSG #tp :\x01\x02x", &[&format!("{SAYS} #tp :\x01\x02x")], &[]);
    }

    #[test]
    fn some_hear_only_those_with_an_account() {
        // Channel mode M, user mode R (486).
        let mut scene = Scene::many("#tp irc:eve irc:bob");
        scene.line("eve", "MODE #tp +M");
        scene.line("eve", "MODE eve +R");
        let refused = ":chat.localhost 404 bob #tp :Cannot send to channel (+M): log in to an account first";
        hears(&mut scene, "PRIVMSG #tp :hi", &[], &[refused]);
        let refused = ":chat.localhost 486 bob eve :You must be logged in to an account to message this user";
        hears(&mut scene, "PRIVMSG eve :hi", &[], &[refused]);
        log_in(&mut scene, Some("toto"));
        hears(&mut scene, "PRIVMSG #tp :hi", &[&format!("{SAYS} #tp :hi")], &[]);
        hears(&mut scene, "PRIVMSG eve :hi", &[&format!("{SAYS} eve :hi")], &[]);
        scene.line("eve", "MODE #tp +b $a:TOTO");
        let refused = ":chat.localhost 404 bob #tp :Cannot send to channel (+b): you are banned or muted";
        hears(&mut scene, "PRIVMSG #tp :hi", &[], &[refused]);
        log_in(&mut scene, None);
        scene.make_admin("bob");
        hears(&mut scene, "PRIVMSG eve :hi", &[&format!("{SAYS} eve :hi")], &[]);
    }
}
