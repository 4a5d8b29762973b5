//! What the system says a process has used.

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Processor time, user and system, that all threads of a process have used so far; zero on a system without `/proc`.
#[must_use]
pub fn cpu(pid: u32) -> Duration {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    // A thread that has ended is not counted any more: no server here ends one while it is measured.
    tasks.map(|task| on_cpu(&task.path().join("schedstat").to_string_lossy())).sum()
}

/// Processor time that everything on this machine has used so far, counted in hundredths of a second.
#[must_use]
pub fn machine() -> Duration {
    let text = fs::read_to_string("/proc/stat").unwrap_or_default();
    // user, nice, system, idle, iowait, irq, softirq, steal
    let numbers = text.lines().next().into_iter().flat_map(|line| line.split_whitespace().skip(1));
    let busy = numbers.take(8).enumerate().filter(|(field, _)| !matches!(field, 3 | 4));
    Duration::from_millis(busy.filter_map(|(_, number)| number.parse::<u64>().ok()).sum::<u64>() * 10)
}

/// Processor time of the whole load generator, of its threads that have ended, too; counted in hundredths of a second.
#[must_use]
pub fn own_cpu() -> Duration {
    let text = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Behind the name, which may hold anything: the state, ten numbers, user, system.
    let numbers = text.rsplit(')').next().into_iter().flat_map(|rest| rest.split_whitespace().skip(11));
    Duration::from_millis(numbers.take(2).filter_map(|number| number.parse::<u64>().ok()).sum::<u64>() * 10)
}

/// Memory that is a process's own, its share of what several use included (PSS), in bytes.
#[must_use]
pub fn memory(pid: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok()).unwrap_or_default() * 1024
}

/// File descriptors that this process, and each one it starts, may have.
#[must_use]
pub fn descriptors() -> u64 {
    rlimit::getrlimit(rlimit::Resource::NOFILE).map_or(u64::MAX, |(soft, _)| soft)
}

/// Cores that this process may run on, as `0-3`.
#[must_use]
pub fn cores() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
    line.unwrap_or_default().trim().to_owned()
}

/// Lets all threads of a process run on these cores alone (util-linux).
///
/// # Errors
/// When that cannot be.
pub fn bind(pid: u32, cores: &str) -> Result<(), String> {
    let arguments = ["-a", "-c", "-p", cores, &pid.to_string()];
    let status = Command::new("taskset").args(arguments).stdout(Stdio::null()).status();
    if status.is_ok_and(|status| status.success()) { Ok(()) } else { Err("needs taskset (util-linux)".into()) }
}

/// Lets this thread run only where nobody else would (util-linux).
///
/// # Errors
/// When that cannot be.
pub fn stand_back() -> Result<(), String> {
    let thread = fs::read_link("/proc/thread-self").unwrap_or_default();
    let thread = thread.file_name().unwrap_or_default();
    let status = Command::new("chrt").args(["--idle", "--pid", "0"]).arg(thread).status();
    if status.is_ok_and(|status| status.success()) { Ok(()) } else { Err("needs chrt (util-linux)".into()) }
}

/// The first number of a `schedstat`: nanoseconds on a processor. Unlike `stat`, it does not count in hundredths of a
/// second; the sum is the same.
fn on_cpu(file: &str) -> Duration {
    let text = fs::read_to_string(file).unwrap_or_default();
    let nanoseconds = text.split_whitespace().next().and_then(|word| word.parse().ok()).unwrap_or_default();
    Duration::from_nanos(nanoseconds)
}
