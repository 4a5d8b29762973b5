//! Who is in the channel, by rank and name.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::Theme;
use crate::client::rich::{Rich, cut, width};
use crate::client::state::State;

pub(super) fn draw(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let members = state.here().sorted(&state.session.support);
    let room = usize::from(area.width).saturating_sub(2);
    let lines = usize::from(area.height);
    let more = members.len().saturating_sub(lines);
    for (at, y) in (area.top()..area.bottom()).enumerate() {
        buffer.set_stringn(area.x, y, "│", 1, theme.faint());
        if more > 0 && at + 1 == lines {
            buffer.set_stringn(area.x + 2, y, format!("+{}", more + 1), room, theme.faint());
            return;
        }
        let Some(member) = members.get(at) else { continue };
        let mark = member.marks.get(..1).unwrap_or(" ");
        let style = match () {
            () if member.away => theme.faint().add_modifier(Modifier::ITALIC),
            () if state.session.is_me(&member.nick) => ratatui::style::Style::new().add_modifier(Modifier::BOLD),
            () => theme.nick(&member.nick),
        };
        buffer.set_stringn(area.x + 1, y, mark, 1, theme.faint());
        let nick = Rich::read(&member.nick).text;
        let (x, _) = buffer.set_stringn(area.x + 2, y, cut(&nick, room), room, style);
        if width(&nick) > room {
            buffer.set_stringn(x.saturating_sub(1), y, "…", 1, theme.faint());
        }
    }
}
