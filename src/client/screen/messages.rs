//! What was said: from the last line that shows, upwards, as many rows as there is room for.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::{Theme, column};
use crate::client::layout::{Laid, lay};
use crate::client::rich::width;
use crate::client::state::State;
use crate::client::state::row::{Body, Delivery, Manner, Mark, Row};

pub(super) fn draw(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let here = state.here();
    let last = here.rows.len().saturating_sub(1);
    let (mut at, mut hidden) =
        here.scroll.map_or((last, 0), |scroll| (here.place(scroll.row).unwrap_or(last), scroll.hidden));
    let mut y = area.bottom();
    while y > area.top() {
        let Some(row) = here.rows.get(at) else { return };
        let laid = lay(row, area.width, state.texts, &state.zone);
        let shown = laid.lines.len().saturating_sub(std::mem::take(&mut hidden));
        let found = state.search.as_ref().is_some_and(|search| search.found == Some(row.id));
        let new = here.read.is_some_and(|read| row.id > read);
        for line in (0..shown).rev() {
            if y <= area.top() {
                return;
            }
            y -= 1;
            let place = Rect { y, height: 1, ..area };
            draw_line(state, theme, &Shown { row, laid: &laid, found, new }, line, place, buffer);
        }
        if at == 0 {
            return;
        }
        at -= 1;
    }
}

/// A row as it is shown.
struct Shown<'r> {
    row: &'r Row,
    laid: &'r Laid,
    found: bool,
    new: bool,
}

fn draw_line(state: &State, theme: &Theme, shown: &Shown, line: usize, area: Rect, buffer: &mut Buffer) {
    let Shown { row, laid, found, new } = shown;
    let range = laid.lines[line].clone();
    let mut x = area.x;
    if row.body == Body::Day {
        let text = laid.rich.text[range].trim_end();
        let middle = usize::from(area.width).saturating_sub(width(text)) / 2;
        buffer.set_stringn(x + column(middle), area.y, text, usize::from(area.width), theme.faint());
        return;
    }
    if line == 0 {
        let hour = if *new { Style::new().add_modifier(Modifier::BOLD) } else { theme.faint() };
        (x, _) = buffer.set_stringn(x, area.y, &laid.hour, usize::from(area.width), hour);
        let head = match &laid.nick {
            Some(_) if row.mention => theme.named().add_modifier(Modifier::REVERSED),
            Some(nick) if state.session.is_me(nick) => Style::new().add_modifier(Modifier::BOLD),
            Some(nick) => theme.nick(nick),
            None if matches!(row.body, Body::Note(Mark::Error, _)) => theme.error(),
            None => theme.faint(),
        };
        let name = laid.head.trim_start();
        let pad = laid.head.len() - name.len();
        x += column(pad);
        let (end, _) =
            buffer.set_stringn(x, area.y, name.trim_end(), usize::from(area.right().saturating_sub(x)), head);
        x = end + 1;
    } else {
        x += column(laid.indent);
    }
    let base = match (&row.body, &row.delivery) {
        (_, Delivery::Waiting) => theme.waiting(),
        (Body::Note(Mark::Error, _), _) => theme.error(),
        (Body::Note(Mark::Info, _) | Body::Traffic(_), _) => theme.faint(),
        (Body::Said { manner: Manner::Action, .. }, _) => Style::new().add_modifier(Modifier::ITALIC),
        _ => Style::new(),
    };
    let base = if *found { base.add_modifier(Modifier::REVERSED) } else { base };
    let failed = laid.failed_from.unwrap_or(usize::MAX);
    let (said, refused) = if failed <= range.start {
        (range.start..range.start, range)
    } else {
        (range.start..range.end.min(failed), range.end.min(failed)..range.end)
    };
    for (range, base) in [(said, base), (refused, theme.error())] {
        for (part, face) in laid.rich.parts(range) {
            let room = usize::from(area.right().saturating_sub(x));
            (x, _) = buffer.set_stringn(x, area.y, part, room, base.patch(theme.face(face)));
        }
    }
}
