//! The program without a screen: lines go in, and what happens comes out, as lines or as JSON.
//!
//! What is said goes out a few lines at a time, each few once the server has taken those before: no server takes it for a
//! flood, and at the end it is known that all of it arrived. The exit status is 0 only then.

pub mod input;
pub mod json;
pub mod print;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::time::Duration;

use async_channel::Receiver;
use async_signal::{Signal, Signals};
use futures_lite::{FutureExt, StreamExt, future};
use smol::{LocalExecutor, Timer};

use super::run::{Line, now};
use super::state::{Effect, Event, Settings, State};
use super::wire::{FromNet, ToNet};
use crate::dialect::irc::Message;
use print::Printer;

/// What comes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Only what went wrong, on standard error.
    Quiet,
    /// Lines for people.
    Plain,
    /// Lines for programs.
    Json,
}

/// Lines that are sent before the server must have taken them.
const AT_ONCE: usize = 3;

/// What is asked of the server to learn that it has done all that came before (RFC 2812 3.7.2).
const SIGN: &str = "irc-plain";

/// How long the server has to close the connection after QUIT.
const PARTING: Duration = Duration::from_secs(3);

/// What ends a wait.
enum Woken {
    Net(FromNet),
    Typed(Option<Vec<u8>>),
    Signal(Signal),
    Time,
}

/// How far the input is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Not on the server, or not yet in the channels.
    Before,
    /// Lines may be sent, so many before the server is asked.
    Open(usize),
    /// The server is asked whether it has taken them.
    Asked,
}

struct Plain {
    state: State,
    printer: Printer,
    form: Form,
    line: Line,
    typed: Receiver<Vec<u8>>,
    phase: Phase,
    /// Somebody types; else lines come through a pipe, and are for nothing if the server does not have them.
    at_terminal: bool,
    /// There is nothing more to send.
    input_ended: bool,
    /// The server has taken one in at least once.
    welcomed: bool,
    /// Something was not sent, or not taken.
    failed: bool,
}

/// Runs the program without a screen; `connection` runs beside it.
///
/// # Errors
/// When signals cannot be heard.
pub fn run(settings: Settings, line: Line, connection: impl Future<Output = ()>, form: Form) -> io::Result<ExitCode> {
    let mut signals = Signals::new([Signal::Int, Signal::Term, Signal::Hup])?;
    let executor = LocalExecutor::new();
    let connection = executor.spawn(connection);
    let mut plain = Plain {
        state: State::new(settings, now()),
        printer: Printer::default(),
        form,
        line,
        typed: input::lines(),
        phase: Phase::Before,
        at_terminal: io::stdin().is_terminal(),
        input_ended: false,
        welcomed: false,
        failed: false,
    };
    // What the screen says of its keys is not for here.
    plain.printer.news(&plain.state, false);
    smol::block_on(executor.run(async {
        let status = plain.talk(&mut signals).await;
        let _ = plain.line.to.send(ToNet::Quit(None)).await;
        plain.line.from.close();
        connection.or(async { _ = Timer::after(PARTING).await }).await;
        Ok(ExitCode::from(status))
    }))
}

impl Plain {
    /// Goes on until the end; the exit status.
    async fn talk(&mut self, signals: &mut Signals) -> u8 {
        loop {
            let woken = self.wait(signals).await;
            let event = match woken {
                Woken::Signal(Signal::Hup) => return 129,
                Woken::Signal(Signal::Term) => return 143,
                Woken::Signal(_) => return 130,
                Woken::Time => Event::Tick,
                Woken::Typed(None) => {
                    self.input_ended = true;
                    if self.phase == Phase::Before {
                        return u8::from(!self.at_terminal);
                    }
                    self.ask().await;
                    continue;
                }
                Woken::Typed(Some(text)) => {
                    if let Phase::Open(left) = self.phase {
                        self.phase = Phase::Open(left.saturating_sub(1));
                    }
                    Event::Written(String::from_utf8_lossy(&text).into_owned())
                }
                Woken::Net(told) => Event::Net(told),
            };
            if let Event::Net(told) = &event
                && let Some(why) = self.end(told)
            {
                if self.form == Form::Json {
                    let _ = print(json::line(told, now()).into_iter().collect()).await;
                }
                let _ = writeln!(io::stderr(), "irc: {why}");
                return 1;
            }
            let (written, told) = match &event {
                Event::Net(told) => (false, Some(told.clone())),
                event => (matches!(event, Event::Written(_)), None),
            };
            let mut quits = false;
            for effect in self.state.on(event, now()) {
                match effect {
                    Effect::Net(ask) => _ = self.line.to.send(ask).await,
                    Effect::End => quits = true,
                    Effect::Bell | Effect::Redraw => {}
                }
            }
            if self.print(told.as_ref()).await.is_err() {
                return 1;
            }
            if quits {
                return u8::from(self.failed);
            }
            if written && self.phase == Phase::Open(0) {
                self.ask().await;
            }
            if let Some(status) = self.follow(told.as_ref()).await {
                return status;
            }
        }
    }

    /// Why it makes no sense to go on, where that is so.
    fn end(&self, told: &FromNet) -> Option<String> {
        let waits_for_nothing = !self.at_terminal && (!self.welcomed || self.input_ended);
        match told {
            FromNet::Lost { why, .. } if waits_for_nothing => Some(why.clone()),
            FromNet::Refused(why) => Some(why.clone()),
            _ => None,
        }
    }

    async fn wait(&self, signals: &mut Signals) -> Woken {
        let signal = async {
            match signals.next().await {
                Some(Ok(signal)) => Woken::Signal(signal),
                _ => future::pending().await,
            }
        };
        let net = async {
            match self.line.from.recv().await {
                Ok(told) => Woken::Net(told),
                Err(_) => future::pending().await,
            }
        };
        let typed = async {
            let takes = self.at_terminal || matches!(self.phase, Phase::Open(1..));
            if self.input_ended || !takes {
                return future::pending().await;
            }
            Woken::Typed(self.typed.recv().await.ok())
        };
        let time = async {
            Timer::after(Duration::from_secs(1)).await;
            Woken::Time
        };
        signal.or(net).or(typed).or(time).await
    }

    /// Asks the server for a sign that it has done all that was asked before.
    async fn ask(&mut self) {
        if self.phase != Phase::Before {
            self.phase = Phase::Asked;
            let _ = self.line.to.send(ToNet::Line(format!("PING {SIGN}"))).await;
        }
    }

    /// What follows from what the connection told; the exit status where that is the end.
    async fn follow(&mut self, told: Option<&FromNet>) -> Option<u8> {
        match told? {
            FromNet::Lost { .. } => {
                // What was sent since the last sign may not have arrived.
                self.failed |= self.phase == Phase::Asked || self.phase != Phase::Open(AT_ONCE);
                self.phase = Phase::Before;
                None
            }
            FromNet::Line(line) => {
                let message = Message::parse(line).ok()?;
                if message.verb == "001" {
                    self.welcomed = true;
                    // Behind the JOINs: the answer comes when they are done.
                    let _ = self.line.to.send(ToNet::Line(format!("PING {SIGN}"))).await;
                } else if message.verb == "PONG" && message.params.last().is_some_and(|sign| sign == SIGN) {
                    self.phase = Phase::Open(AT_ONCE);
                    return self.input_ended.then(|| u8::from(self.failed));
                }
                None
            }
            _ => None,
        }
    }

    /// Prints what is new.
    async fn print(&mut self, told: Option<&FromNet>) -> io::Result<()> {
        let news = self.printer.news(&self.state, !self.at_terminal);
        let is_loss = matches!(told, Some(FromNet::Lost { .. }));
        self.failed |= !news.errors.is_empty() && self.phase != Phase::Before && !self.at_terminal && !is_loss;
        match (self.form, told) {
            (Form::Quiet, _) => {
                // Nobody need read it: there is the exit status.
                let _ = news.errors.iter().try_for_each(|line| writeln!(io::stderr(), "{line}"));
                Ok(())
            }
            (Form::Plain, _) => print(news.lines).await,
            (Form::Json, Some(told)) => print(json::line(told, self.state.now).into_iter().collect()).await,
            (Form::Json, None) => {
                print(news.errors.iter().filter_map(|why| json::error(why, self.state.now)).collect()).await
            }
        }
    }
}

/// Prints lines on standard output, which may stand still.
async fn print(lines: Vec<String>) -> io::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let text = lines.join("\n") + "\n";
    smol::unblock(move || io::stdout().write_all(text.as_bytes()).and_then(|()| io::stdout().flush())).await
}
