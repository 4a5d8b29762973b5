//! `UNBAN` ends a ban.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "unban",
        params: "<nick|address|mask>",
        help: "End a ban.",
        example: "UNBAN bob",
        access: Access::Admin,
        verbs: Verbs { irc: &["UNBAN", "UNDLINE", "UNKLINE"], ..Verbs::EVERYWHERE },
        run: unban,
        ..Command::DEFAULT
    }
}

fn unban(cx: &mut Context, args: &mut Args) -> Outcome {
    let what = args.required();
    let banned = if cx.verb == "UNKLINE" { Banned::mask(what) } else { named(what)? };
    cx.unban(&banned)
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn what_is_not_banned_cannot_be_unbanned() {
        let mut scene = Scene::lobby("toto");
        assert_eq!(scene.console("unban bob"), ["bob is not banned: BAN lists the bans."]);
        scene.console("ban bob");
        assert_eq!(scene.console("unban BOB"), ["BOB is no longer banned."]);
    }

    #[test]
    fn each_kind_is_found_again() {
        let mut scene = Scene::many("irc:eve");
        scene.make_admin("eve");
        for (ban, unban) in
            [("BAN *.fr", "UNKLINE *.fr"), ("BAN a@b.c", "UNBAN A@B.C"), ("BAN 10.0.0.0/8", "UNDLINE 10.0.0.0/8")]
        {
            scene.line("eve", ban);
            scene.forget();
            scene.line("eve", unban);
            assert!(scene.heard("eve")[0].ends_with("is no longer banned."), "{unban}");
        }
    }
}
