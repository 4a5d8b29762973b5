//! Errors that teach: each says what was wrong and what would have worked.

use super::render::worded;
use crate::model::{Bar, Flag, Hush, Limit, Rank, Refusal, text::safe};

/// Writes why something was not done.
pub fn render_refusal(refusal: &Refusal, out: &mut String) {
    out.push_str("[server] ");
    out.push_str(&describe(refusal));
    out.push('\n');
}

/// Says it in words, on one line.
#[must_use]
pub fn describe(refusal: &Refusal) -> String {
    match refusal {
        Refusal::UnknownVerb { verb, near: None } => format!("Invalid command \"{}\": type HELP.", safe(verb)),
        Refusal::UnknownVerb { verb, near: Some(near) } => {
            format!("Invalid command \"{}\": did you mean {near}? Type HELP.", safe(verb))
        }
        Refusal::Usage { form, .. } => format!("Usage: {form}"),
        Refusal::AdminsOnly { verb } => {
            format!("{verb} is for admins of the server: OPER <nick> <password> proves that you are one.")
        }
        Refusal::ConsoleOnly { verb } => format!("{verb} can only be typed on the server's own terminal."),
        Refusal::NotRegistered => "Say who you are first: NICK <nick>".into(),
        Refusal::NoSuchNick { nick, near: None } => format!("There is no {} here: NAMES lists who is.", safe(nick)),
        Refusal::NoSuchNick { nick, near: Some(near) } => {
            format!("There is no {} here: did you mean {near}?", safe(nick))
        }
        Refusal::NoSuchChannel { channel } if channel.starts_with('!') => {
            format!("There is no channel {}: LIST lists them, JOIN !!name makes one.", safe(channel))
        }
        Refusal::NoSuchChannel { channel } => {
            format!("There is no channel {0}: LIST lists them, JOIN {0} makes it.", safe(channel))
        }
        Refusal::NoChannel => "You are in no channel: JOIN <channel> first.".into(),
        Refusal::NotOnChannel { channel } => format!("You are not in {channel}: JOIN {channel} first."),
        Refusal::NotThere { nick, channel } => format!("{nick} is not in {channel}: NAMES {channel} lists who is."),
        Refusal::AlreadyHere { channel } => format!("You are in {channel} already."),
        Refusal::AlreadyOn { nick, channel } => format!("{nick} is in {channel} already."),
        Refusal::Lobby { what } => {
            format!("The lobby belongs to everyone: nobody can {what} it. JOIN <channel> makes one of your own.")
        }
        Refusal::NickTaken { nick } => format!("The nick {nick} is taken: try another."),
        Refusal::NickLooksLike { nick, other } => format!("The nick {nick} looks like {other}: try another."),
        Refusal::NickReserved { nick } => {
            format!("The nick {nick} is an admin's: PASS <password> first proves that it is yours.")
        }
        Refusal::Banned { what, reason, until } | Refusal::BannedNick { what, reason, until, .. } => {
            let until = until.map_or_else(String::new, |until| format!(" until {}", until.utc()));
            let why = if reason.is_empty() { ".".to_owned() } else { format!(": {}", safe(reason)) };
            format!("{} is banned here{until}{why}", safe(what))
        }
        Refusal::BadNick { nick, why } => {
            format!("\"{}\" cannot be a nick: {why}. Letters, digits and -_[]{{}} do.", safe(nick))
        }
        Refusal::BadChannel { channel, why } => format!("\"{}\" cannot be a channel: {why}. Try #tp.", safe(channel)),
        Refusal::ChannelTaken { channel } => format!("There is a channel {channel} already: choose another name."),
        Refusal::BadKey { channel } => format!("{channel} wants its key: JOIN {channel} <key>, or be invited."),
        Refusal::CannotEnter { channel, bar } => match bar {
            Bar::Banned => format!("You are banned from {channel}."),
            Bar::InviteOnly => format!("{channel} lets only people in who were invited: ask one of its admins."),
            Bar::Full => format!("{channel} is full: try again later, or ask one of its admins to invite you."),
            Bar::Account => format!("{channel} lets only people with an account in."),
        },
        Refusal::CannotSpeak { channel, why } => match why {
            Hush::Moderated => format!("{channel} hears only its admins and those with voice."),
            Hush::Banned => format!("You are banned in {channel}: nobody heard it."),
            Hush::Account => format!("{channel} hears only people with an account."),
            Hush::Ctcp => format!("{channel} takes no CTCP requests."),
            Hush::Empty => format!("{channel} takes no colours, and there was nothing else."),
        },
        Refusal::UnknownMode { letter, .. } => {
            let all = Flag::ALL.iter().map(|flag| flag.letter()).chain("beIfklov".chars()).collect::<String>();
            format!("There is no mode {}: channels have {all}.", safe(&letter.to_string()))
        }
        Refusal::BadModeWord { letter, word, why, .. } => {
            format!("The mode {letter} cannot be \"{}\": {why}.", safe(word))
        }
        Refusal::ListFull { channel, most, .. } => {
            format!("{channel} has {most} masks on its lists already: take one away first.")
        }
        Refusal::NoModes { channel } => format!("{channel} has no modes: nobody rules it."),
        Refusal::CannotSend { channel } => format!("{channel} hears only who is in it: JOIN {channel} first."),
        Refusal::NeedsRank { rank: Rank::Creator, channel } => format!("Only the creator of {channel} may do this."),
        Refusal::NeedsRank { channel, .. } => format!("Only the creator and the admins of {channel} may do this."),
        Refusal::Protected { nick, channel, rank: Rank::Creator } => {
            format!("{nick} is the creator of {channel}: nobody can put them out.")
        }
        Refusal::Protected { nick, channel, .. } => {
            format!("{nick} is an admin of {channel}: only its creator may do this.")
        }
        Refusal::Oneself { instead } => format!("That is you: {instead} does it."),
        Refusal::Limit { what, most } => limit(*what, *most),
        Refusal::Disconnected { why } => format!("You are disconnected: you {why}."),
        Refusal::Elsewhere { server } => format!("{server} is asked."),
        Refusal::WrongPassword => "The password is wrong.".into(),
        Refusal::Numeric(numeric, words) => format!("{}.", safe(worded(*numeric, words).trim_end_matches('.'))),
        Refusal::Fail { why, .. } => safe(why).into_owned(),
        Refusal::Text(text) => safe(text).into_owned(),
    }
}

fn limit(what: Limit, most: usize) -> String {
    match what {
        Limit::Message => format!("The message must have at most {most} characters: none of it was sent."),
        Limit::Nick => format!("A nick has at most {most} characters."),
        Limit::Channel => format!("A channel's name has at most {most} characters."),
        Limit::Channels => format!("You can be in {most} channels at most: PART one first."),
        Limit::Targets => format!("A message can go to {most} names at most."),
        Limit::Users => format!("The server is full: {most} people are connected. Try again later."),
        Limit::Connections => format!("There are {most} connections from your address already: close one first."),
    }
}
