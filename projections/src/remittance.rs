//! What the debtor named: item numbers in the words of a remittance advice.

/// Characters that may stand inside a number, between letters or digits.
const INNER: [char; 4] = ['-', '_', '/', '.'];

/// Which of the numbers a text names, by index, in the order of naming. A number
/// counts where it stands alone: `INV-1` is not named by `INV-10` or `INV-1-A`.
#[must_use]
pub fn named<'n>(text: &str, numbers: impl Iterator<Item = &'n str>) -> Vec<usize> {
    if text.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(usize, usize)> = numbers
        .enumerate()
        .filter_map(|(ix, number)| first_mention(text, number).map(|at| (at, ix)))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, ix)| ix).collect()
}

fn first_mention(text: &str, number: &str) -> Option<usize> {
    text.match_indices(number).map(|(at, _)| at).find(|at| {
        let before = text[..*at].chars().rev();
        let after = text[at + number.len()..].chars();
        !goes_on(before) && !goes_on(after)
    })
}

/// Whether the characters next to a number belong to it.
fn goes_on(mut next: impl Iterator<Item = char>) -> bool {
    match next.next() {
        Some(c) if c.is_ascii_alphanumeric() => true,
        Some(c) if INNER.contains(&c) => next.next().is_some_and(|c| c.is_ascii_alphanumeric()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_named_where_they_stand_alone_in_the_order_of_naming() {
        let numbers = ["INV-1", "INV-10", "2025/7", "A"];
        let named = |text| named(text, numbers.iter().copied());
        assert_eq!(named("payment for INV-10, INV-1."), [1, 0]);
        assert_eq!(named("支付INV-1货款"), [0]);
        assert_eq!(named("INV-1-A INV-100 12025/7"), Vec::<usize>::new());
        assert_eq!(named("2025/7; A"), [2, 3]);
        assert!(named("").is_empty());
    }
}
