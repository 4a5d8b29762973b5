//! `OPER` makes one an admin of the server, whatever one's nick.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "oper",
        params: "<nick> <password...>",
        help: "Become an admin of the server with an admin's nick and password.",
        example: "OPER prof correct horse battery staple",
        cost: 5,
        run: oper,
        ..Command::DEFAULT
    }
}

fn oper(cx: &mut Context, args: &mut Args) -> Outcome {
    let nick = args.nick()?;
    let password = args.required().into_owned();
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
}
