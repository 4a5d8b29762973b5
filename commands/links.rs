//! `LINKS` lists the servers of the network.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "links",
        params: "[server] [mask]",
        source: "RFC 2812 3.4.5",
        help: "List the servers of the network whose names match a mask.",
        example: "LINKS *.fr",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        run: links,
        ..Command::DEFAULT
    }
}

fn links(cx: &mut Context, args: &mut Args) -> Outcome {
    let (first, second) = (args.optional(), args.optional());
    let mask = match second {
        Some(mask) => {
            cx.is_asked(first.as_deref())?;
            mask
        }
        None => first.unwrap_or("*".into()),
    };
    let server = cx.world.config().server.clone();
    if Mask::new(&mask).matches(&server.name) {
        cx.numeric(RPL_LINKS, [&*mask, &server.name, &format!("0 {}", server.description)]);
    }
    cx.numeric(RPL_ENDOFLINKS, [mask]);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn there_is_one_server() {
        let mut scene = Scene::many("irc:eve");
        for (line, mask) in [("LINKS", "*"), ("LINKS *.localhost", "*.localhost"), ("LINKS chat.* c*", "c*")] {
            scene.line("eve", line);
            let own = format!(":chat.localhost 364 eve {mask} chat.localhost :0 A chat server");
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
}
