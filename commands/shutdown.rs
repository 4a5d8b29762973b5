//! `SHUTDOWN` stops the server after a countdown, or calls that off.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "shutdown",
        params: "<seconds|off> [reason...]",
        help: "Stop the server after a countdown that everyone reads; SHUTDOWN off calls it off.",
        example: "SHUTDOWN 60 maintenance",
        access: Access::Admin,
        verbs: Verbs::EVERYWHERE,
        run: shutdown,
        ..Command::DEFAULT
    }
}

/// The longest countdown, in seconds: a week.
const LONGEST: u64 = 7 * 24 * 3600;

fn shutdown(cx: &mut Context, args: &mut Args) -> Outcome {
    let when = args.required();
    if when.eq_ignore_ascii_case("off") {
        return if cx.world.call_off_shutdown() { Ok(()) } else { Err(Refusal::because("No shutdown is on its way.")) };
    }
    let Some(seconds) = when.parse().ok().filter(|seconds| *seconds <= LONGEST) else {
        return Err(Refusal::because(format!("{when} is no number of seconds up to {LONGEST}, nor \"off\".")));
    };
    let reason = args.optional();
    cx.world.fits(reason.unwrap_or_default())?;
    cx.world.begin_shutdown(Ending::Stop, seconds, reason.unwrap_or_default());
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn it_is_counted_down_and_then_the_server_stops() {
        let mut scene = Scene::lobby("toto");
        scene.console("shutdown 3 maintenance");
        scene.wait(10);
        let told = ["in 3 seconds: maintenance", "in 2 seconds", "in 1 second", "now: maintenance"];
        assert_eq!(scene.heard("toto"), told.map(|text| format!("[server] The server stops {text}")));
        assert!(scene.is_stopped());
    }

    #[test]
    fn it_can_be_called_off() {
        let mut scene = Scene::lobby("toto");
        scene.console("shutdown 30");
        scene.console("shutdown off");
        scene.wait(60);
        assert_eq!(
            scene.heard("toto").last().map(String::as_str),
            Some("[server] The server does not stop: the shutdown is called off")
        );
        assert!(!scene.is_stopped());
    }
}
