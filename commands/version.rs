//! `VERSION` tells which program runs here, and what it can.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "version",
        irc_params: Some("[server]"),
        source: "RFC 2812 3.4.3",
        help: "Tell which program runs here, in which version, and what it can.",
        example: "VERSION",
        run: version,
        ..Command::DEFAULT
    }
}

fn version(cx: &mut Context, args: &mut Args) -> Outcome {
    cx.is_asked(args.optional().as_deref())?;
    let (name, comment) = (cx.world.config().server.name.clone(), env!("CARGO_PKG_DESCRIPTION"));
    if !cx.speaks_irc() {
        cx.reply(format!("{VERSION}: {comment}"));
        return Ok(());
    }
    cx.numeric(RPL_VERSION, [VERSION, &name, comment]);
    cx.isupport();
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn program_then_features() {
        // modern.ircdocs.horse "VERSION message": one 351, one or more 005.
        let mut scene = Scene::many("toto irc:eve");
        scene.line("eve", "VERSION chat.local*");
        let heard = scene.heard("eve");
        let program = concat!(":chat.localhost 351 eve chat-", env!("CARGO_PKG_VERSION"), " chat.localhost :");
        assert!(heard[0].starts_with(program), "{heard:?}");
        assert!(heard.len() > 1 && heard[1..].iter().all(|line| line.starts_with(":chat.localhost 005 eve ")));
        scene.line("toto", "VERSION");
        assert!(scene.heard("toto")[0].starts_with("[server] chat-"));
    }

    #[test]
    fn another_server_is_not_known() {
        let mut scene = Scene::many("irc:eve");
        scene.line("eve", "VERSION *.se");
        assert_eq!(scene.heard("eve"), [":chat.localhost 402 eve *.se :No such server"]);
    }
}
