//! The command line: what it prints, and its exit status.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use chat::config::PasswordHash;

fn chat(words: &[&str], input: &str) -> Output {
    let mut chat = Command::new(env!("CARGO_BIN_EXE_chat"));
    let chat = chat.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = chat.spawn().unwrap();
    // A program that reads nothing may be gone already.
    let _ = running.stdin.take().unwrap().write_all(input.as_bytes());
    running.wait_with_output().unwrap()
}

/// Exit status, standard output, standard error.
fn said(words: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = chat(words, "");
    (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

#[track_caller]
fn refused(words: &[&str], line: &str) {
    assert_eq!(said(words), (2, String::new(), format!("{line}\n")));
}

#[test]
fn check_tells_by_its_exit_status() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (good, bad) = (folder.join("good.toml"), folder.join("bad.toml"));
    fs::write(&good, "limits.message = 500\n").unwrap();
    fs::write(&bad, "limits.mesage = 500\n").unwrap();
    let (good, bad) = (good.to_str().unwrap(), bad.to_str().unwrap());
    assert_eq!(said(&["--config", good, "--check"]), (0, format!("{good}: ok\n"), String::new()));
    assert_eq!(said(&["--check", &format!("--config={good}")]).0, 0);
    let (status, _, problem) = said(&["--config", bad, "--check"]);
    assert!(
        status == 2 && problem.starts_with(&format!("{bad}:1:8: unknown key `mesage`: did you mean `message`?")),
        "{problem}"
    );
    assert_eq!(said(&["--config", bad]).0, 2);
    assert_eq!(said(&["--config", "missing.toml"]).0, 2);
    refused(&["--check"], "chat: --check needs a file: chat --config config/chat.toml --check");
}

#[test]
fn a_wrong_word_is_told_with_what_would_have_worked() {
    refused(&["--chek"], "chat: unknown flag --chek: did you mean --check? (all flags: chat --help)");
    refused(&["-x"], "chat: unknown flag -x (all flags: chat --help)");
    refused(&["--config"], "chat: No value provided for option '--config' (all flags: chat --help)");
    for port in ["http", "70000", "7001x"] {
        refused(&[port], &format!("chat: `{port}` is no port: a port is a number from 1 to 65535, as in `chat 7001`"));
    }
    refused(&["7001", "7002", "7001"], "chat: port 7001 is named twice: a server does not link with itself");
    refused(&["7001", "0"], "chat: `0` is no port: a port is a number from 1 to 65535, as in `chat 7001`");
}

#[test]
fn help_and_version_are_no_errors() {
    let (status, help, errors) = said(&["--help"]);
    assert!(status == 0 && help.contains("--hash-password") && errors.is_empty());
    assert_eq!(said(&["--version"]), (0, concat!("chat ", env!("CARGO_PKG_VERSION"), "\n").to_owned(), String::new()));
}

#[test]
fn a_password_comes_through_a_pipe_and_opens_its_hash() {
    let Output { status, stdout, .. } = chat(&["--hash-password"], "correct horse\r\nanother line\n");
    let printed = String::from_utf8(stdout).unwrap();
    assert!(status.success() && printed.lines().count() == 1);
    let hash = PasswordHash::try_from(printed.trim_end().to_owned()).unwrap();
    assert!(hash.verify("correct horse") && !hash.verify("correct horse\r"));
    assert_eq!(chat(&["--hash-password"], "\n").status.code(), Some(2));
}
