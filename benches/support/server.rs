//! A server to measure: a process that listens.

use std::fs::{self, Permissions};
use std::io::{self, BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::speech::Speech;

/// How long a server has to start.
const PATIENCE: Duration = Duration::from_secs(10);

/// What runs a program so that it ends when this one does, however that ends (util-linux).
const SETPRIV: &str = "/usr/bin/setpriv";

/// What makes it nobody, on every Linux.
const AS_NOBODY: [&str; 3] = ["--reuid=65534", "--regid=65534", "--clear-groups"];

/// A server that can be started.
pub struct Contender {
    /// Its name, as in the head of the table.
    pub name: &'static str,
    /// What is said of it below the table.
    pub note: String,
    /// How it is spoken to.
    pub speech: Speech,
    /// How many connect at the same time at most: beyond its backlog, connecting takes a second.
    pub at_once: usize,
    /// Whether it is ours: then a failure of it fails the bench.
    pub ours: bool,
    /// The program.
    pub program: PathBuf,
    /// What is written for it into its folder: a name, and a text with `PORT`, `FOLDER` and `LIBRARY`, which is `../lib`
    /// beside the program's own folder.
    pub file: (&'static str, &'static str),
    /// Its arguments, with the same words.
    pub arguments: &'static [&'static str],
    /// Where it listens: it says so itself, or it is told.
    pub says_port: bool,
}

/// A server that runs, until it is dropped.
pub struct Server {
    child: Child,
    folder: PathBuf,
    /// Where people connect.
    pub address: SocketAddr,
}

impl Server {
    /// Starts one; it listens when this returns.
    ///
    /// # Errors
    /// When it does not.
    pub fn start(contender: &Contender) -> Result<Self, String> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("chat-bench-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        let started = Server::start_in(contender, folder.clone());
        if started.is_err() {
            let _ = fs::remove_dir_all(&folder);
        }
        started.map_err(|why| format!("{} does not start: {why}", contender.name))
    }

    fn start_in(contender: &Contender, folder: PathBuf) -> Result<Self, String> {
        let port = if contender.says_port { 0 } else { free_port().map_err(|why| why.to_string())? };
        let library = contender.program.parent().and_then(Path::parent).map(|above| above.join("lib"));
        let filled = |text: &str| {
            let text = text.replace("PORT", &port.to_string()).replace("FOLDER", &folder.to_string_lossy());
            text.replace("LIBRARY", &library.clone().unwrap_or_default().to_string_lossy())
        };
        let (file, text) = contender.file;
        let written = fs::create_dir_all(&folder)
            .and_then(|()| fs::write(folder.join(file), filled(text)))
            .and_then(|()| fs::set_permissions(&folder, Permissions::from_mode(0o777)));
        written.map_err(|why| format!("{}: {why}", folder.display()))?;
        let log = fs::File::create(folder.join("stderr")).map_err(|why| why.to_string())?;
        let mut command = prepared(contender);
        command.args(contender.arguments.iter().map(|argument| filled(argument))).stdin(Stdio::null()).stderr(log);
        command.stdout(if contender.says_port { Stdio::piped() } else { Stdio::null() });
        let mut child = command.spawn().map_err(|why| format!("{}: {why}", contender.program.display()))?;
        let told = child.stdout.take().map(port_told);
        let port = told.map_or(Some(port), |told| told);
        let server = Server { child, folder, address: (Ipv4Addr::LOCALHOST, port.unwrap_or_default()).into() };
        if port.is_none() {
            return Err(format!("it names no port; {}", server.last_words()));
        }
        let start = Instant::now();
        while !contender.says_port && TcpStream::connect(server.address).is_err() {
            if start.elapsed() > PATIENCE {
                return Err(format!("it does not listen; {}", server.last_words()));
            }
            thread::sleep(Duration::from_millis(20));
        }
        // What a server does at its start is not measured.
        thread::sleep(Duration::from_millis(100));
        Ok(server)
    }

    /// Its process.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    fn last_words(&self) -> String {
        let text = fs::read_to_string(self.folder.join("stderr")).unwrap_or_default();
        format!("its last words: {:?}", text.lines().next_back().unwrap_or_default())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be gone already; then there is nothing to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A command that runs the program. Peers are not run as root, which they refuse or leave by themselves.
fn prepared(contender: &Contender) -> Command {
    if !Path::new(SETPRIV).is_file() {
        return Command::new(&contender.program);
    }
    let is_root = fs::metadata("/proc/self").is_ok_and(|of| of.uid() == 0);
    let mut command = Command::new(SETPRIV);
    command.args(["--pdeathsig", "KILL"]).args(if is_root && !contender.ours { &AS_NOBODY[..] } else { &[] });
    command.arg("--").arg(&contender.program);
    command
}

/// A port that was free a moment ago.
fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// Reads `listening on 127.0.0.1 port 40123 (line)`; what comes after it is read and thrown away.
fn port_told(stdout: impl io::Read + Send + 'static) -> Option<u16> {
    let mut stdout = BufReader::new(stdout);
    let mut line = String::new();
    let port = loop {
        line.clear();
        if stdout.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if let Some((_, rest)) = line.split_once(" port ") {
            break rest.split_whitespace().next()?.parse().ok()?;
        }
    };
    thread::spawn(move || io::copy(&mut stdout, &mut io::sink()));
    Some(port)
}
