//! Cutting a text that is too long for one message, where a reader minds it least.

use unicode_segmentation::UnicodeSegmentation;

/// Cuts a text into pieces of at most `most` bytes each; put together again they are the text, and an empty text has none.
///
/// A piece ends behind the last space of its final quarter, else between two grapheme clusters, else, where one cluster
/// is longer than `most`, between two characters. A single character longer than `most` is a piece of its own.
pub fn pieces(text: &str, most: usize) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let (piece, behind) = rest.split_at(end_of_piece(rest, most).max(first.len_utf8()));
        rest = behind;
        Some(piece)
    })
}

/// The start of a text, at most `most` bytes of it: it ends between two grapheme clusters, else between two characters.
#[must_use]
pub fn start(text: &str, most: usize) -> &str {
    if text.len() <= most {
        return text;
    }
    let end = cluster_ends(text, most).last().map(|(end, _)| end);
    &text[..end.unwrap_or_else(|| last_char_end(text, most))]
}

fn end_of_piece(text: &str, most: usize) -> usize {
    if text.len() <= most {
        return text.len();
    }
    let (mut end, mut behind_space) = (0, 0);
    for (next, is_space) in cluster_ends(text, most) {
        end = next;
        if is_space {
            behind_space = next;
        }
    }
    match end {
        0 => last_char_end(text, most),
        _ if behind_space > end - end / 4 => behind_space,
        _ => end,
    }
}

/// Where grapheme clusters end, no further than `most`, and whether each is a space.
fn cluster_ends(text: &str, most: usize) -> impl Iterator<Item = (usize, bool)> {
    // Whether clusters part at a place depends on no more than one character behind it (UAX 29, GB1 to GB999).
    let seen = (most + 1..text.len()).find(|&end| text.is_char_boundary(end)).unwrap_or(text.len());
    let ends = text[..seen].grapheme_indices(true).map(|(at, cluster)| (at + cluster.len(), cluster == " "));
    ends.take_while(move |(end, _)| *end <= most)
}

fn last_char_end(text: &str, most: usize) -> usize {
    (0..=most).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAMILY: &str = "👨‍👩‍👧"; // 18 bytes, one cluster

    fn cut(text: &str, most: usize) -> Vec<&str> {
        pieces(text, most).collect()
    }

    #[test]
    fn cuts_between_clusters() {
        for (text, most, expected) in [
            ("", 5, &[][..]),
            ("hello", 5, &["hello"]),
            ("hello!", 5, &["hello", "!"]),
            ("abcdefgh", 3, &["abc", "def", "gh"]),
            ("ééé", 3, &["é", "é", "é"]),
            ("ae\u{301}b", 3, &["a", "e\u{301}", "b"]),
            ("ae\u{301}b", 4, &["ae\u{301}", "b"]),
            ("aaé", 3, &["aa", "é"]),
            ("\u{1F1EB}\u{1F1F7}\u{1F1E9}\u{1F1EA}", 12, &["\u{1F1EB}\u{1F1F7}", "\u{1F1E9}\u{1F1EA}"]),
            ("x👨‍👩‍👧y", 18, &["x", FAMILY, "y"]),
            ("x👨‍👩‍👧y", 19, &["x👨‍👩‍👧", "y"]),
            (FAMILY, 17, &["👨‍👩‍", "👧"]),
            (FAMILY, 4, &["👨", "\u{200d}", "👩", "\u{200d}", "👧"]),
            ("é🦀x", 1, &["é", "🦀", "x"]),
            ("é🦀x", 0, &["é", "🦀", "x"]),
        ] {
            assert_eq!(cut(text, most), expected, "{text:?} in pieces of {most}");
        }
    }

    #[test]
    fn prefers_the_last_space_of_the_final_quarter() {
        for (text, most, expected) in [
            ("one two three", 8, &["one two ", "three"][..]),
            ("aaaaaa bbbbbb", 8, &["aaaaaa ", "bbbbbb"]),
            ("aaaaa bbbbbbb", 8, &["aaaaa bb", "bbbbb"]),
            ("aaaaaaaa bbbb", 8, &["aaaaaaaa", " bbbb"]),
            ("aaaaaa \u{301}bbb", 8, &["aaaaaa", " \u{301}bbb"]),
            ("        x", 4, &["    ", "    ", "x"]),
        ] {
            assert_eq!(cut(text, most), expected, "{text:?} in pieces of {most}");
        }
    }

    #[test]
    fn keeps_only_the_start() {
        for (text, most, expected) in [
            ("hello", 9, "hello"),
            ("hello", 4, "hell"),
            ("a b c", 4, "a b "),
            ("aé", 2, "a"),
            ("e\u{301}", 2, "e"),
            ("é", 1, ""),
        ] {
            assert_eq!(start(text, most), expected, "{text:?} to {most}");
        }
    }

    #[test]
    fn loses_nothing_and_keeps_to_the_limit() {
        let mut random = fastrand::Rng::with_seed(4);
        let parts = [
            "a",
            " ",
            "é",
            "e\u{301}",
            "\u{301}",
            "🦀",
            FAMILY,
            "\u{200d}",
            "\u{1F1EB}",
            "가",
            "\u{11A8}",
            "\r\n",
            "word",
        ];
        for _ in 0..5000 {
            let text: String = (0..random.usize(..60)).map(|_| parts[random.usize(..parts.len())]).collect();
            let most = random.usize(4..40);
            let all = cut(&text, most);
            assert_eq!(all.concat(), text);
            assert!(all.iter().all(|piece| !piece.is_empty() && piece.len() <= most), "{all:?} {most}");
            let kept = start(&text, most);
            assert!(text.starts_with(kept) && kept.len() <= most, "{text:?} {most} {kept:?}");
            let borders: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect();
            let longest = borders.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or(0);
            if longest <= most {
                let mut at = 0;
                for piece in &all {
                    at += piece.len();
                    assert!(borders.contains(&at), "{text:?} {most} {all:?}");
                }
            }
        }
    }

    #[test]
    fn a_huge_cluster_takes_little_time() {
        let text = format!("e{}", "\u{301}".repeat(500_000));
        assert_eq!(pieces(&text, 400).map(str::len).sum::<usize>(), text.len());
    }
}
