//! A line of IRC becomes a request: its verb and words, the label its answer is to bear, and the tags for others.

use super::message::{BadMessage, Uncut};
use super::tags::Tags;
use crate::model::numeric::ERR_UNKNOWNCOMMAND;
use crate::model::{Refusal, Request, Rest, SenderTags};

/// The longest label (IRCv3 labeled-response), in bytes.
const LONGEST_LABEL: usize = 64;

/// What a line asks for.
#[derive(Debug)]
pub struct Line<'a> {
    /// What is asked, or why it is no request.
    pub request: Result<Request<'a>, Refusal>,
    /// What the answer is to bear (IRCv3 labeled-response).
    pub label: Option<String>,
    /// The tags for those who will read it.
    pub tags: Option<SenderTags>,
    /// The batch that this line is part of (IRCv3 client batches).
    pub batch: Option<String>,
    /// It goes on where the line before it ended (IRCv3 multiline).
    pub concat: bool,
}

/// Reads a line; none when there is nothing on it.
#[must_use]
pub fn parse(line: &str) -> Option<Line<'_>> {
    let (tags, request) = match Uncut::parse(line) {
        Ok(Uncut { tags, verb, params, .. }) => {
            let (verb, rest) = (verb.into(), Rest::Words(params.collect()));
            (tags, Ok(Request { verb, rest, slash: false, said: None, bare_channels: false }))
        }
        Err(BadMessage::Verb(verb)) => {
            let tags = line.trim_start_matches(' ').strip_prefix('@').and_then(|line| line.split(' ').next());
            let refusal = Refusal::Numeric(ERR_UNKNOWNCOMMAND, vec![verb]);
            (Tags::parse(tags.unwrap_or_default()), Err(refusal))
        }
        Err(_) => return None,
    };
    if tags.is_empty() {
        return Some(Line { request, label: None, tags: None, batch: None, concat: false });
    }
    let value = |key: &str| tags.get(key).filter(|value| !value.is_empty()).map(str::to_owned);
    let label = value("label").filter(|label| label.len() <= LONGEST_LABEL);
    let (batch, concat) = (value("batch"), tags.get("draft/multiline-concat").is_some());
    let own = || tags.with_plus().map(|tag| (tag.key.as_ref().into(), tag.value.as_ref().into()));
    let own: Option<SenderTags> = (own().next().is_some()).then(|| own().collect());
    Some(Line { request, label, tags: own, batch, concat })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// labeled-response, "Tag value": "The value MUST NOT exceed 64 bytes", and is required.
    #[test]
    fn a_label_is_kept_as_it_was_meant() {
        let (longest, longer) = ("x".repeat(64), "x".repeat(65));
        for (line, label) in [
            ("@label=a PING x", Some("a")),
            ("@label=a\\sb\\:;+typing=active PING x", Some("a b;")),
            ("@label=1;label=2 PING x", Some("2")),
            ("@label= PING x", None),
            ("@label PING x", None),
            ("PING x", None),
            (&format!("@label={longest} PING x"), Some(&*longest)),
            (&format!("@label={longer} PING x"), None),
            ("@label=7 P@NG x", Some("7")),
        ] {
            assert_eq!(parse(line).unwrap().label.as_deref(), label, "{line}");
        }
    }

    /// message-tags, "Client-only tags": those with a plus are passed on, as they are, and no others.
    #[test]
    fn tags_with_a_plus_are_for_others() {
        let line = parse("@+a=1;b=2;+draft/c;time=x PRIVMSG #tp :hi").unwrap();
        let tags: Vec<_> =
            line.tags.iter().flat_map(|tags| tags.iter()).map(|(key, value)| (&**key, &**value)).collect();
        assert_eq!(tags, [("+a", "1"), ("+draft/c", "")]);
        assert!(parse("@b=2 PRIVMSG #tp :hi").unwrap().tags.is_none());
    }

    #[test]
    fn what_is_no_message_is_told_or_passed_over() {
        assert!(
            matches!(parse("N!CK e").unwrap().request, Err(Refusal::Numeric(ERR_UNKNOWNCOMMAND, words)) if words == ["N!CK"])
        );
        assert!(["", "  ", "@a=b", ":source"].iter().all(|line| parse(line).is_none()));
    }
}
