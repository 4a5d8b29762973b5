//! Errors in IRC: the ERR_ numerics (RFC 2812 5.2), and `FAIL` for what has none (IRCv3 standard-replies).

use super::super::Reader;
use super::reply::Answers;
use crate::dialect::line::describe;
use crate::model::numeric::{self as n, Numeric};
use crate::model::{BadName, Bar, Hush, LOBBY, Limit, Rank, Refusal};

/// Writes why something was not done.
pub fn render_refusal(refusal: &Refusal, reader: &Reader, out: &mut String) {
    let mut w = Answers::new(reader, out);
    let mut say = |numeric: Numeric, words: &[&str]| w.numeric(numeric, words);
    match refusal {
        Refusal::UnknownVerb { verb, .. } => say(n::ERR_UNKNOWNCOMMAND, &[verb]),
        Refusal::Usage { verb, .. } => say(n::ERR_NEEDMOREPARAMS, &[verb]),
        Refusal::AdminsOnly { .. } | Refusal::ConsoleOnly { .. } => say(n::ERR_NOPRIVILEGES, &[""; 0]),
        Refusal::NotRegistered => say(n::ERR_NOTREGISTERED, &[""; 0]),
        Refusal::NoSuchNick { nick, .. } => say(n::ERR_NOSUCHNICK, &[nick]),
        Refusal::NoSuchChannel { channel } | Refusal::BadChannel { channel, why: BadName::NoHash | BadName::Empty } => {
            say(n::ERR_NOSUCHCHANNEL, &[channel]);
        }
        Refusal::NotOnChannel { channel } => say(n::ERR_NOTONCHANNEL, &[channel.as_str()]),
        Refusal::NotThere { nick, channel } => say(n::ERR_USERNOTINCHANNEL, &[nick, channel.as_str()]),
        Refusal::AlreadyOn { nick, channel } => say(n::ERR_USERONCHANNEL, &[nick, channel.as_str()]),
        Refusal::NickTaken { nick } => say(n::ERR_NICKNAMEINUSE, &[nick]),
        // COMPAT: programs try another nick of theirs after 433, and some give up after 432.
        Refusal::NickLooksLike { nick, .. } | Refusal::NickReserved { nick } => {
            w.worded(n::ERR_NICKNAMEINUSE, &[nick], &describe(refusal));
        }
        Refusal::BadNick { nick, why: BadName::Reserved } => {
            w.worded(n::ERR_ERRONEUSNICKNAME, &[nick], &describe(refusal));
        }
        Refusal::BadNick { nick, why: BadName::Empty } if nick.is_empty() => say(n::ERR_NONICKNAMEGIVEN, &[""; 0]),
        Refusal::BadNick { nick, .. } => w.worded(n::ERR_ERRONEUSNICKNAME, &[nick], &describe(refusal)),
        Refusal::BadChannel { channel, .. } => w.worded(n::ERR_BADCHANMASK, &[channel], &describe(refusal)),
        Refusal::ChannelTaken { channel } => {
            fail(&mut w, "RENAME", "CHANNEL_NAME_IN_USE", &[channel.as_str()], &describe(refusal));
        }
        Refusal::BadKey { channel } => say(n::ERR_BADCHANNELKEY, &[channel.as_str()]),
        Refusal::CannotEnter { channel, bar } => match bar {
            Bar::Banned => say(n::ERR_BANNEDFROMCHAN, &[channel.as_str()]),
            Bar::InviteOnly => say(n::ERR_INVITEONLYCHAN, &[channel.as_str()]),
            Bar::Full => say(n::ERR_CHANNELISFULL, &[channel.as_str()]),
            Bar::Account => say(n::ERR_NEEDREGGEDNICK, &[channel.as_str()]),
        },
        Refusal::CannotSend { channel } => {
            w.worded(n::ERR_CANNOTSENDTOCHAN, &[channel.as_str()], "Cannot send to channel (+n)");
        }
        Refusal::CannotSpeak { channel, why } => {
            let why = match why {
                Hush::Moderated => "Cannot send to channel (+m)",
                Hush::Banned => "Cannot send to channel (+b): you are banned or muted",
                Hush::Account => "Cannot send to channel (+M): log in to an account first",
                Hush::Ctcp => "Cannot send to channel (+C): no CTCP here",
                Hush::Empty => "Cannot send to channel (+c): there was nothing but formatting",
            };
            w.worded(n::ERR_CANNOTSENDTOCHAN, &[channel.as_str()], why);
        }
        Refusal::UnknownMode { letter, .. } => say(n::ERR_UNKNOWNMODE, &[&letter.to_string()]),
        Refusal::BadModeWord { target, letter, word, why } => {
            w.worded(n::ERR_INVALIDMODEPARAM, &[target, &letter.to_string(), word], why);
        }
        Refusal::ListFull { channel, list, .. } => {
            say(n::ERR_BANLISTFULL, &[channel.as_str(), &list.letter().to_string()]);
        }
        Refusal::NoModes { channel } => say(n::ERR_NOCHANMODES, &[channel.as_str()]),
        Refusal::Lobby { .. } => w.worded(n::ERR_CHANOPRIVSNEEDED, &[LOBBY], &describe(refusal)),
        Refusal::NeedsRank { rank: Rank::Creator, channel } => say(n::ERR_UNIQOPPRIVSNEEDED, &[channel.as_str()]),
        Refusal::NeedsRank { channel, .. } => say(n::ERR_CHANOPRIVSNEEDED, &[channel.as_str()]),
        // Whoever reads it may well be an operator there: PREFIX has no sign for a creator.
        Refusal::Protected { nick, channel, .. } => {
            let why = format!("{nick} created the channel: other operators cannot do this to them");
            w.worded(n::ERR_CHANOPRIVSNEEDED, &[channel.as_str()], &why);
        }
        Refusal::Banned { .. } => w.worded(n::ERR_YOUREBANNEDCREEP, &[""; 0], &describe(refusal)),
        Refusal::BannedNick { nick, .. } => w.worded(n::ERR_ERRONEUSNICKNAME, &[nick], &describe(refusal)),
        Refusal::Limit { what, .. } => limit(&mut w, *what, &describe(refusal)),
        Refusal::WrongPassword => say(n::ERR_PASSWDMISMATCH, &[""; 0]),
        Refusal::Numeric(numeric, words) => say(*numeric, &words.iter().map(String::as_str).collect::<Vec<_>>()),
        Refusal::Fail { verb, code, about, why } => {
            fail(&mut w, verb, code, &about.iter().map(String::as_str).collect::<Vec<_>>(), why);
        }
        Refusal::Disconnected { why } if reader.nick == "*" => {
            w.message("ERROR", &[format!("Closing link: you {why}")])
        }
        // Whoever is somebody reads it in their own QUIT.
        Refusal::Disconnected { .. } => {}
        Refusal::Elsewhere { .. } => {}
        // Entering where one is already is answered by nothing, as today's servers do.
        Refusal::AlreadyHere { .. } => {}
        Refusal::NoChannel | Refusal::Oneself { .. } | Refusal::Text(_) => {
            w.worded(n::ERR_UNKNOWNERROR, &["*"], &describe(refusal));
        }
    }
}

fn limit(w: &mut Answers, what: Limit, why: &str) {
    match what {
        Limit::Message => w.numeric(n::ERR_INPUTTOOLONG, &[""; 0]),
        Limit::Nick => w.worded(n::ERR_ERRONEUSNICKNAME, &["*"], why),
        Limit::Channel => w.worded(n::ERR_NOSUCHCHANNEL, &["*"], why),
        Limit::Channels => w.worded(n::ERR_TOOMANYCHANNELS, &["*"], why),
        Limit::Targets => w.worded(n::ERR_TOOMANYTARGETS, &["*"], why),
        Limit::Users | Limit::Connections => w.message("ERROR", &[why.to_owned()]),
    }
}

/// `FAIL verb code about :why`.
fn fail(w: &mut Answers, verb: &str, code: &str, about: &[&str], why: &str) {
    let words: Vec<String> = [&[verb, code], about, &[why]].concat().into_iter().map(str::to_owned).collect();
    w.message("FAIL", &words);
}
