//! The topic above, and below it the windows with their marks, who types, and how the connection is.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::{Theme, column};
use crate::client::rich::{Rich, cut, width};
use crate::client::state::State;
use crate::client::state::window::{Kind, Window};

pub(super) fn topic(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    buffer.set_style(area, theme.bar());
    if area.height == 0 {
        return;
    }
    let here = state.here();
    let (name, topic) = match here.kind {
        Kind::Status => (state.network(), ""),
        _ => (&*here.name, &*here.topic),
    };
    let bold = theme.bar().add_modifier(Modifier::BOLD);
    let (x, _) = buffer.set_stringn(area.x + 1, area.y, name, usize::from(area.width.saturating_sub(1)), bold);
    let (x, room) = (x + 2, usize::from(area.right().saturating_sub(x + 3)));
    let topic = Rich::read(topic);
    let shown = cut(&topic.text, room);
    let (x, _) = buffer.set_stringn(x, area.y, shown, room, theme.bar());
    if shown.len() < topic.text.len() {
        buffer.set_stringn(x.saturating_sub(1), area.y, "…", 1, theme.bar());
    }
}

/// A window in the bar: its number, its name, and how much is unread.
fn item(state: &State, at: usize, window: &Window) -> String {
    let unread = match window.unread {
        0 => String::new(),
        many => format!("({many})"),
    };
    let mark = if window.mention { "!" } else { "" };
    let name = cut(&window.name, 16);
    if at == state.active { format!(" {}:{name} ", at + 1) } else { format!(" {}:{name}{unread}{mark} ", at + 1) }
}

pub(super) fn windows(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    buffer.set_style(area, theme.bar());
    if area.height == 0 {
        return;
    }
    let right = match () {
        () if !state.online => format!(" {} ", state.texts.offline),
        () if state.here().scroll.is_some() => format!(" {} ", state.texts.more_below),
        () => {
            Some(state.typists()).filter(|told| !told.is_empty()).map_or_else(String::new, |told| format!(" {told} "))
        }
    };
    let away = if state.away { "*" } else { "" };
    let me = format!(" {}{away} ", state.session.nick);
    let all = usize::from(area.width);
    let right = cut(&right, all / 2);
    let me = if width(&me) + width(right) + 12 > all { "" } else { &*me };
    let (x, _) = buffer.set_stringn(area.x, area.y, me, all, theme.bar().add_modifier(Modifier::BOLD));
    let room = all.saturating_sub(width(me) + width(right));
    let items: Vec<(String, Style)> =
        state.windows.iter().enumerate().map(|(at, window)| styled(state, theme, at, window)).collect();
    let first = first_item(&items, state.active, room);
    let (mut x, mut room) = (x, room);
    if first > 0 {
        (x, _) = buffer.set_stringn(x, area.y, "‹", room, theme.bar());
        room = room.saturating_sub(1);
    }
    for (at, (text, style)) in items.iter().enumerate().skip(first) {
        if width(text) > room {
            let urgent = state.windows.iter().skip(at).any(|window| window.mention);
            let style = if urgent { theme.mention() } else { theme.bar() };
            buffer.set_stringn(x, area.y, if urgent { "›!" } else { "›" }, room, style);
            break;
        }
        (x, _) = buffer.set_stringn(x, area.y, text, room, *style);
        room -= width(text);
    }
    let style = if state.online { theme.bar() } else { theme.bar().patch(theme.error()) };
    buffer.set_stringn(area.right().saturating_sub(column(width(right))), area.y, right, all, style);
}

fn styled(state: &State, theme: &Theme, at: usize, window: &Window) -> (String, Style) {
    let style = match () {
        () if at == state.active => theme.active(),
        () if window.mention => theme.mention(),
        () if window.unread > 0 => theme.bar().add_modifier(Modifier::BOLD),
        () => theme.bar(),
    };
    (item(state, at, window), style)
}

/// The first window that shows, so that the active one does.
fn first_item(items: &[(String, Style)], active: usize, room: usize) -> usize {
    let mut first = 0;
    let taken = |first: usize| items[first..=active].iter().map(|(text, _)| width(text)).sum::<usize>() + 2;
    while first < active && taken(first) > room {
        first += 1;
    }
    first
}
