//! `PING` asks for a `PONG`: whoever reads it knows that all they sent before was run.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "ping",
        params: "[token] [server]",
        source: "RFC 2812 3.7.2",
        help: "Ask for a PONG with the same token.",
        example: "PING 123",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        access: Access::Anyone,
        run: ping,
        ..Command::DEFAULT
    }
}

fn ping(cx: &mut Context, args: &mut Args) -> Outcome {
    let Some(token) = args.optional() else { return Err(Refusal::Numeric(ERR_NOORIGIN, Vec::new())) };
    let server = cx.world.config().server.name.clone();
    cx.reply(Reply::Message("PONG", vec![server, token.into_owned()]));
    Ok(())
}
