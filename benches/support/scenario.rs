//! What is measured: how many people, who speaks, how fast; and which of its measures are shown.

use std::time::Duration;

use super::tally::Shape;

/// Something that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// People who connect and register, a second.
    Registrations,
    /// Processor time of the server for one of them, in microseconds.
    RegistrationCpu,
    /// From the first `JOIN` until everybody has heard of all who came after them, in seconds.
    Join,
    /// Processor time of the server, user and system, over lines times listeners, in microseconds.
    Cpu,
    /// Lines times listeners, a second.
    Deliveries,
    /// The time that 50 % of deliveries need at most, in microseconds.
    P50,
    /// 99 %.
    P99,
    /// 99.9 %.
    P999,
    /// Memory of the server (PSS) for each idle user, in kB.
    Memory,
    /// Processor time of the server when nothing happens, in milliseconds a second.
    Idle,
}

impl Measure {
    /// What it is called, with its unit.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Measure::Registrations => "registrations/s",
            Measure::RegistrationCpu => "CPU a registration, µs",
            Measure::Join => "all join, s",
            Measure::Cpu => "CPU a delivery, µs",
            Measure::Deliveries => "deliveries/s",
            Measure::P50 => "p50, µs",
            Measure::P99 => "p99, µs",
            Measure::P999 => "p99.9, µs",
            Measure::Memory => "memory an idle user, kB",
            Measure::Idle => "CPU when idle, ms/s",
        }
    }

    /// Whether more of it is better.
    #[must_use]
    pub const fn is_gain(self) -> bool {
        matches!(self, Measure::Registrations | Measure::Deliveries)
    }
}

/// How people speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// As fast as the window lets them.
    Closed,
    /// One of them, so many lines a second.
    Open(u32),
    /// Two answer each other; `one_core`: their program and the server run on the same core.
    Ping {
        /// They do: then no core must be woken from its sleep, which takes longer than all else and is no work of a server.
        one_core: bool,
    },
    /// Two answer each other, once a millisecond, while one of the others says so many lines a second.
    Beside(u32),
    /// Nobody does.
    Silent,
}

/// One measurement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// What it is called.
    pub name: String,
    /// Who is where, and who speaks.
    pub shape: Shape,
    /// Those who are connected, and in no channel.
    pub outsiders: usize,
    /// How they speak.
    pub kind: Kind,
    /// What is shown of it.
    pub shown: Vec<Measure>,
}

impl Scenario {
    fn new(
        name: &str,
        (channels, members, senders, window): (usize, usize, usize, u32),
        kind: Kind,
        shown: &[Measure],
    ) -> Self {
        let shape = Shape { channels, members, senders, window };
        Scenario { name: name.into(), shape, outsiders: 0, kind, shown: shown.into() }
    }

    /// One channel of so many, one of whom speaks, beside so many outsiders.
    #[must_use]
    pub fn fanout(name: &str, members: usize, window: u32, outsiders: usize) -> Self {
        let shown = [Measure::Cpu, Measure::Deliveries];
        Scenario { outsiders, ..Scenario::new(name, (1, members, 1, window), Kind::Closed, &shown) }
    }

    /// So many channels, in each of which one of three speaks.
    #[must_use]
    pub fn channels(name: &str, channels: usize) -> Self {
        Scenario::new(name, (channels, 3, 1, 1), Kind::Closed, &[Measure::Cpu, Measure::Deliveries])
    }

    /// Two who answer each other beside so many outsiders.
    #[must_use]
    pub fn ping(name: &str, one_core: bool, outsiders: usize) -> Self {
        let shown = [Measure::P50, Measure::P99];
        Scenario { outsiders, ..Scenario::new(name, (1, 2, 2, 1), Kind::Ping { one_core }, &shown) }
    }

    /// So many who do nothing.
    #[must_use]
    pub fn silent(name: &str, people: usize) -> Self {
        let shown = [Measure::Memory, Measure::Idle];
        Scenario { outsiders: people, ..Scenario::new(name, (0, 0, 0, 1), Kind::Silent, &shown) }
    }

    /// How many people it takes.
    #[must_use]
    pub fn people(&self) -> usize {
        self.shape.channels * self.shape.members + self.outsiders
    }

    /// The same with a handful of people.
    fn small(mut self) -> Self {
        self.name += " (with 20 at most)";
        self.shape.channels = self.shape.channels.min(3);
        self.shape.members = self.shape.members.min(20);
        self.outsiders = self.outsiders.min(20);
        self
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
    /// The comparison.
    #[must_use]
    pub fn full() -> Self {
        use Measure::{Cpu, Deliveries, Join, P50, P99, P999, RegistrationCpu, Registrations};
        let both = [Cpu, Deliveries];
        let late = [P50, P99, P999];
        let crowd = [Registrations, RegistrationCpu, Join, Cpu, Deliveries];
        let scenarios = vec![
            Scenario::new("100 in a channel, 1 speaks, window 1", (1, 100, 1, 1), Kind::Closed, &both),
            Scenario::new("100 in a channel, 1 speaks, window 256", (1, 100, 1, 256), Kind::Closed, &both),
            Scenario::new(
                "1,000 in a channel, 1 speaks, window 16",
                (1, 1000, 1, 16),
                Kind::Closed,
                &[Join, Cpu, Deliveries],
            ),
            Scenario::new("1,000 in a channel, 4 speak, window 256", (1, 1000, 4, 256), Kind::Closed, &both),
            Scenario::new("100 in a channel, 200 lines/s", (1, 100, 1, 1024), Kind::Open(200), &late),
            Scenario::ping("two answer each other, on one core", true, 0),
            Scenario::ping("two answer each other, on all cores", false, 0),
            Scenario::new("500 channels of 10, all speak, window 1", (500, 10, 10, 1), Kind::Closed, &both),
            Scenario::new("5,000 in a channel, 1 speaks, window 16", (1, 5000, 1, 16), Kind::Closed, &crowd),
            Scenario::new("two beside 9,000 in a channel, 5 lines/s", (1, 9000, 1, 64), Kind::Beside(5), &late),
            Scenario::silent("10,000 connected", 9_900),
        ];
        Plan { scenarios, warm: Duration::from_millis(500), time: Duration::from_secs(3) }
    }

    /// How cost grows: with the people in a channel, with the connections, with the channels.
    #[must_use]
    pub fn growth() -> Self {
        let members = [10, 100, 1_000, 10_000].into_iter();
        let members = members.map(|n| Scenario::fanout(&format!("{n} members, 1 speaks, window 16"), n, 16, 0));
        let connected = [100, 1_000, 5_000, 15_000].into_iter();
        let connected = connected.flat_map(|n| {
            [
                Scenario::fanout(&format!("{n} connections, 100 of them in a channel, window 16"), 100, 16, n - 100),
                Scenario::ping(&format!("{n} connections, two answer each other on one core"), true, n - 2),
            ]
        });
        let channels = [10, 100, 1_000, 5_000].into_iter();
        let channels =
            channels.map(|n| Scenario::channels(&format!("{n} channels of 3, 1 speaks in each, window 1"), n));
        let scenarios = members.chain(connected).chain(channels).collect();
        Plan { scenarios, ..Plan::full() }
    }

    /// The same with a handful of people, for an instant: whether every line arrives, and every server starts.
    #[must_use]
    pub fn short(self) -> Self {
        let scenarios = self.scenarios.into_iter().map(Scenario::small).collect();
        Plan { scenarios, warm: Duration::from_millis(20), time: Duration::from_millis(100) }
    }
}
