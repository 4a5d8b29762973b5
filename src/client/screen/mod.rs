//! The screen, drawn from the state: only what shows is laid out.

mod bar;
mod messages;
mod nicks;
pub mod terminal;
mod theme;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::layout::panes;
use super::rich::width;
use super::state::State;
use super::state::window::Kind;

pub use theme::Theme;

/// Draws the whole screen; where the cursor stands.
pub fn draw(state: &State, theme: &Theme, buffer: &mut Buffer) -> Option<Position> {
    let panes = panes(state);
    bar::topic(state, theme, panes.topic, buffer);
    messages::draw(state, theme, panes.messages, buffer);
    if let Some(area) = panes.nicks {
        nicks::draw(state, theme, area, buffer);
    }
    bar::windows(state, theme, panes.bar, buffer);
    input(state, theme, panes.input, buffer)
}

/// The line one types, moved so that the cursor shows; or what is searched, or asked.
fn input(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    if area.height == 0 {
        return None;
    }
    let room = usize::from(area.width);
    if let Some(question) = state.asked() {
        let (x, _) = buffer.set_stringn(area.x, area.y, question, room, theme.question());
        return Some(Position { x: x.min(area.right().saturating_sub(1)), y: area.y });
    }
    let here = state.here();
    let (head, input) = match &state.search {
        Some(search) => (state.texts.search.to_owned(), &search.input),
        None if here.kind == Kind::Status => ("> ".to_owned(), &state.input),
        None => (format!("[{}] ", here.name), &state.input),
    };
    let head = if width(&head) > room / 2 { "> ".to_owned() } else { head };
    buffer.set_stringn(area.x, area.y, &head, room, theme.faint());
    let head = width(&head);
    let room = room.saturating_sub(head).max(1);
    let hidden = input.visual_scroll(room.saturating_sub(1));
    let (mut passed, mut x) = (0, 0);
    for letter in unicode_segmentation::UnicodeSegmentation::graphemes(input.value(), true) {
        let wide = width(letter);
        if passed >= hidden && x + wide <= room {
            let (at, y) = (area.x + column(head + x), area.y);
            buffer.set_stringn(at, y, letter, wide, Style::new());
            x += wide;
        } else if passed >= hidden {
            break;
        }
        passed += wide;
    }
    let cursor = input.visual_cursor().saturating_sub(hidden).min(room - 1);
    if let Some(search) =
        state.search.as_ref().filter(|search| search.found.is_none() && !search.input.value().is_empty())
    {
        let at = head + width(search.input.value()) + 2;
        buffer.set_stringn(area.x + column(at), area.y, state.texts.not_found, room.saturating_sub(at), theme.error());
    }
    Some(Position { x: area.x + column(head + cursor), y: area.y })
}

/// Columns as a screen counts them.
fn column(columns: usize) -> u16 {
    u16::try_from(columns).unwrap_or(u16::MAX / 2)
}
