//! The rules of a talk: who may speak, what is shown when, and when it is over. No sockets, no clock.

use std::collections::VecDeque;

use super::texts::Texts;

/// A line, without its end.
pub type Line = Vec<u8>;

/// What happens to a talk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// A line was typed here, or came through a pipe.
    Typed(Line),
    /// Nothing more is typed here: Ctrl-D, or the end of a pipe.
    InputEnded,
    /// The other sent a line.
    Heard(Line),
    /// The other sends nothing more.
    TheyLeft,
}

/// What is to be done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Send this line to the other.
    Send(Line),
    /// Show this line of the other's.
    Show(Line),
    /// Tell the person here this.
    Tell(Notice),
    /// Tell the other that nothing more is sent, and go on hearing.
    Finish,
    /// Leave: Ctrl-D at a terminal.
    Leave,
    /// The other has left.
    End,
}

/// What the person here is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// It is their turn.
    Mine,
    /// It is the other's.
    Theirs,
    /// They spoke out of turn.
    NotYet,
    /// A pipe has ended, and the other may still speak.
    HearingOn,
}

impl Notice {
    /// The sentence that says it.
    #[must_use]
    pub fn told(self, texts: &Texts) -> &'static str {
        match self {
            Notice::Mine => texts.mine,
            Notice::Theirs => texts.theirs,
            Notice::NotYet => texts.not_yet,
            Notice::HearingOn => texts.hearing_on,
        }
    }
}

/// One end of a talk.
#[derive(Debug)]
pub struct Conversation {
    /// Whose turn it is; none where both speak as they like.
    turn: Option<Turn>,
    /// Somebody types here; else lines come through a pipe or out of a file.
    at_terminal: bool,
    /// What the other said out of turn.
    held: VecDeque<Line>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    Mine,
    Theirs,
}

impl Conversation {
    /// Lines of the other's that may wait for their turn; beyond them, the other waits.
    pub const MOST_HELD: usize = 1000;

    /// A talk in which both speak as they like.
    #[must_use]
    pub fn free(at_terminal: bool) -> Self {
        Conversation { turn: None, at_terminal, held: VecDeque::new() }
    }

    /// A talk in strict turns: the caller speaks first.
    #[must_use]
    pub fn alternating(at_terminal: bool, calls: bool) -> Self {
        let turn = Some(if calls { Turn::Mine } else { Turn::Theirs });
        Conversation { turn, at_terminal, held: VecDeque::new() }
    }

    /// What is said when it begins.
    #[must_use]
    pub fn opening(&self) -> Option<Notice> {
        self.turn.map(|turn| if turn == Turn::Mine { Notice::Mine } else { Notice::Theirs })
    }

    /// Whether what is typed may be taken in: a pipe waits for its turn, a person is told.
    #[must_use]
    pub fn takes_input(&self) -> bool {
        self.at_terminal || self.turn != Some(Turn::Theirs)
    }

    /// Whether what the other sends may be taken in.
    #[must_use]
    pub fn takes_lines(&self) -> bool {
        self.held.len() < Self::MOST_HELD
    }

    /// What is to be done, in this order.
    #[must_use]
    pub fn on(&mut self, happening: Happening) -> Vec<Deed> {
        match (happening, self.turn) {
            (Happening::Typed(line), None) => vec![Deed::Send(line)],
            (Happening::Typed(_), Some(Turn::Theirs)) => vec![Deed::Tell(Notice::NotYet)],
            (Happening::Typed(line), Some(Turn::Mine)) => {
                let mut deeds = vec![Deed::Send(line)];
                match self.held.pop_front() {
                    Some(answer) => deeds.extend([Deed::Show(answer), Deed::Tell(Notice::Mine)]),
                    None => {
                        self.turn = Some(Turn::Theirs);
                        deeds.push(Deed::Tell(Notice::Theirs));
                    }
                }
                deeds
            }
            (Happening::Heard(line), None) => vec![Deed::Show(line)],
            (Happening::Heard(line), Some(Turn::Theirs)) => {
                self.turn = Some(Turn::Mine);
                vec![Deed::Show(line), Deed::Tell(Notice::Mine)]
            }
            (Happening::Heard(line), Some(Turn::Mine)) => {
                self.held.push_back(line);
                Vec::new()
            }
            (Happening::InputEnded, _) if self.at_terminal => vec![Deed::Leave],
            (Happening::InputEnded, _) => {
                self.turn = None;
                let mut deeds: Vec<Deed> = self.held.drain(..).map(Deed::Show).collect();
                deeds.extend([Deed::Tell(Notice::HearingOn), Deed::Finish]);
                deeds
            }
            (Happening::TheyLeft, _) => {
                let shown = self.held.drain(..).map(Deed::Show);
                shown.chain([Deed::End]).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Happening::{Heard, InputEnded, TheyLeft, Typed};
    use super::*;

    fn line(text: &str) -> Line {
        text.as_bytes().to_vec()
    }

    fn send(text: &str) -> Deed {
        Deed::Send(line(text))
    }

    fn show(text: &str) -> Deed {
        Deed::Show(line(text))
    }

    #[test]
    fn freely_each_line_goes_and_comes_at_once() {
        let mut talk = Conversation::free(true);
        assert_eq!(talk.opening(), None);
        for _ in 0..2 {
            assert_eq!(talk.on(Typed(line("a"))), [send("a")]);
        }
        for _ in 0..2 {
            assert_eq!(talk.on(Heard(line("b"))), [show("b")]);
        }
        assert_eq!(talk.on(InputEnded), [Deed::Leave]);
        assert_eq!(talk.on(TheyLeft), [Deed::End]);
    }

    #[test]
    fn in_turns_the_caller_speaks_first_and_nobody_twice() {
        let mut talk = Conversation::alternating(true, true);
        assert_eq!(talk.opening(), Some(Notice::Mine));
        assert_eq!(talk.on(Typed(line("a"))), [send("a"), Deed::Tell(Notice::Theirs)]);
        assert_eq!(talk.on(Typed(line("b"))), [Deed::Tell(Notice::NotYet)]);
        assert_eq!(talk.on(Heard(line("c"))), [show("c"), Deed::Tell(Notice::Mine)]);
        assert_eq!(talk.on(Heard(line("d"))), []);
        assert_eq!(talk.on(Typed(line("e"))), [send("e"), show("d"), Deed::Tell(Notice::Mine)]);
        assert_eq!(talk.on(Heard(line("f"))), []);
        assert_eq!(talk.on(TheyLeft), [show("f"), Deed::End]);
    }

    #[test]
    fn in_turns_the_one_who_waits_answers() {
        let mut talk = Conversation::alternating(true, false);
        assert_eq!(talk.opening(), Some(Notice::Theirs));
        assert_eq!(talk.on(Typed(line("a"))), [Deed::Tell(Notice::NotYet)]);
        assert_eq!(talk.on(Heard(line("b"))), [show("b"), Deed::Tell(Notice::Mine)]);
        assert_eq!(talk.on(Typed(line("c"))), [send("c"), Deed::Tell(Notice::Theirs)]);
    }

    #[test]
    fn a_pipe_waits_for_its_turn_and_hears_on_after_its_end() {
        let mut talk = Conversation::alternating(false, true);
        assert!(talk.takes_input());
        assert_eq!(talk.on(Typed(line("a"))), [send("a"), Deed::Tell(Notice::Theirs)]);
        assert!(!talk.takes_input());
        assert_eq!(talk.on(Heard(line("b"))), [show("b"), Deed::Tell(Notice::Mine)]);
        assert!(talk.takes_input());
        assert_eq!(talk.on(Heard(line("c"))), []);
        assert_eq!(talk.on(InputEnded), [show("c"), Deed::Tell(Notice::HearingOn), Deed::Finish]);
        assert_eq!(talk.on(Heard(line("d"))), [show("d")]);
    }

    #[test]
    fn who_speaks_without_end_out_of_turn_waits() {
        let mut talk = Conversation::alternating(true, true);
        for _ in 0..Conversation::MOST_HELD {
            assert!(talk.takes_lines());
            assert_eq!(talk.on(Heard(line("x"))), []);
        }
        assert!(!talk.takes_lines());
    }
}
