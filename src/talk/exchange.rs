//! A talk while it lasts: the keyboard, the connection and the signals, each heard as it comes.

use std::io::{self, IsTerminal, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use async_channel::Receiver;
use async_signal::{Signal, Signals};
use futures_lite::{AsyncReadExt, AsyncWriteExt, FutureExt, StreamExt};
use smol::{Async, Timer};

use super::conversation::{Conversation, Deed, Happening, Line};
use super::lines::Lines;
use super::texts::Texts;
use crate::client::texts::fill;
use crate::model::text::safe;

/// Bytes read at once.
const READ: usize = 16 << 10;

/// Bytes that may wait to be sent; beyond them, nothing more is taken from the keyboard.
const MOST_UNSENT: usize = 64 << 10;

/// How long one who leaves still hears, so that the other's last line is shown and the own last line arrives.
const PARTING: Duration = Duration::from_secs(1);

/// How long a pipe may be silent before its rest is given up, once the other sends nothing more.
const REST: Duration = Duration::from_millis(200);

/// How a talk ended.
#[derive(Debug)]
pub enum Ending {
    /// The person here left.
    Left,
    /// The other left.
    TheyLeft,
    /// A signal asked for the end.
    Signal(Signal),
    /// The connection or standard output broke: why.
    Broken(String),
}

/// A talk, from its first line to its last.
pub struct Talk {
    stream: Async<TcpStream>,
    conversation: Conversation,
    /// What is typed; closed at its end.
    typed: Receiver<Line>,
    /// Something may still be typed.
    input_open: bool,
    lines: Lines,
    /// What waits to be sent.
    unsent: Vec<u8>,
    /// Nothing is sent behind what waits.
    finishing: bool,
    /// The other takes nothing more.
    deaf: bool,
    texts: &'static Texts,
}

/// What came first.
enum First {
    Read(Vec<u8>),
    Typed(Option<Line>),
    Wrote(usize),
    WriteFailed,
}

impl Talk {
    /// A talk over this connection; `typed` is what comes from the keyboard or a pipe.
    #[must_use]
    pub fn new(
        stream: Async<TcpStream>,
        conversation: Conversation,
        typed: Receiver<Line>,
        texts: &'static Texts,
    ) -> Self {
        let (lines, unsent) = (Lines::default(), Vec::new());
        Talk { stream, conversation, typed, input_open: true, lines, unsent, finishing: false, deaf: false, texts }
    }

    /// Talks until one of the two leaves.
    pub async fn hold(mut self, signals: &mut Signals) -> Ending {
        if let Some(notice) = self.conversation.opening() {
            tell(notice.told(self.texts));
        }
        let signal = async {
            match signals.next().await {
                Some(Ok(signal)) => Ending::Signal(signal),
                _ => std::future::pending().await,
            }
        };
        let ending = signal.or(async { self.converse().await.unwrap_or_else(|ending| ending) }).await;
        let late = async {
            Timer::after(PARTING).await;
        };
        match ending {
            Ending::Left | Ending::Signal(_) => self.part(true).or(late).await,
            Ending::TheyLeft => self.part(false).or(late).await,
            Ending::Broken(_) => {}
        }
        ending
    }

    /// Goes on until the end, whichever way it comes.
    async fn converse(&mut self) -> Result<Ending, Ending> {
        loop {
            match self.first().await? {
                First::Typed(Some(line)) => self.happens(Happening::Typed(line)).await?,
                First::Typed(None) => {
                    self.input_open = false;
                    self.happens(Happening::InputEnded).await?;
                }
                First::Wrote(count) => self.sent(count),
                First::WriteFailed => self.give_up_sending(),
                First::Read(bytes) if bytes.is_empty() => {
                    while let Some(rest) = self.lines.rest() {
                        self.happens(Happening::Heard(rest)).await?;
                    }
                    self.happens(Happening::TheyLeft).await?;
                }
                First::Read(bytes) => {
                    self.lines.push(&bytes);
                    while let Some(line) = self.lines.line() {
                        self.happens(Happening::Heard(line)).await?;
                    }
                }
            }
        }
    }

    async fn first(&self) -> Result<First, Ending> {
        let read = async {
            if !self.conversation.takes_lines() {
                return std::future::pending().await;
            }
            let mut buffer = vec![0; READ];
            match (&self.stream).read(&mut buffer).await {
                Ok(count) => {
                    buffer.truncate(count);
                    Ok(First::Read(buffer))
                }
                Err(why) => Err(Ending::Broken(fill(self.texts.broke, &[&why.to_string()]))),
            }
        };
        let typed = async {
            if !self.input_open || self.unsent.len() >= MOST_UNSENT || !self.conversation.takes_input() {
                return std::future::pending().await;
            }
            Ok(First::Typed(self.typed.recv().await.ok()))
        };
        let write = async {
            if self.unsent.is_empty() {
                return std::future::pending().await;
            }
            Ok((&self.stream).write(&self.unsent).await.map_or(First::WriteFailed, First::Wrote))
        };
        read.race(write).race(typed).await
    }

    /// Does what follows from it; an end is an error, so that nothing more is done.
    async fn happens(&mut self, happening: Happening) -> Result<(), Ending> {
        for deed in self.conversation.on(happening) {
            match deed {
                Deed::Send(line) if !self.deaf => {
                    self.unsent.extend_from_slice(&line);
                    self.unsent.push(b'\n');
                }
                Deed::Send(_) => {}
                Deed::Show(line) => show(line, self.texts).await?,
                Deed::Tell(notice) => tell(notice.told(self.texts)),
                Deed::Finish => {
                    self.finishing = true;
                    self.sent(0);
                }
                Deed::Leave => return Err(Ending::Left),
                Deed::End => {
                    self.send_rest().await;
                    return Err(Ending::TheyLeft);
                }
            }
        }
        Ok(())
    }

    /// Forgets what was sent, and tells the other when there is nothing more to come.
    fn sent(&mut self, count: usize) {
        self.unsent.drain(..count);
        if self.finishing && self.unsent.is_empty() {
            let _ = self.stream.get_ref().shutdown(Shutdown::Write);
        }
    }

    /// The other takes nothing more: how it ended is heard where the connection is read.
    fn give_up_sending(&mut self) {
        self.deaf = true;
        self.unsent.clear();
    }

    /// The other sends nothing more, but may still hear: what is in a pipe goes out to its end.
    async fn send_rest(&mut self) {
        while !self.deaf {
            let more = async {
                if !self.input_open || !self.conversation.takes_input() || io::stdin().is_terminal() {
                    return None;
                }
                self.typed.recv().await.ok()
            };
            let late = async {
                Timer::after(REST).await;
                None
            };
            let more = more.or(late).await;
            let ended = more.is_none();
            self.unsent.extend(more.into_iter().flat_map(|line| [line, b"\n".to_vec()].concat()));
            let unsent = std::mem::take(&mut self.unsent);
            if (&self.stream).write_all(&unsent).await.is_err() || ended {
                break;
            }
        }
    }

    /// Leaves: what waits is sent, the other is told, and what they still say is shown if `hears`.
    async fn part(&mut self, hears: bool) {
        let unsent = std::mem::take(&mut self.unsent);
        let sent = self.deaf || (&self.stream).write_all(&unsent).await.is_ok();
        let _ = self.stream.get_ref().shutdown(Shutdown::Write);
        if !hears || !sent {
            return;
        }
        let mut buffer = vec![0; READ];
        loop {
            match (&self.stream).read(&mut buffer).await {
                Ok(0) | Err(_) => return,
                Ok(count) => self.lines.push(&buffer[..count]),
            }
            while let Some(line) = self.lines.line() {
                if show(line, self.texts).await.is_err() {
                    return;
                }
            }
        }
    }
}

/// Shows a line of the other's: harmless at a terminal, as it came through a pipe.
async fn show(line: Line, texts: &'static Texts) -> Result<(), Ending> {
    let write = move || {
        let mut out = io::stdout().lock();
        if out.is_terminal() {
            writeln!(out, "{}", fill(texts.other, &[&*safe(&String::from_utf8_lossy(&line))]))?;
        } else {
            out.write_all(&[&line[..], b"\n"].concat())?;
        }
        out.flush()
    };
    smol::unblock(write).await.map_err(|why| Ending::Broken(fill(texts.output, &[&why.to_string()])))
}

/// Tells the person here a sentence, beside the talk: on standard error.
pub fn tell(sentence: &str) {
    let _ = writeln!(io::stderr(), "[chat] {sentence}");
}
