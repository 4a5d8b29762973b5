//! A text of others, made safe to show: formatting read (modern.ircdocs.horse "Formatting"), control characters shown
//! as pictures, and broken into lines of a width.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// A text without control characters but line ends, and how its parts look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rich {
    /// What is read.
    pub text: String,
    /// The looks of its bytes, one part behind the other; what lies behind the last looks plain.
    pub faces: Vec<(Range<usize>, Face)>,
}

/// How a part of a text looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Face {
    /// 0x02.
    pub bold: bool,
    /// 0x1D.
    pub italic: bool,
    /// 0x1F.
    pub underline: bool,
    /// 0x1E.
    pub strike: bool,
    /// 0x16.
    pub reverse: bool,
    /// Of the letters.
    pub ink: Option<Ink>,
    /// Behind them.
    pub paper: Option<Ink>,
}

/// A colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// One of the ninety-nine of 0x03.
    Numbered(u8),
    /// Red, green, blue: 0x04.
    Rgb(u8, u8, u8),
}

/// Columns on the screen.
#[must_use]
pub fn width(text: &str) -> usize {
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

/// The longest start of a text that takes no more than these columns.
#[must_use]
pub fn cut(text: &str, columns: usize) -> &str {
    let mut taken = 0;
    for (at, letter) in text.grapheme_indices(true) {
        taken += letter.width();
        if taken > columns {
            return &text[..at];
        }
    }
    text
}

impl Rich {
    /// Reads a text as it came.
    #[must_use]
    pub fn read(text: &str) -> Rich {
        let mut rich = Rich { text: String::with_capacity(text.len()), faces: Vec::new() };
        let (mut face, mut begun, mut rest) = (Face::default(), 0, text);
        while let Some(c) = rest.chars().next() {
            let before = face;
            rest = &rest[c.len_utf8()..];
            match c {
                '\x02' => face.bold = !face.bold,
                '\x1d' => face.italic = !face.italic,
                '\x1f' => face.underline = !face.underline,
                '\x1e' => face.strike = !face.strike,
                '\x16' => face.reverse = !face.reverse,
                '\x11' => {}
                '\x0f' => face = Face::default(),
                '\x03' => rest = colours(rest, &mut face, numbered),
                '\x04' => rest = colours(rest, &mut face, rgb),
                c => {
                    rich.text.push(shown(c));
                    continue;
                }
            }
            if before != face {
                rich.close(begun, before);
                begun = rich.text.len();
            }
        }
        rich.close(begun, face);
        rich
    }

    fn close(&mut self, begun: usize, face: Face) {
        if begun < self.text.len() && face != Face::default() {
            self.faces.push((begun..self.text.len(), face));
        }
    }

    /// Its lines, of at most `first` columns and then of at most `others`; there is at least one.
    #[must_use]
    pub fn lines(&self, first: usize, others: usize) -> Vec<Range<usize>> {
        let (mut lines, mut start, mut taken, mut most) = (Vec::new(), 0, 0, first.max(1));
        // Where the line may be broken: behind the last space, and the columns taken up to there.
        let mut space: Option<(usize, usize)> = None;
        for (at, letter) in self.text.grapheme_indices(true) {
            if letter.ends_with('\n') {
                lines.push(start..at);
                (start, taken, space, most) = (at + letter.len(), 0, None, others.max(1));
                continue;
            }
            let wide = letter.width();
            if taken + wide > most && at > start {
                let (end, kept) = match space.filter(|_| letter != " ") {
                    Some((end, columns)) => (end, taken - columns),
                    None => (at, 0),
                };
                lines.push(start..end);
                (start, taken, space, most) = (end, kept, None, others.max(1));
                if letter == " " && taken == 0 {
                    start = at + 1;
                    continue;
                }
            }
            taken += wide;
            if letter == " " {
                space = Some((at + 1, taken));
            }
        }
        lines.push(start..self.text.len());
        lines
    }

    /// The parts of a stretch of the text, with their looks.
    pub fn parts(&self, range: Range<usize>) -> impl Iterator<Item = (&str, Face)> {
        let mut at = range.start;
        let mut faces = self.faces.iter().skip_while(move |(part, _)| part.end <= range.start).peekable();
        std::iter::from_fn(move || {
            if at >= range.end {
                return None;
            }
            let (end, face) = match faces.peek() {
                Some((part, face)) if part.start <= at => {
                    let found = (part.end.min(range.end), *face);
                    faces.next();
                    found
                }
                Some((part, _)) => (part.start.min(range.end), Face::default()),
                None => (range.end, Face::default()),
            };
            let part = &self.text[at..end];
            at = end;
            Some((part, face))
        })
    }
}

/// What is shown for a character: for one that a terminal would obey, a picture of it.
fn shown(c: char) -> char {
    match c {
        '\n' => '\n',
        '\t' => ' ',
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\x7f' => '\u{2421}',
        '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' => '\u{fffd}',
        c => c,
    }
}

/// Reads a colour off the start of a text, and tells what stands behind it.
type Reader = fn(&str) -> Option<(Option<Ink>, &str)>;

/// Reads a colour, or two with a comma between them, or none, which ends colours.
fn colours<'t>(text: &'t str, face: &mut Face, read: Reader) -> &'t str {
    let Some((ink, rest)) = read(text) else {
        (face.ink, face.paper) = (None, None);
        return text;
    };
    face.ink = ink;
    match rest.strip_prefix(',').and_then(read) {
        Some((paper, rest)) => {
            face.paper = paper;
            rest
        }
        None => rest,
    }
}

fn numbered(text: &str) -> Option<(Option<Ink>, &str)> {
    let digits = text.bytes().take(2).take_while(u8::is_ascii_digit).count();
    let number: u8 = text[..digits].parse().ok()?;
    Some(((number < 99).then_some(Ink::Numbered(number)), &text[digits..]))
}

fn rgb(text: &str) -> Option<(Option<Ink>, &str)> {
    let digits = text.get(..6).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    Some((Some(Ink::Rgb(part(0)?, part(2)?, part(4)?)), &text[6..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formatting_is_read_and_taken_out() {
        let rich = Rich::read("a \x02b\x02 \x034,12c\x03 \x04ff0080d\x0f\x1de");
        assert_eq!(rich.text, "a b c de");
        let bold = Face { bold: true, ..Face::default() };
        let red = Face { ink: Some(Ink::Numbered(4)), paper: Some(Ink::Numbered(12)), ..Face::default() };
        let pink = Face { ink: Some(Ink::Rgb(255, 0, 128)), ..Face::default() };
        let italic = Face { italic: true, ..Face::default() };
        assert_eq!(rich.faces, [(2..3, bold), (4..5, red), (6..7, pink), (7..8, italic)]);
        let parts: Vec<_> = rich.parts(1..7).map(|(part, face)| (part.to_owned(), face)).collect();
        let plain = Face::default();
        let expected = [(" ", plain), ("b", bold), (" ", plain), ("c", red), (" ", plain), ("d", pink)];
        assert_eq!(parts, expected.map(|(part, face)| (part.to_owned(), face)));
    }

    #[test]
    fn what_a_terminal_would_obey_is_shown_as_a_picture() {
        assert_eq!(Rich::read("\x1b[2J\x07\x7f\u{9b}1m\u{202e}x\ty").text, "␛[2J␇␡\u{fffd}1m\u{fffd}x y");
    }

    #[test]
    fn lines_break_at_spaces_and_never_inside_a_letter() {
        let broken = |text: &str, first, others| {
            let rich = Rich::read(text);
            rich.lines(first, others).into_iter().map(|line| rich.text[line].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(broken("one two three", 20, 20), ["one two three"]);
        assert_eq!(broken("one two three", 8, 5), ["one two ", "three"]);
        assert_eq!(broken("one two three", 7, 5), ["one two", "three"]);
        assert_eq!(broken("abcdefgh", 3, 2), ["abc", "de", "fg", "h"]);
        assert_eq!(broken("日本語", 4, 4), ["日本", "語"]);
        assert_eq!(broken("👩‍👩‍👧x👩‍👩‍👧", 3, 2), ["👩‍👩‍👧x", "👩‍👩‍👧"]);
        assert_eq!(broken("a\nb\n", 5, 5), ["a", "b", ""]);
        assert_eq!(broken("", 5, 5), [""]);
        assert_eq!((width("été日👩‍👩‍👧"), cut("a日b", 2)), (7, "a"));
    }
}
