//! Open items: invoices and fees, which share one name space (domain sections 3 and 5).

use super::book::{Event, Place};
use super::{money, terms};
use chrono::NaiveDate;

/// An invoice or a fee, with what does not change from day to day in this view.
#[derive(Clone, Debug)]
pub struct Item<'a> {
    pub number: String,
    pub currency: String,
    pub is_fee: bool,
    pub gross: i128,
    pub place: Place,
    /// The contractual due date as of the view's date.
    pub due: Option<NaiveDate>,
    /// The contract's daily rate as written; a fee bears no interest (section 9).
    pub rate: Option<String>,
    pub event: &'a Event,
}

impl Item<'_> {
    pub fn issued(&self) -> NaiveDate {
        self.place.0
    }
}

/// All items of a cut, in fold order.
pub fn all<'a>(events: &[&'a Event]) -> Vec<Item<'a>> {
    let mut items: Vec<Item<'a>> = Vec::new();
    for &event in events {
        match event.kind.as_str() {
            "invoice.issued" => {
                let currency = event.text("currency").to_string();
                let terms = terms::of_invoice(events, event);
                items.push(Item {
                    number: event.text("invoice").to_string(),
                    is_fee: false,
                    gross: money::parse(event.text("amount"), &currency),
                    place: event.place(),
                    due: terms::due(events, event),
                    rate: terms["daily_rate"].as_str().map(str::to_string),
                    currency,
                    event,
                });
            }
            "late_fee.charged" => {
                let invoice = event.text("invoice");
                let of = items.iter().find(|i| i.number == invoice).expect("the fee's invoice");
                let currency = of.currency.clone();
                items.push(Item {
                    number: event.text("fee").to_string(),
                    is_fee: true,
                    gross: money::parse(event.text("amount"), &currency),
                    place: event.place(),
                    due: Some(terms::fee_due(event)),
                    rate: None,
                    currency,
                    event,
                });
            }
            _ => {}
        }
    }
    items
}
