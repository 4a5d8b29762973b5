//! What people at a terminal read of one person.

use crate::model::{Inside, Rank, Standing, Whois, host, text::safe};

/// Tells all that is told of one person, a sentence a line.
pub(super) fn whois(whois: &Whois, tell: &mut dyn FnMut(&str)) {
    let Whois { who, away, admin, channels, server, description, remote, idle, inside } = whois;
    let name = who.shown();
    let place = format!("{}@{}", who.user, who.host);
    if who.real.is_empty() || *who.real == *name || *who.real == *who.nick.as_str() {
        tell(&safe(&format!("{name} is {place}")));
    } else {
        tell(&safe(&format!("{name} ({place}) is {}", who.real)));
    }
    if let Some(account) = &who.account {
        tell(&safe(&format!("{name} is logged in as {account}")));
    }
    if who.bot {
        tell(&format!("{name} is a program"));
    }
    if *remote {
        tell(&safe(&format!("{name} is on {server}: {description}")));
    }
    if *admin {
        let server = if *remote { "their" } else { "this" };
        tell(&format!("{name} is an admin of {server} server"));
    }
    if !channels.is_empty() {
        tell(&format!("{name} is in {}", channels.iter().map(standing).collect::<Vec<_>>().join(", ")));
    }
    if let Some(Inside { address: Some(address), modes, .. }) = inside {
        let modes = if modes.is_empty() { String::new() } else { format!(", with modes +{modes}") };
        tell(&safe(&format!("{name} comes from {}{modes}", host::of_address(*address))));
    }
    if let Some(away) = away {
        tell(&format!("{name} is away: {}", safe(away)));
    }
    if let Some((idle, since)) = idle {
        tell(&format!("{name} has been here since {}, silent for {}", since.hour(), long(*idle)));
    }
}

fn standing(at: &Standing) -> String {
    let rank = match at.rank {
        Rank::Creator => " (creator)",
        Rank::Op => " (admin)",
        Rank::Voice => " (voice)",
        Rank::Member => "",
    };
    format!("{}{rank}", at.channel)
}

/// `5 s`, `12 min`, `3 h 5 min`, `2 days`.
fn long(seconds: u64) -> String {
    match (seconds / 86_400, seconds / 3600, seconds / 60 % 60) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (1, ..) => "1 day".into(),
        (days, ..) => format!("{days} days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_told_in_words() {
        for (seconds, told) in [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (3599, "59 min"),
            (11_100, "3 h 5 min"),
            (86_400, "1 day"),
            (200_000, "2 days"),
        ] {
            assert_eq!(long(seconds), told);
        }
    }
}
