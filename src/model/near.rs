//! The name most like a misspelt one.

/// The candidate one or two slips of the finger away from `word`, or beginning with it; none when nothing is near.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let allowed = match word.chars().count() {
        0 | 1 => return None,
        2..=5 => 1,
        _ => 2,
    };
    let distance = |candidate: &&str| {
        let candidate = candidate.to_lowercase();
        let slips = strsim::damerau_levenshtein(&word, &candidate);
        if candidate.starts_with(&word) { slips.min(1) } else { slips }
    };
    candidates.into_iter().map(|c| (distance(&c), c)).filter(|(d, _)| *d <= allowed).min().map(|(_, c)| c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_forgiven_and_nonsense_is_not() {
        let verbs = ["NICK", "NAMES", "KICK", "MSG", "QUIT"];
        assert_eq!(nearest("NIK", verbs), Some("NICK"));
        assert_eq!(nearest("QIUT", verbs), Some("QUIT"));
        assert_eq!(nearest("NAM", verbs), Some("NAMES"));
        assert_eq!(nearest("hello", verbs), None);
    }
}
