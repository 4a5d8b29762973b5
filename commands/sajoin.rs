//! `SAJOIN` puts somebody into a channel, whatever keeps others out of it.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "sajoin",
        params: "<nick> <channel,...>",
        source: "today's servers",
        help: "Put somebody into a channel, whatever its key, its bans and its limit say.",
        example: "SAJOIN bob #tp",
        access: Access::Admin,
        run: sajoin,
        ..Command::DEFAULT
    }
}

fn sajoin(cx: &mut Context, args: &mut Args) -> Outcome {
    let id = args.person(cx)?;
    cx.rules_over(id)?;
    let channel = args.channel_name()?;
    if id == cx.world.server() {
        return Err(Refusal::because("The server is in no channel."));
    }
    let by = cx.world.who(cx.me).shown().to_owned();
    let told = format!("{by} puts you into {channel}");
    cx.world.force_join(id, channel)?;
    cx.world.notify(id, &told);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::{Network, Scene};

    #[test]
    fn no_key_keeps_them_out() {
        let mut scene = Scene::empty("toto tata");
        scene.enter_irc("eve", "");
        scene.make_admin("tata");
        scene.line("toto", "JOIN tp sesame");
        scene.forget();
        scene.line("tata", "SAJOIN eve tp");
        assert_eq!(scene.heard("toto"), ["[server] eve joins #tp"]);
        assert_eq!(
            scene.heard("eve"),
            [
                ":eve!~eve@127.0.0.1 JOIN #tp",
                ":chat.localhost 353 eve = #tp :@toto eve",
                ":chat.localhost 366 eve #tp :End of /NAMES list",
                ":chat.localhost NOTICE * :tata puts you into #tp",
            ]
        );
        scene.line("tata", "SAJOIN eve tp");
        assert_eq!(scene.heard("tata"), ["[server] eve is in #tp already."]);
    }

    #[test]
    fn who_is_in_one_channel_at_a_time_leaves_the_other() {
        let mut scene = Scene::new("#tp @toto bob");
        scene.enter("tata");
        scene.make_admin("tata");
        scene.line("tata", "SAJOIN bob games");
        assert_eq!(scene.heard("toto"), ["[server] bob left #tp"]);
        scene.line("bob", "MSG games hello");
        assert_eq!(scene.heard("toto"), [""; 0]);
    }

    #[test]
    fn it_is_for_admins() {
        let mut scene = Scene::many("irc:eve irc:bob");
        scene.line("eve", "SAJOIN bob #tp");
        assert_eq!(scene.heard("eve"), [":chat.localhost 481 eve :Permission Denied- You're not an IRC operator"]);
        scene.make_admin("eve");
        scene.forget();
        for (line, numeric) in [("SAJOIN bob", "461"), ("SAJOIN nobody #tp", "401"), ("SAJOIN bob tp", "403")] {
            scene.line("eve", line);
            let heard = scene.heard("eve");
            assert!(heard.len() == 1 && heard[0].starts_with(&format!(":chat.localhost {numeric} eve ")), "{heard:?}");
        }
    }

    /// Only their own server says where somebody is: it is asked, and the answer comes from it.
    #[test]
    fn somebody_on_another_server_is_moved_by_theirs() {
        let mut network = Network::start(&["7001", "7002 7001", "7003 7002"]);
        network.enter_irc("7001", "eve", "");
        network.enter_irc("7003", "bob", "");
        network.make_admin("eve");
        network.forget();
        for (line, told) in [
            ("SAJOIN bob #tp", ":bob!~bob@127.0.0.1 JOIN #tp"),
            ("SAPART bob #tp", ":bob!~bob@127.0.0.1 PART #tp"),
            ("SANICK bob guest", ":bob!~bob@127.0.0.1 NICK :guest"),
            ("SAMODE guest +w", ":guest!~bob@127.0.0.1 MODE guest :+w"),
            ("CHGHOST guest g lab.example", ":7003 396 guest lab.example :is now your visible host"),
        ] {
            network.line("eve", line);
            let heard = network.heard(if line.contains("guest") { "guest" } else { "bob" });
            assert!(heard.contains(&told.to_owned()), "{line}: {heard:?}");
        }
        network.line("eve", "SAPART guest #tp");
        assert_eq!(network.heard("eve").last().unwrap(), ":7003 403 eve #tp :No such channel");
        network.line("eve", "WHOIS guest");
        assert_eq!(network.heard("eve")[0], ":7001 311 eve guest g lab.example * :bob of the scene");
    }

    #[test]
    fn admins_elsewhere_are_none_where_the_link_says_so() {
        let mut network = Network::configured(&["7001", "7002 7001"], |config| {
            config.links.iter_mut().for_each(|link| link.admins = false);
        });
        network.enter_irc("7001", "eve", "");
        network.enter_irc("7002", "bob", "");
        network.make_admin("eve");
        network.forget();
        network.line("eve", "SAJOIN bob #tp");
        assert_eq!(network.heard("eve"), [":7002 481 eve :Permission Denied- You're not an IRC operator"]);
        assert_eq!(network.heard("bob"), [""; 0]);
    }
}
