//! The words of a request, taken one after the other in the order of the form, each as what it must be.

use std::borrow::Cow;

use super::context::Context;
use super::params::Slots;
use crate::model::{ChannelId, ChannelName, Nick, Refusal, UserId, nearest};

/// The words of a request. Each call takes the next parameter of the form.
pub struct Args<'a> {
    slots: Slots<'a>,
    /// The one that the next call takes.
    next: usize,
    bare_channels: bool,
}

impl<'a> Args<'a> {
    pub(super) fn new(slots: Slots<'a>, bare_channels: bool) -> Self {
        Args { slots, next: 0, bare_channels }
    }

    /// All words that are there, also those taken already.
    pub(super) fn words(&self) -> impl Iterator<Item = &'a str> {
        self.slots.iter().copied().flatten()
    }

    /// A parameter that may be left out.
    pub fn optional(&mut self) -> Option<&'a str> {
        let slot = self.slots.get(self.next)?;
        self.next += 1;
        *slot
    }

    /// A parameter that must be there; the dispatcher saw to it that it is.
    pub fn required(&mut self) -> &'a str {
        self.optional().unwrap_or_default()
    }

    /// All words that are left, of a form that ends with `[word]...`.
    pub fn rest(&mut self) -> Vec<&'a str> {
        let from = std::mem::replace(&mut self.next, self.slots.len());
        self.slots[from..].iter().copied().flatten().collect()
    }

    /// A number, if the parameter is there.
    ///
    /// # Errors
    /// When it is no whole number.
    pub fn number(&mut self) -> Result<Option<u64>, Refusal> {
        let Some(word) = self.optional() else { return Ok(None) };
        word.parse().map(Some).map_err(|_| Refusal::because(format!("{word} is no whole number, like 10.")))
    }

    /// A channel that exists: the one named, else the one being talked in.
    ///
    /// # Errors
    /// When there is none of this name, or none is named and one is in none.
    pub fn channel(&mut self, cx: &Context) -> Result<ChannelId, Refusal> {
        match self.optional() {
            Some(name) => self.existing(cx, name),
            None => cx.here(),
        }
    }

    /// A channel that exists, if one is named.
    ///
    /// # Errors
    /// When there is none of this name.
    pub fn channel_named(&mut self, cx: &Context) -> Result<Option<ChannelId>, Refusal> {
        let Some(name) = self.optional() else { return Ok(None) };
        self.existing(cx, name).map(Some)
    }

    /// The channel of this name. In IRC, none has one that cannot be: it is told of as of any that is not there.
    fn existing(&self, cx: &Context, name: &str) -> Result<ChannelId, Refusal> {
        match find_channel(cx, name, self.bare_channels) {
            Err(Refusal::BadChannel { channel, .. }) if cx.speaks_irc() => Err(Refusal::NoSuchChannel { channel }),
            found => found,
        }
    }

    /// The name of a channel, which need not exist.
    ///
    /// # Errors
    /// When the text cannot name a channel.
    pub fn channel_name(&mut self) -> Result<ChannelName, Refusal> {
        let name = self.required();
        channel_name(name, self.bare_channels)
    }

    /// A nick, which nobody need bear.
    ///
    /// # Errors
    /// When the text cannot be a nick.
    pub fn nick(&mut self) -> Result<Nick, Refusal> {
        let text = self.required();
        Nick::new(text).map_err(|why| Refusal::BadNick { nick: text.to_owned(), why })
    }

    /// Somebody who is connected.
    ///
    /// # Errors
    /// When nobody has this name.
    pub fn person(&mut self, cx: &Context) -> Result<UserId, Refusal> {
        let name = self.required();
        find_person(cx, name)
    }

    /// Somebody who is in `channel`.
    ///
    /// # Errors
    /// When nobody has this name, or they are not there.
    pub fn member(&mut self, cx: &Context, channel: ChannelId) -> Result<UserId, Refusal> {
        let id = self.person(cx)?;
        if cx.world.user(id).rank(channel).is_none() {
            let nick = cx.world.who(id).shown().to_owned();
            return Err(Refusal::NotThere { nick, channel: cx.world.channel(channel).name.clone() });
        }
        Ok(id)
    }
}

/// A text as a channel's name; `bare`: its `#` may be missing.
pub(super) fn channel_name(text: &str, bare: bool) -> Result<ChannelName, Refusal> {
    let is_bare = bare && !text.starts_with(ChannelName::is_prefix);
    let text = if is_bare { Cow::Owned(format!("#{text}")) } else { Cow::Borrowed(text) };
    ChannelName::new(&text).map_err(|why| Refusal::BadChannel { channel: text.into_owned(), why })
}

/// The channel of this name; `bare`: its `#` may be missing. Most are there: only a name that none has is checked.
pub(super) fn find_channel(cx: &Context, text: &str, bare: bool) -> Result<ChannelId, Refusal> {
    if let Some(channel) = cx.world.channel_written(text) {
        return Ok(channel);
    }
    let name = channel_name(text, bare)?;
    cx.world.find_channel(&name).ok_or_else(|| Refusal::NoSuchChannel { channel: name.into() })
}

/// The person of this name; the refusal names the one most like it, or the channel that was meant.
pub(super) fn find_person(cx: &Context, name: &str) -> Result<UserId, Refusal> {
    cx.world.find(name).ok_or_else(|| {
        // IRC has no word for it.
        let near = if cx.speaks_irc() { None } else { find_near(cx, name) };
        Refusal::NoSuchNick { nick: name.to_owned(), near }
    })
}

/// The name of a person, or else of a channel, that was perhaps meant; among very many people it is not looked for long.
fn find_near(cx: &Context, name: &str) -> Option<String> {
    let people = cx.world.people_behind(None).take(1000).map(|id| cx.world.user(id).who.shown());
    let near = nearest(name, people).map(str::to_owned);
    let channel = channel_name(name, true).ok().filter(|channel| cx.world.find_channel(channel).is_some());
    near.or_else(|| channel.map(String::from))
}
