//! `KICK` puts a member out of a channel.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "kick",
        params: "[#channel] <nick> [reason...]",
        irc_params: Some("<channel,...> <nick,...> [reason...]"),
        source: "RFC 2812 3.2.8",
        help: "Put a member out of a channel; they stay connected.",
        example: "KICK bob be nice",
        run: kick,
        ..Command::DEFAULT
    }
}

fn kick(cx: &mut Context, args: &mut Args) -> Outcome {
    let channel = args.channel(cx)?;
    if cx.speaks_irc() {
        // Who may not put anybody out learns nothing of who is there.
        cx.require(Rank::Op, channel)?;
    }
    let whom = args.member(cx, channel)?;
    if !cx.speaks_irc() {
        spares(cx, channel, whom)?;
    }
    let reason = args.optional().filter(|reason| !reason.is_empty());
    let reason = reason.map(|reason| cx.cut(reason));
    cx.world.kick(cx.me, channel, whom, reason)
}

/// At a terminal nobody puts themselves out, and admins of a channel not each other. In IRC all ops are equal.
fn spares(cx: &Context, channel: ChannelId, whom: UserId) -> Outcome {
    if whom == cx.me {
        return Err(Refusal::Oneself { instead: "PART" });
    }
    let Ok(mine) = cx.world.rank_in(cx.me, channel) else { return Ok(()) };
    let theirs = cx.world.user(whom).rank(channel).unwrap_or(Rank::Member);
    if mine == Rank::Op && theirs == Rank::Op {
        let nick = cx.world.who(whom).shown().to_owned();
        return Err(Refusal::Protected { nick, channel: cx.world.channel(channel).name.clone(), rank: theirs });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn everyone_in_the_channel_is_told() {
        let mut scene = Scene::new("#tp @toto bob eve");
        scene.line("toto", "KICK bob be nice");
        for nick in ["toto", "bob", "eve"] {
            assert_eq!(scene.heard(nick), ["[server] bob is put out of #tp by toto: be nice"]);
        }
        scene.line("eve", "NAMES tp");
        assert_eq!(scene.heard("eve"), ["[server] toto eve"]);
    }

    #[test]
    fn an_admin_of_the_channel_cannot_put_out_another_but_the_creator_can() {
        let mut scene = Scene::new("#tp @toto bob eve");
        scene.line("toto", "GRANT bob");
        scene.line("toto", "GRANT eve");
        scene.heard("bob");
        scene.line("bob", "KICK eve");
        assert_eq!(scene.heard("bob"), ["[server] eve is an admin of #tp: only its creator may do this."]);
        scene.heard("eve");
        scene.line("toto", "KICK eve");
        assert_eq!(scene.heard("eve"), ["[server] eve is put out of #tp by toto"]);
    }

    #[test]
    fn a_member_cannot() {
        let mut scene = Scene::new("#tp @toto bob");
        scene.line("bob", "KICK toto");
        assert_eq!(scene.heard("bob"), ["[server] Only the creator and the admins of #tp may do this."]);
    }

    #[test]
    fn in_irc_several_are_put_out_by_any_op() {
        // RFC 2812 3.2.8: without a reason it is the nick of who does it.
        let mut scene = Scene::many("#tp irc:eve irc:bob ann tom");
        scene.line("eve", "MODE #tp +oo bob ann");
        scene.forget();
        scene.line("bob", "KICK #tp ann,tom");
        let kicks = [":bob!~bob@127.0.0.1 KICK #tp ann :bob", ":bob!~bob@127.0.0.1 KICK #tp tom :bob"];
        assert_eq!(scene.heard("eve"), kicks);
        scene.line("bob", "KICK #tp bob :bye");
        assert_eq!(scene.heard("bob").last().map(String::as_str), Some(":bob!~bob@127.0.0.1 KICK #tp bob :bye"));
    }

    #[test]
    fn in_irc_errors_are_those_of_the_rfc() {
        // RFC 2812 3.2.8: 403, 441, 442, 461, 482; 401 as today's servers have it; 972 for mode Q.
        let mut scene = Scene::many("#tp irc:eve irc:bob");
        scene.enter_irc("ann", "");
        for (who, line, expected) in [
            ("bob", "KICK #tp eve", "482 bob #tp :You're not channel operator"),
            ("bob", "KICK #tp nobody", "482 bob #tp :You're not channel operator"),
            ("ann", "KICK #tp eve", "442 ann #tp :You're not on that channel"),
            ("eve", "KICK #tp ann", "441 eve ann #tp :They aren't on that channel"),
            ("eve", "KICK #tp nobody", "401 eve nobody :No such nick/channel"),
            ("eve", "KICK #nowhere bob", "403 eve #nowhere :No such channel"),
            ("eve", "KICK #tp", "461 eve KICK :Not enough parameters"),
        ] {
            scene.line(who, line);
            assert_eq!(scene.heard(who), [format!(":chat.localhost {expected}")], "{line}");
        }
        scene.line("eve", "MODE #tp +oQ bob");
        scene.forget();
        scene.line("bob", "KICK #tp eve");
        let told = ":chat.localhost 482 bob #tp :eve created the channel: other operators cannot do this to them";
        assert_eq!(scene.heard("bob"), [told]);
        scene.line("eve", "KICK #tp bob");
        assert_eq!(scene.heard("eve"), [":chat.localhost 972 eve KICK :#tp puts nobody out (+Q)"]);
    }

    #[test]
    fn a_reason_is_as_long_as_was_announced() {
        // ISUPPORT KICKLEN.
        let mut scene = Scene::many("#tp irc:eve bob");
        scene.line("eve", &format!("KICK #tp bob :{}", "é".repeat(200)));
        assert_eq!(scene.heard("eve"), [format!(":eve!~eve@127.0.0.1 KICK #tp bob :{}", "é".repeat(195))]);
    }
}
