//! The certificates that nobody vouches for, each remembered from the first time it was seen.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// A file with a fingerprint for each host and port: `"lab3:6697" = "0A:1B:..."`.
#[derive(Clone, Debug)]
pub struct KnownHosts {
    file: PathBuf,
}

impl KnownHosts {
    /// The file at this place; it need not be there.
    #[must_use]
    pub fn at(file: PathBuf) -> Self {
        KnownHosts { file }
    }

    /// That of this person: `chat/known_hosts.toml` in `$XDG_DATA_HOME`, by default `~/.local/share`
    /// (XDG Base Directory Specification). None where there is no home.
    #[must_use]
    pub fn of_user() -> Option<Self> {
        let set = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let folder = set("XDG_DATA_HOME").or_else(|| set("HOME").map(|home| home.join(".local/share")))?;
        Some(KnownHosts::at(folder.join("chat/known_hosts.toml")))
    }

    /// The file.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The fingerprint remembered for a host and port.
    ///
    /// # Errors
    /// When the file is there and cannot be read: a certificate must not pass for new then.
    pub fn get(&self, place: &str) -> io::Result<Option<String>> {
        Ok(self.read()?.remove(place))
    }

    /// Remembers a fingerprint.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn remember(&self, place: &str, fingerprint: &str) -> io::Result<()> {
        let mut all = self.read()?;
        all.insert(place.to_owned(), fingerprint.to_owned());
        let text = toml::to_string(&all).map_err(io::Error::other)?;
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        // Whoever reads it meanwhile finds the old one whole.
        let new = self.file.with_extension(format!("{}.new", std::process::id()));
        fs::write(&new, text)?;
        fs::rename(new, &self.file)
    }

    fn read(&self) -> io::Result<BTreeMap<String, String>> {
        match fs::read_to_string(&self.file) {
            Ok(text) => toml::from_str(&text)
                .map_err(|why| io::Error::new(ErrorKind::InvalidData, format!("{}: {why}", self.file.display()))),
            Err(why) if why.kind() == ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(why) => Err(io::Error::new(why.kind(), format!("{}: {why}", self.file.display()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembers() {
        let folder = env::temp_dir().join(format!("chat-known-{}-{}", std::process::id(), fastrand::u64(..)));
        let known = KnownHosts::at(folder.join("deep/known_hosts.toml"));
        assert_eq!(known.get("lab3:6697").unwrap(), None);
        known.remember("lab3:6697", "AA:BB").unwrap();
        known.remember("[::1]:6697", "CC").unwrap();
        known.remember("lab3:6697", "DD").unwrap();
        assert_eq!(known.get("lab3:6697").unwrap().as_deref(), Some("DD"));
        assert_eq!(known.get("[::1]:6697").unwrap().as_deref(), Some("CC"));
        fs::write(known.file(), "lab3 = [").unwrap();
        assert!(known.get("lab3:6697").is_err() && known.remember("x", "y").is_err());
        fs::remove_dir_all(folder).unwrap();
    }
}
