//! From the configuration to a running server, and to its clean end.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_channel::{Receiver, Sender};
use async_signal::{Signal, Signals};
use futures_lite::{FutureExt, StreamExt};
use smol::{Executor, Timer};

use super::clock::Clock;
use super::jobs;
use super::{Hub, Input, Job};
use crate::command::{Table, Tongue};
use crate::config::{Channels, Config, Console, Listener, Protocol};
use crate::dialect::Dialect;
use crate::model::Time;
use crate::net::{Tasks, addresses, dial::dial, listen, terminal::Terminal};
use crate::world::{Ending, Profile};

/// Inputs that may wait for the hub; beyond them, readers wait.
const INBOX: usize = 1024;

/// Inputs taken before what happened is written.
const BATCH: usize = 256;

/// How long people have to read their last lines when the server stops.
const FAREWELL: Duration = Duration::from_secs(2);

/// Runs the server until it is stopped, and says how that was; `source` is the file the configuration came from.
///
/// # Errors
/// Says in one line why it cannot start: a port that is taken, a mistake in a command's file.
pub fn run(config: Config, source: Option<PathBuf>) -> Result<Ending, String> {
    let table = jobs::table()?;
    // Without more room than the shell gives, the server runs all the same, for fewer people.
    let _ = rlimit::increase_nofile_limit(u64::MAX);
    let tasks: Tasks = Arc::new(Executor::new());
    let (inbox, inputs) = async_channel::bounded(INBOX);
    let commands = console_commands(&table);
    let clock = Clock::start();
    let listeners = listen_everywhere(&config, &inbox, &tasks)?;
    let (jobs, to_do) = async_channel::unbounded();
    let reads = match config.server.console {
        Console::On => true,
        Console::Off => false,
        Console::Auto => std::io::stdin().is_terminal(),
    };
    // Before the first line is printed: whoever reads it may send one.
    let signals = Signals::new([Signal::Int, Signal::Term, Signal::Hup]).map_err(|why| format!("signals: {why}"))?;
    let mut hub = Hub::new(Arc::new(config), table, clock.now(), fastrand::u64(..));
    let (mut console, written) = Terminal::new(reads, inbox.clone(), tasks.clone());
    greet(&mut console, &listeners, &commands);
    hub.open_console(Box::new(console));
    tasks.spawn(work(to_do, source, inbox.clone(), tasks.clone())).detach();
    tasks.spawn(heed_signals(signals, inbox)).detach();
    // A task like the others: what it and the readers tell each other goes by without a turn of the reactor.
    let hub = tasks.spawn(async move {
        serve(&mut hub, &clock, &inputs, &jobs).await;
        drop(listeners);
        say_goodbye(&mut hub, &clock, &inputs).await;
        written.or(async { _ = Timer::after(FAREWELL).await }).await;
        hub.ending().unwrap_or(Ending::Stop)
    });
    Ok(smol::block_on(tasks.run(hub)))
}

/// A listener that accepts, and the lines that say where it is reached.
struct Accepting {
    told: Vec<String>,
    _task: smol::Task<()>,
}

fn listen_everywhere(config: &Config, inbox: &Sender<Input>, tasks: &Tasks) -> Result<Vec<Accepting>, String> {
    let listen = |listener: &Listener| {
        let socket =
            listen::bind(listener.address).map_err(|why| format!("cannot listen on {}: {why}", listener.address))?;
        let bound = socket.get_ref().local_addr().map_err(|why| why.to_string())?;
        let profile = Profile { lobby: listener.lobby, many: listener.channels == Channels::Many };
        let (dialect, name) = match listener.protocol {
            Protocol::Auto => (Dialect::Auto, "auto"),
            Protocol::Line => (Dialect::Line, "line"),
            Protocol::Irc => (Dialect::Irc, "irc"),
            Protocol::Relay => (Dialect::Relay, "relay"),
            Protocol::Echo => (Dialect::Echo, "echo"),
            Protocol::Budget => (Dialect::Budget, "budget"),
        };
        // Budget Chat's room is the lobby, whatever else the listener says.
        let profile = match dialect {
            Dialect::Budget => Profile { lobby: true, many: false },
            Dialect::Irc => Profile::IRC,
            _ => profile,
        };
        let reachable = addresses::reachable(bound).into_iter();
        let told = reachable.map(|at| format!("listening on {} port {} ({name})", at.ip(), at.port())).collect();
        let opened = move |wire, peer| Input::Opened { wire, peer, dialect, profile };
        let task = tasks.spawn(listen::accept(socket, opened, inbox.clone(), tasks.clone()));
        Ok(Accepting { told, _task: task })
    };
    config.listeners.iter().map(listen).collect()
}

fn console_commands(table: &Table) -> Vec<String> {
    table.verbs(Tongue::Console).map(|(verb, command)| command.form(&verb.to_lowercase(), Tongue::Console)).collect()
}

/// The first lines on the terminal: where people can connect, what can be typed here, and TP5c's own.
fn greet(console: &mut Terminal, listeners: &[Accepting], commands: &[String]) {
    use super::Wire;
    let mut text = String::new();
    for line in listeners.iter().flat_map(|listener| &listener.told) {
        text += &format!("{line}\n");
    }
    text += &format!("commands here: {}\n", commands.join(", "));
    text += "Welcome to Chat Server\n";
    // The terminal takes all of it or drops it.
    let _ = console.write(text.as_bytes());
}

/// The hub's turns, until it is to stop.
async fn serve(hub: &mut Hub, clock: &Clock, inputs: &Receiver<Input>, jobs: &Sender<Job>) {
    let mut alarm = Alarm { clock, timer: Timer::never(), at: None };
    while !hub.is_stopping() {
        if hub.has_work() {
            // A turn of the reactor: what came in meanwhile is read before the next lines are run.
            Timer::after(Duration::ZERO).await;
        } else {
            alarm.set(hub.deadline());
            if let Some(input) = async { inputs.recv().await.ok() }.or(alarm.rings()).await {
                hub.take(clock.now(), input);
            }
        }
        for input in std::iter::from_fn(|| inputs.try_recv().ok()).take(BATCH) {
            hub.take(clock.now(), input);
        }
        hub.serve(clock.now());
        hub.flush();
        for job in hub.take_jobs() {
            // The receiver lives as long as the server.
            let _ = jobs.try_send(job);
        }
    }
}

/// Wakes the hub at its deadline. To set the reactor's timer costs system calls, so it is left alone as long as it rings
/// early enough: the hub does not mind a ring too many.
struct Alarm<'a> {
    clock: &'a Clock,
    timer: Timer,
    at: Option<Time>,
}

impl Alarm<'_> {
    /// Rings at `deadline`, or before.
    fn set(&mut self, deadline: Option<Time>) {
        if let Some(deadline) = deadline.filter(|deadline| self.at.is_none_or(|at| *deadline < at)) {
            self.timer.set_at(self.clock.instant(deadline));
            self.at = Some(deadline);
        }
    }

    async fn rings<T>(&mut self) -> Option<T> {
        (&mut self.timer).await;
        self.at = None;
        None
    }
}

/// Lets everybody read what waits for them, for a while.
async fn say_goodbye(hub: &mut Hub, clock: &Clock, inputs: &Receiver<Input>) {
    hub.close_all();
    let over = clock.now() + FAREWELL;
    while hub.connection_count() > 0 && clock.now() < over {
        let input = async { inputs.recv().await.ok() };
        let alarm = async {
            Timer::at(clock.instant(over)).await;
            None
        };
        match input.or(alarm).await {
            Some(Input::Opened { .. }) | None => {}
            Some(input) => hub.take(clock.now(), input),
        }
        hub.flush();
    }
}

/// Does the jobs, one at a time: a password costs memory and time, and whoever sends many waits.
async fn work(jobs: Receiver<Job>, source: Option<PathBuf>, inbox: Sender<Input>, tasks: Tasks) {
    let source = Arc::new(source);
    while let Ok(job) = jobs.recv().await {
        if let Job::Dial { server, address } = job {
            let (inbox, own) = (inbox.clone(), tasks.clone());
            let call = async move {
                let done = dial(address, inbox.clone(), own).await;
                let _ = inbox.send(Input::Dialed { server, done }).await;
            };
            tasks.spawn(call).detach();
            continue;
        }
        let source = source.clone();
        let answer = smol::unblock(move || job.run((*source).as_deref())).await;
        if inbox.send(answer).await.is_err() {
            break;
        }
    }
}

/// SIGINT and SIGTERM stop the server, cleanly; the second one at once. SIGHUP reads the configuration again.
async fn heed_signals(mut signals: Signals, inbox: Sender<Input>) {
    let mut asked = false;
    while let Some(Ok(signal)) = signals.next().await {
        let input = match signal {
            Signal::Hup => Input::Rehash,
            _ if asked => std::process::exit(130),
            _ => Input::Stop,
        };
        asked |= signal != Signal::Hup;
        if inbox.send(input).await.is_err() && asked {
            continue;
        }
    }
}
