//! An admin's password, kept as an argon2id hash.

use std::fmt;
use std::sync::Arc;

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc};
use argon2::{ARGON2ID_IDENT, Argon2, Params, Version};
use serde::{Deserialize, Serialize};

/// Most memory one check may take, in KiB: a configuration must not be able to stop the machine.
const MOST_MEMORY: u32 = 256 * 1024;

/// Most passes one check may make over that memory.
const MOST_PASSES: u32 = 10;

/// An argon2id hash as a PHC string: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`. Cheap to clone.
///
/// Once it is built, [`verify`](Self::verify) works, with at most 256 MiB and 10 passes over them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PasswordHash(Arc<str>);

impl PasswordHash {
    /// Hashes a password, with argon2id's default parameters (19 MiB, 2 passes) and a random salt.
    ///
    /// # Errors
    /// When the password is empty, or the system lacks memory or random numbers.
    pub fn new(password: &str) -> Result<Self, String> {
        if password.is_empty() {
            return Err("an empty password protects nothing".into());
        }
        let hash = Argon2::default().hash_password(password.as_bytes());
        hash.map(|hash| PasswordHash(hash.to_string().into())).map_err(|why| format!("cannot hash the password: {why}"))
    }

    /// Whether this is the password that was hashed. It takes tens of milliseconds: a job beside the hub.
    #[must_use]
    pub fn verify(&self, password: &str) -> bool {
        Argon2::default().verify_password(password.as_bytes(), &*self.0).is_ok()
    }
}

impl TryFrom<String> for PasswordHash {
    type Error = String;

    /// The error never repeats the text: it may be a password in clear.
    fn try_from(text: String) -> Result<Self, String> {
        let refused = |why: &str| format!("{why}: make a hash with `chat --hash-password`");
        let wrong = |_| refused("this is no argon2id hash");
        let hash = phc::PasswordHash::new(&text).map_err(wrong)?;
        if hash.algorithm != ARGON2ID_IDENT || hash.salt.is_none() || hash.hash.is_none() {
            return Err(refused("this is no argon2id hash"));
        }
        if hash.version != Some(Version::V0x13.into()) {
            return Err(refused("this argon2id hash is not of version 19"));
        }
        let params =
            Params::try_from(&hash).map_err(|_| refused("the parameters of this argon2id hash make no sense"))?;
        if params.m_cost() > MOST_MEMORY {
            let asked = params.m_cost() / 1024;
            return Err(refused(&format!(
                "a check of this hash takes {asked} MiB, at most {} are allowed",
                MOST_MEMORY / 1024
            )));
        }
        if params.t_cost() > MOST_PASSES {
            return Err(refused(&format!(
                "a check of this hash takes {} passes, at most {MOST_PASSES} are allowed",
                params.t_cost()
            )));
        }
        Ok(PasswordHash(text.into()))
    }
}

impl From<PasswordHash> for String {
    fn from(hash: PasswordHash) -> String {
        hash.0.as_ref().to_owned()
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("PasswordHash(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SALT_AND_HASH: &str = "c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    fn read(start: &str) -> Result<PasswordHash, String> {
        format!("{start}${SALT_AND_HASH}").try_into()
    }

    #[test]
    fn a_hash_opens_to_its_password_only_and_survives_the_file() {
        let made = PasswordHash::new("tp5c: ça marche").unwrap();
        let read = PasswordHash::try_from(String::from(made.clone())).unwrap();
        assert!(read.verify("tp5c: ça marche") && !read.verify("tp5c") && !read.verify(""));
        assert_ne!(made, PasswordHash::new("tp5c: ça marche").unwrap());
        assert_eq!(format!("{made:?}"), "PasswordHash(..)");
    }

    #[test]
    fn a_hash_of_another_program_is_read() {
        assert!(read("$argon2id$v=19$m=65536,t=2,p=1").unwrap().verify("password"));
    }

    #[test]
    fn what_is_no_hash_or_too_costly_is_refused_and_not_repeated() {
        let secret = PasswordHash::try_from("hunter2".to_owned()).unwrap_err();
        assert_eq!(secret, "this is no argon2id hash: make a hash with `chat --hash-password`");
        for (start, why) in [
            ("$argon2i$v=19$m=65536,t=2,p=1", "no argon2id hash"),
            ("$argon2id$v=16$m=65536,t=2,p=1", "not of version 19"),
            ("$argon2id$v=19$m=1,t=2,p=1", "make no sense"),
            ("$argon2id$v=19$m=4194304,t=2,p=1", "takes 4096 MiB, at most 256"),
            ("$argon2id$v=19$m=65536,t=4000,p=1", "takes 4000 passes, at most 10"),
        ] {
            let refused = read(start).unwrap_err();
            assert!(refused.contains(why), "{start}: {refused}");
        }
        assert!(PasswordHash::try_from("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ".to_owned()).is_err());
        assert!(PasswordHash::new("").is_err());
    }
}
