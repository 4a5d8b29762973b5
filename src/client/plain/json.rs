//! What happens as JSON, one object a line.
//!
//! Every object has `event` and `time` (RFC 3339, of the server where it tells it). The others, each where it applies; what
//! the program itself says in `text` is in the language of the locale:
//!
//! | event | its fields |
//! | --- | --- |
//! | `connecting`, `connected`, `lost`, `refused`, `fingerprint` | `text` |
//! | `message`, `action`, `notice` | `from`, `to`, `text`; `account` and `id` where the server tells them |
//! | `join`, `part`, `quit` | `from`, `channel` (none of `quit`), `text`: the reason |
//! | `kick` | `from`, `channel`, `to`: who, `text`: the reason |
//! | `nick` | `from`, `to`: the new nick |
//! | `topic`, `invite` | `from`, `channel`, `text`; `to` of `invite` |
//! | `mode` | `from`, `to`, `text`: the modes and their words |
//! | `away`, `account` | `from`, `text` (empty: back; signed out) |
//! | `reply` | `code`: three digits, `params`, `text`: the last of them |
//! | `error` | `text`; of `FAIL`, `WARN` and `NOTE` also `params` |
//! | `other` | `verb`, `params`, `from` |

use jiff::Timestamp;
use serde::Serialize;

use crate::client::state::session::nick_of;
use crate::client::wire::FromNet;
use crate::dialect::irc::Message;
use crate::model::Time;

#[derive(Default, Serialize)]
struct Object<'a> {
    event: &'a str,
    time: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verb: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    params: Option<Vec<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
}

/// The line for what the connection tells at this time; none for what is only between programs.
#[must_use]
pub fn line(told: &FromNet, now: Time) -> Option<String> {
    let time = stamp(now);
    let plain = |event, text: String| Object { event, time: time.clone(), text: Some(text), ..Object::default() };
    let object = match told {
        FromNet::Line(line) => return Message::parse(line).ok().and_then(|message| of(&message, time)),
        FromNet::Connecting { to, .. } => plain("connecting", to.clone()),
        FromNet::Connected { tls } => plain("connected", tls.clone().unwrap_or_default()),
        FromNet::Lost { why, .. } => plain("lost", why.clone()),
        FromNet::Refused(why) => plain("refused", why.clone()),
        FromNet::Fingerprint { host, fingerprint } => plain("fingerprint", format!("{host} {fingerprint}")),
    };
    serde_json::to_string(&object).ok()
}

/// The line for something that went wrong here.
#[must_use]
pub fn error(why: &str, now: Time) -> Option<String> {
    let object = Object { event: "error", time: stamp(now), text: Some(why.to_owned()), ..Object::default() };
    serde_json::to_string(&object).ok()
}

fn of(message: &Message, time: String) -> Option<String> {
    let param = |at: usize| message.params.get(at).map_or("", |param| &**param);
    let from = message.source.as_deref().map(nick_of);
    let time = message.tags.get("time").map_or(time, str::to_owned);
    let (account, id) = (message.tags.get("account"), message.tags.get("msgid"));
    let base = Object { time, from, account, id, ..Object::default() };
    let text = |at: usize| Some(param(at).to_owned());
    let all = || message.params.iter().map(|param| &**param).collect::<Vec<_>>();
    let object = match &*message.verb {
        "PING" | "PONG" | "CAP" | "AUTHENTICATE" | "BATCH" | "ACK" | "TAGMSG" => return None,
        verb @ ("PRIVMSG" | "NOTICE") => {
            let said = param(1);
            let action = said.strip_prefix("\x01ACTION ").map(|text| text.trim_end_matches('\x01'));
            let event = match action {
                Some(_) => "action",
                None if verb == "NOTICE" => "notice",
                None => "message",
            };
            Object { event, to: Some(param(0)), text: Some(action.unwrap_or(said).to_owned()), ..base }
        }
        "JOIN" => Object { event: "join", channel: Some(param(0)), ..base },
        "PART" => Object { event: "part", channel: Some(param(0)), text: text(1), ..base },
        "QUIT" => Object { event: "quit", text: text(0), ..base },
        "KICK" => Object { event: "kick", channel: Some(param(0)), to: Some(param(1)), text: text(2), ..base },
        "NICK" => Object { event: "nick", to: Some(param(0)), ..base },
        "TOPIC" => Object { event: "topic", channel: Some(param(0)), text: text(1), ..base },
        "INVITE" => Object { event: "invite", to: Some(param(0)), channel: Some(param(1)), ..base },
        "MODE" => Object { event: "mode", to: Some(param(0)), text: Some(all().get(1..)?.join(" ")), ..base },
        "AWAY" => Object { event: "away", text: text(0), ..base },
        "ACCOUNT" => Object { event: "account", text: Some(param(0).trim_matches('*').to_owned()), ..base },
        "ERROR" => Object { event: "error", text: text(0), ..base },
        "FAIL" | "WARN" | "NOTE" => {
            Object { event: "error", text: text(message.params.len().saturating_sub(1)), params: Some(all()), ..base }
        }
        verb if verb.bytes().all(|byte| byte.is_ascii_digit()) => {
            let last = text(message.params.len().saturating_sub(1));
            Object { event: "reply", code: Some(verb), params: Some(all()), text: last, ..base }
        }
        verb => Object { event: "other", verb: Some(verb), params: Some(all()), ..base },
    };
    serde_json::to_string(&object).ok()
}

fn stamp(time: Time) -> String {
    let milliseconds = i64::try_from(time.0).unwrap_or(i64::MAX);
    Timestamp::from_millisecond(milliseconds).unwrap_or_default().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Option<String> {
        line(&FromNet::Line(text.to_owned()), Time(1_500))
    }

    #[test]
    fn one_object_a_line_with_stable_fields() {
        for (text, expected) in [
            (
                "@time=2026-11-20T16:45:00.123Z;account=bob;msgid=7 :bob!b@h PRIVMSG #tp :hi \"all\"",
                r##"{"event":"message","time":"2026-11-20T16:45:00.123Z","from":"bob","to":"#tp","text":"hi \"all\"","account":"bob","id":"7"}"##,
            ),
            (
                ":bob!b@h PRIVMSG toto :\x01ACTION waves\x01",
                r#"{"event":"action","time":"1970-01-01T00:00:01.5Z","from":"bob","to":"toto","text":"waves"}"#,
            ),
            (":bob!b@h JOIN #tp", r##"{"event":"join","time":"1970-01-01T00:00:01.5Z","from":"bob","channel":"#tp"}"##),
            (
                ":bob!b@h MODE #tp +o eve",
                r##"{"event":"mode","time":"1970-01-01T00:00:01.5Z","from":"bob","to":"#tp","text":"+o eve"}"##,
            ),
            (
                ":s 401 toto bob :No such nick",
                r#"{"event":"reply","time":"1970-01-01T00:00:01.5Z","from":"s","text":"No such nick","code":"401","params":["toto","bob","No such nick"]}"#,
            ),
        ] {
            assert_eq!(told(text).as_deref(), Some(expected));
        }
        assert_eq!(told("PING x"), None);
        assert_eq!(told(":s MODE"), None);
        let lost = line(&FromNet::Lost { why: "Gone.".into(), again_in: None }, Time(0)).unwrap();
        assert_eq!(lost, r#"{"event":"lost","time":"1970-01-01T00:00:00Z","text":"Gone."}"#);
    }
}
