//! One connection, from the moment it stands to its end: lines go to and fro, and somebody looks whether it lives.

use std::cell::{Cell, RefCell};
use std::time::Instant;

use async_channel::{Receiver, Sender};
use futures_lite::io::{ReadHalf, WriteHalf, split};
use futures_lite::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, FutureExt, future};
use smol::Timer;

use super::greeting::{self, Greeting, Other};
use super::task::Timing;
use crate::client::texts::{Texts, fill};
use crate::client::wire::{FromNet, ToNet};
use crate::dialect::irc::{Framed, Framer, Message, Tags, build_text};

/// Bytes read at once.
const READ: usize = 16 << 10;

/// How a connection ended. The texts are sentences for people.
#[derive(Debug, PartialEq, Eq)]
pub enum Close {
    /// It broke, or the server closed it.
    Lost(String),
    /// It is no IRC server.
    Refused(String),
    /// One left.
    Left,
    /// One wants another connection at once.
    Again,
}

/// What is known of the connection.
struct Heard<'a> {
    place: &'a str,
    texts: &'a Texts,
    last: Cell<Instant>,
    /// What came is IRC.
    irc: Cell<bool>,
    registered: Cell<bool>,
    /// The server's own words on why it closes.
    error: RefCell<Option<String>>,
}

/// Talks until one side ends it; also tells whether the server had taken one in.
pub async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    place: &str,
    texts: &Texts,
    timing: Timing,
    from: &Sender<FromNet>,
    to: &Receiver<ToNet>,
) -> (Close, bool) {
    let (mut reader, mut writer) = split(stream);
    let heard = Heard {
        place,
        texts,
        last: Cell::new(Instant::now()),
        irc: Cell::new(false),
        registered: Cell::new(false),
        error: RefCell::new(None),
    };
    let mut framer = Framer::of_server();
    let (ask, asked) = async_channel::bounded(1);
    let close = {
        let reading = read(&mut reader, &mut framer, &heard, from);
        reading.or(write(&mut writer, to, &asked, &heard)).or(watch(&heard, timing, &ask)).await
    };
    if close == Close::Left {
        let late = async {
            Timer::after(timing.parting).await;
            Close::Left
        };
        read(&mut reader, &mut framer, &heard, from).or(late).await;
    }
    let soon = async {
        future::yield_now().await;
        Ok(())
    };
    let _ = writer.close().or(soon).await;
    (close, heard.registered.get())
}

async fn read<S: AsyncRead + Unpin>(
    reader: &mut ReadHalf<S>,
    framer: &mut Framer,
    heard: &Heard<'_>,
    from: &Sender<FromNet>,
) -> Close {
    let mut buffer = vec![0; READ];
    loop {
        let read = reader.read(&mut buffer).await;
        let ended = !matches!(read, Ok(1..));
        match read {
            Ok(count) if count > 0 => framer.push(&buffer[..count]),
            _ => framer.end(),
        }
        heard.last.set(Instant::now());
        let first = &buffer[..read.as_ref().copied().unwrap_or(0)];
        if let Some(Greeting::Not(other)) = greeting::bytes(first).filter(|_| !heard.irc.get()) {
            return heard.not(&other);
        }
        while let Some(framed) = framer.line() {
            let line = match framed {
                Framed::Line(line) | Framed::NotUtf8(line) => line,
                Framed::TooLong => continue,
            };
            if let Some(Greeting::Not(other)) = (!heard.irc.get()).then(|| greeting::line(&line)) {
                return heard.not(&other);
            }
            heard.note(&line);
            // One who left hears no more.
            let _ = from.send(FromNet::Line(line)).await;
        }
        if ended {
            return Close::Lost(heard.end(read.err()));
        }
    }
}

impl Heard<'_> {
    fn not(&self, other: &Other) -> Close {
        Close::Refused(other.told(self.place, self.texts))
    }

    fn note(&self, line: &str) {
        self.irc.set(true);
        let Ok(message) = Message::parse(line) else { return };
        match &*message.verb {
            "001" => self.registered.set(true),
            "ERROR" => *self.error.borrow_mut() = message.params.last().map(|text| text.clone().into_owned()),
            _ => {}
        }
    }

    /// Why nothing more comes.
    fn end(&self, error: Option<std::io::Error>) -> String {
        let (place, texts) = (self.place, self.texts);
        match (self.error.borrow().as_ref(), error) {
            (Some(why), _) => fill(texts.closed_saying, &[place, why]),
            (None, Some(why)) if why.kind() != std::io::ErrorKind::UnexpectedEof => self.broke(&why),
            _ if self.irc.get() => fill(texts.closed, &[place]),
            _ => fill(texts.closed_mute, &[place]),
        }
    }

    fn broke(&self, why: &std::io::Error) -> String {
        fill(self.texts.broke, &[self.place, &why.to_string()])
    }
}

async fn write<S: AsyncWrite + Unpin>(
    writer: &mut WriteHalf<S>,
    to: &Receiver<ToNet>,
    asked: &Receiver<String>,
    heard: &Heard<'_>,
) -> Close {
    loop {
        let line = async { Some(ToNet::Line(asked.recv().await.ok()?)) };
        let ask = async { to.recv().await.ok() }.or(line).await;
        let (mut text, mut close) = (String::new(), None);
        take(ask, &mut text, &mut close);
        // What waits already goes out with it.
        while close.is_none() && text.len() < READ {
            let Ok(more) = to.try_recv() else { break };
            take(Some(more), &mut text, &mut close);
        }
        let written = async {
            writer.write_all(text.as_bytes()).await?;
            writer.flush().await
        };
        match (written.await, close) {
            (_, Some(close)) => return close,
            (Ok(()), None) => {}
            (Err(why), None) => {
                // What the server said last is still to be read, and tells more.
                Timer::after(std::time::Duration::from_millis(500)).await;
                return Close::Lost(heard.broke(&why));
            }
        }
    }
}

/// Puts what is asked into what is to be sent; where nobody asks any more, one has left.
fn take(ask: Option<ToNet>, text: &mut String, close: &mut Option<Close>) {
    match ask {
        Some(ToNet::Line(line)) => {
            text.extend(line.chars().filter(|c| !matches!(c, '\r' | '\n' | '\0')));
            text.push_str("\r\n");
        }
        Some(ToNet::Reconnect) => {
            text.push_str("QUIT\r\n");
            *close = Some(Close::Again);
        }
        Some(ToNet::Quit(why)) => {
            build_text(text, &Tags::default(), None, "QUIT", why.as_slice());
            *close = Some(Close::Left);
        }
        None => {
            text.push_str("QUIT\r\n");
            *close = Some(Close::Left);
        }
    }
}

/// Asks for a sign of life after a silence, and gives up after a longer one.
async fn watch(heard: &Heard<'_>, timing: Timing, ask: &Sender<String>) -> Close {
    let mut asked = false;
    loop {
        let silent = heard.last.get().elapsed();
        let most = if heard.irc.get() { timing.alive + timing.answer } else { timing.silence };
        if silent >= most {
            let (place, texts) = (heard.place, heard.texts);
            return Close::Lost(if heard.irc.get() {
                fill(texts.silent, &[place, &most.as_secs().to_string()])
            } else {
                fill(texts.mute, &[place])
            });
        }
        asked &= silent >= timing.alive;
        if silent >= timing.alive && !asked && heard.registered.get() {
            asked = ask.try_send("PING alive".to_owned()).is_ok();
        }
        let due = if silent < timing.alive { timing.alive.min(most) } else { most };
        Timer::after(due.saturating_sub(silent)).await;
    }
}
