//! The specifications of IRCv3 that are here: for each its page, whether it is ratified, and how it shows.

use crate::model::Caps;

/// How far a specification has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// It is final.
    Ratified,
    /// It may change.
    Draft,
}

/// A specification of IRCv3.
pub struct Specification {
    /// Its name, as commands name it in [`super::Command::source`]: `IRCv3 chghost`.
    pub name: &'static str,
    /// Its page under `https://ircv3.net/specs/`.
    pub page: &'static str,
    /// How far it has come.
    pub status: Status,
    /// The capabilities it shows as.
    pub caps: Caps,
    /// What else it shows as: commands, tags, tokens of `RPL_ISUPPORT`.
    pub shows: &'static str,
}

/// The page of a specification.
const PAGES: &str = "https://ircv3.net/specs/";

macro_rules! specifications {
    ($($status:ident $name:literal, $page:literal, [$($cap:ident),*], $shows:literal;)*) => {
        /// Each of them, sorted by name, those that are ratified first.
        pub const ALL: &[Specification] = &[$(Specification {
            name: $name,
            page: $page,
            status: Status::$status,
            caps: Caps::of(&[$(Caps::$cap),*]),
            shows: $shows,
        }),*];
    };
}

specifications! {
    Ratified "account-extban", "extensions/account-extban", [], "`ACCOUNTEXTBAN`, `EXTBAN`: bans like `$a:account`";
    Ratified "account-notify", "extensions/account-notify", [ACCOUNT_NOTIFY], "`ACCOUNT`";
    Ratified "account-tag", "extensions/account-tag", [ACCOUNT_TAG], "the tag `account`";
    Ratified "away-notify", "extensions/away-notify", [AWAY_NOTIFY], "`AWAY`";
    Ratified "batch", "extensions/batch", [BATCH], "`BATCH`";
    Ratified "bot-mode", "extensions/bot-mode", [], "`BOT=B`, the user mode `B`, the tag `bot`";
    Ratified "capability-negotiation", "extensions/capability-negotiation", [CAP_NOTIFY], "`CAP`, version 302";
    Ratified "channel-context", "client-tags/channel-context", [], "the tag `+channel-context`";
    Ratified "chghost", "extensions/chghost", [CHGHOST], "`CHGHOST`";
    Ratified "echo-message", "extensions/echo-message", [ECHO_MESSAGE], "";
    Ratified "extended-join", "extensions/extended-join", [EXTENDED_JOIN], "`JOIN` with account and real name";
    Ratified "extended-monitor", "extensions/extended-monitor", [EXTENDED_MONITOR], "";
    Ratified "invite-notify", "extensions/invite-notify", [INVITE_NOTIFY], "`INVITE`";
    Ratified "labeled-response", "extensions/labeled-response", [LABELED_RESPONSE], "the tag `label`, `ACK`";
    Ratified "message-ids", "extensions/message-ids", [], "the tag `msgid`";
    Ratified "message-tags", "extensions/message-tags", [MESSAGE_TAGS], "`TAGMSG`, `CLIENTTAGDENY`";
    Ratified "monitor", "extensions/monitor", [], "`MONITOR`";
    Ratified "multi-prefix", "extensions/multi-prefix", [MULTI_PREFIX], "";
    Ratified "netsplit", "batches/netsplit", [], "the batches `netsplit` and `netjoin`, once servers are linked";
    Ratified "no-implicit-names", "extensions/no-implicit-names", [NO_IMPLICIT_NAMES, NO_IMPLICIT_NAMES_DRAFT], "";
    Ratified "reply", "client-tags/reply", [], "the tag `+reply`";
    Ratified "sasl-3.1", "extensions/sasl-3.1", [SASL], "`AUTHENTICATE`; its mechanisms come with accounts";
    Ratified "sasl-3.2", "extensions/sasl-3.2", [], "the value of `sasl`";
    Ratified "server-time", "extensions/server-time", [SERVER_TIME], "the tag `time`";
    Ratified "setname", "extensions/setname", [SETNAME], "`SETNAME`";
    Ratified "standard-replies", "extensions/standard-replies", [STANDARD_REPLIES], "`FAIL`, `WARN`, `NOTE`";
    Ratified "sts", "extensions/sts", [STS], "where the configuration names a port with TLS";
    Ratified "typing", "client-tags/typing", [], "the tag `+typing`";
    Ratified "userhost-in-names", "extensions/userhost-in-names", [USERHOST_IN_NAMES], "";
    Ratified "utf8-only", "extensions/utf8-only", [], "`UTF8ONLY`";
    Ratified "webirc", "extensions/webirc", [], "`WEBIRC`, from the gateways of the configuration";
    Ratified "websocket", "extensions/websocket", [], "comes with the web page";
    Ratified "whox", "extensions/whox", [], "`WHOX`: `WHO #tp %tcuhnfa,42`";
    Draft "channel-rename", "extensions/channel-rename", [CHANNEL_RENAME], "`RENAME`";
    Draft "client-batch", "extensions/client-batch", [], "`BATCH`";
    Draft "extended-isupport", "extensions/extended-isupport", [EXTENDED_ISUPPORT], "`ISUPPORT`";
    Draft "metadata", "extensions/metadata", [METADATA, METADATA_3], "`METADATA`, as long as one is connected";
    Draft "multiline", "extensions/multiline", [MULTILINE], "`BATCH`";
    Draft "network-icon", "extensions/network-icon", [], "`draft/ICON`";
    Draft "oper-tag", "extensions/oper-tag", [OPER_TAG], "the tag `draft/oper`";
    Draft "pre-away", "extensions/pre-away", [PRE_AWAY], "`AWAY` before registration";
    Draft "react", "client-tags/react", [], "the tags `+draft/react`, `+draft/unreact`";
}

impl Specification {
    /// Its page, as a link in Markdown.
    #[must_use]
    pub fn link(&self) -> String {
        format!("[{}]({PAGES}{})", self.name, self.page)
    }
}

/// The specification of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Specification> {
    ALL.iter().find(|specification| specification.name == name)
}

/// The table for people, in Markdown: what `chat --commands` prints behind the commands and the README shows.
#[must_use]
pub fn markdown() -> String {
    let mut text = String::from("| IRCv3 | | capability | shows as |\n| --- | --- | --- | --- |\n");
    for specification in ALL {
        let status = match specification.status {
            Status::Ratified => "ratified",
            Status::Draft => "draft",
        };
        let caps: Vec<String> = specification.caps.names().map(|name| format!("`{name}`")).collect();
        let (link, caps) = (specification.link(), caps.join(", "));
        text += &format!("| {link} | {status} | {caps} | {} |\n", specification.shows);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_capability_is_of_one_specification() {
        for (name, cap) in Caps::ALL {
            let of = ALL.iter().filter(|specification| specification.caps.has(*cap));
            let of: Vec<&str> = of.map(|specification| specification.name).collect();
            assert_eq!(of.len(), 1, "{name} is of {of:?}");
        }
    }

    #[test]
    fn each_is_named_once_and_shows_as_something() {
        let names: Vec<(Status, &str)> = ALL.iter().map(|s| (s.status, s.name)).collect();
        assert!(names.is_sorted() && names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
        for specification in ALL {
            let shows = specification.caps != Caps::NONE || !specification.shows.is_empty();
            assert!(shows && specification.page.ends_with(specification.name), "{}", specification.name);
        }
        assert_eq!(ALL.iter().filter(|specification| specification.status == Status::Ratified).count(), 33);
    }

    #[test]
    fn a_row_links_to_the_page() {
        let row = "| [chghost](https://ircv3.net/specs/extensions/chghost) | ratified | `chghost` | `CHGHOST` |\n";
        assert!(markdown().contains(row), "{}", markdown());
    }
}
