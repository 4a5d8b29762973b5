//! What the server announces of itself and its limits (`RPL_ISUPPORT`, modern.ircdocs.horse "RPL_ISUPPORT Parameters").

use crate::config::Config;

/// Most tokens of one line.
const TOKENS: usize = 13;

/// The letters of the modes there are, as `004 RPL_MYINFO` has them.
pub struct ModeLetters {
    /// Of people.
    pub user: &'static str,
    /// Of channels.
    pub channel: &'static str,
    /// Those of channels that stand with a word.
    pub with_word: &'static str,
}

/// The letters of the modes there are.
pub const MODES: ModeLetters =
    ModeLetters { user: "BRgiosw", channel: "CIMQRbcefiklmnopstv", with_word: "Ibefklov" };

/// The tokens, sorted, as many lines as they take.
#[must_use]
pub fn lines(config: &Config) -> Vec<Vec<String>> {
    tokens(config).chunks(TOKENS).map(<[String]>::to_vec).collect()
}

/// Each token: `NAME` or `NAME=value`.
#[must_use]
pub fn tokens(config: &Config) -> Vec<String> {
    let limits = &config.limits;
    let mut tokens = vec![
        "BOT=B".to_owned(),
        "CASEMAPPING=ascii".to_owned(),
        format!("CHANLIMIT=#:{}", limits.channels_per_user),
        "CHANMODES=beI,k,fl,CMQRcimnpst".to_owned(),
        format!("CHANNELLEN={}", limits.channel),
        "CHANTYPES=#".to_owned(),
        format!("MODES={}", limits.targets),
        format!("NETWORK={}", config.server.network),
        format!("NICKLEN={}", limits.nick),
        "PREFIX=(ov)@+".to_owned(),
        "STATUSMSG=@+".to_owned(),
        format!("TARGMAX=PRIVMSG:{0},NOTICE:{0}", limits.targets),
        "UTF8ONLY".to_owned(),
    ];
    tokens.sort();
    tokens
}
