//! `PASS` proves, before `NICK`, that an admin's nick is one's own.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "pass",
        params: "<password...>",
        help: "Prove that an admin's nick is yours, before you take it with NICK.",
        example: "PASS correct horse battery staple",
        source: "RFC 2812 3.1.1",
        access: Access::Anyone,
        cost: 5,
        run: pass,
        ..Command::DEFAULT
    }
}

fn pass(cx: &mut Context, args: &mut Args) -> Outcome {
    let password = args.required().to_owned();
    if cx.speaks_irc() && cx.is_registered() {
        return Err(Refusal::Numeric(ERR_ALREADYREGISTERED, Vec::new()));
    }
    cx.order(Order::Prove { nick: None, password });
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn it_opens_the_nick_and_a_wrong_one_does_not() {
        let mut scene = Scene::lobby("toto");
        scene.line("toto", "PASS wrong");
        assert_eq!(scene.heard("toto"), ["[server] The password is wrong."]);
        scene.line("toto", "PASS sesame");
        assert_eq!(scene.heard("toto"), ["[server] The password is right: NICK prof makes you an admin."]);
        scene.line("toto", "NICK prof");
        scene.line("prof", "WALL hello");
        assert_eq!(scene.heard("prof"), [""; 0]);
    }
}
