//! What is measured: how many people, who speaks, how fast.

use std::time::Duration;

/// One measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// Channels, each with people of its own.
    pub channels: usize,
    /// People in each of them.
    pub members: usize,
    /// Those of them who speak.
    pub senders: usize,
    /// Lines of each sender that may be on their way: the next one is sent when the oldest has reached every listener.
    pub window: u32,
    /// How it is driven.
    pub kind: Kind,
}

/// How people speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// As fast as the window lets them.
    Closed,
    /// Two people answer each other. `awake`: their program does not sleep until a line comes, so that waking it, which
    /// is no work of the server, is not in the time.
    Ping {
        /// It does not sleep.
        awake: bool,
    },
}

impl Scenario {
    /// One channel of so many, some of whom speak.
    #[must_use]
    pub const fn fanout(members: usize, senders: usize, window: u32) -> Self {
        Scenario { channels: 1, members, senders, window, kind: Kind::Closed }
    }

    /// Two people answer each other.
    #[must_use]
    pub const fn ping(awake: bool) -> Self {
        Scenario { channels: 1, members: 2, senders: 2, window: 1, kind: Kind::Ping { awake } }
    }

    /// What it is called: members, senders, window.
    #[must_use]
    pub fn name(&self) -> String {
        match self.kind {
            Kind::Ping { awake: false } => "ping-pong".into(),
            Kind::Ping { awake: true } => "awake ping-pong".into(),
            Kind::Closed => format!("{} x {} x {}", self.members, self.senders, self.window),
        }
    }
}

/// What is run, and for how long.
pub struct Plan {
    /// The scenarios.
    pub scenarios: Vec<Scenario>,
    /// How long each is driven before it is measured.
    pub warm: Duration,
    /// How long each is measured.
    pub time: Duration,
}

impl Plan {
    /// Everything.
    #[must_use]
    pub fn full() -> Self {
        let sizes = [10, 100, 1000].into_iter();
        let mut scenarios: Vec<_> =
            sizes.flat_map(|members| [1, 16, 256].map(|window| Scenario::fanout(members, 1, window))).collect();
        scenarios.extend([Scenario::fanout(1000, 4, 256), Scenario::ping(false), Scenario::ping(true)]);
        Plan { scenarios, warm: Duration::from_millis(500), time: Duration::from_secs(3) }
    }

    /// A few seconds that see whether every line arrives.
    #[must_use]
    pub fn short() -> Self {
        let scenarios = vec![
            Scenario::fanout(10, 1, 1),
            Scenario::fanout(100, 1, 16),
            Scenario::fanout(200, 16, 64),
            Scenario::ping(false),
        ];
        Plan { scenarios, warm: Duration::from_millis(50), time: Duration::from_millis(250) }
    }
}
