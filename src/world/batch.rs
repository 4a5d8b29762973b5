//! A message of several lines that comes line by line: collected until it is whole (IRCv3 client batches and multiline).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::World;
use super::tell::Audience;
use crate::model::fact::Words;
use crate::model::{
    ChannelId, Event, Fold, How, Outcome, Rank, Refusal, Request, Rest, Said, SaidLine, SenderTags, SessionId, Time,
    To, UserId,
};

/// How long a batch may stay open.
const PATIENCE: Duration = Duration::from_secs(60);

/// The verb that errors name.
const VERB: &str = "BATCH";

/// A message of which not all lines are there.
#[derive(Debug, Serialize, Deserialize)]
pub struct OpenBatch {
    reference: Box<str>,
    target: Box<str>,
    lines: Vec<SaidLine>,
    how: How,
    bytes: usize,
    since: Time,
    /// Something was wrong with it and was told: what still comes of it is dropped.
    failed: bool,
    #[serde(skip)]
    tags: Option<SenderTags>,
}

/// A message of which all lines are there.
#[derive(Debug)]
pub struct WholeBatch {
    /// Whom it is for.
    pub target: Box<str>,
    /// Its lines.
    pub lines: Vec<SaidLine>,
    /// How they are said.
    pub how: How,
}

impl World {
    /// Begins to collect the lines of a message for `target`; the tags of this line are those of the message.
    ///
    /// # Errors
    /// When another one is not whole yet.
    pub fn open_batch(&mut self, session: SessionId, reference: &str, target: &str) -> Outcome {
        let (since, tags) = (self.now, self.sender_tags.clone());
        let Some(session) = self.sessions.get_mut(session) else { return Ok(()) };
        if session.rare.batch.as_ref().is_some_and(|open| since.since(open.since) < PATIENCE) {
            return Err(invalid("Another batch is open: close it first"));
        }
        let (reference, target) = (reference.into(), target.into());
        let batch =
            OpenBatch { reference, target, lines: Vec::new(), how: How::Message, bytes: 0, since, failed: false, tags };
        session.rare.made().batch = Some(Box::new(batch));
        Ok(())
    }

    fn batch(&self, session: SessionId) -> Option<&OpenBatch> {
        self.sessions.get(session).and_then(|session| session.rare.batch.as_deref())
    }

    fn opened(&mut self, session: SessionId) -> Option<&mut OpenBatch> {
        self.sessions.get_mut(session)?.rare.there()?.batch.as_deref_mut()
    }

    /// Since when a message of a session is being collected.
    #[must_use]
    pub fn batch_since(&self, session: SessionId) -> Option<Time> {
        self.batch(session).map(|batch| batch.since)
    }

    /// Whether the message that is being collected was refused.
    #[must_use]
    pub fn is_batch_spoilt(&self, session: SessionId) -> bool {
        self.batch(session).is_some_and(|batch| batch.failed)
    }

    /// Whether a line ends the message that is being collected.
    #[must_use]
    pub fn is_end_of_batch(&self, session: SessionId, request: &Request) -> bool {
        let Rest::Words(words) = &request.rest else { return false };
        let ended = words.first().and_then(|word| word.strip_prefix('-'));
        let open = self.batch(session).map(|batch| &*batch.reference);
        request.verb.eq_ignore_ascii_case(VERB) && open.is_some() && ended == open
    }

    /// Adds a line to the message that is being collected. A message with an error in it is dropped as a whole.
    ///
    /// # Errors
    /// When no such batch is open, the line is for another target, or is one too many.
    pub fn collect(&mut self, session: SessionId, reference: &str, target: &str, line: SaidLine, how: How) -> Outcome {
        let (now, config) = (self.now, self.config.clone());
        let batch = self.opened(session);
        let Some(batch) = batch.filter(|batch| *batch.reference == *reference) else {
            return Err(invalid("No batch of this name is open: BATCH +<name> draft/multiline <target> opens one"));
        };
        if batch.failed {
            return Ok(());
        }
        let (most_bytes, most_lines) = (config.limits.multiline_bytes, config.limits.multiline_lines);
        let feed = usize::from(!batch.lines.is_empty() && !line.concat);
        batch.bytes += line.text.len() + feed;
        let refusal = if now.since(batch.since) > PATIENCE {
            Some(fail("TIMEOUT", vec![reference.into()], "The batch was left open for too long"))
        } else if Fold::of(&batch.target) != Fold::of(target) {
            let about = vec![batch.target.to_string(), target.to_owned()];
            Some(fail("MULTILINE_INVALID_TARGET", about, "A batch has one target"))
        } else if batch.bytes > most_bytes {
            Some(fail("MULTILINE_MAX_BYTES", vec![most_bytes.to_string()], "The message has too many bytes"))
        } else if batch.lines.len() >= most_lines {
            Some(fail("MULTILINE_MAX_LINES", vec![most_lines.to_string()], "The message has too many lines"))
        } else if !batch.lines.is_empty() && batch.how != how {
            Some(invalid("The lines of a batch are all of PRIVMSG, or all of NOTICE"))
        } else if line.concat && line.text.is_empty() {
            Some(invalid("An empty line continues nothing"))
        } else {
            None
        };
        batch.failed = refusal.is_some();
        batch.how = how;
        let concat = line.concat && !batch.lines.is_empty();
        batch.lines.push(SaidLine { concat, ..line });
        refusal.map_or(Ok(()), Err)
    }

    /// Drops the message that is being collected: what came cannot be part of it.
    ///
    /// # Errors
    /// Always: it says so.
    pub fn spoil_batch(&mut self, session: SessionId) -> Outcome {
        if let Some(batch) = self.opened(session) {
            batch.failed = true;
        }
        Err(invalid("The lines of a batch are all of PRIVMSG, or all of NOTICE"))
    }

    /// Takes the message that is whole now: its target and its lines; none when it was refused before.
    ///
    /// # Errors
    /// When no such batch is open, or there is nothing in it.
    pub fn close_batch(&mut self, session: SessionId, reference: &str) -> Result<Option<WholeBatch>, Refusal> {
        let open = self.sessions.get_mut(session).and_then(|session| session.rare.there()).map(|rare| &mut rare.batch);
        let batch = open.and_then(|open| open.take_if(|batch| *batch.reference == *reference));
        let Some(batch) = batch else { return Err(invalid("No batch of this name is open")) };
        if batch.failed {
            return Ok(None);
        }
        if batch.lines.iter().all(|line| line.text.is_empty()) {
            return Err(invalid("There is nothing in the batch"));
        }
        self.sender_tags = batch.tags;
        Ok(Some(WholeBatch { target: batch.target, lines: batch.lines, how: batch.how }))
    }

    /// Says several lines to a channel as one message; with a rank, to those of it who have at least that.
    ///
    /// # Errors
    /// As [`World::say`].
    pub fn say_lines(
        &mut self,
        from: UserId,
        id: ChannelId,
        rank: Option<Rank>,
        lines: Vec<SaidLine>,
        how: How,
    ) -> Outcome {
        for line in &lines {
            self.may_say(from, id, &line.text)?;
        }
        let heard = |line: SaidLine| SaidLine { text: self.as_heard(id, &line.text).into(), ..line };
        let lines: Vec<SaidLine> = lines.into_iter().map(heard).collect();
        let (who, name, at) = (self.who(from), self.channel(id).name.clone(), self.now);
        let (to, audience) = match rank {
            Some(rank) => (To::Ranked(rank, name), Audience::Ranked(id, rank)),
            None => (To::Channel(name), Audience::Channel(id)),
        };
        for text in SaidLine::joined(&lines).into_iter().filter(|_| rank.is_none()) {
            self.remember(id, Said { at, from: who.clone(), text: text.into(), how });
        }
        let message = self.tell(from, audience, Event::Lines { from: who, to, lines: lines.clone(), how });
        self.relay_said_in(from, id, rank, || Words::Lines(lines, how), message);
        Ok(())
    }

    /// Says several lines to one person as one message.
    ///
    /// # Errors
    /// As [`World::whisper`].
    pub fn whisper_lines(&mut self, from: UserId, to: UserId, lines: Vec<SaidLine>, how: How) -> Outcome {
        self.may_whisper(from, to, how)?;
        let event = Event::Lines { from: self.who(from), to: To::Person(self.who(to)), lines: lines.clone(), how };
        let message = self.tell(from, Audience::Pair(to), event);
        self.relay_said_to(from, to, || Words::Lines(lines, how), message);
        if how != How::Notice {
            self.tell_away(from, to);
        }
        Ok(())
    }
}

fn invalid(why: &str) -> Refusal {
    fail("MULTILINE_INVALID", Vec::new(), why)
}

fn fail(code: &'static str, about: Vec<String>, why: &str) -> Refusal {
    Refusal::Fail { verb: VERB, code, about, why: why.to_owned() }
}
