//! `irc` without a terminal: what scripts see of it, and what it says of servers that are none.
#![allow(clippy::unwrap_used)]

mod support;

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::thread;

use futures_rustls::rustls::pki_types::PrivateKeyDer;
use futures_rustls::rustls::{ServerConfig, ServerConnection, StreamOwned, crypto::ring};
use support::{AUTO, LINE, Lines, Netcat, Server, signal, wait_for};

const IRC: &str = env!("CARGO_BIN_EXE_irc");

/// A folder for what the program remembers, as long as this lives.
struct Home(PathBuf);

impl Home {
    fn new(name: &str) -> Home {
        let home = Home(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("irc-{}-{name}", std::process::id())));
        std::fs::create_dir_all(&home.0).unwrap();
        home
    }

    fn known(&self) -> String {
        std::fs::read_to_string(self.0.join("chat/known_hosts.toml")).unwrap_or_default()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The program on pipes; it ends when this is dropped.
struct Irc {
    child: Child,
    out: Lines,
    told: Lines,
}

impl Irc {
    fn start(words: &[&str], home: Option<&Home>) -> Irc {
        let mut command = Command::new(IRC);
        command.env("LC_ALL", "C.UTF-8").env_remove("SSL_CERT_FILE");
        home.map(|home| command.env("XDG_DATA_HOME", &home.0));
        command.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (out, told) = (Lines::collect(child.stdout.take().unwrap()), Lines::collect(child.stderr.take().unwrap()));
        Irc { child, out, told }
    }

    fn types(&mut self, line: &str) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    #[track_caller]
    fn ends(&mut self, status: i32) {
        drop(self.child.stdin.take());
        let code = wait_for("the end of irc", || self.child.try_wait().unwrap()).code();
        assert_eq!(code, Some(status), "{:?} {:?}", self.told.all(), self.out.all());
    }
}

impl Drop for Irc {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Somebody with netcat goes to the channel, and is there.
fn sits_in_tp(who: &mut Netcat) {
    who.line("JOIN tp");
    who.hear_start("[server] You are in #tp");
}

/// Standard input is this; exit status, standard output, standard error.
fn sends(input: &str, words: &[&str]) -> (i32, String, String) {
    sends_in("C.UTF-8", input, words)
}

/// The same, in the language of a locale.
fn sends_in(locale: &str, input: &str, words: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(IRC);
    command.env("LC_ALL", locale).args(words);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // One that reads nothing may be gone already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

#[test]
fn a_message_through_a_pipe() {
    let server = Server::start(AUTO);
    let mut toto = server.person("toto");
    sits_in_tp(&mut toto);
    let place = format!("127.0.0.1:{}/tp", server.port());
    assert_eq!(sends("hello\n/me waves\n@toto psst, été\n", &["bob", &place]), (0, String::new(), String::new()));
    toto.hear("[server] bob joins #tp");
    let heard = toto.hear_where("what bob said to toto", |line| line.contains("psst, été"));
    let said: Vec<&String> = heard.iter().filter(|line| line.contains("bob")).collect();
    assert!(said.len() == 2 && said[0].contains("hello") && said[1].contains("waves"), "{said:?}");
    toto.hear_where("bob's leaving", |line| line.contains("bob") && !line.contains("psst"));
}

#[test]
fn many_lines_all_arrive_in_order() {
    let server = Server::start(AUTO);
    let mut toto = server.person("toto");
    sits_in_tp(&mut toto);
    let many: String = (0..200).map(|number| format!("line {number}.\n")).collect();
    assert_eq!(sends(&many, &["bob", &format!("127.0.0.1:{}/tp", server.port())]).0, 0);
    for number in 0..200 {
        toto.hear(&format!("[bob] line {number}."));
    }
}

#[test]
fn what_was_not_taken_is_told_by_the_exit_status() {
    let server = Server::start(AUTO);
    let port = server.port().to_string();
    let (status, _, why) = sends("hello\n", &["bob", &port]);
    assert!(status == 1 && why.contains("Nobody hears you"), "{status} {why}");
    let (status, _, why) = sends("@nobody hello\n", &["bob", &port]);
    assert!(status == 1 && why.contains("nobody"), "{status} {why}");
    assert_eq!(sends("", &["bob", &port]), (0, String::new(), String::new()));
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let refused = format!("irc: Nobody listens on localhost port {closed}.\n");
    assert_eq!(sends("hello\n", &["bob", &closed]), (1, String::new(), refused));
    let (status, _, why) = sends("hello\n", &["bob", "irc://nowhere.invalid/tp"]);
    assert!(status == 1 && why.starts_with("irc: No address is known for `nowhere.invalid`"), "{why}");
    let (status, _, why) = sends("hello\n", &["bob", "http://lab3"]);
    assert!(status == 2 && why.contains("irc://host/channel") && why.lines().count() == 1, "{why}");
}

#[test]
fn plain_lines_go_in_and_come_out() {
    let server = Server::start(AUTO);
    let mut toto = server.person("toto");
    sits_in_tp(&mut toto);
    let mut irc = Irc::start(&["bob", &format!("127.0.0.1:{}", server.port()), "--join", "tp", "--plain"], None);
    irc.out.wait_with("#tp -- You are in #tp.");
    toto.hear("[server] bob joins #tp");
    toto.line("MSG #tp bonjour \x1b[31m");
    irc.out.wait_with(" #tp <toto> bonjour ^[[31m");
    irc.types("salut");
    toto.hear("[bob] salut");
    irc.types("/nick robert");
    irc.out.wait_with("robert");
    toto.line("TOPIC what we do");
    irc.out.wait_with("what we do");
    irc.types("/quit bye");
    toto.hear_where("the reason", |line| line.contains("bye"));
    irc.ends(0);
}

#[test]
fn json_is_one_event_a_line() {
    let server = Server::start(AUTO);
    let mut toto = server.person("toto");
    sits_in_tp(&mut toto);
    let mut irc = Irc::start(&["bob", &format!("127.0.0.1:{}/tp", server.port()), "--json"], None);
    toto.hear("[server] bob joins #tp");
    toto.line("MSG #tp bonjour \"toi\"");
    irc.out.wait_with("bonjour");
    irc.types("/nonsense");
    irc.out.wait_with("\"code\":\"421\"");
    signal(irc.child.id(), "TERM");
    irc.ends(143);
    let objects: Vec<serde_json::Value> =
        irc.out.all().iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(objects.iter().all(|object| object["event"].is_string() && object["time"].is_string()));
    let said = objects.iter().find(|object| object["event"] == "message").unwrap();
    assert_eq!((&said["from"], &said["to"], &said["text"]), (&"toto".into(), &"#tp".into(), &"bonjour \"toi\"".into()));
    toto.hear_where("bob's leaving", |line| line.contains("bob"));
}

#[test]
fn a_server_that_is_gone_is_connected_to_again() {
    let mut server = Server::start(AUTO);
    let port = server.port();
    let mut irc = Irc::start(&["bob", &format!("127.0.0.1:{port}/tp"), "--plain"], None);
    irc.out.wait_with("#tp -- You are in #tp.");
    server.signal("KILL");
    server.ends();
    irc.out.wait_with("Trying again in 1 s");
    let again = Server::start(&format!("[[listener]]\naddress = \"127.0.0.1:{port}\"\n"));
    irc.out.wait_until("the channel again", |lines| {
        lines.iter().filter(|line| line.ends_with("#tp -- You are in #tp.")).count() == 2
    });
    let mut toto = again.person("toto");
    sits_in_tp(&mut toto);
    irc.types("back");
    toto.hear("[bob] back");
}

/// Answers the first who connects with these bytes; the port.
fn answers(bytes: &'static [u8]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(bytes).unwrap();
        let _ = stream.read_to_end(&mut Vec::new());
    });
    port
}

#[test]
fn what_is_no_irc_server_is_told() {
    for (bytes, part) in [
        (&b"HTTP/1.1 400 Bad Request\r\n\r\n"[..], "is a web server"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "is an SSH server"),
        (b"\x15\x03\x01\x00\x02\x02\x46", "wants TLS: --tls"),
        (b"who is there?\n", "is no IRC server: it says `who is there?`"),
    ] {
        let port = answers(bytes);
        let (status, _, why) = sends("hello\n", &["bob", &format!("127.0.0.1:{port}/tp")]);
        assert!(status == 1 && why.starts_with(&format!("irc: 127.0.0.1:{port} ")) && why.contains(part), "{why}");
        assert_eq!(why.lines().count(), 1);
    }
    let server = Server::start(LINE);
    let (status, _, why) = sends("hello\n", &["bob", &format!("127.0.0.1:{}/tp", server.port())]);
    assert!(status == 1 && why.contains("netcat"), "{why}");
    let (status, _, why) = sends("hello\n", &["bob", &format!("127.0.0.1:{}/tp", server.port()), "--tls"]);
    assert!(status == 1 && why.contains("speaks no TLS"), "{why}");
}

#[test]
fn who_reads_french_is_told_in_french() {
    let told = |place: &str| sends_in("fr_FR.UTF-8", "salut\n", &["bob", place]);
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let refused = format!("irc: Personne n'écoute sur localhost port {closed}.\n");
    assert_eq!(told(&closed), (1, String::new(), refused));
    let port = answers(b"SSH-2.0-OpenSSH_9.2\r\n");
    let ssh = format!("irc: 127.0.0.1:{port} est un serveur SSH.\n");
    assert_eq!(told(&format!("127.0.0.1:{port}")), (1, String::new(), ssh));
    let wrong = "irc: `lab 3` : un nom de machine n'a pas d'espace\n".to_owned();
    assert_eq!(told("lab 3"), (2, String::new(), wrong));
}

/// A certificate of its own making, as a server has it.
fn certificate() -> Arc<ServerConfig> {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = config.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
    Arc::new(config.with_single_cert(vec![made.cert.der().clone()], key).unwrap())
}

/// Takes everybody in over TLS, and answers PING.
fn secure(listener: &TcpListener, config: &Arc<ServerConfig>) {
    let (listener, config) = (listener.try_clone().unwrap(), config.clone());
    thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut stream = StreamOwned::new(ServerConnection::new(config).unwrap(), stream);
        let (mut input, mut buffer) = (String::new(), [0; 4096]);
        while let Ok(count @ 1..) = stream.read(&mut buffer) {
            input += &String::from_utf8_lossy(&buffer[..count]);
            while let Some((line, rest)) = input.split_once("\r\n") {
                let answer = match line.split_once(' ') {
                    Some(("USER", _)) => ":s 001 bob :Welcome\r\n".to_owned(),
                    Some(("PING", token)) => format!(":s PONG s {token}\r\n"),
                    _ => String::new(),
                };
                let _ = stream.write_all(answer.as_bytes());
                if line.starts_with("QUIT") {
                    return;
                }
                input = rest.to_owned();
            }
        }
    });
}

#[test]
fn a_certificate_of_nobody_is_remembered_and_another_one_refused() {
    let (home, listener) = (Home::new("known"), TcpListener::bind("127.0.0.1:0").unwrap());
    let place = format!("localhost:{}", listener.local_addr().unwrap().port());
    let words = ["bob", &*place, "--tls", "--plain"];
    let (first, second) = (certificate(), certificate());
    for time in 0..2 {
        secure(&listener, &first);
        let mut irc = Irc::start(&words, Some(&home));
        irc.ends(0);
        irc.out.wait_with("TLS 1.3");
        let told = irc.out.all().iter().filter(|line| line.contains("fingerprint")).count();
        assert_eq!(told, usize::from(time == 0), "{:?}", irc.out.all());
    }
    let known = home.known();
    let fingerprint = known.split('"').nth(3).unwrap();
    assert!(known.starts_with(&format!("\"{place}\" = \"")) && fingerprint.len() == 32 * 3 - 1, "{known}");
    secure(&listener, &second);
    let mut irc = Irc::start(&words, Some(&home));
    irc.ends(1);
    let told = irc.told.all().join("\n");
    assert!(
        told.contains(&format!("Before: {fingerprint}. This time: ")) && told.contains("known_hosts.toml"),
        "{told}"
    );
    assert_eq!(home.known(), known, "the first stays known");
}
