//! How names are compared: which are the same, and which only look the same.

use std::sync::LazyLock;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use smallvec::{SmallVec, smallvec};
use unicode_security::skeleton;

use super::precis;

/// A name as it is compared, the same everywhere, for nicks and channels, in every dialect: in any case, in any width,
/// however its accents are composed.
///
/// ASCII letters lose their case, and nothing else of ASCII changes: `[` is not `{` (`CASEMAPPING=ascii`). Beyond ASCII
/// the rules are those of RFC 8265 3.3 (`UTF8MAPPING=rfc8265`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "CompactString", into = "CompactString")]
pub struct Fold {
    /// The first bytes as a number, which mostly tells which of two comes first.
    start: u64,
    text: CompactString,
}

impl Fold {
    /// Folds any text, also one that is no valid name: it then equals none.
    #[must_use]
    pub fn of(text: &str) -> Self {
        if !text.is_ascii() {
            return CompactString::from(precis::fold(text)).into();
        }
        let mut folded = CompactString::new(text);
        folded.make_ascii_lowercase();
        folded.into()
    }

    /// The folded text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// What was folded already.
impl From<CompactString> for Fold {
    fn from(text: CompactString) -> Self {
        let mut start = [0; 8];
        start.iter_mut().zip(text.bytes()).for_each(|(place, byte)| *place = byte);
        Fold { start: u64::from_be_bytes(start), text }
    }
}

impl From<Fold> for CompactString {
    fn from(fold: Fold) -> Self {
        fold.text
    }
}

/// What a name looks like, in lower case: names of the same skeleton can be taken for each other (UTS #39 4).
#[derive(Clone, Debug, PartialEq, Eq)]
struct Skeleton(CompactString);

/// The skeleton of each ASCII character, which none before or behind it changes.
static ASCII: LazyLock<Vec<String>> =
    LazyLock::new(|| (0..0x80).map(|byte: u8| beyond_ascii(char::from(byte).encode_utf8(&mut [0; 4]))).collect());

impl Skeleton {
    /// The skeletons of a name: of it as it is written, and of it in lower case, where that is another one. One letter
    /// may look like ours only when it is large (Cyrillic `Т`), another only when it is small.
    fn all(name: &str) -> SmallVec<[Self; 2]> {
        let mut all = smallvec![Self::of(name)];
        // In lower case it is the same name to most.
        if !name.is_ascii() || name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            all.push(Self::of(Fold::of(name).as_str()));
            all.dedup();
        }
        all
    }

    fn of(text: &str) -> Self {
        if text.is_ascii() {
            return Skeleton(text.bytes().map(|byte| ASCII[usize::from(byte)].as_str()).collect());
        }
        Skeleton(beyond_ascii(text).into())
    }
}

/// A number for each skeleton of a name, which names of the same skeleton share, and few others: for an index of them. No
/// skeleton is made of a name of ASCII.
#[must_use]
pub fn looks(name: &str) -> SmallVec<[u64; 2]> {
    if !name.is_ascii() {
        return Skeleton::all(name).iter().map(|skeleton| number(skeleton.0.bytes())).collect();
    }
    let mut all = smallvec![look(name.bytes())];
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        all.push(look(name.bytes().map(|byte| byte.to_ascii_lowercase())));
        all.dedup();
    }
    all
}

/// The number of the skeleton of ASCII characters.
fn look(name: impl Iterator<Item = u8>) -> u64 {
    let skeletons = &*ASCII;
    number(name.flat_map(|byte| skeletons[usize::from(byte)].bytes()))
}

/// A number for these bytes (FNV-1a).
fn number(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |number, byte| (number ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

fn beyond_ascii(text: &str) -> String {
    skeleton(text).flat_map(char::to_lowercase).collect()
}

/// Whether one of two names can be taken for the other. Two of ASCII alone never are: `toto1` and `totol` are two people.
#[must_use]
pub fn look_alike(one: &str, other: &str) -> bool {
    !(one.is_ascii() && other.is_ascii()) && same_look(one, other)
}

/// Whether two names have a skeleton in common.
#[must_use]
pub fn same_look(one: &str, other: &str) -> bool {
    let others = Skeleton::all(other);
    Skeleton::all(one).iter().any(|skeleton| others.contains(skeleton))
}

/// Whether a character leaves nothing to see: it is invisible, or changes how the text around it is laid out.
pub(super) fn is_unseen(c: char) -> bool {
    super::is_format(c) || skeleton(c.encode_utf8(&mut [0; 4])).next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_in_any_case_width_and_composition() {
        for (one, other) in [
            ("TOTO", "toto"),
            ("Zoé", "ZOE\u{301}"),
            ("ＴＯＴＯ", "toto"),
            ("ΝΙΚΟΣ", "Νικος"),
            ("ОЛЬГА", "ольга"),
            ("ᏣᎳᎩ", "ꮳꮃꭹ"),
            ("#TÉLÉ", "#télé"),
            ("\u{212A}elvin", "kelvin"),
        ] {
            assert_eq!(Fold::of(one), Fold::of(other), "{one} {other}");
        }
        for (one, other) in [("a[]\\~", "a{}|^"), ("été", "ete"), ("straße", "strasse"), ("İ", "i"), ("ı", "i")] {
            assert_ne!(Fold::of(one), Fold::of(other), "{one} {other}");
        }
    }

    #[test]
    fn they_are_sorted_as_their_texts_are() {
        let texts = ["", "a", "a\0", "ab", "abcdefgh", "abcdefgh\0", "abcdefghi", "abcdefgi", "b", "é", "山"];
        assert!(texts.is_sorted() && texts.map(Fold::of).is_sorted());
    }

    #[test]
    fn ascii_has_the_skeleton_that_the_library_says() {
        let all: String = (' '..='~').collect();
        assert_eq!(Skeleton::of(&all), Skeleton(beyond_ascii(&all).into()));
    }

    #[test]
    fn each_skeleton_has_its_number() {
        for name in ["toto1", "IRIS", "Emily|0", "Zoé", "Аlice", ""] {
            let numbers: Vec<u64> = Skeleton::all(name).iter().map(|skeleton| number(skeleton.0.bytes())).collect();
            assert_eq!(looks(name).as_slice(), numbers, "{name}");
        }
    }

    #[test]
    fn names_that_can_be_taken_for_each_other() {
        for (one, other) in [
            ("alice", "аlice"),
            ("Alice", "аlice"),
            ("alice", "Аlice"),
            ("TOTO", "ТОТО"),
            ("toto", "ТОТО"),
            ("emily", "еmily"),
            ("IRIS", "ІRIS"),
            ("iris", "ІRIS"),
            ("paypal", "раураl"),
            ("toto1", "tоtol"),
            ("сор", "cop"),
            ("Zoé", "Zоé"),
        ] {
            assert!(look_alike(one, other) && look_alike(other, one), "{one} {other}");
        }
        for (one, other) in [("toto1", "totol"), ("toto", "TOTO"), ("été", "ete"), ("山田", "山本"), ("ольга", "олга")]
        {
            assert!(!look_alike(one, other), "{one} {other}");
        }
    }

    #[test]
    fn what_cannot_be_seen_is_known() {
        for c in
            ['\u{ad}', '\u{34f}', '\u{61c}', '\u{180e}', '\u{200b}', '\u{202e}', '\u{3164}', '\u{fe0f}', '\u{e0041}']
        {
            assert!(is_unseen(c), "{c:?}");
        }
        assert!(!['a', 'é', '山', '\u{301}', '-', '♥'].into_iter().any(is_unseen));
    }
}
