//! What each key does: writing, windows, scrolling, searching, answering a question.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use tui_input::{Input, InputRequest};

use super::row::{Manner, Mark};
use super::{Effect, Question, State};
use crate::client::texts::fill;

/// Most lines that are remembered.
const MOST_WRITTEN: usize = 500;

/// Lines of a paste that are sent without asking.
const UNASKED: usize = 1;

/// What a key asks of the input line.
fn request(code: KeyCode, ctrl: bool, alt: bool) -> Option<InputRequest> {
    Some(match (code, ctrl, alt) {
        (KeyCode::Backspace, false, false) | (KeyCode::Char('h'), true, false) => InputRequest::DeletePrevChar,
        (KeyCode::Delete, false, false) | (KeyCode::Char('d'), true, false) => InputRequest::DeleteNextChar,
        (KeyCode::Char('w'), true, false) | (KeyCode::Backspace, ..) => InputRequest::DeletePrevWord,
        (KeyCode::Char('d'), false, true) | (KeyCode::Delete, ..) => InputRequest::DeleteNextWord,
        (KeyCode::Char('u'), true, false) => InputRequest::DeleteFromStart,
        (KeyCode::Char('k'), true, false) => InputRequest::DeleteTillEnd,
        (KeyCode::Char('y'), true, false) => InputRequest::Yank,
        (KeyCode::Left, false, false) | (KeyCode::Char('b'), true, false) => InputRequest::GoToPrevChar,
        (KeyCode::Right, false, false) | (KeyCode::Char('f'), true, false) => InputRequest::GoToNextChar,
        (KeyCode::Left, true, false) | (KeyCode::Char('b'), false, true) => InputRequest::GoToPrevWord,
        (KeyCode::Right, true, false) | (KeyCode::Char('f'), false, true) => InputRequest::GoToNextWord,
        (KeyCode::Home, false, false) | (KeyCode::Char('a'), true, false) => InputRequest::GoToStart,
        (KeyCode::Char('e'), true, false) => InputRequest::GoToEnd,
        (KeyCode::Char(c), false, false) => InputRequest::InsertChar(c),
        _ => return None,
    })
}

impl State {
    pub(super) fn key(&mut self, key: KeyEvent) {
        if key.kind == KeyEventKind::Release {
            return;
        }
        let (ctrl, alt) = (key.modifiers.contains(KeyModifiers::CONTROL), key.modifiers.contains(KeyModifiers::ALT));
        if ctrl && key.code == KeyCode::Char('c') {
            return self.quit(None);
        }
        if self.question.is_some() {
            return self.answer_question(key.code);
        }
        if self.search.is_some() && self.key_in_search(key.code, ctrl, alt) {
            return;
        }
        let tab = matches!(key.code, KeyCode::Tab | KeyCode::BackTab);
        if !tab {
            self.completing = None;
        }
        match (key.code, ctrl, alt) {
            (KeyCode::Char('d'), true, false) if self.input.value().is_empty() => self.quit(None),
            (KeyCode::Enter, ..) => self.enter_key(),
            (KeyCode::Tab, false, false) => self.complete(true),
            (KeyCode::BackTab, ..) => self.complete(false),
            (KeyCode::Up, false, false) | (KeyCode::Char('p'), true, false) => self.recall(true),
            (KeyCode::Down, false, false) | (KeyCode::Char('n'), true, false) => self.recall(false),
            (KeyCode::PageUp, ..) => self.scroll_up(self.page()),
            (KeyCode::PageDown, ..) => self.scroll_down(self.page()),
            (KeyCode::Up, ..) if ctrl => self.scroll_up(1),
            (KeyCode::Down, ..) if ctrl => self.scroll_down(1),
            (KeyCode::Home, true, _) => self.scroll_to_top(),
            (KeyCode::End, ..) if ctrl || self.here().scroll.is_some() => self.here_mut().scroll = None,
            (KeyCode::End, ..) => self.edit(InputRequest::GoToEnd),
            (KeyCode::Char('r'), true, false) => self.begin_search(""),
            (KeyCode::Char('l'), true, false) => self.effects.push(Effect::Redraw),
            (KeyCode::F(1), ..) => self.enter("/help"),
            (KeyCode::Char('n'), false, true) => self.nicks_hidden ^= true,
            (KeyCode::Char('a'), false, true) => self.show_unread(),
            (KeyCode::Left | KeyCode::Up, false, true) => self.show_beside(false),
            (KeyCode::Right | KeyCode::Down, false, true) => self.show_beside(true),
            (KeyCode::Char(digit @ '0'..='9'), false, true) => {
                let number = digit.to_digit(10).and_then(|digit| usize::try_from(digit).ok()).unwrap_or_default();
                self.show(if number == 0 { 9 } else { number - 1 });
            }
            (code, ..) => {
                if let Some(request) = request(code, ctrl, alt) {
                    self.edit(request);
                }
            }
        }
    }

    fn edit(&mut self, request: InputRequest) {
        if self.input.handle(request).is_some_and(|changed| changed.value) {
            self.tell_typing();
        }
    }

    fn enter_key(&mut self) {
        let text = self.input.value_and_reset();
        self.recalled = None;
        if text.trim().is_empty() {
            return;
        }
        if self.written.last() != Some(&text) {
            self.written.push(text.clone());
        }
        if self.written.len() > MOST_WRITTEN {
            self.written.remove(0);
        }
        self.enter(&text);
    }

    /// Puts the line before, or behind, on the input line.
    fn recall(&mut self, upwards: bool) {
        let at = match (self.recalled, upwards) {
            (None, true) => self.written.len().checked_sub(1),
            (Some(at), true) => Some(at.saturating_sub(1)),
            (Some(at), false) if at + 1 < self.written.len() => Some(at + 1),
            (Some(_), false) => {
                self.recalled = None;
                self.input = Input::new(std::mem::take(&mut self.unsent));
                return;
            }
            (None, false) => None,
        };
        let Some(at) = at else { return };
        if self.recalled.is_none() {
            self.unsent = self.input.value().to_owned();
        }
        self.recalled = Some(at);
        self.input = Input::new(self.written[at].clone());
    }

    fn show_beside(&mut self, right: bool) {
        let count = self.windows.len();
        self.show((self.active + if right { 1 } else { count - 1 }) % count);
    }

    /// Shows the next window in which something came: first those where it was for oneself.
    fn show_unread(&mut self) {
        let mentioned = self.windows.iter().position(|window| window.mention);
        let next = mentioned.or_else(|| self.windows.iter().position(|window| window.unread > 0));
        self.show(next.unwrap_or(self.last_active));
    }

    /// `false`: the key ends the search and does what it does elsewhere.
    fn key_in_search(&mut self, code: KeyCode, ctrl: bool, alt: bool) -> bool {
        match (code, ctrl, alt) {
            (KeyCode::Char('r'), true, _) | (KeyCode::Up, ..) => self.search_on(true, false),
            (KeyCode::Down, ..) => self.search_on(false, false),
            (KeyCode::Enter, ..) => self.search = None,
            (KeyCode::Esc, ..) | (KeyCode::Char('g'), true, _) => {
                self.search = None;
                self.here_mut().scroll = None;
            }
            (KeyCode::PageUp | KeyCode::PageDown | KeyCode::Home | KeyCode::End, ..) => {
                self.search = None;
                return false;
            }
            _ => {
                let Some(request) = request(code, ctrl, alt) else {
                    self.search = None;
                    return false;
                };
                let changed = self.search.as_mut().and_then(|search| search.input.handle(request));
                if changed.is_some_and(|changed| changed.value) {
                    self.search_on(true, true);
                }
            }
        }
        true
    }

    /// A text was pasted: one line is written, of several it is asked whether to send them.
    pub(super) fn paste(&mut self, text: &str) {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let text = text.trim_end_matches('\n');
        if self.search.is_some() || text.split('\n').count() <= UNASKED {
            let line = text.replace('\n', " ");
            let input = self.search.as_mut().map_or(&mut self.input, |search| &mut search.input);
            line.chars().for_each(|c| {
                input.handle(InputRequest::InsertChar(c));
            });
            return if self.search.is_some() { self.search_on(true, true) } else { self.tell_typing() };
        }
        if !self.talks_in(self.active) {
            return self.note(Mark::Error, self.texts.paste_where.to_owned());
        }
        let before = self.input.value();
        self.question = Some(Question::Paste(format!("{before}{text}")));
    }

    /// The question on the screen, in a sentence.
    #[must_use]
    pub fn asked(&self) -> Option<String> {
        let Question::Paste(text) = self.question.as_ref()?;
        Some(fill(self.texts.paste, &[&text.split('\n').count().to_string(), &self.here().name]))
    }

    fn answer_question(&mut self, code: KeyCode) {
        let Some(Question::Paste(text)) = self.question.take() else { return };
        match code {
            KeyCode::Char('y' | 'Y' | 'o' | 'O' | 's' | 'S' | 'j') | KeyCode::Enter => {
                self.input.reset();
                let target = self.here().name.clone();
                self.say(&target, &text, Manner::Message);
            }
            KeyCode::Char('n' | 'N') | KeyCode::Esc | KeyCode::Backspace => {}
            _ => self.question = Some(Question::Paste(text)),
        }
    }
}
