//! The real program on real sockets: a server that ends with its test, its lines, and a netcat that tells all it heard.
#![allow(dead_code, unused_imports, clippy::unwrap_used)] // each test file takes what it needs

use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};
use std::{env, fs, process, thread};

mod eve;
mod netcat;
mod other;
mod terminal;
pub use eve::Eve;
pub use netcat::Netcat;
pub use other::{Other, free_port, has};
pub use terminal::Terminal;

/// The program.
pub const CHAT: &str = env!("CARGO_BIN_EXE_chat");

/// A listener for netcat on a free port.
pub const LINE: &str = "[[listener]]\naddress = \"127.0.0.1:0\"\nprotocol = \"line\"\n";

/// The default kind of listener on a free port: a person with netcat or an IRC program.
pub const AUTO: &str = "[[listener]]\naddress = \"127.0.0.1:0\"\n";

/// How long anything may take before the test gives up.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A running server; it ends when this is dropped.
pub struct Server {
    child: Child,
    stdin: Option<ChildStdin>,
    /// The listeners' ports, in the configuration's order.
    pub ports: Vec<u16>,
    /// Standard output.
    pub out: Lines,
    /// Standard error.
    pub log: Lines,
    /// The configuration.
    pub file: ConfigFile,
}

impl Server {
    /// Starts it with this configuration and nothing to read on standard input.
    pub fn start(config: &str) -> Server {
        Server::run(Command::new(CHAT).stdin(Stdio::null()), config)
    }

    /// Starts it with one listener for netcat and these limits.
    pub fn with_limits(limits: &str) -> Server {
        Server::start(&format!("{LINE}[limits]\n{limits}\n"))
    }

    /// Starts it with its console on a pipe; see [`Server::types`].
    pub fn with_console(config: &str) -> Server {
        Server::run(Command::new(CHAT).stdin(Stdio::piped()), &format!("{config}[server]\nconsole = true\n"))
    }

    /// Starts it with no more than so many open files.
    pub fn with_files(files: usize, config: &str) -> Server {
        let script = format!("ulimit -n {files}; exec \"$0\" \"$@\"");
        Server::run(Command::new("sh").args(["-c", &script, CHAT]).stdin(Stdio::null()), config)
    }

    /// Starts a command that runs the server, and waits until it listens.
    pub fn run(command: &mut Command, config: &str) -> Server {
        let file = ConfigFile::new(config);
        command.arg("--config").arg(&file.0).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (out, log) = (Lines::collect(child.stdout.take().unwrap()), Lines::collect(child.stderr.take().unwrap()));
        let stdin = child.stdin.take();
        let mut server = Server { child, stdin, ports: Vec::new(), out, log, file };
        server.out.wait("Welcome to Chat Server");
        let port = |line: &String| line.strip_prefix("listening on ")?.split(' ').nth(2)?.parse().ok();
        server.ports = server.out.all().iter().filter_map(port).collect();
        server.ports.dedup();
        server
    }

    /// The first listener's port.
    pub fn port(&self) -> u16 {
        self.ports[0]
    }

    /// Somebody connects to the first listener.
    pub fn netcat(&self) -> Netcat {
        Netcat::connect(self.port())
    }

    /// Somebody connects to the first listener and has a nick.
    pub fn person(&self, nick: &str) -> Netcat {
        let mut netcat = self.netcat();
        netcat.line(&format!("NICK {nick}"));
        netcat.is_done();
        netcat
    }

    /// A line is typed on the console.
    pub fn types(&mut self, line: &str) {
        writeln!(self.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    /// The console's standard input ends.
    pub fn closes_stdin(&mut self) {
        self.stdin = None;
    }

    /// Sends a signal by its name, like `TERM`.
    pub fn signal(&self, name: &str) {
        signal(self.pid(), name);
    }

    /// The process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it has ended.
    pub fn ends(&mut self) -> ExitStatus {
        wait_for("the end of the server", || self.child.try_wait().unwrap())
    }

    /// Memory in use, in KiB; none where the system does not tell.
    pub fn memory(&self) -> Option<usize> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid())).ok()?;
        status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next()?.parse().ok())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a signal by its name, like `TERM`.
pub fn signal(pid: u32, name: &str) {
    assert!(Command::new("kill").args(["-s", name, &pid.to_string()]).status().unwrap().success());
}

/// Asks again and again until there is an answer.
pub fn wait_for<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(start.elapsed() < PATIENCE, "waited in vain for {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// A configuration on the disk, for as long as this lives.
pub struct ConfigFile(pub PathBuf);

impl ConfigFile {
    /// Writes it.
    pub fn new(text: &str) -> ConfigFile {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("{}-{}.toml", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let file = ConfigFile(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name));
        file.write(text);
        file
    }

    /// Writes another text in its place.
    pub fn write(&self, text: &str) {
        fs::write(&self.0, text).unwrap();
    }
}

impl Drop for ConfigFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// The lines a program writes, as they come.
#[derive(Clone, Default)]
pub struct Lines(Arc<(Mutex<Vec<String>>, Condvar)>);

impl Lines {
    /// Collects what comes through a pipe.
    pub fn collect(pipe: impl Read + Send + 'static) -> Lines {
        let lines = Lines::default();
        let (collected, pipe) = (lines.clone(), BufReader::new(pipe));
        thread::spawn(move || {
            for line in pipe.split(b'\n').map_while(Result::ok) {
                collected.0.0.lock().unwrap().push(String::from_utf8_lossy(&line).into_owned());
                collected.0.1.notify_all();
            }
        });
        lines
    }

    /// All lines so far.
    pub fn all(&self) -> Vec<String> {
        self.0.0.lock().unwrap().clone()
    }

    /// Waits for exactly this line.
    #[track_caller]
    pub fn wait(&self, line: &str) {
        self.wait_until(line, |lines| lines.iter().any(|other| other == line));
    }

    /// Waits for a line with this in it.
    #[track_caller]
    pub fn wait_with(&self, part: &str) {
        self.wait_until(part, |lines| lines.iter().any(|line| line.contains(part)));
    }

    /// Waits until the lines are as they should be.
    #[track_caller]
    pub fn wait_until(&self, what: &str, mut right: impl FnMut(&[String]) -> bool) {
        let lines = self.0.0.lock().unwrap();
        let (lines, over) = self.0.1.wait_timeout_while(lines, PATIENCE, |lines| !right(lines)).unwrap();
        let (timed_out, last) = (over.timed_out(), lines[lines.len().saturating_sub(40)..].join("\n"));
        drop(lines);
        assert!(!timed_out, "waited in vain for {what:?}; the last lines are\n{last}");
    }
}
