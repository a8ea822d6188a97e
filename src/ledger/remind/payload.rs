//! What is recorded of a letter, and what was: its number, its payload.

use duebook_events::document::Sha256Hex;
use duebook_events::dunning::Channel;
use duebook_events::{Currency, Day, Draft, EventData, Lang};
use duebook_projections::policy::{Ladder, hex};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{LetterOrder, Said};
use crate::documents::templates::folder_of;
use crate::ledger::view::View;

/// The media type of a letter in the document store.
const HTML: &str = "text/html";
/// The longest number that is derived as it reads; longer ones end in a hash.
const NUMBER_BYTES_MAX: usize = 120;

/// The number of a letter: the same for the same customer, day, currency, level
/// and items, where they were chosen; of thanks for the same payment on the same day.
pub(super) fn number_of(order: &LetterOrder, view: &View, said: &Said) -> String {
    match said {
        Said::Reminder(letter) => reminder_number(order, view, letter.currency, letter.level),
        Said::Thanks(thanks) => {
            let customer = short(order.customer.as_str());
            format!("THX-{customer}-{}-{}", compact(view.cut.as_of), short(&thanks.payment))
        }
    }
}

pub(super) fn reminder_number(
    order: &LetterOrder,
    view: &View,
    currency: Currency,
    level: u16,
) -> String {
    let customer = short(order.customer.as_str());
    let number = format!("REM-{customer}-{}-{currency}-L{level}", compact(view.cut.as_of));
    if order.invoices.is_empty() {
        return number;
    }
    // A letter about items that somebody chose is a letter of its own.
    let mut chosen = order.invoices.clone();
    chosen.sort_unstable();
    chosen.dedup();
    let hash = Sha256::digest(chosen.join("\n").as_bytes());
    format!("{number}-{}", hex(&hash[..4]))
}

/// A date without hyphens.
pub(crate) fn compact(day: Day) -> String {
    day.to_string().replace('-', "")
}

/// A number that is not too long to stand in another one.
pub(crate) fn short(number: &str) -> String {
    if number.len() <= NUMBER_BYTES_MAX / 2 {
        return number.to_owned();
    }
    hex(&Sha256::digest(number.as_bytes())[..12])
}

pub(super) fn sha256(html: &str) -> [u8; 32] {
    Sha256::digest(html.as_bytes()).into()
}

pub(super) fn named(number: &str, html: &str) -> Value {
    json!({
        "sha256": hex(&sha256(html)),
        "name": format!("{number}.html"),
        "media_type": HTML,
        "bytes": html.len(),
    })
}

/// What is recorded.
pub(super) fn payload(
    order: &LetterOrder,
    ladder: &Ladder,
    said: &Said,
    number: &str,
    document: &Value,
    template: &str,
    lang: Lang,
) -> Value {
    match said {
        Said::Reminder(letter) => {
            let channel = order.channel.or(ladder.channel(letter.level));
            let mut invoices: Vec<&str> =
                letter.items.iter().map(|item| item.invoice.as_str()).collect();
            invoices.sort_unstable();
            invoices.dedup();
            let mut data = json!({
                "reminder": number,
                "level": letter.level,
                "channel": channel,
                "invoices": invoices,
                "template": template,
                "language": folder_of(lang),
                "document": document,
            });
            if let Some(to) = &order.to {
                data["to"] = json!(to);
            }
            data
        }
        Said::Thanks(thanks) => {
            let invoices: Vec<&str> =
                thanks.items.iter().map(|item| item.invoice.as_str()).collect();
            let hash = document["sha256"].as_str().unwrap_or_default();
            let summary = format!(
                "{} {}: {} {} · {template} · sha256 {hash}",
                match lang {
                    Lang::En => "Letter of thanks for payment",
                    Lang::Zh => "付款感谢函，收款",
                },
                thanks.payment,
                thanks.amount,
                thanks.currency,
            );
            let mut data = json!({
                "contact": number,
                "channel": order.channel.unwrap_or(Channel::Email),
                "summary": summary,
                "response": "none",
            });
            if !invoices.is_empty() {
                data["invoices"] = json!(invoices);
            }
            data
        }
    }
}

/// What is on record of a letter.
pub(super) struct Recorded {
    pub data: Value,
    pub lang: Lang,
    pub invoices: Vec<String>,
    pub to: Option<String>,
    /// The hash of the HTML.
    pub stored: Option<[u8; 32]>,
}

impl Recorded {
    pub(super) fn of(draft: &Draft, order: &LetterOrder) -> Self {
        let data: Value = serde_json::from_slice(draft.bytes.data()).unwrap_or(Value::Null);
        let text = |field: &str| data.get(field).and_then(Value::as_str).map(str::to_owned);
        let (lang, hash) = match &draft.data {
            EventData::ReminderSent(e) => {
                (text("language"), e.document.as_ref().map(|document| document.sha256.0))
            }
            // A contact has no document of its own: its summary names it.
            EventData::ContactLogged(e) => {
                let summary = e.summary.shown();
                let hash =
                    summary.rsplit("sha256 ").next().and_then(|h| Sha256Hex::try_new(h).ok());
                let lang = if summary.contains("zh/thanks") { "zh" } else { "en" };
                (Some(lang.to_owned()), hash.map(|hash| hash.0))
            }
            _ => (None, None),
        };
        let lang = match lang.as_deref() {
            Some("zh") => Lang::Zh,
            Some("en") => Lang::En,
            _ => order.lang,
        };
        let items = data.get("invoices").and_then(Value::as_array).into_iter().flatten();
        let invoices = items.filter_map(Value::as_str).map(str::to_owned).collect();
        let to = text("to").or_else(|| order.to.clone());
        Self { lang, invoices, to, stored: hash, data }
    }
}
