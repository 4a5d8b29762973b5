//! From the configuration to a running server, and to its clean end.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_channel::{Receiver, Sender};
use async_signal::{Signal, Signals};
use futures_lite::{FutureExt, StreamExt};
use smol::Timer;

use super::clock::Clock;
use super::jobs;
use super::{Hub, Input, Job};
use crate::command::{Table, Tongue};
use crate::config::{Channels, Config, Console, Listener, Protocol};
use crate::dialect::Dialect;
use crate::net::dial::dial;
use crate::net::door::Door;
use crate::net::{Inbox, Sockets, addresses, listen, terminal::Terminal};
use crate::world::{Ending, Profile};

/// How long people have to read their last lines when the server stops.
const FAREWELL: Duration = Duration::from_secs(2);

/// Runs the server until it is stopped, and says how that was; `source` is the file the configuration came from, `ports`
/// are those the command line put in the place of its own.
///
/// # Errors
/// Says in one line why it cannot start: a port that is taken, a mistake in a command's file.
pub fn run(config: Config, source: Option<PathBuf>, ports: Vec<u16>) -> Result<Ending, String> {
    let table = jobs::table()?;
    // Without more room than the shell gives, the server runs all the same, for fewer people.
    let _ = rlimit::increase_nofile_limit(u64::MAX);
    let commands = console_commands(&table);
    let clock = Clock::start();
    let (listeners, reached): (Vec<_>, Vec<_>) =
        config.listeners.iter().map(listen_at).collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
    let mut sockets = Sockets::new(listeners).map_err(|why| format!("sockets: {why}"))?;
    let inbox = sockets.inbox().clone();
    let (jobs, to_do) = async_channel::unbounded();
    let reads = match config.server.console {
        Console::On => true,
        Console::Off => false,
        Console::Auto => std::io::stdin().is_terminal(),
    };
    // Before the first line is printed: whoever reads it may send one.
    let signals = Signals::new([Signal::Int, Signal::Term, Signal::Hup]).map_err(|why| format!("signals: {why}"))?;
    let mut hub = Hub::new(Arc::new(config), table, clock.now(), fastrand::u64(..));
    let (mut console, written) = Terminal::new(reads, inbox.clone());
    greet(&mut console, &reached.concat(), &commands);
    hub.open_console(Box::new(console));
    smol::spawn(work(to_do, source, ports, inbox.clone(), sockets.door())).detach();
    smol::spawn(heed_signals(signals, inbox)).detach();
    serve(&mut hub, &clock, &mut sockets, &jobs).map_err(|why| format!("sockets: {why}"))?;
    sockets.close();
    say_goodbye(&mut hub, &clock, &mut sockets);
    smol::block_on(written.or(async { _ = Timer::after(FAREWELL).await }));
    Ok(hub.ending().unwrap_or(Ending::Stop))
}

/// A listener, and the lines that say where it is reached.
fn listen_at(listener: &Listener) -> Result<(listen::Listener, Vec<String>), String> {
    let taken = |why| format!("cannot listen on {}: {why}", listener.address);
    let socket = listen::bind(listener.address).map_err(taken)?;
    let bound = socket.local_addr().map_err(taken)?;
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
    let told = reachable.map(|at| format!("listening on {} port {} ({name})\n", at.ip(), at.port())).collect();
    let opened = move |wire, peer| Input::Opened { wire, peer, dialect, profile };
    Ok((listen::Listener::new(socket, opened), told))
}

fn console_commands(table: &Table) -> Vec<String> {
    table.verbs(Tongue::Console).map(|(verb, command)| command.form(&verb.to_lowercase(), Tongue::Console)).collect()
}

/// The first lines on the terminal: where people can connect, what can be typed here, and TP5c's own.
fn greet(console: &mut Terminal, reached: &[String], commands: &[String]) {
    use super::Wire;
    let text = format!("{}commands here: {}\nWelcome to Chat Server\n", reached.concat(), commands.join(", "));
    // The terminal takes all of it or drops it.
    let _ = console.write(text.as_bytes());
}

/// The hub's turns, until it is to stop.
fn serve(hub: &mut Hub, clock: &Clock, sockets: &mut Sockets, jobs: &Sender<Job>) -> io::Result<()> {
    while !hub.is_stopping() {
        if hub.has_work() {
            // What came in meanwhile is read before the next lines are run.
            sockets.look()?;
        } else {
            sockets.wait(hub.deadline().map(|at| clock.instant(at)))?;
        }
        let now = clock.now();
        sockets.tell(|input| hub.take(now, input));
        hub.serve(now);
        hub.flush();
        for job in hub.take_jobs() {
            // The receiver lives as long as the server.
            let _ = jobs.try_send(job);
        }
    }
    Ok(())
}

/// Lets everybody read what waits for them, for a while.
fn say_goodbye(hub: &mut Hub, clock: &Clock, sockets: &mut Sockets) {
    hub.close_all();
    let over = Instant::now() + FAREWELL;
    while hub.connection_count() > 0 && Instant::now() < over {
        if sockets.wait(Some(over)).is_err() {
            return;
        }
        let now = clock.now();
        sockets.tell(|input| match input {
            Input::Opened { .. } => {}
            input => hub.take(now, input),
        });
        hub.flush();
    }
}

/// Does the jobs, one at a time: a password costs memory and time, and whoever sends many waits.
async fn work(jobs: Receiver<Job>, source: Option<PathBuf>, ports: Vec<u16>, inbox: Inbox, door: Arc<Door>) {
    let source = Arc::new(source);
    while let Ok(job) = jobs.recv().await {
        if let Job::Dial { server, address } = job {
            let (inbox, door) = (inbox.clone(), door.clone());
            let call = async move {
                let done = dial(&address, &door).await;
                inbox.send(Input::Dialed { server, done }).await;
            };
            smol::spawn(call).detach();
            continue;
        }
        let source = source.clone();
        let mut answer = smol::unblock(move || job.run((*source).as_deref())).await;
        if let Input::Reloaded { config: Ok(config), .. } = &mut answer {
            config.on_ports(&ports);
        }
        if !inbox.send(answer).await {
            break;
        }
    }
}

/// SIGINT and SIGTERM stop the server, cleanly; the second one at once. SIGHUP reads the configuration again.
async fn heed_signals(mut signals: Signals, inbox: Inbox) {
    let mut asked = false;
    while let Some(Ok(signal)) = signals.next().await {
        let input = match signal {
            Signal::Hup => Input::Rehash,
            _ if asked => std::process::exit(130),
            _ => Input::Stop,
        };
        asked |= signal != Signal::Hup;
        inbox.send(input).await;
    }
}
