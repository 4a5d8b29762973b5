//! `NAMES` lists who is connected, or who is in a channel.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "names",
        params: "[channel]",
        irc_params: Some("[channel,...] [server]"),
        source: "RFC 2812 3.2.5",
        help: "List who is connected, or who is in a channel.",
        example: "NAMES",
        verbs: Verbs::EVERYWHERE,
        run: names,
        ..Command::DEFAULT
    }
}

fn names(cx: &mut Context, args: &mut Args) -> Outcome {
    if cx.speaks_irc() {
        return ask(cx, args);
    }
    let channel = args.channel_named(cx)?;
    if let Some(id) = channel.filter(|id| !cx.world.sees(cx.me, *id)) {
        return Err(Refusal::NoSuchChannel { channel: cx.world.channel(id).name.to_string() });
    }
    let people = channel.map_or_else(|| cx.world.everyone(cx.me), |id| cx.world.present(id));
    let channel = channel.map(|id| cx.world.channel(id).name.clone());
    cx.reply(Reply::Names { channel, secrecy: Secrecy::Public, people });
    Ok(())
}

/// Names that stand on one line of an answer, at least.
const NAMES_OF_A_LINE: usize = 8;

/// In IRC: those in one channel whom one may see, or all whom one may see, by channel.
fn ask(cx: &mut Context, args: &mut Args) -> Outcome {
    let name = args.optional();
    cx.is_asked(args.optional())?;
    let Some(name) = name else {
        everything(cx);
        return Ok(());
    };
    let found = ChannelName::new(name).ok().and_then(|name| cx.world.find_channel(&name));
    let Some(id) = found.filter(|id| cx.world.sees(cx.me, *id)) else {
        let name = name.to_owned();
        cx.answer_in_pages(move |cx| {
            cx.numeric(RPL_ENDOFNAMES, [&name]);
            false
        });
        return Ok(());
    };
    let mut members = Members::of(cx, id);
    cx.answer_in_pages(move |cx| {
        members.tell(cx, cx.page() * NAMES_OF_A_LINE);
        let more = members.left() > 0;
        if !more {
            cx.numeric(RPL_ENDOFNAMES, [members.name.as_str()]);
        }
        more
    });
    Ok(())
}

/// Every channel that may be named to the one who asks, and those who are in none of them (RFC 2812 3.2.5).
fn everything(cx: &mut Context) {
    let (mut channel, mut person) = (None::<Fold>, None::<Fold>);
    let (mut members, mut alone) = (None::<Members>, false);
    cx.answer_in_pages(move |cx| {
        let mut budget = cx.page() * NAMES_OF_A_LINE;
        while budget > 0 && !alone {
            if let Some(some) = members.as_mut().filter(|members| members.left() > 0) {
                budget -= some.tell(cx, budget);
                continue;
            }
            let Some(id) = cx.world.channels_behind(channel.as_ref()).next() else {
                alone = true;
                break;
            };
            budget = budget.saturating_sub(NAMES_OF_A_LINE);
            channel = Some(cx.world.channel(id).name.fold());
            members = cx.world.shows(cx.me, id).then(|| Members::of(cx, id));
        }
        if budget == 0 {
            return true;
        }
        let next: Vec<UserId> = cx.world.people_behind(person.as_ref()).take(budget).collect();
        let is_alone = |id: UserId| !cx.world.user(id).channels.iter().any(|at| cx.world.shows(cx.me, at.channel));
        let seen = next.iter().copied().filter(|id| cx.world.is_visible(*id, cx.me) && is_alone(*id));
        let people = seen.map(|id| cx.world.person(id)).collect();
        person = next.last().map(|id| cx.world.who(*id).nick.fold());
        cx.reply(Reply::SomeNames { channel: None, secrecy: Secrecy::Public, people });
        let more = next.len() == budget;
        if !more {
            cx.numeric(RPL_ENDOFNAMES, ["*"]);
        }
        more
    });
}

/// Those who were in a channel when its names were asked for; whoever has left since is not named.
struct Members {
    id: ChannelId,
    name: ChannelName,
    secrecy: Secrecy,
    people: std::vec::IntoIter<UserId>,
}

impl Members {
    fn of(cx: &Context, id: ChannelId) -> Self {
        let channel = cx.world.channel(id);
        let people = channel.members.clone().into_iter();
        Members { id, name: channel.name.clone(), secrecy: channel.secrecy(), people }
    }

    fn left(&self) -> usize {
        self.people.len()
    }

    /// Names the next ones, as far as one may see them; how many were looked at.
    fn tell(&mut self, cx: &mut Context, most: usize) -> usize {
        let before = self.left();
        let next: Vec<UserId> = self.people.by_ref().take(most).filter(|id| cx.world.is_here(*id)).collect();
        let inside = cx.world.user(cx.me).rank(self.id).is_some();
        let seen = next.into_iter().filter(|id| inside || cx.world.is_visible(*id, cx.me));
        let people = seen.filter_map(|id| cx.world.member(id, self.id)).collect();
        cx.reply(Reply::SomeNames { channel: Some(self.name.clone()), secrecy: self.secrecy, people });
        before - self.left()
    }
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn everyone_is_on_one_line_in_the_order_they_came() {
        let mut scene = Scene::lobby("toto tutu tata");
        scene.line("tata", "NAMES");
        assert_eq!(scene.heard("tata"), ["[server] toto tutu tata"]);
    }

    #[test]
    fn a_channel_may_be_named_without_its_hash() {
        let mut scene = Scene::new("#tp @toto bob");
        scene.enter("eve");
        scene.line("eve", "NAMES tp");
        assert_eq!(scene.heard("eve"), ["[server] toto bob"]);
    }
}

#[cfg(test)]
mod irc_tests {
    use crate::scene::Scene;

    fn asks(scene: &mut Scene, who: &str, line: &str) -> Vec<String> {
        scene.line(who, line);
        let heard = scene.heard(who).into_iter();
        heard.map(|line| line.trim_start_matches(":chat.localhost ").to_owned()).collect()
    }

    #[test]
    fn each_channel_has_its_end() {
        // RFC 2812 3.2.5: there is no error for a channel that is not there, only the end of its list.
        let mut scene = Scene::many("#tp @toto irc:eve");
        scene.line("toto", "JOIN games");
        scene.forget();
        assert_eq!(
            asks(&mut scene, "eve", "NAMES #TP,#nowhere,nonsense,#games"),
            [
                "353 eve = #tp :@toto eve",
                "366 eve #tp :End of /NAMES list",
                "366 eve #nowhere :End of /NAMES list",
                "366 eve nonsense :End of /NAMES list",
                "353 eve = #games :@toto",
                "366 eve #games :End of /NAMES list",
            ]
        );
        assert_eq!(asks(&mut scene, "eve", "NAMES #tp eff.org"), ["402 eve eff.org :No such server"]);
    }

    #[test]
    fn without_a_channel_it_is_everybody_by_channel() {
        let mut scene = Scene::many("#tp @toto irc:eve");
        scene.enter_irc("bob", "");
        scene.line("bob", "MODE bob -i");
        scene.line("toto", "JOIN games");
        scene.forget();
        assert_eq!(
            asks(&mut scene, "eve", "NAMES"),
            [
                "353 eve = #games :@toto",
                "353 eve = #tp :@toto eve",
                "353 eve * * :bob",
                "366 eve * :End of /NAMES list",
            ]
        );
    }

    #[test]
    fn signs_and_hosts_are_as_the_program_asked() {
        let mut scene = Scene::many("#tp @toto");
        scene.enter_irc("eve", "multi-prefix userhost-in-names");
        scene.enter_irc("bob", "");
        for nick in ["eve", "bob"] {
            scene.line(nick, "JOIN #tp");
        }
        scene.line("toto", "GRANT eve");
        scene.line("eve", "MODE #tp +v eve");
        scene.forget();
        let signed = "353 eve = #tp :@toto!~toto@127.0.0.1 @+eve!~eve@127.0.0.1 bob!~bob@127.0.0.1";
        assert_eq!(asks(&mut scene, "eve", "NAMES #tp")[0], signed);
        assert_eq!(asks(&mut scene, "bob", "NAMES #tp")[0], "353 bob = #tp :@toto @eve bob");
    }

    #[test]
    fn what_is_hidden_stays_so() {
        // RFC 2811 4.2.6: a secret channel is none for those outside; modern.ircdocs.horse: nor are the invisible there.
        let mut scene = Scene::many("irc:eve irc:bob irc:toto");
        scene.line("bob", "MODE bob -i");
        for line in ["JOIN #open,#secret,#private", "MODE #secret +s", "MODE #private +p"] {
            scene.line("toto", line);
            scene.line("bob", line);
        }
        scene.forget();
        assert_eq!(
            asks(&mut scene, "eve", "NAMES #open,#secret"),
            ["353 eve = #open :bob", "366 eve #open :End of /NAMES list", "366 eve #secret :End of /NAMES list",]
        );
        assert_eq!(
            asks(&mut scene, "eve", "NAMES"),
            ["353 eve = #open :bob", "353 eve * * :eve", "366 eve * :End of /NAMES list",]
        );
        scene.enter("tutu");
        scene.line("tutu", "NAMES secret");
        let told = "[server] There is no channel #secret: LIST lists them, JOIN #secret makes it.";
        assert_eq!(scene.heard("tutu"), [told]);
        assert_eq!(
            asks(&mut scene, "bob", "NAMES #secret,#private"),
            [
                "353 bob @ #secret :@toto bob",
                "366 bob #secret :End of /NAMES list",
                "353 bob * #private :@toto bob",
                "366 bob #private :End of /NAMES list",
            ]
        );
    }

    #[test]
    fn no_line_is_too_long_and_nobody_is_left_out() {
        // With so small a SendQ, a page is of sixteen lines.
        let mut scene = Scene::lobby_with("limits.sendq = 65536", "");
        scene.enter_irc("eve", "server-time userhost-in-names");
        for n in 0..200 {
            let nick = format!("somebody-with-a-long-nick-{n}");
            scene.enter_irc(&nick, "");
            scene.line(&nick, "JOIN #tp");
        }
        scene.heard("eve");
        scene.line("eve", "JOIN #tp");
        for line in ["NAMES #tp", "NAMES"] {
            scene.heard("eve");
            scene.line("eve", line);
            let heard = scene.heard("eve");
            let bare = heard.iter().map(|line| line.split_once(' ').unwrap().1.len());
            assert!(bare.clone().all(|length| length <= 510) && bare.max() > Some(450), "{heard:?}");
            assert_eq!(heard.iter().map(|line| line.matches("!~somebody").count()).sum::<usize>(), 200);
        }
    }
}
