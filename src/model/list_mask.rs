//! What stands on a channel's lists: masks of people, accounts, and mutes (ISUPPORT `EXTBAN=$,am`).

use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::{Mask, UserMask, Who};

/// Whom an entry of a channel's lists is about.
///
/// | written | means |
/// | --- | --- |
/// | `nick!user@host` | people of this mask; what is missing of it is `*`; the host may be a network, `10.0.0.0/8` |
/// | `$a:toto` | whoever is logged in to this account, which may be a mask (IRCv3 account-extban) |
/// | `$a` | whoever is logged in to any |
/// | `$~a:toto`, `$~a` | whoever is not |
/// | `$m:` and one of these | the same, but only their speaking counts: on `b` a mute, on `e` an exception from mutes. `m:` without the `$` is understood too |
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ListMask {
    mute: bool,
    whom: Whom,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Whom {
    People { mask: UserMask, network: Option<IpNet> },
    Account { not: bool, name: Option<Mask> },
}

impl ListMask {
    /// Reads an entry.
    ///
    /// # Errors
    /// For an extended ban of another kind.
    pub fn new(text: &str) -> Result<Self, &'static str> {
        let text = text.trim_start_matches([' ', ':']).split(' ').next().unwrap_or_default();
        let inner = text.strip_prefix("$m:").or_else(|| text.strip_prefix("m:"));
        let whom = Whom::new(inner.unwrap_or(text)).ok_or("There are $a:account, $~a:account, $a, $~a and $m:mask")?;
        Ok(ListMask { mute: inner.is_some(), whom })
    }

    /// Whether only speaking counts.
    #[must_use]
    pub fn is_mute(&self) -> bool {
        self.mute
    }

    /// Whether somebody is meant, who has this address.
    #[must_use]
    pub fn matches(&self, who: &Who, address: Option<&str>) -> bool {
        match &self.whom {
            Whom::People { mask, network } => {
                let within = |host: &str| {
                    host.parse().is_ok_and(|host: IpAddr| network.is_some_and(|net| net.contains(&host.to_canonical())))
                };
                let named = mask.nick.matches(who.nick.as_str()) && mask.user.matches(&who.user);
                let at = |host: &str| named && (mask.host.matches(host) || within(host));
                at(&who.host) || address.is_some_and(at)
            }
            Whom::Account { not, name } => {
                let account = who.account.as_deref();
                let meant = account.is_some_and(|account| name.as_ref().is_none_or(|name| name.matches(account)));
                meant != *not
            }
        }
    }
}

impl Whom {
    fn new(text: &str) -> Option<Self> {
        let Some(extended) = text.strip_prefix('$') else {
            let mask = UserMask::new(text);
            // As today's servers have it, a host written as a network stands for its addresses.
            let network = mask.host.to_string().parse().ok();
            return Some(Whom::People { mask, network });
        };
        let positive = extended.strip_prefix('~');
        let (not, kind) = (positive.is_some(), positive.unwrap_or(extended));
        let name = match kind.split_once(':') {
            Some(("a" | "account", name)) if !name.is_empty() => Some(Mask::new(name)),
            None if kind == "a" || kind == "account" => None,
            _ => return None,
        };
        Some(Whom::Account { not, name })
    }
}

impl fmt::Display for ListMask {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(if self.mute { "$m:" } else { "" })?;
        match &self.whom {
            Whom::People { mask, .. } => mask.fmt(f),
            Whom::Account { not, name } => {
                f.write_str(if *not { "$~a" } else { "$a" })?;
                name.as_ref().map_or(Ok(()), |name| write!(f, ":{name}"))
            }
        }
    }
}

impl TryFrom<String> for ListMask {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        ListMask::new(&text).map_err(str::to_owned)
    }
}

impl From<ListMask> for String {
    fn from(mask: ListMask) -> Self {
        mask.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Nick;

    fn bob(account: Option<&str>) -> Who {
        let named = Who::named(Nick::new("Bob").unwrap());
        Who { user: "~bob".into(), host: "irc.example.com".into(), account: account.map(Into::into), ..named }
    }

    #[test]
    fn entries_are_completed_and_written_in_one_way() {
        for (text, whole) in [
            ("bob", "bob!*@*"),
            ("*@host", "*!*@host"),
            (":bob", "bob!*@*"),
            ("$a:toto", "$a:toto"),
            ("$account:toto", "$a:toto"),
            ("$a", "$a"),
            ("$~a", "$~a"),
            ("$~a:to*", "$~a:to*"),
            ("$m:bob", "$m:bob!*@*"),
            ("m:bob", "$m:bob!*@*"),
            ("$m:$a:toto", "$m:$a:toto"),
            ("m:$~a", "$m:$~a"),
        ] {
            let mask = ListMask::new(text).unwrap();
            assert_eq!(mask.to_string(), whole, "{text}");
            assert_eq!(ListMask::new(whole), Ok(mask), "{text}");
        }
        for bad in ["$", "$x:bob", "$a:", "$~", "$m:$m:bob", "$m:$", "$z"] {
            assert!(ListMask::new(bad).is_err(), "{bad}");
        }
        assert_eq!(ListMask::new("BOB"), ListMask::new("bob!*@*"));
    }

    #[test]
    fn people_are_meant_by_mask_address_or_account() {
        for mask in ["bob", "*@irc.*", "~bob@*", "*!*@127.0.0.1", "$a:toto", "$a:T*", "$a", "$m:bob", "$~a:other"] {
            assert!(ListMask::new(mask).unwrap().matches(&bob(Some("Toto")), Some("127.0.0.1")), "{mask}");
        }
        for mask in ["eve", "*@127.0.0.2", "$a:bob", "$~a", "$~a:toto", "$m:eve"] {
            assert!(!ListMask::new(mask).unwrap().matches(&bob(Some("Toto")), Some("127.0.0.1")), "{mask}");
        }
        for mask in ["127.0.0.0/8", "bob!*@127.0.0.1/32", "$m:127.0.0.0/24"] {
            assert!(ListMask::new(mask).unwrap().matches(&bob(None), Some("127.0.0.1")), "{mask}");
        }
        for mask in ["10.0.0.0/8", "eve!*@127.0.0.0/8", "*@127.0.0.0/99", "*@0::/0"] {
            assert!(!ListMask::new(mask).unwrap().matches(&bob(None), Some("127.0.0.1")), "{mask}");
        }
        assert_eq!(ListMask::new("127.0.0.0/8").unwrap().to_string(), "*!*@127.0.0.0/8");
        assert!(!ListMask::new("$a").unwrap().matches(&bob(None), None));
        assert!(ListMask::new("$~a:toto").unwrap().matches(&bob(None), None));
    }
}
