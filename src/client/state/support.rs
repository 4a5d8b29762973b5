//! What the server said of itself: `005 RPL_ISUPPORT` (modern.ircdocs.horse).

use std::borrow::Cow;

/// What matters of it here, with what holds where nothing was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Support {
    /// Modes of members and their marks, the highest first: `o` `@`.
    pub ranks: Vec<(char, char)>,
    /// First letters of channels' names.
    pub channel_types: String,
    /// Letters of modes: lists, with a word always, with a word when set, alone.
    pub channel_modes: [String; 4],
    /// How names that are the same are told.
    pub casemapping: Casemapping,
    /// What the network calls itself.
    pub network: Option<String>,
    /// Most lines that one may ask of the history; none: there is none (IRCv3 chathistory).
    pub history: Option<u32>,
}

/// How names that are the same are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Casemapping {
    /// A to Z are a to z.
    Ascii,
    /// Also `[]\^` are `{}|~`: what holds where nothing was said.
    Rfc1459,
    /// As Unicode has it.
    Unicode,
}

impl Default for Support {
    fn default() -> Self {
        Support {
            ranks: vec![('o', '@'), ('v', '+')],
            channel_types: "#&".into(),
            channel_modes: ["beI", "k", "l", "imnpst"].map(str::to_owned),
            casemapping: Casemapping::Rfc1459,
            network: None,
            history: None,
        }
    }
}

impl Support {
    /// Reads a token, `KEY=value` or `KEY`; what is unknown is passed over.
    pub fn read(&mut self, token: &str) {
        let (key, value) = token.split_once('=').unwrap_or((token, ""));
        match key {
            "PREFIX" => {
                let (letters, marks) =
                    value.strip_prefix('(').and_then(|rest| rest.split_once(')')).unwrap_or_default();
                self.ranks = letters.chars().zip(marks.chars()).collect();
            }
            "CHANTYPES" => self.channel_types = value.to_owned(),
            "CHANMODES" => {
                let mut kinds = value.split(',').map(str::to_owned);
                self.channel_modes = [(); 4].map(|()| kinds.next().unwrap_or_default());
            }
            "CASEMAPPING" => {
                self.casemapping = match value {
                    "ascii" => Casemapping::Ascii,
                    "rfc1459" | "rfc1459-strict" | "strict-rfc1459" => Casemapping::Rfc1459,
                    _ => Casemapping::Unicode,
                };
            }
            "NETWORK" => self.network = Some(value.to_owned()),
            "CHATHISTORY" | "draft/CHATHISTORY" => {
                self.history = Some(value.parse().ok().filter(|most| *most > 0).unwrap_or(100));
            }
            _ => {}
        }
    }

    /// A name as it is compared with others.
    #[must_use]
    pub fn fold(&self, name: &str) -> String {
        match self.casemapping {
            Casemapping::Ascii => name.to_ascii_lowercase(),
            Casemapping::Rfc1459 => name
                .chars()
                .map(|c| match c {
                    '[' => '{',
                    ']' => '}',
                    '\\' => '|',
                    '^' => '~',
                    c => c.to_ascii_lowercase(),
                })
                .collect(),
            Casemapping::Unicode => name.to_lowercase(),
        }
    }

    /// Whether two names are the same.
    #[must_use]
    pub fn same(&self, one: &str, other: &str) -> bool {
        one == other || self.fold(one) == self.fold(other)
    }

    /// Whether this is the name of a channel.
    #[must_use]
    pub fn is_channel(&self, name: &str) -> bool {
        name.chars().next().is_some_and(|first| self.channel_types.contains(first))
    }

    /// A name as that of a channel, with a `#` where it has no such letter.
    #[must_use]
    pub fn channel<'t>(&self, name: &'t str) -> Cow<'t, str> {
        if self.is_channel(name) { name.into() } else { format!("#{name}").into() }
    }

    /// Cuts the marks of ranks off a name: of `@+bob`, `@+` and `bob`.
    #[must_use]
    pub fn marks<'t>(&self, name: &'t str) -> (&'t str, &'t str) {
        let end = name.find(|c| !self.ranks.iter().any(|(_, mark)| *mark == c)).unwrap_or(name.len());
        name.split_at(end)
    }

    /// The marks, sorted from the highest on, each once.
    #[must_use]
    pub fn sorted(&self, marks: &str) -> String {
        self.ranks.iter().map(|(_, mark)| *mark).filter(|mark| marks.contains(*mark)).collect()
    }

    /// Where a mark stands; those without come last.
    #[must_use]
    pub fn height(&self, marks: &str) -> usize {
        let first = marks.chars().next();
        self.ranks.iter().position(|(_, mark)| Some(*mark) == first).unwrap_or(self.ranks.len())
    }

    /// The changes of a channel's modes: on or off, the letter, its word.
    #[must_use]
    pub fn mode_changes(&self, letters: &str, words: &[&str]) -> Vec<(bool, char, Option<String>)> {
        let [lists, always, when_set, _] = &self.channel_modes;
        let (mut on, mut words, mut changes) = (true, words.iter(), Vec::new());
        for letter in letters.chars() {
            match letter {
                '+' => on = true,
                '-' => on = false,
                letter => {
                    let of_member = self.ranks.iter().any(|(mode, _)| *mode == letter);
                    let has_word = of_member
                        || lists.contains(letter)
                        || always.contains(letter)
                        || on && when_set.contains(letter);
                    let word = has_word.then(|| words.next().map(|word| (*word).to_owned())).flatten();
                    changes.push((on, letter, word));
                }
            }
        }
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_read() {
        let mut support = Support::default();
        for token in ["PREFIX=(qov)~@+", "CHANTYPES=#", "CHANMODES=b,k,l,imn", "CASEMAPPING=ascii", "X", "NETWORK=lab"]
        {
            support.read(token);
        }
        assert_eq!(support.marks("~@bob"), ("~@", "bob"));
        assert!(support.same("Bob", "bOB") && !support.same("a[", "a{"));
        assert!(support.is_channel("#c") && !support.is_channel("&c"));
        assert_eq!(support.sorted("+~"), "~+");
        let changes = support.mode_changes("+ok-bl+n", &["bob", "key", "*!*@x"]);
        let word = |word: &str| Some(word.to_owned());
        assert_eq!(
            changes,
            [
                (true, 'o', word("bob")),
                (true, 'k', word("key")),
                (false, 'b', word("*!*@x")),
                (false, 'l', None),
                (true, 'n', None)
            ]
        );
        assert!(Support::default().same("a[\\^", "A{|~"));
    }
}
