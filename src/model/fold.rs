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
pub struct Fold(CompactString);

impl Fold {
    /// Folds any text, also one that is no valid name: it then equals none.
    #[must_use]
    pub fn of(text: &str) -> Self {
        if !text.is_ascii() {
            return Fold(precis::fold(text).into());
        }
        let mut folded = CompactString::new(text);
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            folded.make_ascii_lowercase();
        }
        Fold(folded)
    }

    /// The folded text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a name looks like, in lower case: names of the same skeleton can be taken for each other (UTS #39 4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skeleton(CompactString);

/// The skeleton of each ASCII character, which none before or behind it changes.
static ASCII: LazyLock<Vec<String>> =
    LazyLock::new(|| (0..0x80).map(|byte: u8| beyond_ascii(char::from(byte).encode_utf8(&mut [0; 4]))).collect());

impl Skeleton {
    /// The skeletons of a name: of it as it is written, and of it in lower case, where that is another one. One letter
    /// may look like ours only when it is large (Cyrillic `Т`), another only when it is small.
    #[must_use]
    pub fn all(name: &str) -> SmallVec<[Self; 2]> {
        let mut all = smallvec![Self::of(name)];
        // In lower case it is the same name to most.
        if !name.is_ascii() || name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            all.push(Self::of(Fold::of(name).as_str()));
            all.dedup();
        }
        all
    }

    /// A number that names of the same skeleton share, and few others (FNV-1a): an index need not keep the skeleton.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.0
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |number, byte| (number ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
    }

    fn of(text: &str) -> Self {
        if text.is_ascii() {
            return Skeleton(text.bytes().map(|byte| ASCII[usize::from(byte)].as_str()).collect());
        }
        Skeleton(beyond_ascii(text).into())
    }
}

fn beyond_ascii(text: &str) -> String {
    skeleton(text).flat_map(char::to_lowercase).collect()
}

/// Whether one of two names can be taken for the other. Two of ASCII alone never are: `toto1` and `totol` are two people.
#[must_use]
pub fn look_alike(one: &str, other: &str) -> bool {
    if one.is_ascii() && other.is_ascii() {
        return false;
    }
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
    fn ascii_has_the_skeleton_that_the_library_says() {
        let all: String = (' '..='~').collect();
        assert_eq!(Skeleton::of(&all), Skeleton(beyond_ascii(&all).into()));
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
