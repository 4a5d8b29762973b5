//! What the server says of itself to newcomers, and to those who ask: `LUSERS` and `MOTD`.

use super::Context;
use crate::model::numeric as n;

impl Context<'_> {
    /// How many people, channels and servers there are (RFC 2812 3.4.2).
    pub fn lusers(&mut self) {
        let count = self.world.census();
        let users = format!("There are {} users and {} invisible on 1 servers", count.visible, count.invisible);
        self.numeric(n::RPL_LUSERCLIENT, [users]);
        self.numeric(n::RPL_LUSEROP, [count.admins.to_string()]);
        self.numeric(n::RPL_LUSERUNKNOWN, [count.unknown.to_string()]);
        self.numeric(n::RPL_LUSERCHANNELS, [count.channels.to_string()]);
        let people = count.visible + count.invisible;
        self.numeric(n::RPL_LUSERME, [format!("I have {people} clients and 0 servers")]);
        for (numeric, which) in [(n::RPL_LOCALUSERS, "local"), (n::RPL_GLOBALUSERS, "global")] {
            let text = format!("Current {which} users {people}, max {}", count.most);
            self.numeric(numeric, [people.to_string(), count.most.to_string(), text]);
        }
    }

    /// The message of the day (RFC 2812 3.4.1).
    pub fn motd(&mut self) {
        let config = self.world.config().clone();
        if config.server.motd.trim().is_empty() {
            return self.numeric::<String>(n::ERR_NOMOTD, []);
        }
        self.numeric(n::RPL_MOTDSTART, [format!("- {} Message of the day - ", config.server.name)]);
        for line in config.server.motd.trim_end().lines() {
            self.numeric(n::RPL_MOTD, [format!("- {line}")]);
        }
        self.numeric::<String>(n::RPL_ENDOFMOTD, []);
    }
}
