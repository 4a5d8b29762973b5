//! What a gateway says of somebody it lets in.

use std::net::IpAddr;

/// Where somebody really is, says a gateway (IRCv3 WebIRC).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What the gateway calls itself.
    pub gateway: Box<str>,
    /// The name of their host; none: it has none, or this is no name.
    pub host: Option<Box<str>>,
    /// Their address.
    pub address: IpAddr,
    /// Their port, if it is told.
    pub port: Option<u16>,
}
