//! "Did you mean": the known name that is nearest to a mistyped one.

/// Finds the candidate nearest to `wanted` by edit distance, letter case aside.
/// Nothing is offered that differs in more than a third of its letters (two are
/// always forgiven). Among equally near candidates the first wins.
pub(super) fn nearest<'a>(
    wanted: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let wanted = fold(wanted);
    let allowed = (wanted.len() / 3).max(2);
    candidates
        .into_iter()
        .map(|candidate| (distance(&wanted, &fold(candidate)), candidate))
        .filter(|(distance, candidate)| *distance <= allowed && *distance < candidate.len())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Drops what people mistype most: letter case, blanks, underscores, hyphens.
fn fold(name: &str) -> Vec<char> {
    name.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Computes the Levenshtein distance, one row of the matrix at a time.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, right) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(left != right);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_the_nearest_name_or_none() {
        let header = ["invoiceNumber", "InvoiceDate", "DueDate", "customerID"];
        assert_eq!(nearest("InvoiceDat", header), Some("InvoiceDate"));
        assert_eq!(nearest("customer_id", header), Some("customerID"));
        assert_eq!(nearest("invoice number", header), Some("invoiceNumber"));
        assert_eq!(nearest("Balance", header), None);
    }

    #[test]
    fn never_offers_a_name_that_shares_no_letter() {
        assert_eq!(nearest("ab", ["xy", "z"]), None);
    }
}
