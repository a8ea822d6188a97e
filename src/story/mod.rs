//! Events as sentences, for readers who have never seen the program.
//!
//! One function a group of events; [`words`] holds the words of
//! every code of an event, [`codes`] those of answers. The
//! sentence says what the event says and nothing that would have to be judged.

pub mod codes;
pub mod words;

mod chasing;
mod governing;
mod label;
mod money;
mod trade;

use duebook_events::{EventData, ItemNo, Lang};

pub use label::label;

/// The sentence of an event.
#[must_use]
pub fn tell(data: &EventData, lang: Lang) -> String {
    trade::tell(data, lang)
        .or_else(|| money::tell(data, lang))
        .or_else(|| chasing::tell(data, lang))
        .or_else(|| governing::tell(data, lang))
        .unwrap_or_else(|| data.kind().name().to_owned())
}

/// The sentence in one of the languages.
pub(crate) fn say(lang: Lang, en: impl Into<String>, zh: impl Into<String>) -> String {
    match lang {
        Lang::En => en.into(),
        Lang::Zh => zh.into(),
    }
}

/// An amount with its thousands apart, for people: 120000.00 as 120,000.00; any
/// other text as it stands.
#[must_use]
pub fn grouped(amount: &str) -> String {
    let (sign, digits) = match amount.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", amount),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
        return amount.to_owned();
    }
    let mut text = sign.to_owned();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// An amount whose currency the event names: with all minor digits, grouped.
fn money(minor: duebook_events::money::Minor, currency: duebook_events::Currency) -> String {
    grouped(&currency.print(minor))
}

/// An amount of an event that names no currency: as it was written, grouped.
fn amount(amount: impl std::fmt::Display) -> String {
    grouped(&amount.to_string())
}

/// A list in the language's punctuation.
fn listed(parts: &[String], lang: Lang) -> String {
    parts.join(match lang {
        Lang::En => ", ",
        Lang::Zh => "、",
    })
}

/// Numbers of items in the language's punctuation.
fn items(list: &[ItemNo], lang: Lang) -> String {
    listed(&list.iter().map(ToString::to_string).collect::<Vec<_>>(), lang)
}

/// ", to INV-1 and INV-2"-like tails: nothing where there is nothing to add.
fn tail(en: &str, zh: &str, what: &str, lang: Lang) -> String {
    match (what.is_empty(), lang) {
        (true, _) => String::new(),
        (false, Lang::En) => format!("{en}{what}"),
        (false, Lang::Zh) => format!("{zh}{what}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped_and_other_texts_left_alone() {
        assert_eq!(grouped("1234567.50"), "1,234,567.50");
        assert_eq!(grouped("-120000"), "-120,000");
        assert_eq!(grouped("999"), "999");
        assert_eq!(grouped("2025-03-01"), "2025-03-01");
        assert_eq!(grouped(""), "");
    }
}
