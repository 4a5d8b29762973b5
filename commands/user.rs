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
    let modes = modes(&args.required());
    args.required();
    let real = args.required();
    let fit = |c: &char| !c.is_control() && !c.is_whitespace() && !"@!*?:,~%".contains(*c);
    let user: String = user.chars().filter(fit).take(USER_LENGTH).collect();
    if user.is_empty() {
        return Err(Refusal::Numeric(ERR_INVALIDUSERNAME, Vec::new()));
    }
    if let Some(newcomer) = cx.world.newcomer(cx.session) {
        newcomer.user = Some(user.into());
        newcomer.modes = modes;
        newcomer.real = Some(real.chars().take(NAME_LENGTH).collect());
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
