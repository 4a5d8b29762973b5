//! What each command sends, and what a key writes.

use chat::client::FromNet;
use chat::client::state::COMMANDS;
use crossterm::event::KeyCode;

use crate::stage::{CAPS, Stage};

/// What a line sends, without labels.
fn sends(stage: &mut Stage, text: &str) -> Vec<String> {
    stage.sent();
    stage.enter(text);
    stage.sent()
}

#[test]
fn commands_send_what_they_mean() {
    for (text, lines) in [
        ("/join tp2", &["JOIN #tp2"][..]),
        ("/join #a,b", &["JOIN #a,#b"]),
        ("/join #secret key", &["JOIN #secret key"]),
        ("/part", &["PART #tp"]),
        ("/leave #tp see you later", &["PART #tp :see you later"]),
        ("/msg bob salut toi", &["PRIVMSG bob :salut toi"]),
        ("/msg bob;eve salut toi", &["PRIVMSG bob :salut toi", "PRIVMSG eve :salut toi"]),
        ("/msg salut", &["PRIVMSG #tp :salut"]),
        ("/me danse", &["PRIVMSG #tp :\x01ACTION danse\x01"]),
        ("/query eve", &[]),
        ("/query eve tu es là ?", &["PRIVMSG eve :tu es là ?"]),
        ("/nick tutu", &["NICK tutu"]),
        ("/names", &["NAMES #tp"]),
        ("/names #tp2", &["NAMES #tp2"]),
        ("/list", &["LIST"]),
        ("/who", &["WHO #tp"]),
        ("/whois eve", &["WHOIS eve"]),
        ("/topic", &["TOPIC #tp"]),
        ("/topic le sujet", &["TOPIC #tp :le sujet"]),
        ("/invite zoe", &["INVITE zoe #tp"]),
        ("/kick eve du calme", &["KICK #tp eve :du calme"]),
        ("/away", &["AWAY"]),
        ("/away parti manger", &["AWAY :parti manger"]),
        ("/mode", &["MODE #tp "]),
        ("/mode +m", &["MODE #tp +m"]),
        ("/mode toto +i", &["MODE toto +i"]),
        ("/grant bob", &["MODE #tp +o bob"]),
        ("/revoke bob", &["MODE #tp -o bob"]),
        ("/rename tp7", &["RENAME #tp #tp7"]),
        ("/raw PING :x y", &["PING :x y"]),
        ("/lusers", &["LUSERS"]),
        ("/oper root secret", &["OPER root secret"]),
        ("@bob salut", &["PRIVMSG bob :salut"]),
        ("@bob;eve salut à vous", &["PRIVMSG bob :salut à vous", "PRIVMSG eve :salut à vous"]),
        ("@tous bonjour", &["PRIVMSG #tp :bonjour"]),
        ("@bob", &["PRIVMSG #tp :@bob"]),
        ("//etc/passwd", &["PRIVMSG #tp :/etc/passwd"]),
        ("bonjour", &["PRIVMSG #tp :bonjour"]),
        ("   ", &[]),
        ("/", &[]),
    ] {
        let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
        assert_eq!(sends(&mut Stage::new(80, 24).in_tp(""), text), lines, "{text}");
    }
}

#[test]
fn each_command_has_its_help_and_its_place() {
    assert!(COMMANDS.windows(2).all(|pair| pair[0].name < pair[1].name));
    for command in COMMANDS {
        let mut stage = Stage::new(80, 24).in_tp(CAPS);
        stage.enter(&format!("/help {}", command.name));
        assert_eq!(stage.sent(), [""; 0], "/help {}", command.name);
        assert!(stage.text().contains(command.help[0].split(' ').next().unwrap()), "{command:?}");
        stage.enter(&format!("/{}", command.name));
        stage.enter(&format!("/{} a b c", command.name));
        stage.text();
    }
}

#[test]
fn long_texts_are_cut_between_letters() {
    let mut stage = Stage::new(80, 24).in_tp("");
    let lines = sends(&mut stage, &"été ".repeat(200));
    assert!(lines.len() > 1 && lines.iter().all(|line| line.len() <= 410), "{lines:?}");
}

#[test]
fn tab_completes_nicks_channels_and_commands() {
    for (text, tabs, completed) in [
        ("bo", 1, "bob: "),
        ("b", 2, "bob: "),
        ("salut e", 1, "salut eve "),
        ("@t", 1, "@tata "),
        ("/jo", 1, "/join "),
        ("/n", 1, "/names "),
        ("/n", 2, "/nick "),
        ("/join #t", 1, "/join #tp "),
        ("zzz", 1, "zzz"),
        ("", 1, ""),
    ] {
        let mut stage = Stage::new(80, 24).in_tp(CAPS);
        stage.write(text);
        (0..tabs).for_each(|_| stage.key(KeyCode::Tab));
        assert_eq!(stage.state.input.value(), completed, "{text}");
    }
}

#[test]
fn lines_written_before_come_back() {
    let mut stage = Stage::new(80, 24).in_tp(CAPS);
    stage.enter("un");
    stage.enter("deux");
    stage.write("pas fini");
    let mut shown = Vec::new();
    for key in [KeyCode::Up, KeyCode::Up, KeyCode::Up, KeyCode::Down, KeyCode::Down, KeyCode::Down] {
        stage.key(key);
        shown.push(stage.state.input.value().to_owned());
    }
    assert_eq!(shown, ["deux", "un", "un", "deux", "pas fini", "pas fini"]);
}

#[test]
fn each_window_keeps_what_one_was_writing() {
    let mut stage = Stage::new(80, 24).in_tp(CAPS);
    stage.hear(":bob!b@h PRIVMSG toto :psst");
    assert_eq!((stage.state.windows[2].unread, stage.state.windows[2].mention), (1, true));
    stage.write("pour tous");
    stage.alt('a');
    assert_eq!((stage.state.active, stage.state.input.value(), stage.state.windows[2].unread), (2, "", 0));
    stage.alt('2');
    assert_eq!(stage.state.input.value(), "pour tous");
}

#[test]
fn programs_get_their_answers_and_floods_of_the_odd_do_no_harm() {
    let mut stage = Stage::new(80, 24).in_tp(CAPS);
    stage.hear(":bob!b@h PRIVMSG toto :\x01PING 123\x01");
    assert_eq!(stage.sent(), ["NOTICE bob :\x01PING 123\x01"]);
    stage.hear(":bob!b@h PRIVMSG toto :\x01VERSION\x01");
    assert!(stage.sent()[0].starts_with("NOTICE bob :\x01VERSION chat-irc "));
    stage.hear("PING :chat.localhost");
    assert_eq!(stage.sent(), ["PONG chat.localhost"]);
    for line in [
        "",
        ":",
        "@",
        "353",
        ":x 353",
        "JOIN",
        ":toto JOIN",
        "KICK #tp",
        "MODE",
        "MODE #tp +ooo",
        "NICK",
        "005",
        ":s 333 a b",
    ] {
        stage.hear(line);
    }
    for verb in
        ["PRIVMSG", "NOTICE", "BATCH", "TAGMSG", "CAP", "AUTHENTICATE", "FAIL", "RENAME", "TOPIC", "INVITE", "AWAY"]
    {
        stage.hear(verb);
        stage.hear(&format!(":bob {verb} #tp"));
        stage.hear(&format!("@batch=none;time=x;label=zz :bob {verb} #tp a :b"));
    }
    (0..1000).for_each(|number| stage.hear(&format!(":s {number:03} toto #tp bob x")));
    stage.text();
}

#[test]
fn people_are_followed_through_nicks_modes_and_kicks() {
    let mut stage = Stage::new(80, 24).in_tp(CAPS);
    stage.hear(":bob!b@h NICK bobby");
    stage.hear(":tata!t@h MODE #tp +o-v bobby bobby");
    stage.hear(":tata!t@h KICK #tp eve :dehors");
    let support = &stage.state.session.support;
    let shown: Vec<String> =
        stage.state.here().sorted(support).iter().map(|member| format!("{}{}", member.marks, member.nick)).collect();
    assert_eq!(shown, ["@bobby", "@tata", "toto"]);
    stage.hear(":tata!t@h KICK #tp toto :et toi aussi");
    assert!(!stage.state.here().joined && stage.text().contains("tata put you out of #tp (et toi aussi)"));
}

#[test]
fn an_answer_finds_its_window_by_its_new_name() {
    let mut stage = Stage::new(80, 24).in_tp(CAPS);
    stage.enter("/grant bob");
    stage.hear(":tata!t@h RENAME #tp #tp2 :");
    stage.hear("@label=i1 :chat.localhost 403 toto #tp :No such channel");
    assert!(stage.text().contains("! #tp: No such channel"), "{}", stage.text());
}

#[test]
fn nothing_is_sent_while_there_is_no_connection() {
    let mut stage = Stage::new(80, 24).in_tp(CAPS);
    stage.net(FromNet::Refused("This is no IRC server.".into()));
    stage.effects.clear();
    stage.enter("bonjour");
    stage.enter("/list");
    assert_eq!(stage.sent(), [""; 0]);
    assert!(stage.text().contains("There is no connection"));
}

#[test]
fn typing_is_told_at_most_every_three_seconds() {
    let mut stage = Stage::new(80, 24).in_tp(CAPS);
    let told = |stage: &mut Stage| {
        let effects = format!("{:?}", std::mem::take(&mut stage.effects));
        (effects.matches("+typing=active").count(), effects.matches("+typing=done").count())
    };
    stage.write("bon");
    assert_eq!(told(&mut stage), (1, 0));
    stage.later(3);
    stage.write("j");
    assert_eq!(told(&mut stage), (1, 0));
    stage.ctrl('u');
    assert_eq!(told(&mut stage), (0, 1));
    stage.write("/join x");
    assert_eq!(told(&mut stage), (0, 0));
}
