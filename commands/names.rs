//! `NAMES` lists who is connected, or who is in a channel.
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "names",
        params: "[channel]",
        help: "List who is connected, or who is in a channel.",
        example: "NAMES",
        verbs: Verbs::EVERYWHERE,
        run: names,
        ..Command::DEFAULT
    }
}

fn names(cx: &mut Context, args: &mut Args) -> Outcome {
    let channel = args.channel_named(cx)?;
    let people = channel.map_or_else(|| cx.world.everyone(), |id| cx.world.present(id));
    let channel = channel.map(|id| cx.world.channel(id).name.clone());
    cx.reply(Reply::Names { channel, secrecy: Secrecy::Public, people });
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn everyone_is_on_one_line_in_the_order_they_came() {
        let mut scene = Scene::lobby("toto tutu tata");
        scene.line("tata", "NAMES");
        assert_eq!(scene.heard("tata"), ["[server] toto tutu tata"]);
    }

    #[test]
    fn a_channel_may_be_named_without_its_hash() {
        let mut scene = Scene::new("#tp @toto bob");
        scene.enter("eve");
        scene.line("eve", "NAMES tp");
        assert_eq!(scene.heard("eve"), ["[server] toto bob"]);
    }
}
