//! A server to measure: a process that listens.

use std::fs;
use std::io::{self, BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

/// Nothing is slowed down or refused for its amount; all else is as everybody has it.
const CONFIG: &str = r#"
admin = []

[server]
console = "off"
log = "warn"

[[listener]]
address = "127.0.0.1:0"
protocol = "line"
lobby = false

[limits]
users = 100000
connections_per_address = 100000
announce = 0
flood_per_second = 0
sendq = 67108864
"#;

/// A server that runs, until it is dropped.
pub struct Server {
    child: Child,
    folder: PathBuf,
    /// Where people connect.
    pub address: SocketAddr,
}

impl Server {
    /// Starts `chat`, as cargo has built it for this bench.
    ///
    /// # Errors
    /// When it does not start to listen.
    pub fn chat() -> Result<Self, String> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("bench-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        let file = folder.join("chat.toml");
        fs::create_dir_all(&folder).and_then(|()| fs::write(&file, CONFIG)).map_err(|why| why.to_string())?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_chat"));
        command.arg("--config").arg(&file).stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(|why| format!("chat does not start: {why}"))?;
        let port = child.stdout.take().and_then(port_told);
        let address = (Ipv4Addr::LOCALHOST, port.unwrap_or_default()).into();
        let server = Server { child, folder, address };
        if port.is_some() { Ok(server) } else { Err("chat says no port that it listens on".into()) }
    }

    /// Its process.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
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
