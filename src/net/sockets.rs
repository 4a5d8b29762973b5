//! All sockets of the server: one poll tells who comes in, who has sent something, and who can be written to again.
//!
//! The poll tells each change once (edge-triggered): whoever is told of one reads or writes until there is no more, or
//! remembers that there is. So nothing is asked of the system but waiting, reading and writing.

use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_channel::Receiver;
use mio::{Events, Poll, Token};

use super::alarm::Alarm;
use super::door::Door;
use super::inbox::Inbox;
use super::listen::{Listener, Listeners};
use crate::server::Input;

/// Events taken at once.
const EVENTS: usize = 1024;

/// What of ended connections is read at once.
const CLEARED: usize = 16 << 10;

/// The token of the inbox.
const INBOX: Token = Token(usize::MAX);

/// The token of the alarm.
const ALARM: Token = Token(usize::MAX - 1);

/// The token of the first listener; the others come before it.
const LISTENER: usize = usize::MAX - 2;

/// All sockets.
pub struct Sockets {
    poll: Poll,
    events: Events,
    alarm: Alarm,
    door: Arc<Door>,
    listeners: Listeners,
    inputs: Receiver<Input>,
    inbox: Inbox,
    buffer: Box<[u8]>,
}

impl Sockets {
    /// The sockets of these listeners.
    ///
    /// # Errors
    /// When the system gives no poll.
    pub fn new(mut listeners: Vec<Listener>) -> io::Result<Self> {
        let poll = Poll::new()?;
        let registry = poll.registry();
        let (inbox, inputs) = Inbox::new(registry, INBOX)?;
        let alarm = Alarm::new(registry, ALARM)?;
        for (number, listener) in listeners.iter_mut().enumerate() {
            listener.register(registry, Token(LISTENER - number))?;
        }
        let door = Arc::new(Door::new(registry.try_clone()?));
        let (events, buffer) = (Events::with_capacity(EVENTS), vec![0; CLEARED].into());
        Ok(Sockets { poll, events, alarm, door, listeners: Listeners::new(listeners), inputs, inbox, buffer })
    }

    /// The way in for what is done on other threads.
    #[must_use]
    pub fn inbox(&self) -> &Inbox {
        &self.inbox
    }

    /// The way in for connections that this server opens itself.
    #[must_use]
    pub fn door(&self) -> Arc<Door> {
        self.door.clone()
    }

    /// Waits until something happens, until this time at most.
    ///
    /// # Errors
    /// When the system cannot wait.
    pub fn wait(&mut self, until: Option<Instant>) -> io::Result<()> {
        let until = [until, self.listeners.deadline(), self.door.deadline()].into_iter().flatten().min();
        let most = if self.has_work() { Some(Duration::ZERO) } else { until.and_then(|at| self.alarm.set(at)) };
        self.poll(most)
    }

    /// Sees what has happened, without waiting.
    ///
    /// # Errors
    /// As [`Sockets::wait`].
    pub fn look(&mut self) -> io::Result<()> {
        self.poll(Some(Duration::ZERO))
    }

    /// Whether there is something to tell although nothing happens.
    fn has_work(&self) -> bool {
        self.listeners.has_work() || self.door.has_work()
    }

    fn poll(&mut self, most: Option<Duration>) -> io::Result<()> {
        match self.poll.poll(&mut self.events, most) {
            Err(why) if why.kind() == ErrorKind::Interrupted => Ok(()),
            done => done,
        }
    }

    /// Tells all that has happened.
    pub fn tell(&mut self, mut take: impl FnMut(Input)) {
        for event in &self.events {
            match event.token() {
                INBOX => {}
                ALARM => self.alarm.rung(),
                Token(number) => match self.listeners.get_mut(LISTENER.wrapping_sub(number)) {
                    Some(listener) => listener.knocked(),
                    None => self.door.told(event).into_iter().flatten().for_each(&mut take),
                },
            }
        }
        self.listeners.accept(&self.door, &mut take);
        std::iter::from_fn(|| self.inputs.try_recv().ok()).for_each(&mut take);
        while let Some(session) = self.door.lost() {
            take(Input::Ended { session, reset: true });
        }
        self.door.clear(&mut self.buffer);
    }

    /// Lets nobody in any more.
    pub fn close(&mut self) {
        self.listeners = Listeners::default();
    }
}
