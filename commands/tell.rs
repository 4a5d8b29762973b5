//! `/msg` says something to a channel or to people, whatever profile one has: IRC's `PRIVMSG`.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "tell",
        params: "<target,...> <text...>",
        irc_params: Some("[target,...] [text...]"),
        source: "RFC 2812 3.3.1",
        help: "Say something to a channel, in it or not, or to people.",
        example: "/msg tata are you there?",
        verbs: Verbs { line: &["/MSG", "TELL"], irc: &["PRIVMSG"], ..Verbs::DEFAULT },
        run: tell,
        ..Command::DEFAULT
    }
}

fn tell(cx: &mut Context, args: &mut Args) -> Outcome {
    let Some(target) = args.optional() else {
        let text = format!("{} ({})", ERR_NORECIPIENT.text, cx.verb);
        return Err(Refusal::Numeric(Numeric { text: "", ..ERR_NORECIPIENT }, vec![text]));
    };
    let text = args.optional().filter(|text| !text.is_empty());
    let Some(text) = text else { return Err(Refusal::Numeric(ERR_NOTEXTTOSEND, Vec::new())) };
    cx.tell(target, text, How::Message)
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn it_reaches_a_person_and_nobody_else() {
        let mut scene = Scene::lobby("toto tata bob");
        scene.line("toto", "/msg tata psst");
        assert_eq!(scene.heard("tata"), ["[toto -> tata] psst"]);
        assert_eq!(scene.heard("bob"), [""; 0]);
    }

    #[test]
    fn a_secret_for_someone_who_left_reaches_nobody() {
        let mut scene = Scene::lobby("toto bob");
        scene.line("toto", "/msg tata psst");
        assert_eq!(scene.heard("toto"), ["[server] There is no tata here: NAMES lists who is."]);
        assert_eq!(scene.heard("bob"), [""; 0]);
    }

    #[test]
    fn switched_off_it_does_not_become_the_other_msg() {
        let mut scene = Scene::lobby_with("[commands]\ntell = false", "toto tata bob");
        scene.line("toto", "/msg tata psst");
        assert_eq!(scene.heard("toto"), ["[server] Invalid command \"msg\": did you mean MSG? Type HELP."]);
        assert_eq!(scene.heard("bob"), [""; 0]);
    }

    #[test]
    fn a_channel_hears_people_who_are_not_in_it() {
        let mut scene = Scene::new("#tp @toto");
        scene.enter("bob");
        scene.line("bob", "/msg #tp may I come in?");
        assert_eq!(scene.heard("toto").last().map(String::as_str), Some("[bob] may I come in?"));
    }
}
