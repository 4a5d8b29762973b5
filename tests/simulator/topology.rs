//! Which servers are linked with which.

use std::collections::BTreeSet;

use fastrand::Rng;

/// Two servers, the lesser first.
pub fn pair(one: usize, other: usize) -> (usize, usize) {
    (one.min(other), one.max(other))
}

/// A line, a ring, a star, all with all, or as it comes.
pub fn topology(count: usize, random: &mut Rng) -> BTreeSet<(usize, usize)> {
    let line = (1..count).map(|index| (index - 1, index));
    match random.u8(..5) {
        0 => line.collect(),
        1 => line.chain([(0, count - 1)]).collect(),
        2 => (1..count).map(|index| (0, index)).collect(),
        3 => (0..count).flat_map(|one| (one + 1..count).map(move |other| (one, other))).collect(),
        _ => {
            let mut links: BTreeSet<_> = (1..count).map(|index| (random.usize(..index), index)).collect();
            for _ in 0..random.usize(..count) {
                let (one, other) = (random.usize(..count), random.usize(..count));
                if one != other {
                    links.insert(pair(one, other));
                }
            }
            links
        }
    }
}
