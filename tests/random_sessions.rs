//! The fuzz targets' own checks on fixed seeds: whatever people send, the world holds and nobody hears too much.

#[path = "../fuzz/src/lib.rs"]
mod fuzz;

use std::env;

use fuzz::{irc_lines, lines, sessions};

/// Lines of IRC that a crowd sends; `CHAT_FUZZ_LINES=100000` for more.
const IRC_LINES: usize = 10_000;

/// About as many bytes of a script as one crowd lives on.
const CROWD_SCRIPT: usize = 60_000;

/// Bytes that look random and are the same every time.
fn bytes(seed: u64) -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(seed);
    let length = random.usize(20..1500);
    random_bytes(&mut random, length)
}

fn random_bytes(random: &mut fastrand::Rng, length: usize) -> Vec<u8> {
    std::iter::repeat_with(|| random.u8(..)).take(length).collect()
}

#[test]
fn a_crowd_in_irc_is_told_nothing_wrong() {
    let wanted = env::var("CHAT_FUZZ_LINES").ok().and_then(|lines| lines.parse().ok()).unwrap_or(IRC_LINES);
    let (mut lines, mut seed) = (0, 0);
    while lines < wanted {
        let script = random_bytes(&mut fastrand::Rng::with_seed(seed), CROWD_SCRIPT);
        let report = sessions::run_crowd(&script);
        assert!(report.irc_lines > 500, "seed {seed}: only {report:?}");
        lines += report.irc_lines;
        seed += 1;
    }
}

#[test]
fn whatever_people_do_the_world_holds() {
    let (mut steps, mut delivered) = (0, 0);
    for seed in 0..400 {
        let report = sessions::run(&bytes(seed));
        steps += report.steps;
        delivered += report.delivered;
    }
    assert!(steps > 20_000 && delivered > 3_000, "the scripts do too little: {steps} steps, {delivered} delivered");
}

#[test]
fn the_same_script_comes_to_the_same() {
    for seed in 1000..1020 {
        assert_eq!(sessions::run(&bytes(seed)), sessions::run(&bytes(seed)));
    }
}

#[test]
fn lines_are_the_same_however_they_are_cut() {
    // Bytes that end lines, begin telnet's commands or erase, more often than chance would have them.
    const TELLING: &[u8] = b"\xFF\xFF\xFF\xFA\xF0\xFB\xFD\x06\xEC\r\r\n\n\n\0\x08\x7F\xC3\xA9\x1b @/MSG x";
    for seed in 0..2000 {
        let mut input = bytes(seed);
        for byte in input.iter_mut().skip(18) {
            *byte = TELLING[usize::from(*byte) % TELLING.len()];
        }
        lines::run(&input);
    }
}

#[test]
fn lines_of_irc_are_the_same_however_they_are_cut() {
    // What ends lines, words, tags and params, more often than chance would have it.
    const TELLING: &[u8] = b"@@;;==\\\\s:n\r\r\n\n\0  ::,,#&!+*?~PRIVMSG #tp \x01ACTION \x02\x03\xC3\xA9\xFFxyzq1";
    for seed in 0..300 {
        let mut input = bytes(seed);
        for byte in input.iter_mut().skip(if seed % 2 == 0 { 0 } else { 22 }) {
            *byte = TELLING[usize::from(*byte) % TELLING.len()];
        }
        irc_lines::run(&input);
    }
}
