//! Who is where, and every rule that must always hold.
//!
//! Invariant: the world does no I/O, reads no clock and draws no random number that it was not handed. The same
//! inputs in the same order give the same world and the same events; [`World::check`] says what must hold after each.

mod ban;
pub mod batch;
mod caller_id;
mod channel;
mod channel_name;
mod check;
mod connection;
mod exchange;
mod force;
mod history;
mod invitation;
mod lists;
mod membership;
pub mod metadata;
mod modes;
mod monitor;
pub mod network;
mod nick;
mod person;
mod rank;
mod registration;
mod renamed;
mod shutdown;
mod speech;
mod tagged;
mod tell;
mod user_mode;
mod view;
mod whowas;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::IpAddr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use slotmap::SlotMap;

pub use ban::{Ban, Banned};
pub use channel::Channel;
pub use connection::{Dealings, Departure, Origin, Profile, Session};
pub use exchange::Exchange;
pub use invitation::Invitation;
pub use lists::{LISTS, Lists};
pub use modes::Modes;
pub use monitor::MOST_WATCHED;
pub use person::{Membership, Particulars, User};
pub use registration::Newcomer;
pub use shutdown::Ending;
pub use tell::{Out, Recipient, Tales};
pub use whowas::Past;

use crate::config::Config;
use crate::model::{ChannelId, Fold, Nick, SenderTags, SessionId, Time, UserId, Who};

/// Everyone, every channel, and who is where.
#[derive(Serialize, Deserialize)]
pub struct World {
    users: SlotMap<UserId, User>,
    sessions: SlotMap<SessionId, Session>,
    channels: SlotMap<ChannelId, Channel>,
    nicks: BTreeMap<Fold, UserId>,
    /// Who looks how: a number of each skeleton of their nicks.
    looks: BTreeSet<(u64, UserId)>,
    names: BTreeMap<Fold, ChannelId>,
    addresses: BTreeMap<IpAddr, usize>,
    bans: Vec<Ban>,
    stop: Option<shutdown::Stop>,
    now: Time,
    started: Time,
    /// The most people there were at once.
    most: usize,
    /// The most of them on this server.
    most_local: usize,
    tally: view::Tally,
    seed: u64,
    arrivals: u64,
    /// How many events there were, and what their ids are made with.
    messages: u64,
    salt: u64,
    /// Who watches whom (`MONITOR`), by the nick that is watched.
    watchers: BTreeMap<Fold, BTreeSet<UserId>>,
    /// Those who left or took another nick, the last one last.
    past: VecDeque<Past>,
    server: UserId,
    nobody: UserId,
    network: network::Network,
    #[serde(skip)]
    sender_tags: Option<SenderTags>,
    #[serde(skip)]
    config: Arc<Config>,
    #[serde(skip)]
    tales: Tales,
}

impl World {
    /// A world with nobody in it but the server itself.
    #[must_use]
    pub fn new(config: Arc<Config>, now: Time, seed: u64) -> Self {
        let mut users = SlotMap::with_key();
        let who = Arc::new(Who::named(Nick::literal("server")));
        let fold = who.nick.fold();
        let mut person = User::new(who, Profile::default(), 0, now);
        person.rare.made().admin = Some(fold.clone());
        let server = users.insert(person);
        let who = Arc::new(Who::named(Nick::literal("*")));
        let nobody = users.insert(User::new(who, Profile::default(), 0, now));
        World {
            users,
            sessions: SlotMap::with_key(),
            channels: SlotMap::with_key(),
            nicks: BTreeMap::from([(fold, server)]),
            looks: BTreeSet::new(),
            names: BTreeMap::new(),
            addresses: BTreeMap::new(),
            bans: Vec::new(),
            stop: None,
            now,
            started: now,
            most: 0,
            most_local: 0,
            tally: view::Tally::default(),
            seed,
            arrivals: 0,
            messages: 0,
            salt: seed,
            watchers: BTreeMap::new(),
            past: VecDeque::new(),
            server,
            nobody,
            network: network::Network::default(),
            sender_tags: None,
            config,
            tales: Tales::default(),
        }
    }

    /// The time of the input being handled.
    #[must_use]
    pub fn now(&self) -> Time {
        self.now
    }

    /// When the world began.
    #[must_use]
    pub fn started(&self) -> Time {
        self.started
    }

    /// Every input brings its time.
    pub fn set_now(&mut self, now: Time) {
        self.now = self.now.max(now);
    }

    /// The rules in force.
    #[must_use]
    pub fn config(&self) -> &Arc<Config> {
        &self.config
    }

    /// Other rules, from now on: whoever is no longer an admin by them is none, and channels forget what they no longer
    /// keep.
    pub fn set_config(&mut self, config: Arc<Config>) {
        self.config = config;
        for id in self.people() {
            self.count_out(id);
            let user = &mut self.users[id];
            let was_admin = user.is_admin();
            let stays = |nick: &Fold| self.config.knows_admin(nick);
            if let Some(rare) = user.rare.there().filter(|_| user.remote.is_none()) {
                rare.admin.take_if(|nick| !stays(nick));
            }
            let is_admin = user.is_admin();
            self.count_in(id);
            if was_admin && !is_admin {
                self.tell_admin(id, false);
            }
        }
        let World { channels, config, .. } = self;
        for channel in channels.values_mut() {
            channel.forget(config.channels.history);
        }
    }

    /// The server as a person: it has the console, and speaks as `server`.
    #[must_use]
    pub fn server(&self) -> UserId {
        self.server
    }

    /// The one who asks on a session that is nobody's yet: a person without a name, who is nowhere and hears nothing.
    #[must_use]
    pub fn nobody(&self) -> UserId {
        self.nobody
    }

    /// A number from 0 to `below` - 1, drawn from the seed the world was handed (SplitMix64); 0 when `below` is 0.
    pub fn random(&mut self, below: u64) -> u64 {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.seed;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)).checked_rem(below).unwrap_or(0)
    }
}
