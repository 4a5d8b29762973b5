//! A whole server in memory, for tests: people, what they type, and what they hear. No socket, no clock, no thread.

mod network;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::config::load::parse;
use crate::config::{Admin, Config, PasswordHash};
use crate::dialect::Dialect;
use crate::model::{ChannelName, Nick, SessionId, Time};
use crate::server::jobs;
use crate::server::{Hub, Input, Job, Wire};
use crate::world::Profile;

pub use network::Network;

/// The password of `prof`, the one admin of a scene: `sesame`.
const SESAME: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$jC4/wjd174sQ7y4GHN8qlg$xzqdE6yZ6lMGzu/PGZR7bG6HsBitQSxcoJrj6JuuFpo";

/// People on a server in memory.
///
/// ```
/// use chat::scene::Scene;
/// let mut scene = Scene::new("#tp @toto bob");
/// scene.line("toto", "MSG tp hello");
/// assert_eq!(scene.heard("bob"), ["[toto] hello"]);
/// ```
pub struct Scene {
    hub: Hub,
    now: Time,
    profile: Profile,
    people: Vec<Person>,
    console: Arc<Mutex<Screen>>,
    /// The calls to other servers that somebody answers, with their addresses; none: nobody does.
    calls: Option<Vec<(String, String)>>,
}

struct Person {
    name: String,
    session: SessionId,
    screen: Arc<Mutex<Screen>>,
}

/// What somebody has been sent.
#[derive(Default)]
struct Screen {
    session: SessionId,
    bytes: Vec<u8>,
    closed: bool,
}

impl Scene {
    /// A channel and its members, the creator marked: `#tp @toto bob`. One channel at a time, no lobby.
    #[must_use]
    pub fn new(cast: &str) -> Self {
        Scene::cast(cast, Profile { lobby: false, many: false })
    }

    /// The same where one may be in several channels.
    #[must_use]
    pub fn many(cast: &str) -> Self {
        Scene::cast(cast, Profile { lobby: false, many: true })
    }

    /// People in the lobby.
    #[must_use]
    pub fn lobby(cast: &str) -> Self {
        Scene::cast(cast, Profile { lobby: true, many: false })
    }

    /// The same, where `chat.toml` says this.
    ///
    /// # Panics
    /// When it says what cannot be, which is told.
    #[must_use]
    pub fn lobby_with(toml: &str, cast: &str) -> Self {
        let config = parse(toml, "chat.toml", crate::commands::FILES).unwrap_or_else(|problem| panic!("{problem}"));
        Scene::stage(config, cast, Profile { lobby: true, many: false })
    }

    /// People who are in no channel, where there is no lobby.
    #[must_use]
    pub fn empty(cast: &str) -> Self {
        Scene::new(cast)
    }

    fn cast(cast: &str, profile: Profile) -> Self {
        Scene::stage(Config { admins: vec![prof()], ..Config::default() }, cast, profile)
    }

    fn stage(config: Config, cast: &str, profile: Profile) -> Self {
        let mut scene = Scene::with(config, profile);
        let channel = cast.split_whitespace().find(|word| word.starts_with(ChannelName::is_prefix)).map(str::to_owned);
        for name in cast.split_whitespace().filter(|word| !word.starts_with(ChannelName::is_prefix)) {
            let name = name.trim_start_matches('@');
            let name = match name.strip_prefix("irc:") {
                Some(name) => scene.enter_irc(name, ""),
                None => scene.enter(name),
            };
            if let Some(channel) = &channel {
                scene.line(name, &format!("JOIN {channel}"));
            }
        }
        scene.forget();
        scene
    }

    /// A server of this configuration, with nobody on it.
    ///
    /// # Panics
    /// When a command's file has a mistake, which it tells.
    #[must_use]
    pub fn with(config: Config, profile: Profile) -> Self {
        let table = jobs::table().unwrap_or_else(|mistakes| panic!("{mistakes}"));
        let mut hub = Hub::new(Arc::new(config), table, Time(0), 1);
        let console = Arc::new(Mutex::new(Screen::default()));
        hub.open_console(Box::new(Paper(console.clone())));
        Scene { hub, now: Time(0), profile, people: Vec::new(), console, calls: None }
    }

    /// Somebody connects and takes a nick; everyone forgets what they heard of it.
    pub fn enter<'a>(&mut self, nick: &'a str) -> &'a str {
        let peer = self.next_peer();
        self.connect(nick, peer, Dialect::Line, self.profile);
        self.line(nick, &format!("NICK {nick}"));
        self.forget();
        nick
    }

    /// Somebody connects in IRC, with the capabilities named, and registers; everyone forgets what they heard of it.
    pub fn enter_irc<'a>(&mut self, nick: &'a str, caps: &str) -> &'a str {
        self.connect_irc(nick);
        if !caps.is_empty() {
            self.line(nick, &format!("CAP REQ :{caps}"));
        }
        self.line(nick, &format!("NICK {nick}"));
        self.line(nick, &format!("USER {nick} 0 * :{nick} of the scene"));
        if !caps.is_empty() {
            self.line(nick, "CAP END");
        }
        self.forget();
        nick
    }

    /// Somebody connects in IRC, and has said nothing yet.
    pub fn connect_irc(&mut self, name: &str) {
        let peer = self.next_peer();
        self.connect(name, peer, Dialect::Irc, Profile::IRC);
    }

    fn next_peer(&self) -> SocketAddr {
        let port = 50_000 + self.people.len() % 10_000;
        SocketAddr::from(([127, 0, 0, 1], u16::try_from(port).unwrap_or(50_000)))
    }

    /// Somebody connects from an address; the test calls them `name`.
    ///
    /// # Panics
    /// When `peer` is no address.
    pub fn connect_from(&mut self, name: &str, peer: &str) {
        let peer = peer.parse().unwrap_or_else(|_| panic!("{peer} is no address"));
        self.connect(name, peer, Dialect::Line, self.profile);
    }

    /// Somebody connects in any way; the test calls them `name`.
    pub fn connect(&mut self, name: &str, peer: SocketAddr, dialect: Dialect, profile: Profile) {
        let screen = Arc::new(Mutex::new(Screen::default()));
        let wire = Box::new(Paper(screen.clone()));
        self.input(Input::Opened { wire, peer, dialect, profile });
        let session = see(&screen, |screen| screen.session);
        self.people.push(Person { name: name.to_owned(), session, screen });
    }

    /// Somebody types a line.
    pub fn line(&mut self, name: &str, line: &str) {
        self.bytes(name, format!("{line}\n").as_bytes());
    }

    /// Somebody sends bytes.
    pub fn bytes(&mut self, name: &str, bytes: &[u8]) {
        let session = self.people[self.index(name)].session;
        self.input(Input::Read { session, bytes: bytes.to_vec() });
    }

    /// The end of somebody's input (Ctrl-D), or, `reset`, of their whole connection.
    pub fn end(&mut self, name: &str, reset: bool) {
        let session = self.people[self.index(name)].session;
        self.input(Input::Ended { session, reset });
    }

    /// A line is typed on the server's terminal; what it answers.
    pub fn console(&mut self, line: &str) -> Vec<String> {
        take_lines(&self.console);
        let session = see(&self.console, |screen| screen.session);
        self.input(Input::Read { session, bytes: format!("{line}\n").into_bytes() });
        self.console_lines()
    }

    /// The lines on the server's terminal since the last time.
    pub fn console_lines(&mut self) -> Vec<String> {
        take_lines(&self.console)
    }

    /// The lines somebody has been sent since the last time.
    pub fn heard(&mut self, name: &str) -> Vec<String> {
        take_lines(&self.people[self.index(name)].screen)
    }

    /// The bytes somebody has been sent since the last time.
    pub fn heard_bytes(&mut self, name: &str) -> Vec<u8> {
        see(&self.people[self.index(name)].screen, |screen| std::mem::take(&mut screen.bytes))
    }

    /// Everyone forgets what they heard.
    pub fn forget(&mut self) {
        for person in &self.people {
            take_lines(&person.screen);
        }
    }

    /// Whether the server has ended somebody's connection.
    #[must_use]
    pub fn is_closed(&self, name: &str) -> bool {
        see(&self.people[self.index(name)].screen, |screen| screen.closed)
    }

    /// Makes somebody an admin of the server.
    pub fn make_admin(&mut self, nick: &str) {
        if let Some(user) = self.hub.world.find(nick) {
            self.hub.world.make_admin(user, &prof().nick);
            self.turn();
        }
    }

    /// The configuration is read again, and is this one now.
    ///
    /// # Panics
    /// When it says what cannot be, which is told.
    pub fn rehash(&mut self, toml: &str) {
        let config = parse(toml, "chat.toml", crate::commands::FILES).unwrap_or_else(|problem| panic!("{problem}"));
        self.input(Input::Reloaded { session: None, config: Ok(Box::new(config)) });
    }

    /// Lets seconds pass.
    pub fn wait(&mut self, seconds: u64) {
        let end = self.now + Duration::from_secs(seconds);
        while let Some(next) = self.hub.deadline().filter(|next| *next <= end) {
            self.now = self.now.max(next);
            self.turn();
        }
        self.now = end;
        self.turn();
    }

    /// Whether the server is to stop.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.hub.is_stopping()
    }

    /// The server itself.
    pub fn hub(&mut self) -> &mut Hub {
        &mut self.hub
    }

    fn input(&mut self, input: Input) {
        self.hub.take(self.now, input);
        self.turn();
    }

    fn turn(&mut self) {
        loop {
            self.hub.serve(self.now);
            self.hub.flush();
            let jobs = self.hub.take_jobs();
            if jobs.is_empty() && !self.hub.has_work() {
                break;
            }
            for job in jobs {
                match (job, &mut self.calls) {
                    (Job::Dial { server, address }, Some(calls)) => calls.push((server, address)),
                    (job, _) => self.hub.take(self.now, job.run(None)),
                }
            }
        }
        self.hub.world.check().unwrap_or_else(|broken| panic!("the world is broken: {broken}"));
    }

    /// Whether somebody of this name is, or was, connected here.
    fn knows(&self, name: &str) -> bool {
        let bearer = self.hub.world.find(name).filter(|id| !self.hub.world.user(*id).sessions.is_empty());
        bearer.is_some() || self.people.iter().any(|person| person.name == name)
    }

    /// The person of this name: as the test calls them, or by the nick they have now.
    fn index(&self, name: &str) -> usize {
        let bearer = self.hub.world.find(name).and_then(|id| self.hub.world.user(id).sessions.first().copied());
        let by_nick = bearer.and_then(|session| self.people.iter().position(|person| person.session == session));
        let by_name = || self.people.iter().rposition(|person| person.name == name);
        by_nick.or_else(by_name).unwrap_or_else(|| panic!("nobody is called {name}"))
    }
}

/// The admin `prof`, whose password is `sesame`.
fn prof() -> Admin {
    let password = PasswordHash::try_from(SESAME.to_owned()).ok();
    Admin { nick: Nick::literal("prof"), password, trusted: Vec::new() }
}

fn see<S, T>(screen: &Mutex<S>, look: impl FnOnce(&mut S) -> T) -> T {
    look(&mut screen.lock().unwrap_or_else(PoisonError::into_inner))
}

fn take_lines(screen: &Mutex<Screen>) -> Vec<String> {
    let bytes = see(screen, |screen| std::mem::take(&mut screen.bytes));
    String::from_utf8_lossy(&bytes).lines().map(str::to_owned).collect()
}

/// A wire whose other end is a screen in memory.
struct Paper(Arc<Mutex<Screen>>);

impl Wire for Paper {
    fn start(&mut self, session: SessionId) {
        see(&self.0, |screen| screen.session = session);
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        see(&self.0, |screen| screen.bytes.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn finish(self: Box<Self>) {
        see(&self.0, |screen| screen.closed = true);
    }
}
