//! What a configuration that was read again means to programs: other capabilities, other limits.

use super::hub::Hub;
use crate::command::{capabilities, isupport};
use crate::config::Config;
use crate::dialect::Dialect;
use crate::model::SessionId;

impl Hub {
    /// Tells those who speak IRC what is on offer now, and what the server announces otherwise than before.
    pub(super) fn tell_news(&mut self, before: &Config) {
        let offers = capabilities::offers(before);
        let changes = isupport::changes(before, self.world.config());
        let sessions: Vec<SessionId> =
            self.connections.iter().filter(|(_, c)| c.dialect == Dialect::Irc).map(|(session, _)| session).collect();
        for session in sessions {
            capabilities::tell_news(&mut self.world, session, &offers);
            let arrived = self.world.session(session).is_some_and(|session| session.user.is_some());
            if arrived && !changes.is_empty() {
                isupport::tell(&mut self.world, session, changes.clone());
            }
        }
        self.deliver();
        for (session, connection) in &mut self.connections {
            connection.caps = self.world.caps(session);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    /// capability-negotiation, "The CAP NEW subcommand" and "The CAP DEL subcommand".
    #[test]
    fn what_comes_and_goes_is_told_to_those_who_asked_for_it() {
        let mut scene = Scene::many("irc:old");
        scene.enter_irc("eve", "setname cap-notify");
        scene.connect_irc("new");
        scene.line("new", "CAP LS 302");
        scene.forget();
        scene.rehash("[commands]\nsetname = false");
        assert_eq!(scene.heard("eve"), [":chat.localhost CAP eve DEL :setname"]);
        assert_eq!(scene.heard("new"), [":chat.localhost CAP * DEL :setname"]);
        assert_eq!(scene.heard("old"), [""; 0]);
        for (line, told) in [("CAP LIST", "CAP eve LIST :cap-notify"), ("CAP REQ setname", "CAP eve NAK :setname")] {
            scene.line("eve", line);
            assert_eq!(scene.heard("eve"), [format!(":chat.localhost {told}")]);
        }
        scene.rehash("[ircv3]\nsts_port = 6697\nsts_duration = 60");
        assert_eq!(scene.heard("new"), [":chat.localhost CAP * NEW :setname sts=duration=60,port=6697"]);
        assert_eq!(scene.heard("eve"), [":chat.localhost CAP eve NEW :setname sts"]);
        scene.line("new", "CAP REQ :sts");
        assert_eq!(scene.heard("new"), [":chat.localhost CAP * NAK :sts"], "sts: \"Servers MAY reply with a CAP NAK\"");
        scene.rehash("");
        assert_eq!(scene.heard("new"), [""; 0], "sts: \"Servers MUST NOT send CAP DEL\"");
    }

    /// modern.ircdocs.horse "RPL_ISUPPORT (005)": tokens may change, or go with a `-`.
    #[test]
    fn limits_that_change_are_told() {
        let mut scene = Scene::many("irc:eve toto");
        scene.rehash("[limits]\nnick = 20\n[ircv3]\nicon = \"https://example.org/i.png\"");
        let told = "NICKLEN=20 draft/ICON=https://example.org/i.png";
        assert_eq!(scene.heard("eve"), [format!(":chat.localhost 005 eve {told} :are supported by this server")]);
        scene.rehash("");
        assert_eq!(
            scene.heard("eve"),
            [":chat.localhost 005 eve NICKLEN=30 -draft/ICON :are supported by this server"]
        );
        assert_eq!(scene.heard("toto"), [""; 0]);
    }
}
