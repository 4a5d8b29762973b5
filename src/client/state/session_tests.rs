//! The handshake, spoken with lines of servers.

use super::*;

fn heard(session: &mut Session, text: &str) -> Heard {
    session.hear(&Message::parse(text).unwrap())
}

fn toto(password: Option<&str>) -> Session {
    let channels = vec!["#tp".to_owned(), "#secret key".to_owned()];
    Session::new(Wish { nick: "toto".into(), account: None, password: password.map(str::to_owned), channels })
}

#[test]
fn registers_with_what_the_server_has() {
    let mut session = toto(None);
    assert_eq!(session.connected(), ["CAP LS 302", "NICK toto", "USER toto 0 * toto"]);
    assert_eq!(heard(&mut session, ":s CAP * LS * :batch sasl=PLAIN"), Heard::default());
    assert_eq!(heard(&mut session, ":s CAP * LS :server-time other/x").send, ["CAP REQ :batch server-time"]);
    assert_eq!(heard(&mut session, ":s CAP * ACK :batch server-time").send, ["CAP END"]);
    assert!(session.has("batch") && !session.has("sasl"));
    let taken = heard(&mut session, ":s 433 * toto :in use");
    assert_eq!(taken.send, ["NICK toto_"]);
    let welcome = heard(&mut session, ":s 001 toto_ :hello");
    assert_eq!(
        (welcome.send, welcome.news),
        (vec!["JOIN #tp".into(), "JOIN #secret key".into()], vec![News::Registered])
    );
    assert_eq!(heard(&mut session, "PING :a b").send, ["PONG :a b"]);
    session.forget("#TP");
    assert_eq!(session.channels().collect::<Vec<_>>(), ["#secret key"]);
}

#[test]
fn a_server_without_capabilities_is_not_waited_for() {
    let mut session = toto(None);
    session.connected();
    assert_eq!(heard(&mut session, ":s 421 * CAP :unknown").send, [""; 0]);
    assert_eq!(heard(&mut session, ":s 001 toto :hello").news, [News::Registered]);
}

#[test]
fn proves_an_account() {
    let mut session = toto(Some("secret"));
    session.connected();
    assert_eq!(heard(&mut session, "CAP * LS :sasl=SCRAM-SHA-256,PLAIN").send, ["CAP REQ sasl"]);
    assert_eq!(heard(&mut session, "CAP * ACK sasl").send, ["AUTHENTICATE PLAIN"]);
    assert_eq!(heard(&mut session, "AUTHENTICATE +").send, ["AUTHENTICATE AHRvdG8Ac2VjcmV0"]);
    let refused = heard(&mut session, "904 * :wrong password");
    assert_eq!(
        (refused.send, refused.news),
        (vec!["CAP END".into()], vec![News::NotSignedIn("wrong password".into())])
    );

    let mut session = toto(Some(&"x".repeat(294)));
    session.connected();
    heard(&mut session, "CAP * LS :sasl");
    heard(&mut session, "CAP * ACK sasl");
    let lines = heard(&mut session, "AUTHENTICATE +").send;
    assert_eq!(lines.iter().map(String::len).collect::<Vec<_>>(), [413, 14]);
    assert_eq!(lines[1], "AUTHENTICATE +");
    assert_eq!(heard(&mut session, "903 toto :ok").send, ["CAP END"]);
}

#[test]
fn a_password_is_not_sent_where_nothing_asks_for_it() {
    let mut session = toto(Some("secret"));
    session.connected();
    let heard = heard(&mut session, "CAP * LS :batch");
    assert_eq!((heard.send, heard.news), (vec!["CAP REQ batch".into()], vec![News::NoSasl]));
}
