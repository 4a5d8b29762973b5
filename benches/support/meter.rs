//! What the system says a process has used, and what it has sent.

use std::fs;
use std::time::Duration;

/// Processor time, user and system, that all threads of a process have used so far; zero on a system without `/proc`.
#[must_use]
pub fn cpu(pid: u32) -> Duration {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    // A thread that has ended is not counted any more: the server starts none while it is measured.
    tasks.map(|task| on_cpu(&task.path().join("schedstat").to_string_lossy())).sum()
}

/// TCP packets with data that this machine has sent so far. On the loopback, where a packet takes 64 KiB and nothing is
/// held back, that is one for each `write` or `send`, which `/proc/<pid>/io` does not count for sockets.
#[must_use]
pub fn packets() -> u64 {
    let text = fs::read_to_string("/proc/net/netstat").unwrap_or_default();
    let mut rows = text.lines().filter_map(|line| line.strip_prefix("TcpExt: ")).map(str::split_whitespace);
    let Some((names, values)) = rows.next().zip(rows.next()) else { return 0 };
    let found = names.zip(values).find(|(name, _)| *name == "TCPOrigDataSent");
    found.and_then(|(_, value)| value.parse().ok()).unwrap_or_default()
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

/// Processor time of the calling thread.
#[must_use]
pub fn own_cpu() -> Duration {
    on_cpu("/proc/thread-self/schedstat")
}

/// Memory that a process has in RAM, in bytes.
#[must_use]
pub fn resident(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok()).unwrap_or_default() * 1024
}

/// The first number of a `schedstat`: nanoseconds on a processor. Unlike `stat`, it does not count in hundredths.
fn on_cpu(file: &str) -> Duration {
    let text = fs::read_to_string(file).unwrap_or_default();
    let nanoseconds = text.split_whitespace().next().and_then(|word| word.parse().ok()).unwrap_or_default();
    Duration::from_nanos(nanoseconds)
}
