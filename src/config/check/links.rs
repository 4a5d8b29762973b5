//! Whether the servers that this one is to be linked with can be: their names, their addresses, what may come from them.

use std::net::{IpAddr, Ipv6Addr};

use super::{place, wrong};
use crate::config::load::Problem;
use crate::config::source::Source;
use crate::config::{Config, Link};

/// Checks each `[[link]]`.
///
/// # Errors
/// The first thing that makes no sense.
pub(super) fn all(config: &Config, source: &Source) -> Result<(), Problem> {
    for (position, link) in config.links.iter().enumerate() {
        let key = |key: &str| format!("link.{position}.{key}");
        let name = &link.name;
        if !Link::can_be_named(name) {
            let message = format!(
                "`{name}` cannot be the name of a server: 63 letters, digits and -._ at most, like `lab2.example.org`"
            );
            return wrong(source, &[&key("name")], message);
        }
        if name.eq_ignore_ascii_case(&config.server.name) {
            let message =
                format!("`{name}` is this server's own name (`server.name`): a server is not linked with itself");
            return wrong(source, &[&key("name")], message);
        }
        if let Some(first) = config.links[..position].iter().position(|other| other.name.eq_ignore_ascii_case(name)) {
            let line = source.line(place(source, &[&format!("link.{first}.name")]));
            return wrong(
                source,
                &[&key("name")],
                format!("there is a [[link]] with `{name}` already, in line {line}"),
            );
        }
        if let Some(address) = &link.address {
            check_address(address).map_err(|why| source.problem(place(source, &[&key("address")]), why))?;
        }
        if link.expected().is_empty() && link.address.as_deref().is_none_or(|address| !is_here(address)) {
            let message = format!(
                "`{name}` is not on this machine, as far as can be told: set a `password`, the same on both sides \
                 (without one, only servers of this machine are believed: `address = \"localhost:7777\"`)"
            );
            return wrong(source, &[&key("address"), &key("name")], message);
        }
        check_word(&link.password).map_err(|why| source.problem(place(source, &[&key("password")]), why))?;
        check_word(link.expected()).map_err(|why| source.problem(place(source, &[&key("accept")]), why))?;
        for (what, masks) in [("allow_servers", &link.allow_servers), ("allow_nicks", &link.allow_nicks)] {
            let empty = masks.iter().any(|mask| mask.trim().is_empty());
            if empty || (what == "allow_nicks" && masks.is_empty()) {
                let message = format!("`{what}` has no mask that anything could match: [\"*\"] lets everything in");
                return wrong(source, &[&key(what)], message);
            }
        }
    }
    Ok(())
}

/// `host:port`.
fn check_address(address: &str) -> Result<(), String> {
    let example = "an address and a port, like `lab2.example.org:7777` or `[2001:db8::1]:7777`";
    let Some((host, port)) = address.rsplit_once(':').filter(|_| address.parse::<Ipv6Addr>().is_err()) else {
        return Err(format!("`{address}` has no port: write {example}"));
    };
    let port_is_right = port.parse::<u16>().is_ok_and(|port| port > 0);
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    if !port_is_right {
        return Err(format!("`{port}` is no port: write {example}"));
    }
    if bare.is_empty() || bare.contains(char::is_whitespace) || (bare == host && host.contains(':')) {
        return Err(format!("`{address}` is no address: write {example}"));
    }
    Ok(())
}

/// Whether an address is one of this machine alone.
fn is_here(address: &str) -> bool {
    let host = address.rsplit_once(':').map_or(address, |(host, _)| host).trim_matches(['[', ']']);
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Whether a password can be sent as one word.
fn check_word(password: &str) -> Result<(), String> {
    let wrong = |c: char| c.is_whitespace() || c.is_control();
    if password.starts_with(':') || password.contains(wrong) {
        return Err("a link's password is one word, without spaces, and no colon before it".into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::config::load::{Problem, parse};

    fn load(text: &str) -> Result<Config, Problem> {
        parse(text, "chat.toml", &[])
    }

    fn wrong(text: &str, problem: &str) {
        assert_eq!(load(text).unwrap_err().to_string(), format!("chat.toml:{problem}"), "in {text}");
    }

    #[test]
    fn links_that_cannot_be() {
        let link = |keys: &str| format!("[server]\nname = 'here.net'\n[[link]]\n{keys}");
        let far = "name = 'far.net'\npassword = 'x'\n";
        wrong(
            &link("name = 'a b'"),
            "4:8: `a b` cannot be the name of a server: 63 letters, digits and -._ at most, like `lab2.example.org`",
        );
        wrong(
            &link("name = 'Here.net'"),
            "4:8: `Here.net` is this server's own name (`server.name`): a server is not linked with itself",
        );
        wrong(
            &link(&format!("{far}[[link]]\nname = 'FAR.net'")),
            "7:8: there is a [[link]] with `FAR.net` already, in line 4",
        );
        let example = "an address and a port, like `lab2.example.org:7777` or `[2001:db8::1]:7777`";
        wrong(&link(&format!("{far}address = 'far.net'")), &format!("6:11: `far.net` has no port: write {example}"));
        wrong(
            &link(&format!("{far}address = '2001:db8::1'")),
            &format!("6:11: `2001:db8::1` has no port: write {example}"),
        );
        wrong(&link(&format!("{far}address = 'far.net:ircd'")), &format!("6:11: `ircd` is no port: write {example}"));
        wrong(&link(&format!("{far}address = ':7777'")), &format!("6:11: `:7777` is no address: write {example}"));
        for keys in ["name = 'far.net'", "name = 'far.net'\naddress = 'far.net:7777'"] {
            let (line, column) = if keys.contains("address") { (5, 11) } else { (4, 8) };
            wrong(
                &link(keys),
                &format!(
                    "{line}:{column}: `far.net` is not on this machine, as far as can be told: set a `password`, the same on both sides (without one, only servers of this machine are believed: `address = \"localhost:7777\"`)"
                ),
            );
        }
        wrong(
            &link("name = 'far.net'\npassword = 'a b'"),
            "5:12: a link's password is one word, without spaces, and no colon before it",
        );
        for key in ["allow_nicks = []", "allow_nicks = ['']", "allow_servers = ['']"] {
            let (name, mask) = key.split_once(' ').unwrap();
            let column = name.len() + 1 + mask.find('[').unwrap() + 1;
            wrong(
                &link(&format!("{far}{key}")),
                &format!("6:{column}: `{name}` has no mask that anything could match: [\"*\"] lets everything in"),
            );
        }
        wrong(
            &link(&format!("{far}adress = 'far.net:1'")),
            "6:1: unknown key `adress`: did you mean `address`? (known here: name, address, password, accept, autoconnect, hidden, allow_servers, allow_nicks, admins)",
        );
        let good = load(&link(
            "name = 'near.net'\naddress = '[::1]:7777'\n[[link]]\nname = 'far.net'\npassword = 'x'\nallow_servers = []",
        ))
        .unwrap();
        assert_eq!((good.links.len(), good.link("NEAR.net").unwrap().autoconnect), (2, true));
    }
}
