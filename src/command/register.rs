//! Registration: from somebody who has said all they must to a person, and what they are told first (RFC 2812 3.1).

use super::Context;
use crate::model::numeric::{ERR_PASSWDMISMATCH, ERR_SASLABORTED, RPL_UMODEIS, RPL_WELCOME};
use crate::model::{Caps, Outcome, Refusal, Reply, UserFlags, Who};
use crate::world::metadata::{Subject, told};

impl Context<'_> {
    /// Lets the one who asked arrive, once they have said all they must.
    ///
    /// # Errors
    /// When somebody was quicker to take the nick.
    pub fn register(&mut self) -> Outcome {
        let locked = self.world.config().server.password.is_some();
        let Some(newcomer) = self.world.newcomer(self.session).filter(|newcomer| newcomer.is_ready()) else {
            return Ok(());
        };
        if locked && !newcomer.admitted {
            self.reply_numeric_and_leave();
            return Ok(());
        }
        let (nick, modes) = (newcomer.nick.take(), newcomer.modes);
        self.me = match self.world.arrive(self.session, nick) {
            Err(banned @ Refusal::Banned { .. }) => {
                self.world.reply(self.session, Err(banned));
                self.turn_away("You are banned from this server");
                return Ok(());
            }
            arrived => arrived?,
        };
        // sasl-3.1: "the server SHOULD abort it and send a 906 numeric, then register the client".
        if self.world.take_exchange(self.session).is_some() {
            self.world.reply(self.session, Err(Refusal::Numeric(ERR_SASLABORTED, Vec::new())));
        }
        self.greet(modes);
        Ok(())
    }

    fn reply_numeric_and_leave(&mut self) {
        self.world.reply(self.session, Err(Refusal::Numeric(ERR_PASSWDMISMATCH, Vec::new())));
        self.turn_away("Wrong password");
    }

    /// Ends the connection of somebody who is nobody yet.
    pub fn turn_away(&mut self, why: &str) {
        self.reply(Reply::Message("ERROR", vec![format!("Closing link: ({why})")]));
        self.world.close(self.session);
    }

    fn greet(&mut self, asked: UserFlags) {
        let who = self.world.who(self.me);
        let Who { nick, user, host, .. } = &*who;
        let network = &self.world.config().server.network;
        let welcome = ["Welcome to the ", network, " network, ", nick.as_str(), "!", user, "@", host].concat();
        self.numeric(RPL_WELCOME, [welcome]);
        self.reply(Reply::Sheet(self.handout().about));
        self.isupport();
        self.world.settle(self.me, asked);
        self.lusers();
        let modes = self.world.user_modes(self.me);
        if modes != UserFlags::NONE {
            self.numeric(RPL_UMODEIS, [format!("+{modes}")]);
        }
        self.own_metadata();
        self.motd();
    }

    /// What one told of oneself on the way in, for programs that know such (metadata, "Automatic synchronization").
    fn own_metadata(&mut self) {
        let caps = self.caps();
        if !caps.has(Caps::BATCH) || !caps.has_any(Caps::METADATA | Caps::METADATA_3) {
            return;
        }
        let subject = Subject::Person(self.me);
        let name = self.world.subject_name(subject);
        let values = self.world.metadata(subject).iter();
        let answers = values.map(|(key, value)| Ok(told(&name, key, Some(value)))).collect();
        self.reply(Reply::batch("metadata", vec![name], answers));
    }
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    /// The hash of `sesame`.
    const LOCKED: &str = "[server]\npassword = \"$argon2id$v=19$m=19456,t=2,p=1$jC4/wjd174sQ7y4GHN8qlg$xzqdE6yZ6lMGzu/PGZR7bG6HsBitQSxcoJrj6JuuFpo\"";

    fn says(scene: &mut Scene, lines: &[&str]) -> Vec<String> {
        scene.connect_irc("eve");
        lines.iter().for_each(|line| scene.line("eve", line));
        scene.heard("eve")
    }

    fn codes(lines: &[String]) -> Vec<&str> {
        lines.iter().filter_map(|line| line.split(' ').nth(1)).collect()
    }

    /// RFC 2812 5.1 "The server sends Replies 001 to 004 to a user upon successful registration", then, as
    /// modern.ircdocs.horse "Connection Registration" has it, 005, LUSERS, the modes that one was given, MOTD.
    #[test]
    fn whoever_has_said_all_they_must_is_welcomed() {
        for lines in [
            &["NICK eve", "USER e 0 * :Eve Dupont"][..],
            &["USER e 0 * :Eve Dupont", "NICK eve"],
            &["PASS any", "NICK eve", "USER e 0 * Eve"],
            &["CAP LS 302", "NICK eve", "USER e 0 * :Eve Dupont", "CAP END"],
            &["NICK eve", "USER e 0 * :Eve Dupont", "CAP LS", "CAP END"],
        ] {
            let heard = says(&mut Scene::empty(""), lines);
            let first = heard.iter().position(|line| line.contains(" 001 ")).unwrap_or_else(|| panic!("{heard:?}"));
            let heard = &heard[first..];
            assert_eq!(heard[0], ":chat.localhost 001 eve :Welcome to the ChatNet network, eve!~e@127.0.0.1");
            assert!(
                heard[1].starts_with(":chat.localhost 002 eve :Your host is chat.localhost, running version chat-")
            );
            assert!(heard[3].starts_with(":chat.localhost 004 eve chat.localhost chat-"), "{}", heard[3]);
            let mut codes = codes(heard);
            codes.dedup();
            let rest = codes.split_off(5);
            assert_eq!(codes, ["001", "002", "003", "004", "005"]);
            assert!(rest.starts_with(&["251"]) && rest.join(" ").contains("221 422"), "{rest:?}");
        }
    }

    /// RFC 2812 3.1.2 and 3.1.3; before registration the nick of a reply is `*`.
    #[test]
    fn what_is_wrong_is_told_and_one_goes_on() {
        let mut scene = Scene::lobby("toto");
        scene.enter_irc("bob", "");
        scene.connect_irc("eve");
        let long = "n".repeat(31);
        for (line, told) in [
            ("NICK", "431 * :No nickname given".to_owned()),
            ("NICK :", "431 * :No nickname given".to_owned()),
            ("NICK BOB", "433 * BOB :Nickname is already in use".to_owned()),
            ("NICK toto", "433 * toto :Nickname is already in use".to_owned()),
            ("NICK #tp", "432 * #tp :".to_owned()),
            ("NICK a.b", "432 * a.b :".to_owned()),
            (&*format!("NICK {long}"), format!("432 * {long} :")),
            ("USER", "461 * USER :Not enough parameters".to_owned()),
            ("USER e 0 *", "461 * USER :Not enough parameters".to_owned()),
            ("USER e 0 * :", "461 * USER :Not enough parameters".to_owned()),
            ("PASS", "461 * PASS :Not enough parameters".to_owned()),
            ("PRIVMSG bob hi", "451 * :You have not registered".to_owned()),
            ("JOIN #tp", "451 * :You have not registered".to_owned()),
            ("NONSENSE", "421 * NONSENSE :Unknown command".to_owned()),
        ] {
            scene.line("eve", line);
            let heard = scene.heard("eve");
            assert!(heard.len() == 1 && heard[0].starts_with(&format!(":chat.localhost {told}")), "{line}: {heard:?}");
        }
        scene.line("eve", "PING x");
        assert_eq!(scene.heard("eve"), [":chat.localhost PONG chat.localhost :x"]);
        ["NICK bob", "USER e 0 * :Eve", "NICK eve"].iter().for_each(|line| scene.line("eve", line));
        assert!(scene.heard("eve").iter().any(|line| line.contains(" 001 eve ")));
        for (line, told) in [
            ("USER e 0 * :Eve", "462 eve :You may not reregister"),
            ("PASS x", "462 eve :You may not reregister"),
            ("NICK", "431 eve :No nickname given"),
            ("NICK bob", "433 eve bob :Nickname is already in use"),
        ] {
            scene.line("eve", line);
            assert_eq!(scene.heard("eve"), [format!(":chat.localhost {told}")]);
        }
    }

    /// Somebody may take the nick while another one negotiates (capability-negotiation); the next NICK goes on.
    #[test]
    fn whoever_is_quicker_has_the_nick() {
        let mut scene = Scene::empty("");
        scene.connect_irc("one");
        ["CAP LS", "NICK eve", "USER e 0 * :Eve"].iter().for_each(|line| scene.line("one", line));
        scene.enter_irc("eve", "");
        scene.line("one", "CAP END");
        assert_eq!(scene.heard("one"), [":chat.localhost 433 * eve :Nickname is already in use"]);
        scene.line("one", "NICK ann");
        assert!(scene.heard("one")[0].contains(" 001 ann "));
    }

    /// RFC 2812 3.1.1: with a password of the server's, 464, then the end; ERROR has no source (RFC 2812 3.7.4).
    #[test]
    fn the_servers_password_is_needed() {
        for lines in [&["NICK eve", "USER e 0 * :Eve"][..], &["PASS wrong", "NICK eve", "USER e 0 * :Eve"]] {
            let mut scene = Scene::lobby_with(LOCKED, "");
            let heard = says(&mut scene, lines);
            assert_eq!(heard[0], ":chat.localhost 464 * :Password incorrect");
            assert!(heard.len() == 2 && heard[1].starts_with("ERROR :Closing link: "), "{heard:?}");
            assert!(scene.is_closed("eve"));
        }
        let heard = says(&mut Scene::lobby_with(LOCKED, ""), &["PASS sesame", "NICK eve", "USER e 0 * :Eve"]);
        assert!(heard[0].contains(" 001 eve "), "{heard:?}");
    }

    /// RFC 2812 3.1.7: "The server acknowledges this by sending an ERROR message".
    #[test]
    fn whoever_leaves_before_they_came_is_told_and_nobody_else() {
        let mut scene = Scene::empty("toto");
        let heard = says(&mut scene, &["NICK eve", "QUIT :no", "USER e 0 * :Eve"]);
        assert!(heard.len() == 1 && heard[0].starts_with("ERROR :Closing link: "), "{heard:?}");
        assert!(scene.is_closed("eve"));
        assert_eq!(scene.heard("toto"), [""; 0]);
        scene.enter_irc("eve", "");
    }

    /// RFC 2812 3.1.3: what cannot stand in a source is left out of the user name; without any of it left, 468.
    #[test]
    fn user_names_are_made_fit() {
        for (user, source) in
            [("a@b!c", "eve!~abc@"), ("éve", "eve!~éve@"), (&*"u".repeat(30), &*format!("eve!~{}@", "u".repeat(20)))]
        {
            let heard = says(&mut Scene::empty(""), &["NICK eve", &format!("USER {user} 0 * :Eve")]);
            assert!(heard[0].contains(source), "{heard:?}");
        }
        let heard = says(&mut Scene::empty(""), &["NICK eve", "USER @@@ 0 * :Eve"]);
        assert_eq!(heard, [":chat.localhost 468 * :Your username is not valid"]);
    }

    /// Whoever has no name in netcat has one in IRC: `nick!user@host`, with nothing in it that a source cannot have.
    #[test]
    fn people_with_netcat_have_a_source() {
        let mut scene = Scene::many("irc:eve");
        scene.line("eve", "JOIN #tp");
        scene.connect_from("guest", "[::1]:51120");
        scene.line("guest", "JOIN tp");
        scene.line("guest", "/msg #tp hello");
        let heard = scene.heard("eve");
        assert_eq!(
            heard[heard.len() - 2..],
            [":guest-51120!~guest-51120@0::1 JOIN #tp", ":guest-51120!~guest-51120@0::1 PRIVMSG #tp :hello"]
        );
    }
}
