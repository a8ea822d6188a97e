//! Numbers that the program gives to what it proposes.

use sha2::{Digest, Sha256};

use crate::policy::hex;

/// The longest number that stands in another one as it reads; of longer ones
/// their hash does.
const READABLE_BYTES: usize = 150;

/// A number made of another one: `PREFIX-NUMBER-SUFFIX`, with `-2`, `-3` … where
/// it is taken; never longer than a number may be (domain, section 3).
#[must_use]
pub fn derived(prefix: &str, of: &str, suffix: &str, taken: impl Fn(&str) -> bool) -> String {
    let of = if of.len() <= READABLE_BYTES {
        of.to_owned()
    } else {
        hex(&Sha256::digest(of.as_bytes())[..12])
    };
    let first = if suffix.is_empty() {
        format!("{prefix}-{of}")
    } else {
        format!("{prefix}-{of}-{suffix}")
    };
    if !taken(&first) {
        return first;
    }
    let mut number = 2_u32;
    loop {
        let next = format!("{first}-{number}");
        if !taken(&next) {
            return next;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_free_and_short_enough() {
        assert_eq!(derived("LF", "INV-1", "2025-03-01", |_| false), "LF-INV-1-2025-03-01");
        assert_eq!(derived("DISC", "I", "", |number| number == "DISC-I"), "DISC-I-2");
        let long = derived("DISC", &"X".repeat(200), "", |_| false);
        assert!(long.len() < 200 && long != derived("DISC", &"Y".repeat(200), "", |_| false));
    }
}
