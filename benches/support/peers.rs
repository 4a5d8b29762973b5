//! The servers that are compared: ours, twice; the floor; and every other IRC server found here, each without throttles
//! and with the settings that are best for it. And two of ours that can be linked.

use std::env;
use std::path::PathBuf;

use super::server::Contender;
use super::speech::{FLOOR, IRC, LINE, Speech};

/// Nothing is slowed down or refused for its amount; all else is as everybody has it.
macro_rules! chat {
    ($protocol:literal) => {
        chat!($protocol, "admin = []\n", "", "")
    };
    ($protocol:literal, $admin:literal, $name:literal, $link:literal) => {
        concat!(
            $admin,
            "[server]\nconsole = \"off\"\nlog = \"warn\"\nmotd = \"hello\"\n",
            $name,
            "[[listener]]\naddress = \"127.0.0.1:0\"\nlobby = false\nprotocol = \"",
            $protocol,
            "\"\n[limits]\nusers = 100000\nconnections_per_address = 100000\nannounce = 0\nflood_per_second = 0\n",
            "sendq = 67108864\nping = 3600\n",
            $link
        )
    };
}

/// A server that waits to be called by [`SECOND`]. Nobody is invisible (mode `i`): whoever asks is told of everybody.
const FIRST: &str = chat!(
    "irc",
    "",
    "name = \"first.bench\"\nuser_modes = \"\"\n",
    "[[link]]\nname = \"second.bench\"\npassword = \"bench\"\n"
);

/// A server that calls [`FIRST`] when its admin says so, and on which port.
const SECOND: &str = chat!(
    "irc",
    "",
    "name = \"second.bench\"\nuser_modes = \"\"\n",
    "[[link]]\nname = \"first.bench\"\naddress = \"127.0.0.1:1\"\npassword = \"bench\"\nautoconnect = false\n"
);

const NGIRCD: &str = "\
[Global]
Name = irc.peer
Info = peer
AdminEMail = peer@localhost
Listen = 127.0.0.1
Ports = PORT
MotdPhrase = hello
[Limits]
MaxConnections = 0
MaxConnectionsIP = 0
MaxJoins = 0
MaxNickLength = 20
MaxPenaltyTime = 0
PingTimeout = 3600
PongTimeout = 3600
[Options]
DNS = no
Ident = no
PAM = no
";

const INSPIRCD: &str = "\
<server name=\"irc.peer\" description=\"peer\" network=\"Peer\">
<admin name=\"a\" nick=\"a\" email=\"a@localhost\">
<bind address=\"127.0.0.1\" port=\"PORT\" type=\"clients\">
<connect name=\"all\" allow=\"*\" timeout=\"60\" pingfreq=\"1h\" hardsendq=\"1G\" softsendq=\"1G\" recvq=\"1M\"
  threshold=\"1000000\" commandrate=\"1000000000\" fakelag=\"no\" localmax=\"100000\" globalmax=\"100000\"
  maxconnwarn=\"no\" resolvehostnames=\"no\" useident=\"no\" limit=\"100000\" maxchans=\"100\">
<performance netbuffersize=\"65534\" somaxconn=\"4096\" softlimit=\"100000\" clonesonconnect=\"no\" quietbursts=\"yes\">
<options casemapping=\"ascii\" defaultmodes=\"nt\">
<whowas groupsize=\"10\" maxgroups=\"10000\" maxkeep=\"1h\">
";

const HYBRID: &str = "\
serverinfo { name = \"irc.peer\"; description = \"peer\"; network_name = \"Peer\"; network_description = \"peer\";
  default_max_clients = 19900; max_nick_length = 20; };
admin { name = \"a\"; description = \"a\"; email = \"a@localhost\"; };
class { name = \"all\"; ping_time = 1 hour; number_per_ip_local = 100000; number_per_ip_global = 100000;
  max_number = 100000; sendq = 1000 megabytes; recvq = 8000 bytes; max_channels = 100; };
listen { host = \"127.0.0.1\"; port = PORT; };
auth { user = \"*@*\"; class = \"all\";
  flags = exceed_limit, can_flood, no_tilde, kline_exempt, xline_exempt, resv_exempt; };
channel { default_join_flood_count = 0; default_join_flood_time = 0 seconds; max_channels = 100; };
general { disable_auth = yes; throttle_count = 1000000; throttle_time = 1 second; default_floodcount = 0;
  default_floodtime = 0; anti_nick_flood = no; pace_wait = 0; pace_wait_simple = 0; };
modules { path = \"LIBRARY/ircd-hybrid/modules\"; path = \"LIBRARY/ircd-hybrid/modules/autoload\"; };
log { use_logging = no; };
";

const NGIRCD_NOTE: &str = "penalties, DNS, ident and PAM off; 8 connect at a time, for its backlog is 10";

const INSPIRCD_NOTE: &str = "fakelag, DNS and ident off, netbuffersize = 65534, somaxconn = 4096; 4,000 connect at a \
     time, for it registers all who wait once a second";

const INSPIRCD_ARGUMENTS: &[&str] = &["--config", "FOLDER/conf", "--nofork", "--runasroot", "--nolog", "--nopid"];

const HYBRID_NOTE: &str = "can_flood, throttles and ident off; DNS cannot be, and there is none here";

const HYBRID_ARGUMENTS: &[&str] = &[
    "-foreground",
    "-configfile",
    "FOLDER/conf",
    "-pidfile",
    "FOLDER/pid",
    "-logfile",
    "FOLDER/log",
    "-klinefile",
    "FOLDER/k",
    "-dlinefile",
    "FOLDER/d",
    "-xlinefile",
    "FOLDER/x",
    "-resvfile",
    "FOLDER/r",
];

/// All that can be started here.
#[must_use]
pub fn all() -> Vec<Contender> {
    let floor = Contender {
        program: env::current_exe().unwrap_or_default(),
        file: ("none", ""),
        arguments: &["floor"],
        ..ours("floor", FLOOR, "", "no protocol: epoll, one thread, one write a user and round; no burst of 001 to 005")
    };
    let mut contenders = vec![
        floor,
        ours("chat IRC", IRC, chat!("irc"), "flood_per_second = 0, sendq = 64 MiB, announce = 0"),
        ours("chat line", LINE, chat!("line"), "the same, with the line protocol"),
    ];
    let peer = |name, program: &str, text, arguments, note: &str| {
        let told = ours(name, IRC, "", note);
        Some(Contender {
            program: found(program)?,
            file: ("conf", text),
            arguments,
            ours: false,
            says_port: false,
            ..told
        })
    };
    let ngircd = peer("ngIRCd", "ngircd", NGIRCD, &["-n", "-f", "FOLDER/conf"], NGIRCD_NOTE);
    contenders.extend(ngircd.map(|ngircd| Contender { at_once: 8, ..ngircd }));
    let inspircd = peer("InspIRCd", "inspircd", INSPIRCD, INSPIRCD_ARGUMENTS, INSPIRCD_NOTE);
    contenders.extend(inspircd.map(|inspircd| Contender { at_once: 4000, ..inspircd }));
    let hybrid = peer("ircd-hybrid", "ircd-hybrid", HYBRID, HYBRID_ARGUMENTS, HYBRID_NOTE);
    contenders.extend(hybrid);
    contenders
}

/// Two of ours; the second one calls the first, `first.bench`, when its admin says so, and on which port.
#[must_use]
pub fn linked() -> [Contender; 2] {
    [ours("the first", IRC, FIRST, ""), ours("the second", IRC, SECOND, "")]
}

fn ours(name: &'static str, speech: Speech, text: &'static str, note: &str) -> Contender {
    Contender {
        name,
        note: note.into(),
        speech,
        at_once: 256,
        ours: true,
        program: env::var_os("CHAT_BIN").map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_chat")), PathBuf::from),
        file: ("chat.toml", text),
        arguments: &["--config", "FOLDER/chat.toml"],
        says_port: true,
    }
}

/// Where a program is: in the `PATH`, or where Debian has its servers.
fn found(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    folders.map(|folder| folder.join(program)).find(|file| file.is_file())
}
