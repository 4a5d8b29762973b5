//! A typed line becomes a request: `<verb> <arguments>`, `/<verb> <arguments>`, or `@<nick> <text>`.

use std::borrow::Cow;

use crate::model::{Place, Request, Rest};

/// Reads a line; none when there is nothing on it.
///
/// Where one may be in many channels, a line whose first word is no verb may be something said: [`Request::said`].
#[must_use]
pub fn parse<'a>(line: &'a str, place: &Place) -> Option<Request<'a>> {
    let typed = line.trim_start();
    if typed.trim_end().is_empty() {
        return None;
    }
    let request =
        Request { verb: Cow::Borrowed("@"), rest: Rest::Text(""), slash: false, said: None, bare_channels: true };
    if let Some(rest) = typed.strip_prefix('@') {
        return Some(Request { rest: Rest::Text(rest), ..request });
    }
    let bare = typed.strip_prefix('/');
    let command = bare.unwrap_or(typed);
    let end = command.find(char::is_whitespace).unwrap_or(command.len());
    let (verb, rest) = command.split_at(end);
    let verb = if verb.is_empty() { "/" } else { verb };
    Some(Request {
        verb: Cow::Borrowed(verb),
        rest: Rest::Text(rest),
        slash: bare.is_some(),
        said: place.many.then_some(line),
        ..request
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str, many: bool) -> Option<Request<'_>> {
        parse(line, &Place { in_lobby: !many, many, here: None })
    }

    #[test]
    fn a_verb_may_stand_behind_a_slash() {
        for line in ["MSG  hi  there ", "msg  hi  there ", "  /Msg  hi  there "] {
            let request = parsed(line, false).unwrap();
            assert_eq!(request.verb.to_uppercase(), "MSG");
            assert_eq!(request.rest, Rest::Text("  hi  there "));
            assert_eq!(request.slash, line.contains('/'));
        }
    }

    #[test]
    fn an_at_sign_is_a_verb_of_its_own() {
        let request = parsed("@toto;tata psst", false).unwrap();
        assert_eq!((&*request.verb, request.rest), ("@", Rest::Text("toto;tata psst")));
    }

    #[test]
    fn nothing_is_no_request() {
        assert_eq!(parsed("", false), None);
        assert_eq!(parsed(" \t ", true), None);
    }

    #[test]
    fn a_line_may_be_something_said_where_one_may_be_in_many_channels() {
        assert_eq!(parsed("hello there", true).unwrap().said, Some("hello there"));
        assert_eq!(parsed("hello there", false).unwrap().said, None);
    }
}
