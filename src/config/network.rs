//! Networks: `10.0.0.0/8`, `2001:db8::/32`, or one address.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

/// A range of addresses. An IPv4 address mapped into IPv6 counts as IPv4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Network(IpNet);

impl Network {
    /// Whether `address` lies in this network.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

impl From<IpAddr> for Network {
    fn from(address: IpAddr) -> Self {
        Network(address.to_canonical().into())
    }
}

/// This machine itself, `127.0.0.0/8` and `::1`.
#[must_use]
pub fn loopback() -> Vec<Network> {
    let v4 = IpNet::new_assert(Ipv4Addr::new(127, 0, 0, 0).into(), 8);
    vec![Network(v4), Network(IpAddr::V6(Ipv6Addr::LOCALHOST).into())]
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = |_| format!("`{text}` is no network: write one like `10.0.0.0/8`, `::1` or `192.168.1.5`");
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(address.into());
        }
        text.parse::<IpNet>().map(|net| Network(net.trunc())).map_err(wrong)
    }
}

impl TryFrom<String> for Network {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Network> for String {
    fn from(network: Network) -> String {
        network.to_string()
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if self.0.prefix_len() == self.0.max_prefix_len() { self.0.addr().fmt(f) } else { self.0.fmt(f) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapped_address_is_an_ipv4_address() {
        let lab: Network = "10.1.0.0/16".parse().unwrap();
        assert!(lab.contains("::ffff:10.1.2.3".parse().unwrap()));
        assert!(!lab.contains("10.2.0.1".parse().unwrap()));
    }

    #[test]
    fn one_address_is_a_network_too_and_nonsense_is_told() {
        assert_eq!("::1".parse::<Network>().unwrap().to_string(), "::1");
        assert!("10.0.0.0/99".parse::<Network>().unwrap_err().contains("10.0.0.0/8"));
    }
}
