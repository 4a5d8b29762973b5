//! Time as inputs carry it. Only the edges read a clock.

use std::ops::Add;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01 00:00 UTC; it never goes back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Time(pub u64);

impl Time {
    /// How long after `earlier` this is; zero when it is not.
    #[must_use]
    pub fn since(self, earlier: Time) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }

    /// Seconds since 1970.
    #[must_use]
    pub fn seconds(self) -> u64 {
        self.0 / 1000
    }

    /// Date and time in UTC as ISO 8601 has them: `2026-11-20T16:45:00.123Z` (IRCv3 server-time).
    #[must_use]
    pub fn iso(self) -> String {
        let (year, month, day) = self.date();
        let ms = self.0 % 86_400_000;
        let (hour, minute, second) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", ms % 1000)
    }

    /// How long a word says: `90s`, `30m`, `1h30m`, `7d`, `2w`; none: it says something else, or nothing at all.
    #[must_use]
    pub fn span(word: &str) -> Option<Duration> {
        let (mut seconds, mut count) = (0_u64, None);
        for c in word.chars() {
            if let Some(digit) = c.to_digit(10) {
                count = Some(count.unwrap_or(0_u64).checked_mul(10)?.checked_add(digit.into())?);
                continue;
            }
            let unit = match c {
                's' => 1,
                'm' => 60,
                'h' => 3600,
                'd' => 24 * 3600,
                'w' => 7 * 24 * 3600,
                _ => return None,
            };
            seconds = seconds.checked_add(count.take()?.checked_mul(unit)?)?;
        }
        (count.is_none() && (1..=Time::LONGEST_SPAN).contains(&seconds)).then(|| Duration::from_secs(seconds))
    }

    /// The longest span that a word may say, in seconds: a hundred years.
    const LONGEST_SPAN: u64 = 100 * 365 * 24 * 3600;

    /// Day, date and time in UTC, as people read them: `Friday 2026-11-20 16:45:00 UTC`.
    #[must_use]
    pub fn utc(self) -> String {
        const DAYS: [&str; 7] = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];
        let day = usize::try_from(self.0 / 86_400_000 % 7).ok().and_then(|day| DAYS.get(day)).unwrap_or(&"");
        let iso = self.iso();
        let (date, time) = iso.split_once('T').unwrap_or((&iso, ""));
        format!("{day} {date} {} UTC", time.get(..8).unwrap_or_default())
    }

    /// The day in UTC: year, month, day of the month. Counted in eras of 400 years that begin in March, so that the
    /// leap day is a year's last.
    #[must_use]
    pub fn date(self) -> (u64, u64, u64) {
        let days = self.0 / 86_400_000 + 719_468;
        let (era, day) = (days / 146_097, days % 146_097);
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day + 2) / 153;
        let day = day - (153 * month + 2) / 5 + 1;
        let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
        (era * 400 + year + next, month, day)
    }

    /// The time of day in UTC, `14:05`.
    #[must_use]
    pub fn hour(self) -> String {
        let minutes = self.0 / 60_000 % (24 * 60);
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

impl Add<Duration> for Time {
    type Output = Time;

    fn add(self, later: Duration) -> Time {
        Time(self.0.saturating_add(u64::try_from(later.as_millis()).unwrap_or(u64::MAX)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (ms, iso) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_709_164_799_999, "2024-02-28T23:59:59.999Z"),
            (1_735_689_599_000, "2024-12-31T23:59:59.000Z"),
            (1_795_186_800_123, "2026-11-20T15:00:00.123Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        ] {
            assert_eq!(Time(ms).iso(), iso);
        }
    }

    #[test]
    fn spans_have_units() {
        for (word, seconds) in [("90s", 90), ("30m", 1800), ("1h30m", 5400), ("7d", 604_800), ("2w", 1_209_600)] {
            assert_eq!(Time::span(word), Some(Duration::from_secs(seconds)), "{word}");
        }
        for word in ["", "5", "h", "1x", "1h30", "0m", "-1h", "99999999999999999999s", "9999w", "1 h", "1H"] {
            assert_eq!(Time::span(word), None, "{word}");
        }
    }

    #[test]
    fn people_read_the_day_too() {
        assert_eq!(Time(0).utc(), "Thursday 1970-01-01 00:00:00 UTC");
        assert_eq!(Time(1_795_186_800_123).utc(), "Friday 2026-11-20 15:00:00 UTC");
        assert_eq!(Time(951_782_400_000).utc(), "Tuesday 2000-02-29 00:00:00 UTC");
    }
}
