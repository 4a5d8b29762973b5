//! `[[webirc]]`: a program that lets people in from elsewhere, and is believed when it says where they are.

use serde::{Deserialize, Serialize};

use super::network::Network;
use super::password::PasswordHash;

/// `[[webirc]]`: a gateway whose `WEBIRC` is believed (IRCv3 WebIRC).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gateway {
    /// Where it connects from.
    pub networks: Vec<Network>,
    /// An argon2id hash of what it sends, as `chat --hash-password` prints it.
    pub password: PasswordHash,
}
