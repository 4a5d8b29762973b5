//! `LIST` lists the channels.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "list",
        irc_params: Some("[channels|conditions] [conditions|server]"),
        source: "RFC 2812 3.2.6",
        help: "List the channels, how many are in each, and their topics.",
        example: "LIST",
        verbs: Verbs::EVERYWHERE,
        run: list,
        ..Command::DEFAULT
    }
}

fn list(cx: &mut Context, args: &mut Args) -> Outcome {
    if cx.speaks_irc() {
        return ask(cx, args);
    }
    let channels = cx.world.channel_lines(cx.me);
    cx.reply(Reply::Channels(channels));
    Ok(())
}

/// In IRC: those channels that are named, or match a mask, and meet all conditions.
fn ask(cx: &mut Context, args: &mut Args) -> Outcome {
    let (first, second) = (args.optional(), args.optional());
    let mut filter = Filter::default();
    let server = second.filter(|word| !word.contains(['<', '>', '*', '?', '!', ',']));
    cx.is_asked(server)?;
    let conditions = second.filter(|_| server.is_none());
    for word in first.into_iter().chain(conditions).flat_map(|words| words.split(',')) {
        if let Err(unreadable) = filter.add(cx, word) {
            cx.world.reply(cx.session, Err(unreadable));
            cx.numeric::<String>(RPL_LISTEND, []);
            return Ok(());
        }
    }
    let mut named = filter.named.clone().into_iter();
    let all = filter.masks.is_empty() && filter.named.is_empty() && !filter.names_nothing;
    let scans = all || !filter.masks.is_empty();
    let (mut begun, mut behind) = (false, None::<Fold>);
    cx.answer_in_pages(move |cx| {
        if !begun {
            cx.numeric(RPL_LISTSTART, ["Channel"]);
            begun = true;
        }
        let page = cx.page();
        let next: Vec<ChannelId> = if scans {
            cx.world.channels_behind(behind.as_ref()).take(page).collect()
        } else {
            named.by_ref().take(page).filter(|id| cx.world.has_channel(*id)).collect()
        };
        behind = next.last().map(|id| cx.world.channel(*id).name.fold());
        let more = if scans { next.len() == page } else { named.len() > 0 };
        for id in next {
            // Whoever names a private channel knows it; to others it is not named.
            let may = if filter.named.contains(&id) { World::sees } else { World::shows };
            if may(cx.world, cx.me, id) && (all || filter.names(cx, id)) && filter.meets(cx, id) {
                let line = cx.world.channel_line(id);
                let topic = line.topic.as_deref().unwrap_or_default();
                cx.numeric(RPL_LIST, [line.name.as_str(), &line.members.to_string(), topic]);
            }
        }
        if !more {
            cx.numeric::<String>(RPL_LISTEND, []);
        }
        more
    });
    Ok(())
}

/// Which channels are asked for (ISUPPORT `ELIST=CMNTU`).
#[derive(Default)]
struct Filter {
    /// These.
    named: Vec<ChannelId>,
    /// A name was asked for that no channel can have.
    names_nothing: bool,
    /// Those whose name matches one of these.
    masks: Vec<Mask>,
    /// Not those whose name matches one of these.
    not: Vec<Mask>,
    conditions: Vec<Condition>,
}

/// `>10`, `C<60`: of what, whether it is to be more or less, and than what.
struct Condition {
    what: Measure,
    more: bool,
    than: u64,
}

enum Measure {
    Members,
    /// Minutes since the channel was made.
    Age,
    /// Minutes since the topic was set.
    TopicAge,
}

impl Filter {
    fn add(&mut self, cx: &Context, word: &str) -> Outcome {
        let measure = match word.as_bytes() {
            [b'<' | b'>', ..] => Some((Measure::Members, word)),
            [b'c' | b'C', b'<' | b'>', ..] => Some((Measure::Age, &word[1..])),
            [b't' | b'T', b'<' | b'>', ..] => Some((Measure::TopicAge, &word[1..])),
            _ => None,
        };
        if let Some((what, rest)) = measure {
            let Ok(than) = rest[1..].parse() else { return Err(unreadable(word)) };
            self.conditions.push(Condition { what, more: rest.starts_with('>'), than });
            return Ok(());
        }
        let name = ChannelName::new(word).ok();
        let channel = name.as_ref().and_then(|name| cx.world.find_channel(name));
        if let Some(id) = channel {
            self.named.push(id);
        } else if let Some(mask) = word.strip_prefix('!').filter(|mask| !mask.is_empty()) {
            self.not.push(Mask::new(mask));
        } else if Mask::new(word).is_plain() {
            self.names_nothing |= !word.is_empty();
        } else {
            self.masks.push(Mask::new(word));
        }
        Ok(())
    }

    fn names(&self, cx: &Context, id: ChannelId) -> bool {
        let name = cx.world.channel(id).name.as_str();
        self.named.contains(&id) || self.masks.iter().any(|mask| mask.matches(name))
    }

    fn meets(&self, cx: &Context, id: ChannelId) -> bool {
        let channel = cx.world.channel(id);
        let minutes = |since| cx.world.now().since(since).as_secs() / 60;
        let holds = |condition: &Condition| {
            let measured = match condition.what {
                Measure::Members => Some(u64::try_from(channel.members.len()).unwrap_or(u64::MAX)),
                Measure::Age => Some(minutes(channel.made)),
                Measure::TopicAge => channel.topic.as_ref().map(|topic| minutes(topic.at)),
            };
            measured.is_some_and(
                |measured| if condition.more { measured > condition.than } else { measured < condition.than },
            )
        };
        let name = channel.name.as_str();
        self.conditions.iter().all(holds) && !self.not.iter().any(|mask| mask.matches(name))
    }
}

fn unreadable(word: &str) -> Refusal {
    let why = format!("{word} is no condition: write >10, <10, C>60, C<60, T>60 or T<60");
    Refusal::Numeric(ERR_UNKNOWNERROR, vec!["LIST".into(), why])
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn topics_and_headcounts_are_listed() {
        let mut scene = Scene::new("#tp @toto bob");
        scene.line("toto", "TOPIC sockets in Python");
        scene.heard("toto");
        scene.line("toto", "LIST");
        assert_eq!(scene.heard("toto"), ["[server] #tp (2) - sockets in Python"]);
    }

    fn asks(scene: &mut Scene, who: &str, line: &str) -> Vec<String> {
        scene.line(who, line);
        let heard = scene.heard(who).into_iter();
        heard.map(|line| line.trim_start_matches(":chat.localhost ").to_owned()).collect()
    }

    /// The names of the channels that are listed.
    fn listed(scene: &mut Scene, line: &str) -> Vec<String> {
        let heard = asks(scene, "eve", line);
        assert_eq!(
            (heard[0].as_str(), heard.last().unwrap().as_str()),
            ("321 eve Channel :Users  Name", "323 eve :End of /LIST")
        );
        heard[1..heard.len() - 1].iter().map(|line| line.split(' ').nth(2).unwrap().to_owned()).collect()
    }

    /// `#old` was made an hour before `#new` and `#tp`; it has a topic of half an hour ago, and three people.
    fn scene() -> Scene {
        let mut scene = Scene::many("#old @toto bob tata");
        scene.wait(1800);
        scene.line("toto", "TOPIC #old sockets");
        scene.wait(1800);
        scene.line("toto", "JOIN tp");
        scene.line("bob", "JOIN new");
        scene.line("toto", "JOIN new");
        scene.enter_irc("eve", "");
        scene
    }

    #[test]
    fn all_channels_or_some() {
        let mut scene = scene();
        assert_eq!(
            asks(&mut scene, "eve", "LIST"),
            [
                "321 eve Channel :Users  Name",
                "322 eve #new 2 :",
                "322 eve #old 3 :sockets",
                "322 eve #tp 1 :",
                "323 eve :End of /LIST",
            ]
        );
        assert_eq!(listed(&mut scene, "LIST #TP,#nowhere,#new"), ["#tp", "#new"]);
        assert_eq!(listed(&mut scene, "LIST #nowhere"), [""; 0]);
        assert_eq!(listed(&mut scene, "LIST #tp chat.localhost"), ["#tp"]);
        assert_eq!(asks(&mut scene, "eve", "LIST #tp eff.org"), ["402 eve eff.org :No such server"]);
    }

    #[test]
    fn conditions_all_hold_and_masks_one() {
        // modern.ircdocs.horse "ELIST Parameter"; C<60: made less than 60 minutes ago, as InspIRCd and Solanum have it.
        let mut scene = scene();
        for (line, channels) in [
            ("LIST >1", &["#new", "#old"][..]),
            ("LIST <3", &["#new", "#tp"]),
            ("LIST >1,<3", &["#new"]),
            ("LIST C>59", &["#old"]),
            ("LIST c<60", &["#new", "#tp"]),
            ("LIST T<31", &["#old"]),
            ("LIST T>30", &[]),
            ("LIST #*", &["#new", "#old", "#tp"]),
            ("LIST *W*,#t?", &["#new", "#tp"]),
            ("LIST !*o*,!#tp", &["#new"]),
            ("LIST #new,#t*", &["#new", "#tp"]),
            ("LIST #new,#tp >1", &["#new"]),
            ("LIST *p,#nowhere", &["#tp"]),
        ] {
            assert_eq!(listed(&mut scene, line), channels, "{line}");
        }
        let why = "400 eve LIST :>many is no condition: write >10, <10, C>60, C<60, T>60 or T<60";
        assert_eq!(asks(&mut scene, "eve", "LIST >many"), [why, "323 eve :End of /LIST"]);
    }

    #[test]
    fn what_is_hidden_stays_so() {
        // RFC 2811 4.2.6: a secret channel is none for those outside, a private one is not named to them.
        let mut scene = Scene::many("irc:eve irc:toto bob");
        for line in ["JOIN #a,#b", "MODE #a +s", "MODE #b +p", "TOPIC #b :plans"] {
            scene.line("toto", line);
        }
        scene.forget();
        assert_eq!(listed(&mut scene, "LIST"), [""; 0]);
        assert_eq!(listed(&mut scene, "LIST #*"), [""; 0]);
        assert_eq!(listed(&mut scene, "LIST #a,#B"), ["#b"]);
        assert_eq!(asks(&mut scene, "toto", "LIST")[1..3], ["322 toto #a 1 :", "322 toto #b 1 :plans"]);
        assert_eq!(asks(&mut scene, "bob", "LIST"), ["[server] There is no channel yet: JOIN <channel> makes one."]);
    }

    #[test]
    fn a_label_is_on_the_batch_of_all_pages() {
        // IRCv3 labeled-response: all that answers a line stands in one batch.
        // With so small a SendQ, a page is of sixteen lines.
        let mut scene = Scene::lobby_with("limits.sendq = 65536", "");
        scene.enter_irc("eve", "labeled-response batch");
        for n in 0..60 {
            let founder = format!("toto{n}");
            scene.enter(&founder);
            scene.line(&founder, &format!("JOIN c{n}"));
        }
        scene.forget();
        scene.line("eve", "@label=x LIST");
        let heard = scene.heard("eve");
        assert_eq!(heard.len(), 64);
        let batch = heard[0].strip_prefix("@label=x :chat.localhost BATCH +").unwrap().split(' ').next().unwrap();
        assert!(heard[1..63].iter().all(|line| line.starts_with(&format!("@batch={batch} :"))), "{heard:?}");
        assert_eq!(heard[63], format!(":chat.localhost BATCH -{batch}"));
        scene.line("eve", "PING 1");
        assert_eq!(scene.heard("eve").len(), 1);
    }
}
