//! The first lines of a link: who is there, what they can do, and what proves them (RFC 2813 4.1, ngIRCd's `0210-IRC+`).

/// The version of the protocol, and that its additions are known.
const VERSION: &str = "0210-IRC+";

/// The name by which two `chat` servers know each other.
pub const SOFTWARE: &str = "chat";

/// What may be said of us to servers of other kinds: channels' settings in one line (`C`), a handshake that ends with the
/// numeric 376 (`H`), lists of masks (`L`), metadata (`M`).
const FLAGS: &str = "CHLM";

/// `PASS`: what the one who says it can do (RFC 2813 4.1.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Greeting {
    /// What is to prove them.
    pub password: String,
    /// It is a `chat`: marks are told.
    pub kin: bool,
    /// It ends the handshake with 376, and its burst with `PING` (ngIRCd).
    pub plus: bool,
}

/// `SERVER`: the name of the one who says it (RFC 2813 4.1.2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Introduction {
    /// Its name.
    pub name: String,
    /// What it says of itself.
    pub description: String,
}

impl Greeting {
    /// Our own first lines.
    #[must_use]
    pub fn write(password: &str, name: &str, description: &str) -> String {
        let password = if password.is_empty() { "-" } else { password };
        let version = env!("CARGO_PKG_VERSION");
        format!("PASS {password} {VERSION} {SOFTWARE}|{version}:{FLAGS} P\r\nSERVER {name} 1 :{description}\r\n")
    }

    /// Reads the words of `PASS`; none when it is a person's, with a password alone.
    #[must_use]
    pub fn read(words: &[String]) -> Option<Self> {
        let (password, version, flags) = (words.first()?, words.get(1)?, words.get(2));
        if !version.starts_with("021") {
            return None;
        }
        let (software, flags) = flags.map_or(("", ""), |flags| flags.split_once([':']).unwrap_or((flags, "")));
        let plus = version.ends_with("-IRC+") && flags.contains('H');
        Some(Greeting { password: password.clone(), kin: software.split('|').next() == Some(SOFTWARE), plus })
    }
}

impl Introduction {
    /// Reads the words of `SERVER`, of which two or more are needed: the name, hops, a token, what it says of itself.
    #[must_use]
    pub fn read(words: &[String]) -> Option<Self> {
        let (name, description) = (words.first()?, words.get(1..)?.last()?);
        let fits = !name.is_empty()
            && name.len() <= 63
            && name.chars().all(|c| c.is_ascii_alphanumeric() || ".-_".contains(c));
        fits.then(|| Introduction { name: name.clone(), description: description.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        let message = crate::dialect::irc::Message::parse(line).unwrap();
        message.params.iter().map(|word| word.to_string()).collect()
    }

    #[test]
    fn what_is_written_is_read() {
        let lines = Greeting::write("secret", "7001", "A chat server");
        let (pass, server) = lines.split_once("\r\n").unwrap();
        let read = Greeting::read(&words(pass)).unwrap();
        assert_eq!(read, Greeting { password: "secret".into(), kin: true, plus: true });
        let read = Introduction::read(&words(server.trim_end())).unwrap();
        assert_eq!(read, Introduction { name: "7001".into(), description: "A chat server".into() });
    }

    #[test]
    fn other_servers_are_told_from_people() {
        let ngircd = Greeting::read(&words("PASS ba 0210-IRC+ ngIRCd|26.1:CHLMSXZo PZ")).unwrap();
        assert_eq!((ngircd.kin, ngircd.plus, &*ngircd.password), (false, true, "ba"));
        let plain = Greeting::read(&words("PASS moresecretpassword 0210010000 IRC|aBgH$ Z")).unwrap();
        assert_eq!((plain.kin, plain.plus), (false, false));
        for person in ["PASS sesame", "PASS :my 0210 pass", "PASS a b"] {
            assert_eq!(Greeting::read(&words(person)), None, "{person}");
        }
    }
}
