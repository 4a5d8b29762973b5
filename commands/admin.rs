//! `ADMIN` tells who runs the server and how they are reached.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "admin",
        params: "[server]",
        source: "RFC 2812 3.4.9",
        help: "Tell who runs the server, where it is, and how they are reached.",
        example: "ADMIN",
        verbs: Verbs::EVERYWHERE,
        run: admin,
        ..Command::DEFAULT
    }
}

/// What stands in the place of something the configuration does not tell.
const NOT_TOLD: &str = "(not told)";

fn admin(cx: &mut Context, args: &mut Args) -> Outcome {
    cx.is_asked(args.optional())?;
    let config = cx.world.config().clone();
    let server = &config.server;
    let admins: Vec<&str> = config.admins.iter().map(|admin| admin.nick.as_str()).collect();
    let run_by = match (server.organisation.trim(), &*admins.join(" ")) {
        ("", nicks) => nicks.to_owned(),
        (organisation, "") => organisation.to_owned(),
        (organisation, nicks) => format!("{organisation}: {nicks}"),
    };
    if [&server.location, &server.email, &run_by].iter().all(|text| text.trim().is_empty()) {
        return Err(Refusal::Numeric(ERR_NOADMININFO, vec![server.name.clone()]));
    }
    let told = |text: &str| if text.trim().is_empty() { NOT_TOLD.to_owned() } else { text.trim().to_owned() };
    if cx.speaks_irc() {
        cx.numeric(RPL_ADMINME, [server.name.clone()]);
        cx.numeric(RPL_ADMINLOC1, [told(&server.location)]);
        cx.numeric(RPL_ADMINLOC2, [told(&run_by)]);
        cx.numeric(RPL_ADMINEMAIL, [told(&server.email)]);
    } else {
        let lines = [("Where", &server.location), ("Run by", &run_by), ("Reached at", &server.email)];
        let lines = lines.iter().filter(|(_, text)| !text.trim().is_empty());
        cx.reply(lines.map(|(what, text)| format!("{what}: {}", text.trim())).collect::<Vec<_>>().join("\n"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::{Network, Scene};

    #[test]
    fn place_people_address() {
        // RFC 2812 5.1: where the server is, who runs it, and an address for mail.
        let toml = "[server]\nlocation = 'Grenoble, France'\norganisation = 'UGA'\nemail = 'chat@example.org'";
        let mut scene = Scene::lobby_with(toml, "toto");
        scene.enter_irc("eve", "");
        let told = [
            "256 eve chat.localhost :Administrative info",
            "257 eve :Grenoble, France",
            "258 eve :UGA: tata",
            "259 eve :chat@example.org",
        ];
        for line in ["ADMIN", "ADMIN chat.*", "ADMIN toto"] {
            scene.line("eve", line);
            assert_eq!(scene.heard("eve"), told.map(|line| format!(":chat.localhost {line}")), "{line}");
        }
        scene.line("toto", "ADMIN");
        let told = ["Where: Grenoble, France", "Run by: UGA: tata", "Reached at: chat@example.org"];
        assert_eq!(scene.heard("toto"), told.map(|line| format!("[server] {line}")));
    }

    #[test]
    fn what_is_not_known_is_not_invented() {
        let mut scene = Scene::many("irc:eve");
        scene.line("eve", "ADMIN");
        let told = ["257 eve :(not told)", "258 eve :prof", "259 eve :(not told)"];
        assert_eq!(scene.heard("eve")[1..], told.map(|line| format!(":chat.localhost {line}")));
        scene.line("eve", "ADMIN *.fi");
        assert_eq!(scene.heard("eve"), [":chat.localhost 402 eve *.fi :No such server"]);

        let mut scene = Scene::lobby_with("admin = []", "");
        scene.enter_irc("eve", "");
        scene.line("eve", "ADMIN");
        let told = ":chat.localhost 423 eve chat.localhost :No administrative info available";
        assert_eq!(scene.heard("eve"), [told]);
    }

    /// RFC 2812 3.4.9.
    #[test]
    fn another_server_tells_its_own() {
        let mut network = Network::configured(&["7001", "7002 7001"], |config| {
            config.server.location = format!("Hall {}", config.server.name);
        });
        network.enter("7001", "toto");
        network.enter_irc("7001", "eve", "");
        network.line("eve", "ADMIN 7002");
        let told = ["256 eve 7002 :Administrative info", "257 eve :Hall 7002", "258 eve prof", "259 eve :(not told)"];
        assert_eq!(network.heard("eve"), told.map(|line| format!(":7002 {line}")));
        let told = ["7002: Where: Hall 7002", "7002: Run by: prof"];
        network.line("toto", "ADMIN 7002");
        assert_eq!(network.heard("toto"), told.map(|line| format!("[server] {line}")));
        assert_eq!(network.console("7001", "admin 7002"), told);
    }
}
