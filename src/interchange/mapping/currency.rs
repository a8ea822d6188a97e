//! How many minor digits an amount of a currency may have (ISO 4217).

/// Looks up the minor digits of a currency code; none if it is not three capital
/// letters. Whether the code is in use is for the ledger's door to say: only
/// currencies that differ from two digits are listed here.
pub(super) fn minor_digits(code: &str) -> Option<usize> {
    if code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    Some(match code {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "UYI" | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        "CLF" | "UYW" => 4,
        _ => 2,
    })
}

#[cfg(test)]
mod tests {
    use super::minor_digits;

    #[test]
    fn knows_the_exceptions() {
        assert_eq!(minor_digits("CNY"), Some(2));
        assert_eq!(minor_digits("JPY"), Some(0));
        assert_eq!(minor_digits("KWD"), Some(3));
        assert_eq!(minor_digits("usd"), None);
        assert_eq!(minor_digits("US$"), None);
    }
}
