//! Why there is no letter, in words.

use duebook_events::{Fault, Lang, Words};
use duebook_projections::letters::NoLetter;

use crate::ledger::LedgerError;
use crate::messages::documents as messages;
use crate::story::codes;

/// Why there is no letter, told with the reason of each item.
pub(super) fn no_letter(customer: &str, level: u16, why: NoLetter) -> LedgerError {
    match why {
        NoLetter::Nothing(left_out) => {
            let list = |lang: Lang| {
                let entry = |(i, left): (usize, &duebook_projections::reminders::LeftOut)| {
                    let lead = match (i, lang) {
                        (0, Lang::En) => ": ",
                        (0, Lang::Zh) => "：",
                        (_, Lang::En) => ", ",
                        (_, Lang::Zh) => "、",
                    };
                    match lang {
                        Lang::En => format!("{lead}{} ({})", left.invoice, reason(left.reason)[0]),
                        Lang::Zh => {
                            format!("{lead}{}（{}）", left.invoice, reason(left.reason)[1])
                        }
                    }
                };
                left_out.iter().enumerate().map(entry).collect::<String>()
            };
            let message = messages::nothing_to_remind(
                customer,
                level,
                Words::new(list(Lang::En), list(Lang::Zh)),
            );
            LedgerError::refused(Fault::of("", message))
        }
        NoLetter::Currencies(currencies) => {
            let list = currencies.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            LedgerError::usage_of(messages::choose_currency(customer, list))
        }
        NoLetter::NotThis { invoice, reason } => not_this(&invoice, reason),
    }
}

/// An item that was asked for may not be named.
pub(crate) fn not_this(invoice: &str, code: &str) -> LedgerError {
    let [en, zh] = reason(code);
    LedgerError::refused(Fault::of("invoice", messages::not_this_item(invoice, Words::new(en, zh))))
}

/// Why an item is not named, in both languages.
pub(crate) fn reason(code: &str) -> [&str; 2] {
    match code {
        "settled" => ["settled", "已结清"],
        "not_due" => ["not due yet", "尚未到期"],
        "not_due_soon" => ["not due in the next days", "近日内不到期"],
        "overdue" => ["overdue already", "已经逾期"],
        "under_agreement" => ["under an active agreement", "处于履行中的补充协议之下"],
        "other_currency" => ["in another currency", "属于其他币种"],
        "unknown" => ["the customer has no such item", "该客户没有此项目"],
        other => codes::left_out(other).map_or([other, other], |(en, zh)| [en, zh]),
    }
}
