//! What a member sees of a channel and its people: the same on every server, whatever program it is.

use std::collections::BTreeSet;
use std::thread;
use std::time::{Duration, Instant};

use super::support::{Eve, PATIENCE};

/// A channel as `NAMES`, `MODE` and `TOPIC` show it, and people as `WHOIS` does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// The members, each with the sign of their rank.
    pub names: BTreeSet<String>,
    /// The modes, each with its word.
    pub modes: BTreeSet<String>,
    /// The topic; empty: none.
    pub topic: String,
    /// The masks of each list, each behind the list's letter.
    pub masks: BTreeSet<String>,
    /// The people asked for.
    pub people: Vec<Person>,
}

/// A person as `WHOIS` shows them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// Nick, user name, host, and who they say they are.
    pub who: Vec<String>,
    /// Their server, and what it says of itself.
    pub server: Vec<String>,
    /// Their channels.
    pub channels: BTreeSet<String>,
    /// Whether they are away; ngIRCd does not tell others the words.
    pub away: bool,
    /// Whether they administer a server.
    pub admin: bool,
    /// The account they are logged in to.
    pub account: Option<String>,
}

impl View {
    /// Asks for all of it.
    pub fn of(eve: &mut Eve, channel: &str, nicks: &[&str]) -> View {
        let mut view = View::default();
        for line in asked(eve, &format!("NAMES {channel}"), &["366"]).iter().filter(|line| line[1] == "353") {
            view.names.extend(line[5].split_whitespace().map(str::to_owned));
        }
        for line in asked(eve, &format!("MODE {channel}"), &["324"]).iter().filter(|line| line[1] == "324") {
            let mut words = line[5..].iter();
            let mode = |letter: char| {
                if "kl".contains(letter) { format!("{letter} {}", words.next()?) } else { letter.into() }.into()
            };
            view.modes = line[4].trim_start_matches('+').chars().filter_map(mode).collect();
        }
        for line in asked(eve, &format!("TOPIC {channel}"), &["332", "331"]).iter().filter(|line| line[1] == "332") {
            view.topic.clone_from(&line[4]);
        }
        for (letter, mask, end) in [("b", "367", "368"), ("e", "348", "349"), ("I", "346", "347")] {
            for line in asked(eve, &format!("MODE {channel} +{letter}"), &[end]).iter().filter(|line| line[1] == mask) {
                view.masks.insert(format!("{letter} {}", line[4]));
            }
        }
        view.people = nicks.iter().map(|nick| Person::of(eve, nick)).collect();
        view
    }

    /// Waits until members see the same, and it is as it should be; returns it.
    #[track_caller]
    pub fn agreed<'a>(
        members: impl IntoIterator<Item = &'a mut Eve>,
        channel: &str,
        nicks: &[&str],
        what: &str,
        right: impl Fn(&View) -> bool,
    ) -> View {
        let mut members: Vec<_> = members.into_iter().collect();
        let start = Instant::now();
        loop {
            let views: Vec<View> = members.iter_mut().map(|eve| View::of(eve, channel, nicks)).collect();
            if views.iter().all(|view| *view == views[0]) && right(&views[0]) {
                return views[0].clone();
            }
            assert!(start.elapsed() < PATIENCE, "they do not agree that {what}: {views:#?}");
            thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Person {
    /// Asks for it.
    pub fn of(eve: &mut Eve, nick: &str) -> Person {
        let mut person = Person::default();
        for mut line in asked(eve, &format!("WHOIS {nick}"), &["318"]) {
            match &*line[1] {
                "311" => person.who = line.drain(3..).collect(),
                "312" => person.server = line.drain(4..).collect(),
                "319" => person.channels = line[4].split_whitespace().map(str::to_owned).collect(),
                "301" => person.away = true,
                "313" => person.admin = true,
                "330" => person.account = Some(line.swap_remove(4)),
                _ => {}
            }
        }
        person
    }
}

/// The words of the lines that answer a question, up to one with such a numeric; what else comes is left out.
fn asked(eve: &mut Eve, question: &str, ends: &[&str]) -> Vec<Vec<String>> {
    eve.line(question);
    let mut answers = Vec::new();
    loop {
        let line = words(&eve.next_line());
        if line[1].len() == 3 && line[1].bytes().all(|byte| byte.is_ascii_digit()) {
            // A refusal is all there is, but of somebody who is not known yet.
            let end = ends.contains(&&*line[1]) || line[1].starts_with('4') && line[1] != "401";
            answers.push(line);
            if end {
                return answers;
            }
        }
    }
}

/// Prefix, verb and parameters of a line.
fn words(line: &str) -> Vec<String> {
    let (middle, last) = line.split_once(" :").map_or((line, None), |(middle, last)| (middle, Some(last)));
    middle.split_whitespace().chain(last).map(str::to_owned).collect()
}
