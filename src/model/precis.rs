//! What RFC 8264 and RFC 8265 (PRECIS) say of a name that is not all ASCII.
//!
//! The tables are the library's. They stop at Unicode 6.3, where IANA's registry stops; of younger letters, which
//! RFC 8264 8 wants judged by what they are, `std` knows that they are letters.

use precis_profiles::UsernameCasePreserved;
use precis_profiles::precis_core::profile::Rules;
use precis_profiles::precis_core::{DerivedPropertyValue, Error, IdentifierClass, StringClass};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

/// Marks that may stand on one letter (UTS #39 5.4).
const MARKS: usize = 4;

/// The dot that nobody sees on the dot of an `i` or a `j`.
const DOT_ABOVE: char = '\u{307}';

/// A sigma, and the form it has at the end of a word: in capitals they are one.
const SIGMA: char = 'σ';
const FINAL_SIGMA: char = 'ς';

/// A text as a name is shown: full and half width letters as their usual selves (RFC 8265 3.4.1), and composed (NFC).
pub(super) fn prepare(text: &str) -> String {
    map_width(text).nfc().collect()
}

/// A text as names are compared: the mappings of UsernameCaseMapped (RFC 8265 3.3), applied until nothing changes, four
/// times at most (RFC 8264 7); and a final sigma is a sigma, as in capitals. It is total: a text that the profile refuses
/// is mapped too, and equals no name.
pub(super) fn fold(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..4 {
        let lower = map_width(&text).chars().flat_map(char::to_lowercase).collect::<String>();
        // What a letter is must not depend on those behind it: a mask is folded in pieces.
        let mapped = lower.chars().map(|c| if c == FINAL_SIGMA { SIGMA } else { c }).nfc().collect();
        if text == mapped {
            break;
        }
        text = mapped;
    }
    text
}

fn map_width(text: &str) -> String {
    UsernameCasePreserved::new().width_mapping_rule(text).map_or_else(|_| text.to_owned(), Into::into)
}

/// The first character that the IdentifierClass does not have (RFC 8264 4.2): symbols, punctuation, spaces, and what is
/// only another look of a character (ligatures, letters in a circle). ASCII is not judged here.
pub(super) fn disallowed(text: &str) -> Option<char> {
    let class = IdentifierClass::default();
    let is_young = |c: &char| {
        class.get_value_from_char(*c) == DerivedPropertyValue::Unassigned && c.is_alphabetic() && !is_compatible(*c)
    };
    // A letter that the tables do not have is a letter like others to its neighbours.
    let known: String = text.chars().map(|c| if is_young(&c) { 'a' } else { c }).collect();
    match class.allows(&known) {
        Ok(()) => None,
        Err(Error::BadCodepoint(info)) => char::from_u32(info.cp),
        Err(_) => text.chars().find(|c| class.get_value_from_char(*c) == DerivedPropertyValue::ContextO),
    }
}

/// Whether a character is only another look of others (RFC 8264 9.17, HasCompat).
pub(super) fn is_compatible(c: char) -> bool {
    !std::iter::once(c).nfkc().eq(std::iter::once(c))
}

/// The first mark that stands on no letter, twice on the same letter, where five or more stand, or where nobody can see
/// it (UTS #39 5.4).
pub(super) fn stray_mark(text: &str) -> Option<char> {
    let (mut before, mut marks) = (None, MARKS);
    for c in text.nfd() {
        let hidden = c == DOT_ABOVE && matches!(before, Some('i' | 'j'));
        if !is_combining_mark(c) {
            marks = 0;
        } else if marks == MARKS || hidden || before == Some(c) && canonical_combining_class(c) > 0 {
            return Some(c);
        } else {
            marks += 1;
        }
        before = Some(c);
    }
    None
}

/// Whether a name reads the same from wherever one begins (RFC 5893 2): with letters that are written from right to
/// left, it has no others.
pub(super) fn keeps_direction(text: &str) -> bool {
    UsernameCasePreserved::new().directionality_rule(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_digits_of_every_script_are_allowed() {
        for name in
            ["été", "山田", "Ольга", "Νίκος", "मुनीर", "עדן", "سلمى", "한글", "ᏣᎳᎩ", "𞤀𞤣𞤤𞤢𞤥", "col·lega", "ゴー・ル"]
        {
            assert_eq!((disallowed(&prepare(name)), stray_mark(name)), (None, None), "{name}");
        }
    }

    #[test]
    fn symbols_punctuation_and_other_looks_are_not() {
        for (name, bad) in [
            ("x\u{1F600}", '\u{1F600}'),
            ("x♥", '♥'),
            ("½x", '½'),
            ("oﬃce", 'ﬃ'),
            ("Ⓐ", 'Ⓐ'),
            ("x…", '…'),
            ("a·b", '·'),
            ("l·", '·'),
            ("\u{1100}", '\u{1100}'),
            ("x\u{378}", '\u{378}'),
        ] {
            assert_eq!(disallowed(name), Some(bad), "{name}");
        }
    }

    #[test]
    fn width_and_composition_are_mapped() {
        assert_eq!(prepare("ｅｖａｎ"), "evan");
        assert_eq!(prepare("ｶﾞ"), "ガ");
        assert_eq!(prepare("zoe\u{301}"), "zoé");
        assert_eq!(prepare("\u{1112}\u{1161}\u{11ab}"), "한");
    }

    #[test]
    fn folding_a_folded_text_changes_nothing() {
        let all = ('\u{80}'..=char::MAX).step_by(7).collect::<Vec<_>>();
        for text in all.chunks(16).map(|chunk| chunk.iter().collect::<String>()) {
            let once = fold(&text);
            assert_eq!(fold(&once), once, "{text:?}");
        }
    }

    #[test]
    fn marks_are_few_and_seen() {
        for (name, bad) in [
            ("\u{301}a", Some('\u{301}')),
            ("a\u{332}\u{332}", Some('\u{332}')),
            ("a\u{300}\u{301}\u{302}\u{303}\u{308}", Some('\u{308}')),
            ("admi\u{307}n", Some('\u{307}')),
            ("İlke", None),
            ("a\u{300}\u{301}\u{302}\u{303}b\u{300}", None),
        ] {
            assert_eq!(stray_mark(name), bad, "{name:?}");
        }
    }

    #[test]
    fn directions_are_not_mixed() {
        for (name, right) in [("שלום", true), ("שלום2", true), ("toto", true), ("totoש", false), ("שtoto", false)]
        {
            assert_eq!(keeps_direction(name), right, "{name}");
        }
    }
}
