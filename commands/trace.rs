//! `TRACE` shows the way to a server or a person, and who is connected there.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "trace",
        params: "[server]",
        source: "RFC 2812 3.4.8",
        help: "Show the way to a server, its links, and the operators on it, or one person; operators are shown everybody.",
        example: "TRACE toto",
        verbs: Verbs { line: NOT_HERE, ..Verbs::DEFAULT },
        cost: 3,
        run: trace,
        ..Command::DEFAULT
    }
}

/// The class that people's connections are of.
const CLASS: &str = "users";

fn trace(cx: &mut Context, args: &mut Args) -> Outcome {
    let target = args.optional();
    let answer = cx.is_asked(target);
    if let Err(Refusal::Elsewhere { server }) = &answer {
        show_way(cx, server);
    }
    answer?;
    let name = cx.world.config().server.name.clone();
    let everybody = cx.is_admin();
    let whom = target.filter(|target| !Mask::new(target).matches(&name)).and_then(|target| cx.world.find(target));
    let people = whom.map_or_else(|| cx.world.people(), |whom| vec![whom]);
    let mut people = people.into_iter();
    if whom.is_none() {
        cx.order(Order::Trace { hidden: everybody });
    }
    cx.answer_in_pages(move |cx| {
        for id in people.by_ref().take(cx.page()).collect::<Vec<_>>() {
            let is_ours = cx.world.is_here(id) && cx.world.way_to(id).is_none();
            if is_ours && (everybody || whom.is_some() || cx.world.user(id).is_admin()) {
                show(cx, id);
            }
        }
        if people.len() > 0 {
            return true;
        }
        let newcomers = if everybody && whom.is_none() { cx.world.newcomers() } else { Vec::new() };
        for address in newcomers {
            cx.numeric(RPL_TRACEUNKNOWN, ["????", CLASS, &format!("[{address}]")]);
        }
        cx.numeric(RPL_TRACEEND, [&*name, VERSION]);
        false
    });
    Ok(())
}

/// Shows the link over which another server is asked (RFC 2812 5.1, 200).
fn show_way(cx: &mut Context, server: &str) {
    let next = cx.world.find_server(server).and_then(|server| cx.world.link(server.via));
    if let Some(next) = next.map(|link| link.server.to_string()) {
        cx.numeric(RPL_TRACELINK, ["Link", VERSION, server, &next]);
    }
}

/// Shows a person and what they are here.
fn show(cx: &mut Context, id: UserId) {
    let nick = cx.world.who(id).nick.to_string();
    let admin = cx.world.user(id).is_admin();
    let (numeric, what) = if admin { (RPL_TRACEOPERATOR, "Oper") } else { (RPL_TRACEUSER, "User") };
    cx.numeric(numeric, [what, CLASS, &nick]);
}

#[cfg(test)]
mod tests {
    use crate::scene::{Network, Scene};

    const END: &str =
        concat!(":chat.localhost 262 eve chat.localhost chat-", env!("CARGO_PKG_VERSION"), " :End of TRACE");

    #[test]
    fn operators_are_shown_to_everybody_and_everybody_to_operators() {
        let mut scene = Scene::many("toto irc:eve irc:bob");
        scene.connect_irc("newcomer");
        scene.make_admin("bob");
        scene.line("eve", "TRACE");
        assert_eq!(scene.heard("eve"), [":chat.localhost 204 eve Oper users :bob", END]);
        scene.make_admin("eve");
        scene.forget();
        scene.line("eve", "TRACE chat.localhost");
        let told = ["205 eve User users :toto", "204 eve Oper users :eve", "204 eve Oper users :bob"];
        let told = told.into_iter().chain(["203 eve ???? users :[127.0.0.1]"]);
        let told = told.map(|line| format!(":chat.localhost {line}")).chain([END.to_owned()]);
        assert_eq!(scene.heard("eve"), told.collect::<Vec<_>>());
    }

    #[test]
    fn one_person_is_shown_alone() {
        // "If the destination is a nickname, then only a reply for that nickname is given."
        let mut scene = Scene::many("toto irc:eve irc:bob");
        scene.make_admin("bob");
        scene.line("eve", "TRACE toto");
        assert_eq!(scene.heard("eve"), [":chat.localhost 205 eve User users :toto", END]);
        scene.line("eve", "TRACE *.oulu.fi");
        assert_eq!(scene.heard("eve"), [":chat.localhost 402 eve *.oulu.fi :No such server"]);
    }

    /// RFC 2812 3.4.8: each server on the way tells the next one, and the last one what is connected to it.
    #[test]
    fn the_way_to_another_server_is_told_and_its_links() {
        let mut network = Network::start(&["7001", "7002 7001", "7003 7002"]);
        network.enter_irc("7001", "eve", "");
        network.enter("7003", "tata");
        network.line("eve", "TRACE 7003");
        let version = concat!("chat-", env!("CARGO_PKG_VERSION"));
        let told = [
            format!(":7001 200 eve Link {version} 7003 :7002"),
            ":7003 206 eve Serv servers 2S 1C 7002 *!*@7003 V0210".to_owned(),
            format!(":7003 262 eve 7003 {version} :End of TRACE"),
        ];
        assert_eq!(network.heard("eve"), told);
        network.line("eve", "TRACE tata");
        assert_eq!(network.heard("eve")[1], ":7003 205 eve User users tata");
    }
}
