//! `USER` says who one is: a user name and a real name.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "user",
        params: "<user> <mode> <unused> <real...>",
        source: "RFC 2812 3.1.3",
        help: "Say who you are, once, when you connect: a user name and a real name.",
        example: "USER toto 0 * :Toto Dupont",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        access: Access::Anyone,
        run: user,
        ..Command::DEFAULT
    }
}

fn user(cx: &mut Context, args: &mut Args) -> Outcome {
    if cx.is_registered() {
        return Err(Refusal::Numeric(ERR_ALREADYREGISTERED, Vec::new()));
    }
    let user = args.required();
    let modes = modes(args.required());
    args.required();
    let real = args.required();
    let unfit =
        |c: char| c.is_control() || c.is_whitespace() || matches!(c, '@' | '!' | '*' | '?' | ':' | ',' | '~' | '%');
    if user.chars().all(unfit) {
        return Err(Refusal::Numeric(ERR_INVALIDUSERNAME, Vec::new()));
    }
    if let Some(newcomer) = cx.world.newcomer(cx.session) {
        newcomer.user = Some(user.chars().filter(|c| !unfit(*c)).take(USER_LENGTH).collect());
        newcomer.modes = modes;
        newcomer.real = Some(shortened(real, NAME_LENGTH).into());
    }
    cx.register()
}

/// The bits of a number: 4 is `w`, 8 is `i` (RFC 2812 3.1.3). Programs of today send 0.
fn modes(number: &str) -> UserFlags {
    let number: u8 = number.parse().unwrap_or(0);
    let mut modes = UserFlags::default();
    modes.set(UserFlag::Wallops, number & 4 != 0);
    modes.set(UserFlag::Invisible, number & 8 != 0);
    modes
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    /// RFC 2812 3.1.3: the user name is in one's source, the real name in WHOIS; nobody says theirs twice.
    #[test]
    fn who_one_is_is_said_once() {
        let mut scene = Scene::many("irc:bob");
        scene.connect_irc("eve");
        ["NICK eve", "USER eva 0 * :Eva Dupont"].iter().for_each(|line| scene.line("eve", line));
        scene.line("bob", "WHOIS eve");
        assert_eq!(scene.heard("bob")[0], ":chat.localhost 311 bob eve ~eva 127.0.0.1 * :Eva Dupont");
        scene.forget();
        scene.line("eve", "USER other 0 * :Other");
        assert_eq!(scene.heard("eve"), [":chat.localhost 462 eve :You may not reregister"]);
    }

    /// ISUPPORT `NAMELEN` and `USERLEN`: more is not kept.
    #[test]
    fn what_is_too_long_is_shortened() {
        let mut scene = Scene::many("irc:bob");
        scene.connect_irc("eve");
        let (user, real) = ("u".repeat(25), "é".repeat(160));
        scene.line("eve", "NICK eve");
        scene.line("eve", &format!("USER {user} 0 * :{real}"));
        scene.line("bob", "WHOIS eve");
        let told = format!(":chat.localhost 311 bob eve ~{} 127.0.0.1 * :{}", "u".repeat(20), "é".repeat(150));
        assert_eq!(scene.heard("bob")[0], told);
    }
}
