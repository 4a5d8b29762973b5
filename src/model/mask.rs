//! Masks: texts with wildcards.

use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use super::Fold;

/// A text with wildcards (RFC 2812 2.5): `?` is any one character, `*` any number of them, and a backslash before one of
/// the two makes it a character like others. Case and composition do not matter, as in names.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Mask {
    text: Box<str>,
    tokens: Box<[Token]>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Token {
    /// Any number of characters.
    Many,
    /// Any one character.
    One,
    /// This one, folded.
    Char(char),
}

impl Mask {
    /// Reads a mask. Every text is one.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut tokens = Vec::new();
        let mut plain = String::new();
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '*' | '?' => {
                    push_folded(&mut tokens, &mut plain);
                    push_wild(&mut tokens, c);
                }
                '\\' => plain.push(chars.next_if(|next| matches!(next, '*' | '?')).unwrap_or(c)),
                _ => plain.push(c),
            }
        }
        push_folded(&mut tokens, &mut plain);
        Mask { text: text.into(), tokens: tokens.into() }
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it has no wildcard, and so matches one text alone.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.tokens.iter().all(|token| matches!(token, Token::Char(_)))
    }

    /// Whether a text is one that it stands for. It takes, at worst, the product of the two lengths, as a rule their sum.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        if text.is_ascii() {
            return self.accepts(text.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
        }
        self.matches_fold(&Fold::of(text))
    }

    /// The same, for a text that is folded already.
    #[must_use]
    pub fn matches_fold(&self, text: &Fold) -> bool {
        self.accepts(text.as_str().chars().map(one_sigma))
    }

    fn accepts(&self, text: impl Iterator<Item = char> + Clone) -> bool {
        let (mut tokens, mut text) = (&*self.tokens, text);
        // Behind the last `*`, and where the text went on that is to match it. An earlier `*` need never take more: had
        // it done so, this one could have taken as much less.
        let mut again = None;
        loop {
            let mut next = text.clone();
            let matched = match (tokens.split_first(), next.next()) {
                (Some((Token::Many, [])), _) | (None, None) => return true,
                (Some((Token::Many, behind)), _) => {
                    again = Some((behind, text.clone()));
                    tokens = behind;
                    continue;
                }
                (Some(_), None) => return false,
                (Some((Token::One, behind)), Some(_)) => Some(behind),
                (Some((Token::Char(own), behind)), Some(c)) => (*own == c).then_some(behind),
                (None, Some(_)) => None,
            };
            match (matched, &mut again) {
                (Some(behind), _) => (tokens, text) = (behind, next),
                (None, None) => return false,
                (None, Some((behind, from))) => {
                    from.next();
                    (tokens, text) = (*behind, from.clone());
                }
            }
        }
    }
}

/// Adds the characters so far. Wildcards are read before this: folding turns the wide `＊` into `*`, which is none.
fn push_folded(tokens: &mut Vec<Token>, plain: &mut String) {
    if !plain.is_empty() {
        tokens.extend(Fold::of(plain).as_str().chars().map(one_sigma).map(Token::Char));
        plain.clear();
    }
}

/// The small sigma that ends a word is the other one: before a wildcard nobody knows what ends there.
fn one_sigma(c: char) -> char {
    if c == 'ς' { 'σ' } else { c }
}

/// Adds a wildcard. Several beside each other are kept in one order, `?` before a single `*`: what means the same is equal.
fn push_wild(tokens: &mut Vec<Token>, wild: char) {
    let after_many = tokens.last() == Some(&Token::Many);
    match wild {
        '*' if after_many => {}
        '*' => tokens.push(Token::Many),
        _ if after_many => {
            let many = tokens.len() - 1;
            tokens.insert(many, Token::One);
        }
        _ => tokens.push(Token::One),
    }
}

impl PartialEq for Mask {
    fn eq(&self, other: &Self) -> bool {
        self.tokens == other.tokens
    }
}

impl Eq for Mask {}

impl Hash for Mask {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.tokens.hash(state);
    }
}

impl fmt::Display for Mask {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<String> for Mask {
    fn from(text: String) -> Self {
        Mask::new(&text)
    }
}

impl From<Mask> for String {
    fn from(mask: Mask) -> Self {
        mask.text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(mask: &str, text: &str) -> bool {
        Mask::new(mask).matches(text)
    }

    /// The examples of RFC 2812 2.5, and what its grammar says of the rest.
    #[test]
    fn wildcards_match() {
        for (mask, yes, no) in [
            ("a?c", &["abc", "a?c", "A*C", "aéc", "a🦀c"][..], &["ac", "abbc", "abcd", ""][..]),
            ("a*c", &["ac", "abc", "abbbc", "a*c", "ABCABC"], &["a", "c", "acb", "bac", ""]),
            ("", &[""], &["a", " "]),
            ("*", &["", "a", "a b\tc"], &[]),
            ("?", &["a", "é", "*"], &["", "ab"]),
            ("*?", &["a", "ab"], &[""]),
            ("??*", &["ab", "abc"], &["", "a"]),
            ("*a*b*", &["ab", "xaybz", "aab"], &["ba", "a", "b"]),
            ("*ab", &["ab", "aab", "abab"], &["aba", "b"]),
            ("a*b?d", &["abcd", "abbcd", "axbbxd"], &["abd", "abcde"]),
            ("\\*", &["*"], &["", "a", "\\", "\\*"]),
            ("\\?", &["?"], &["a", "\\?"]),
            ("a\\*b*", &["a*b", "A*Bc"], &["ab", "axb"]),
            ("\\\\*", &["\\*"], &["\\", "\\a", "*"]),
            ("\\", &["\\"], &["", "*"]),
            ("foo\\bar\\", &["foo\\bar\\", "FOO\\BAR\\"], &["foobar"]),
            ("c[o]*l", &["c[o]l", "C[O]OL"], &["col", "cool", "c{o}l"]),
            ("zoé*", &["ZOÉ", "zoe\u{301}e"], &["zoe"]),
            ("ΝΙΚΟΣ*", &["Νικος", "ΝΙΚΟΣΑ", "νικοσα"], &["Νικο"]),
            ("ＷＩＤＥ＊", &["wide*"], &["wider", "wide"]),
            ("wide*", &["ＷＩＤＥ", "ＷＩＤＥ＊"], &[]),
            (
                "*!*@*.example.com",
                &["bob!u@irc.example.com", "b!@.EXAMPLE.com"],
                &["bob!u@example.com", "u@a.example.com"],
            ),
            ("*@127.0.0.?", &["bob!u@127.0.0.1"], &["bob!u@127.0.0.10", "bob!u@127.0.0."]),
        ] {
            for text in yes {
                assert!(matches(mask, text) && Mask::new(mask).matches_fold(&Fold::of(text)), "{mask} {text}");
            }
            for text in no {
                assert!(!matches(mask, text) && !Mask::new(mask).matches_fold(&Fold::of(text)), "{mask} {text}");
            }
        }
    }

    /// The rules of RFC 2812 2.5 word for word, with recursion.
    fn naive(mask: &[char], text: &[char]) -> bool {
        match mask {
            [] => text.is_empty(),
            ['\\', c @ ('*' | '?'), rest @ ..] => text.first() == Some(c) && naive(rest, &text[1..]),
            ['*', rest @ ..] => (0..=text.len()).any(|taken| naive(rest, &text[taken..])),
            ['?', rest @ ..] => !text.is_empty() && naive(rest, &text[1..]),
            [c, rest @ ..] => text.first() == Some(c) && naive(rest, &text[1..]),
        }
    }

    #[test]
    fn agrees_with_a_naive_matcher() {
        let mut random = fastrand::Rng::with_seed(1);
        let mut pick = |from: &[char], most: usize| -> Vec<char> {
            (0..random.usize(..=most)).map(|_| from[random.usize(..from.len())]).collect()
        };
        let mut matched = 0;
        for _ in 0..200_000 {
            let mask = pick(&['a', 'b', '*', '?', '*', '\\', 'é'], 7);
            let text = pick(&['a', 'b', 'a', '*', '?', '\\', 'é'], 8);
            let [mask_text, text_text] = [&mask, &text].map(|chars| chars.iter().collect::<String>());
            let expected = naive(&mask, &text);
            matched += u32::from(expected);
            assert_eq!(matches(&mask_text, &text_text), expected, "{mask_text} {text_text}");
        }
        assert!(matched > 10_000, "only {matched} matched");
    }

    #[test]
    fn no_mask_takes_long() {
        let mask = Mask::new(&"*a".repeat(2000));
        assert!(!mask.matches(&"b".repeat(100_000)));
        assert!(mask.matches(&"a".repeat(2000)));
        assert!(!mask.matches(&("a".repeat(2000) + "b")));
        assert!(!Mask::new(&format!("*{}b", "a".repeat(200))).matches(&"a".repeat(10_000)));
    }

    #[test]
    fn what_means_the_same_is_equal() {
        for (one, other) in [("Bob*", "bOB**"), ("*?", "?*"), ("a*?*?b", "a??*b"), ("É", "e\u{301}"), ("a\\b", "A\\B")]
        {
            assert_eq!(Mask::new(one), Mask::new(other));
        }
        for (one, other) in [("a*", "a\\*"), ("a", "a*"), ("?", "??"), ("＊", "*")] {
            assert_ne!(Mask::new(one), Mask::new(other));
        }
        assert_eq!(Mask::new("Bob**").to_string(), "Bob**");
        assert!(Mask::new("a\\*").is_plain() && !Mask::new("a*").is_plain());
    }
}
