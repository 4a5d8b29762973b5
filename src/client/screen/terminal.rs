//! The terminal, taken over and given back whole: at the end, on an error, after a panic.

use std::io::{self, Stdout, stdout};
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::execute;
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use ratatui::backend::CrosstermBackend;

/// Whether the terminal is ours. Given back twice, it would put the cursor back too, over what a panic said.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The terminal while it is ours; dropping it gives it back.
#[derive(Debug)]
pub struct Terminal {
    /// What is drawn with.
    pub inner: ratatui::Terminal<CrosstermBackend<Stdout>>,
}

impl Terminal {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// When the terminal cannot be put in raw mode or written to.
    pub fn take() -> io::Result<Terminal> {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |why| {
            give_back();
            before(why);
        }));
        enable_raw_mode()?;
        TAKEN.store(true, Ordering::Release);
        let taken = execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste);
        let inner = taken.and_then(|()| ratatui::Terminal::new(CrosstermBackend::new(stdout())));
        inner.map(|inner| Terminal { inner }).inspect_err(|_| give_back())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back();
    }
}

/// Gives the terminal back as it was. There is nobody to tell when this fails.
fn give_back() {
    if !TAKEN.swap(false, Ordering::AcqRel) {
        return;
    }
    let _ = execute!(stdout(), DisableBracketedPaste, LeaveAlternateScreen, Show);
    let _ = disable_raw_mode();
}
