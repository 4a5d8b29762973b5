//! Colours and other formatting in texts (modern.ircdocs.horse "Formatting"), taken out.

use std::borrow::Cow;

const COLOUR: char = '\x03';
const HEX_COLOUR: char = '\x04';

/// The text without formatting: bold, colours, hex colours, reset, monospace, reverse, italics, strikethrough, underline.
/// A text without any is not copied.
#[must_use]
pub fn unformatted(text: &str) -> Cow<'_, str> {
    if !text.contains(is_code) {
        return Cow::Borrowed(text);
    }
    let (mut plain, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find(is_code) {
        plain.push_str(&rest[..at]);
        let code = rest[at..].chars().next();
        rest = &rest[at + 1..];
        rest = match code {
            Some(COLOUR) => after_colours(rest, after_colour),
            Some(HEX_COLOUR) => after_colours(rest, after_hex_colour),
            _ => rest,
        };
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

fn is_code(c: char) -> bool {
    matches!(c, '\x02' | COLOUR | HEX_COLOUR | '\x0F' | '\x11' | '\x16' | '\x1D' | '\x1E' | '\x1F')
}

/// What stands behind a colour, or behind two with a comma between them.
fn after_colours(text: &str, after: fn(&str) -> Option<&str>) -> &str {
    let Some(rest) = after(text) else { return text };
    rest.strip_prefix(',').and_then(after).unwrap_or(rest)
}

/// One or two digits.
fn after_colour(text: &str) -> Option<&str> {
    let digits = text.bytes().take(2).take_while(u8::is_ascii_digit).count();
    (digits > 0).then(|| &text[digits..])
}

/// Six hexadecimal digits.
fn after_hex_colour(text: &str) -> Option<&str> {
    let digits = text.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
    (digits == 6).then(|| &text[digits..])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of modern.ircdocs.horse "Formatting", and each code at its limits.
    #[test]
    fn codes_are_taken_out_and_nothing_else() {
        for (text, plain) in [
            ("plain, été", "plain, été"),
            ("I love \x033IRC! \x03It is the \x037best protocol ever!", "I love IRC! It is the best protocol ever!"),
            ("This is a \x1d\x0313,9cool \x03message", "This is a cool message"),
            ("IRC \x02is \x034,12so \x16great\x0f!", "IRC is so great!"),
            ("5\x0313,8,6\x03,7,8 \x029\x02\x1d!", "5,6,7,8 9!"),
            ("\x03123", "3"),
            ("\x031,234", "4"),
            ("\x031,x", ",x"),
            ("\x03é\x02", "é"),
            ("\x04ff0000,00ff00red\x04", "red"),
            ("\x04ff00 x", "ff00 x"),
            ("\x11mono\x1estrike\x1funder", "monostrikeunder"),
            ("\x02\x03\x0f", ""),
        ] {
            assert_eq!(unformatted(text), plain, "{text:?}");
        }
        assert!(matches!(unformatted("\x01ACTION waves\x01"), Cow::Borrowed(_)));
    }
}
