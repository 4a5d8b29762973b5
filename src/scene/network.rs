//! Several servers in memory, linked by wires in memory: each as `chat 7001 7002` starts it.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use super::{Scene, prof, see};
use crate::config::{Config, Link};
use crate::dialect::Dialect;
use crate::model::SessionId;
use crate::server::{Input, Wire};
use crate::world::Profile;

/// People on several servers.
///
/// ```
/// use chat::scene::Network;
/// let mut network = Network::start(&["7001", "7002 7001"]);
/// network.enter("7001", "toto");
/// network.enter("7002", "tata");
/// network.line("toto", "MSG hello");
/// assert_eq!(network.heard("tata"), ["[toto] hello"]);
/// ```
pub struct Network {
    servers: Vec<Scene>,
    cables: Vec<Cable>,
}

/// A connection between two servers: the end of the one that called, and that of the other.
struct Cable {
    ends: [(usize, Arc<Mutex<End>>); 2],
}

/// One end of a cable: what came and was not read yet.
#[derive(Default)]
struct End {
    session: Option<SessionId>,
    came: VecDeque<u8>,
    ended: bool,
}

/// The wire that writes to the other end.
struct Plug {
    own: Arc<Mutex<End>>,
    other: Arc<Mutex<End>>,
}

impl Network {
    /// Servers that are called as their first words, and call those of the others: `7001`, `7002 7001`. On each is a lobby,
    /// and `prof` may become an admin.
    #[must_use]
    pub fn start(servers: &[&str]) -> Self {
        Network::configured(servers, |_| {})
    }

    /// The same, with each configuration changed before it starts.
    #[must_use]
    pub fn configured(servers: &[&str], change: impl Fn(&mut Config)) -> Self {
        let scene = |words: &&str| {
            let mut words = words.split_whitespace();
            let mut config = Config { admins: vec![prof()], ..Config::default() };
            config.server.name = words.next().unwrap_or_default().to_owned();
            config.server.local_links = true;
            config.links = words.filter_map(|port| port.parse().ok()).map(Link::on_port).collect();
            change(&mut config);
            let mut scene = Scene::with(config, Profile { lobby: true, many: false });
            scene.calls = Some(Vec::new());
            scene.turn();
            scene
        };
        let mut network = Network { servers: servers.iter().map(scene).collect(), cables: Vec::new() };
        network.settle();
        network
    }

    /// Somebody connects to a server and takes a nick.
    pub fn enter(&mut self, server: &str, nick: &str) {
        self.at(server).enter(nick);
        self.settle();
        self.forget();
    }

    /// Somebody connects to a server in IRC, with the capabilities named, and registers.
    pub fn enter_irc(&mut self, server: &str, nick: &str, caps: &str) {
        self.at(server).enter_irc(nick, caps);
        self.settle();
        self.forget();
    }

    /// Somebody types a line.
    pub fn line(&mut self, name: &str, line: &str) {
        self.of(name).line(name, line);
        self.settle();
    }

    /// The lines somebody has been sent since the last time.
    pub fn heard(&mut self, name: &str) -> Vec<String> {
        self.of(name).heard(name)
    }

    /// Everyone forgets what they heard.
    pub fn forget(&mut self) {
        self.servers.iter_mut().for_each(Scene::forget);
    }

    /// Makes somebody an admin of their server.
    pub fn make_admin(&mut self, nick: &str) {
        self.of(nick).make_admin(nick);
        self.settle();
    }

    /// A line is typed on a server's terminal; what is printed there.
    pub fn console(&mut self, server: &str, line: &str) -> Vec<String> {
        let mut told = self.at(server).console(line);
        self.settle();
        told.extend(self.at(server).console_lines());
        told
    }

    /// A server's configuration is read again, and is this one now.
    pub fn reconfigure(&mut self, server: &str, change: impl FnOnce(&mut Config)) {
        let scene = self.at(server);
        let mut config = Config::clone(scene.hub.world.config());
        change(&mut config);
        scene.input(Input::Reloaded { session: None, config: Ok(Box::new(config)) });
        self.settle();
    }

    /// Lets seconds pass, for all of them.
    pub fn wait(&mut self, seconds: u64) {
        for _ in 0..seconds {
            self.servers.iter_mut().for_each(|scene| scene.wait(1));
            self.settle();
        }
    }

    /// Breaks all connections between two servers, as a network does.
    pub fn cut(&mut self, one: &str, other: &str) {
        let pair = [self.place(one), self.place(other)];
        for cable in self.cables.iter().filter(|cable| cable.ends.iter().all(|(place, _)| pair.contains(place))) {
            cable.ends.iter().for_each(|(_, end)| see(end, |end| end.ended = true));
        }
        self.settle();
    }

    /// A server of the network.
    ///
    /// # Panics
    /// When there is none of this name.
    pub fn at(&mut self, server: &str) -> &mut Scene {
        let place = self.place(server);
        &mut self.servers[place]
    }

    fn place(&self, server: &str) -> usize {
        let named = |scene: &Scene| scene.hub.world.config().server.name == server;
        self.servers.iter().position(named).unwrap_or_else(|| panic!("no server is called {server}"))
    }

    /// The server somebody is connected to.
    fn of(&mut self, name: &str) -> &mut Scene {
        let here = |scene: &Scene| scene.knows(name);
        let place = self.servers.iter().position(here).unwrap_or_else(|| panic!("nobody is called {name}"));
        &mut self.servers[place]
    }

    /// Carries what is on its way between the servers, until nothing is.
    fn settle(&mut self) {
        loop {
            for caller in 0..self.servers.len() {
                let calls = self.servers[caller].calls.replace(Vec::new()).unwrap_or_default();
                calls.into_iter().for_each(|(server, address)| self.answer(caller, server, &address));
            }
            if !self.carry() {
                break;
            }
        }
        self.cables.retain(|cable| cable.ends.iter().any(|(_, end)| see(end, |end| end.session.is_some())));
    }

    /// A server calls another one, which is found by the port it is named after.
    fn answer(&mut self, caller: usize, server: String, address: &str) {
        let port = address.rsplit_once(':').map_or(address, |(_, port)| port);
        let called = self.servers.iter().position(|scene| scene.hub.world.config().server.name == port);
        let Some(called) = called else {
            let done = Err(format!("{address}: connection refused"));
            return self.servers[caller].input(Input::Dialed { server, done });
        };
        let (own, other) = (Arc::new(Mutex::new(End::default())), Arc::new(Mutex::new(End::default())));
        let plug = |own: &Arc<Mutex<End>>, other: &Arc<Mutex<End>>| -> Box<dyn Wire> {
            Box::new(Plug { own: own.clone(), other: other.clone() })
        };
        let (there, here) = (plug(&own, &other), plug(&other, &own));
        self.cables.push(Cable { ends: [(caller, own), (called, other)] });
        let peer = SocketAddr::from(([127, 0, 0, 1], 40_000));
        let opened = Input::Opened { wire: here, peer, dialect: Dialect::Auto, profile: Profile::default() };
        self.servers[called].input(opened);
        self.servers[caller].input(Input::Dialed { server, done: Ok((there, peer)) });
    }

    /// Hands over what came through the cables; whether anything did.
    fn carry(&mut self) -> bool {
        let mut moved = false;
        for cable in 0..self.cables.len() {
            for side in 0..2 {
                let (place, end) = self.cables[cable].ends[side].clone();
                let (session, bytes, ended) = see(&end, |end| {
                    let bytes: Vec<u8> = end.came.drain(..).collect();
                    let session = end.session;
                    if end.ended {
                        end.session = None;
                    }
                    (session, bytes, end.ended)
                });
                let Some(session) = session else { continue };
                if !bytes.is_empty() {
                    moved = true;
                    self.servers[place].input(Input::Read { session, bytes });
                }
                if ended {
                    moved = true;
                    self.servers[place].input(Input::Ended { session, reset: true });
                }
            }
        }
        moved
    }
}

impl Wire for Plug {
    fn start(&mut self, session: SessionId) {
        see(&self.own, |end| end.session = Some(session));
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        see(&self.other, |end| end.came.extend(bytes));
        Ok(bytes.len())
    }

    fn finish(self: Box<Self>) {
        see(&self.own, |end| end.session = None);
        see(&self.other, |end| end.ended = true);
    }
}

#[cfg(test)]
mod tests {
    use super::Network;

    #[test]
    fn servers_find_each_other_and_lose_each_other() {
        let mut network = Network::start(&["7001", "7002 7001", "7003 7001 7002"]);
        network.enter("7001", "toto");
        network.enter("7003", "tata");
        network.line("toto", "MSG hello");
        assert_eq!(network.heard("tata"), ["[toto] hello"]);
        network.cut("7001", "7002");
        network.line("tata", "@toto still here?");
        let told = ["[server] link to 7002 lost: tata is away", "[server] linked with 7003: tata is here"];
        assert_eq!(network.heard("toto"), [told[0], told[1], "[tata -> toto] still here?"]);
    }
}
