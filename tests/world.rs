//! The world is a deterministic state machine: the same inputs give the same world, and all of it can be written down.
#![allow(clippy::expect_used)]

use chat::scene::Scene;
use chat::world::World;

/// A little of everything.
fn play() -> Scene {
    let mut scene = Scene::many("#tp @toto bob eve");
    scene.enter_irc("zoe", "message-tags server-time");
    scene.connect_irc("newcomer");
    for (who, line) in [
        ("zoe", "JOIN #tp,#irc key"),
        ("zoe", "MODE #irc +bklI-n *!*@evil.example key 5 bob!*@*"),
        ("zoe", "MODE zoe +wg"),
        ("zoe", "MONITOR + bob,nobody"),
        ("zoe", "ACCEPT bob"),
        ("zoe", "@+draft/reply=x PRIVMSG #tp :hello from IRC"),
        ("zoe", "METADATA * SET url :https://example.org"),
        ("newcomer", "NICK new"),
        ("toto", "GRANT bob"),
        ("toto", "TOPIC sockets"),
        ("bob", "/join #games sesame"),
        ("bob", "hello"),
        ("bob", "/invite eve"),
        ("eve", "/away lunch"),
        ("toto", "/msg eve are you there?"),
        ("toto", "/bye"),
    ] {
        scene.line(who, line);
    }
    scene.console("ban mallory spam");
    scene.console("shutdown 600 maintenance");
    scene.wait(30);
    scene
}

fn written(scene: &mut Scene) -> String {
    serde_json::to_string(&scene.hub().world).expect("the world can be written down")
}

#[test]
fn the_same_inputs_give_the_same_world_and_the_same_events() {
    let (mut one, mut other) = (play(), play());
    assert_eq!(written(&mut one), written(&mut other));
    for name in ["bob", "eve", "toto", "zoe"] {
        assert_eq!(one.heard(name), other.heard(name));
    }
}

#[test]
fn a_world_that_was_read_back_is_the_same() {
    let mut scene = play();
    let text = written(&mut scene);
    let back: World = serde_json::from_str(&text).expect("the world can be read back");
    assert_eq!(serde_json::to_string(&back).expect("it can be written down again"), text);
    back.check().expect("every rule holds in it");
    assert_eq!(back.bans().len(), 1);
}
