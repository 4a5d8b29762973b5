//! `LINKS` lists the servers of the network.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "links",
        params: "[server] [mask]",
        source: "RFC 2812 3.4.5",
        help: "List the servers of the network whose names match a mask: how far they are, and behind which other one.",
        example: "LINKS *.fr",
        verbs: Verbs::EVERYWHERE,
        run: links,
        ..Command::DEFAULT
    }
}

fn links(cx: &mut Context, args: &mut Args) -> Outcome {
    let (first, second) = (args.optional(), args.optional());
    let asked = match second {
        Some(mask) => {
            cx.is_asked(first)?;
            mask
        }
        None => first.unwrap_or("*"),
    };
    let mask = Mask::new(asked);
    for MapLine { name, behind, hops, description, .. } in cx.world.map(cx.me) {
        if !mask.matches(&name) {
            continue;
        }
        if cx.speaks_irc() {
            cx.numeric(RPL_LINKS, [&*name, &behind, &format!("{hops} {description}")]);
        } else {
            let far = match hops {
                0 => "this server".to_owned(),
                1 => "linked with this server".to_owned(),
                hops => format!("{hops} links away, behind {behind}"),
            };
            cx.reply(format!("{name}: {description} ({far})"));
        }
    }
    cx.numeric(RPL_ENDOFLINKS, [asked]);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::{Network, Scene};

    #[test]
    fn there_is_one_server() {
        let mut scene = Scene::many("irc:eve");
        for (line, mask) in [("LINKS", "*"), ("LINKS *.localhost", "*.localhost"), ("LINKS chat.* c*", "c*")] {
            scene.line("eve", line);
            let own = ":chat.localhost 364 eve chat.localhost chat.localhost :0 A chat server".to_owned();
            let end = format!(":chat.localhost 365 eve {mask} :End of /LINKS list");
            assert_eq!(scene.heard("eve"), [own, end], "{line}");
        }
    }

    #[test]
    fn what_matches_nothing_is_an_empty_list_and_another_server_none() {
        let mut scene = Scene::many("irc:eve");
        scene.line("eve", "LINKS *.au");
        assert_eq!(scene.heard("eve"), [":chat.localhost 365 eve *.au :End of /LINKS list"]);
        scene.line("eve", "LINKS *.edu *.bu.edu");
        assert_eq!(scene.heard("eve"), [":chat.localhost 402 eve *.edu :No such server"]);
    }

    /// RFC 2812 3.4.5: the servers that one server knows, this one or a remote one.
    #[test]
    fn each_server_sees_the_network_from_where_it_is() {
        let mut network = Network::start(&["7001", "7002 7001", "7003 7002"]);
        network.enter("7001", "toto");
        network.enter_irc("7001", "eve", "");
        network.line("eve", "LINKS");
        let told = ["364 eve 7001 7001 :0 A chat server", "364 eve 7002 7001 :1 A chat server"];
        let told = told.into_iter().chain(["364 eve 7003 7002 :2 A chat server", "365 eve * :End of /LINKS list"]);
        assert_eq!(network.heard("eve"), told.map(|line| format!(":7001 {line}")).collect::<Vec<_>>());
        network.line("eve", "LINKS 7003 *1");
        let told = [":7003 364 eve 7001 7002 :2 A chat server", ":7003 365 eve *1 :End of /LINKS list"];
        assert_eq!(network.heard("eve"), told);
        network.line("toto", "LINKS");
        let told = ["7001: A chat server (this server)", "7002: A chat server (linked with this server)"];
        let told = told.into_iter().chain(["7003: A chat server (2 links away, behind 7002)"]);
        assert_eq!(network.heard("toto"), told.map(|line| format!("[server] {line}")).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_hidden_only_admins_are_shown() {
        let mut network = Network::configured(&["7001", "7002 7001"], |config| {
            config.links.iter_mut().for_each(|link| link.hidden = true);
        });
        network.enter("7002", "toto");
        network.enter_irc("7002", "eve", "");
        network.enter("7001", "tata");
        for (line, lines) in [("LINKS", 1), ("MAP", 1)] {
            network.line("toto", line);
            assert_eq!(network.heard("toto").len(), lines, "{line}");
        }
        network.line("toto", "VERSION 7001");
        assert_eq!(network.heard("toto"), ["[server] 7001 No such server."]);
        for (line, part) in [("WHOIS tata", " 312 eve tata 7002 :"), ("WHO tata", " 127.0.0.1 7002 tata H :0 tata")] {
            network.line("eve", line);
            let heard = network.heard("eve");
            assert!(heard.iter().any(|line| line.contains(part)), "{line}: {heard:?}");
        }
        network.make_admin("toto");
        network.forget();
        network.line("toto", "LINKS");
        assert_eq!(network.heard("toto")[1], "[server] 7001: A chat server (linked with this server)");
    }
}
