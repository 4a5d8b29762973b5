//! A line of IRC becomes a request: its verb and words, the label its answer is to bear, and the tags for others.

use super::message::{BadMessage, Message};
use crate::model::numeric::ERR_UNKNOWNCOMMAND;
use crate::model::{ClientTags, Refusal, Request, Rest};

/// The longest label (IRCv3 labeled-response), in bytes.
const LONGEST_LABEL: usize = 64;

/// What a line asks for.
#[derive(Debug)]
pub struct Line<'a> {
    /// What is asked.
    pub request: Request<'a>,
    /// What the answer is to bear (IRCv3 labeled-response).
    pub label: Option<String>,
    /// The tags for those who will read it.
    pub tags: Option<ClientTags>,
    /// The batch that this line is part of (IRCv3 client batches).
    pub batch: Option<String>,
    /// It goes on where the line before it ended (IRCv3 multiline).
    pub concat: bool,
}

/// Reads a line; none when there is nothing on it.
///
/// # Errors
/// Says what is no message.
pub fn parse(line: &str) -> Result<Option<Line<'_>>, Refusal> {
    let message = match Message::parse(line) {
        Ok(message) => message,
        Err(BadMessage::Verb(verb)) => return Err(Refusal::Numeric(ERR_UNKNOWNCOMMAND, vec![verb])),
        Err(_) => return Ok(None),
    };
    let Message { tags, verb, params, .. } = message;
    let value = |key: &str| tags.get(key).filter(|value| !value.is_empty()).map(str::to_owned);
    let label = value("label").filter(|label| label.len() <= LONGEST_LABEL);
    let (batch, concat) = (value("batch"), tags.get("draft/multiline-concat").is_some());
    let own = tags.with_plus().map(|tag| (tag.key.as_ref().into(), tag.value.as_ref().into()));
    let own: ClientTags = own.collect();
    let request = Request { verb, rest: Rest::Words(params), slash: false, said: None, bare_channels: false };
    Ok(Some(Line { request, label, tags: (!own.is_empty()).then_some(own), batch, concat }))
}
