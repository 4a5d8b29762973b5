//! `WEBIRC` is how a gateway says for whom it connects.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "webirc",
        params: "<password> <gateway> <host> <address> [options...]",
        source: "IRCv3 webirc",
        help: "Say, as a gateway that is known here, for whom you connect, and where they are.",
        example: "WEBIRC hunter2 ExampleGateway 198.51.100.3 198.51.100.3",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        access: Access::Anyone,
        cost: 5,
        run: webirc,
        ..Command::DEFAULT
    }
}

fn webirc(cx: &mut Context, args: &mut Args) -> Outcome {
    let password = args.required().to_owned();
    let (gateway, host, address) = (args.required(), args.required(), args.required());
    if cx.is_registered() {
        return Err(Refusal::Numeric(ERR_ALREADYREGISTERED, Vec::new()));
    }
    let Ok(address) = address.parse() else {
        cx.turn_away("WEBIRC names no address");
        return Ok(());
    };
    let options = args.optional().unwrap_or_default();
    // `secure` would count only if the gateway itself came by TLS.
    let port = options.split(' ').find_map(|option| option.strip_prefix("remote-port=")?.parse().ok());
    let host = is_hostname(host).then(|| host.into());
    cx.order(Order::Vouch { password, claim: Claim { gateway: gateway.into(), host, address, port } });
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    /// `hunter2`, from the addresses that a scene's people have; one connection from each address.
    const GATEWAY: &str = "limits = { connections_per_address = 1, exempt = ['10.0.0.0/8'] }
        [[webirc]]
        networks = ['127.0.0.1']
        password = '$argon2id$v=19$m=19456,t=2,p=1$5x2ICpDtVe7Ajp56JdRyWA$QkhXgeG5P4QGmDDRAjzM1QXZR2Maw8XBFUgCi5LlFCI'\n";

    fn scene() -> Scene {
        Scene::lobby_with(GATEWAY, "")
    }

    /// Comes through the gateway; what is heard of it, and of the registration.
    fn comes(scene: &mut Scene, nick: &str, words: &str) -> Vec<String> {
        scene.connect_irc(nick);
        scene.line(nick, &format!("WEBIRC {words}"));
        scene.line(nick, &format!("NICK {nick}"));
        scene.line(nick, &format!("USER {nick} 0 * :{nick}"));
        scene.heard(nick)
    }

    #[test]
    fn the_host_and_the_address_are_the_persons_own() {
        let mut scene = scene();
        for (nick, words, host) in [
            ("eve", "hunter2 Gateway eve.example.com 198.51.100.3 :secure remote-port=21726", "eve.example.com"),
            ("bob", "hunter2 Gateway 198.51.100.4 198.51.100.4", "198.51.100.4"),
            ("pia", "hunter2 Gateway 0::7 0::7 secure=1", "0::7"),
            ("ivan", "hunter2 Gateway no_host! 198.51.100.5", "198.51.100.5"),
        ] {
            let heard = comes(&mut scene, nick, words);
            let welcome = format!("{nick}!~{nick}@{host}");
            assert!(heard[0].ends_with(&welcome), "{heard:?}");
        }
        scene.console("ban 198.51.100.3");
        assert!(scene.is_closed("eve"), "the ban hits the person behind the gateway");
        assert!(!scene.is_closed("bob"));
    }

    #[test]
    fn the_limits_are_those_of_the_person() {
        let mut scene = scene();
        comes(&mut scene, "eve", "hunter2 Gateway 198.51.100.3 198.51.100.3");
        let heard = comes(&mut scene, "mallory", "hunter2 Gateway 198.51.100.3 198.51.100.3");
        assert_eq!(heard, ["ERROR :There are 1 connections from your address already: close one first."]);
        assert!(scene.is_closed("mallory"));
        scene.console("ban 198.51.100.4");
        let heard = comes(&mut scene, "trudy", "hunter2 Gateway 198.51.100.4 198.51.100.4");
        assert!(heard[0].contains(" 465 * ") && heard[1].starts_with("ERROR :"), "{heard:?}");
    }

    #[test]
    fn others_are_turned_away() {
        let mut scene = scene();
        let heard = comes(&mut scene, "eve", "guessed Gateway 198.51.100.3 198.51.100.3");
        assert_eq!(heard, ["ERROR :Closing link: (Invalid WEBIRC password)"]);
        let heard = comes(&mut scene, "bob", "hunter2 Gateway host not-an-address");
        assert_eq!(heard, ["ERROR :Closing link: (WEBIRC names no address)"]);
        assert!(scene.is_closed("eve") && scene.is_closed("bob"));
        // What it names is no gateway itself.
        let twice = "hunter2 Gateway 198.51.100.3 198.51.100.3\nWEBIRC hunter2 Gateway 198.51.100.4 198.51.100.4";
        assert_eq!(comes(&mut scene, "pia", twice), ["ERROR :Closing link: (WEBIRC is not for you)"]);
        let mut scene = Scene::new("irc:rita");
        let heard = comes(&mut scene, "eve", "hunter2 Gateway 198.51.100.3 198.51.100.3");
        assert_eq!(heard, ["ERROR :Closing link: (WEBIRC is not for you)"]);
        scene.line("rita", "WEBIRC hunter2 Gateway 198.51.100.3 198.51.100.3");
        assert_eq!(scene.heard("rita"), [":chat.localhost 462 rita :You may not reregister"]);
    }
}
