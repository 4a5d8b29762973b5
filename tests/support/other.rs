//! Programs of others: whether they are installed, and a server or services that run in a folder of their own.
#![allow(clippy::unwrap_used)]

use std::fs::{self, File};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::{env, process};

use super::wait_for;

/// Where a program is: on the path, or where a system has its servers.
fn found(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap();
    let folders = env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    folders.map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// Whether a program is installed; says so where it is not, and fails where `CHAT_REQUIRE_PEERS` is set.
pub fn has(program: &str) -> bool {
    let found = found(program).is_some();
    assert!(found || env::var_os("CHAT_REQUIRE_PEERS").is_none(), "{program} is not installed");
    if !found {
        println!("passed over: {program} is not installed");
    }
    found
}

/// A port of this machine on which nobody listens. It is none of those that the system gives to connections going out.
pub fn free_port() -> u16 {
    const FIRST: u16 = 10_000;
    const PORTS: u16 = 20_000;
    static COUNT: AtomicU16 = AtomicU16::new(0);
    // Processes at the same time begin at different places.
    let start = u16::try_from(u64::from(process::id()) * 61 % u64::from(PORTS)).unwrap();
    let mut ports = (0..PORTS).map(|_| FIRST + (start + COUNT.fetch_add(1, Ordering::Relaxed)) % PORTS);
    ports.find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).unwrap()
}

/// A program of others in its own folder; it is killed, and the folder taken away, when this is dropped.
pub struct Other {
    child: Child,
    folder: PathBuf,
}

impl Other {
    /// Starts it with a configuration, and arguments, in which `FOLDER` stands for its folder, `FILE` for the configuration.
    pub fn start(program: &str, config: &str, arguments: &[&str]) -> Other {
        static COUNT: AtomicU16 = AtomicU16::new(0);
        let name = format!("{program}-{}-{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("services.conf");
        let place =
            |text: &str| text.replace("FOLDER", folder.to_str().unwrap()).replace("FILE", file.to_str().unwrap());
        fs::write(&file, place(config)).unwrap();
        let mut command = Command::new(found(program).unwrap());
        command.args(arguments.iter().map(|word| place(word))).current_dir(&folder);
        let log = File::create(folder.join("said")).unwrap();
        command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        Other { child: command.spawn().unwrap(), folder }
    }

    /// What it has printed, for a person to read when a test fails.
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&fs::read(self.folder.join("said")).unwrap()).into_owned()
    }

    /// Waits until it listens on a port.
    #[must_use]
    pub fn listens(mut self, port: u16) -> Other {
        wait_for("the other server", || {
            let ended = self.child.try_wait().unwrap();
            assert!(ended.is_none(), "it ended: {ended:?}");
            TcpStream::connect(("127.0.0.1", port)).ok()
        });
        self
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}
