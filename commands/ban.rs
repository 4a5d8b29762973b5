//! `BAN` keeps a nick, an address, a network or a mask off the server, or lists the bans.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "ban",
        params: "[nick|address|mask] [duration] [reason...]",
        help: "Put somebody off and keep them off, for a while (30m, 1h, 7d) or for good; alone: list the bans.",
        example: "BAN bob 1h spam",
        access: Access::Admin,
        verbs: Verbs::EVERYWHERE,
        run: ban,
        ..Command::DEFAULT
    }
}

fn ban(cx: &mut Context, args: &mut Args) -> Outcome {
    let Some(whom) = args.optional() else {
        cx.list_bans();
        return Ok(());
    };
    let (first, rest) = (args.optional(), args.optional());
    let (lasts, reason) = split_reason(first, rest);
    let banned = cx.to_ban(whom)?;
    cx.ban(banned, lasts, &reason)
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn the_banned_are_put_off_and_kept_off() {
        let mut scene = Scene::lobby("toto bob");
        scene.console("ban bob spam");
        assert_eq!(scene.heard("bob"), ["[server] You are banned. spam"]);
        scene.line("toto", "NICK bob");
        assert_eq!(scene.heard("toto").last().map(String::as_str), Some("[server] bob is banned here: spam"));
        scene.console("unban bob");
        scene.line("toto", "NICK bob");
        assert_eq!(scene.heard("bob"), [""; 0]);
    }

    #[test]
    fn a_banned_network_cannot_connect() {
        let mut scene = Scene::lobby("toto");
        scene.console("ban 192.0.2.0/24 flood");
        scene.connect_from("bob", "192.0.2.7:4000");
        assert_eq!(scene.heard("bob"), ["[server] 192.0.2.0/24 is banned here: flood"]);
        assert!(scene.is_closed("bob"));
    }

    #[test]
    fn an_admin_is_not_locked_out() {
        let mut scene = Scene::lobby("tata bob");
        scene.make_admin("tata");
        for (whom, told) in [
            ("127.0.0.0/8", "127.0.0.0/8 is an admin's: that would lock them out."),
            ("t*!*@*", "t*!*@* is an admin's: that would lock them out."),
            ("*@*", "*@* is everybody: that would leave nobody here."),
            ("::/0", "::/0 is everybody: that would leave nobody here."),
        ] {
            scene.line("tata", &format!("BAN {whom}"));
            assert_eq!(scene.heard("tata"), [format!("[server] {told}")]);
        }
    }

    #[test]
    fn it_ends_by_itself_when_it_was_for_a_while() {
        let mut scene = Scene::lobby("toto");
        let until = "until Thursday 1970-01-01 01:30:00 UTC";
        let told = scene.console("ban 192.0.2.7 1h30m be  nice");
        assert_eq!(told, [format!("192.0.2.7 is banned {until}: UNBAN 192.0.2.7 ends it.")]);
        assert_eq!(scene.console("ban"), [format!("192.0.2.7, by server at 00:00 UTC, {until}: be  nice")]);
        scene.connect_from("bob", "192.0.2.7:4000");
        assert_eq!(scene.heard("bob"), [format!("[server] 192.0.2.7 is banned here {until}: be  nice")]);
        scene.wait(5400);
        assert_eq!(scene.console("ban"), ["Nobody is banned."]);
        assert_eq!(scene.console("unban 192.0.2.7"), ["192.0.2.7 is not banned: BAN lists the bans."]);
        scene.connect_from("eve", "192.0.2.7:4001");
        assert!(!scene.is_closed("eve"));
    }

    #[test]
    fn a_list_shows_no_reason_where_there_is_none() {
        let mut scene = Scene::lobby("toto");
        scene.console("ban future");
        assert_eq!(scene.console("ban"), ["future, by server at 00:00 UTC"]);
    }

    #[test]
    fn in_irc_the_banned_read_why_and_the_others_that_they_left() {
        // RFC 2812 5.2, 465: told to those whom the server is set up to deny; then ERROR, RFC 2812 3.7.4.
        let mut scene = Scene::many("#tp @toto irc:eve irc:bob");
        scene.make_admin("toto");
        scene.forget();
        scene.line("toto", "BAN ~eve@127.* spam");
        let told = ":chat.localhost 465 eve :You are banned from this server: spam";
        assert_eq!(scene.heard("eve"), [told, "ERROR :Closing link: 127.0.0.1 (Banned: spam)"]);
        assert!(scene.is_closed("eve"));
        assert_eq!(scene.heard("bob"), [":eve!~eve@127.0.0.1 QUIT :Banned: spam"]);
        let told = ["eve is disconnected", "~eve@127.* is banned: UNBAN ~eve@127.* ends it."];
        assert_eq!(scene.heard("toto"), told.map(|line| format!("[server] {line}")));
        scene.connect_irc("eve2");
        scene.line("eve2", "NICK eve2");
        scene.line("eve2", "USER eve 0 * :Eve");
        let told = ":chat.localhost 465 * :~eve@127.* is banned here: spam";
        assert_eq!(scene.heard("eve2"), [told, "ERROR :Closing link: (You are banned from this server)"]);
        assert!(scene.is_closed("eve2"));
    }

    #[test]
    fn a_banned_nick_is_refused_as_a_nick_is() {
        let mut scene = Scene::many("irc:eve");
        scene.console("ban spammer 1d");
        scene.console("ban bot*");
        scene.line("eve", "NICK Spammer");
        let until = "until Friday 1970-01-02 00:00:00 UTC";
        assert_eq!(scene.heard("eve"), [format!(":chat.localhost 432 eve Spammer :spammer is banned here {until}.")]);
        scene.line("eve", "NICK bottle");
        assert_eq!(scene.heard("eve"), [":chat.localhost 465 eve :bot*!*@* is banned here."]);
        assert!(!scene.is_closed("eve"));
    }
}
