//! Disputes as facts: raised, resolved, credited (domain sections 3, 5 and 9).

use super::book::{Event, Place};
use super::items::Item;
use super::money;
use chrono::NaiveDate;

#[derive(Clone, Debug)]
pub struct Dispute {
    pub item: usize,
    pub amount: i128,
    pub raised: Place,
    pub resolved: Option<Resolution>,
}

#[derive(Clone, Debug)]
pub struct Resolution {
    pub place: Place,
    pub rejected: bool,
    /// Required for partial, none for rejected, the whole by default for upheld.
    pub credited: i128,
}

impl Dispute {
    /// Raised and not resolved at the end of a day.
    pub fn is_open(&self, day: NaiveDate) -> bool {
        self.raised.0 <= day && self.resolved.as_ref().is_none_or(|r| r.place.0 > day)
    }
}

pub fn all(events: &[&Event], items: &[Item]) -> Vec<Dispute> {
    let mut disputes = Vec::new();
    for event in events.iter().filter(|e| e.kind == "dispute.raised") {
        let Some(item) = items.iter().position(|i| i.number == event.text("invoice")) else {
            continue;
        };
        let currency = &items[item].currency;
        let amount = money::parse(event.text("amount"), currency);
        let end = events
            .iter()
            .find(|e| e.kind == "dispute.resolved" && e.opt("dispute") == event.opt("dispute"));
        let resolved = end.map(|e| {
            let rejected = e.text("outcome") == "rejected";
            let credited = e.opt("credited").map(|text| money::parse(text, currency));
            Resolution {
                place: e.place(),
                rejected,
                credited: if rejected { 0 } else { credited.unwrap_or(amount) },
            }
        });
        disputes.push(Dispute { item, amount, raised: event.place(), resolved });
    }
    disputes
}
