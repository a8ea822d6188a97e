//! "Did you mean": the nearest known word.

use strsim::damerau_levenshtein;

use crate::words::Words;

/// "did you mean …?" for the nearest known word, if one is near.
#[must_use]
pub fn suggest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<Words> {
    known
        .into_iter()
        .map(|candidate| (damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len() / 4)
        .min()
        .map(|(_, candidate)| did_you_mean(candidate))
}

/// "did you mean …?"
#[must_use]
pub fn did_you_mean(candidate: &str) -> Words {
    Words::new(format!("did you mean {candidate:?}?"), format!("是否想写 {candidate:?}？"))
}
