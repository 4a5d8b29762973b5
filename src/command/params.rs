//! A command's form: `[#channel] <nick> [reason...]`. It is grammar and usage line at once.
//!
//! | written | means |
//! | --- | --- |
//! | `<nick>` | a word that must be there |
//! | `[count]` | a word that may be left out |
//! | `[#channel]` | a channel that may be left out, also before other words: it is known by its `#` |
//! | `<nick,...>` | several, separated by commas (or semicolons): the command runs once for each |
//! | `<text...>` | the rest of the line, spaces and all; always last |
//! | `[word]...` | any number of words; always last |

use std::collections::BTreeSet;

use smallvec::{SmallVec, smallvec};

use super::Tongue;
use crate::model::{ChannelName, Fold, Rest};

/// A form, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(Vec<Param>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Param {
    required: bool,
    kind: Kind,
    /// It is called `server`: it names one.
    server: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Word,
    Hash,
    List,
    Text,
    Words,
}

/// The words of a request, one slot a parameter.
pub(super) type Slots<'a> = SmallVec<[Option<&'a str>; 4]>;

impl Params {
    /// Takes a form apart.
    ///
    /// # Errors
    /// Says what is malformed.
    pub fn parse(form: &str) -> Result<Self, String> {
        let params = form.split_whitespace().map(Param::parse).collect::<Result<Vec<_>, _>>()?;
        for pair in params.windows(2) {
            if matches!(pair[0].kind, Kind::Text | Kind::Words) {
                return Err("`...` takes the rest of the line: nothing can follow it".into());
            }
            if !pair[0].required && pair[0].kind != Kind::Hash && pair[1].required {
                return Err("a word that must be there cannot follow one that may be left out".into());
            }
        }
        Ok(Params(params))
    }

    /// The fewest and the most words; no most when a text ends the form.
    #[must_use]
    pub fn words(&self) -> (usize, Option<usize>) {
        let least = self.0.iter().filter(|param| param.required).count();
        let endless = self.0.last().is_some_and(|param| matches!(param.kind, Kind::Text | Kind::Words));
        (least, (!endless).then_some(self.0.len()))
    }

    /// Puts what stands behind a verb into slots; none when there are too few words, or too many.
    pub(super) fn shape<'a>(&self, rest: &Rest<'a>) -> Option<Slots<'a>> {
        match rest {
            Rest::Text(text) => self.shape_text(text),
            Rest::Words(words) => self.shape_words(words),
        }
    }

    /// The server that is named among these words.
    pub(super) fn server<'a>(&self, slots: &Slots<'a>) -> Option<&'a str> {
        let place = self.0.iter().position(|param| param.server)?;
        *slots.get(place)?
    }

    fn shape_text<'a>(&self, text: &'a str) -> Option<Slots<'a>> {
        let mut rest = text.trim_start();
        let mut slots = Slots::with_capacity(self.0.len());
        for param in &self.0 {
            if param.kind == Kind::Words {
                slots.extend(rest.split_whitespace().map(Some));
                return Some(slots);
            }
            let end = if param.kind == Kind::Text { rest.len() } else { end_of_word(rest) };
            let word = &rest[..end];
            let channel = word.starts_with(ChannelName::is_prefix);
            let there = !word.trim_end().is_empty() && (param.kind != Kind::Hash || channel);
            if there {
                slots.push(Some(word));
                rest = rest[end..].trim_start();
            } else if param.required {
                return None;
            } else {
                slots.push(None);
            }
        }
        rest.is_empty().then_some(slots)
    }

    fn shape_words<'a>(&self, words: &[&'a str]) -> Option<Slots<'a>> {
        let mut words = words.iter().copied().peekable();
        let mut slots = Slots::with_capacity(self.0.len());
        for param in &self.0 {
            if param.kind == Kind::Words {
                slots.extend(words.map(Some));
                return Some(slots);
            }
            let fits = |word: &&str| match param.kind {
                Kind::Text => !param.required || !word.is_empty(),
                Kind::Hash => word.starts_with(ChannelName::is_prefix),
                Kind::Word | Kind::List | Kind::Words => !word.is_empty(),
            };
            let word = if words.peek().is_some_and(fits) { words.next() } else { None };
            if word.is_none() && param.required {
                return None;
            }
            slots.push(word);
        }
        Some(slots)
    }

    /// One set of slots for each name of the first list, the other lists taken side by side with it; `slots` itself when
    /// there is no list. Where one name stands before a list that must be there, it stands before each of that list
    /// (RFC 2812 3.2.8).
    pub(super) fn each<'a>(&self, slots: Slots<'a>, tongue: Tongue) -> SmallVec<[Slots<'a>; 1]> {
        let is_comma = is_comma(tongue);
        let is_list = |i: &usize| self.0[*i].kind == Kind::List;
        let has_several = |i: usize| slots[i].is_some_and(|words| words.bytes().any(|byte| is_comma(byte.into())));
        if !(0..self.0.len()).filter(is_list).any(has_several) {
            return smallvec![slots];
        }
        let lists: Vec<usize> = (0..self.0.len()).filter(is_list).collect();
        let Some(first) = lists.first().and_then(|i| slots[*i]) else { return smallvec![slots] };
        let second = lists.get(1).filter(|i| self.0[**i].required).and_then(|i| slots[*i]);
        let lone = !first.contains(is_comma);
        let set = |place: usize| {
            let mut set = slots.clone();
            for list in &lists {
                let place = if lone && *list == lists[0] { 0 } else { place };
                let word = slots[*list].and_then(|words| words.split(is_comma).nth(place));
                set[*list] = word.filter(|word| !word.is_empty());
            }
            set
        };
        let places: Vec<usize> = match second {
            // Of pairs a name may stand in several.
            Some(_) if !lone => (0..first.split(is_comma).count()).collect(),
            _ => names(second.unwrap_or(first), tongue).into_iter().map(|(place, _)| place).collect(),
        };
        let sets = places.into_iter().map(set);
        let whole = |set: &Slots| lists.iter().all(|list| set[*list].is_some() || !self.0[*list].required);
        sets.filter(whole).collect()
    }
}

impl Param {
    fn parse(written: &str) -> Result<Self, String> {
        let wrong = || format!("`{written}` is neither <word> nor [word]");
        if let Some(one) = written.strip_suffix("]...") {
            let Param { kind, .. } = Param::parse(&format!("{one}]"))?;
            return if kind == Kind::Word {
                Ok(Param { required: false, kind: Kind::Words, server: false })
            } else {
                Err(wrong())
            };
        }
        let (required, inner) = if let Some(inner) = written.strip_prefix('<').and_then(|w| w.strip_suffix('>')) {
            (true, inner)
        } else {
            (false, written.strip_prefix('[').and_then(|w| w.strip_suffix(']')).ok_or_else(wrong)?)
        };
        let (kind, name) = if let Some(name) = inner.strip_suffix(",...") {
            (Kind::List, name)
        } else if let Some(name) = inner.strip_suffix("...") {
            (Kind::Text, name)
        } else if let Some(name) = inner.strip_prefix('#').filter(|_| !required) {
            (Kind::Hash, name)
        } else {
            (Kind::Word, inner)
        };
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || "-|/".contains(c)) {
            return Err(wrong());
        }
        Ok(Param { required, kind, server: name == "server" })
    }
}

fn end_of_word(text: &str) -> usize {
    text.find(char::is_whitespace).unwrap_or(text.len())
}

/// What separates the names of a list: in IRC a semicolon may be part of a name.
fn is_comma(tongue: Tongue) -> impl Fn(char) -> bool + Copy {
    move |c| c == ',' || c == ';' && tongue != Tongue::Irc
}

/// The names of a list with their places in it, each once, whatever its case.
pub(super) fn names(list: &str, tongue: Tongue) -> Vec<(usize, &str)> {
    let mut seen = BTreeSet::new();
    let named = list.split(is_comma(tongue)).enumerate().filter(|(_, name)| !name.is_empty());
    named.filter(|(_, name)| seen.insert(Fold::of(name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shaped(form: &str, text: &str) -> Option<Vec<Option<String>>> {
        let slots = Params::parse(form).unwrap().shape(&Rest::Text(text))?;
        Some(slots.into_iter().map(|slot| slot.map(str::to_owned)).collect())
    }

    fn some(word: &str) -> Option<String> {
        Some(word.to_owned())
    }

    #[test]
    fn spaces_count_inside_a_text_and_nowhere_else() {
        assert_eq!(shaped("<nick> <text...>", "  bob   hi  there "), Some(vec![some("bob"), some("hi  there ")]));
        assert_eq!(shaped("<nick> <text...>", "bob  "), None);
    }

    #[test]
    fn a_channel_is_known_by_its_hash() {
        let form = "[#channel] <nick> [reason...]";
        assert_eq!(shaped(form, "#tp bob go away"), Some(vec![some("#tp"), some("bob"), some("go away")]));
        assert_eq!(shaped(form, "bob"), Some(vec![None, some("bob"), None]));
        assert_eq!(shaped(form, "#tp"), None);
    }

    #[test]
    fn too_many_words_are_refused() {
        assert_eq!(shaped("[channel]", "one two"), None);
        assert_eq!(shaped("", "word"), None);
        assert_eq!(shaped("", "  "), Some(vec![]));
    }

    #[test]
    fn lists_are_taken_side_by_side_and_each_element_once() {
        let params = Params::parse("<channel,...> [key,...]").unwrap();
        let slots = params.shape(&Rest::Text("#a,#b;#A k1,k2")).unwrap();
        let sets = params.each(slots, Tongue::Line);
        assert_eq!(sets.len(), 2);
        assert_eq!(sets[1].as_slice(), [Some("#b"), Some("k2")]);
    }

    /// RFC 2812 3.2.8: one channel for all, or as many as there are people, be it the same one.
    #[test]
    fn lists_that_must_both_be_there_are_one_for_all_or_pairs() {
        let params = Params::parse("<channel,...> <nick,...>").unwrap();
        let pairs = |text: &str| {
            let slots = params.shape(&Rest::Text(text)).unwrap();
            let sets = params.each(slots, Tongue::Irc).into_iter();
            sets.map(|set| set.into_iter().flatten().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>()
        };
        assert_eq!(pairs("#a b,c,B"), ["#a b", "#a c"]);
        assert_eq!(pairs("#a,#a b,c"), ["#a b", "#a c"]);
        assert_eq!(pairs("#a,#b c,c"), ["#a c", "#b c"]);
        assert_eq!(pairs("#a,#b,#c d,e"), ["#a d", "#b e"]);
    }

    #[test]
    fn malformed_forms_are_told() {
        for bad in ["nick", "<nick", "[text...] <nick>", "<a...> <b>", "[a] <b>", "<>", "<a b>"] {
            assert!(Params::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(Params::parse("<nick> [text...]").unwrap().words(), (1, None));
    }
}
