//! `INVITE` asks somebody into a channel, for which they need no key then.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "invite",
        params: "<nick> [channel]",
        irc_params: Some("[nick] [channel]"),
        source: "RFC 2812 3.2.7",
        help: "Ask somebody into a channel; they need no key then.",
        example: "INVITE tata",
        run: invite,
        ..Command::DEFAULT
    }
}

fn invite(cx: &mut Context, args: &mut Args) -> Outcome {
    if cx.speaks_irc() {
        let (nick, channel) = (args.optional(), args.optional());
        return match (nick, channel) {
            (None, _) => list(cx),
            (Some(_), None) => Err(Refusal::Usage { verb: "INVITE".into(), form: String::new() }),
            (Some(nick), Some(channel)) => {
                let missing = || Refusal::NoSuchChannel { channel: channel.to_string() };
                let whom = cx.world.find_person(nick);
                let whom = whom.ok_or_else(|| Refusal::NoSuchNick { nick: nick.to_owned(), near: None })?;
                let channel = cx.channel_name(channel).ok().and_then(|name| cx.world.find_channel(&name));
                ask(cx, whom, channel.ok_or_else(missing)?)
            }
        };
    }
    let whom = args.person(cx)?;
    let channel = args.channel(cx)?;
    ask(cx, whom, channel)
}

fn ask(cx: &mut Context, whom: UserId, channel: ChannelId) -> Outcome {
    cx.world.invite(cx.me, whom, channel)?;
    let who = cx.world.who(whom);
    let away = cx.world.user(whom).rare.away.clone();
    cx.reply(Reply::Inviting { who: who.clone(), channel: cx.world.channel(channel).name.clone() });
    if let Some(text) = away {
        cx.reply(Reply::Away { who, text });
    }
    Ok(())
}

/// The channels one is invited to (modern.ircdocs.horse "RPL_INVITELIST").
fn list(cx: &mut Context) -> Outcome {
    for channel in cx.world.invitations(cx.me) {
        cx.numeric(RPL_INVITELIST, [cx.world.channel(channel).name.to_string()]);
    }
    cx.numeric::<String>(RPL_ENDOFINVITELIST, []);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn the_invited_need_no_key() {
        let mut scene = Scene::empty("toto bob");
        scene.line("toto", "JOIN secret sesame");
        scene.heard("toto");
        scene.line("toto", "INVITE bob");
        assert_eq!(scene.heard("toto"), ["[server] bob is invited to #secret."]);
        assert_eq!(scene.heard("bob"), ["[server] toto invites you to #secret: JOIN #secret"]);
        scene.line("bob", "JOIN #secret");
        assert_eq!(scene.heard("bob"), ["[server] You are in #secret: @toto@ bob"]);
    }

    #[test]
    fn in_irc_the_invited_and_those_who_may_invite_are_told() {
        // RFC 2812 3.2.7 (341, 301), IRCv3 invite-notify, modern.ircdocs.horse "RPL_INVITELIST (336)".
        let mut scene = Scene::many("#tp irc:eve");
        scene.enter_irc("ann", "invite-notify");
        scene.enter_irc("bob", "");
        scene.line("ann", "JOIN #tp");
        scene.line("bob", "AWAY :at lunch");
        scene.forget();
        scene.line("eve", "INVITE bob #tp");
        assert_eq!(scene.heard("eve"), [":chat.localhost 341 eve bob #tp", ":chat.localhost 301 eve bob :at lunch"]);
        assert_eq!(scene.heard("bob"), [":eve!~eve@127.0.0.1 INVITE bob #tp"]);
        assert_eq!(scene.heard("ann"), [":eve!~eve@127.0.0.1 INVITE bob #tp"]);
        scene.line("bob", "INVITE");
        assert_eq!(
            scene.heard("bob"),
            [":chat.localhost 336 bob :#tp", ":chat.localhost 337 bob :End of /INVITE list"]
        );
        scene.line("eve", "MODE #tp +i");
        scene.forget();
        scene.line("eve", "INVITE bob #tp");
        assert_eq!(scene.heard("ann"), [""; 0], "she may not invite");
    }

    #[test]
    fn in_irc_errors_are_those_of_the_rfc() {
        // RFC 2812 3.2.7: 401, 442, 443, 461, 482; modern.ircdocs.horse "INVITE message": 403.
        let mut scene = Scene::many("#tp irc:eve irc:bob");
        scene.enter_irc("ann", "");
        scene.line("eve", "MODE #tp +i");
        scene.forget();
        for (who, line, expected) in [
            ("eve", "INVITE ann", "461 eve INVITE :Not enough parameters"),
            ("eve", "INVITE nobody #tp", "401 eve nobody :No such nick/channel"),
            ("eve", "INVITE ann #nowhere", "403 eve #nowhere :No such channel"),
            ("ann", "INVITE ann #tp", "442 ann #tp :You're not on that channel"),
            ("eve", "INVITE bob #tp", "443 eve bob #tp :is already on channel"),
            ("bob", "INVITE ann #tp", "482 bob #tp :You're not channel operator"),
        ] {
            scene.line(who, line);
            assert_eq!(scene.heard(who), [format!(":chat.localhost {expected}")], "{line}");
        }
    }
}
