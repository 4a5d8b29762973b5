//! `NOTICE` says something that no program answers; nor does the server, not even with an error.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "notice",
        params: "[target,...] [text...]",
        source: "RFC 2812 3.3.2",
        help: "Say something to a channel or to people that no program answers.",
        example: "NOTICE #tp :the build is green",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        run: notice,
        ..Command::DEFAULT
    }
}

fn notice(cx: &mut Context, args: &mut Args) -> Outcome {
    if let (Some(target), Some(text)) = (args.optional(), args.optional())
        && !text.is_empty()
    {
        // RFC 2812 3.3.2: automatic replies must never be sent in response.
        let _ = cx.tell(&target, &text, How::Notice);
    }
    Ok(())
}
