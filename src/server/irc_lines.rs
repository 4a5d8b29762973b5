//! A line of IRC on its way to the command: what is said of it before it is run, and of its answers after.

use super::hub::Hub;
use super::lines::Asked;
use crate::command::Tongue;
use crate::dialect::{Framed, irc};
use crate::model::numeric::ERR_INPUTTOOLONG;
use crate::model::{Caps, How, Refusal, Reply, Request, Rest, SaidLine, SenderTags, SessionId};

impl Hub {
    /// Runs one line; returns what it cost.
    pub(super) fn run_irc(&mut self, session: SessionId, framed: Framed) -> u32 {
        let (text, whole) = match framed {
            Framed::Line(text) => (text, true),
            Framed::NotUtf8(text) => (text, false),
            Framed::TooLong => {
                self.world.reply(session, Err(Refusal::Numeric(ERR_INPUTTOOLONG, Vec::new())));
                return 1;
            }
        };
        irc::parse(&text).map_or(0, |line| self.run_message(session, line, whole))
    }

    /// Runs a message; one whose bytes were not all UTF-8 is not run.
    fn run_message(&mut self, session: SessionId, line: irc::Line, whole: bool) -> u32 {
        let me = self.world.session(session).and_then(|session| session.user).unwrap_or(self.world.nobody());
        let caps = self.world.caps(session);
        if let Some(reference) = line.batch.clone().filter(|_| caps.has(Caps::MULTILINE)) {
            return self.collect(session, &reference, line);
        }
        let request = if whole { line.request.map_err(Err) } else { Err(Ok(not_utf8(&line.request))) };
        // What closes a batch answers the line that opened it.
        let before = self.world.batch_since(session);
        let ends = |request: &Request| self.world.is_end_of_batch(session, request);
        let closes = before.is_some() && request.as_ref().is_ok_and(ends);
        let opener = self
            .connections
            .get_mut(session)
            .and_then(|c| c.rare.there())
            .and_then(|rare| rare.label.take_if(|_| closes));
        let label = opener.or(line.label).filter(|label| !label.contains(char::REPLACEMENT_CHARACTER));
        if let Some(label) = label.filter(|_| caps.has(Caps::LABELED_RESPONSE | Caps::BATCH)) {
            self.hold(session, label);
        }
        let cost = match request {
            Ok(request) if self.is_peer(session, &request) => 0,
            Ok(request) => {
                let tags = line.tags.filter(|_| caps.has(Caps::MESSAGE_TAGS)).map(|tags| self.passed_on(tags));
                self.world.set_sender_tags(tags);
                let cost = self.run_request(Asked { me, session, tongue: Tongue::Irc }, request);
                self.world.set_sender_tags(None);
                cost
            }
            Err(answer) => {
                self.world.reply(session, answer);
                1
            }
        };
        // What was asked for begins behind the answer to that; what is no longer wanted ends before it.
        let now = self.world.caps(session);
        if let Some(connection) = self.connections.get_mut(session) {
            connection.caps = caps & now;
        }
        self.deliver();
        let busy = self.connections.get_mut(session).is_some_and(|connection| {
            connection.caps = now;
            connection.busy
        });
        let open = self.world.batch_since(session);
        if busy || open.is_some() && open != before {
            let label = self.postpone(session);
            if let Some(connection) = self.connections.get_mut(session) {
                connection.rare.made().label = label;
            }
        }
        self.let_go();
        cost
    }

    /// Those of a message's tags that others are handed: not those whose names their programs could not read.
    fn passed_on(&self, tags: SenderTags) -> SenderTags {
        let rules = &self.world.config().ircv3;
        let fit = |c: char| c.is_ascii_alphanumeric() || "-./_:".contains(c);
        let unreadable = |tag: &str| tag.len() < 2 || !tag.trim_start_matches('+').chars().all(fit);
        let denied = |(tag, _): &&(Box<str>, Box<str>)| unreadable(tag) || rules.denies(tag);
        if tags.iter().any(|tag| denied(&tag)) {
            tags.iter().filter(|tag| !denied(tag)).cloned().collect()
        } else {
            tags
        }
    }

    /// A line that is part of a message: it waits for the others. What is wrong with it answers the line that opened the
    /// batch, which is dropped then.
    fn collect(&mut self, session: SessionId, reference: &str, line: irc::Line) -> u32 {
        let how = |request: &Request| match &*request.verb.to_uppercase() {
            "PRIVMSG" => Some(How::Message),
            "NOTICE" => Some(How::Notice),
            _ => None,
        };
        let spoilt = self.world.is_batch_spoilt(session);
        let collected = match line.request.ok().and_then(|request| Some((how(&request)?, request.rest))) {
            Some((how, Rest::Words(words))) if words.len() > 1 => {
                let text = SaidLine { text: words[1].into(), concat: line.concat };
                self.world.collect(session, reference, words[0], text, how)
            }
            _ => self.world.spoil_batch(session),
        };
        let Err(refusal) = collected else { return 1 };
        let spoils = !spoilt && self.world.is_batch_spoilt(session);
        let opener = self
            .connections
            .get_mut(session)
            .and_then(|c| c.rare.there())
            .and_then(|rare| rare.label.take_if(|_| spoils));
        let labels = self.world.caps(session).has(Caps::LABELED_RESPONSE | Caps::BATCH);
        if let Some(label) = opener.or(line.label).filter(|_| labels) {
            self.hold(session, label);
        }
        self.world.reply(session, Err(refusal));
        self.deliver();
        self.let_go();
        1
    }
}

/// That a line was not run, since it is no UTF-8 (IRCv3 utf8-only).
fn not_utf8(request: &Result<Request, Refusal>) -> Reply {
    let verb = request.as_ref().map_or_else(|_| "*".to_owned(), |request| request.verb.to_uppercase());
    let why = "The line is no UTF-8, and was not run: set your program to UTF-8";
    Reply::Message("FAIL", vec![verb, "INVALID_UTF8".to_owned(), why.to_owned()])
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    const ALL: &str = "batch labeled-response echo-message message-tags";

    /// What somebody reads, without the ids, which are drawn.
    fn heard(scene: &mut Scene, name: &str) -> Vec<String> {
        let plain = |line: String| {
            let Some((tags, rest)) = line.strip_prefix('@').and_then(|line| line.split_once(' ')) else { return line };
            let tags: Vec<&str> = tags.split(';').filter(|tag| !tag.starts_with("msgid=")).collect();
            if tags.is_empty() { rest.to_owned() } else { format!("@{} {rest}", tags.join(";")) }
        };
        scene.heard(name).into_iter().map(plain).collect()
    }

    fn id(line: &str) -> &str {
        let tags = line.strip_prefix('@').and_then(|line| line.split(' ').next()).unwrap_or_default();
        tags.split(';').find_map(|tag| tag.strip_prefix("msgid=")).unwrap_or_default()
    }

    /// labeled-response: "the server MUST include the same tag and value in any response", errors among them.
    #[test]
    fn every_line_is_answered_with_its_label() {
        let mut scene = Scene::many("");
        scene.enter_irc("eve", ALL);
        for (line, answer) in [
            ("@label=1 PING x", "@label=1 :chat.localhost PONG chat.localhost :x"),
            ("@label=2 PONG x", "@label=2 :chat.localhost ACK"),
            ("@label=3 NONSENSE", "@label=3 :chat.localhost 421 eve NONSENSE :Unknown command"),
            ("@label=4 N0NSENSE", "@label=4 :chat.localhost 421 eve N0NSENSE :Unknown command"),
            ("@label=5 JOIN", "@label=5 :chat.localhost 461 eve JOIN :Not enough parameters"),
            ("@label=6 PRIVMSG nobody x", "@label=6 :chat.localhost 401 eve nobody :No such nick/channel"),
            ("@label=7 NOTICE nobody x", "@label=7 :chat.localhost ACK"),
            (
                "@label=8 CAP LIST",
                "@label=8 :chat.localhost CAP eve LIST :batch echo-message labeled-response message-tags",
            ),
            ("@label=a\\sb PONG", "@label=a\\sb :chat.localhost ACK"),
        ] {
            scene.line("eve", line);
            assert_eq!(heard(&mut scene, "eve"), [answer]);
        }
    }

    /// A password is compared beside the hub: its answer comes later, and bears the label all the same.
    #[test]
    fn an_answer_that_comes_later_has_the_label() {
        let mut scene = Scene::many("");
        scene.enter_irc("eve", ALL);
        scene.line("eve", "@label=1 OPER prof wrong");
        scene.line("eve", "@label=2 OPER prof sesame");
        scene.line("eve", "@label=3 PING x");
        let lines = scene.heard("eve");
        assert_eq!(lines[0], "@label=1 :chat.localhost 464 eve :Password incorrect");
        assert!(lines[1].starts_with("@label=2 :chat.localhost BATCH +"), "{lines:?}");
        assert!(lines.iter().any(|line| line.starts_with("@batch=") && line.contains(" 381 eve ")), "{lines:?}");
        assert_eq!(lines.last().map(String::as_str), Some("@label=3 :chat.localhost PONG chat.localhost :x"));
        assert_eq!(lines.iter().filter(|line| line.contains("label=2")).count(), 1);
        scene.connect_irc("new");
        scene.line("new", "CAP REQ :batch labeled-response");
        scene.line("new", "@label=4 PASS any");
        assert_eq!(scene.heard("new")[1], "@label=4 :chat.localhost ACK");
    }

    /// labeled-response, "Dependencies": "the batch capability which MUST be negotiated".
    #[test]
    fn without_both_capabilities_labels_mean_nothing() {
        for caps in ["", "batch", "labeled-response", "message-tags"] {
            let mut scene = Scene::many("");
            scene.enter_irc("eve", caps);
            scene.line("eve", "@label=1 PING x");
            assert_eq!(scene.heard("eve"), [":chat.localhost PONG chat.localhost :x"], "{caps}");
        }
    }

    /// labeled-response: "When a client sends a message to itself, the server MUST NOT include the label tag, except
    /// for any acknowledgment sent with the echo-message mechanism".
    #[test]
    fn what_one_says_to_oneself_is_labelled_once() {
        let mut scene = Scene::many("");
        scene.enter_irc("eve", ALL);
        scene.line("eve", "@label=1;+typing=active PRIVMSG eve hi");
        let lines = scene.heard("eve");
        assert_eq!(id(&lines[0]), id(&lines[1]));
        assert!(!id(&lines[0]).is_empty());
        scene.line("eve", "@label=2 TAGMSG eve");
        assert_eq!(
            heard(&mut scene, "eve"),
            ["@label=2 :eve!~eve@127.0.0.1 TAGMSG eve", ":eve!~eve@127.0.0.1 TAGMSG eve"]
        );
        scene.enter_irc("bob", "batch labeled-response");
        scene.line("bob", "@label=3 PRIVMSG bob hi");
        assert_eq!(heard(&mut scene, "bob"), ["@label=3 :chat.localhost ACK", ":bob!~bob@127.0.0.1 PRIVMSG bob :hi"]);
    }

    /// message-ids: the same id for everybody; echo-message: "servers MUST send PRIVMSG and NOTICE messages back".
    #[test]
    fn an_echo_has_the_label_and_the_id_that_others_read() {
        let mut scene = Scene::many("#tp irc:eve");
        scene.enter_irc("bob", ALL);
        scene.enter_irc("ann", "message-tags server-time");
        ["bob", "ann"].iter().for_each(|nick| scene.line(nick, "JOIN #tp"));
        scene.forget();
        for verb in ["PRIVMSG", "NOTICE"] {
            scene.line("bob", &format!("@label=9;+reply=x;secret=1 {verb} #tp :hello there"));
            let (echo, line) = (scene.heard("bob").remove(0), scene.heard("ann").remove(0));
            assert_eq!(id(&echo), id(&line));
            assert!(echo.starts_with("@label=9;msgid="), "{echo}");
            assert!(line.starts_with("@time=1970-01-01T00:00:00.000Z;msgid="), "{line}");
            assert!(line.ends_with(&format!(";+reply=x :bob!~bob@127.0.0.1 {verb} #tp :hello there")), "{line}");
            assert_eq!(scene.heard("eve"), [format!(":bob!~bob@127.0.0.1 {verb} #tp :hello there")]);
        }
    }

    /// oper-tag: on "all commands sent by a user" who is an operator, and for those alone who asked for it; bot-mode: on
    /// all that a bot sends.
    #[test]
    fn operators_and_bots_are_marked() {
        let mut scene = Scene::many("irc:eve irc:old");
        scene.enter_irc("bob", "draft/oper");
        scene.enter_irc("ann", "message-tags");
        scene.make_admin("eve");
        ["old", "bob", "ann"].iter().for_each(|nick| scene.line(nick, "JOIN #tp"));
        scene.forget();
        scene.line("eve", "JOIN #tp");
        assert_eq!(scene.heard("bob"), ["@draft/oper :eve!~eve@127.0.0.1 JOIN #tp"]);
        assert_eq!(scene.heard("old"), [":eve!~eve@127.0.0.1 JOIN #tp"]);
        scene.line("old", "MODE old +B");
        scene.forget();
        scene.line("old", "PRIVMSG #tp :hi");
        assert_eq!(scene.heard("bob"), [":old!~old@127.0.0.1 PRIVMSG #tp :hi"]);
        assert_eq!(heard(&mut scene, "ann"), ["@bot :old!~old@127.0.0.1 PRIVMSG #tp :hi"]);
    }

    /// utf8-only, "The INVALID_UTF8 standard replies code".
    #[test]
    fn what_is_no_utf8_is_not_run() {
        let mut scene = Scene::many("");
        scene.enter_irc("eve", "");
        scene.connect_irc("new");
        for (name, bytes, verb) in [
            ("eve", &b"PRIVMSG eve :caf\xE9\r\n"[..], "PRIVMSG"),
            ("eve", b"\xFF\xFE x\r\n", "*"),
            ("new", b"USER n 0 * :caf\xE9\r\n", "USER"),
        ] {
            scene.bytes(name, bytes);
            let lines = scene.heard(name);
            assert_eq!(lines.len(), 1, "{lines:?}");
            assert!(lines[0].starts_with(&format!(":chat.localhost FAIL {verb} INVALID_UTF8 :")), "{lines:?}");
        }
    }

    /// message-tags, "Size limit": "Servers MUST reply with the ERR_INPUTTOOLONG (417) error numeric".
    #[test]
    fn a_line_that_is_too_long_is_not_run() {
        let mut scene = Scene::many("");
        scene.enter_irc("eve", ALL);
        for line in [format!("PING {}", "x".repeat(600)), format!("@+a={} PING x", "x".repeat(4092))] {
            scene.line("eve", &line);
            assert_eq!(scene.heard("eve"), [":chat.localhost 417 eve :Input line was too long"]);
        }
    }

    /// message-tags, "Format": a key has letters, digits and hyphens, behind the name of its vendor.
    #[test]
    fn tags_that_nobody_can_read_are_not_passed_on() {
        let mut scene = Scene::many("");
        scene.enter_irc("eve", ALL);
        scene.enter_irc("bob", "message-tags");
        scene.line("eve", "@+=x;+a\\b=1;+caf\u{e9};+ex-1.org/re-act=y;+draft/reply PRIVMSG bob hi");
        let told = "@+ex-1.org/re-act=y;+draft/reply :eve!~eve@127.0.0.1 PRIVMSG bob :hi";
        assert_eq!(heard(&mut scene, "bob"), [told]);
    }

    /// message-tags, "RPL_ISUPPORT Tokens": "certain client-only tags are blocked and will be silently ignored".
    #[test]
    fn tags_that_are_denied_are_not_passed_on() {
        let mut scene = Scene::lobby_with("[ircv3]\nclient_tag_deny = [\"*\", \"-typing\"]", "");
        scene.enter_irc("eve", ALL);
        scene.enter_irc("bob", "message-tags");
        scene.line("eve", "@+typing=active;+draft/react=x PRIVMSG bob hi");
        assert_eq!(heard(&mut scene, "bob"), ["@+typing=active :eve!~eve@127.0.0.1 PRIVMSG bob :hi"]);
    }
}
