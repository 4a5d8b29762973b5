//! A server of a network: a `chat` or an ngIRCd, that can be killed and started again.

use std::fmt::Write;
use std::thread;
use std::time::{Duration, Instant};

use super::support::{Eve, Netcat, Other, PATIENCE, Server, free_port, has};

/// What program a server is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Ours.
    Chat,
    /// ngIRCd.
    Ngircd,
}

impl Kind {
    /// Whether it can be started here; says so where it cannot.
    pub fn is_installed(self) -> bool {
        self == Kind::Chat || has("ngircd")
    }
}

/// What a server is told of a link with another one.
pub struct Peer {
    /// Its name.
    pub name: String,
    /// Where to call it; none: it calls.
    pub port: Option<u16>,
    /// What we say to it.
    pub password: String,
    /// What we want to hear.
    pub accept: String,
}

/// A server of a network.
pub struct Node {
    /// Its name.
    pub name: String,
    /// Where it listens, for people and servers.
    pub port: u16,
    /// What program it is.
    pub kind: Kind,
    config: String,
    running: Option<Running>,
}

enum Running {
    Chat(Server),
    Ngircd(Other),
}

impl Node {
    /// A server that is not started yet.
    pub fn new(kind: Kind) -> Node {
        let port = free_port();
        Node { name: format!("{port}.localhost"), port, kind, config: String::new(), running: None }
    }

    /// Starts it, as it will be started again, with these links.
    pub fn start(&mut self, peers: &[Peer]) {
        self.config = match self.kind {
            Kind::Chat => chat(&self.name, self.port, peers),
            Kind::Ngircd => ngircd(&self.name, self.port, peers),
        };
        self.restart();
    }

    /// Starts it as before.
    pub fn restart(&mut self) {
        self.running = Some(match self.kind {
            Kind::Chat => Running::Chat(Server::start(&self.config)),
            Kind::Ngircd => {
                Running::Ngircd(Other::start("ngircd", &self.config, &["-n", "-f", "FILE"]).listens(self.port))
            }
        });
    }

    /// Kills it: `kill -9`.
    pub fn kill(&mut self) {
        self.running = None;
    }

    /// Waits until somebody who comes for this alone is told it.
    #[track_caller]
    pub fn tells(&self, what: &str, told: impl FnMut(&mut Eve) -> bool) {
        let mut asker = self.eve(&format!("asker-{}", self.port));
        self.waits(&mut asker, what, told);
        leaves(asker);
    }

    /// Waits until one of its people is told something.
    #[track_caller]
    pub fn waits(&self, eve: &mut Eve, what: &str, mut told: impl FnMut(&mut Eve) -> bool) {
        let start = Instant::now();
        while !told(eve) {
            assert!(start.elapsed() < PATIENCE, "{} never told {what}; its log:\n{}", self.name, self.log());
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// What it logs, for a person to read when a test fails.
    fn log(&self) -> String {
        match &self.running {
            Some(Running::Chat(server)) => server.log.all().join("\n"),
            Some(Running::Ngircd(server)) => server.log(),
            None => "it does not run".into(),
        }
    }

    /// Somebody comes with an IRC program.
    pub fn eve(&self, nick: &str) -> Eve {
        Eve::on(Netcat::connect(self.port)).registers(nick)
    }

    /// Somebody comes with netcat and takes a nick.
    pub fn netcat(&self, nick: &str) -> Netcat {
        let mut netcat = Netcat::connect(self.port);
        netcat.hear_start("[server] Welcome");
        netcat.line(&format!("NICK {nick}"));
        netcat.is_done();
        netcat
    }
}

/// Somebody goes, and their server knows it.
pub fn leaves(mut eve: Eve) {
    eve.line("QUIT");
    eve.hear_out();
}

fn chat(name: &str, port: u16, peers: &[Peer]) -> String {
    let mut text = format!(
        "admin = []\n[server]\nname = \"{name}\"\ndescription = \"Info of {name}\"\nlocation = \"Here\"\nmotd = \"motd of {name}\"\n\
         user_modes = \"\"\nsilence = 50\n[[listener]]\naddress = \"127.0.0.1:{port}\"\n"
    );
    // Of two who call each other one table says both.
    let calls = |name: &str| peers.iter().any(|peer| peer.name == *name && peer.port.is_some());
    for Peer { name, port, password, accept } in peers.iter().filter(|peer| peer.port.is_some() || !calls(&peer.name)) {
        write!(text, "[[link]]\nname = \"{name}\"\npassword = \"{password}\"\naccept = \"{accept}\"\n").unwrap();
        if let Some(port) = port {
            writeln!(text, "address = \"127.0.0.1:{port}\"\nautoconnect = true").unwrap();
        }
    }
    text
}

fn ngircd(name: &str, port: u16, peers: &[Peer]) -> String {
    let mut text = format!(
        "[Global]\nName = {name}\nInfo = Info of {name}\nListen = 127.0.0.1\nPorts = {port}\nMotdPhrase = motd of {name}\n\
         AdminInfo1 = Here\nAdminEMail = root@{name}\n[Limits]\nConnectRetry = 5\nMaxConnectionsIP = 0\nMaxJoins = 0\n\
         MaxNickLength = 30\nMaxPenaltyTime = 0\n[Options]\nIdent = no\nDNS = no\nPAM = no\n"
    );
    for Peer { name, port, password, accept } in peers {
        // What it calls its own password is the one it wants to hear.
        write!(text, "[Server]\nName = {name}\nMyPassword = {accept}\nPeerPassword = {password}\n").unwrap();
        text += "ServiceMask = *Serv,Global\n";
        if let Some(port) = port {
            writeln!(text, "Host = 127.0.0.1\nPort = {port}").unwrap();
        }
    }
    text
}
