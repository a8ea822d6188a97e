//! What the debtor named: item numbers in the words of a remittance advice.

/// Which of the numbers a text names, by index, in the order of naming.
///
/// A number counts where no letter or digit stands right beside it; where one
/// number begins another, the longer one is meant. A hyphen beside it must not
/// lead on to letters or digits that are no number themselves: `INV-1-A` does
/// not name `INV-1`, `INV-1-INV-3` names both.
#[must_use]
pub fn named<'n>(text: &str, numbers: impl Iterator<Item = &'n str>) -> Vec<usize> {
    if text.is_empty() {
        return Vec::new();
    }
    let mentions = mentions(text, numbers);
    let touches = |at: usize, end: bool| {
        mentions.iter().any(|m| if end { m.end == at } else { m.start == at })
    };
    let mut named: Vec<usize> = Vec::new();
    for mention in &mentions {
        let before = text[..mention.start].strip_suffix('-').is_none_or(|rest| {
            !rest.ends_with(|c: char| c.is_ascii_alphanumeric()) || touches(rest.len(), true)
        });
        let after = text[mention.end..].strip_prefix('-').is_none_or(|rest| {
            !rest.starts_with(|c: char| c.is_ascii_alphanumeric())
                || touches(mention.end + 1, false)
        });
        if before && after && !named.contains(&mention.number) {
            named.push(mention.number);
        }
    }
    named
}

/// Where a number stands in a text.
struct Mention {
    start: usize,
    end: usize,
    number: usize,
}

/// Every number that stands alone, from left to right; of several that overlap
/// the one that begins first, of those the longest.
fn mentions<'n>(text: &str, numbers: impl Iterator<Item = &'n str>) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    for (number, name) in numbers.enumerate().filter(|(_, name)| !name.is_empty()) {
        for (start, _) in text.match_indices(name) {
            let end = start + name.len();
            let beside = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
            if !beside(text[..start].chars().next_back()) && !beside(text[end..].chars().next()) {
                found.push(Mention { start, end, number });
            }
        }
    }
    found.sort_by_key(|mention| (mention.start, std::cmp::Reverse(mention.end)));
    let mut end = 0;
    found.retain(|mention| {
        let free = mention.start >= end;
        if free {
            end = mention.end;
        }
        free
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_named_where_they_stand_alone_in_the_order_of_naming() {
        let numbers = ["INV-1", "INV-10", "2025/7", "A", "INV-3", "INV-3/2"];
        let named = |text| named(text, numbers.iter().copied());
        assert_eq!(named("payment for INV-10, INV-1."), [1, 0]);
        assert_eq!(named("支付INV-1货款"), [0]);
        assert_eq!(named("INV-1-C INV-100 12025/7 XINV-1"), Vec::<usize>::new());
        assert_eq!(named("INV-1-B"), Vec::<usize>::new());
        assert_eq!(named("2025/7; A"), [2, 3]);
        assert_eq!(named("INV-1/INV-3"), [0, 4]);
        assert_eq!(named("INV-1-INV-3"), [0, 4]);
        assert_eq!(named("No.INV-3, ref/INV-1 and INV-10_pay"), [4, 0, 1]);
        assert_eq!(named("INV-3/2025 INV-3/2"), [4, 5]);
        assert!(named("").is_empty());
    }
}
