//! The program with its screen: keys, the connection and signals go into the state, and what it asks for is done.

use std::io::{self, Write, stdout};
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use async_channel::{Receiver, Sender};
use async_signal::{Signal, Signals};
use crossterm::event::{Event as TerminalEvent, EventStream};
use futures_lite::future::{self, poll_once};
use futures_lite::{FutureExt, StreamExt};
use smol::{LocalExecutor, Timer};

use super::screen::terminal::Terminal;
use super::screen::{Theme, draw};
use super::state::{Effect, Event, Settings, State};
use super::wire::{FromNet, ToNet};
use crate::model::Time;

/// Between two drawings, at least.
const FRAME: Duration = Duration::from_millis(33);

/// Between two ticks, when nothing else happens.
const TICK: Duration = Duration::from_secs(1);

/// Messages of the connection that are taken in before a key is looked for again.
const AT_ONCE: usize = 256;

/// How long the server has to close the connection after QUIT.
const PARTING: Duration = Duration::from_secs(2);

/// What ended a wait.
enum Woken {
    Terminal(Option<io::Result<TerminalEvent>>),
    Net(Option<FromNet>),
    Signal,
    Time,
}

/// The two ends of the connection that the program holds.
#[derive(Debug)]
pub struct Line {
    /// What the connection tells.
    pub from: Receiver<FromNet>,
    /// What it is asked to do.
    pub to: Sender<ToNet>,
}

/// Runs the program on this terminal until one leaves; `connection` runs beside it.
///
/// # Errors
/// When the terminal cannot be taken over, or breaks.
pub fn run(settings: Settings, line: Line, connection: impl Future<Output = ()>) -> io::Result<ExitCode> {
    let executor = LocalExecutor::new();
    let connection = executor.spawn(connection);
    let run = async {
        let mut terminal = Terminal::take()?;
        let left = talk(settings, &line, &mut terminal).await;
        drop(terminal);
        line.from.close();
        connection.or(async { _ = Timer::after(PARTING).await }).await;
        left
    };
    smol::block_on(executor.run(run)).map(|()| ExitCode::SUCCESS)
}

/// What time it is.
#[must_use]
pub fn now() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Time(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

async fn talk(settings: Settings, line: &Line, terminal: &mut Terminal) -> io::Result<()> {
    let theme = Theme { colours: std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) };
    let mut state = State::new(settings, now());
    let size = terminal.inner.size()?;
    state.on(Event::Resize(size.width, size.height), now());
    let mut signals = Signals::new([Signal::Term, Signal::Int, Signal::Hup])?;
    let mut keys = EventStream::new();
    let (mut drawn, mut changed) = (None::<Instant>, true);
    loop {
        let due = drawn.map_or(Duration::ZERO, |drawn| FRAME.saturating_sub(drawn.elapsed()));
        if changed && due.is_zero() {
            show(&state, theme, terminal)?;
            (drawn, changed) = (Some(Instant::now()), false);
        }
        let wait = if changed { due } else { TICK };
        let key = async { Woken::Terminal(keys.next().await) };
        let net = async {
            match line.from.recv().await {
                Ok(told) => Woken::Net(Some(told)),
                Err(_) => future::pending().await,
            }
        };
        let signal = async {
            match signals.next().await {
                Some(_) => Woken::Signal,
                None => future::pending().await,
            }
        };
        let time = async {
            Timer::after(wait).await;
            Woken::Time
        };
        let woken = key.or(signal).or(net).or(time).await;
        let mut effects = Vec::new();
        let take = |state: &mut State, woken: Woken| -> io::Result<(Vec<Effect>, bool)> {
            let event = match woken {
                Woken::Terminal(Some(event)) => match event? {
                    TerminalEvent::Key(key) => Event::Key(key),
                    TerminalEvent::Paste(text) => Event::Paste(text),
                    TerminalEvent::Resize(columns, lines) => Event::Resize(columns, lines),
                    _ => return Ok((Vec::new(), false)),
                },
                Woken::Terminal(None) | Woken::Signal => {
                    return Ok((vec![Effect::Net(ToNet::Quit(None)), Effect::End], true));
                }
                Woken::Net(Some(told)) => Event::Net(told),
                Woken::Net(None) => return Ok((Vec::new(), false)),
                Woken::Time => {
                    let typing = !state.here().typing.is_empty();
                    return Ok((state.on(Event::Tick, now()), typing));
                }
            };
            Ok((state.on(event, now()), true))
        };
        let is_net = matches!(woken, Woken::Net(_));
        let (new, redraw) = take(&mut state, woken)?;
        effects.extend(new);
        changed |= redraw;
        // What waits is taken in together: one drawing shows all of it.
        for _ in 0..AT_ONCE {
            let more = if is_net {
                line.from.try_recv().ok().map(|told| Woken::Net(Some(told)))
            } else {
                poll_once(keys.next()).await.map(Woken::Terminal)
            };
            let Some(more) = more else { break };
            let (new, redraw) = take(&mut state, more)?;
            effects.extend(new);
            changed |= redraw;
        }
        for effect in effects {
            match effect {
                Effect::Net(ask) => {
                    // A connection that has ended wants nothing more.
                    _ = line.to.send(ask).await;
                }
                Effect::Bell => {
                    stdout().write_all(b"\x07")?;
                    stdout().flush()?;
                }
                Effect::Redraw => terminal.inner.clear()?,
                Effect::End => return Ok(()),
            }
        }
    }
}

fn show(state: &State, theme: Theme, terminal: &mut Terminal) -> io::Result<()> {
    terminal.inner.draw(|frame| {
        let cursor = draw(state, &theme, frame.buffer_mut());
        if let Some(cursor) = cursor {
            frame.set_cursor_position(cursor);
        }
    })?;
    Ok(())
}
