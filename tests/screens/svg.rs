//! Pictures of the screen for the README: a buffer of cells as SVG.

use std::fmt::Write;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

/// Pixels of a cell.
const CELL: (u16, u16) = (9, 19);

const PAPER: &str = "#16181d";
const INK: &str = "#d8dae0";

/// The sixteen first colours.
const BASIC: [&str; 16] = [
    "#16181d", "#d75f5f", "#5faf5f", "#d7af5f", "#5f87d7", "#af5faf", "#5fafaf", "#d8dae0", "#6c7079", "#ff8787",
    "#87d787", "#ffd787", "#87afff", "#d787d7", "#87d7d7", "#ffffff",
];

/// The looks of a stretch of cells.
#[derive(Clone, PartialEq, Eq)]
struct Look {
    ink: String,
    paper: String,
    modifiers: Modifier,
}

fn colour(colour: Color, otherwise: &str) -> String {
    match colour {
        Color::Indexed(index @ 16..=231) => {
            let level = |at: u8| if at == 0 { 0 } else { 55 + 40 * at };
            let index = index - 16;
            format!("#{:02x}{:02x}{:02x}", level(index / 36), level(index / 6 % 6), level(index % 6))
        }
        Color::Indexed(index @ 232..) => format!("#{0:02x}{0:02x}{0:02x}", 8 + 10 * (index - 232)),
        Color::Indexed(index) => BASIC[usize::from(index)].to_owned(),
        Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
        Color::Red => BASIC[1].to_owned(),
        _ => otherwise.to_owned(),
    }
}

fn look(cell: &Cell) -> Look {
    let (mut ink, mut paper) = (colour(cell.fg, INK), colour(cell.bg, PAPER));
    if cell.modifier.contains(Modifier::REVERSED) {
        std::mem::swap(&mut ink, &mut paper);
    }
    // The dark ones of the nicks' colours, as a dark terminal brightens them.
    let modifiers = cell.modifier.difference(Modifier::REVERSED);
    Look { ink, paper, modifiers }
}

/// The picture.
pub fn picture(buffer: &Buffer, cursor: Option<Position>) -> String {
    let (wide, high) = CELL;
    let (width, height) = (buffer.area.width * wide + 16, buffer.area.height * high + 16);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         font-family=\"'DejaVu Sans Mono',Menlo,Consolas,monospace\" font-size=\"15\">\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{PAPER}\"/>\n"
    );
    for y in 0..buffer.area.height {
        let mut x = 0;
        while x < buffer.area.width {
            let (from, style) = (x, look(&buffer[(x, y)]));
            let mut text = String::new();
            while x < buffer.area.width && look(&buffer[(x, y)]) == style {
                let symbol = buffer[(x, y)].symbol();
                let columns = u16::try_from(symbol.width()).unwrap().max(1);
                if columns > 1 && !text.is_empty() {
                    break;
                }
                text.push_str(symbol);
                x += columns;
                if columns > 1 {
                    break;
                }
            }
            stretch(&mut svg, (from, y), x - from, &style, &text);
        }
    }
    if let Some(Position { x, y }) = cursor {
        let (x, y) = (8 + x * wide, 8 + y * high);
        writeln!(svg, "<rect x=\"{x}\" y=\"{y}\" width=\"2\" height=\"{high}\" fill=\"{INK}\"/>").unwrap();
    }
    svg + "</svg>\n"
}

fn stretch(svg: &mut String, (x, y): (u16, u16), columns: u16, look: &Look, text: &str) {
    let (wide, high) = CELL;
    let (x, y, width) = (8 + x * wide, 8 + y * high, columns * wide);
    if look.paper != PAPER {
        writeln!(svg, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{high}\" fill=\"{}\"/>", look.paper)
            .unwrap();
    }
    if text.trim().is_empty() {
        return;
    }
    let mut looks = String::new();
    for (modifier, words) in [
        (Modifier::BOLD, " font-weight=\"bold\""),
        (Modifier::ITALIC, " font-style=\"italic\""),
        (Modifier::UNDERLINED, " text-decoration=\"underline\""),
        (Modifier::CROSSED_OUT, " text-decoration=\"line-through\""),
        (Modifier::DIM, " opacity=\"0.6\""),
    ] {
        if look.modifiers.contains(modifier) {
            looks.push_str(words);
        }
    }
    // Viewers drop spaces at either end, and fold those inside.
    let shown = text.trim_start();
    let begin = u16::try_from(text.len() - shown.len()).unwrap();
    let shown = shown.trim_end();
    let (x, width) = (x + begin * wide, u16::try_from(shown.width()).unwrap() * wide);
    let text = shown.replace('&', "&amp;").replace('<', "&lt;").replace("  ", " \u{a0}");
    writeln!(svg, "<text x=\"{x}\" y=\"{}\" fill=\"{}\" textLength=\"{width}\"{looks}>{text}</text>", y + 14, look.ink)
        .unwrap();
}
