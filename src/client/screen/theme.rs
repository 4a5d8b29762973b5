//! How things look: colours that are read on light and on dark, or none at all.

use std::hash::{DefaultHasher, Hash, Hasher};

use ratatui::style::{Color, Modifier, Style};

use crate::client::rich::{Face, Ink};

/// Colours of nicks, of the 256: each is read on white and on black.
const OF_NICKS: [u8; 14] = [25, 28, 30, 61, 64, 66, 91, 94, 97, 125, 130, 131, 161, 166];

/// Colours 0 to 15 of messages, of the 256 (modern.ircdocs.horse "Colors").
const BASIC: [u8; 16] = [15, 0, 4, 2, 9, 1, 5, 208, 11, 10, 6, 14, 12, 13, 8, 7];

/// Colours 16 to 98 of messages, of the 256 (modern.ircdocs.horse "Colors 16-98").
const MORE: [u8; 83] = [
    52, 94, 100, 58, 22, 29, 23, 24, 17, 54, 53, 89, 88, 130, 142, 64, 28, 35, 30, 25, 18, 91, 90, 125, 124, 166, 184,
    106, 34, 49, 37, 33, 19, 129, 127, 161, 196, 208, 226, 154, 46, 86, 51, 75, 21, 171, 201, 198, 203, 215, 227, 191,
    83, 122, 87, 111, 63, 177, 207, 205, 217, 223, 229, 193, 157, 158, 159, 153, 147, 183, 219, 212, 16, 233, 235, 237,
    239, 241, 244, 247, 250, 254, 231,
];

/// How things look.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    /// Whether there are colours.
    pub colours: bool,
}

impl Theme {
    fn ink(self, colour: Color) -> Style {
        if self.colours { Style::new().fg(colour) } else { Style::new() }
    }

    /// What matters less.
    pub(super) fn faint(self) -> Style {
        if self.colours { Style::new().fg(Color::Indexed(244)) } else { Style::new().add_modifier(Modifier::DIM) }
    }

    /// What the server has not confirmed.
    pub(super) fn waiting(self) -> Style {
        Style::new().add_modifier(Modifier::DIM | Modifier::ITALIC)
    }

    /// What went wrong.
    pub(super) fn error(self) -> Style {
        self.ink(Color::Red).add_modifier(if self.colours { Modifier::empty() } else { Modifier::BOLD })
    }

    /// A question.
    pub(super) fn question(self) -> Style {
        self.ink(Color::Indexed(166)).add_modifier(Modifier::BOLD)
    }

    /// The lines above and below the messages.
    pub(super) fn bar(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// The window that shows, in the bar.
    pub(super) fn active(self) -> Style {
        Style::new().remove_modifier(Modifier::REVERSED).add_modifier(Modifier::BOLD)
    }

    /// A window in which somebody spoke to one.
    pub(super) fn mention(self) -> Style {
        self.bar().patch(self.ink(Color::Indexed(161))).add_modifier(Modifier::BOLD)
    }

    /// What names oneself.
    pub(super) fn named(self) -> Style {
        self.ink(Color::Indexed(161)).add_modifier(Modifier::BOLD)
    }

    /// A nick: always the same colour for the same nick.
    pub(super) fn nick(self, nick: &str) -> Style {
        let mut hasher = DefaultHasher::new();
        nick.trim_end_matches('_').to_lowercase().hash(&mut hasher);
        let count = u64::try_from(OF_NICKS.len()).unwrap_or(1);
        let at = usize::try_from(hasher.finish() % count).unwrap_or_default();
        self.ink(Color::Indexed(OF_NICKS[at]))
    }

    /// A part of a message.
    pub(super) fn face(self, face: Face) -> Style {
        let modifiers = [
            (face.bold, Modifier::BOLD),
            (face.italic, Modifier::ITALIC),
            (face.underline, Modifier::UNDERLINED),
            (face.strike, Modifier::CROSSED_OUT),
            (face.reverse, Modifier::REVERSED),
        ];
        let on = modifiers.into_iter().filter(|(on, _)| *on).fold(Modifier::empty(), |all, (_, one)| all | one);
        let mut style = Style::new().add_modifier(on);
        if self.colours {
            style.fg = face.ink.map(colour);
            style.bg = face.paper.map(colour);
        }
        style
    }
}

fn colour(ink: Ink) -> Color {
    match ink {
        Ink::Rgb(red, green, blue) => Color::Rgb(red, green, blue),
        Ink::Numbered(number) => {
            let number = usize::from(number);
            let more = || number.checked_sub(BASIC.len()).and_then(|at| MORE.get(at));
            BASIC.get(number).or_else(more).map_or(Color::Reset, |index| Color::Indexed(*index))
        }
    }
}
