//! `OPER` makes one an admin of the server, whatever one's nick.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "oper",
        params: "<nick> <password...>",
        source: "RFC 2812 3.1.4",
        help: "Become an admin of the server with an admin's nick and password.",
        example: "OPER prof correct horse battery staple",
        cost: 5,
        run: oper,
        ..Command::DEFAULT
    }
}

fn oper(cx: &mut Context, args: &mut Args) -> Outcome {
    let named = args.nick();
    if cx.speaks_irc() && cx.world.config().admins.iter().all(|admin| admin.password.is_none()) {
        return Err(Refusal::Numeric(ERR_NOOPERHOST, Vec::new()));
    }
    // In IRC, a name that nobody can bear is no other error than one that nobody bears.
    let nick = if cx.speaks_irc() { named.map_err(|_| Refusal::WrongPassword)? } else { named? };
    let password = args.required().to_owned();
    cx.order(Order::Prove { nick: Some(nick), password });
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn a_password_makes_an_admin_and_a_wrong_one_does_not() {
        let mut scene = Scene::lobby("toto bob");
        scene.line("toto", "OPER prof wrong");
        assert_eq!(scene.heard("toto"), ["[server] The password is wrong."]);
        scene.line("toto", "OPER bob sesame");
        assert_eq!(scene.heard("toto"), ["[server] The password is wrong."]);
        scene.line("toto", "KILL bob");
        assert_eq!(scene.heard("toto").len(), 1);
        scene.line("toto", "OPER prof sesame");
        assert_eq!(scene.heard("toto"), ["[server] You are an admin of this server."]);
        scene.line("toto", "KILL bob");
        assert_eq!(scene.heard("toto"), ["[server] bob is disconnected"]);
    }

    #[test]
    fn in_irc_it_is_381_and_a_mode_and_else_464() {
        let mut scene = Scene::many("irc:eve");
        for line in ["OPER prof wrong", "OPER eve sesame", "OPER a!b sesame"] {
            scene.line("eve", line);
            assert_eq!(scene.heard("eve"), [":chat.localhost 464 eve :Password incorrect"], "{line}");
        }
        scene.enter_irc("bob", "");
        scene.line("bob", "OPER prof");
        assert_eq!(scene.heard("bob"), [":chat.localhost 461 bob OPER :Not enough parameters"]);
        scene.line("bob", "OPER PROF sesame");
        let told = [":bob!~bob@127.0.0.1 MODE bob :+o", ":chat.localhost 381 bob :You are now an IRC operator"];
        assert_eq!(scene.heard("bob"), told);
    }

    #[test]
    fn where_no_admin_has_a_password_none_is_compared() {
        // RFC 2812 5.2, 491: the server has not been configured to let anybody become one this way.
        let mut scene = Scene::lobby_with("", "");
        scene.enter_irc("eve", "");
        scene.line("eve", "OPER tata sesame");
        assert_eq!(scene.heard("eve"), [":chat.localhost 491 eve :No O-lines for your host"]);
    }
}
