//! `QUIT` leaves the server, with a farewell to those around.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "quit",
        params: "[text...]",
        help: "Leave the server, with a farewell to everyone who would have heard you.",
        example: "QUIT bye bye",
        verbs: Verbs { line: &["QUIT", "BYE"], ..Verbs::DEFAULT },
        source: "RFC 2812 3.1.7",
        access: Access::Anyone,
        cost: 0,
        run: quit,
        ..Command::DEFAULT
    }
}

fn quit(cx: &mut Context, args: &mut Args) -> Outcome {
    let farewell = args.optional();
    if !cx.is_registered() {
        cx.turn_away("Quit");
        return Ok(());
    }
    cx.world.fits(farewell.unwrap_or_default())?;
    let farewell: Option<Box<str>> = farewell.filter(|text| !text.is_empty()).map(Into::into);
    // modern.ircdocs.horse "QUIT message": those around see also without words that it was meant.
    let told = (farewell.is_none() && cx.speaks_irc()).then(|| "Quit: ".into());
    cx.world.depart(cx.me, Departure { farewell, told, ..Departure::default() });
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn those_around_read_the_farewell() {
        let mut scene = Scene::lobby("toto bob");
        scene.line("toto", "QUIT bye bye");
        assert_eq!(scene.heard("bob"), ["[toto] bye bye", "[server] toto is disconnected"]);
        scene.line("bob", "NAMES");
        assert_eq!(scene.heard("bob"), ["[server] bob"]);
    }
}
