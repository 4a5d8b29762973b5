//! `STATS` tells, by a letter, what the server is set up for and what it has done.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "stats",
        params: "[letter] [server]",
        source: "RFC 2812 3.4.4",
        help: "Tell, by a letter: u since when it runs, m commands used, l connections, p operators; k d q bans, c i o y setup.",
        example: "STATS u",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        cost: 2,
        run: stats,
        ..Command::DEFAULT
    }
}

/// The letters that only operators may ask for: who may do what, and who may not be here.
const FOR_ADMINS: &str = "cdhikoqyCDHIKOQY";

fn stats(cx: &mut Context, args: &mut Args) -> Outcome {
    let (letter, server) = (args.optional(), args.optional());
    cx.is_asked(server)?;
    let letter = letter.and_then(|word| word.chars().next()).unwrap_or('*');
    if FOR_ADMINS.contains(letter) && !cx.is_admin() {
        // The list ends as every list does.
        cx.world.reply(cx.session, Err(Refusal::Numeric(ERR_NOPRIVILEGES, Vec::new())));
    } else {
        match letter.to_ascii_lowercase() {
            'c' => links(cx),
            'd' | 'k' | 'q' => bans(cx, letter.to_ascii_lowercase()),
            'i' => entrances(cx),
            'l' => cx.order(Order::Traffic { all: cx.is_admin() }),
            'm' => usage(cx),
            'o' => admins(cx),
            'p' => operators(cx),
            'u' => uptime(cx),
            'y' => classes(cx),
            // Those nobody knows have an empty list.
            _ => {}
        }
    }
    cx.answer_in_pages(move |cx| {
        cx.numeric(RPL_ENDOFSTATS, [letter]);
        false
    });
    Ok(())
}

/// What is banned: `k` all that is about people, `d` networks, `q` nicks.
fn bans(cx: &mut Context, letter: char) {
    let rows: Vec<(Numeric, Vec<String>)> = cx.world.bans().into_iter().filter_map(|ban| row(ban, letter)).collect();
    for (numeric, words) in rows {
        cx.numeric(numeric, words);
    }
}

fn row(ban: &Ban, letter: char) -> Option<(Numeric, Vec<String>)> {
    let until = ban.until.map_or_else(String::new, |until| format!(", until {}", until.utc()));
    let reason = if ban.reason.is_empty() { "no reason given" } else { &ban.reason };
    let why = format!("{reason} (by {}{until})", ban.by);
    let words = |words: [&str; 4]| words.into_iter().map(str::to_owned).chain([why.clone()]).collect();
    match (&ban.banned, letter) {
        (Banned::Network(network), 'd') => Some((RPL_STATSDLINE, vec!["D".into(), network.to_string(), why])),
        (Banned::Network(network), 'k') => Some((RPL_STATSKLINE, words(["K", &network.to_string(), "*", "*"]))),
        (Banned::Nick(nick), 'q') => Some((RPL_STATSQLINE, words(["Q", nick.as_str(), "*", "*"]))),
        (Banned::Mask(mask), 'k') => {
            let user =
                if mask.nick.as_str() == "*" { mask.user.to_string() } else { format!("{}!{}", mask.nick, mask.user) };
            Some((RPL_STATSKLINE, words(["K", mask.host.as_str(), "*", &user])))
        }
        _ => None,
    }
}

/// The servers that this one may be linked with: where each is called (`*`: it calls), its name, its port.
fn links(cx: &mut Context) {
    let config = cx.world.config().clone();
    for link in &config.links {
        let (host, port) = link.address.as_deref().and_then(|at| at.rsplit_once(':')).unwrap_or(("*", "0"));
        cx.numeric(RPL_STATSCLINE, ["C", host, "*", &link.name, port, "servers"]);
    }
}

/// Where people come in, and that anybody may.
fn entrances(cx: &mut Context) {
    let config = cx.world.config().clone();
    for listener in &config.listeners {
        let (address, port) = (of_address(listener.address.ip()), listener.address.port().to_string());
        cx.numeric(RPL_STATSILINE, ["I", "*", "*", &address, &port]);
    }
}

fn usage(cx: &mut Context) {
    for (command, count) in cx.usage() {
        cx.numeric(RPL_STATSCOMMANDS, [command, count.to_string()]);
    }
}

/// Who may become an operator, and from where the nick alone is believed.
fn admins(cx: &mut Context) {
    let config = cx.world.config().clone();
    for admin in &config.admins {
        let hosts: Vec<String> = admin.trusted.iter().map(ToString::to_string).collect();
        let hosts = if admin.password.is_some() { "*".to_owned() } else { hosts.join(",") };
        cx.numeric(RPL_STATSOLINE, ["O", &hosts, "*", admin.nick.as_str()]);
    }
}

/// The operators who are here.
fn operators(cx: &mut Context) {
    let here = cx.world.people().into_iter().filter(|id| cx.world.user(*id).is_admin());
    let lines: Vec<String> = here.map(|id| cx.world.who(id).source().to_string()).collect();
    for line in lines {
        cx.numeric(RPL_STATSDEBUG, ["p".to_owned(), line]);
    }
}

fn uptime(cx: &mut Context) {
    let up = cx.world.now().since(cx.world.started()).as_secs();
    cx.numeric(RPL_STATSUPTIME, [format!("Server Up {}", days(up))]);
}

/// So many seconds as `1 days 2:03:04`.
fn days(seconds: u64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    format!("{days} days {hours}:{minutes:02}:{:02}", seconds % 60)
}

/// What the connections of each kind may use: seconds of silence, nothing of links, bytes that may wait.
fn classes(cx: &mut Context) {
    let limits = &cx.world.config().limits;
    let (idle, sendq) = (limits.idle.to_string(), limits.sendq.to_string());
    cx.numeric(RPL_STATSYLINE, ["Y", "users", &idle, "0", &sendq]);
}

#[cfg(test)]
mod tests {
    use super::days;
    use crate::scene::{Network, Scene};

    fn asks(scene: &mut Scene, line: &str) -> Vec<String> {
        scene.forget();
        scene.line("eve", line);
        let heard = scene.heard("eve");
        heard.iter().map(|line| line.strip_prefix(":chat.localhost ").unwrap_or(line).to_owned()).collect()
    }

    #[test]
    fn each_list_has_an_end() {
        // RFC 2812 3.4.4: without a letter, and for one nobody knows, that is all.
        let mut scene = Scene::many("irc:eve");
        assert_eq!(asks(&mut scene, "STATS"), ["219 eve * :End of /STATS report"]);
        assert_eq!(asks(&mut scene, "STATS Z"), ["219 eve Z :End of /STATS report"]);
        assert_eq!(asks(&mut scene, "STATS zoo chat.*"), ["219 eve z :End of /STATS report"]);
        assert_eq!(asks(&mut scene, "STATS u *.fr"), ["402 eve *.fr :No such server"]);
    }

    #[test]
    fn everybody_may_ask_for_these() {
        let mut scene = Scene::many("irc:eve irc:bob");
        scene.make_admin("bob");
        scene.wait(61);
        assert_eq!(asks(&mut scene, "STATS u")[0], "242 eve :Server Up 0 days 0:01:01");
        assert_eq!(days(93_784), "1 days 2:03:04");
        assert_eq!(asks(&mut scene, "STATS p")[0], "249 eve p :bob!~bob@127.0.0.1");
        let used = asks(&mut scene, "STATS m");
        assert!(
            used.contains(&"212 eve STATS :3".to_owned()) && used.contains(&"212 eve USER :2".to_owned()),
            "{used:?}"
        );
        let own = asks(&mut scene, "STATS l");
        assert!(own.len() == 2 && own[0].starts_with("211 eve eve[~eve@127.0.0.1] 0 "), "{own:?}");
        assert!(own[0].ends_with(" :61"), "{own:?}");
    }

    #[test]
    fn operators_may_ask_for_all() {
        let mut scene = Scene::many("toto irc:eve");
        for letter in ["c", "i", "k", "o", "y", "K"] {
            let told = ["481 eve :Permission Denied- You're not an IRC operator".to_owned()];
            let end = format!("219 eve {letter} :End of /STATS report");
            assert_eq!(asks(&mut scene, &format!("STATS {letter}")), [&told[..], &[end]].concat(), "{letter}");
        }
        scene.make_admin("eve");
        assert_eq!(asks(&mut scene, "STATS o")[0], "243 eve O * * :prof");
        assert_eq!(asks(&mut scene, "STATS i")[0], "215 eve I * * 0:: :7777");
        assert_eq!(asks(&mut scene, "STATS y")[0], "218 eve Y users 0 0 :1048576");
        assert_eq!(asks(&mut scene, "STATS l").len(), 3);
        assert_eq!(asks(&mut scene, "STATS c").len(), 1);
    }

    #[test]
    fn bans_are_listed_by_kind() {
        let mut scene = Scene::many("irc:eve");
        scene.make_admin("eve");
        for ban in ["ban spammer", "ban 10.0.0.0/8 1h flood", "ban bad@*.fr bad", "ban bot*!*@*"] {
            scene.console(ban);
        }
        let hour = ", until Thursday 1970-01-01 01:00:00 UTC";
        assert_eq!(asks(&mut scene, "STATS q")[0], "217 eve Q spammer * * :no reason given (by server)");
        assert_eq!(asks(&mut scene, "STATS d")[0], format!("225 eve D 10.0.0.0/8 :flood (by server{hour})"));
        let lines = asks(&mut scene, "STATS k");
        assert_eq!(lines[0], format!("216 eve K 10.0.0.0/8 * * :flood (by server{hour})"));
        assert_eq!(lines[1], "216 eve K *.fr * bad :bad (by server)");
        assert_eq!(lines[2], "216 eve K * * bot*!* :no reason given (by server)");
    }

    /// RFC 2812 3.4.4: `c` lists the servers this one may be linked with, `l` the connections there are.
    #[test]
    fn links_are_listed_and_other_servers_asked() {
        let mut network = Network::start(&["7001", "7002 7001"]);
        network.enter_irc("7001", "eve", "");
        network.line("eve", "STATS u 7002");
        let told = [":7002 242 eve :Server Up 0 days 0:00:00", ":7002 219 eve u :End of /STATS report"];
        assert_eq!(network.heard("eve"), told);
        network.line("eve", "STATS c 7002");
        assert_eq!(network.heard("eve")[0], ":7002 481 eve :Permission Denied- You're not an IRC operator");
        network.make_admin("eve");
        network.forget();
        network.line("eve", "STATS c 7002");
        let told = [":7002 213 eve C localhost * 7001 7001 servers", ":7002 219 eve c :End of /STATS report"];
        assert_eq!(network.heard("eve"), told);
        network.line("eve", "STATS l");
        assert!(network.heard("eve")[0].starts_with(":7001 211 eve 7002 0 "));
    }
}
