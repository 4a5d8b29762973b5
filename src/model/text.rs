//! What a text looks like on somebody's terminal, and how long it is there.

use std::borrow::Cow;

/// The text as it may be shown on another person's terminal.
///
/// Control characters become visible: `^X` for those of ASCII (`^[` for escape, `^I` for a tab, `^?` for DEL), and U+FFFD
/// for the C1 controls, the line and paragraph separators, and what turns the direction of writing around
/// (U+202A to U+202E, U+2066 to U+2069). All else stays, and a text without any of these is not copied.
pub fn safe(text: &str) -> Cow<'_, str> {
    let Some(first) = first_unsafe(text) else { return Cow::Borrowed(text) };
    let (start, rest) = text.split_at(first);
    let mut shown = String::with_capacity(text.len() + 8);
    shown.push_str(start);
    for c in rest.chars() {
        if c.is_ascii_control() {
            shown.push('^');
            shown.push(char::from(c as u8 ^ 0x40));
        } else if is_unsafe(c) {
            shown.push(char::REPLACEMENT_CHARACTER);
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// How many characters (Unicode scalar values) a text has.
pub fn length(text: &str) -> usize {
    text.chars().count()
}

/// A text without what is more than so many characters.
#[must_use]
pub fn shortened(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).map_or(text, |(end, _)| &text[..end])
}

/// Where, in bytes, the first character stands that must not reach a terminal.
fn first_unsafe(text: &str) -> Option<usize> {
    // No early exit: this way the compiler looks at many bytes at once, and most lines pass here.
    let suspected = text.bytes().fold(false, |found, byte| found | may_start_unsafe(byte));
    if suspected { text.find(is_unsafe) } else { None }
}

/// Whether a character that is unsafe may begin with this byte: 0xC2 begins the C1 controls, 0xE2 the separators and turns.
fn may_start_unsafe(byte: u8) -> bool {
    byte < 0x20 || matches!(byte, 0x7F | 0xC2 | 0xE2)
}

fn is_unsafe(c: char) -> bool {
    matches!(c, '\0'..='\x1F' | '\x7F'..='\u{9F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_controls_instead_of_obeying_them() {
        for (text, shown) in [
            ("\0\x01\x1A", "^@^A^Z"),
            ("\x1B[2J\x1C\x1D\x1E\x1F", "^[[2J^\\^]^^^_"),
            ("a\tb\r\n", "a^Ib^M^J"),
            ("\x7F", "^?"),
            ("red \u{9B}31m, \u{80}\u{85}\u{9F}", "red \u{FFFD}31m, \u{FFFD}\u{FFFD}\u{FFFD}"),
            ("\u{2028}\u{2029}", "\u{FFFD}\u{FFFD}"),
            ("\u{202A}\u{202B}\u{202C}\u{202D}\u{202E}", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
            ("\u{2066}\u{2067}\u{2068}\u{2069}", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
            ("été\x07 à « Nîmes »", "été^G à « Nîmes »"),
        ] {
            assert_eq!(safe(text), shown, "{text:?}");
            assert_eq!(safe(shown), shown, "what is safe stays as it is");
        }
    }

    #[test]
    fn does_not_copy_what_is_safe() {
        for text in
            ["", "hello world!", "^C ~ é", "\u{A0}« » ’ … € \u{2027}\u{202F}\u{2065}\u{206A}", "你好 👩‍🚀 שלום \u{FFFD}"]
        {
            assert!(matches!(safe(text), Cow::Borrowed(same) if same == text), "{text:?}");
        }
    }

    #[test]
    fn looks_twice_at_every_unsafe_character() {
        for c in ('\0'..='\u{FFFF}').filter(|&c| is_unsafe(c)) {
            assert!(may_start_unsafe(c.to_string().as_bytes()[0]), "{c:?}");
        }
    }

    #[test]
    fn counts_characters_not_bytes() {
        assert_eq!([length(""), length("toto"), length("été"), length("👩‍🚀")], [0, 4, 3, 3]);
    }
}
