//! What happens, and the screen it makes.

use chat::client::FromNet;
use chat::client::state::{Effect, Event};
use crossterm::event::KeyCode;

use crate::compare;
use crate::stage::{CAPS, Stage};
use crate::svg::picture;

/// A talk in a channel, with all that a channel has.
fn talk(mut stage: Stage) -> Stage {
    stage.says("tata", "bonjour à tous ! Le TP commence à 14 h, salle 日本 🦀");
    stage.hear(":zoe!z@h JOIN #tp");
    stage.hear(":max!m@h JOIN #tp");
    stage.hear(":eve!e@h QUIT :Ping timeout");
    stage.later(60);
    stage.says(
        "bob",
        "\x02gras\x02, \x1ditalique\x1d, \x1funderline\x1f, \x034rouge\x03 et \x0312bleu\x03 ; \x1b[2J ne fait rien",
    );
    stage.says(
        "zoe",
        "toto: tu as fini le serveur ? Le mien accepte trois connexions et puis il s'arrête sans rien dire à personne.",
    );
    stage.enter("zoe: presque, il me manque /kick");
    stage.hear("@label=i1 :toto!t@h PRIVMSG #tp :zoe: presque, il me manque /kick");
    stage.hear(":bob!b@h PRIVMSG #tp :\x01ACTION cherche un select() qui marche\x01");
    stage.hear(":tata!a@h AWAY :repas");
    stage.hear(":max!m@h PRIVMSG toto :salut, tu as une minute ?");
    stage.hear("@+typing=active :zoe!z@h TAGMSG #tp");
    stage.write("voilà");
    stage
}

#[test]
fn a_talk_on_a_screen_of_80_by_24() {
    let mut stage = talk(Stage::french(80, 24).in_tp(CAPS));
    compare("talk.txt", &stage.text());
    let buffer = stage.drawn();
    compare("talk.svg", &picture(&buffer, stage.cursor));
}

#[test]
fn a_talk_on_a_screen_of_40_by_12() {
    let mut stage = talk(Stage::new(40, 12).in_tp(CAPS));
    compare("talk-small.txt", &stage.text());
    stage.key(KeyCode::PageUp);
    compare("talk-small-up.txt", &stage.text());
    stage.key(KeyCode::PageDown);
    stage.key(KeyCode::PageDown);
    stage.key(KeyCode::PageDown);
    assert_eq!(stage.state.here().scroll, None);
}

#[test]
fn the_list_of_nicks_can_be_hidden() {
    let mut stage = talk(Stage::new(80, 24).in_tp(CAPS));
    stage.alt('n');
    compare("no-nicks.txt", &stage.text());
}

#[test]
fn errors_stand_beside_the_line_that_caused_them() {
    let mut stage = Stage::new(80, 12).in_tp(CAPS);
    stage.enter("who hears this?");
    assert_eq!(stage.sent(), ["@label=i1 PRIVMSG #tp :who hears this?"]);
    stage.enter("and this?");
    stage.enter("/foo bar");
    assert_eq!(stage.sent(), ["@label=i2 PRIVMSG #tp :and this?", "@label=i3 FOO bar"]);
    stage.hear("@label=i1 :chat.localhost 404 toto #tp :Cannot send to channel (+m)");
    stage.hear("@label=i3 :chat.localhost 421 toto FOO :Unknown command");
    compare("errors.txt", &stage.text());
}

#[test]
fn without_labels_a_refusal_finds_its_line_by_the_channel() {
    let mut stage = Stage::new(80, 12).in_tp("echo-message");
    stage.enter("hello?");
    assert_eq!(stage.sent(), ["PRIVMSG #tp :hello?"]);
    stage.hear(":chat.localhost 404 toto #tp :Cannot send to channel");
    assert!(stage.text().contains("toto hello? ✗ #tp: Cannot send to channel"), "{}", stage.text());
}

#[test]
fn help_lists_what_there_is_and_asks_the_server() {
    let mut stage = Stage::new(100, 42).in_tp(CAPS);
    stage.enter("/help");
    assert_eq!(stage.sent(), ["@label=i1 HELP"]);
    compare("help.txt", &stage.text());
}

#[test]
fn a_paste_of_several_lines_is_asked_for_and_sent_as_one() {
    let mut stage = Stage::new(80, 12).in_tp(CAPS);
    stage.on(Event::Paste("def f():\r\n    return 1\r\n\r\nf()\n".into()));
    compare("paste.txt", &stage.text());
    assert_eq!(stage.sent(), [""; 0]);
    stage.key(KeyCode::Char('y'));
    assert_eq!(
        stage.sent(),
        [
            "@label=i1 BATCH +m2 draft/multiline #tp",
            "@batch=m2 PRIVMSG #tp :def f():",
            "@batch=m2 PRIVMSG #tp :    return 1",
            "@batch=m2 PRIVMSG #tp :",
            "@batch=m2 PRIVMSG #tp :f()",
            "BATCH -m2",
        ]
    );
    stage.hear("@label=i1 :toto!t@h BATCH +x draft/multiline #tp");
    for line in ["def f():", "    return 1", "", "f()"] {
        stage.hear(&format!("@batch=x :toto!t@h PRIVMSG #tp :{line}"));
    }
    stage.hear("BATCH -x");
    compare("pasted.txt", &stage.text());
}

#[test]
fn a_search_shows_what_it_found() {
    let mut stage = Stage::new(60, 12).in_tp(CAPS);
    (0..200).for_each(|number| stage.says("bob", &format!("ligne {number}")));
    stage.ctrl('r');
    stage.write("LIGNE 42");
    compare("search.txt", &stage.text());
    stage.key(KeyCode::Char('x'));
    assert!(stage.text().contains("nothing found"));
    stage.key(KeyCode::Backspace);
    stage.key(KeyCode::Backspace);
    stage.ctrl('r');
    assert!(stage.text().contains("ligne 48"), "{}", stage.text());
    stage.key(KeyCode::Esc);
    assert!(stage.text().contains("ligne 199"));
}

#[test]
fn the_past_comes_when_one_scrolls_to_the_top() {
    let mut stage = Stage::new(60, 12).in_tp(CAPS);
    stage.key(KeyCode::PageUp);
    assert_eq!(stage.sent(), ["CHATHISTORY BEFORE #tp timestamp=2026-11-20T14:05:00.000Z 50"]);
    stage.hear("BATCH +h chathistory #tp");
    stage.hear("@batch=h;time=2026-11-19T22:10:00.000Z;msgid=1 :bob!b@h PRIVMSG #tp :hier");
    stage.hear("@batch=h;time=2026-11-20T09:10:00.000Z;msgid=2 :bob!b@h PRIVMSG #tp :ce matin");
    stage.hear("BATCH -h");
    compare("past.txt", &stage.text());
}

#[test]
fn a_lost_connection_is_told_and_comes_back() {
    let mut stage = talk(Stage::new(80, 24).in_tp(CAPS));
    let why = "The server closed the connection.".into();
    stage.net(FromNet::Lost { why, again_in: Some(std::time::Duration::from_secs(5)) });
    stage.effects.clear();
    stage.write("x");
    compare("lost.txt", &stage.text());
    stage.ctrl('u');
    stage.enter("hello?");
    assert_eq!(stage.sent(), [""; 0]);
    stage.net(FromNet::Connected { tls: None });
    stage.hear(":s CAP * LS :");
    stage.hear(":s 433 * toto :in use");
    stage.hear(":s 001 toto_ :hi");
    assert_eq!(stage.sent()[3..], ["CAP END", "NICK toto_", "JOIN #tp"]);
}

#[test]
fn without_colours_nothing_is_coloured() {
    let mut stage = talk(Stage::new(80, 24).in_tp(CAPS));
    stage.colours = false;
    let buffer = stage.drawn();
    let coloured = |cell: &ratatui::buffer::Cell| {
        (cell.fg, cell.bg) != (ratatui::style::Color::Reset, ratatui::style::Color::Reset)
    };
    assert!(!buffer.content.iter().any(coloured));
}

#[test]
fn any_size_is_drawn_and_any_key_pressed() {
    for (columns, lines) in [(1, 1), (2, 2), (7, 3), (20, 4), (59, 5), (60, 1), (300, 100)] {
        let mut stage = talk(Stage::new(columns, lines).in_tp(CAPS));
        stage.text();
        for code in [KeyCode::PageUp, KeyCode::Up, KeyCode::PageDown, KeyCode::Tab, KeyCode::Home, KeyCode::Enter] {
            stage.key(code);
            stage.text();
        }
        stage.ctrl('r');
        stage.write("a");
        stage.text();
        stage.alt('3');
        stage.text();
    }
}

#[test]
fn twenty_thousand_rows_are_kept_and_reached() {
    let mut stage = Stage::new(80, 24).in_tp("");
    (0..25_000).for_each(|number| stage.says("bob", &format!("ligne {number}")));
    assert_eq!(stage.state.here().rows.len(), 20_000);
    stage.on(Event::Key(crossterm::event::KeyEvent::new(KeyCode::Home, crossterm::event::KeyModifiers::CONTROL)));
    let text = stage.text();
    assert!(text.lines().nth(1).unwrap().contains("ligne 5000"), "{text}");
    // What comes while one reads above moves nothing, but for rows that are dropped.
    stage.key(KeyCode::PageDown);
    let before = stage.text();
    stage.says("bob", "encore");
    assert_eq!(stage.text(), before);
}

#[test]
fn leaving_says_so_to_the_server() {
    let mut stage = Stage::new(80, 24).in_tp(CAPS);
    stage.write("x");
    stage.ctrl('d');
    stage.key(KeyCode::Backspace);
    stage.effects.clear();
    stage.ctrl('d');
    assert_eq!(stage.effects, [Effect::Net(chat::client::ToNet::Quit(None)), Effect::End]);
}
