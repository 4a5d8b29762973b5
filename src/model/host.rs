//! Host names and addresses, as texts.

use std::net::IpAddr;

use compact_str::ToCompactString;

/// The most bytes of a host name (RFC 1035 2.3.4: 255 on the wire, two of which it does not show).
pub const LONGEST_HOSTNAME: usize = 253;

/// The most bytes between two of its dots (RFC 1035 2.3.4).
const LONGEST_LABEL: usize = 63;

/// Whether a text is the full name of a host: two labels or more, of letters, digits and inner hyphens.
///
/// RFC 1123 2.1 lets a label begin with a digit, RFC 2812 2.3.1 `hostname` is the same; the last label is never all
/// digits, so no address is a host name.
#[must_use]
pub fn is_hostname(text: &str) -> bool {
    let Some((_, last)) = text.rsplit_once('.') else { return false };
    text.len() <= LONGEST_HOSTNAME && text.split('.').all(is_label) && !last.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_label(label: &str) -> bool {
    (1..=LONGEST_LABEL).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// Whether a text is an address, of IPv4 or IPv6.
#[must_use]
pub fn is_address(text: &str) -> bool {
    text.parse::<IpAddr>().is_ok()
}

/// An address as the host of somebody: IPv4 within IPv6 is shown as IPv4, and none begins with `:`, which would make it
/// the last word of an IRC message (RFC 2812 2.3.1 `middle`).
#[must_use]
pub fn of_address(address: IpAddr) -> String {
    let text = match address.to_canonical() {
        IpAddr::V4(address) => address.octets().map(|octet| octet.to_compact_string()).join("."),
        IpAddr::V6(address) => address.to_string(),
    };
    if text.starts_with(':') { format!("0{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_host_names() {
        let (label, long) = ("x".repeat(63), format!("{}com", "abcdefghi.".repeat(25)));
        for host in [
            "irc.example.com",
            "i.coolguy.net",
            "irc-srv.net.uk",
            "iRC.CooLguY.NeT",
            "gsf.ds342.co.uk",
            "324.net.uk",
            "xn--bcher-kva.ch",
            "a.b",
            "1.2.3.x4",
            "9-9.example",
            "example.xn--p1ai",
            &format!("{label}.{label}.org"),
            &long,
        ] {
            assert!(is_hostname(host), "{host}");
        }
        assert_eq!(long.len(), LONGEST_HOSTNAME);
        for text in [
            "",
            ".",
            "irc",
            "com",
            "localhost",
            "-lol-.net.uk",
            "-lol.net.uk",
            "lol-.net.uk",
            "lol.net.uk-",
            "_irc._sctp.lol.net.uk",
            "a_b.net",
            ".example.com",
            "example.com.",
            "example..com",
            "bücher.ch",
            "exa mple.com",
            "example.com\n",
            "example.com:6667",
            "*.example.com",
            "nick!user@example.com",
            "127.0.0.1",
            "999.1.2.3",
            "example.1",
            "::1",
            &format!("{label}x.org"),
            &format!("x{long}"),
        ] {
            assert!(!is_hostname(text), "{text}");
        }
    }

    #[test]
    fn knows_addresses() {
        for address in ["127.0.0.1", "0.0.0.0", "255.255.255.255", "::1", "::", "0::1", "2001:DB8::a", "::ffff:1.2.3.4"]
        {
            assert!(is_address(address), "{address}");
        }
        for text in
            ["", "127.0.0", "1.2.3.256", "1.2.3.4.5", "1.2.3.04", "[::1]", "::1%eth0", "1::2::3", ":1", "a.b", " ::1"]
        {
            assert!(!is_address(text), "{text}");
        }
    }

    #[test]
    fn no_host_begins_with_a_colon() {
        for (address, host) in [
            ("127.0.0.1", "127.0.0.1"),
            ("::1", "0::1"),
            ("::", "0::"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:DB8:0::a", "2001:db8::a"),
        ] {
            let shown = of_address(address.parse().unwrap());
            assert_eq!(shown, host);
            assert!(is_address(&shown));
        }
    }
}
